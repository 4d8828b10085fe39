"""Sockets, and the server on them, in the event loop of whoever starts it."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import socket
from collections.abc import AsyncIterator, Iterator, Sequence

import uvicorn
from starlette.types import ASGIApp

from bot.errors import UsageError
from bot.reader.slow_clients import ImpatientProtocol

LONGEST_HEAD = 32_768
"""Bytes of a request's line and headers: a question of 2,000 characters takes up to 24,000 in an address."""

IDLE_SECONDS = 5
"""A connection without a request stays open so long, for the next one."""

STOP_SECONDS = 5
"""For answers under way, when the server is told to stop."""

BACKLOG = 128


def bound(listen: str, port: int) -> socket.socket:
    """A socket that listens.

    Args:
        listen: A host name or an IP address.
        port: 0 for any that is free.

    Raises:
        UsageError: The system refuses, or another program listens there.
    """
    try:
        return socket.create_server((listen, port), family=_family(listen), backlog=BACKLOG)
    except OSError as error:
        problem = os.strerror(error.errno) if error.errno else type(error).__name__
        raise UsageError("cannot_listen", listen=listen, port=port, problem=problem) from error


@contextlib.asynccontextmanager
async def served(app: ASGIApp, sockets: Sequence[socket.socket]) -> AsyncIterator[None]:
    """`app` answers on `sockets` within the block; at its end what is under way has a few seconds."""
    server = _Server(_config(app))
    running = asyncio.create_task(server.serve(list(sockets)))
    try:
        await server.answering.wait()
        yield
    finally:
        server.should_exit = True
        await running


class _Server(uvicorn.Server):
    """Leaves signals to whoever started it, and says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self.answering.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=ImpatientProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",  # an invalid request is no matter for the log, and neither is a visitor
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def _family(listen: str) -> socket.AddressFamily:
    try:
        return socket.AF_INET6 if ipaddress.ip_address(listen).version == 6 else socket.AF_INET
    except ValueError:
        return socket.AF_INET
