"""A document's text -> its blocks: paragraphs, headings, boilerplate, cues and interviewer's questions.

Judged by the text alone: how a line looks, where it stands and what repeats in the same document; no site and
no person is known here. Each judgement is a pass over the units of the page (`retrieval.layout`), the surest
first. In doubt a unit is a paragraph: what is boilerplate or a heading can never be quoted.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence

from retrieval.captions import captions
from retrieval.datelines import date_of_line
from retrieval.furniture import furniture, navigation, printed_twice
from retrieval.interviews import questions
from retrieval.layout import LABEL_LENGTH, QUOTES, Unit, normalised, units
from retrieval.model import Block, BlockKind, Mark
from retrieval.wording import SAYING

TEXT_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.CUE, BlockKind.QUESTION, BlockKind.DISPUTED})

_TITLE_PLACES = 12  # a line equal to the title further down is no title, so what stands above it is text
_CUE_WORDS = 6  # "The facts:" is a heading; a longer line that ends with a colon announces what follows
_HEADING_QUESTION = 10  # longest heading that is a question, in words
_LIST_LABELS = 4  # so many labels in a row amid prose are a list, not headings
_TRAILING_LABEL = 5  # a longer last line without a full stop is text that breaks off

_SAYS = re.compile(rf"(?<![\w\u200c])(?:{SAYING})(?![\w\u200c])", re.IGNORECASE)
_LOWERCASE_WORD = re.compile(r"(?<!\w)[a-zß-öø-ÿа-яα-ω][^\W\d_]{4}")

_Kinds = list[BlockKind | None]
_Given = dict[BlockKind, list[int]]
_SURE = (BlockKind.BOILERPLATE, BlockKind.DISPUTED)  # whatever else a unit looks like


def blocks(text: str, title: str = "", marks: Sequence[Mark] = ()) -> tuple[Block, ...]:
    """The blocks of a document in reading order; every word of the text stands in one of them.

    Where nothing looks like a paragraph, what only looks like a heading or a label is one, and where there is
    nothing of that either, every block is: no document with words is without a paragraph.

    Args:
        text: In normal form.
        title: The document's title, which tells its line from other headings.
        marks: What is known of spans of it, in reading order; see `Metadata.marks`.

    Returns:
        Disjoint blocks, with white space between them.
    """
    found = units(text, title)
    given = _given(found, marks)
    numbered: list[Block] = []
    paragraph = 0
    for unit, kind in zip(found, _judged(text, found, normalised(title), given), strict=True):
        paragraph += kind in TEXT_KINDS
        numbered.append(Block(unit.start, unit.end, kind, paragraph if kind in TEXT_KINDS else 0))
    return tuple(numbered)


def _given(found: Sequence[Unit], marks: Sequence[Mark]) -> _Given:
    """The numbers of the units that share a character with a mark, by its kind."""
    starts = [mark.start for mark in marks]
    given: _Given = {}
    for number, unit in enumerate(found):
        place = bisect_left(starts, unit.end) - 1
        if place >= 0 and marks[place].end > unit.start:
            given.setdefault(marks[place].kind, []).append(number)
    return given


def _judged(text: str, found: Sequence[Unit], title: str, given: _Given) -> list[BlockKind]:
    kinds: _Kinds = [None] * len(found)
    for kind in _SURE:
        _mark(kinds, given.get(kind, ()), kind)
    _mark(kinds, furniture(text, found), BlockKind.BOILERPLATE)
    _mark_printed_twice(found, kinds)
    _mark_title(text, found, kinds, title)
    _mark(kinds, (n for n in given.get(BlockKind.HEADING, ()) if kinds[n] is None), BlockKind.HEADING)
    sure = list(kinds)
    _mark(kinds, navigation(found, _open(kinds)), BlockKind.BOILERPLATE)
    _mark(kinds, _cues(text, found, kinds), BlockKind.CUE)
    cues = {number for number, kind in enumerate(kinds) if kind is BlockKind.CUE}
    _mark(kinds, captions(text, found, cues, _open(kinds)), BlockKind.BOILERPLATE)
    prose = [number for number in _open(kinds) if not found[number].is_label]
    _mark(kinds, questions(text, found, prose), BlockKind.QUESTION)
    _mark_labels(text, found, kinds, given.get(BlockKind.PARAGRAPH, ()))
    if not any(kind in TEXT_KINDS or kind is None for kind in kinds):
        kinds = sure if None in sure else [None] * len(found)
        for kind in _SURE:
            _mark(kinds, given.get(kind, ()), kind)
    return [BlockKind.PARAGRAPH if kind is None else kind for kind in kinds]


def _open(kinds: _Kinds) -> list[int]:
    return [number for number, kind in enumerate(kinds) if kind is None]


def _mark(kinds: _Kinds, numbers: Iterable[int], kind: BlockKind) -> None:
    for number in numbers:
        kinds[number] = kind


def _mark_printed_twice(found: Sequence[Unit], kinds: _Kinds) -> None:
    """Of a line or paragraph printed twice in a row, the first stays: a label as heading."""
    open_units = _open(kinds)
    for place, is_caption in list(printed_twice(found, open_units)):
        first, second = open_units[place], open_units[place + 1]
        kinds[second] = BlockKind.BOILERPLATE
        if is_caption:
            kinds[first] = BlockKind.BOILERPLATE
        elif found[first].is_label and kinds[first] is None:
            kinds[first] = BlockKind.HEADING


def _mark_title(text: str, found: Sequence[Unit], kinds: _Kinds, title: str) -> None:
    """The document's title is a heading where it first stands; above it is the page's head, not text.

    The only line with a date, right below the title, is the day of the document and no heading.
    """
    places = [number for number, unit in enumerate(found) if title and unit.key == title]
    _mark(kinds, places, BlockKind.BOILERPLATE)
    if places and places[0] <= _TITLE_PLACES:
        head = [number for number in range(places[0]) if kinds[number] is None]
        _mark(kinds, (n for n in head if not found[n].is_sentence), BlockKind.BOILERPLATE)
    _mark(kinds, places[:1], BlockKind.HEADING)
    below = [number + 1 for number in places[:1] if number + 1 < len(found)]
    if sum(1 for unit in found if _is_date(text, unit)) == 1:
        _mark(kinds, (n for n in below if _is_date(text, found[n])), BlockKind.BOILERPLATE)


def _is_date(text: str, unit: Unit) -> bool:
    return unit.is_label and date_of_line(text[unit.start : unit.end]) is not None


def _cues(text: str, found: Sequence[Unit], kinds: _Kinds) -> list[int]:
    """The numbers of the units that end with a colon and announce the words that follow."""
    open_units = [number for number in _open(kinds) if found[number].last in ":："]
    return [n for n in open_units if n + 1 < len(found) and _is_cue(text, found[n], found[n + 1])]


def _is_cue(text: str, unit: Unit, following: Unit) -> bool:
    ending = text[max(unit.start, unit.end - LABEL_LENGTH) : unit.end]
    return text[following.start] in QUOTES or unit.words > _CUE_WORDS or bool(_SAYS.search(ending))


def _mark_labels(text: str, found: Sequence[Unit], kinds: _Kinds, no_headings: Collection[int]) -> None:
    """The labels that are left: headings where text follows, furniture where only furniture does."""
    open_units = sorted(set(_open(kinds)).difference(no_headings))
    labels = [number for number in open_units if _is_label(text, found[number])]
    runs = {run[-1]: run for run in _runs(labels)}
    after: int | None = None  # the next unit that is no boilerplate
    for number in reversed(range(len(found))):
        if number in runs:
            run = runs[number]
            follows_text = after is not None and kinds[after] is not BlockKind.HEADING
            if len(run) >= _LIST_LABELS:
                _mark(kinds, run, BlockKind.PARAGRAPH)
                _mark(kinds, run[-1:] if follows_text else (), BlockKind.HEADING)
            elif follows_text or after == run.stop:
                _mark(kinds, run, BlockKind.HEADING)
            else:
                loose = (n for n in run if not _breaks_off(text, found[n]))
                _mark(kinds, loose, BlockKind.BOILERPLATE)
        if kinds[number] is not BlockKind.BOILERPLATE:
            after = number


def _runs(numbers: Sequence[int]) -> Iterator[range]:
    """Numbers that follow each other, as ranges."""
    first = 0
    for place, number in enumerate(numbers, start=1):
        if place == len(numbers) or numbers[place] != number + 1:
            yield range(numbers[first], number + 1)
            first = place


def _breaks_off(text: str, unit: Unit) -> bool:
    """Whether a label without anything below it reads like a sentence that lost its end."""
    words = text[unit.start : unit.end]
    return unit.is_sentence or (unit.words > _TRAILING_LABEL and _LOWERCASE_WORD.search(words) is not None)


def _is_label(text: str, unit: Unit) -> bool:
    if text[unit.start] == "|":
        return False  # a row of a table
    if unit.is_label:
        return True
    is_question = unit.last in "?؟" and unit.words <= _HEADING_QUESTION and unit.lines == 1
    return is_question and not unit.is_list and text[unit.start] not in QUOTES
