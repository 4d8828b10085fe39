"""The webhook: where Telegram delivers updates by itself, on the server that the reader page also uses."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update

from bot.updates import understood
from bot.values import Secret

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the name of a header

LARGEST = 1_000_000
"""Bytes of one delivery; Telegram's own are a few thousand."""

BODY_SECONDS = 10.0
"""For a delivery's body to arrive."""


class Webhook:
    """Takes deliveries and hands them to the bot.

    Args:
        url: Public address of the webhook; its path is where deliveries come.
        secret: What Telegram sends with each.
        application: Whose updates they are.
    """

    def __init__(self, url: str, secret: Secret, application: Any) -> None:
        self._path = urlsplit(url).path or "/"
        self._secret = secret.reveal().encode()
        self._application = application

    def route(self) -> Route:
        """Its place in the site."""
        return Route(self._path, self.delivered, methods=["POST"], name="webhook")

    async def delivered(self, request: Request) -> Response:
        """Queue an update; 200 once it is."""
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return Response(status_code=403)
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return Response(status_code=415)
        try:
            body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=408)
        if body is None:
            return Response(status_code=413)
        update = _update(body)
        if update is None:
            return Response(status_code=400)
        await self._application.update_queue.put(Update.de_json(update, self._application.bot))
        return Response()


def _update(body: bytes) -> dict[str, Any] | None:
    """The update of a delivery, an empty one where it cannot be understood; None when it is none.

    Telegram delivers again, for a day, what is not accepted; and what is not understood now never will be.
    """
    try:
        return understood(json.loads(body))
    except (ValueError, RecursionError) as error:
        logger.error("a delivery that is no update: %s", type(error).__name__)  # no data
        return None


async def _body(request: Request) -> bytes | None:
    """The body of a request; None when it is too large.

    Raises:
        TimeoutError: It does not come.
        ClientDisconnect: Nor will it.
    """
    body = bytearray()
    async with asyncio.timeout(BODY_SECONDS):
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST:
                return None
    return bytes(body)
