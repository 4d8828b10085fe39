"""Where an answer goes, and how it is sent there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatType
from telegram.error import TelegramError

_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
"""What keeps a name in its place in a message of ours, and comes back with what is copied from it."""


@dataclass(frozen=True)
class Place:
    """Where an update is answered: its chat, its topic and, in a group, the message itself."""

    bot: Bot
    chat: int
    topic: int | None = None
    answered: int | None = None

    @classmethod
    def of(cls, update: Update) -> Place | None:
        """The place of an update; None for one that comes from no chat."""
        message, chat = update.effective_message, update.effective_chat
        if message is None or chat is None:
            return None
        accessible = message if isinstance(message, Message) else None
        topic = accessible.message_thread_id if accessible and accessible.is_topic_message else None
        answered = accessible.message_id if accessible and chat.type != ChatType.PRIVATE else None
        return cls(message.get_bot(), chat.id, topic, answered)

    async def say(self, html: str, markup: InlineKeyboardMarkup | None = None) -> Message:
        """Send a message."""
        return await self.bot.send_message(
            self.chat,
            html,
            message_thread_id=self.topic,
            reply_markup=markup,
            reply_parameters=self._reply_parameters(),
        )

    async def hand_over(self, path: Path, name: str, caption: str) -> Message:
        """Send a file under a name of its own."""
        return await self.bot.send_document(
            self.chat,
            await asyncio.to_thread(path.read_bytes),
            filename=name,
            caption=caption,
            message_thread_id=self.topic,
            reply_parameters=self._reply_parameters(),
        )

    async def show(self, png: bytes, name: str, caption: str) -> Message:
        """Send a picture."""
        return await self.bot.send_photo(
            self.chat,
            png,
            filename=name,
            caption=caption,
            message_thread_id=self.topic,
            reply_parameters=self._reply_parameters(),
        )

    def _reply_parameters(self) -> ReplyParameters | None:
        # The message may be gone by now; what was asked is answered all the same.
        if self.answered is None:
            return None
        return ReplyParameters(self.answered, allow_sending_without_reply=True)


async def acknowledge(query: CallbackQuery, text: str | None = None) -> None:
    """Stop a button's clock, and tell the person who pressed it a sentence.

    Nothing depends on it, so a failure must not cost the answer itself.
    """
    with contextlib.suppress(TelegramError):
        await query.answer(text, show_alert=bool(text))


def is_private(update: Update) -> bool:
    """Whether nobody else reads what it is answered with; where others do, an answer is one message."""
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE


def said(message: Message) -> str:
    """What a message says, without what no text can hold, half of a surrogate pair, and our own isolates."""
    return (message.text or "").encode("utf-8", "replace").decode("utf-8").translate(_ISOLATES).strip()


def said_beside(message: Message, entities: Iterable[MessageEntity]) -> str:
    """What a message says without some parts of it."""
    units = (message.text or "").encode("utf-16-le", "surrogatepass")  # what entities are counted in
    for entity in sorted(entities, key=lambda each: -each.offset):
        units = units[: 2 * entity.offset] + units[2 * (entity.offset + entity.length) :]
    return " ".join(units.decode("utf-16-le", "replace").split())


def said_after_command(message: Message) -> str:
    """What stands behind the command a message begins with."""
    words = said(message).split(maxsplit=1)
    return words[1] if len(words) > 1 else ""
