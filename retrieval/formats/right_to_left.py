"""Lines in Arabic script, read by where their letters stand: from the right, figures and Latin from the left.

PDFium's own order of them depends on how a program wrote the letters down; their places do not.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from retrieval.formats.runs import Run
from retrieval.text import one_line

_GUTTER = 0.7  # of a letter's height, wider than any space between words
_SAME_LINE = 0.3  # of a letter's height, by which a line may wave
_BLANK = 0.25  # of a letter's height, from which a gap is a blank though none is written
# What stands from left to right within a line from the right: figures, Latin words, what joins them.
_LEFT = r"[0-9\u06f0-\u06f9\u0660-\u0669A-Za-z\u00c0-\u024f]+"
_LEFTWARD = re.compile(rf"{_LEFT}(?:[.,/:٫٬%-]?{_LEFT})*")
_BRACKETS = re.compile(r"[()\[\]{}«»]")
_CLOSING = frozenset(")]}»")
_MIRROR = str.maketrans("()[]{}«»", ")(][}{»«")
_UNWRITTEN = frozenset({0, 0xFFFE, 0xFFFF, 0x0D, 0x0A})


_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def is_mostly_arabic(text: str) -> bool:
    """Whether more letters of a text are Arabic than Latin."""
    return len(_ARABIC.findall(text)) > len(_LATIN.findall(text))


class Letter(NamedTuple):
    """A letter on the page, in points from its lower left corner; its pen stands at `x` on the line `y`."""

    x: float
    y: float
    left: float
    bottom: float
    right: float
    top: float
    text: str


def letter_runs(text: pypdfium2.PdfTextPage) -> list[Run]:
    """The runs of a page, each a line or the part of one between wide gaps, in the order of reading.

    Args:
        text: The page.
    """
    letters = [letter for n in range(text.count_chars()) if (letter := _letter(text, n))]
    runs = []
    for row in _rows(letters):
        # The boxes of letters differ, and those of a line are one height.
        bottom, top = min(letter.bottom for letter in row), max(letter.top for letter in row)
        size = round(max(letter.top - letter.bottom for letter in row), 1)
        parts = list(_parts(row))
        for part in reversed(parts) if is_mostly_arabic("".join(letter.text for letter in row)) else parts:
            left, right = min(letter.left for letter in part), max(letter.right for letter in part)
            runs.append(Run(left, bottom, right, top, size, _words(part)))
    lines = mirrored([run.text for run in runs])
    return [run._replace(text=line) for run, line in zip(runs, lines, strict=True) if line]


def _rows(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Letters of one height, from the top of the page."""
    row: list[Letter] = []
    for letter in sorted(letters, key=lambda letter: -letter.y):
        if row and row[0].y - letter.y > _SAME_LINE * (letter.top - letter.bottom):
            yield row
            row = []
        row.append(letter)
    if row:
        yield row


def _parts(row: Sequence[Letter]) -> Iterator[list[Letter]]:
    """The letters of a row between gaps wider than any blank, from the left."""
    part: list[Letter] = []
    for letter in sorted(row, key=lambda letter: letter.x):
        gap = letter.left - max(other.right for other in part) if part else 0.0
        if gap > _GUTTER * (letter.top - letter.bottom):
            yield part
            part = []
        part.append(letter)
    if part:
        yield part


def _words(part: Sequence[Letter]) -> str:
    """The words of a part in the order of reading."""
    leftward = is_mostly_arabic("".join(letter.text for letter in part))
    inside = sorted(part, key=lambda letter: -letter.x if leftward else letter.x)
    are_written = any(letter.text.isspace() for letter in inside)
    words = ""
    before: Letter | None = None
    for letter in inside:
        gap = max(before.left - letter.right, letter.left - before.right) if before else 0.0
        is_apart = gap > _BLANK * (letter.top - letter.bottom)
        words += (" " if is_apart and not are_written else "") + letter.text
        before = letter
    words = unicodedata.normalize("NFKC", words)
    return one_line(_LEFTWARD.sub(lambda found: found[0][::-1], words) if leftward else words)


def mirrored(lines: list[str]) -> list[str]:
    """Lines of a page with their brackets as they are read: what comes first opens."""
    first = next((found[0] for line in lines for found in _BRACKETS.finditer(line)), "(")
    return [line.translate(_MIRROR) for line in lines] if first in _CLOSING else lines


def _letter(text: pypdfium2.PdfTextPage, number: int) -> Letter | None:
    code = pdfium.FPDFText_GetUnicode(text.raw, number)
    if code in _UNWRITTEN or pdfium.FPDFText_IsGenerated(text.raw, number) == 1:
        return None
    left, bottom, right, top = text.get_charbox(number, loose=True)
    x, y = ctypes.c_double(), ctypes.c_double()
    if top <= bottom or not pdfium.FPDFText_GetCharOrigin(text.raw, number, x, y):
        return None
    return Letter(x.value, y.value, left, bottom, right, top, chr(code))
