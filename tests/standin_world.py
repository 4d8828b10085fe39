"""What Telegram remembers: users, chats, messages, files, and questions waiting for an answer."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from standin_schema import RefusalError, Upload

JSON = dict[str, Any]
QUERY_LIFETIME = 10.0  # seconds in which a button press or an inline query can be answered
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
CHANNEL_BOT_ID = 136817688  # the sender of what a channel writes in a group
ANONYMOUS_ADMIN_ID = 1087968824  # the sender of what an anonymous admin writes in a group


@dataclass
class ChatState:
    """A chat as Telegram knows it; `barred` says why the bot cannot write there (a 403's words)."""

    about: JSON
    barred: str = ""
    migrated_to: int = 0
    members: dict[int, str] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)  # message_thread_ids; empty unless it is a forum
    counter: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def id(self) -> int:
        """Return the chat's id."""
        return int(self.about["id"])

    @property
    def type(self) -> str:
        """Return "private", "group", "supergroup" or "channel"."""
        return str(self.about["type"])


@dataclass
class Query:
    """A button press or an inline query that waits for its answer."""

    user_id: int
    asked_at: float
    answers: list[JSON] = field(default_factory=list)


class World:
    """Everything the stand-in remembers, without any HTTP."""

    def __init__(self, me: JSON) -> None:
        self.me = me  # what getMe says; elsewhere the bot is named more shortly
        self.bot: JSON = {key: me[key] for key in ("id", "is_bot", "first_name", "username")}
        self.users: dict[int, JSON] = {me["id"]: self.bot}
        self.chats: dict[int, ChatState] = {}
        self.messages: dict[tuple[int, int], JSON] = {}
        self.files: dict[str, Upload] = {}
        self.queries: dict[str, Query] = {}
        self.settings: dict[tuple[str, str], Any] = {}  # (method's noun, scope and language) -> value
        self.query_lifetime = QUERY_LIFETIME
        self.clock = time.time
        self._message_ids = itertools.count(101)  # one count for private chats and basic groups
        self._serial = itertools.count(1)

    def serial(self) -> int:
        """Return a number that was not given before."""
        return next(self._serial)

    def now(self) -> int:
        """Return the time in seconds, as Telegram gives it."""
        return int(self.clock())

    def next_message_id(self, chat: ChatState) -> int:
        """Return the id of the next message of a chat."""
        return next(chat.counter if chat.type in {"supergroup", "channel"} else self._message_ids)

    def new_message(self, chat: ChatState, content: JSON) -> JSON:
        """Remember and return a message of a chat."""
        message_id = self.next_message_id(chat)
        message = {"message_id": message_id, "date": self.now(), "chat": chat.about, **content}
        self.messages[chat.id, message_id] = message
        return message

    def chat(self, chat_id: int | str) -> ChatState:
        """Return a chat the bot may act in; raise the RefusalError Telegram gives where it may not."""
        if isinstance(chat_id, str):
            names = (chat for chat in self.chats.values() if f"@{chat.about.get('username')}" == chat_id)
            state = next(names, None)
        else:
            state = self.chats.get(chat_id)
        if state is None:
            if chat_id in self.users:  # seen in a group, say, but has never written to the bot
                raise RefusalError(403, "Forbidden: bot can't initiate conversation with a user")
            raise RefusalError(400, "Bad Request: chat not found")
        if state.migrated_to:
            raise RefusalError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=state.migrated_to,
            )
        if state.barred:
            raise RefusalError(403, f"Forbidden: {state.barred}")
        return state

    def thread(self, chat: ChatState, fields: JSON) -> JSON:
        """Return the fields of the topic a message is sent to; raise a RefusalError where there is none."""
        answered = self.messages.get((chat.id, fields.get("reply_parameters", {}).get("message_id", 0)), {})
        topic = fields.get("message_thread_id") or answered.get("message_thread_id")
        if not topic:
            return {}
        if topic not in chat.topics:
            raise RefusalError(400, "Bad Request: message thread not found")
        return {"message_thread_id": topic, "is_topic_message": True}

    def own_message(self, fields: JSON) -> JSON:
        """Return the bot's message that an edit is for; raise a RefusalError where there is none."""
        if "chat_id" not in fields:
            raise RefusalError(400, "Bad Request: chat_id is empty")
        if "message_id" not in fields:
            raise RefusalError(400, "Bad Request: message identifier is not specified")
        chat = self.chat(fields["chat_id"])
        message = self.messages.get((chat.id, fields["message_id"]))
        if message is None:
            raise RefusalError(400, "Bad Request: message to edit not found")
        if message.get("from", {}).get("id") != self.bot["id"] and chat.type != "channel":
            raise RefusalError(400, "Bad Request: message can't be edited")
        return message

    def query(self, query_id: str) -> Query:
        """Return a query that can still be answered; raise a RefusalError for an unknown or old one."""
        query = self.queries.get(query_id)
        if query is None or time.monotonic() - query.asked_at > self.query_lifetime:
            raise RefusalError(400, f"Bad Request: {TOO_OLD}")
        return query

    def new_query(self, user_id: int) -> str:
        """Return the identifier of a new query of a user."""
        query_id = str(4_000_000_000_000_000_000 + self.serial())
        self.queries[query_id] = Query(user_id, time.monotonic())
        return query_id

    def new_file(self, upload: Upload) -> JSON:
        """Keep a file and return what every kind of file says about itself."""
        serial = self.serial()
        file_id = f"BQACAgQAAxkBAAM{serial:06d}"
        self.files[file_id] = upload
        return {
            "file_id": file_id,
            "file_unique_id": f"AgAD{serial:06d}",
            "file_size": len(upload.data),
        }


def without_reply(message: JSON) -> JSON:
    """Return a message as it stands inside a reply to it: without what it replied to itself."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}
