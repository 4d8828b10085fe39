"""Composing: from sentences that answer to quotes: how far each reaches, and what is the same words twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from retrieval.identifiers import LONGEST_QUOTE
from retrieval.index import Index
from retrieval.model import BlockKind, Document, Metadata, Quote
from retrieval.placing import Places, quote_at
from retrieval.quoting import Scored
from retrieval.reprints import SHARED, is_reprint, same_words
from retrieval.thoughts import Need, whole

QUOTE_WORDS = 60  # a quote grows by a neighbouring sentence up to this length
AS_GOOD = 0.7  # of its score, which a sentence has to reach to make a quote grow beyond that
QUOTE_CHARACTERS = 700  # and never beyond this, unless it is a single sentence
FIRST = 3  # quotes that may still grow while further ones are made, so that asking for more changes none


@dataclass(frozen=True)
class Composed:
    """A quote, the sentence it was made for and the numbers of the sentences it holds."""

    found: Scored
    quote: Quote
    sentences: range


class Composer:
    """Makes quotes of sentences.

    Args:
        index: Of the archive.
        places: Where its sentences stand.
    """

    def __init__(self, index: Index, places: Places) -> None:
        self._index = index
        self._places = places
        self._needs = cast(Sequence[Need], index.sentence_need)  # numbers, as good as the flags they are
        self._word_order = np.argsort(index.sentence_words, kind="stable")

    def quotes(self, order: Sequence[Scored], ranked: Sequence[Scored], limit: int) -> list[Composed]:
        """Quotes around sentences, none overlapping another; reprints folded into the first of them.

        Args:
            order: The sentences to quote, those wanted first at the front.
            ranked: All that scored: what else is worth having in a quote.
            limit: The most quotes.
        """
        composed: list[Composed] = []
        broken: list[Scored] = []  # cannot be quoted whole within the limits: only for want of others
        for found in order:
            if any(found.sentence in other.sentences for other in composed):
                continue
            same = next((at for at, other in enumerate(composed) if self._repeats(found, other)), None)
            if same is not None:
                composed[same] = _with_reprint(composed[same], self._places.document(found.sentence))
            elif len(composed) < limit and not self._is_added(composed, found, ranked):
                broken.append(found)
        if not composed:
            alone = (range(found.sentence, found.sentence + 1) for found in broken[:limit])
            composed = [Composed(f, self._quote(f, s), s) for f, s in zip(broken, alone, strict=False)]
        return composed

    def quote(self, sentences: range, answering: int | None = None) -> Quote:
        """The quote of neighbouring sentences of one document, with its speaker and its reprints.

        Args:
            sentences: One to four.
            answering: The one of them that answers, which is what makes other places reprints; all of them
                when None.
        """
        quote = quote_at(self._index, self._places.document_numbered, sentences)
        quote = replace(
            quote,
            speaker=self._places.own_speaker(sentences),
            answering=None if answering is None else self._places.span(answering),
        )
        for document in self._holding(sentences if answering is None else range(answering, answering + 1)):
            quote = _reprinted(quote, document)
        return quote

    def _is_added(self, composed: list[Composed], found: Scored, ranked: Sequence[Scored]) -> bool:
        """Adds the quote around a sentence, or makes another grow by it; False when it makes no whole one."""
        sentences = self._grown(found, ranked)
        if sentences is None:
            return False
        touched = [at for at, other in enumerate(composed) if not _apart(sentences, other.sentences)]
        if not touched:
            composed.append(Composed(found, self._quote(found, sentences), sentences))
        elif len(touched) == 1 and len(composed) < FIRST:
            composed[touched[0]] = self._joined(composed[touched[0]], found, sentences)
        return True

    def _joined(self, composed: Composed, found: Scored, sentences: range) -> Composed:
        """A quote grown by a sentence that needs the same words around it, where that makes one quote."""
        both = range(
            min(composed.sentences.start, sentences.start), max(composed.sentences.stop, sentences.stop)
        )
        good = found.score >= AS_GOOD * composed.found.score
        if not good or len(both) > LONGEST_QUOTE or self._characters(both) > QUOTE_CHARACTERS:
            return composed
        quote = self._quote(composed.found, both)
        return Composed(composed.found, replace(quote, reprints=composed.quote.reprints), both)

    def _repeats(self, found: Scored, other: Composed) -> bool:
        """Whether a sentence has the words of a quote, or the quote those of the sentence."""
        one, two = self._terms(range(found.sentence, found.sentence + 1)), self._terms(other.sentences)
        # Comparing the words themselves takes a hundred times as long as comparing the terms that are known.
        if len(one & two) < SHARED * min(len(one), len(two)):
            return False
        return is_reprint(self._places.text(found.sentence), other.quote.text)

    def _terms(self, sentences: range) -> set[int]:
        start, end = self._index.sentence_token[[sentences.start, sentences.stop]]
        return set(self._index.token[start:end].tolist())

    def _grown(self, found: Scored, ranked: Sequence[Scored]) -> range | None:
        """The sentences of the quote around one: a whole thought, with a good neighbour if there is room."""
        scores = {scored.sentence: scored.score for scored in ranked}
        passage = self._places.passage_sentences(found.passage)
        alone = self._whole(range(found.sentence, found.sentence + 1), passage)
        if alone is None:
            return None
        wider = (range(alone.start, alone.stop + 1), range(alone.start - 1, alone.stop))
        inside = (pair for pair in wider if pair.start in passage and pair.stop - 1 in passage)
        whole = (self._whole(pair, passage) for pair in inside if self._has_room(pair))
        options = [option for option in whole if option and self._has_room(option)]
        return max(options, key=lambda option: sum(scores.get(n, 0.0) for n in option), default=alone)

    def _whole(self, sentences: range, passage: range) -> range | None:
        within = self._unbroken(sentences, passage)
        return whole(sentences, self._needs, within, self._characters, QUOTE_CHARACTERS)

    def _unbroken(self, sentences: range, passage: range) -> range:
        """The sentences of a passage around some, as far as no caption or the like stands between them."""
        first, last = sentences.start, sentences.stop
        while first > passage.start and self._follow(first - 1):
            first -= 1
        while last < passage.stop and self._follow(last - 1):
            last += 1
        return range(first, last)

    def _follow(self, number: int) -> bool:
        """Whether nothing stands between a sentence and the next."""
        gap = slice(int(self._index.sentence_span[number, 1]), int(self._index.sentence_span[number + 1, 0]))
        return not self._places.document(number).text[gap].strip()

    def _has_room(self, sentences: range) -> bool:
        """Whether sentences may stand together though they need not: short, one paragraph, no question."""
        index = self._index
        if len(sentences) > LONGEST_QUOTE or len({int(index.sentence_paragraph[n]) for n in sentences}) > 1:
            return False
        if any(index.sentence_kind[n] == BlockKind.QUESTION for n in sentences):
            return False
        if (
            len({bool(index.sentence_own[n]) for n in sentences if index.sentence_kind[n] != BlockKind.CUE})
            > 1
        ):
            return False  # whose words they are could not be said of both
        words = sum(len(self._places.text(number).split()) for number in sentences)
        return self._characters(sentences) <= QUOTE_CHARACTERS and words <= QUOTE_WORDS

    def _characters(self, sentences: range) -> int:
        spans = self._index.sentence_span
        return int(spans[sentences.stop - 1, 1] - spans[sentences.start, 0])

    def _quote(self, found: Scored, sentences: range) -> Quote:
        return replace(self.quote(sentences, found.sentence), score=round(found.score, 4))

    def _holding(self, sentences: range) -> list[Document]:
        """Documents that hold the words of each of some sentences in other places."""
        found = [[self._places.document(n) for n in self._elsewhere(number)] for number in sentences]
        others = [{each.identifier for each in documents} for documents in found]
        shared = set.intersection(*others)
        return [document for document in found[0] if document.identifier in shared]

    def _elsewhere(self, sentence: int) -> list[int]:
        """Other sentences of the archive with the same words."""
        keys = self._index.sentence_words
        return [n for n in same_words(int(keys[sentence]), keys, self._word_order) if n != sentence]


def _apart(one: range, other: range) -> bool:
    return one.stop <= other.start or other.stop <= one.start


def _with_reprint(composed: Composed, document: Metadata) -> Composed:
    return replace(composed, quote=_reprinted(composed.quote, document))


def _reprinted(quote: Quote, document: Metadata) -> Quote:
    """`quote` with one more document that holds its words, unless it is known already."""
    known = {quote.document.identifier, *(other.identifier for other in quote.reprints)}
    return quote if document.identifier in known else replace(quote, reprints=(*quote.reprints, document))
