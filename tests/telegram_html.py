"""Telegram's own treatment of a text, offline: its HTML parser, and what it does to characters.

`parse` reads HTML as the Bot API server does (TDLib's `parseTextEntities`), `stored` says what of it arrives
in the chat, `cleaned` says the same of a plain text without trimming it. `tdjson` is used where it imports,
and a Python parser held equal to it otherwise.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

from standin_html import HtmlParser
from telegram_entities import Entity, HtmlError, Parsed, in_order, utf16_length

__all__ = ["Entity", "HtmlError", "Parsed", "cleaned", "found_entities", "has_tdlib", "parse", "stored"]

TYPES = {
    "Bold": "bold", "Italic": "italic", "Underline": "underline", "Strikethrough": "strikethrough",
    "Spoiler": "spoiler", "BlockQuote": "blockquote", "ExpandableBlockQuote": "expandable_blockquote",
    "Code": "code", "Pre": "pre", "PreCode": "pre", "TextUrl": "text_link", "MentionName": "text_mention",
    "CustomEmoji": "custom_emoji", "DateTime": "date_time", "Mention": "mention", "Hashtag": "hashtag",
    "Cashtag": "cashtag", "BotCommand": "bot_command", "Url": "url", "EmailAddress": "email",
    "PhoneNumber": "phone_number",
}  # fmt: skip
ARGUMENT_KEYS = ("url", "language", "user_id", "custom_emoji_id", "unix_time")

# Measured over the whole BMP with TDLib's getMarkdownText; test_telegram_html.py measures it again.
CHARACTERS = (
    {code: " " for code in range(0x20) if code not in (0x0A, 0x0D)}
    | dict.fromkeys((0x0D, 0x030A, 0x0333, 0x033F), None)
    | dict.fromkeys(range(0x2028, 0x202F), None)
)
MARK_BEFORE_MARK = re.compile("[\u200e\u200f](?=[\u200e\u200f])")
ZERO_WIDTH_NON_JOINER = "\u200c"

SPLITTABLE = {"bold", "italic", "underline", "strikethrough", "spoiler"}
QUOTES = {"blockquote", "expandable_blockquote"}


@cache
def _tdjson() -> Any:
    if importlib.util.find_spec("tdjson") is None:
        return None
    library = importlib.import_module("tdjson")
    library.td_execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())
    return library


def has_tdlib() -> bool:
    """Return whether Telegram's own library is there."""
    return _tdjson() is not None


def execute(**request: Any) -> dict[str, Any]:
    """Return TDLib's synchronous answer to a request, whose "@type" is given as `type`."""
    request["@type"] = request.pop("type")
    answer = _tdjson().td_execute(json.dumps(request).encode())
    return dict(json.loads(answer))


def _entities(listed: list[dict[str, Any]]) -> tuple[Entity, ...]:
    entities = []
    for item in listed:
        kind = item["type"]["@type"].removeprefix("textEntityType")
        if kind in TYPES:
            argument = next((str(item["type"][key]) for key in ARGUMENT_KEYS if key in item["type"]), "")
            entities.append(Entity(TYPES[kind], item["offset"], item["length"], argument))
    return tuple(entities)


def parse(html: str) -> Parsed:
    """Return the text and the entities of an HTML text.

    Raises:
        HtmlError: what Telegram refuses, with its own reason.
    """
    try:
        html.encode()
    except UnicodeEncodeError:
        raise HtmlError("Text must be encoded in UTF-8") from None
    if not has_tdlib():
        return HtmlParser(html).parsed()
    answer = execute(type="parseTextEntities", text=html, parse_mode={"@type": "textParseModeHTML"})
    if answer["@type"] == "error":
        raise HtmlError(answer["message"].removeprefix("Can't parse entities: "))
    return Parsed(answer["text"], _entities(answer["entities"]))


def cleaned(text: str) -> str:
    """Return `text` with the characters Telegram drops or changes treated as it treats them; not trimmed."""
    return MARK_BEFORE_MARK.sub(ZERO_WIDTH_NON_JOINER, text.translate(CHARACTERS))


def found_entities(text: str) -> tuple[Entity, ...]:
    """Return the entities Telegram finds in a plain text by itself: commands, mentions, links and so on."""
    if has_tdlib():
        return _entities(execute(type="getTextEntities", text=text)["entities"])
    patterns = {
        "bot_command": r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])",
        "mention": r"(?<![\w@])@[A-Za-z0-9_]{3,32}(?!\w)",
        "url": r"\bhttps?://[^\s<>\"]+[^\s<>\".,;:!?)]",
    }
    found = [
        Entity(kind, utf16_length(text[: match.start()]), utf16_length(match[0]))
        for kind, pattern in patterns.items()
        for match in re.finditer(pattern, text)
    ]
    return tuple(in_order(found))


def stored(parsed: Parsed) -> Parsed:
    """Return what of a sent text arrives: cleaned, trimmed, its entities moved along and set straight."""
    places = [0]
    for character in parsed.text:
        kept = 0 if CHARACTERS.get(ord(character), "") is None else 1
        places.extend(places[-1] + kept for _ in range(utf16_length(character)) if kept == 0)
        places.extend(places[-1] + step for step in range(1, utf16_length(character) + 1) if kept)
    text = cleaned(parsed.text)
    moved = [
        replace(entity, offset=places[entity.offset], length=places[entity.end] - places[entity.offset])
        for entity in parsed.entities
    ]
    return _trimmed(text, _set_straight(text, moved))


def _set_straight(text: str, entities: list[Entity]) -> list[Entity]:
    units = text.encode("utf-16-le")

    def blank(unit: int) -> bool:
        return units[2 * unit : 2 * unit + 2] in (b" \0", b"\n\0")

    straight: list[Entity] = []
    for entity in in_order(entities):
        start = entity.offset
        while start < entity.end and blank(start):
            start += 1
        if start == entity.end:
            continue
        entity = replace(entity, offset=start, length=entity.end - start)
        before = next((other for other in reversed(straight) if other.type == entity.type), None)
        if entity.type in SPLITTABLE and before and before.end >= entity.offset:
            joined = replace(before, length=max(before.end, entity.end) - before.offset)
            straight[straight.index(before)] = joined
        elif not (before and entity.type in QUOTES and before.end > entity.offset):
            straight.append(entity)
    return straight


def _trimmed(text: str, entities: list[Entity]) -> Parsed:
    end = utf16_length(text.rstrip(" \n"))
    start = utf16_length(text) - utf16_length(text.lstrip(" \n"))
    kept = [
        replace(entity, offset=entity.offset - start, length=min(entity.end, end) - entity.offset)
        for entity in entities
        if entity.offset < end
    ]
    taken = [entity for entity in kept if entity.type not in SPLITTABLE | QUOTES]
    result = Parsed(text.strip(" \n"), tuple(kept))
    for entity in found_entities(result.text):
        if all(entity.end <= other.offset or other.end <= entity.offset for other in taken):
            kept.append(entity)
    return replace(result, entities=tuple(in_order(kept)))
