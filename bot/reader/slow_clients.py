"""Connections that say nothing, or say it slowly, or do not take what they asked for: they are ended.

A server has room for so many connections only; whoever holds one has to make use of it.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

CONNECTIONS = 256
"""Open at once. A proxy before the page needs few of them, and each may hold a piece of a page."""

REQUEST_SECONDS = 10.0
"""From a connection, or from the first byte of a further request, to the end of the request's head."""

PIECE_SECONDS = 30.0
"""For one piece of a page to be taken: a line of 20 kbit/s is fast enough."""


class ImpatientProtocol(H11Protocol):
    """HTTP/1.1 with limits on how long a client may keep it waiting."""

    request_seconds = REQUEST_SECONDS
    piece_seconds = PIECE_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._answer = self.app
        self.app = self._in_time
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, unless there are too many connections."""
        super().connection_made(transport)
        if len(self.connections) > CONNECTIONS:
            transport.abort()
        else:
            self._await_request()

    def data_received(self, data: bytes) -> None:
        """Take what came; while an answer is under way nothing is waited for."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget_deadline()
        elif self._deadline is None:
            self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._forget_deadline()
        super().connection_lost(exc)

    async def _in_time(self, scope: Any, receive: Any, send: Any) -> None:
        async def taken(message: Any) -> None:
            try:
                async with asyncio.timeout(self.piece_seconds):
                    await send(message)
            except TimeoutError:
                self.transport.abort()  # what is still to be sent goes nowhere from now on

        await self._answer(scope, receive, taken)

    def _await_request(self) -> None:
        self._deadline = self.loop.call_later(self.request_seconds, self.transport.abort)

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
