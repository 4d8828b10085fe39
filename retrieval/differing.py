"""Differing: where the units of a text and those of a document part, and what the difference is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from retrieval.analysis import folded
from retrieval.comparing import DASH, Unit, joined
from retrieval.model import Span
from retrieval.reprints import all_denials
from retrieval.verdict import Difference, DifferenceKind
from retrieval.wordlists import languages, word_lists

EDGE = 3  # units in a row that a match at the edge needs to count when it stands apart from the others
PAIRED = 4  # words of a change that are told one by one when there are as many on both sides
# What turns an adjective, or a Persian verb, round.
_NEGATING = ("un", "in", "im", "il", "ir", "non", "dis", "ن", "نا", "بی", "غیر")


class Step(NamedTuple):
    """A run of units that are the same in both, or are not.

    Attributes:
        typed: Of the text's units.
        document: Of the document's units.
        same: Whether they are the same.
    """

    typed: range
    document: range
    same: bool


def aligned(typed: Sequence[Unit], document: Sequence[Unit]) -> list[Step]:
    """The steps from the first unit of a text to its last, along the part of the document nearest to it.

    Args:
        typed: Units of the text, without gaps.
        document: Units of a stretch of the document.

    Returns:
        Steps that cover the text; empty when nothing is the same.
    """
    wanted = [unit.form for unit in typed]
    there = [unit.form for unit in document]
    offsets = _offsets(wanted, there)
    if not offsets:
        return []
    slack = _slack(wanted)
    low, high = _densest(offsets, slack)
    first, last = max(0, low - slack), min(len(there), high + len(wanted) + slack)
    blocks = SequenceMatcher(None, wanted, there[first:last], autojunk=False).get_matching_blocks()[:-1]
    if not blocks:
        return []
    kept = _without_strays([(block.a, block.b + first, block.size) for block in blocks])
    return list(_steps(kept, len(wanted), len(there)))


def pairs_shared(typed: Sequence[Unit], document: Sequence[Unit]) -> int:
    """How many pairs of neighbouring units of a text stand in the nearest part of a document."""
    offsets = _offsets([unit.form for unit in typed], [unit.form for unit in document])
    if not offsets:
        return 0
    low, high = _densest(offsets, _slack(typed))
    return sum(low <= offset <= high for offset in offsets)


def _slack(typed: Sequence[object]) -> int:
    return 3 + len(typed) // 5


def _offsets(wanted: Sequence[str], there: Sequence[str]) -> list[int]:
    """How far behind its place in the one each pair of neighbours of it stands in the other, sorted."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, pair in enumerate(pairwise(there)):
        places.setdefault(pair, []).append(place)
    return sorted(place - at for at, pair in enumerate(pairwise(wanted)) for place in places.get(pair, ()))


def _densest(offsets: Sequence[int], width: int) -> tuple[int, int]:
    """The two ends of the stretch, at most so wide, in which most of some sorted numbers lie."""
    best, first = (0, 0), 0
    for last, offset in enumerate(offsets):
        while offset - offsets[first] > width:
            first += 1
        if last - first > best[1] - best[0]:
            best = first, last
    return offsets[best[0]], offsets[best[1]]


