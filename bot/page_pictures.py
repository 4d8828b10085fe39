"""Pages that are read as pictures: what cannot be quoted, since nobody can be sure of its letters."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.languages import Languages
from bot.messages import Messages
from bot.replies import Place
from bot.search import Searcher, SearchTimeoutError
from bot.sources import NothingFoundError, missing
from retrieval import Archive, DocumentError, DocumentPage, LiveArchive

PAGE = re.compile(r"page:([1-9][0-9]{0,4}):([0-9a-f]{16})\Z")
"""What the button of a page carries: its number, and how its document's hash begins."""

Context = ContextTypes.DEFAULT_TYPE


@dataclass(frozen=True)
class Picture:
    """A page as it is sent."""

    page: DocumentPage
    png: bytes


class PageHandlers:
    """Offers pages, and sends them."""

    def __init__(self, archive: LiveArchive, languages: Languages, searcher: Searcher) -> None:
        self._live = archive
        self._languages = languages
        self._searcher = searcher

    async def offer(self, update: Update, pages: Sequence[DocumentPage]) -> None:
        """Name the pages that may answer, each with a button."""
        place = Place.of(update)
        if pages and place:
            messages = self._languages.of(update)
            await place.say(messages.render("pages", pages=pages), page_buttons(messages, pages))

    async def button(self, update: Update, context: Context) -> None:
        """The button of a page: the page as a picture."""
        query, place = update.callback_query, Place.of(update)
        if query is None or place is None or not context.matches:
            return
        number, digest = context.matches[0].groups()
        messages, archive = self._languages.of(update), self._live.archive
        try:
            found = await self._searcher.result(partial(_picture, archive, digest, int(number)))
        except (NothingFoundError, DocumentError, SearchTimeoutError) as error:
            words = messages.label("no_picture")
            if isinstance(error, NothingFoundError):
                words = missing(messages, error)
            with contextlib.suppress(TelegramError):
                await query.answer(words, show_alert=True)
            return
        with contextlib.suppress(TelegramError):
            await query.answer()
        await place.show(found.png, f"page-{number}.png", messages.render("page", page=found.page))


def page_buttons(messages: Messages, pages: Sequence[DocumentPage]) -> InlineKeyboardMarkup | None:
    """A button for each page."""
    rows = [
        [
            InlineKeyboardButton(
                messages.label("page", number=page.number, title=page.document.title),
                callback_data=f"page:{page.number}:{page.document.sha256[:16]}",
            )
        ]
        for page in pages
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _picture(archive: Archive, digest: str, number: int) -> Picture:
    """The page of a button.

    Raises:
        NothingFoundError: The document is no longer in the archive.
        DocumentError: The page cannot be drawn.
    """
    document = next((each for each in archive.documents if each.sha256.startswith(digest)), None)
    if document is None:
        gone = next((each for each in archive.withdrawn if each.sha256.startswith(digest)), None)
        raise NothingFoundError("withdrawn", date=gone.date) if gone else NothingFoundError("unknown")
    return Picture(DocumentPage(document, number), archive.picture(document, number))
