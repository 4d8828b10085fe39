"""Bodies sent in pieces, so that a slow reader holds a piece in memory and not a page."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

ALWAYS_ASK = {"Cache-Control": "private, no-cache"}
"""A browser may keep it, but asks each time whether it still holds."""

PIECE = 65_536
"""Bytes handed to the connection at once."""


class Sent(Response):
    """A whole page, sent piece by piece.

    Args:
        body: In UTF-8.
        headers: `Content-Type` among them where it is no HTML.
    """

    media_type = "text/html"

    def __init__(self, body: bytes, headers: Mapping[str, str]) -> None:
        super().__init__(b"", headers={**headers, "Content-Length": str(len(body))})
        self._pieces = memoryview(body)

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for start in range(0, len(self._pieces), PIECE):
            piece = bytes(self._pieces[start : start + PIECE])
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
