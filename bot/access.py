"""Who is answered, and what counts as said to the bot."""

from __future__ import annotations

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.ext import filters

NEW = filters.UpdateType.MESSAGE
"""A message as it was sent: not an edit of it, not a channel's post."""


class Access:
    """Decides by numeric ids, for names can be taken over.

    Args:
        admins: Ids of people; nobody is an admin when empty.
        allowed_chats: Ids of chats; every chat is allowed when empty.
    """

    def __init__(self, admins: frozenset[int], allowed_chats: frozenset[int]) -> None:
        self._admins = admins
        self._allowed_chats = allowed_chats
        self.from_admin = _FromAdmin(admins)

    def admits(self, update: Update) -> bool:
        """Whether the chat an update comes from may be answered."""
        if not self._allowed_chats:
            return True
        chat, user = update.effective_chat, update.effective_user
        known_chat = chat is not None and chat.id in self._allowed_chats
        return known_chat or (user is not None and user.id in self._admins)


class _FromAdmin(filters.UpdateFilter):
    """An admin's own words in the admin's own private chat: new, typed there, forwarded from nowhere."""

    def __init__(self, admins: frozenset[int]) -> None:
        super().__init__("from an admin")
        self._admins = admins

    def filter(self, update: Update) -> bool:
        message = update.message
        if message is None or message.from_user is None or message.sender_chat is not None:
            return False
        person, chat = message.from_user.id, message.chat
        own_chat = chat.type == ChatType.PRIVATE and chat.id == person
        second_hand = message.forward_origin is not None or message.via_bot is not None
        return person in self._admins and own_chat and not second_hand


class _ReplyToBot(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        answered = message.reply_to_message
        author = answered.from_user if answered else None
        return author is not None and author.id == message.get_bot().id


class _ForAnotherBot(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        commands = message.parse_entities([MessageEntity.BOT_COMMAND])
        named = [text.partition("@")[2].lower() for entity, text in commands.items() if entity.offset == 0]
        return any(name and name != message.get_bot().username.lower() for name in named)


REPLY_TO_BOT = _ReplyToBot("reply to the bot")
ANYTHING_SAID = ~filters.StatusUpdate.ALL
"""Whatever a person sent, as against what Telegram itself tells about the chat."""
NOT_FOR_OTHERS = ~_ForAnotherBot("command for another bot")
