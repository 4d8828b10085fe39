"""What somebody is still typing: only the newest of it is worth an answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Hashable
from weakref import WeakValueDictionary


class Latest:
    """Lets one update of a person be handled at a time, and of those that wait only the newest."""

    def __init__(self) -> None:
        self._newest: dict[Hashable, object] = {}
        self._locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    @contextlib.asynccontextmanager
    async def turn(self, person: Hashable) -> AsyncIterator[bool]:
        """Waits until the person's earlier update is done; gives whether nothing newer has come meanwhile."""
        update = object()
        self._newest[person] = update
        lock = self._locks.setdefault(person, asyncio.Lock())
        try:
            async with lock:
                yield self._newest.get(person, update) is update
        finally:
            if self._newest.get(person) is update:
                del self._newest[person]
