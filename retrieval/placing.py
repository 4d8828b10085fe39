"""Placing: from the numbers of sentences to a quote with its locator and identifier."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.identifiers import quote_id
from retrieval.index import Index
from retrieval.model import Document, Locator, Quote, Span


def quote_at(index: Index, document: Callable[[int], Document], sentences: range) -> Quote:
    """The quote of neighbouring sentences.

    Args:
        index: Of the archive.
        document: Gives the document of a number.
        sentences: One to four of the index's sentences, all of one document.

    Returns:
        The quote, without score, speaker or reprints.
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
    )
    return Quote(id=quote_id(words, spans), document=words, locator=locator)


def passage_span(index: Index, passage: int) -> Span:
    """Where a passage stands in its document's text."""
    first, last = index.passage_sentence[passage : passage + 2]
    return Span(int(index.sentence_span[first, 0]), int(index.sentence_span[last - 1, 1]))
