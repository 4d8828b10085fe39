"""Where words stand on a page -> lines in reading order -> paragraphs.

Columns are told by a gutter that no line crosses, with prose on both sides; where the words on both sides are
few, they are the cells of a table, and the row is one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from retrieval.formats.runs import Run
from retrieval.formats.small_and_large import is_raised, raised, with_first_letters
from retrieval.text import one_line

_COLUMN_LINES = 3  # on each side of a gutter
_RAGGED = 2.5  # points by which the lines of a column begin apart
_COLUMN_LETTERS = 18  # of its lines in the middle; the cells of a table are shorter
_GUTTER = 0.7  # of the size of letters; wider than any space between words
_SAME_LINE = 0.5  # of its height that two runs on one line have in common, at least
_BAND_GAP = 2.0  # of the size of letters, across all columns: what follows stands below them, not in them
_CELL_GAP = 1.5  # of the size of letters, from which words in one line are cells of a row
_LEADING = 1.4  # of the usual distance of lines, from which a paragraph ends
_HEADING = 1.1  # of the usual size of letters
_INDENT = 0.8  # of the size of letters
_SHORT_LINE = 0.8  # of the column's width; a paragraph's last line ends before
_VERSES = 3
_ITEM = re.compile(r"(?:[•◦▪‣·●○■–*-]|\(?\d{1,3}[.)]|\[\d{1,3}\])\s")
_SENTENCE_END = re.compile("[.!?…。؟۔]['\"”’»)\\]]*\\Z")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


class Line(NamedTuple):
    """A line of one column.

    Attributes:
        left: Its left edge.
        bottom: Its lower edge.
        right: Its right edge.
        top: Its upper edge.
        size: Of most of its letters.
        text: Its words.
        column: The left and right edge of the column it stands in.
        is_row: Whether it is the row of a table.
    """

    left: float
    bottom: float
    right: float
    top: float
    size: float
    text: str
    column: tuple[float, float] = (0.0, 0.0)
    is_row: bool = False


def lines(runs: Sequence[Run]) -> list[Line]:
    """The lines of a page in reading order.

    Args:
        runs: All of the page, in any order.
    """
    rightward = sum(len(_RIGHT_TO_LEFT.findall(run.text)) for run in runs) * 2 < sum(
        len(run.text) for run in runs
    )
    segments = [part for row in rows(with_first_letters(runs)) for part in segments_of(row)]
    ordered: list[Line] = []
    for band in _bands(segments, _gutters(segments), rightward=rightward):
        edges = (min(part[0].left for part in band), max(part[-1].right for part in band))
        parts = sorted((run for part in band for run in part), key=lambda run: -run.top)
        ordered += [_line(row, edges, rightward=rightward) for row in rows(parts)]
    return ordered


def paragraphs(page: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of a page as paragraphs, headings, items and tables.

    Args:
        page: In reading order.
    """
    if not page:
        return
    usual = usual_size(page)
    leading = _usual_leading(page)
    paragraph = [page[0]]
    for before, line in pairwise(page):
        if _begins(before, line, usual, leading):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def rows(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Runs that stand at one height, from the top of the page, each row from left to right."""
    row: list[Run] = []
    for run in sorted(runs, key=lambda run: (-(run.top + run.bottom), run.left)):
        if row and not _is_beside(row[0], run):
            yield sorted(row)
            row = []
        row.append(run)
    if row:
        yield sorted(row)


def _is_beside(one: Run, other: Run) -> bool:
    common = min(one.top, other.top) - max(one.bottom, other.bottom)
    return common > _SAME_LINE * min(one.top - one.bottom, other.top - other.bottom)


def segments_of(row: list[Run]) -> Iterator[list[Run]]:
    """The runs of a row that no gap parts which could be a gutter."""
    part = row[:1]
    for run in row[1:]:
        if run.left - max(other.right for other in part) > _GUTTER * max(run.size, part[-1].size):
            yield part
            part = []
        part.append(run)
    yield part


def _gutters(segments: Sequence[list[Run]]) -> list[float]:
    """Places where a column may begin: where several lines begin that are not the page's first."""
    starts = sorted(part[0].left for part in segments)
    if not starts:
        return []
    columns: list[list[float]] = []
    for start in starts:
        if start <= starts[0] + 72:  # an inch: an indent
            continue
        if columns and start - columns[-1][0] <= _RAGGED:
            columns[-1].append(start)
        else:
            columns.append([start])
    return [column[0] - 1.0 for column in columns if len(column) >= _COLUMN_LINES]


def _bands(
    segments: Sequence[list[Run]], gutters: Sequence[float], *, rightward: bool
) -> Iterator[list[list[Run]]]:
    """Segments in parts that are read one after the other: what spans the page, and columns side by side."""
    best: tuple[int, float, list[list[Run]]] | None = None
    for gutter in gutters:
        for band in _uncrossed(segments, gutter):
            if _are_columns(band, gutter) and (best is None or len(band) > best[0]):
                best = (len(band), gutter, band)
    if best is None:
        if segments:
            yield list(segments)
        return
    _, gutter, band = best
    first, last = segments.index(band[0]), segments.index(band[-1])
    note = _marginal(band, gutter)
    if note:  # what it stands beside goes on below it
        yield from _bands([part for part in segments if part not in note], gutters, rightward=rightward)
        yield note
        return
    yield from _bands(segments[:first], gutters, rightward=rightward)
    left = [part for part in band if part[0].left < gutter]
    right = [part for part in band if part[0].left >= gutter]
    for column in (left, right) if rightward else (right, left):
        yield from _bands(column, [place for place in gutters if place != gutter], rightward=rightward)
    yield from _bands(segments[last + 1 :], gutters, rightward=rightward)


def _uncrossed(segments: Sequence[list[Run]], gutter: float) -> Iterator[list[list[Run]]]:
    """Runs of neighbouring segments of which none lies across a gutter, with no wide gap below any."""
    band: list[list[Run]] = []
    for part in segments:
        crosses = part[0].left < gutter < part[-1].right
        gap = min(run.bottom for run in band[-1]) - max(run.top for run in part) if band else 0.0
        if band and (crosses or gap > _BAND_GAP * part[0].size):
            yield band
            band = []
        if not crosses:
            band.append(part)
    if band:
        yield band


def _are_columns(band: Sequence[list[Run]], gutter: float) -> bool:
    sides = [[], []]  # type: list[list[int]]
    for part in band:
        sides[part[0].left >= gutter].append(sum(len(run.text) for run in part))
    are_prose = all(len(side) >= _COLUMN_LINES and median(side) >= _COLUMN_LETTERS for side in sides)
    return (are_prose and not _are_cells(band, gutter)) or bool(_marginal(band, gutter))


def _are_cells(band: Sequence[list[Run]], gutter: float) -> bool:
    """Whether each line has one beside it, and every line begins anew: then they are rows of long cells."""
    left = [part for part in band if part[0].left < gutter]
    right = [part for part in band if part[0].left >= gutter]
    if len(left) != len(right):
        return False
    pairs = zip(left, right, strict=True)
    level = all(abs(one[0].bottom - other[0].bottom) < 0.1 * one[0].size for one, other in pairs)
    firsts = [part[0].text.lstrip()[:1] for part in (*left[1:], *right[1:])]
    return level and all(letter.isupper() or letter.isdecimal() for letter in firsts)


def _marginal(band: Sequence[list[Run]], gutter: float) -> list[list[Run]]:
    """The narrow column beside a wide one, unless it is of a table: its lines stand between the others."""
    left = [part for part in band if part[0].left < gutter]
    right = [part for part in band if part[0].left >= gutter]
    wide, narrow = sorted((left, right), key=lambda side: -_usual_letters(side))
    is_wide = _usual_letters(wide) >= 2 * max(_COLUMN_LETTERS, _usual_letters(narrow))
    if min(len(wide), len(narrow)) < 2 or not is_wide:
        return []
    levels = [part[0].bottom for part in wide]
    beside = sum(min(abs(part[0].bottom - level) for level in levels) < 0.1 * part[0].size for part in narrow)
    return [] if 2 * beside > len(narrow) else narrow


def _usual_letters(side: Sequence[list[Run]]) -> float:
    return median([sum(len(run.text) for run in part) for part in side]) if side else 0.0


def _line(row: Sequence[Run], column: tuple[float, float], *, rightward: bool) -> Line:
    ordered = list(row) if rightward else _rightmost_first(row)
    text, is_row = ordered[0].text, False
    for before, run in pairwise(ordered):
        gap = max(run.left - before.right, before.left - run.right)
        is_row = is_row or gap > _CELL_GAP * max(run.size, before.size)
        if is_raised(run, before):
            text = text.rstrip() + raised(run.text)
        else:
            text += (" " if gap > 0.12 * run.size else "") + run.text
    text = one_line(text)
    longest = max(row, key=lambda run: len(run.text))
    left, right = min(run.left for run in row), max(run.right for run in row)
    return Line(
        left, min(r.bottom for r in row), right, max(r.top for r in row), longest.size, text, column, is_row
    )


def _rightmost_first(row: Sequence[Run]) -> list[Run]:
    return sorted(row, key=lambda run: -run.right)


def usual_size(page: Sequence[Line]) -> float:
    """The size of most letters of a page; 0 of an empty one."""
    sizes = [line.size for line in page for _ in range(0, len(line.text), 20)]
    return median(sizes) if sizes else 0.0


def is_verse(paragraph: Sequence[Line]) -> bool:
    """Whether the lines of a paragraph end where they were meant to: well before the column does."""
    return len(paragraph) >= _VERSES and all(map(_is_short, paragraph))


def _usual_leading(page: Sequence[Line]) -> float:
    steps = [a.bottom - b.bottom for a, b in pairwise(page) if 0 < a.bottom - b.bottom < 3 * b.size]
    return median(steps) if steps else 0.0


def _begins(before: Line, line: Line, usual: float, leading: float) -> bool:
    """Whether a line begins a paragraph."""
    if abs(before.size - line.size) > (_HEADING - 1) * usual:
        return True
    if before.is_row or line.is_row:
        return not (before.is_row and line.is_row)
    if _ITEM.match(line.text):
        return True
    step = before.bottom - line.bottom
    if before.column != line.column or step < 0:
        return _ended(before)
    if leading and step > _LEADING * leading:
        return True
    return _is_indented(before, line) or (_ended(before) and _is_short(before))


def _ended(line: Line) -> bool:
    return _SENTENCE_END.search(line.text) is not None


def _is_short(line: Line) -> bool:
    return line.right - line.left < _SHORT_LINE * (line.column[1] - line.column[0])


def _is_indented(before: Line, line: Line) -> bool:
    if _RIGHT_TO_LEFT.search(line.text):
        return before.right - line.right > _INDENT * line.size and _ended(before)
    return line.left - before.left > _INDENT * line.size and _ended(before)
