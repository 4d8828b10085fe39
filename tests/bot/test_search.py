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
    at_work, most, lock, go_on = 0, 0, threading.Lock(), threading.Event()

    def work() -> bool:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        told = go_on.wait(10)
        time.sleep(0.01)
        with lock:
            at_work -= 1
        return told

    tasks = [asyncio.create_task(searcher.result(work)) for _ in range(6)]
    while most < 2:  # noqa: ASYNC110  # the threads at work set no event of the loop
        await asyncio.sleep(0.001)
    go_on.set()

    assert await asyncio.gather(*tasks) == [True] * 6, "the loop could tell them while they were at work"
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
