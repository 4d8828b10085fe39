"""What a chat chooses and what is kept of it: `/language`, `/privacy`, `/forget`."""

from __future__ import annotations

import asyncio
import logging
import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatType
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot.chats import Chats
from bot.gaps import FLOOR
from bot.languages import Languages
from bot.menus import Menus
from bot.messages import Messages
from bot.replies import Place, acknowledge, said_after_command

logger = logging.getLogger(__name__)

LANGUAGE = re.compile(r"language:([A-Za-z0-9_-]{2,20})\Z")
"""What a button for a language carries: its code."""

IN_A_ROW = 2
"""Buttons, so that a language's name is not cut on a narrow phone."""

Context = ContextTypes.DEFAULT_TYPE


class ChoiceHandlers:
    """A chat's own settings. In private they are the person's; in a group its administrators decide.

    Args:
        languages: The words.
        chats: What is kept.
        menus: Follow the language a chat chooses.
        counts: Whether words that no document holds are counted.
        pages: Whether citations lead to pages of the archive's own.
    """

    def __init__(
        self, languages: Languages, chats: Chats, menus: Menus, *, counts: bool, pages: bool
    ) -> None:
        self._languages = languages
        self._chats = chats
        self._menus = menus
        self._told = {"counts": counts, "floor": FLOOR, "pages": pages}

    async def language(self, update: Update, _context: Context) -> None:
        """`/language`: the languages there are; one named behind the command is taken at once."""
        place = Place.of(update)
        if place is None or update.message is None:
            return
        wanted = said_after_command(update.message)
        chosen = self._languages.named(wanted) if wanted else None
        if chosen and not await may_choose(update):
            await place.say(self._languages.of(update).render("group_admins"))
            return
        if chosen:
            await self._choose(place, chosen)
        await place.say(*self._offer(self._languages.of(update)))

    async def language_button(self, update: Update, context: Context) -> None:
        """A language's button: the choice is made, and its message says so in that language."""
        query, place = update.callback_query, Place.of(update)
        if query is None or place is None or not context.matches:
            return
        before, chosen = self._languages.of(update), self._languages.named(context.matches[0][1])
        if chosen is None:
            await acknowledge(query, before.label("unknown_button"))
        elif not await may_choose(update):
            await acknowledge(query, before.label("group_admins"))
        else:
            await acknowledge(query)
            await self._choose(place, chosen)
            if chosen.language != before.language:
                await turn_into(update, place, *self._offer(chosen))

    async def privacy(self, update: Update, _context: Context) -> None:
        """`/privacy`: what becomes of a question, and what is kept of this chat."""
        if place := Place.of(update):
            kept = {
                "chosen": self._chats.preferences(place.chat),
                "quotes": len(self._chats.quotes(place.chat)),
            }
            await place.say(self._languages.of(update).render("privacy", **self._told, **kept))

    async def forget(self, update: Update, _context: Context) -> None:
        """`/forget`: remove all that is kept of this chat."""
        place = Place.of(update)
        if place is None:
            return
        if not await may_choose(update):
            await place.say(self._languages.of(update).render("group_admins"))
            return
        erased = await asyncio.to_thread(self._chats.forget, place.chat)
        await self._menus.follow(place.bot, place.chat, None)
        await place.say(self._languages.of(update).render("forget", erased=erased))

    async def _choose(self, place: Place, chosen: Messages) -> None:
        await asyncio.to_thread(self._chats.set_language, place.chat, chosen.language)
        await self._menus.follow(place.bot, place.chat, chosen)

    def _offer(self, current: Messages) -> tuple[str, InlineKeyboardMarkup]:
        buttons = [
            InlineKeyboardButton(
                each.label("language", own_name=each.own_name, chosen=each.language == current.language),
                callback_data=f"language:{each.language}",
            )
            for each in self._languages
        ]
        rows = [buttons[at : at + IN_A_ROW] for at in range(0, len(buttons), IN_A_ROW)]
        return current.render("language", code=current.language), InlineKeyboardMarkup(rows)


async def may_choose(update: Update) -> bool:
    """Whether who sent an update decides for its chat: in private anybody, in a group its administrators."""
    chat, person, message = update.effective_chat, update.effective_user, update.message
    if chat is None or chat.type == ChatType.PRIVATE:
        return chat is not None
    if message and message.sender_chat:  # an anonymous administrator speaks as the group itself
        return message.sender_chat.id == chat.id
    try:
        administrators = await chat.get_administrators()
    except TelegramError as error:
        logger.info("administrators of a group not known: %s", type(error).__name__)
        return False
    return person is not None and person.id in {each.user.id for each in administrators}


async def turn_into(update: Update, place: Place, html: str, markup: InlineKeyboardMarkup) -> None:
    """Turn the message whose button was pressed into another; send that anew where it is gone."""
    query = update.callback_query
    if query is None:
        return
    try:
        await query.edit_message_text(html, reply_markup=markup)
    except (BadRequest, TypeError) as error:  # gone, or too old to be known
        logger.debug("not edited: %s", type(error).__name__)
        if "not modified" not in str(error).lower():
            await place.say(html, markup)
