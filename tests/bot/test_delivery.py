"""What is tried again, and what never."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery import FLOOD_PATIENCE, LONGEST_WAIT, ONCE, OUTAGE_PATIENCE, TORN_WAITS, Delivery, Patience


def caused(error: TelegramError, cause: BaseException) -> TelegramError:
    """An error as the library raises it from a failure of HTTP."""
    error.__cause__ = cause
    return error


NOT_CARRIED_OUT = [
    caused(TimedOut(), httpx.ConnectTimeout("")),
    caused(TimedOut(), httpx.PoolTimeout("")),
    caused(NetworkError(""), httpx.ConnectError("")),
    NetworkError("Bad Gateway"),
    caused(NetworkError("Bad Gateway (502). Parsing failed"), TelegramError("Invalid server response")),
    NetworkError("Internal Server Error: restart"),
    NetworkError("Service Unavailable (503)"),
]
PERHAPS_CARRIED_OUT = [
    caused(NetworkError(""), httpx.ReadError("")),
    caused(NetworkError(""), httpx.RemoteProtocolError("")),
    caused(NetworkError(""), httpx.WriteError("")),
    TelegramError("Invalid server response"),
]
FINAL = [
    caused(TimedOut(), httpx.ReadTimeout("")),
    caused(TimedOut(), httpx.WriteTimeout("")),
    TimedOut(),
    NetworkError("Gateway Timeout (504)"),
    NetworkError("Request Entity Too Large"),
    BadRequest("message is too long"),
    Forbidden("bot was blocked by the user"),
    Conflict("other"),
    InvalidToken("no"),
]


class Calls:
    """A Bot API method that fails as told, then succeeds; and the waits in between."""

    def __init__(self, *failures: TelegramError) -> None:
        self.failures = list(failures)
        self.chats: list[object] = []
        self.waits: list[float] = []

    async def __call__(self, _endpoint: str, data: dict[str, Any], **_timeouts: Any) -> bool:
        self.chats.append(data.get("chat_id"))
        if self.failures:
            raise self.failures.pop(0)
        return True

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def made(self, chat: int | None = 1, tries: int | None = None) -> Any:
        data: dict[str, Any] = {} if chat is None else {"chat_id": chat}
        delivery = Delivery(self.sleep)
        return await delivery.process_request(self, ("sendMessage", data), {}, "sendMessage", data, tries)


@pytest.mark.parametrize("error", NOT_CARRIED_OUT, ids=repr)
async def test_outage(error: TelegramError) -> None:
    """What Telegram certainly did not do is tried again, with growing waits, until it comes back."""
    calls = Calls(*[error] * 8)

    assert await calls.made() is True
    assert len(calls.chats) == 9
    assert calls.waits == [1, 2, 4, 8, 16, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]


async def test_endless_outage() -> None:
    """An outage that does not end is given up in the end."""
    calls = Calls(*[NetworkError("Bad Gateway")] * 100)
    with pytest.raises(NetworkError):
        await calls.made()

    assert sum(calls.waits) <= OUTAGE_PATIENCE


@pytest.mark.parametrize("error", PERHAPS_CARRIED_OUT, ids=repr)
async def test_torn(error: TelegramError) -> None:
    """What may have been done is tried three times in all, so that an answer is rather doubled than lost."""
    calls = Calls(error, error)

    assert await calls.made() is True
    assert calls.waits == list(TORN_WAITS)

    calls = Calls(*[error] * 9)
    with pytest.raises(TelegramError):
        await calls.made()
    assert len(calls.chats) == 3


@pytest.mark.parametrize("error", FINAL, ids=repr)
async def test_never_again(error: TelegramError) -> None:
    """A call that was most likely carried out, or never will be, is made exactly once."""
    calls = Calls(error)
    with pytest.raises(type(error)):
        await calls.made()

    assert len(calls.chats) == 1


@pytest.mark.parametrize("seconds", [2, dt.timedelta(seconds=2)])
async def test_flood_wait(seconds: Any) -> None:
    """A flood wait is kept as long as Telegram says, whether it comes as a number or a timedelta."""
    error = RetryAfter(2)
    error._retry_after = seconds if isinstance(seconds, dt.timedelta) else dt.timedelta(seconds=seconds)
    calls = Calls(error)

    assert await calls.made() is True
    assert calls.waits == [pytest.approx(2.1)]
    assert Patience().wait_after(error) == pytest.approx(2.1)


async def test_endless_flood() -> None:
    """A flood wait longer than anybody would wait for is given up."""
    calls = Calls(RetryAfter(int(FLOOD_PATIENCE) + 1))
    with pytest.raises(RetryAfter):
        await calls.made()

    assert calls.waits == []


async def test_migration() -> None:
    """A group that became a supergroup is answered under its new id."""
    calls = Calls(ChatMigrated(-100))

    assert await calls.made(-5) is True
    assert calls.chats == [-5, -100]


async def test_once() -> None:
    """A call not worth waiting for is dropped at the first failure."""
    calls = Calls(RetryAfter(5))
    with pytest.raises(RetryAfter):
        await calls.made(tries=ONCE)

    assert calls.waits == []


async def test_without_chat() -> None:
    """Calls about no chat are made once: the library has its own loops around those that matter."""
    calls = Calls(NetworkError("Bad Gateway"))
    with pytest.raises(NetworkError):
        await calls.made(None)

    assert len(calls.chats) == 1


async def test_chats_are_independent() -> None:
    """One chat's flood wait holds up no other chat, and keeps the order within its own."""
    delivery = Delivery()
    done: list[tuple[int, str]] = []
    limited = [True]

    async def send(_endpoint: str, data: dict[str, Any]) -> bool:
        if data["chat_id"] == 1 and limited:
            limited.clear()
            raise RetryAfter(1)
        done.append((data["chat_id"], data["text"]))
        return True

    def call(chat: int, text: str) -> Any:
        data = {"chat_id": chat, "text": text}
        return delivery.process_request(send, ("sendMessage", data), {}, "sendMessage", data, None)

    await asyncio.gather(call(1, "a"), call(1, "b"), call(2, "c"))

    assert done == [(2, "c"), (1, "a"), (1, "b")]


@given(st.lists(st.integers(0, len(NOT_CARRIED_OUT) + len(PERHAPS_CARRIED_OUT)), max_size=200))
def test_patience_ends(numbers: list[int]) -> None:
    """Whatever goes wrong, waits are positive and end."""
    kinds = [*NOT_CARRIED_OUT, *PERHAPS_CARRIED_OUT, RetryAfter(7)]
    errors, patience = [kinds[number] for number in numbers], Patience()
    waits = [wait for error in errors if (wait := patience.wait_after(error)) is not None]

    assert all(wait > 0 for wait in waits)
    assert sum(waits) <= OUTAGE_PATIENCE + sum(TORN_WAITS) + FLOOD_PATIENCE * 1.1
