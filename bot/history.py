"""`/history`: what was added to the corpus and removed, by whom and when."""

from __future__ import annotations

import asyncio
import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot.access import Access
from bot.languages import Languages
from bot.messages import Messages
from bot.replies import Place, acknowledge
from retrieval import CorpusError, LiveArchive, history

SHOWN = 10
"""Changes in one message."""

EVENTS = re.compile(r"history:(\d{1,6})\Z")
"""What a button for other changes carries: how many later ones there are."""

Context = ContextTypes.DEFAULT_TYPE


class HistoryHandlers:
    """The history of the corpus; whoever is no admin never gets here."""

    def __init__(self, archive: LiveArchive, languages: Languages, access: Access) -> None:
        self._live = archive
        self._languages = languages
        self._access = access

    async def history(self, update: Update, _context: Context) -> None:
        """`/history`: the last changes."""
        if place := Place.of(update):
            await place.say(*await asyncio.to_thread(self._page, self._languages.of(update), 0))

    async def button(self, update: Update, context: Context) -> None:
        """The button for earlier or later ones."""
        query, messages = update.callback_query, self._languages.of(update)
        if query is None or not context.matches:
            return
        if not self._access.is_admin_alone(update):
            await acknowledge(query, messages.label("unknown_button"))
            return
        await acknowledge(query)
        html, buttons = await asyncio.to_thread(self._page, messages, int(context.matches[0][1]))
        await query.edit_message_text(html, reply_markup=buttons)

    def _page(self, messages: Messages, skipped: int) -> tuple[str, InlineKeyboardMarkup | None]:
        try:
            events = history(self._live.archive.folder)
        except CorpusError as error:
            return messages.render("history", events=(), unread=error.path), None
        html = messages.render("history", events=events[skipped : skipped + SHOWN], unread=None)
        row = []
        if skipped + SHOWN < len(events):
            row.append(_button(messages.label("earlier"), skipped + SHOWN))
        if skipped:
            row.append(_button(messages.label("later"), max(0, skipped - SHOWN)))
        return html, InlineKeyboardMarkup([row]) if row else None


def _button(label: str, skipped: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=f"history:{skipped}")
