"""What a test sees: the bot's calls and messages, and the updates that people caused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from standin_schema import RefusalError, Upload
from telegram_entities import Entity, Parsed

JSON = dict[str, Any]
PATIENCE = 10.0  # seconds a test waits for the bot


@dataclass
class Call:
    """One call of the bot: method, decoded fields, files, when (monotonic seconds), and what came of it."""

    method: str
    fields: JSON
    uploads: Mapping[str, Upload]
    at: float = field(default_factory=monotonic)
    result: Any = None
    refusal: RefusalError | None = None
    fault: str = ""  # the injected fault it met, if any

    @property
    def ok(self) -> bool:
        """Return whether the call did what it asked for (the bot may not have heard of it)."""
        return self.refusal is None and self.result is not None

    def __str__(self) -> str:
        text = self.fields.get("text", self.fields.get("caption", ""))
        outcome = "" if self.ok else f" -> {self.refusal or self.fault}"
        return f"{self.method}({self.fields.get('chat_id', '')}, {text!r:.200}){outcome}"


@dataclass(frozen=True)
class Button:
    """One inline button: its label, and the data or link behind it."""

    text: str
    data: str = ""
    url: str = ""
    raw: JSON = field(default_factory=dict)


@dataclass
class SentMessage:
    """A message of the bot, as the chat shows it now; `calls` are the sending and the edits, oldest first."""

    message: JSON  # the stand-in's own record: it changes with every edit
    calls: list[Call]
    upload: Upload | None = None
    versions: list[str] = field(default_factory=list)  # the text after sending and after each edit
    deleted: bool = False

    @property
    def id(self) -> int:
        """Return the message_id."""
        return int(self.message["message_id"])

    @property
    def chat_id(self) -> int:
        """Return the id of the chat it stands in."""
        return int(self.message["chat"]["id"])

    @property
    def text(self) -> str:
        """Return the text (or caption) that arrived, without markup."""
        return str(self.message.get("text", self.message.get("caption", "")))

    @property
    def html(self) -> str:
        """Return the text or caption as the bot last sent it, with its markup."""
        call = next((call for call in reversed(self.calls) if {"text", "caption"} & call.fields.keys()), None)
        return str(call.fields.get("text", call.fields.get("caption", ""))) if call else ""

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Return the entities that arrived, those Telegram found by itself among them."""
        listed: list[JSON] = self.message.get("entities") or self.message.get("caption_entities") or []
        return tuple(
            Entity(
                e["type"], e["offset"], e["length"],
                str(e.get("url") or e.get("language") or e.get("user", {}).get("id") or ""),
            )
            for e in listed
        )  # fmt: skip

    def parts(self, kind: str) -> list[str]:
        """Return the pieces of the text that entities of a type ("blockquote", "text_link", ...) cover."""
        whole = Parsed(self.text, self.entities)
        return [whole.of(entity) for entity in whole.entities if entity.type == kind]

    @property
    def links(self) -> list[str]:
        """Return the targets of the links in the text."""
        return [entity.argument for entity in self.entities if entity.type == "text_link"]

    @property
    def rows(self) -> list[list[Button]]:
        """Return the inline keyboard, row by row."""
        keyboard = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [Button(b["text"], b.get("callback_data", ""), b.get("url", ""), b) for b in row]
            for row in keyboard
        ]

    @property
    def buttons(self) -> list[Button]:
        """Return the inline buttons in reading order."""
        return [button for row in self.rows for button in row]

    def button(self, text_or_data: str) -> Button:
        """Return the button with this label or data, else one whose label contains it; fail without any."""
        exact = [button for button in self.buttons if text_or_data in (button.text, button.data)]
        found = exact or [button for button in self.buttons if text_or_data in button.text]
        if found:
            return found[0]
        labels = [(button.text, button.data or button.url) for button in self.buttons]
        raise AssertionError(f"no button {text_or_data!r}; there are {labels} under {self.text!r:.200}")

    @property
    def reply_to(self) -> int | None:
        """Return the message_id it replies to, None when it is no reply."""
        replied = self.message.get("reply_to_message")
        return int(replied["message_id"]) if replied else None

    @property
    def document(self) -> Upload | None:
        """Return the file it carries (name, mime_type, data), None when it carries none."""
        return self.upload

    @property
    def edited(self) -> int:
        """Return how often it was edited."""
        return len(self.calls) - 1

    def __str__(self) -> str:
        return f"message {self.id} in chat {self.chat_id}: {self.text!r:.300}"


@dataclass
class Event:
    """An update that somebody caused, and where the bot's calls stood when they did."""

    update: JSON
    chat_id: int | None
    calls_before: int

    @property
    def id(self) -> int:
        """Return the update_id."""
        return int(self.update["update_id"])

    @property
    def kind(self) -> str:
        """Return which kind of update it is: "message", "callback_query" and so on."""
        return next(key for key in self.update if key != "update_id")

    @property
    def content(self) -> JSON:
        """Return what the update is about: the Message, CallbackQuery and so on."""
        return dict(self.update[self.kind])

    @property
    def message_id(self) -> int:
        """Return the id of the message in the update."""
        return int(self.content["message_id"])

    @property
    def query_id(self) -> str:
        """Return the id of the callback or inline query in the update."""
        return str(self.content["id"])

    def __str__(self) -> str:
        said = next((self.content[key] for key in ("text", "data", "query") if key in self.content), "")
        return f"{self.kind} {self.id} ({said!r:.100})"
