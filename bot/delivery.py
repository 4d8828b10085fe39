"""How a call reaches Telegram: paced, in order within a chat, tried again where that is safe.

What is done about a failed call depends on whether Telegram can have carried it out:

| failure | carried out? | so |
|---|---|---|
| flood limit (429) | no | wait as long as told, then again |
| no connection, no free connection, 5xx | no | again, with growing waits, for minutes |
| connection torn, answer unreadable | perhaps | again, twice: rather an answer too many than none |
| no answer in time, 504 | most likely | never again: it would come twice |
| anything else (400, 403, ...) | no, and never will be | never again |

Waiting for one chat never holds up another one.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any
from weakref import WeakValueDictionary

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import AIORateLimiter

from bot.processor import resting, working

ONCE = 1
"""As `rate_limit_args`: a call that is not worth waiting for, such as a progress report."""

FLOOD_MARGIN = 0.1
"""Seconds added to a flood wait, for clocks that differ."""

FLOOD_PATIENCE = 15 * 60.0
"""Seconds one call may spend in flood waits; Telegram asks for longer only from abusers."""

OUTAGE_PATIENCE = 5 * 60.0
"""Seconds one call may wait for Telegram to come back; the person has not gone away by then."""

FIRST_WAIT = 1.0
"""Seconds before the second try in an outage; each further wait is twice as long."""

LONGEST_WAIT = 30.0
"""Seconds between two tries in an outage, at most."""

TORN_WAITS = (1.0, 3.0)
"""Seconds before the second and the third try of a call that was perhaps carried out."""

Result = bool | dict[str, Any] | list[dict[str, Any]]
Callback = Callable[..., Coroutine[Any, Any, Result]]


class Delivery(AIORateLimiter):
    """Telegram's rates as the library keeps them, and the table in the module's docstring.

    Args:
        sleep: Waits that many seconds; replaced in tests.
        moved: Told the old and the new id of a group that became a supergroup.
    """

    def __init__(
        self,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        moved: Callable[[int, int], Awaitable[None]] | None = None,
    ) -> None:
        # The library's own retry would hold up every chat for one chat's flood wait.
        super().__init__(max_retries=0)
        self._sleep = sleep
        self._moved = moved
        self._locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    async def process_request(
        self,
        callback: Callback,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        """The result of a call, once it went through; a failure that is final is raised."""
        call = _Call(super().process_request, callback, args, kwargs, endpoint, data)
        chat = data.get("chat_id")
        if chat is None:
            return await call.result()
        lock = self._locks.setdefault(chat, asyncio.Lock())
        async with resting(), lock:
            if rate_limit_args == ONCE:
                return await call.result()
            return await self._result_at_last(call, data)

    async def _result_at_last(self, call: _Call, data: dict[str, Any]) -> Result:
        patience = Patience()
        while True:
            try:
                return await call.result()
            except ChatMigrated as error:
                if data["chat_id"] == error.new_chat_id:
                    raise
                if self._moved:
                    await self._moved(int(data["chat_id"]), error.new_chat_id)
                data["chat_id"] = error.new_chat_id
            except TelegramError as error:
                wait = patience.wait_after(error)
                if wait is None:
                    raise
                await self._sleep(wait)


class _Call:
    """One call, that can be made more than once."""

    def __init__(
        self,
        paced: Callable[..., Coroutine[Any, Any, Result]],
        callback: Callback,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
    ) -> None:
        self._paced = paced
        self._callback = callback
        self._rest = (args, kwargs, endpoint, data, None)
        self._failure: TelegramError | None = None

    async def result(self) -> Result:
        """What Telegram answers, once the library's pacing lets the call through."""
        self._failure = None
        result = await self._paced(self._attempt, *self._rest)
        if self._failure is not None:
            raise self._failure
        return result

    async def _attempt(self, *args: Any, **kwargs: Any) -> Result:
        # The failure is carried past the library, which would log every flood wait as an error.
        try:
            async with working():
                return await self._callback(*args, **kwargs)
        except TelegramError as error:
            self._failure = error
            return False


class Patience:
    """How long one call is still tried, given the failures it met so far."""

    def __init__(self) -> None:
        self._flood = 0.0
        self._outage = 0.0
        self._next_wait = FIRST_WAIT
        self._torn = list(TORN_WAITS)

    def wait_after(self, error: TelegramError) -> float | None:
        """Seconds to wait before the next try; None when there must be none."""
        if isinstance(error, RetryAfter):
            return self._flood_wait(error.retry_after)
        if was_not_carried_out(error):
            return self._outage_wait()
        if was_perhaps_carried_out(error) and self._torn:
            return self._torn.pop(0)
        return None

    def _flood_wait(self, told: float | dt.timedelta) -> float | None:
        # A number of seconds now, a timedelta in the library's next major version.
        seconds = told.total_seconds() if isinstance(told, dt.timedelta) else float(told)
        self._flood += seconds
        return seconds + FLOOD_MARGIN if self._flood <= FLOOD_PATIENCE else None

    def _outage_wait(self) -> float | None:
        wait = min(self._next_wait, LONGEST_WAIT)
        self._next_wait *= 2
        self._outage += wait
        return wait if self._outage <= OUTAGE_PATIENCE else None


def was_not_carried_out(error: TelegramError) -> bool:
    """Whether Telegram certainly did not do what it was asked, and may do it when asked again."""
    cause = error.__cause__
    if isinstance(error, TimedOut):
        return isinstance(cause, httpx.ConnectTimeout | httpx.PoolTimeout)
    if not _is_outage(error):
        return False
    return isinstance(cause, httpx.ConnectError) or (_is_answer(error) and not _is_final(error))


def was_perhaps_carried_out(error: TelegramError) -> bool:
    """Whether the connection was torn, or the answer unreadable, so that nobody can tell."""
    if type(error) is TelegramError:  # how the library calls an answer that is no JSON
        return True
    return _is_outage(error) and not _is_answer(error)


def _is_outage(error: TelegramError) -> bool:
    # Wrong requests and time-outs are NetworkErrors too, in this library.
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest | TimedOut | Conflict)


def _is_answer(error: TelegramError) -> bool:
    """Whether there was an HTTP answer: then the cause is none, or that it was not JSON."""
    return error.__cause__ is None or isinstance(error.__cause__, TelegramError)


def _is_final(error: TelegramError) -> bool:
    """Whether it is a 504, behind which the call may have gone through, or a 413, which stays one."""
    said = str(error).lower()
    return any(words in said for words in ("gateway timeout", "gateway time-out", "too large"))
