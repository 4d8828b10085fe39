"""A second opinion on Arabic script, which every extractor of PDFs gets wrong here and there.

PDFium's letters are read by their places (see `right_to_left`); pypdf reads the file's own order, and
reverses numbers. Where both give the same letters and digits in the same order, they are right. What stands
between the letters is then PDFium's, since pypdf puts full stops at the wrong end of a line, but for blanks
and the ZWNJ that Persian is written with: those pypdf keeps.
"""

from __future__ import annotations

import re
import unicodedata
from typing import BinaryIO

import pypdf
import pypdf.errors

from retrieval.text import one_line

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_NO_LETTER = re.compile(r"[\W_\u0640\u064b-\u065f\u0670]+")
_LETTER_OR_NOT = re.compile(_NO_LETTER.pattern + "|.", re.DOTALL)
_RAISED = re.compile("[⁰¹²³⁴-⁹]")
_BLANKS = " \u200c"


def has_arabic(text: str) -> bool:
    """Whether there is Arabic script in a text."""
    return _ARABIC.search(text) is not None


class SecondReading:
    """What pypdf reads on pages with Arabic script.

    Args:
        file: The PDF.
        pages: Their numbers, from 0.
    """

    def __init__(self, file: BinaryIO, pages: set[int]) -> None:
        self._lines: dict[int, dict[str, str]] = {}
        try:
            document = pypdf.PdfReader(file)
            for number in pages:
                text = document.pages[number].extract_text()
                self._lines[number] = {_key(line): one_line(line) for line in text.split("\n")}
        except (pypdf.errors.PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
            return  # no second opinion: nothing agrees

    def line(self, page: int, words: str) -> tuple[str, bool]:
        """A line as it is to be shown, and whether the two extractors agree on it.

        Args:
            page: From 0.
            words: What PDFium reads.
        """
        shown = self._lines.get(page, {}).get(_key(words))
        if _RAISED.search(words):
            return words, False
        shaped = unicodedata.normalize("NFKC", words) if has_arabic(words) else words
        return (_together(shaped, shown), True) if shown is not None else (shaped, False)


def _together(one: str, other: str) -> str:
    """PDFium's line with pypdf's joints and brackets, of the same letters and digits."""
    other = unicodedata.normalize("NFKC", other)
    letters, gaps = _parts(one)
    others, other_gaps = _parts(other)
    if len(letters) != len(others):
        return other
    between = map(_gap, gaps, other_gaps)
    return next(between) + "".join(letter + gap for letter, gap in zip(letters, between, strict=True))


def _parts(text: str) -> tuple[str, list[str]]:
    """The letters and digits of a line, and what stands before, between and after them."""
    gaps, letters = [""], ""
    for part in _LETTER_OR_NOT.findall(text):
        if _NO_LETTER.fullmatch(part):
            gaps[-1] += part
        else:
            letters += part
            gaps.append("")
    return letters, gaps


def _gap(one: str, other: str) -> str:
    return other if not one.strip(_BLANKS) and not other.strip(_BLANKS) else one


def _key(text: str) -> str:
    """The letters and digits of a line in their order."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text)).casefold()
