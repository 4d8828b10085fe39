"""A document's passages as paragraphs again, with the quotations in each: what tells who speaks."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from retrieval.model import BlockKind, Document, Passage, Sentence, Span
from retrieval.quotations import Quotation, masked, quotations


@dataclass(frozen=True)
class Paragraph:
    """A paragraph's sentences, and the quotations in it.

    Attributes:
        first: The number of its first sentence among all of the document.
        sentences: Its sentences.
        section: The heading it stands under.
        quotations: The outer quotations in it.
    """

    first: int
    sentences: tuple[Sentence, ...]
    section: Span | None
    quotations: tuple[Quotation, ...]

    @property
    def span(self) -> Span:
        """From its first sentence's start to its last one's end."""
        return Span(self.sentences[0].start, self.sentences[-1].end)

    @property
    def numbers(self) -> range:
        """The numbers of its sentences among all of the document."""
        return range(self.first, self.first + len(self.sentences))

    @property
    def kind(self) -> BlockKind:
        """Of its last sentence, which alone makes it a cue."""
        return self.sentences[-1].kind

    @property
    def is_quoted(self) -> bool:
        """Whether it begins with a quotation."""
        return bool(self.quotations) and self.quotations[0].start == self.sentences[0].start

    def mark_at(self, place: int) -> Quotation | None:
        """The quotation that begins or goes on at `place`."""
        number = bisect_left(self.quotations, place + 1, key=lambda mark: mark.start) - 1
        return self.quotations[number] if number >= 0 and place < self.quotations[number].end else None

    def marks_from(self, start: int, end: int) -> tuple[Quotation, ...]:
        """The quotations that begin in this part of it."""
        first, last = (
            bisect_left(self.quotations, place, key=lambda mark: mark.start) for place in (start, end)
        )
        return self.quotations[first:last]

    def marks_until(self, start: int, end: int) -> tuple[Quotation, ...]:
        """The quotations that end in this part of it."""
        first, last = (
            bisect_left(self.quotations, place + 1, key=lambda mark: mark.end) for place in (start, end)
        )
        return self.quotations[first:last]


def paragraphs(document: Document, passages: Sequence[Passage]) -> list[Paragraph]:
    """The paragraphs that hold the sentences of all passages, in order."""
    placed = [(sentence, passage.section) for passage in passages for sentence in passage.sentences]
    found: list[Paragraph] = []
    first = 0
    for _, members in groupby(placed, key=lambda pair: pair[0].paragraph):
        group = list(members)
        sentences = tuple(sentence for sentence, _ in group)
        marks = quotations(document.text, sentences[0].start, sentences[-1].end)
        found.append(Paragraph(first, sentences, group[0][1], tuple(marks)))
        first += len(group)
    return found


def without_quotations(document: Document, found: Sequence[Paragraph]) -> str:
    """The document's text, of the same length, with the words inside quotations blotted out."""
    return masked(document.text, [mark for paragraph in found for mark in paragraph.quotations])
