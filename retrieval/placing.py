"""Placing: from the numbers of sentences to a quote with its locator and identifier."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.analysis import analyzer, primary, tokens, without_possessive
from retrieval.identifiers import quote_id
from retrieval.index import Index
from retrieval.model import BlockKind, Document, Locator, Quote, Span


def quote_at(index: Index, document: Callable[[int], Document], sentences: range) -> Quote:
    """The quote of neighbouring sentences.

    Args:
        index: Of the archive.
        document: Gives the document of a number.
        sentences: One to four of the index's sentences, all of one document.

    Returns:
        The quote, without score or reprints.
    """
    passage = int(index.sentence_passage[sentences[0]])
    words = document(int(index.passage_document[passage]))
    spans = [Span(*index.sentence_span[number].tolist()) for number in sentences]
    section = Span(*index.passage_section[passage].tolist())
    locator = Locator(
        start=spans[0].start,
        end=spans[-1].end,
        section=words.slice(section) if section.start >= 0 else None,
        paragraph=int(index.sentence_paragraph[sentences[0]]),
        page=words.page(spans[0].start),
    )
    last = int(index.sentence_passage[sentences[-1]])
    graphic = bool(index.passage_graphic[passage : last + 1].any())
    return Quote(
        id=quote_id(words, spans), document=words, locator=locator, sentences=tuple(spans), graphic=graphic
    )


def passage_span(index: Index, passage: int) -> Span:
    """Where a passage stands in its document's text."""
    first, last = index.passage_sentence[passage : passage + 2]
    return Span(int(index.sentence_span[first, 0]), int(index.sentence_span[last - 1, 1]))


class Places:
    """Where the sentences of an index stand, and their words.

    Args:
        index: Of the archive.
        document: Gives the document of a number.
    """

    def __init__(self, index: Index, document: Callable[[int], Document]) -> None:
        self._index = index
        self.document_numbered = document

    def document(self, sentence: int) -> Document:
        """The document of a sentence."""
        passage = self._index.sentence_passage[sentence]
        return self.document_numbered(int(self._index.passage_document[passage]))

    def language(self, sentence: int) -> str:
        """The language of a sentence's document, such as `en`; empty when unknown."""
        return primary(self.document(sentence).language)

    def span(self, sentence: int) -> Span:
        """Where a sentence stands in its document's text."""
        return Span(*self._index.sentence_span[sentence].tolist())

    def text(self, sentence: int) -> str:
        """The words of a sentence."""
        return self.document(sentence).slice(self.span(sentence))

    def speaker(self, sentences: range) -> str | None:
        """The name of who says the words of these sentences, where it is one person's all along."""
        spans = {
            Span(*span) for span in self._index.sentence_speaker[sentences.start : sentences.stop].tolist()
        }
        names = {self.document(sentences.start).slice(span) for span in spans if span.start >= 0}
        return names.pop() if len(names) == 1 else None

    def own_speaker(self, sentences: range) -> str | None:
        """The name of the one person whose own words all of these sentences are.

        A line that only announces them may stand before. None where any other sentence is the author's.
        """
        index = self._index
        for number in sentences:
            is_lead_in = number < sentences[-1] and index.sentence_kind[number] == BlockKind.CUE
            if not (index.sentence_own[number] or is_lead_in):
                return None
        return self.speaker(sentences)

    def passage_sentences(self, passage: int) -> range:
        """The numbers of the sentences of a passage."""
        first, last = self._index.passage_sentence[passage : passage + 2]
        return range(int(first), int(last))

    def written(self, term: str) -> str:
        """A word of a term, as the first passage, heading or title that has it spells it."""
        postings = self._index.postings
        passage = int(postings.passage[postings.start[postings.terms[term]]])
        document = self.document_numbered(int(self._index.passage_document[passage]))
        language = analyzer(document.language)
        section = Span(*self._index.passage_section[passage].tolist())
        for text in (
            document.slice(passage_span(self._index, passage)),
            document.slice(section),
            document.title,
        ):
            for token in tokens(text):
                if language.term(token.text) == term:
                    return without_possessive(token.text)
        return term
