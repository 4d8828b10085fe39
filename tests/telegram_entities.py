"""Formatted text as Telegram knows it: characters and entities counted in UTF-16 units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# TDLib's order of entities that begin and end together, the outer first.
PRIORITIES = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "text_link": 49, "text_mention": 49,
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip
OTHER_PRIORITY = 50
ARGUMENTS = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}


class HtmlError(ValueError):
    """HTML that Telegram refuses; the text is Telegram's own, without "can't parse entities: "."""


@dataclass(frozen=True)
class Entity:
    """One entity; `offset` and `length` in UTF-16 units, `type` in the Bot API's words.

    `argument` is the link of a text_link, the language of a pre, the user's id of a text_mention,
    the id of a custom_emoji or the Unix time of a date_time.
    """

    type: str
    offset: int
    length: int
    argument: str = ""

    @property
    def end(self) -> int:
        """Return the offset after the last unit."""
        return self.offset + self.length

    def within(self, other: Entity) -> bool:
        """Return whether the other covers all of this one."""
        return other.offset <= self.offset and self.end <= other.end

    def beside(self, other: Entity) -> bool:
        """Return whether the two share no unit."""
        return self.end <= other.offset or other.end <= self.offset

    def as_json(self) -> dict[str, Any]:
        """Return the entity as a MessageEntity of the Bot API."""
        entity: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        if self.type == "text_mention":
            entity["user"] = {"id": int(self.argument), "is_bot": False, "first_name": "Somebody"}
        elif self.type == "date_time":
            entity["unix_time"] = int(self.argument)
        elif self.argument and self.type in ARGUMENTS:
            entity[ARGUMENTS[self.type]] = self.argument
        return entity


@dataclass(frozen=True)
class Parsed:
    """A text and its entities, sorted by offset, the longer first."""

    text: str
    entities: tuple[Entity, ...] = ()

    def of(self, entity: Entity) -> str:
        """Return the part of the text an entity covers."""
        units = self.text.encode("utf-16-le", "surrogatepass")
        return units[2 * entity.offset : 2 * entity.end].decode("utf-16-le", "surrogatepass")


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 units of `text`."""
    return len(text) + sum(character > "\uffff" for character in text)


def in_order(entities: Iterable[Entity]) -> list[Entity]:
    """Return entities as TDLib sorts them: by offset, the longer first, then by type."""
    return sorted(entities, key=lambda e: (e.offset, -e.length, PRIORITIES.get(e.type, OTHER_PRIORITY)))
