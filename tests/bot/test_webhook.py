"""The webhook: only Telegram is let in, and what it delivers is queued before it is thanked."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from bot import webhook
from bot.values import Secret
from bot.webhook import SECRET_HEADER, Webhook

UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 5, "type": "private", "first_name": "Ada"},
        "text": "hello",
    },
}
RIGHT = {SECRET_HEADER.lower(): "right", "content-type": "application/json"}


async def status(
    body: bytes, headers: dict[str, str] | None = None, *, seconds: float = 0.0
) -> tuple[int, list[Any]]:
    """What a delivery is answered with, and what is queued of it."""
    queue: asyncio.Queue[Any] = asyncio.Queue()
    taken = Webhook("https://x.org/a/b", Secret("right"), SimpleNamespace(update_queue=queue, bot=None))
    pieces = [body[start : start + 100_000] for start in range(0, len(body), 100_000)] or [b""]

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(seconds)
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    named = [
        (name.encode(), value.encode()) for name, value in (RIGHT if headers is None else headers).items()
    ]
    request = Request({"type": "http", "method": "POST", "path": "/a/b", "headers": named}, receive)
    response = await taken.delivered(request)
    return response.status_code, [queue.get_nowait() for _ in range(queue.qsize())]


def test_where_it_is() -> None:
    """Its path is that of the public address; without one, it is the root."""
    for url, path in (("https://x.org/a/b", "/a/b"), ("https://x.org", "/"), ("https://x.org:8443/", "/")):
        route = Webhook(url, Secret("right"), None).route()
        assert (route.path, route.methods) == (path, {"POST"})


async def test_a_delivery_is_queued() -> None:
    """An update that came with the secret is in the queue once it is answered."""
    answered, queued = await status(json.dumps(UPDATE).encode())

    assert answered == 200
    assert [each.update_id for each in queued] == [7]
    charset = RIGHT | {"content-type": "application/json; charset=utf-8"}
    assert (await status(json.dumps(UPDATE).encode(), charset))[0] == 200


@pytest.mark.parametrize("secret", ["", "wrong", "righ", "rightt", "RIGHT", "é"])
async def test_others_are_refused(secret: str) -> None:
    """Without the secret nothing is read, whatever it is."""
    headers = RIGHT | {SECRET_HEADER.lower(): secret}

    assert await status(json.dumps(UPDATE).encode(), headers) == (403, [])
    assert await status(b"x" * 2_000_000, headers) == (403, [])


async def test_without_a_header() -> None:
    """A delivery that brings no secret, or is no JSON by its own account, is refused."""
    assert (await status(b"{}", {}))[0] == 403
    assert (await status(b"{}", RIGHT | {"content-type": "text/plain"}))[0] == 415


async def test_an_update_that_cannot_be_understood(caplog: pytest.LogCaptureFixture) -> None:
    """What the library cannot read is accepted, so that it does not come again; its number is logged."""
    body = {"update_id": 8, "message": {"text": "zanzibar whisper", "chat": {"id": 1}}}
    answered, queued = await status(json.dumps(body).encode())

    assert answered == 200
    assert [each.to_dict() for each in queued] == [{"update_id": 8}]
    assert caplog.messages == ["update 8 cannot be understood: KeyError"]


@given(
    st.binary(max_size=200)
    | st.sampled_from([b"[]", b"7", b'"x"', b"null", b"[" * 100_000, b'{"update_id": {}}'])
)
async def test_what_is_no_update(body: bytes) -> None:
    """Whatever else comes is refused, and breaks nothing."""
    answered, queued = await status(body)

    assert (answered, queued) == (400, [])


async def test_a_delivery_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than an update can be long, and none is waited for too long."""
    assert await status(b" " * (webhook.LARGEST + 1)) == (413, [])
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.05)
    assert await status(b" " * 500_000, seconds=0.04) == (408, [])
