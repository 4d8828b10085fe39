"""Who is answered, and what counts as said to the bot."""

from __future__ import annotations

from telegram import Message, MessageEntity, Update
from telegram.constants import ChatType
from telegram.ext import filters


class _SecondHand(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        if message.via_bot is not None and message.via_bot.id == message.get_bot().id:
            return True
        # People who write as a channel, or as an anonymous admin, are bots to Telegram as well.
        author = message.from_user
        of_a_bot = author is not None and author.is_bot and message.sender_chat is None
        return of_a_bot or bool(message.is_automatic_forward)


class _Mention(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return bool(mentions(message))


NEW = filters.UpdateType.MESSAGE & ~_SecondHand("second hand")
"""What a person sent as it was sent: not an edit of it, not a channel's post nor its copy in the channel's
group, no other bot's words, and not a quote that somebody chose from this bot's own list."""
MENTION = _Mention("mention of the bot")


class Access:
    """Decides by numeric ids, for names can be taken over.

    Args:
        admins: Ids of people; nobody is an admin when empty.
        allowed_chats: Ids of chats; every chat is allowed when empty.
    """

    def __init__(self, admins: frozenset[int], allowed_chats: frozenset[int]) -> None:
        self._admins = admins
        self._allowed_chats = set(allowed_chats)
        self.from_admin = _FromAdmin(admins)
        self.alone = _Alone(self)

    def admits(self, update: Update) -> bool:
        """Whether the chat an update comes from may be answered."""
        if not self._allowed_chats:
            return True
        chat, user = update.effective_chat, update.effective_user
        # Whoever asks inline does so in a chat we are not told of; what counts is who it is.
        place = chat or user
        known_chat = place is not None and place.id in self._allowed_chats
        return known_chat or (user is not None and user.id in self._admins)

    def follow(self, old: int, new: int) -> bool:
        """Let a group that got another id keep its place on the list; whether it had one."""
        was_allowed = old in self._allowed_chats
        if was_allowed:
            self._allowed_chats.add(new)
        return was_allowed

    def is_admin_alone(self, update: Update) -> bool:
        """Whether an update, such as a pressed button, comes from an admin's own private chat."""
        chat, person = update.effective_chat, update.effective_user
        return chat is not None and person is not None and chat.id == person.id and person.id in self._admins


class _Alone(filters.UpdateFilter):
    """Whatever comes from an admin's own private chat, forwarded or not."""

    def __init__(self, access: Access) -> None:
        super().__init__("from an admin's chat")
        self._access = access

    def filter(self, update: Update) -> bool:
        return self._access.is_admin_alone(update)


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


def mentions(message: Message) -> list[MessageEntity]:
    """Where a text names this bot, by its user name or by a link to it."""
    bot = message.get_bot()
    found = message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION])
    named = f"@{bot.username}".lower()
    return [
        entity
        for entity, text in found.items()
        if text.lower() == named or (entity.user is not None and entity.user.id == bot.id)
    ]


class _ReplyToBot(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        answered = message.reply_to_message
        # In a topic every message is told to answer the one that opened it, though nobody answered it.
        opened = answered is not None and answered.forum_topic_created is not None
        author = answered.from_user if answered and not opened else None
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
