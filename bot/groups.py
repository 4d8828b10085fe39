"""What happens to groups: the bot comes into one, is taken out of one, and a group gets another id."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from telegram import ChatMember, ChatMemberUpdated, Update
from telegram.constants import ChatType

from bot.access import Access
from bot.chats import Chats
from bot.languages import Languages
from bot.processor import Recent

logger = logging.getLogger(__name__)

REMEMBERED_GROUPS = 1000
"""A group that has just moved is not greeted as a new one."""

_INSIDE = frozenset({ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER})


class Groups:
    """Keeps what is held of a chat with it: when it moves, when it comes and when it goes.

    Args:
        languages: The words of the greeting.
        chats: What is kept.
        access: Which chats are answered.
    """

    def __init__(self, languages: Languages, chats: Chats, access: Access) -> None:
        self._languages = languages
        self._chats = chats
        self._access = access
        self._moved = Recent(REMEMBERED_GROUPS)

    async def membership(self, update: Update, _context: Any) -> None:
        """The bot was added, removed, blocked or let in again."""
        change = update.my_chat_member
        if change is None:
            return
        was_inside, is_inside = _is_inside(change.old_chat_member), _is_inside(change.new_chat_member)
        if was_inside and not is_inside:
            await asyncio.to_thread(self._chats.forget, change.chat.id)
        elif is_inside and not was_inside and self._is_new_group(change):
            await self._greet(update, change)

    async def migrated(self, update: Update, _context: Any) -> None:
        """A group became a supergroup, told in the old one or in the new one."""
        message = update.message
        if message and message.migrate_to_chat_id:
            await self.move(message.chat_id, message.migrate_to_chat_id)
        elif message and message.migrate_from_chat_id:
            await self.move(message.migrate_from_chat_id, message.chat_id)

    async def move(self, old: int, new: int) -> None:
        """Take over what is kept of a group under its new id; a second time does nothing."""
        if self._moved.knew(new):
            return
        if self._access.follow(old, new):
            logger.warning(
                "the group %s has become %s: put the new number into OPCIT_ALLOWED_CHATS", old, new
            )
        await asyncio.to_thread(self._chats.move, old, new)

    def _is_new_group(self, change: ChatMemberUpdated) -> bool:
        is_group = change.chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
        return is_group and not self._moved.knows(change.chat.id)

    async def _greet(self, update: Update, change: ChatMemberUpdated) -> None:
        bot = update.get_bot()
        html = self._languages.of(update).render(
            "hello", username=bot.username, hears_all=bool(bot.bot.can_read_all_group_messages)
        )
        await bot.send_message(change.chat.id, html)


def _is_inside(member: ChatMember) -> bool:
    return member.status in _INSIDE or bool(getattr(member, "is_member", False))
