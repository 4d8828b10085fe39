"""What happens when a button is tapped: its message is changed in place.

A tap is acknowledged first, with a sentence where what the button was made for is no longer there. A message
that Telegram no longer shows us, being too old, is left as it is, and what was asked for comes as a new one.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.callbacks import Held, Shown, page_of, pages
from bot.citations import Citations
from bot.keyboards import shown_pages
from bot.languages import Languages
from bot.replies import Place, acknowledge
from bot.sources import NothingFoundError, missing
from bot.views import View, Views
from bot.windows import above, below
from retrieval import LiveArchive

logger = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE
Find = Callable[[Views], View]

_NO_NEED = ("message is not modified", "message to edit not found")
"""It shows this already; or it is gone, and whoever deleted it wants it gone."""

_NO_WAY = ("message can't be edited", "there is no text in the message")


class ButtonHandlers:
    """The buttons below answers, but for the one that sends a document.

    Args:
        archive: What is asked.
        languages: The words around the quotes.
        citations: Where quotes can be read.
    """

    def __init__(self, archive: LiveArchive, languages: Languages, citations: Citations) -> None:
        self._live = archive
        self._languages = languages
        self._citations = citations

    async def page(self, update: Update, context: Context) -> None:
        """Another page of an answer, another quote of its page, or a quote in its document."""
        match = _match(context)
        shown = page_of(match) if match else None
        if match is None or shown is None:
            if update.callback_query:
                await acknowledge(update.callback_query, self._languages.of(update).label("unknown_button"))
            return
        others, held = _others(update, shown), shown.quotes[shown.opened]
        if match[1] == "show":
            await self._change(update, lambda views: views.page(shown, others))
        else:
            await self._change(
                update, lambda views: views.around(views.quote(held), shown.number, shown, others)
            )

    async def move(self, update: Update, context: Context) -> None:
        """Further up or down in a quote's document."""
        match = _match(context)
        if match is None:
            return
        way, number, held = {"up": above, "down": below}[match[1]], int(match[2]), Held(match[3])
        back = next((each for each in _pages(update) if (number, held.id) in each.identified), None)
        others = _others(update, back) if back else ()
        await self._change(
            update,
            lambda views: views.window(
                way(views.quote(held), int(match[4])), number, back and back.opening(number), others
            ),
        )

    async def citation(self, update: Update, context: Context) -> None:
        """A citation too long for a button to copy."""
        match = _match(context)
        if match:
            await self._change(update, lambda views: views.citation(views.quote(Held(match[2]))), anew=True)

    async def earlier_more(self, update: Update, context: Context) -> None:
        """Further quotes, as earlier versions of the bot offered them."""
        match = _match(context)
        if match:
            numbered = [
                (number, Held(each)) for number, each in enumerate(match[2].split(","), int(match[1]))
            ]
            first, *others = pages(numbered)
            await self._change(update, lambda views: views.page(first, others), anew=True)

    async def open(self, update: Update, identifier: str) -> None:
        """Send a quote in its document.

        Raises:
            NothingFoundError: It is not there.
        """
        views = self._views(update)
        view = await asyncio.to_thread(lambda: views.around(views.quote(Held(identifier))))
        if place := Place.of(update):
            await place.say(view.html, view.markup)

    async def _change(self, update: Update, find: Find, *, anew: bool = False) -> None:
        """Show what `find` finds in place of the tapped message, or `anew` below it."""
        query, views, messages = update.callback_query, self._views(update), self._languages.of(update)
        if query is None:
            return
        try:
            view = await asyncio.to_thread(find, views)  # a look-up: it need not wait behind searches
        except NothingFoundError as error:
            await acknowledge(query, missing(messages, error))
            return
        await acknowledge(query)
        place, tapped = Place.of(update), None if anew else _seen(update)
        if place and not (tapped and await _edited(tapped, view.html, view.markup)):
            await place.say(view.html, view.markup)
        await asyncio.to_thread(self._live.given_out.note, set(view.quotes))

    def _views(self, update: Update) -> Views:
        return Views(self._live.archive, self._languages.of(update), self._citations)


async def _edited(message: Message, html: str, markup: InlineKeyboardMarkup | None) -> bool:
    """Change a message; False for one that cannot be changed, though it is there."""
    try:
        await message.edit_text(html, reply_markup=markup)
    except BadRequest as error:
        said = str(error).lower()
        if any(words in said for words in _NO_WAY):
            return False
        if not any(words in said for words in _NO_NEED):
            raise
        logger.debug("message not changed: there is nothing to change")
    return True


def _match(context: Context) -> re.Match[str] | None:
    """What the tapped button carries."""
    return context.matches[0] if context.matches else None


def _seen(update: Update) -> Message | None:
    """The tapped message, if Telegram shows it to us with its buttons."""
    message = update.callback_query.message if update.callback_query else None
    return message if isinstance(message, Message) and message.is_accessible else None


def _pages(update: Update) -> tuple[Shown, ...]:
    return shown_pages(_seen(update))


def _others(update: Update, shown: Shown) -> tuple[Shown, ...]:
    """The other pages of the answer a tapped button belongs to."""
    return tuple(each for each in _pages(update) if not shown.start <= each.start <= shown.end)
