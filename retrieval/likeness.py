"""Likeness: how a text and the stretch of a document nearest to it differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retrieval.analysis import analyzer
from retrieval.comparing import Unit
from retrieval.differing import Step, aligned, difference, narrowed
from retrieval.matching import Match, Wanted
from retrieval.model import Span
from retrieval.verdict import Difference
from retrieval.whereabouts import Whereabouts

SHARED = 0.6  # share of the words that has to be the same for two texts to be versions of each other
LONG_RUN = 6  # or this many words in a row, and
SHARED_LONG = 0.4  # this share
SENTENCE = 0.5  # a sentence that shares less is not there
EXTRA = 3  # units that may be missing at the beginning of a sentence


class Stretch(NamedTuple):
    """A stretch of a document, in units.

    Attributes:
        document: Its number.
        text: All of its text.
        row: The units of the stretch.
    """

    document: int
    text: str
    row: list[Unit]


@dataclass(frozen=True)
class Likeness:
    """A text beside a stretch of a document.

    Attributes:
        document: Number of the document.
        match: From the first unit that is the same, or stands in place of the text's, to the last.
        differences: In the document's order.
        distance: Words that are not the same, of both sides.
        is_close: Whether the one can be a version of the other.
        foreign: The text's sentences that are not there.
    """

    document: int
    match: Match
    differences: tuple[Difference, ...]
    distance: int
    is_close: bool
    foreign: tuple[Span, ...]


def likeness(wanted: Wanted, stretch: Stretch, whereabouts: Whereabouts) -> Likeness | None:
    """How a text and the nearest part of a stretch differ; nothing when no word is the same.

    Args:
        wanted: The text.
        stretch: Of a document.
        whereabouts: Tells where sentences begin and end.
    """
    typed, there, number = wanted.plain, stretch.row, stretch.document
    steps = [_within_sentence(step, typed, there, number, whereabouts) for step in aligned(typed, there)]
    if not steps:
        return None
    left_out = [
        step for step in steps if not step.same and not step.typed and step.typed.start in wanted.gaps
    ]
    changed = [
        part
        for step in steps
        if not step.same and step not in left_out
        for part in narrowed(typed, there, step)
    ]
    differences = [_difference(wanted, stretch, part) for part in changed]
    covered = [place for step in steps for place in step.document]
    match = Match(
        Span(there[covered[0]].start, there[covered[-1]].end),
        tuple(Span(there[step.document[0]].start, there[step.document[-1]].end) for step in left_out),
    )
    if steps[0].same and steps[-1].same:
        differences += whereabouts.cut(wanted, number, match)
    lost = {place for part in changed for place in part.typed}
    missing = sum(there[place].is_word for part in changed for place in part.document)
    return Likeness(
        number,
        match,
        tuple(sorted(differences, key=lambda one: one.span)),
        sum(typed[place].is_word for place in lost) + missing,
        _is_close(typed, lost, steps),
        _foreign(wanted, typed, lost),
    )


def _within_sentence(
    step: Step, typed: Sequence[Unit], there: Sequence[Unit], document: int, whereabouts: Whereabouts
) -> Step:
    """A step at the edge of the text, with the document's side kept to the sentence that was matched."""
    is_head, is_tail = step.typed.start == 0, step.typed.stop == len(typed)
    if step.same or is_head == is_tail:
        return step
    first, last = step.document.start, step.document.stop
    if is_head and last < len(there):
        sentence = whereabouts.sentence(document, there[last].start)
        begin = next((n for n, unit in enumerate(there) if sentence and unit.start >= sentence.start), first)
        first = begin if last - begin <= len(step.typed) + EXTRA else first
    elif is_tail and first:
        sentence = whereabouts.sentence(document, there[first - 1].start)
        stop = next((n for n in range(first, len(there)) if sentence and there[n].end > sentence.end), last)
        stop = stop - 1 if stop > first and there[stop - 1].form in ".!?" else stop
        last = stop if stop - first <= len(step.typed) + EXTRA else last
    return Step(step.typed, range(min(first, last), max(first, last)), same=False)


def _difference(wanted: Wanted, stretch: Stretch, part: Step) -> Difference:
    typed, there = wanted.plain, stretch.row
    at = there[part.document.start - 1].end if part.document.start else there[0].start
    changed = [typed[place] for place in part.typed], [there[place] for place in part.document]
    return difference(wanted.text, changed[0], stretch.text, changed[1], at)


def _is_close(typed: Sequence[Unit], lost: set[int], steps: Sequence[Step]) -> bool:
    words = [number for number, unit in enumerate(typed) if unit.is_word]
    telling = [number for number in words if analyzer("en").term(typed[number].form)]
    if not words or len(lost.intersection(telling)) * 2 > len(telling):
        return False
    shared = 1 - len(lost.intersection(words)) / len(words)
    longest = max((sum(typed[n].is_word for n in step.typed) for step in steps if step.same), default=0)
    return shared >= SHARED or (longest >= LONG_RUN and shared >= SHARED_LONG)


def _foreign(wanted: Wanted, typed: Sequence[Unit], lost: set[int]) -> tuple[Span, ...]:
    foreign = []
    for span in wanted.sentences:
        inside = [n for n, unit in enumerate(typed) if unit.is_word and span.start <= unit.start < span.end]
        if inside and len(lost.intersection(inside)) > (1 - SENTENCE) * len(inside):
            foreign.append(span)
    return tuple(foreign) if len(wanted.sentences) > 1 else ()
