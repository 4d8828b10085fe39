"""Heavy work off the event loop: a bounded number of workers, and a limit on how long one may take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.errors import BotError

WORKERS = 2
"""A search holds Python's lock most of the time; more threads would only take turns more often."""

SECONDS = 20.0
"""Longer than any search should take on a small server; a person would not wait longer either."""

T = TypeVar("T")


class SearchTimeoutError(BotError):
    """A piece of work took longer than the limit."""


class Searcher:
    """Runs work in a few threads.

    Args:
        workers: How many pieces of work run at once; further ones wait.
        seconds: How long one may take, its wait included.
    """

    def __init__(self, workers: int = WORKERS, seconds: float = SECONDS) -> None:
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="search")
        self._seconds = seconds

    async def result(self, work: Callable[[], T]) -> T:
        """What `work` returns.

        Raises:
            SearchTimeoutError: It took too long. If it had begun, its thread still finishes it.
        """
        running = asyncio.get_running_loop().run_in_executor(self._executor, work)
        try:
            return await asyncio.wait_for(running, self._seconds)
        except TimeoutError as error:
            raise SearchTimeoutError(f"no result within {self._seconds:g} s") from error

    def close(self) -> None:
        """Take no further work."""
        self._executor.shutdown(wait=False, cancel_futures=True)
