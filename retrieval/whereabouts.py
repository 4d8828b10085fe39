"""Whereabouts: in which sentences of its document a matched text stands, and what it cuts off of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from retrieval.comparing import DASH, Unit, units
from retrieval.differing import denies, difference
from retrieval.identifiers import LONGEST_QUOTE
from retrieval.index import Index
from retrieval.matching import Match, Wanted
from retrieval.model import Document, Locator, Span
from retrieval.placing import quote_at
from retrieval.verdict import Difference, Place

# What makes one word with a denial before it.
_DENIED = frozenset({"one", "body", "longer", "کس", "یک", "کدام", "گاه", "وقت", "گونه", "چیز", "جا"})


class Whereabouts:
    """Places spans of documents.

    Args:
        index: Of the archive.
        document: Gives the document of a number.
    """

    def __init__(self, index: Index, document: Callable[[int], Document]) -> None:
        self._index = index
        self._document = document

    def place(self, number: int, match: Match) -> Place:
        """The place of a match in a document."""
        span = match.span
        document = self._document(number)
        touched = self._touched(number, span)
        if not touched:
            return Place(document, Locator(span.start, span.end), span)
        spans = self._index.sentence_span
        sentences = Span(int(spans[touched.start, 0]), int(spans[touched.stop - 1, 1]))
        sentences = Span(min(sentences.start, span.start), max(sentences.end, span.end))
        quote = quote_at(self._index, self._document, touched[:LONGEST_QUOTE])
        cut = [*self._before(document, sentences, span), *self._after(document, sentences, span)]
        whole = not match.left_out and not any(unit.is_word for unit in cut)
        start, end = sentences if whole else span
        return Place(document, replace(quote.locator, start=start, end=end), sentences, quote, whole)

    def sentence(self, number: int, offset: int) -> Span | None:
        """The sentence of a document that an offset lies in, if one does."""
        touched = self._touched(number, Span(offset, offset + 1))
        return Span(*self._index.sentence_span[touched.start].tolist()) if touched else None

    def cut(self, wanted: Wanted, number: int, match: Match) -> list[Difference]:
        """What a text that is the document's word for word changes by where it begins, ends and leaves out.

        A word that turns the statement round, right beside what is quoted; a minus; the rest of a sentence
        that the text ends with a full stop; the question mark of what it ends so.
        """
        place = self.place(number, match)
        text = place.document.text
        found: list[Difference] = []
        before = self._before(place.document, place.sentences, match.span)
        denying = _denying_end(before)
        if denying or (before and _is_minus(text, before[-1], match.span.start)):
            found.append(difference("", (), text, denying or before[-1:], match.span.start))
        for gap in match.left_out:
            row = units(text, *gap)
            found += [
                difference("", (), text, [unit], gap.start) for unit in {row[0], row[-1]} if _denies(unit)
            ]
        after = self._after(place.document, place.sentences, match.span)
        return found + self._cut_behind(wanted, text, after, match.span.end)

    def _cut_behind(self, wanted: Wanted, text: str, after: list[Unit], at: int) -> list[Difference]:
        if not after:
            return []
        words = [number for number, unit in enumerate(after) if unit.is_word]
        if wanted.ends and words:
            return [difference("", (), text, after[words[0] : words[-1] + 1], at)]
        if _denies(after[0]):
            return [difference("", (), text, after[:1], at)]
        if wanted.ends and after[0].form in "?!" and wanted.row[-1].form not in "?!":
            return [difference("", (), text, after[:1], at)]
        return []

    def _before(self, document: Document, sentences: Span, span: Span) -> list[Unit]:
        return units(document.text, sentences.start, span.start)

    def _after(self, document: Document, sentences: Span, span: Span) -> list[Unit]:
        return units(document.text, span.end, sentences.end)

    def _touched(self, number: int, span: Span) -> range:
        """The sentences of a document that a span overlaps."""
        index = self._index
        first, last = index.passage_sentence[index.document_passage[number : number + 2]].tolist()
        starts, ends = index.sentence_span[first:last, 0], index.sentence_span[first:last, 1]
        begin = int(np.searchsorted(ends, span.start, side="right"))
        return range(first + begin, first + max(begin, int(np.searchsorted(starts, span.end, side="left"))))


def _denies(unit: Unit) -> bool:
    return unit.is_word and denies(unit.form)


def _denying_end(row: list[Unit]) -> list[Unit]:
    """The end of a row that turns round what follows: "not", "no one", "هیچ‌کس"; nothing where none does."""
    if row and _denies(row[-1]):
        return row[-1:]
    is_pair = len(row) > 1 and _denies(row[-2]) and row[-1].form.casefold() in _DENIED
    return row[-2:] if is_pair else []


def _is_minus(text: str, unit: Unit, at: int) -> bool:
    return (
        unit.form == DASH and unit.end == at and text[at].isdecimal() and not text[: unit.start][-1:].strip()
    )
