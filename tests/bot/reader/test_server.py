"""The server over real connections: patient with slow lines, not with those that hold one for nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.errors import UsageError
from bot.reader import server, slow_clients
from bot.reader.sending import PIECE, Sent
from bot.reader.slow_clients import ImpatientProtocol

BODY = bytes(range(256)) * 32_768  # 8 MB: more than the system's buffers take
SOON = 5.0  # seconds, on a busy machine


async def answers(scope: Any, receive: Any, send: Any) -> None:
    """`/big` is BODY, anything else is short; `/late` takes a while."""
    if scope["path"] == "/late":
        await asyncio.sleep(0.4)
    await Sent(BODY if scope["path"] == "/big" else b"short", {})(scope, receive, send)


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[int]:
    """The server at work; its port."""
    listening = server.bound("127.0.0.1", 0)
    port: int = listening.getsockname()[1]
    async with server.served(answers, [listening]):
        yield port


@contextlib.asynccontextmanager
async def connected(
    port: int, **limits: Any
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, **limits)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def ended(reader: asyncio.StreamReader) -> bytes:
    """All that still comes until the connection ends."""
    with contextlib.suppress(ConnectionError):
        return await asyncio.wait_for(reader.read(), SOON)
    return b""


def request(path: str, *headers: str) -> bytes:
    """A request for a page."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


async def test_one_connection_serves_many_requests() -> None:
    """A connection stays open for the next request."""
    async with serving() as port, connected(port) as (reader, writer):
        for _ in range(3):
            writer.write(request("/"))
            assert b" 200 " in await reader.readline()
            await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(5) == b"short"


async def test_a_big_page_arrives_whole() -> None:
    """A page of many pieces is all of it, in order."""
    async with serving() as port, connected(port) as (reader, writer):
        writer.write(request("/big", "Connection: close"))
        await reader.readuntil(b"\r\n\r\n")
        assert await asyncio.wait_for(reader.read(), 30) == BODY


@pytest.mark.parametrize("drip", [b"", b"x"])
async def test_a_request_that_never_ends(drip: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection without a whole request is ended, also one that says a little now and then."""
    monkeypatch.setattr(ImpatientProtocol, "request_seconds", 0.3)
    async with serving() as port, connected(port) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
        for _ in range(40):
            if reader.at_eof() or reader.exception():
                break
            await asyncio.sleep(0.05)
            writer.write(drip)
        assert await ended(reader) == b""


@pytest.mark.slow
async def test_a_page_that_nobody_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a page and does not read it loses the connection."""
    monkeypatch.setattr(ImpatientProtocol, "piece_seconds", 0.3)
    async with serving() as port, connected(port, limit=PIECE) as (reader, writer):
        writer.write(request("/big"))
        await asyncio.sleep(1.5)
        assert len(await ended(reader)) < len(BODY)


async def test_an_answer_may_take_longer_than_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits are for clients: an answer that takes its time is waited for."""
    monkeypatch.setattr(ImpatientProtocol, "request_seconds", 0.2)
    async with serving() as port, connected(port) as (reader, writer):
        writer.write(request("/late", "Connection: close"))
        assert (await ended(reader)).endswith(b"short")


async def test_a_head_too_long() -> None:
    """A request line or header without an end is refused; the longest question is not."""
    async with serving() as port:
        for head in (b"GET /" + b"x" * 70_000, request("/", "X: " + "x" * 70_000)[:-4]):
            async with connected(port) as (reader, writer):
                writer.write(head)
                assert b" 200 " not in await ended(reader)
        async with connected(port) as (reader, writer):
            writer.write(request("/?q=" + "%D8%A7" * 2000, "Connection: close"))
            assert (await ended(reader)).endswith(b"short")


async def test_too_many_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections beyond the limit are ended at once; those within it are served."""
    monkeypatch.setattr(slow_clients, "CONNECTIONS", 3)
    async with serving() as port, contextlib.AsyncExitStack() as stack:
        held = [await stack.enter_async_context(connected(port)) for _ in range(5)]
        assert [await ended(reader) for reader, _ in held[3:]] == [b"", b""]
        reader, writer = held[0]
        writer.write(request("/", "Connection: close"))
        assert (await ended(reader)).endswith(b"short")


async def test_what_is_under_way_is_finished() -> None:
    """A server told to stop answers what it was asked before."""
    async with contextlib.AsyncExitStack() as stack:
        async with serving() as port:
            reader, writer = await stack.enter_async_context(connected(port))
            writer.write(request("/late"))
            await asyncio.sleep(0.1)
        assert (await ended(reader)).endswith(b"short")


@pytest.mark.parametrize("listen", ["127.0.0.1", "::1", "no-such-host.invalid"])
def test_where_nothing_can_listen(listen: str) -> None:
    """An address that is taken, or is none of this machine's, is told in one line."""
    with contextlib.suppress(UsageError), server.bound(listen, 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port}"):
            server.bound(listen, port)
        return
    assert listen != "127.0.0.1"
