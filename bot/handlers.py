"""What people can do: each way in reads as guard, find, render, send."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.access import ANYTHING_SAID, mentions
from bot.chats import Chats
from bot.citations import Citations
from bot.gaps import Gaps
from bot.keyboards import Keyboards, numbered_quotes, shows_context
from bot.languages import Languages
from bot.limits import fitting
from bot.messages import Messages
from bot.overview import Overview
from bot.page_pictures import PageHandlers
from bot.pages import Page, Paginator
from bot.processor import Recent
from bot.replies import Place, acknowledge, is_private, said, said_after_command, said_beside
from bot.search import Searcher, SearchTimeoutError
from bot.single import single
from bot.sources import NothingFoundError, Parcel, missing, parcel, quote, wanted_source
from bot.tally import Tally
from bot.views import View, Views
from retrieval import Answer, Archive, Document, LiveArchive, Quote

LONGEST_QUESTION = 2000
"""Characters; a pasted paragraph is still a question, a pasted article is not."""

MOST_QUOTES = 12
"""Of an answer, over all its pages; behind them people would rather ask again."""

LISTED = (40, 30, 20, 10, 5, 0)
"""How many documents `/corpus` lists: as many of these as fit into one message."""

REMEMBERED_ALBUMS = 100
"""An album comes as up to ten messages within a moment, and deserves one answer."""

UPLOADS = 2
"""Files sent at once. Each is in memory meanwhile, so this bounds them to 100 MB."""

Context = ContextTypes.DEFAULT_TYPE
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


class Handlers:
    """The commands, questions and buttons of everybody."""

    def __init__(
        self,
        archive: LiveArchive,
        languages: Languages,
        searcher: Searcher,
        tally: Tally,
        chats: Chats,
        pictures: PageHandlers,
        citations: Citations,
        gaps: Gaps | None = None,
    ) -> None:
        self._live = archive
        self._languages = languages
        self._searcher = searcher
        self._tally = tally
        self._chats = chats
        self.pictures = pictures
        self._citations = citations
        self._gaps = gaps
        self._albums = Recent(REMEMBERED_ALBUMS)
        self._uploads = asyncio.Semaphore(UPLOADS)

    def turn_away_unless(self, admits: Callable[[Update], bool]) -> Callback:
        """A handler that stops updates which are not admitted: a sentence in private, silence in groups."""

        async def turn_away(update: Update, _context: Context) -> None:
            if admits(update) or update.inline_query:  # which is turned away by a line of its own
                return
            if update.callback_query:
                await acknowledge(update.callback_query, self._languages.of(update).label("not_allowed"))
            elif is_private(update) and update.message and ANYTHING_SAID.check_update(update):
                await self._say(update, "not_allowed")
            raise ApplicationHandlerStop

        return turn_away

    async def purpose(self, update: Update, _context: Context) -> None:
        """Anything that is neither a question nor a known command."""
        album = update.effective_message.media_group_id if update.effective_message else None
        if album is None or not self._albums.knew(album):
            await self._say(update, "purpose")

    async def corpus(self, update: Update, _context: Context) -> None:
        """`/corpus`: what is in the archive."""
        overview = Overview.of(self._live.archive)
        render = partial(self._languages.of(update).render, "corpus", overview=overview)
        html = await self._searcher.result(lambda: fitting(lambda shown: render(shown=shown), LISTED))
        if place := Place.of(update):
            await place.say(html)

    async def ask(self, update: Update, _context: Context) -> None:
        """`/ask`: the question stands behind the command."""
        question = said_after_command(update.message) if update.message else ""
        if question:
            await self.answer(update, question)
        else:
            await self._say(update, "ask_empty")

    async def question(self, update: Update, _context: Context) -> None:
        """A message that is a question."""
        if update.message:
            await self.answer(update, said(update.message))

    async def mention(self, update: Update, _context: Context) -> None:
        """A message that names the bot: the rest of it is the question."""
        if update.message is None:
            return
        question = said_beside(update.message, mentions(update.message))
        if question:
            await self.answer(update, question)
        else:
            await self._say(update, "ask_empty")

    async def source(self, update: Update, _context: Context) -> None:
        """`/source`: the document behind a quote."""
        message = update.message
        if message is None:
            return
        shown = numbered_quotes(message.reply_to_message) or self._chats.quotes(message.chat_id)
        wanted = said_after_command(message)
        await self.give(update, lambda archive: wanted_source(archive, wanted, shown))

    async def give(
        self, update: Update, find: Callable[[Archive], Quote | Document], *, in_context: bool = True
    ) -> None:
        """Send the document that `find` finds, or that of the quote it finds; or say that there is none.

        With the document of a quote comes the quote in its context, unless that is seen already, or others
        are to be spared a second message.
        """
        try:
            found, context = await self._parcel(update, find)
        except NothingFoundError as error:
            await self.nothing_found(update, error)
        except SearchTimeoutError:
            await self._say(update, "timeout")
        else:
            await self._hand_over(update, found, context if in_context and is_private(update) else None)

    async def nothing_found(self, update: Update, error: NothingFoundError) -> None:
        """Say what is not there."""
        await self._say(update, "nothing_found", kind=error.kind, wanted=error.wanted, date=error.date)

    async def source_button(self, update: Update, context: Context) -> None:
        """The button of a quote."""
        query = update.callback_query
        if query is None or not context.matches:
            return
        identifier = context.matches[0][2]
        try:
            # Only a look-up: the tap is answered before the file is read.
            await asyncio.to_thread(quote, self._live.archive, identifier)
        except NothingFoundError as error:
            await acknowledge(query, missing(self._languages.of(update), error))
        else:
            await acknowledge(query)
            seen = isinstance(query.message, Message) and shows_context(query.message)
            await self.give(update, lambda archive: quote(archive, identifier), in_context=not seen)

    async def unknown_button(self, update: Update, _context: Context) -> None:
        """A button of an older version, or one nobody ever made."""
        if update.callback_query:
            await acknowledge(update.callback_query, self._languages.of(update).label("unknown_button"))

    async def answer(self, update: Update, question: str) -> None:
        """Answer a question."""
        if len(question) > LONGEST_QUESTION:
            await self._say(update, "too_long", limit=LONGEST_QUESTION)
            return
        found = partial(self._found, self._languages.of(update), question, is_private(update))
        try:
            answer, pages, view = await self._searcher.result(found)
        except SearchTimeoutError:
            await self._say(update, "timeout")
            return
        self._tally.count(answered=bool(answer.quotes))
        if self._gaps and update.effective_user:
            self._gaps.note(answer, update.effective_user.id)
        await self._send(update, pages, view)
        if view is None:
            await self.pictures.offer(update, answer.pages)

    def _found(
        self, messages: Messages, question: str, alone: bool
    ) -> tuple[Answer, tuple[Page, ...], View | None]:
        """An answer, its messages, and the one message that takes their place where others listen."""
        archive = self._live.archive
        answer = archive.ask(question, MOST_QUOTES)
        pages = Paginator(messages, self._citations).answer(answer)
        return answer, pages, None if alone else single(archive, messages, self._citations, answer, pages)

    async def _send(self, update: Update, pages: Sequence[Page], view: View | None) -> None:
        place = Place.of(update)
        if place is None:
            return
        if update.message:
            self._chats.remember(place.chat, _all_quotes(pages))
        if view:
            await place.say(view.html, view.markup)
        else:
            keyboards = Keyboards(self._languages.of(update), self._citations)
            for page in pages:
                await place.say(page.html, keyboards.page(page))
        given = {each for page in pages for _, each in page.quotes}
        await asyncio.to_thread(self._live.given_out.note, given)

    async def _parcel(
        self, update: Update, find: Callable[[Archive], Quote | Document]
    ) -> tuple[Parcel, View | None]:
        """What is sent of the source `find` finds, all of it from one snapshot of the archive."""
        archive, messages = self._live.archive, self._languages.of(update)

        def made() -> tuple[Parcel, View | None]:
            found = find(archive)
            views = Views(archive, messages, self._citations)
            return parcel(archive, messages, found), views.around(found) if isinstance(found, Quote) else None

        return await self._searcher.result(made)

    async def _hand_over(self, update: Update, found: Parcel, context: View | None) -> None:
        place = Place.of(update)
        if place is None:
            return
        if found.file is None:
            await place.say(found.html)
        else:
            async with self._uploads:
                await place.hand_over(found.file, found.name, found.html)
        if context:
            await place.say(context.html, context.markup)

    async def _say(self, update: Update, template: str, **values: object) -> None:
        if place := Place.of(update):
            await place.say(self._languages.of(update).render(template, **values))


def _all_quotes(pages: Sequence[Page]) -> Mapping[int, str]:
    return {number: each for page in pages for number, each in (*page.quotes, *page.omitted)}
