"""Heavy work off the event loop."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.search import Searcher, SearchTimeoutError


async def test_loop_stays_free() -> None:
    """While work runs, the event loop goes on; no more runs at once than there are workers."""
    searcher = Searcher(workers=2)
    at_work, most, lock = 0, 0, threading.Lock()

    def work() -> str:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.05)
        with lock:
            at_work -= 1
        return "done"

    tasks = [asyncio.create_task(searcher.result(work)) for _ in range(6)]
    begun = time.monotonic()
    await asyncio.sleep(0)

    assert time.monotonic() - begun < 0.04
    assert await asyncio.gather(*tasks) == ["done"] * 6
    assert most == 2
    searcher.close()


async def test_time_limit() -> None:
    """Work that takes longer than the limit is given up, its time in the queue included."""
    searcher, gate = Searcher(workers=1, seconds=0.05), threading.Event()
    results = await asyncio.gather(
        searcher.result(gate.wait), searcher.result(gate.wait), return_exceptions=True
    )
    gate.set()

    assert [type(result) for result in results] == [SearchTimeoutError, SearchTimeoutError]
    searcher.close()


async def test_failures_pass() -> None:
    """What work raises reaches whoever asked for it."""
    searcher = Searcher()
    with pytest.raises(ZeroDivisionError):
        await searcher.result(lambda: 1 // 0)
    searcher.close()
