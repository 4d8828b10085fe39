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
from itertools import pairwise
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
    """Return what of a sent text arrives: cleaned, trimmed, its entities set straight, and those found."""
    return _trimmed(*moved(parsed))


def moved(parsed: Parsed) -> tuple[str, list[Entity]]:
    """Return the cleaned text, not trimmed, and the entities moved along and set straight."""
    places = [0]  # of each UTF-16 unit, in the cleaned text
    for character in parsed.text:
        step = 0 if CHARACTERS.get(ord(character), "") is None else 1
        for _ in range(utf16_length(character)):
            places.append(places[-1] + step)
    entities = [
        replace(entity, offset=places[entity.offset], length=places[entity.end] - places[entity.offset])
        for entity in set_straight(list(parsed.entities))
    ]
    return cleaned(parsed.text), set_straight(entities)


def set_straight(entities: list[Entity]) -> list[Entity]:
    """Return entities as TDLib makes them agree: links, code and quotes apart, styles cut at them."""
    listed = in_order(entity for entity in entities if entity.length)
    quotes = apart([entity for entity in listed if entity.type in QUOTES])
    solid = [
        entity
        for entity in apart([entity for entity in listed if entity.type not in QUOTES | SPLITTABLE])
        if all(entity.within(quote) or entity.beside(quote) for quote in quotes)
    ]
    others = quotes + solid
    closed = [entity for entity in solid if entity.type in {"pre", "code"}]
    styles = [
        style for kind in SPLITTABLE for style in joined([entity for entity in listed if entity.type == kind])
    ]
    bounds = {bound for entity in others for bound in (entity.offset, entity.end)}
    bounds |= {style.offset for style in styles}
    pieces = [
        piece
        for style in styles
        for piece in cut(style, sorted(bounds))
        if not any(piece.within(entity) for entity in closed)
    ]
    return in_order(others + pieces)


def apart(entities: list[Entity]) -> list[Entity]:
    """Return the entities that overlap none before them."""
    kept: list[Entity] = []
    for entity in entities:
        if not kept or kept[-1].end <= entity.offset:
            kept.append(entity)
    return kept


def joined(styles: list[Entity]) -> list[Entity]:
    """Return entities of one type with those that touch or overlap made one."""
    result: list[Entity] = []
    for style in styles:
        if result and style.offset <= result[-1].end:
            last = result.pop()
            style = replace(last, length=max(last.end, style.end) - last.offset)
        result.append(style)
    return result


def cut(style: Entity, bounds: list[int]) -> list[Entity]:
    """Return the pieces of an entity between bounds."""
    edges = [style.offset, *(bound for bound in bounds if style.offset < bound < style.end), style.end]
    return [replace(style, offset=start, length=end - start) for start, end in pairwise(edges)]


def _trimmed(text: str, entities: list[Entity]) -> Parsed:
    end = utf16_length(text.rstrip(" \n"))
    kept = [replace(e, length=min(e.end, end) - e.offset) for e in entities if e.offset < end]
    text = text.rstrip(" \n")
    first = kept[0].offset if kept else end
    start = min(len(text) - len(text.lstrip(" \n")), first)  # blanks are one unit each
    kept = [replace(entity, offset=entity.offset - start) for entity in kept]
    solid = [entity for entity in kept if entity.type not in SPLITTABLE | QUOTES]
    found = [e for e in found_entities(text[start:]) if all(e.beside(other) for other in solid)]
    return Parsed(text[start:], tuple(set_straight(kept + found)))
