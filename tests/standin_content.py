"""The contents of messages: texts, captions, keyboards, refused as Telegram refuses them."""

from __future__ import annotations

from typing import Any

from standin_html import checked_link
from standin_schema import RefusalError
from telegram_entities import Entity, HtmlError, Parsed, utf16_length
from telegram_html import parse, stored

JSON = dict[str, Any]
# The servers count code points; UTF-16 units are never fewer, so what passes here passes there.
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_RAW = 32_768  # bytes, with markup
MOST_ENTITIES = 100  # the rest is dropped
LONGEST_DATA = 64  # bytes
MOST_BUTTONS, MOST_IN_A_ROW = 100, 8
LONGEST_COPY = 256
DECORATIONS = {"text", "icon_custom_emoji_id", "style"}
EMPTY = set(" \n\u200b\u200c\u200d\u200e\u200f\u202e\ufeff\xa0\u1680\u180e\u202f\u205f\u2800\u3000\ufffc") | {
    chr(code) for code in range(0x2000, 0x200B)
}


def formatted(text: str, parse_mode: str, entities: list[JSON] | None) -> Parsed:
    """Return a text as it arrives in the chat; raise a RefusalError for markup Telegram refuses."""
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST_RAW:
        raise RefusalError(400, "Bad Request: text is too long")
    mode = parse_mode.lower()
    if mode not in {"", "none", "html"}:
        raise RefusalError(400, "Bad Request: unsupported parse_mode")
    if mode == "html":
        try:
            return stored(parse(text))
        except HtmlError as error:
            raise RefusalError(400, f"Bad Request: can't parse entities: {error}") from None
    return stored(Parsed(text, tuple(given_entity(item, utf16_length(text)) for item in entities or ())))


def given_entity(item: JSON, units: int) -> Entity:
    """Return an entity the bot gave itself, for a text of so many UTF-16 units; refuse a wrong one."""
    offset, end = item["offset"], item["offset"] + item["length"]
    if offset < 0:
        raise RefusalError(400, f"Bad Request: receive an entity with incorrect offset {offset}")
    if offset > units:
        where = f"begins after the end of the text at UTF-16 offset {offset}"
        raise RefusalError(400, f"Bad Request: entity {where}")
    if end > units:
        where = f"beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
        raise RefusalError(400, f"Bad Request: entity {where}")
    link = item.get("url", "")
    if item["type"] == "text_link" and not checked_link(link):
        raise RefusalError(400, f"Bad Request: entity URL '{link}' is invalid: Wrong HTTP URL")
    return Entity(item["type"], offset, item["length"], checked_link(link) if link else "")


def text_content(fields: JSON) -> JSON:
    """Return the text of a message to send or edit."""
    if not fields.get("text"):
        raise RefusalError(400, "Bad Request: message text is empty")
    arrived = formatted(fields["text"], fields.get("parse_mode", ""), fields.get("entities"))
    if not set(arrived.text) - EMPTY:
        raise RefusalError(400, "Bad Request: text must be non-empty")
    if utf16_length(arrived.text) > LONGEST_TEXT:
        raise RefusalError(400, "Bad Request: message is too long")
    content = with_entities("text", "entities", arrived)
    if "link_preview_options" in fields:
        content["link_preview_options"] = fields["link_preview_options"]
    return content


def caption_content(fields: JSON) -> JSON:
    """Return the caption of a file to send, or nothing."""
    arrived = formatted(
        fields.get("caption", ""), fields.get("parse_mode", ""), fields.get("caption_entities")
    )
    if utf16_length(arrived.text) > LONGEST_CAPTION:
        raise RefusalError(400, "Bad Request: message caption is too long")
    return with_entities("caption", "caption_entities", arrived) if arrived.text else {}


def with_entities(text_field: str, entities_field: str, arrived: Parsed) -> JSON:
    """Return a text and its entities, when it has any, under their fields' names."""
    content: JSON = {text_field: arrived.text}
    if arrived.entities:
        content[entities_field] = [entity.as_json() for entity in arrived.entities[:MOST_ENTITIES]]
    return content


def keyboard(fields: JSON) -> JSON:
    """Return the inline keyboard of a message as `reply_markup`, or nothing; refuse a bad one."""
    markup = fields.get("reply_markup") or {}
    if "inline_keyboard" not in markup:
        return {}
    rows = [row for row in markup["inline_keyboard"] if row]
    for button in (button for row in rows for button in row):
        check_button(button)
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise RefusalError(400, "Bad Request: reply markup is too long")
    if any(len(row) > MOST_IN_A_ROW for row in rows):
        raise RefusalError(400, f"Bad Request: more than {MOST_IN_A_ROW} buttons in a row")
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def check_button(button: JSON) -> None:
    """Raise a RefusalError for a button that Telegram would not show."""
    where = "Bad Request: can't parse inline keyboard button:"
    if not set(button["text"]) - EMPTY:
        raise RefusalError(400, f"{where} the text is empty")
    actions = sorted(key for key in button.keys() - DECORATIONS if button[key] != "" or "inline" in key)
    if not actions:
        raise RefusalError(400, f"{where} Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise RefusalError(400, f"{where} exactly one action is allowed, not {', '.join(actions)}")
    data = button.get("callback_data")
    if data is not None and len(data.encode()) > LONGEST_DATA:
        raise RefusalError(400, "Bad Request: BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not checked_link(url):
        reason = "Unsupported URL protocol" if url.startswith("ftp:") else "Wrong HTTP URL"
        raise RefusalError(400, f"Bad Request: inline keyboard button URL '{url}' is invalid: {reason}")
    copied = button.get("copy_text")
    if copied is not None and not 1 <= utf16_length(copied["text"]) <= LONGEST_COPY:
        raise RefusalError(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
