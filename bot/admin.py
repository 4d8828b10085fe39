"""What admins can do: `/reload` and `/stats`."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.delivery import ONCE
from bot.languages import Languages
from bot.messages import Messages
from bot.processor import step_aside
from bot.reloading import Reloader
from bot.replies import Place
from bot.tally import Tally

logger = logging.getLogger(__name__)

REPORT_SECONDS = 3.0
"""Between two edits of the progress message: Telegram allows about twenty a minute."""

Context = ContextTypes.DEFAULT_TYPE


class AdminHandlers:
    """The commands of admins; whoever else sends them never gets here."""

    def __init__(self, reloader: Reloader, languages: Languages, tally: Tally) -> None:
        self._reloader = reloader
        self._languages = languages
        self._tally = tally

    async def stats(self, update: Update, _context: Context) -> None:
        """`/stats`: counters and sizes."""
        archive, tally = self._reloader.archive.archive, self._tally
        html = self._languages.of(update).render(
            "stats",
            uptime=tally.uptime,
            answered=tally.answered,
            unanswered=tally.unanswered,
            memory=tally.memory,
            documents=len(archive.documents),
            passages=archive.passage_count,
            unread=len(archive.unread),
            loaded_at=archive.loaded_at,
        )
        if place := Place.of(update):
            await place.say(html)

    async def reload(self, update: Update, _context: Context) -> None:
        """`/reload`: build the archive aside, swap it in, say what changed."""
        place = Place.of(update)
        if place is None:
            return
        step_aside()  # the admin's next messages need not wait; a second reload is told at once
        messages = self._languages.of(update)
        report = _Report(place, messages)
        await report.begin()
        running = asyncio.ensure_future(self._reloader.reload(report.note))
        await report.follow(running)
        await report.end((await running).words(messages))


class _Report:
    """A message that is edited as a reload goes on."""

    def __init__(self, place: Place, messages: Messages) -> None:
        self._place = place
        self._messages = messages
        self._message: Message | None = None
        self._progress = (0, 0)
        self._shown = ""

    def note(self, done: int, total: int) -> None:
        """Take down how far it is; called from the reload's thread."""
        self._progress = (done, total)

    async def begin(self) -> None:
        """Send the message."""
        self._shown = self._now()
        self._message = await self._place.say(self._shown)

    async def follow(self, running: asyncio.Future[Any]) -> None:
        """Edit the message now and then, until the reload is over."""
        while not running.done():
            await asyncio.wait([running], timeout=REPORT_SECONDS)
            if not running.done():
                await self._show(self._now(), ONCE)

    async def end(self, html: str) -> None:
        """Turn the message into the outcome; if it is gone, send the outcome anew."""
        if not await self._show(html):
            await self._place.say(html)

    async def _show(self, html: str, tries: int | None = None) -> bool:
        if self._message is None or html == self._shown:
            return html == self._shown
        try:
            await self._place.bot.edit_message_text(
                html, self._place.chat, self._message.message_id, **_limited(tries)
            )
        except TelegramError as error:
            logger.debug("progress not shown: %s", type(error).__name__)
            return False
        self._shown = html
        return True

    def _now(self) -> str:
        done, total = self._progress
        return self._messages.render("reload_progress", done=done, total=total)


def _limited(tries: int | None) -> dict[str, Any]:
    return {} if tries is None else {"rate_limit_args": tries}


def _failure(messages: Messages, kind: str, **facts: str) -> str:
    return messages.render("reload_failed", kind=kind, **facts)
