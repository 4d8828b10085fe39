"""Asking Telegram for updates, and never for ever in vain.

Three things would otherwise stop a bot that looks healthy: a connection that hangs, or is never given back to
the pool; an update that the library cannot read, which it would be given again and again; and polling that
ended, as it does when the token is revoked.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.updates import understood

logger = logging.getLogger(__name__)

CONNECTIONS = 4
"""One would do, but one that is torn in the middle could then stop polling for good."""

LONGEST_POLL = 60.0
"""Seconds after which a poll is given up; Telegram answers within ten when it has nothing to say."""

IDLE_SECONDS = 90.0
"""Without a poll under way, after which there will be none; the library waits half a minute at most."""

HUNG_SECONDS = 3 * LONGEST_POLL
"""Of one poll, after which it will never end, though it should have been given up long ago."""

REFUSED_SECONDS = 60.0
"""Of nothing but refusals of the token, after which it has been revoked."""

GLANCE_SECONDS = 10.0
"""Between two looks of the watch."""

CLOSING_SECONDS = 5.0
"""For connections to close that hang already."""


_REFUSED = (401, 404)


class Polling(HTTPXRequest):
    """The requests for updates, and how they go."""

    def __init__(self) -> None:
        super().__init__(connection_pool_size=CONNECTIONS)
        self._begun_at: float | None = None  # the poll that is under way; all by the monotonic clock
        self._ended_at: float | None = None  # the last one
        self._refused_at: float | None = None  # the first of those since which nothing else came

    @property
    def trouble(self) -> str | None:
        """Why there will be no more updates, in a few words for the log; None while there will be."""
        now = monotonic()
        if self._refused_at is not None and now - self._refused_at > REFUSED_SECONDS:
            return "the token is refused"
        if self._begun_at is not None:
            return "a poll does not end" if now - self._begun_at > HUNG_SECONDS else None
        is_idle = self._ended_at is not None and now - self._ended_at > IDLE_SECONDS
        return "nobody polls any more" if is_idle else None

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """What a poll is answered with, within `LONGEST_POLL` seconds."""
        self._begun_at = monotonic()
        try:
            async with asyncio.timeout(LONGEST_POLL):
                code, answer = await super().do_request(*args, **kwargs)
        except TimeoutError as error:
            logger.warning("a poll was not answered for %d s; asking over a new connection", LONGEST_POLL)
            await self._renew()
            raise TimedOut from error
        except TelegramError as error:
            if isinstance(error.__cause__, httpx.PoolTimeout):
                logger.warning("no connection is free for polling; making new ones")
                await self._renew()
            raise
        finally:
            self._begun_at, self._ended_at = None, monotonic()
        if code not in _REFUSED:
            self._refused_at = None
            return code, answer
        self._refused_at = self._refused_at or monotonic()
        # As what it is, it would end the library's polling, and leave a bot that does nothing.
        raise NetworkError("the token is refused")

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """An answer; each update in it that cannot be understood has nothing left but its number."""
        answer: dict[str, Any] = HTTPXRequest.parse_json_payload(payload)
        updates = answer.get("result")
        if isinstance(updates, list):
            answer["result"] = [known for each in updates if (known := understood(each))]
        return answer

    async def _renew(self) -> None:
        """Drop every connection, also one that will not be dropped."""
        with contextlib.suppress(TimeoutError, httpx.HTTPError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self.shutdown()
        await self.initialize()


class Watch:
    """Notices that polling has stopped.

    Args:
        polling: What is watched.
        give_up: Called once, when it has.
    """

    def __init__(self, polling: Polling, give_up: Callable[[], None]) -> None:
        self._polling = polling
        self._give_up = give_up
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in the running event loop."""
        self._task = asyncio.create_task(self._run(), name="watch over polling")

    async def stop(self) -> None:
        """End."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while not (trouble := self._polling.trouble):  # noqa: ASYNC110  # no event tells of what ceases
            await asyncio.sleep(GLANCE_SECONDS)
        logger.critical("%s; ending, so that the bot can be started again", trouble)
        self._give_up()
