"""Reloads that nobody asks for: by the clock, or when something in the corpus folder changed.

A change is noticed by looking at the folder every few seconds, and not by the system's notices of changes:
those do not reach over a network, run out in large folders, and need a package of their own; ten thousand
files are looked at in a tenth of a second. What changed is loaded once it has been left alone for a moment:
a file that is being copied is not read by half.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable

from bot.reloading import Outcome, Reloader
from bot.values import Every
from retrieval import CorpusError

logger = logging.getLogger(__name__)

LOOK_SECONDS = 3.0
"""Between two looks at the folder; as long it has to be left alone before it is read."""

LOOK_SHARE = 0.05
"""Of the time that looking may take, on a slow file system."""

RESTLESS_SECONDS = 600.0
"""A folder that is written to all the time is read all the same after so long."""

RETRY_SECONDS = 60.0
"""After a reload that failed, before the next; each further one waits twice as long."""

LONGEST_RETRY = 3600.0
"""Between two reloads that fail, at most."""

Tell = Callable[[Outcome], Awaitable[None]]


class Schedule:
    """Reloads an archive by itself, and tells when that changed something or failed.

    Args:
        reloader: Reloads it.
        every: When.
        tell: Told the outcome of a reload that changed something or failed; of the same failure only once.
    """

    def __init__(self, reloader: Reloader, every: Every, tell: Tell) -> None:
        self._reloader = reloader
        self._every = every
        self._tell = tell
        self._task: asyncio.Task[None] | None = None
        self._failure: tuple[object, ...] | None = None
        self._retry = RETRY_SECONDS

    def start(self) -> None:
        """Begin, in the running event loop."""
        self._task = asyncio.create_task(self._run(), name="reload schedule")

    async def stop(self) -> None:
        """End; a reload that is running is given up."""
        self._reloader.stop()
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await self._wait()
            outcome = await self._reloader.reload()
            if self._is_news(outcome):
                _log(outcome)
                await self._told(outcome)

    async def _told(self, outcome: Outcome) -> None:
        try:
            await self._tell(outcome)
        except Exception as error:  # whatever went wrong with this one, the next reload is to come
            logger.exception("a reload could not be told: %s", type(error).__name__)

    async def _wait(self) -> None:
        """Until the next reload is due."""
        if self._every != "change":
            await asyncio.sleep(self._every)
        elif self._failure:
            await asyncio.sleep(self._retry)
        else:
            await self._quiet_change()

    async def _quiet_change(self) -> None:
        """Until the folder looks other than what is loaded, and goes on looking so for a moment."""
        pause, seen, since = LOOK_SECONDS, None, time.monotonic()
        while True:
            await asyncio.sleep(pause)
            begun = time.monotonic()
            try:
                now = await asyncio.to_thread(self._reloader.archive.look)
            except CorpusError:
                return  # the reload will say what is wrong with the folder
            if now is None:
                since = time.monotonic()
            elif now == seen or begun - since >= RESTLESS_SECONDS:
                return
            seen = now
            pause = max(LOOK_SECONDS, (time.monotonic() - begun) / LOOK_SHARE)

    def _is_news(self, outcome: Outcome) -> bool:
        """Whether an outcome is worth telling; a failure is remembered, so that it is told once."""
        if outcome.failure in ("busy", "stopped"):
            return False
        # A fault's number is another one each time.
        facts = () if outcome.failure == "fault" else tuple(sorted(outcome.facts.items()))
        before, self._failure = self._failure, (outcome.failure, facts) if outcome.failure else None
        self._retry = min(self._retry * 2, LONGEST_RETRY) if before and self._failure else RETRY_SECONDS
        if outcome.changes is None or before:
            return self._failure != before
        return not outcome.changes.are_none


def _log(outcome: Outcome) -> None:
    if outcome.changes is None:
        logger.error("the scheduled reload failed: %s %s", outcome.failure, dict(outcome.facts))
        return
    changes = outcome.changes
    logger.info(
        "reloaded: %d documents added, %d changed, %d moved, %d removed; %d files unread",
        len(changes.added),
        len(changes.changed),
        len(changes.moved),
        len(changes.removed),
        len(outcome.archive.unread),
    )
