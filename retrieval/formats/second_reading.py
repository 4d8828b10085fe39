"""A second opinion on Arabic script, which every extractor of PDFs gets wrong here and there.

PDFium swaps letters of ligatures, pypdf reverses numbers. Where both give the same letters and digits in the
same order, they are right; pypdf's line is shown then, which keeps the ZWNJ that Persian is written with.
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
        shaped = unicodedata.normalize("NFKC", words) if has_arabic(words) else words
        return (shown, True) if shown is not None else (shaped, False)


def _key(text: str) -> str:
    """The letters and digits of a line in their order."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text)).casefold()
