"""Telegram's limits: what one message holds, and how a longer text is cut."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable

from telegram.constants import MessageLimit

LONGEST_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
"""After parsing. Telegram counts code points or UTF-16 units, by version: we count the larger."""

MOST_BYTES = 32_768
"""Of the HTML before parsing."""

MOST_ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)

_TAG = re.compile(r"<(/?)[a-z][^>]*>")
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


def fitting(render: Callable[[int], str], sizes: Iterable[int]) -> str:
    """The first of `render(size)` that fits one message; the last one if none does."""
    rendered = ""
    for size in sizes:
        rendered = render(size)
        if fits(rendered):
            break
    return rendered


def fits(rendered: str, longest: int = LONGEST_TEXT) -> bool:
    """Whether one message can hold this HTML."""
    entities = sum(1 for tag in _TAG.finditer(rendered) if not tag.group(1))
    return (
        length(rendered) <= longest
        and len(rendered.encode("utf-8")) <= MOST_BYTES
        and entities <= MOST_ENTITIES
    )


def pieces(text: str, room: int) -> tuple[str, ...]:
    """`text` in pieces of at most `room` UTF-16 units, cut behind white space where there is some.

    Joined, they are `text`; no piece begins with a mark that belongs to the character before it.
    """
    cut: list[str] = []
    start = 0
    while start < len(text):
        end = _cut(text, start, room)
        cut.append(text[start:end])
        start = end
    return tuple(cut)


def utf16_length(text: str) -> int:
    """How many UTF-16 units `text` has."""
    return len(text) + sum(character > "\uffff" for character in text)


def _cut(text: str, start: int, room: int) -> int:
    end, used = start, 0
    while end < len(text) and used < room:
        used += utf16_length(text[end])
        end += used <= room
    if end == len(text):
        return end
    blank = max(
        text.rfind(character, start + 1, end) for character in {*filter(str.isspace, text[start:end]), " "}
    )
    if blank > start:
        return blank + 1
    whole = end
    while whole > start + 1 and _belongs_to_previous(text, whole):
        whole -= 1
    return whole if whole > start + 1 else max(end, start + 1)


def _belongs_to_previous(text: str, position: int) -> bool:
    character, previous = text[position], text[position - 1]
    return unicodedata.category(character)[0] == "M" or character in _JOINERS or previous == "\u200d"


def length(rendered: str) -> int:
    """How many UTF-16 units are left of HTML when Telegram has parsed it."""
    return utf16_length(html.unescape(_TAG.sub("", rendered)))
