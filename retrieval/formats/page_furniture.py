"""Running heads, feet and page numbers: lines at the edges of pages that repeat from page to page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from retrieval.formats.page_layout import Line

_EDGE_LINES = 2  # at the top of a page and at its bottom
_LEAST_PAGES = 2
_SHARE = 3  # heads change from chapter to chapter: one that stands on three pages is one
_LETTER = re.compile(r"[^\W\d_]")
_NUMBERS = re.compile(r"[0-9۰-۹٠-٩]+|(?<!\w)[ivxlc]+(?!\w)")
_PAGE_NUMBER = re.compile(
    r"[^\w#]*(?:page|p\.|صفحه|seite|página)?\s*#(?:\s*(?:/|of|از|von|de)\s*#)?[^\w#]*", re.IGNORECASE
)


def edges(pages: Sequence[Sequence[Line]]) -> list[set[Line]]:
    """For each page, its lines that are furniture.

    Args:
        pages: The lines of each page.
    """
    outer = [_outer(page) for page in pages]
    counts = Counter(key for page in outer for key in {_key(line) for line in page})
    places = Counter(place for page in outer for place in {_place(line) for line in page[:1] + page[-1:]})
    found = [
        {line for line in page if _repeats(line, counts, places) or _is_number(line, counts)}
        for page in outer
    ]
    # A text that is nothing but its own edges is a text.
    return (
        found
        if any(len(lines) < len(page) for lines, page in zip(found, pages, strict=True))
        else [set() for _ in pages]
    )


def _repeats(line: Line, counts: Counter[str], places: Counter[tuple[str, int]]) -> bool:
    """Whether a line stands on three pages; or on two as the outermost, at the same height."""
    if not _LETTER.search(_key(line)):
        return False  # the rows of a long table
    return counts[_key(line)] >= _SHARE or places[_place(line)] >= _LEAST_PAGES


def _place(line: Line) -> tuple[str, int]:
    return _key(line), round(line.top)


def _outer(page: Sequence[Line]) -> list[Line]:
    """The highest and lowest lines of a page, wherever its reading order has them."""
    down = sorted(page, key=lambda line: -line.top)
    return list(dict.fromkeys([*down[:_EDGE_LINES], *down[-_EDGE_LINES:]]))


def _key(line: Line) -> str:
    return _NUMBERS.sub("#", line.text.casefold())


def _is_number(line: Line, counts: Counter[str]) -> bool:
    return _PAGE_NUMBER.fullmatch(_key(line)) is not None and counts[_key(line)] >= _LEAST_PAGES
