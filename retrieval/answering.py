"""Answering: the way of a question, from what was typed to quotes or an honest no."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from retrieval.aliases import Groups
from retrieval.analysis import analyzer, tokens
from retrieval.identifiers import LONGEST_QUOTE
from retrieval.index import Index
from retrieval.model import Answer, BlockKind, Document, Query, Quote, Reason, Span
from retrieval.placing import passage_span, quote_at
from retrieval.questions import Analysed, Analyst, holds
from retrieval.quoting import Scored, Scorer, weighed
from retrieval.ranking import InvertedBM25
from retrieval.spelling import Speller

# An answer's best sentence has to stand in a passage that reaches this share of the most BM25 could give
# the question; the further ones, in passages that reach a little less. Of all that was measured (scores,
# coverage, margins), this share tells best whether the archive speaks of what is asked.
THRESHOLD = 0.25
FURTHER = 0.7  # of the threshold
# The threshold of each strictness an operator can choose; `retrieval.calibration` tells how to set them.
THRESHOLDS = MappingProxyType({"loose": 0.8 * THRESHOLD, "normal": THRESHOLD, "strict": 1.25 * THRESHOLD})
QUOTE_WORDS = 60  # a quote grows by a neighbouring sentence up to this length
QUOTE_CHARACTERS = 700  # and never beyond this, unless it is a single sentence
NEAR = 3
LOOKED_AT = 40  # sentences whose words are read for the kind of answer they hold


class Answerer:
    """Answers questions from an index and its documents.

    Args:
        index: Of the archive.
        document: Gives the document of a number.
        languages: Of the documents, the most frequent first.
        aliases: Names for one thing each.
        strictness: One of `THRESHOLDS`: how near the archive has to come to what is asked.
    """

    def __init__(
        self,
        index: Index,
        document: Callable[[int], Document],
        languages: Sequence[str],
        aliases: Groups = (),
        strictness: str = "normal",
    ) -> None:
        self._index = index
        self._document = document
        speller = Speller(index.vocabulary, np.diff(index.postings.start).tolist(), self._written)
        self._analyst = Analyst(speller, languages, aliases)
        self._model = InvertedBM25(index.postings)
        self._threshold = THRESHOLDS[strictness]

    def answer(self, question: str, limit: int = 3) -> Answer:
        """At most `limit` quotes that answer `question`, best first; or none, and why."""
        asked = self._analyst.analysed(question)
        if reason := self._hopeless(asked):
            return Answer(question, reason=reason)
        scorer = Scorer(self._index, self._model, asked)
        ranked = self._ranked(scorer.scored_sentences(), asked)
        query = self._query(asked, scorer)
        confidence = ranked[0].features.passage if ranked else 0.0
        if confidence >= self._threshold:
            further = FURTHER * self._threshold
            good = [found for found in ranked if found.features.passage >= further]
            quotes = self._quotes(good, ranked, limit)
            return Answer(question, quotes=quotes, query=query, confidence=confidence)
        reason = Reason.UNKNOWN_WORDS if query.unknown else Reason.NOTHING_NEAR
        near = self._quotes(ranked, ranked, NEAR)
        return Answer(question, near=near, reason=reason, query=query, confidence=confidence)

    def _hopeless(self, asked: Analysed) -> Reason | None:
        """Why nothing needs to be searched, if so."""
        if not asked.has_words:
            return Reason.NO_QUESTION
        if not len(self._index.passage_document):
            return Reason.EMPTY_ARCHIVE
        return None if asked.words else Reason.STOP_WORDS

    def _query(self, asked: Analysed, scorer: Scorer) -> Query:
        pairs = list(zip(asked.words, scorer.terms, strict=True))
        return Query(
            terms=tuple(word.term.removeprefix("=") for word, _ in pairs),
            unknown=tuple(word.typed for word, term in pairs if not term.strengths),
            corrected=asked.corrected,
            aliases=asked.aliases,
        )

    def _ranked(self, found: list[Scored], asked: Analysed) -> list[Scored]:
        """Sentences by score, those of the kind that is asked for first among near equals."""
        found = sorted(found, key=lambda scored: -scored.score)
        top = [self._read(scored, asked) for scored in found[:LOOKED_AT]]
        return sorted(top, key=lambda scored: -scored.score)

    def _read(self, scored: Scored, asked: Analysed) -> Scored:
        """`scored` with the features that only its document and its very words tell."""
        language = (self._document_of(scored.sentence).language or "").split("-")[0]
        features = scored.features._replace(
            language=float(language == asked.language),
            kind=float(holds(self._text(scored.sentence), asked.kind, language)),
        )
        return scored._replace(score=weighed(features), features=features)

    def _quotes(self, good: Sequence[Scored], ranked: Sequence[Scored], limit: int) -> tuple[Quote, ...]:
        """Quotes around the best sentences, none overlapping another, the same words once."""
        quotes: list[Quote] = []
        taken: set[int] = set()
        for found in good:
            if found.sentence in taken:
                continue
            sentences = self._grown(found, ranked)
            if taken.isdisjoint(sentences):
                quote = self._quote(found, sentences)
                taken.update(sentences)
                if all(quote.text != other.text for other in quotes):
                    quotes.append(quote)
            if len(quotes) == limit:
                break
        return tuple(quotes)

    def _grown(self, found: Scored, ranked: Sequence[Scored]) -> range:
        """The sentences of the quote around one sentence: its better neighbour joins if there is room."""
        scores = {scored.sentence: scored.score for scored in ranked}
        first, last = (int(n) for n in self._index.passage_sentence[found.passage : found.passage + 2])
        options = [
            range(start, start + 2)
            for start in (found.sentence, found.sentence - 1)
            if first <= start and start + 2 <= last and self._fits(range(start, start + 2))
        ]
        if not options:
            return range(found.sentence, found.sentence + 1)
        return max(options, key=lambda option: sum(scores.get(sentence, 0.0) for sentence in option))

    def _fits(self, sentences: range) -> bool:
        """Whether these sentences make one quote: not too long, in one paragraph, all of them words."""
        index = self._index
        if len(sentences) > LONGEST_QUOTE or len({int(index.sentence_paragraph[n]) for n in sentences}) > 1:
            return False
        if any(index.sentence_kind[n] == BlockKind.QUESTION for n in sentences):
            return False
        text = " ".join(self._text(number) for number in sentences)
        return len(text) <= QUOTE_CHARACTERS and len(text.split()) <= QUOTE_WORDS

    def _quote(self, found: Scored, sentences: range) -> Quote:
        answering = Span(*self._index.sentence_span[found.sentence].tolist())
        quote = quote_at(self._index, self._document, sentences)
        return replace(quote, score=round(found.score, 4), answering=answering)

    def _written(self, term: str) -> str:
        """A word of a term as it stands in the first passage, heading or title that has it."""
        number = self._index.postings.terms[term]
        passage = int(self._index.postings.passage[self._index.postings.start[number]])
        document = self._document(int(self._index.passage_document[passage]))
        language = analyzer(document.language)
        span = passage_span(self._index, passage)
        section = Span(*self._index.passage_section[passage].tolist())
        for text in (document.slice(span), document.slice(section), document.title):
            for token in tokens(text):
                if language.term(token.text) == term:
                    return token.text
        return term

    def _document_of(self, sentence: int) -> Document:
        passage = self._index.sentence_passage[sentence]
        return self._document(int(self._index.passage_document[passage]))

    def _text(self, sentence: int) -> str:
        return self._document_of(sentence).slice(Span(*self._index.sentence_span[sentence].tolist()))
