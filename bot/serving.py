"""The bot at work: where its updates come from, the server beside it, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.data import prompts_folder
from bot.errors import StalledError
from bot.settings import Settings
from bot.signals import told_to_stop
from bot.tally import Tally
from bot.values import Secret
from bot.words import sentence
from retrieval import LiveArchive

if TYPE_CHECKING:
    from bot.application import App
    from bot.service import Service

logger = logging.getLogger(__name__)

START_TRIES = 20
"""Before an outage at start is given up: about six minutes, as the waits grow."""

LONGEST_WAIT = 30.0
"""Seconds between two tries at start."""

GROWTH = 1.5
"""Of the wait, from one try to the next."""


def serve(application: Service, settings: Settings, archive: LiveArchive, tally: Tally) -> None:
    """Answer Telegram until told to stop; what was accepted by then is answered first.

    Args:
        application: The bot.
        settings: By which way updates come, and whether there is a page for readers.
        archive: What readers see.
        tally: What the bot counts, for the metrics.

    Raises:
        telegram.error.InvalidToken: Telegram does not know the token.
        telegram.error.NetworkError: Telegram could not be reached at start, after many tries.
        UsageError: Nothing can listen where the server should.
        StalledError: No more updates come, and the bot has to be started again.
    """
    asyncio.run(_until_told(application, settings, archive, tally))


async def _until_told(application: Service, settings: Settings, archive: LiveArchive, tally: Tally) -> None:
    with told_to_stop() as stop:
        working = asyncio.create_task(_work(application, settings, archive, tally))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([working, stopped], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working


async def _work(application: Service, settings: Settings, archive: LiveArchive, tally: Tally) -> None:
    async with at_work(application, settings, archive, tally):
        await application.stalled.wait()
    raise StalledError


@contextlib.asynccontextmanager
async def at_work(
    application: App,
    settings: Settings,
    archive: LiveArchive | None = None,
    tally: Tally | None = None,
) -> AsyncIterator[None]:
    """The bot answers within the block; at its end, what it has accepted is answered first.

    Raises:
        telegram.error.InvalidToken: Telegram does not know the token.
        telegram.error.NetworkError: Telegram could not be reached, after many tries.
        UsageError: Nothing can listen where the server should.
    """
    secret = settings.webhook_secret or Secret(secrets.token_urlsafe(32))
    try:
        await _tried(application.initialize)
        await _hook(application, application.post_init)
        async with _server(application, settings, secret, archive, tally):
            await _begin(application, settings, secret)
            await application.start()
            yield
    finally:
        await _end(application)


async def _begin(application: App, settings: Settings, secret: Secret) -> None:
    """Have updates come."""
    from bot.application import ALLOWED_UPDATES

    def report(error: TelegramError) -> None:
        application.create_task(application.process_error(None, error))

    if settings.webhook_url is None:
        assert application.updater  # it is built with one
        await application.updater.start_polling(
            bootstrap_retries=START_TRIES, allowed_updates=ALLOWED_UPDATES, error_callback=report
        )
    else:
        url, token = settings.webhook_url, secret.reveal()
        await _tried(
            lambda: application.bot.set_webhook(url, allowed_updates=ALLOWED_UPDATES, secret_token=token)
        )


async def _end(application: App) -> None:
    """Take in no more, answer what was accepted, and close everything."""
    if application.updater and application.updater.running:
        await application.updater.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
    await _hook(application, application.post_shutdown)


@contextlib.asynccontextmanager
async def _server(
    application: App, settings: Settings, secret: Secret, archive: LiveArchive | None, tally: Tally | None
) -> AsyncIterator[None]:
    """What listens beside the bot, if anything: the webhook, the page, the metrics."""
    places = _places(settings)
    if not places:
        yield
        return
    # The web framework is loaded only where it is used.
    from bot.reader.server import bound, served
    from bot.reader.site import build_site
    from bot.webhook import Webhook

    further = [Webhook(settings.webhook_url, secret, application).route()] if settings.webhook_url else []
    site = build_site(
        lambda: archive,
        prompts_folder(),
        root=settings.root,
        language=settings.language,
        metrics_token=settings.metrics_token,
        has_pages=settings.public_url is not None,
        further=further,
        tally=tally,
    )
    listening: list[socket.socket] = []
    try:
        listening += [bound(*place) for place in places]
        async with served(site.app, listening):
            if settings.public_url:
                logger.info(sentence("log.reading", address=f"{settings.root}/"))
            yield
    finally:
        site.close()
        for each in listening:
            each.close()


def _places(settings: Settings) -> list[tuple[str, int]]:
    """Where to listen: one place for both, if they are set to the same."""
    places = []
    if settings.webhook_url:
        places.append((settings.webhook_listen, settings.webhook_port))
    if settings.public_url or settings.metrics_token:
        places.append((settings.listen, settings.port))
    return list(dict.fromkeys(places))


async def _hook(application: App, hook: Callable[[Any], Awaitable[None]] | None) -> None:
    if hook:
        await hook(application)


async def _tried(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call that may be made again, until Telegram can be reached.

    Raises:
        TelegramError: The last failure, or one that trying again does not mend.
    """
    wait = 1.0
    for left in reversed(range(START_TRIES)):
        try:
            await call()
            return
        except RetryAfter as error:
            if not left:
                raise
            await asyncio.sleep(_seconds(error))
        except NetworkError as error:
            if not left or isinstance(error, (BadRequest, InvalidToken)):
                raise
            logger.warning("Telegram cannot be reached: %s; trying again", type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(wait * GROWTH, LONGEST_WAIT)


def _seconds(error: RetryAfter) -> float:
    told: object = error.retry_after  # a number now, a timedelta in the library's next major version
    return told.total_seconds() if isinstance(told, dt.timedelta) else float(error.retry_after)  # type: ignore[arg-type]
