"""`/start` and `/help`: what the bot does and how to ask, with questions that this archive answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.examples import Example, Examples
from bot.languages import Languages
from bot.menus import FOR_ADMINS
from bot.messages import Messages
from bot.replies import Place, acknowledge
from retrieval import LiveArchive

DESCRIBED = frozenset({"verify", "source", "corpus"})
"""Commands about documents; the menu tells of all others what they do."""

LEFT_OUT = frozenset({"ask", "start", "help"})
"""Commands that `/help` need not list: what they do it does, or tells, itself."""

Context = ContextTypes.DEFAULT_TYPE


class Welcome:
    """The first messages, and the buttons below them.

    Args:
        archive: Whose size is told.
        languages: The words.
        examples: The questions shown.
        answer: Answers the question behind a button.
        is_admin: Whether an admin of the bot sent an update.
    """

    def __init__(
        self,
        archive: LiveArchive,
        languages: Languages,
        examples: Examples,
        answer: Callable[[Update, str], Awaitable[None]],
        is_admin: Callable[[Update], object],
    ) -> None:
        self._live = archive
        self._languages = languages
        self._examples = examples
        self._answer = answer
        self._is_admin = is_admin

    async def start(self, update: Update, _context: Context) -> None:
        """`/start`: what this bot does."""
        await self._say(update, "start", documents=len(self._live.archive.documents))

    async def help(self, update: Update, _context: Context) -> None:
        """`/help`: how to ask, and what the bot can see where it is asked."""
        chat, bot, commands = update.effective_chat, update.get_bot(), self._languages.of(update).commands()
        await self._say(
            update,
            "help",
            described={name: text for name, text in commands.items() if name in DESCRIBED},
            others=[name for name in commands if name not in FOR_ADMINS | DESCRIBED | LEFT_OUT],
            for_admins=[name for name in commands if name in FOR_ADMINS] if self._is_admin(update) else [],
            group=chat is not None and chat.type != ChatType.PRIVATE,
            hears_all=bool(bot.bot.can_read_all_group_messages),
            username=bot.username if bot.supports_inline_queries else None,
        )

    async def example_button(self, update: Update, context: Context) -> None:
        """The button of an example: its question is answered."""
        query = update.callback_query
        if query is None or not context.matches:
            return
        question = self._examples.question(context.matches[0])
        if question is None:
            await acknowledge(query, self._languages.of(update).label("unknown_button"))
        else:
            await acknowledge(query)
            await self._answer(update, question)

    async def _say(self, update: Update, template: str, **values: Any) -> None:
        place, messages = Place.of(update), self._languages.of(update)
        if place:
            found = await self._examples.of(messages)
            html = messages.render(template, examples=found, **values)
            await place.say(html, _buttons(messages, found))


def _buttons(messages: Messages, examples: Sequence[Example]) -> InlineKeyboardMarkup | None:
    row = [
        InlineKeyboardButton(messages.label("example", number=number), callback_data=example.data)
        for number, example in enumerate(examples, start=1)
    ]
    return InlineKeyboardMarkup([row]) if row else None
