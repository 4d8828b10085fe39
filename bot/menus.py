"""What Telegram shows of the bot before anybody asks: command menus and profile, for each scope and language.

What is so already is not set again, since Telegram lets a bot change these things only now and then. Nothing
depends on them: what cannot be set is logged, and the bot answers without it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
)
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.delivery import ONCE
from bot.languages import Languages
from bot.messages import Messages

logger = logging.getLogger(__name__)

FOR_ADMINS = frozenset({"reload", "stats", "gaps", "remove", "history"})
"""What only admins of the bot may do."""

IN_PRIVATE = frozenset({"start"})
"""What a group has no use for."""

FOR_WHO_DECIDES = frozenset({"language", "graphic", "forget"})
"""What only administrators of a group may do there."""

_ONCE: dict[str, Any] = {"rate_limit_args": ONCE}


class Menus:
    """The command menus and the profile.

    Args:
        languages: All there are; whose Telegram speaks another is shown the operator's.
        admins: Ids of the people whose menus have the commands for admins.
    """

    def __init__(self, languages: Languages, admins: frozenset[int]) -> None:
        self._languages = languages
        self._admins = admins

    async def announce(self, bot: Bot) -> None:
        """Set the menus and the profile; all of it is given up for now when Telegram cannot be reached."""
        try:
            for code, messages in self._spoken():
                for scope, without in _everywhere():
                    await _set_menu(bot, scope, code, messages, without)
                await _describe(bot, code, messages, self._own("description"))
                await _describe_shortly(bot, code, messages, self._own("short_description"))
            for admin in sorted(self._admins):
                await self._set_chat(bot, admin, self._languages.chosen(admin))
        except TelegramError as error:
            logger.info("menus and profile not set: %s", type(error).__name__)

    async def follow(self, bot: Bot, chat: int, chosen: Messages | None) -> None:
        """Show a chat its menu in the language it chose; None: as everywhere."""
        try:
            await self._set_chat(bot, chat, chosen)
        except TelegramError as error:
            logger.info("menu of a chat not set: %s", type(error).__name__)

    async def _set_chat(self, bot: Bot, chat: int, chosen: Messages | None) -> None:
        if chat in self._admins:
            for code, messages in self._spoken():
                await _set_menu(bot, BotCommandScopeChat(chat), code, chosen or messages, frozenset())
            return
        for scope, without in _of_chat(chat):
            if chosen is None:
                await bot.delete_my_commands(scope, **_ONCE)
            else:
                await _set_menu(bot, scope, None, chosen, without)

    def _spoken(self) -> Iterator[tuple[str | None, Messages]]:
        """The operator's language, for everybody; then each other one by the code Telegram knows it by."""
        yield None, self._languages.default
        known = set()
        for messages in self._languages:
            code = messages.language[:2].lower()
            # Telegram takes codes of two letters; those of three it does not speak itself.
            if messages is not self._languages.default and not messages.language[2:3].isalpha():
                if code not in known:
                    yield code, messages
                known.add(code)

    def _own(self, label: str) -> set[str]:
        return {messages.label(label) for messages in self._languages}


def _everywhere() -> tuple[tuple[BotCommandScope, frozenset[str]], ...]:
    """The scopes of people, and what each leaves out."""
    return (
        (BotCommandScopeAllPrivateChats(), FOR_ADMINS),
        (BotCommandScopeAllGroupChats(), FOR_ADMINS | IN_PRIVATE | FOR_WHO_DECIDES),
        (BotCommandScopeAllChatAdministrators(), FOR_ADMINS | IN_PRIVATE),
    )


def _of_chat(chat: int) -> tuple[tuple[BotCommandScope, frozenset[str]], ...]:
    """The scopes of one chat, and what each leaves out; groups have negative ids."""
    if chat > 0:
        return ((BotCommandScopeChat(chat), FOR_ADMINS),)
    return (
        (BotCommandScopeChat(chat), FOR_ADMINS | IN_PRIVATE | FOR_WHO_DECIDES),
        (BotCommandScopeChatAdministrators(chat), FOR_ADMINS | IN_PRIVATE),
    )


async def _set_menu(
    bot: Bot, scope: BotCommandScope, code: str | None, messages: Messages, without: frozenset[str]
) -> None:
    described = messages.commands()
    commands = [BotCommand(name, text) for name, text in described.items() if name not in without]
    try:
        if list(await bot.get_my_commands(scope, code, **_ONCE)) != commands:
            await bot.set_my_commands(commands, scope, code, **_ONCE)
    except (BadRequest, Forbidden) as error:  # such as of an admin who never wrote to the bot
        logger.info("command menu not set for scope %s: %s", scope.type, type(error).__name__)


async def _describe(bot: Bot, code: str | None, messages: Messages, own: set[str]) -> None:
    """Set the description, unless its operator wrote one at @BotFather."""
    wanted = messages.label("description")
    held = (await bot.get_my_description(code, **_ONCE)).description
    if held != wanted and (not held or held in own):
        await bot.set_my_description(wanted, code, **_ONCE)


async def _describe_shortly(bot: Bot, code: str | None, messages: Messages, own: set[str]) -> None:
    """Set the short description, unless its operator wrote one at @BotFather."""
    wanted = messages.label("short_description")
    held = (await bot.get_my_short_description(code, **_ONCE)).short_description
    if held != wanted and (not held or held in own):
        await bot.set_my_short_description(wanted, code, **_ONCE)
