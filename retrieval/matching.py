"""Matching: where a text stands in a stretch of a document, word for word and mark for mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.comparing import GAP, Key, Unit, joined, units
from retrieval.model import Span
from retrieval.sentences import sentences

SHORTEST = 4  # words; fewer stand anywhere by chance
SHORTEST_RUN = 2  # words between two "[...]", likewise
ROOM = 2500  # characters that "[...]" may stand for
_AT_EDGES = frozenset(".,;:…-–()[]•·|/")  # what a quotation may begin or end with, but "?" and "!"
_STOPS = frozenset(".!?")
_CLOSING = frozenset("\"'”’»›“‘")


@dataclass(frozen=True)
class Match:
    """Where a text stands in a document.

    Attributes:
        span: From its first word to its last.
        left_out: Spans inside it that the text replaces by "[...]".
    """

    span: Span
    left_out: tuple[Span, ...] = ()


class Wanted:
    """A text to be found.

    Args:
        text: In normal form.

    Attributes:
        text: The same.
        row: Its units, without those at its edges that say nothing.
        runs: The same, parted at each "[...]", and trimmed likewise.
        words: How many of them are words.
        ends: Whether it ends as a sentence does.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        found = units(text)
        self.row = trimmed(found)
        self.runs = [run for run in map(trimmed, _parted(self.row)) if run]
        self.words = sum(unit.is_word for unit in self.row)
        self.ends = bool(found) and found[-1].form in _STOPS and not self._stop_is_outside(found[-1])

    def _stop_is_outside(self, stop: Unit) -> bool:
        """Whether a full stop stands behind the closing quotation mark: it may be the writer's own."""
        return bool(self.row) and not _CLOSING.isdisjoint(self.text[self.row[-1].end : stop.start])

    @property
    def plain(self) -> list[Unit]:
        """All units but ellipses."""
        return [unit for unit in self.row if unit.form != GAP]

    @cached_property
    def gaps(self) -> frozenset[int]:
        """Before which of the plain units something is left out."""
        places, count = set(), 0
        for unit in self.row:
            if unit.form == GAP:
                places.add(count)
            else:
                count += 1
        return frozenset(places)

    @cached_property
    def sentences(self) -> list[Span]:
        """Its sentences; one of too few words goes with the one before it, or after it."""
        spans: list[Span] = []
        for span in sentences(self.text):
            if spans and min(map(self._words_in, (spans[-1], span))) < SHORTEST:
                spans[-1] = Span(spans[-1].start, span.end)
            else:
                spans.append(span)
        return spans

    def _words_in(self, span: Span) -> int:
        return sum(unit.is_word and span.start <= unit.start < span.end for unit in self.row)


def _parted(row: Sequence[Unit]) -> Iterator[list[Unit]]:
    run: list[Unit] = []
    for unit in row:
        if unit.form == GAP:
            yield run
            run = []
        else:
            run.append(unit)
    yield run


def trimmed(row: Sequence[Unit]) -> list[Unit]:
    """Units without the marks at their edges that say nothing; a minus stays."""
    first, last = 0, len(row)
    while first < last and row[first].form in _AT_EDGES and not _is_minus(row, first):
        first += 1
    while last > first and row[last - 1].form in _AT_EDGES:
        last -= 1
    return list(row[first:last])


def _is_minus(row: Sequence[Unit], at: int) -> bool:
    return (
        row[at].form == "-"
        and at + 1 < len(row)
        and row[at + 1].start == row[at].end
        and row[at + 1].form[0].isdecimal()
    )


def matches(wanted: Wanted, there: Sequence[Unit]) -> list[Match]:
    """Everywhere in a stretch of a document that a text stands.

    Args:
        wanted: The text.
        there: The units of the stretch.
    """
    key = Key(there)
    found = [Match(_span(there, place)) for form in _forms(wanted.row) for place in key.found(form)]
    if found or len(wanted.runs) < 2 or any(_words(run) < SHORTEST_RUN for run in wanted.runs):
        return found
    return [
        match for form in _forms(wanted.runs[0]) for place in key.found(form)
        if (match := _chained(wanted.runs[1:], there, key, place)) is not None
    ]  # fmt: skip


def _chained(runs: Sequence[Sequence[Unit]], there: Sequence[Unit], key: Key, first: range) -> Match | None:
    """The match that begins with the first run, each further one behind the one before it."""
    left_out: list[Span] = []
    last = first
    for run in runs:
        places = [place for form in _forms(run) for place in key.found(form, last.stop)]
        following = min(places, key=lambda place: place.start, default=None)
        if following is None:
            return None
        gap = Span(there[last.stop - 1].end, there[following.start].start)
        if gap.end - gap.start > ROOM:
            return None
        if any(unit.is_word for unit in there[last.stop : following.start]):
            left_out.append(gap)
        last = following
    return Match(Span(there[first.start].start, there[last.stop - 1].end), tuple(left_out))


def _forms(row: Sequence[Unit]) -> list[str]:
    """What to look for: with a letter in brackets, such as [T]he, in either case."""
    if not any(unit.free_case for unit in row):
        return [joined(row)]
    other = [
        unit._replace(form=unit.form[0].swapcase() + unit.form[1:]) if unit.free_case else unit
        for unit in row
    ]
    return [joined(row), joined(other)]


def _span(row: Sequence[Unit], place: range) -> Span:
    return Span(row[place.start].start, row[place.stop - 1].end)


def _words(row: Sequence[Unit]) -> int:
    return sum(unit.is_word for unit in row)
