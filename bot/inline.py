"""Inline mode: quotes listed under the message field while a person types after the bot's name, in any chat.

Nothing is cached, by Telegram or here: every list is made for one person from the archive as it is now, and
what continues a list carries only how far it went and of which snapshot it was. A quote that does not fit
into one message is not offered. What is marked as hard to read is always covered: others will see it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, NamedTuple

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.helpers import create_deep_linked_url

from bot.citations import Citations
from bot.deeplinks import HELP, quote_payload
from bot.languages import Languages
from bot.limits import fits
from bot.messages import Messages
from bot.search import Searcher, SearchTimeoutError
from bot.sources import NothingFoundError, quote
from retrieval import Archive, LiveArchive, Quote

SECONDS = 1.5
"""For a list, its wait for a worker included; the rest of two seconds is for the way to Telegram."""

WORKERS = 2
"""Of its own: a list is made while ordinary questions wait."""

PAGE = 10
"""Quotes in a list before the person scrolls."""

MOST = 50
"""Quotes in a list and its continuations."""

SHARED = re.compile(r"q_([0-9a-z]{1,32})\Z")
"""What the button for passing on a quote types: one quote, by its identifier."""

_OFFSET = re.compile(r"([1-9][0-9]?)\.([0-9]{1,20})\Z")


class Listed(NamedTuple):
    """Quotes to choose from.

    Attributes:
        results: The quotes with their messages, best first.
        offset: What Telegram gives back for more of them; empty when there are no more.
        label: Of the line above them, which leads to the private chat; empty for none.
        opens: What that line opens there, as the payload of a deep link.
    """

    results: Sequence[InlineQueryResultArticle] = ()
    offset: str = ""
    label: str = ""
    opens: str = HELP


class InlineHandlers:
    """Answers inline queries.

    Args:
        archive: What is asked.
        languages: The words.
        admits: Whether somebody is answered.
        citations: Where quotes can be read.
    """

    def __init__(
        self,
        archive: LiveArchive,
        languages: Languages,
        admits: Callable[[Update], bool],
        citations: Citations,
    ) -> None:
        self._live = archive
        self._citations = citations
        self._languages = languages
        self._admits = admits
        self._searcher = Searcher(WORKERS, SECONDS)

    def close(self) -> None:
        """Take no further work."""
        self._searcher.close()

    async def asked(self, update: Update, _context: Any) -> None:
        """Something was typed after the bot's name."""
        query = update.inline_query
        if query is None:
            return
        messages = self._languages.of(update).covering
        if not self._admits(update):
            listed = Listed(label=messages.label("not_allowed_person"))
        elif not query.query.strip():
            listed = Listed(label=messages.label("inline_empty"))
        else:
            listed = await self._listed(messages, query)
        await _answered(query, listed)
        given = {result.id for result in listed.results}
        await asyncio.to_thread(self._live.given_out.note, given)

    async def _listed(self, messages: Messages, query: InlineQuery) -> Listed:
        """The list for a query; as much of it as there is when the time is over."""
        made: list[InlineQueryResultArticle] = []
        end = monotonic() + SECONDS
        work = _Work(self._live.archive, messages, self._citations, query, made, end)
        try:
            offset, label = await self._searcher.result(work.offset), "inline_nothing"
        except SearchTimeoutError:
            offset, label = "", "inline_slow"
        except NothingFoundError as error:
            return _missing(messages, error, query.query.strip())
        results = tuple(made)
        return Listed(results, offset, "" if results or query.offset else messages.label(label))


class _Work:
    """The making of one list, in a thread."""

    def __init__(
        self,
        archive: Archive,
        messages: Messages,
        citations: Citations,
        query: InlineQuery,
        made: list[InlineQueryResultArticle],
        end: float,
    ) -> None:
        self._archive = archive
        self._messages = messages
        self._citations = citations
        self._text = query.query.strip()
        self._offset = query.offset
        self._made = made
        self._end = end

    def offset(self) -> str:
        """Make the results, in their order; what continues the list.

        Raises:
            NothingFoundError: The one quote that is asked for is not there.
        """
        quotes, offset = self._quotes()
        for found in quotes:
            if monotonic() > self._end:
                break
            if (result := self._result(found)) is not None:
                self._made.append(result)
        return offset

    def _quotes(self) -> tuple[Sequence[Quote], str]:
        if shared := SHARED.match(self._text):
            return (quote(self._archive, shared[1]),), ""
        stamp = f"{self._archive.loaded_at.timestamp() * 1e6:.0f}"
        begin = _begin(self._offset, stamp)
        if begin is None:
            return (), ""
        end = min(begin + PAGE, MOST)
        found = self._archive.ask(self._text, end + 1).quotes
        return found[begin:end], f"{end}.{stamp}" if len(found) > end < MOST else ""

    def _result(self, quote: Quote) -> InlineQueryResultArticle | None:
        """A quote as it can be chosen; None for one that no message can hold."""
        html = self._messages.render("inline", quote=quote, url=self._citations.url(quote))
        if not fits(html):
            return None
        return InlineQueryResultArticle(
            quote.id,
            self._messages.brief(quote.document.title, 100),
            InputTextMessageContent(html),
            reply_markup=self._way(quote),
            description=self._messages.label("inline_description", quote=quote),
        )

    def _way(self, quote: Quote) -> InlineKeyboardMarkup | None:
        """A button that opens the quote in its document; none in a terminal, where no bot has the name."""
        username = self._citations.username
        if username is None:
            return None
        link = create_deep_linked_url(username, quote_payload(quote.id))
        return InlineKeyboardMarkup([[InlineKeyboardButton(self._messages.label("in_context"), url=link)]])


def _begin(offset: str, stamp: str) -> int | None:
    """How many quotes an offset says were listed; None for one of another snapshot, or that nobody made."""
    if not offset:
        return 0
    match = _OFFSET.match(offset)
    return int(match[1]) if match and match[2] == stamp and int(match[1]) < MOST else None


def _missing(messages: Messages, error: NothingFoundError, payload: str) -> Listed:
    """The list that a quote leaves which is no longer there: its line opens what is to be said of it."""
    if error.kind == "withdrawn":
        return Listed(label=messages.label("inline_withdrawn", date=error.date), opens=payload)
    if error.kind == "gone":
        return Listed(label=messages.label("inline_gone"), opens=payload)
    return Listed(label=messages.label("inline_nothing"))


async def _answered(query: InlineQuery, listed: Listed) -> None:
    """Give a list to Telegram, which is to keep it for nobody."""
    await query.answer(
        listed.results,
        cache_time=0,
        is_personal=True,
        next_offset=listed.offset or None,  # the library would make `[]` of an empty text
        button=InlineQueryResultsButton(listed.label, start_parameter=listed.opens) if listed.label else None,
    )
