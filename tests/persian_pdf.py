"""PDFs in Persian as programs make them: glyphs from left to right, with the letters they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from file_makers import pdf_file, stream

_WIDTH = 5  # points of every letter
_DIGITS = "۰۱۲۳۴۵۶۷۸۹"


def persian_pdf(pages: Sequence[Sequence[str]], *, swapped: bool = False) -> bytes:
    """A PDF of pages of lines, from the right edge down.

    Args:
        pages: Lines, as they are read.
        swapped: With each لا the wrong way round, as many fonts have it.
    """
    letters = sorted({letter for lines in pages for line in lines for letter in line})
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    count = len(pages)
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]/MediaBox[0 0 595 842]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 500>>",
        stream(_unicode(codes, swapped=swapped).encode()),
    ]
    for number, lines in enumerate(pages):
        drawn = "\n".join(_drawn(line, 780 - 14 * row, codes) for row, line in enumerate(lines))
        resources = f"/Resources<</Font<</F 3 0 R>>>>/Contents {7 + 2 * number} 0 R"
        objects += [f"<</Type/Page/Parent 2 0 R{resources}>>".encode(), stream(drawn.encode())]
    return pdf_file(objects)


def _drawn(line: str, bottom: int, codes: dict[str, int]) -> str:
    shown = "".join(f"{codes[letter]:04x}" for letter in _from_the_left(line))
    return f"BT /F 10 Tf {540 - _WIDTH * len(line)} {bottom} Td <{shown}> Tj ET"


def _from_the_left(line: str) -> str:
    """The letters in the order in which they stand on the page: figures keep theirs."""
    parts = ["".join(part) for _, part in groupby(line, key=lambda letter: letter in _DIGITS)]
    return "".join(part if part[0] in _DIGITS else part[::-1] for part in reversed(parts))


def _unicode(codes: dict[str, int], *, swapped: bool) -> str:
    """The table of the letters that glyphs stand for."""
    swap = {"ل": "ا", "ا": "ل"} if swapped else {}
    rows = "".join(f"<{code:04x}> <{ord(swap.get(letter, letter)):04x}>\n" for letter, code in codes.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange"
        f"\n<0000> <ffff>\nendcodespacerange\n{len(codes)} beginbfchar\n{rows}endbfchar endcmap end end"
    )
