"""Running heads of a text that was printed into a file: what stands at the edges of its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from retrieval.model import BlockKind, Mark
from retrieval.text import one_line

_SHARE = 3  # heads change from chapter to chapter: one that stands on three pages is one
_NUMBER = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")
_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")


def running_heads(text: str, normal: str) -> tuple[Mark, ...]:
    """The paragraphs that are only lines which repeat at the edges of pages, but for their number.

    Args:
        text: As decoded: a form feed ends a page.
        normal: The same in normal form.

    Returns:
        Their marks as boilerplate, in reading order; none for a text of a page or two.
    """
    edges = [line for page in text.split("\f") for line in set(_edges(page))]
    counts = Counter(map(_key, edges))
    heads = {line for line in edges if counts[_key(line)] >= _SHARE and _LETTER.search(line)}
    if not heads:
        return ()
    return tuple(
        Mark(found.start(), found.end(), BlockKind.BOILERPLATE)
        for found in _PARAGRAPH.finditer(normal)
        if all(one_line(line) in heads for line in found[0].split("\n"))
    )


def _edges(page: str) -> Iterator[str]:
    lines = page.strip().splitlines()
    yield from (one_line(line) for line in (*lines[:1], *lines[-1:]))


def _key(line: str) -> str:
    return _NUMBER.sub("#", line.casefold())
