"""What holds for every answer: its headers, what is counted of it, and that no visitor gets into a log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
"""No script, no frame, nothing fetched from elsewhere, and no other site told where its visitor came from."""

Count = Callable[[str, int, float], None]


class Guard:
    """Wraps a site.

    Args:
        site: What answers.
        count: Told of each answer its route, status and seconds.
    """

    def __init__(self, site: ASGIApp, count: Count) -> None:
        self._site = site
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._site(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._site(scope, receive, guarded)
        except Exception as error:
            # The page was told by then, and the fault logged under its number; the server would log it again.
            logger.debug("after a fault: %s", type(error).__name__)
        finally:
            route = scope.get("route")
            self._count(getattr(route, "name", None) or "unknown", status, time.perf_counter() - started)
