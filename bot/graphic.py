"""`/graphic`: whether what the operator marked as hard to read stands open or behind a spoiler in a chat."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.access import NEW
from bot.chats import Chats
from bot.choices import may_choose, turn_into
from bot.languages import Languages
from bot.messages import Messages
from bot.replies import Place, acknowledge, said_after_command

GRAPHIC = re.compile(r"graphic:(on|off)\Z")
"""What the button that changes it carries."""

_WORDS = {"on": True, "off": False, "روشن": True, "خاموش": False}

Context = ContextTypes.DEFAULT_TYPE


class GraphicHandlers:
    """A chat's own choice; in a group its administrators decide."""

    def __init__(self, languages: Languages, chats: Chats) -> None:
        self._languages = languages
        self._chats = chats

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The ways in, to be tried before those of everybody."""
        return [CommandHandler("graphic", self.graphic, NEW), CallbackQueryHandler(self.button, GRAPHIC)]

    async def graphic(self, update: Update, _context: Context) -> None:
        """`/graphic on` and `/graphic off`; without either it says how it is."""
        place = Place.of(update)
        if place is None or update.message is None:
            return
        wanted = _WORDS.get(said_after_command(update.message).casefold())
        messages = self._languages.of(update)
        if wanted is None:
            await place.say(*_offer(messages))
        elif not await may_choose(update):
            await place.say(messages.render("group_admins"))
        else:
            await asyncio.to_thread(self._chats.set_graphic, place.chat, wanted)
            await place.say(*_offer(self._languages.of(update)))

    async def button(self, update: Update, context: Context) -> None:
        """The button that changes it."""
        query, place = update.callback_query, Place.of(update)
        if query is None or place is None or not context.matches:
            return
        if not await may_choose(update):
            await acknowledge(query, self._languages.of(update).label("group_admins"))
            return
        await acknowledge(query)
        await asyncio.to_thread(self._chats.set_graphic, place.chat, context.matches[0][1] == "on")
        await turn_into(update, place, *_offer(self._languages.of(update)))


def _offer(messages: Messages) -> tuple[str, InlineKeyboardMarkup]:
    """How it is, and a button for the other way."""
    to = "on" if messages.covers else "off"
    label = messages.label("graphic_on" if messages.covers else "graphic_off")
    button = InlineKeyboardButton(label, callback_data=f"graphic:{to}")
    return messages.render("graphic", covered=messages.covers), InlineKeyboardMarkup([[button]])
