"""`opcit serve`: the reader page alone, until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from bot.reader.server import bound, served
from bot.reader.site import build_site
from bot.reloading import Outcome, Reloader
from bot.schedule import Schedule
from bot.settings import Settings
from bot.signals import told_to_stop
from bot.words import sentence
from retrieval import LiveArchive

logger = logging.getLogger(__name__)

WATCH_SECONDS = 2.0
"""Between two looks at whether another process has read the corpus anew."""

T = TypeVar("T")


async def serve_readers(settings: Settings, folder: Path, load: Callable[[], LiveArchive]) -> None:
    """Answer readers until SIGINT or SIGTERM; SIGHUP reads the corpus anew.

    The pages say that the archive is being loaded as long as it is.

    Args:
        settings: Those of the page, and `language` and `reload_every`, are used here.
        folder: Of the templates.
        load: Loads the archive; called in a thread of its own.

    Raises:
        UsageError: Nothing can listen there.
        RetrievalError: The archive cannot be loaded.
    """
    held: list[LiveArchive] = []
    site = build_site(
        lambda: held[0] if held else None,
        folder,
        root=settings.root,
        language=settings.language,
        metrics_token=settings.metrics_token,
    )
    listening = bound(settings.listen, settings.port)
    hangup = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hangup.set)
    with told_to_stop() as stop, contextlib.closing(site):
        async with served(site.app, [listening]):
            logger.info(sentence("log.reading", address=f"{settings.root}/"))
            loading, told = asyncio.create_task(in_thread(load)), asyncio.create_task(stop.wait())
            await asyncio.wait([loading, told], return_when=asyncio.FIRST_COMPLETED)
            if not stop.is_set():
                held.append(loading.result())
                await _kept_fresh(held[0], settings, hangup, stop)
            told.cancel()
    for live in held:
        await asyncio.to_thread(live.given_out.save)


async def _kept_fresh(
    live: LiveArchive, settings: Settings, hangup: asyncio.Event, stop: asyncio.Event
) -> None:
    """Until told to stop: reload as set, on SIGHUP, and when another process put a newer snapshot there."""
    reloader = Reloader(live)
    schedule = Schedule(reloader, settings.reload_every, _told) if settings.reload_every else None
    watching = asyncio.create_task(_watch(reloader, hangup))
    if schedule:
        schedule.start()
    await stop.wait()
    reloader.stop()
    watching.cancel()
    if schedule:
        await schedule.stop()


async def _watch(reloader: Reloader, hangup: asyncio.Event) -> None:
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(hangup.wait(), WATCH_SECONDS)
        if hangup.is_set() or reloader.archive.is_superseded():
            hangup.clear()
            await _told(await reloader.reload())


async def _told(outcome: Outcome) -> None:
    if outcome.failure not in (None, "stopped"):
        logger.warning("not reloaded: %s %s", outcome.failure, dict(outcome.facts))
    else:
        logger.info("reloaded: %d documents", len(outcome.archive.documents))


async def in_thread(work: Callable[[], T]) -> T:
    """What `work` returns, from a thread that ends with the program, done or not."""
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # raised where the outcome is awaited
            outcome.set_exception(error)

    threading.Thread(target=run, name="archive", daemon=True).start()
    return await asyncio.wrap_future(outcome)
