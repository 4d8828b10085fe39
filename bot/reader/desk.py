"""How much is worked on at once, and what is kept ready."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from bot.errors import BotError
from bot.search import Searcher

WAITING = 16
"""Pieces of work that may be under way or wait; more would wait longer than a reader does."""

KEPT_BYTES = 32_000_000
"""Of pages that are kept as they were last made."""

T = TypeVar("T")


class BusyError(BotError):
    """There is as much to do as can be done."""


class Desk:
    """Runs work off the event loop, and turns away what would have to wait too long.

    Args:
        workers: Pieces of work done at once.
        waiting: Pieces of work taken in, those included.
    """

    def __init__(self, workers: int = 1, waiting: int = WAITING) -> None:
        self._searcher = Searcher(workers)
        self._waiting = waiting
        self._inside = 0

    async def result(self, work: Callable[[], T]) -> T:
        """What `work` returns.

        Raises:
            BusyError: Too much is under way.
            SearchTimeoutError: It took too long.
        """
        if self._inside >= self._waiting:
            raise BusyError(f"{self._inside} pieces of work under way")
        self._inside += 1
        try:
            return await self._searcher.result(work)
        finally:
            self._inside -= 1

    def close(self) -> None:
        """Take no further work."""
        self._searcher.close()


class Shelf:
    """Pages made before, the least recently wanted given up first. Any number of threads may use it.

    Args:
        most: Bytes kept.
    """

    def __init__(self, most: int = KEPT_BYTES) -> None:
        self._most = most
        self._held = 0
        self._pages: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, tag: str) -> bytes | None:
        """The page of a tag, if it is kept."""
        with self._lock:
            page = self._pages.get(tag)
            if page is not None:
                self._pages.move_to_end(tag)
            return page

    def put(self, tag: str, page: bytes) -> None:
        """Keep a page, unless it alone takes up half of the room."""
        with self._lock:
            if 2 * len(page) > self._most or tag in self._pages:
                return
            self._pages[tag] = page
            self._held += len(page)
            while self._held > self._most:
                self._held -= len(self._pages.popitem(last=False)[1])