def _without_strays(blocks: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Matching blocks without small ones at the edges that stand far from the others."""
    while len(blocks) > 1 and _is_stray(blocks[0], blocks[0], blocks[1]):
        blocks = blocks[1:]
    while len(blocks) > 1 and _is_stray(blocks[-1], blocks[-2], blocks[-1]):
        blocks = blocks[:-1]
    return blocks


def _is_stray(block: tuple[int, int, int], one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    between_typed = other[0] - one[0] - one[2]
    between = other[1] - one[1] - one[2]
    return block[2] < EDGE and between > between_typed + 1 + block[2]


def _steps(blocks: list[tuple[int, int, int]], typed: int, document: int) -> Iterator[Step]:
    at, first = 0, blocks[0]
    place = max(0, first[1] - first[0])  # what stands before is as long as what was typed before
    for a, b, size in blocks:
        if a > at or b > place:
            yield Step(range(at, a), range(place, b), same=False)
        yield Step(range(a, a + size), range(b, b + size), same=True)
        at, place = a + size, b + size
    if at < typed:
        yield Step(range(at, typed), range(place, min(document, place + typed - at)), same=False)


def narrowed(typed: Sequence[Unit], document: Sequence[Unit], step: Step) -> Iterator[Step]:
    """The parts of a step that are no matter of typography.

    Words that are the same when white space in Arabic script, or a hyphen at a line end, is taken away are
    taken off both ends; what is left is told word by word where there are as many on both sides.
    """
    one, other = step.typed, step.document
    taken = True
    while taken and one and other:
        taken = False
        for size in range(1, min(5, len(one)) + 1):
            count = _same_size(typed[one.start : one.start + size], document, other)
            if count:
                one, other, taken = one[size:], other[count:], True
                break
    rest = [typed[number] for number in one], [document[number] for number in other]
    if _plain(rest[0]) == _plain(rest[1]):
        return
    if len(one) == len(other) and 1 < len(one) <= PAIRED:
        for a, b in zip(one, other, strict=True):
            if typed[a].form != document[b].form:
                yield Step(range(a, a + 1), range(b, b + 1), same=False)
        return
    yield Step(one, other, same=False)


def _same_size(row: Sequence[Unit], document: Sequence[Unit], other: range) -> int:
    """How many of the first units of the document's side are together the same as a row; 0 for none."""
    wanted = _plain(row)
    for size in range(1, min(5, len(other)) + 1):
        if wanted and _plain(document[other.start : other.start + size]) == wanted:
            return size
    return 0


def _plain(row: Sequence[Unit]) -> str:
    """Units in one string, without hyphens at line ends and the gaps they leave."""
    hard: list[Unit] = []
    glue = False
    for unit in row:
        if unit.form == DASH and unit.soft:
            glue = True
            continue
        if glue and hard:
            hard[-1] = hard[-1]._replace(form=hard[-1].form + unit.form)
        else:
            hard.append(unit)
        glue = False
    return joined(hard)


def difference(
    typed_text: str, typed: Sequence[Unit], text: str, document: Sequence[Unit], at: int
) -> Difference:
    """A difference, from the units that differ.

    Args:
        typed_text: What was typed.
        typed: Its units that differ, perhaps none.
        text: The document's text.
        document: Its units that differ, perhaps none.
        at: Where in the document they would stand if there are none.
    """
    span = Span(document[0].start, document[-1].end) if document else Span(at, at)
    words = typed_text[typed[0].start : typed[-1].end] if typed else ""
    return Difference(_kind(typed, document), words, text[span.start : span.end], span)


def _kind(typed: Sequence[Unit], document: Sequence[Unit]) -> DifferenceKind:
    one = [unit.form for unit in typed if unit.is_word]
    other = [unit.form for unit in document if unit.is_word]
    if not one and not other:
        return DifferenceKind.MARK
    numbers = [any(map(_is_number, row)) for row in (one, other)]
    if all(numbers):
        return DifferenceKind.NUMBER
    if any(map(denies, one)) != any(map(denies, other)) or _turned(one, other):
        return DifferenceKind.NEGATION
    if any(numbers):
        return DifferenceKind.NUMBER
    if not one or not other:
        return DifferenceKind.MISSING if other else DifferenceKind.ADDED
    return DifferenceKind.WORD


def denies(form: str) -> bool:
    """Whether a word turns a statement round."""
    word = folded(form)
    return word in all_denials() or form.casefold().endswith("n't")


def _turned(one: list[str], other: list[str]) -> bool:
    """Whether one side is the other with a negating beginning."""
    if len(one) != 1 or len(other) != 1:
        return False
    shorter, longer = sorted((one[0].casefold(), other[0].casefold()), key=len)
    return any(longer == start + shorter for start in _NEGATING)


@cache
def _number_words() -> frozenset[str]:
    lists = [word_lists(language) for language in languages()]
    return frozenset(folded(word) for each in lists for word in (*each.numbers, *each.powers))


def _is_number(form: str) -> bool:
    return any(map(str.isdecimal, form)) or folded(form) in _number_words()
