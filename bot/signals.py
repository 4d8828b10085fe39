"""Being told to stop: SIGINT, SIGTERM and SIGABRT, once."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Iterator

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGABRT)


@contextlib.contextmanager
def told_to_stop() -> Iterator[asyncio.Event]:
    """An event that is set when the program is told to stop, in the running event loop.

    Whoever says so a second time does not want to wait: then the signal does what it does by itself.
    """
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def told() -> None:
        stop.set()
        forget()

    def forget() -> None:
        for each in STOPPING:
            loop.remove_signal_handler(each)

    for each in STOPPING:
        loop.add_signal_handler(each, told)
    try:
        yield stop
    finally:
        forget()
