"""Quotations: where words of somebody else begin and end within one paragraph.

Only the outer marks count: a quotation within a quotation is part of it. A paragraph is judged by itself,
since writers open each paragraph of a long quotation anew and close only the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MASK = "\0"  # stands for a quoted character; the normal form of a text holds none

_MARK = re.compile("[“”„\"«»]|(?<![^\\s(])[‘'](?=\\w)|(?<=[,.?!…])[’'](?!\\w)")
_CLOSES = {"“": "”", "„": "“”", '"': '"', "«": "»", "‘": "’", "'": "'"}
_SINGLE = "‘'’"


class Quotation(NamedTuple):
    """Quoted words with their marks.

    Attributes:
        start: Offset of the opening mark.
        end: Offset after the closing mark, or the end of the paragraph when there is none.
        is_closed: Whether there is one.
    """

    start: int
    end: int
    is_closed: bool


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """The outer quotations of a paragraph, in order.

    Args:
        text: A document's text.
        start: Where the paragraph begins.
        end: Where it ends.
    """
    return list(_found(text, start, end))


def _found(text: str, start: int, end: int) -> Iterator[Quotation]:
    opened: int | None = None
    for match in _MARK.finditer(text, start, end):
        place, mark = match.start(), match[0]
        if opened is None:
            if mark in _CLOSES and _may_open(text, start, place, end):
                opened = place
        elif _closes(text, opened, place, end):
            yield Quotation(opened, place + 1, True)
            opened = None
        elif mark == text[opened] and mark in _SINGLE and _may_open(text, start, place, end):
            opened = place  # what stood before was a single word between marks, or an apostrophe
    if opened is not None:
        yield Quotation(opened, end, False)


def _may_open(text: str, start: int, place: int, end: int) -> bool:
    """Whether a mark stands before words; a single one also has to stand where somebody begins to speak."""
    if place + 1 >= end or text[place + 1].isspace() or text[place + 1] in ".,;:!?)":
        return False
    before = text[max(start, place - 2) : place]
    if text[place] in _SINGLE:
        return not before or before in (", ", ": ", ". ", "? ", "! ")
    return not before or not before[-1].isalnum() or text[place] == "«"


def _closes(text: str, opened: int, place: int, end: int) -> bool:
    """Whether the mark at `place` closes what was opened; writers mix the marks up."""
    mark, opener = text[place], text[opened]
    if mark in _CLOSES[opener]:
        return opener != '"' or not text[place - 1].isspace()
    # “like this“, or “like this": an opening mark with words before it and none after it
    is_sloppy = opener in "“„" and mark in '“"'
    return is_sloppy and not text[place - 1].isspace() and not text[place + 1 : min(end, place + 2)].isalnum()


def masked(text: str, spans: Iterable[Quotation]) -> str:
    """`text` of the same length, with the words inside quotations blotted out; their marks stay."""
    parts: list[str] = []
    position = 0
    for start, end, is_closed in spans:
        last = end - 1 if is_closed else end
        parts += (text[position : start + 1], MASK * (last - start - 1))
        position = last
    return "".join((*parts, text[position:]))
