"""The stand-in fails when told to, and as told."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from standin_client import Client
from standin_people import Person


async def test_faults_before_the_call(client: Client, ada: Person) -> None:
    """Rule: a refused, torn or garbled call has done nothing, and the next one works."""
    message = {"chat_id": 7, "text": "x"}
    client.api.fail_next("sendMessage", status=502, times=2)
    assert await client.refusal("sendMessage", **message) == "502 Bad Gateway"
    assert await client.refusal("sendMessage", **message) == "502 Bad Gateway"
    client.api.fail_next("sendMessage", retry_after=2)
    status, body = await client("sendMessage", **message)
    assert (status, body["parameters"]) == (429, {"retry_after": 2})
    client.api.fail_next("sendMessage", torn=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client("sendMessage", **message)
    client.api.fail_next("sendMessage", junk=True)
    with pytest.raises(aiohttp.ContentTypeError):
        await client("sendMessage", **message)
    assert client.api.messages == []
    await client.result("sendMessage", **message)


async def test_faults_after_the_call(client: Client, ada: Person) -> None:
    """Rule: where the answer is late, torn or garbled, the message has been sent all the same."""
    message = {"chat_id": 7, "text": "x"}
    client.api.fail_next("sendMessage", torn_after=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client("sendMessage", **message)
    client.api.fail_next("sendMessage", junk_after=True)
    with pytest.raises(aiohttp.ContentTypeError):
        await client("sendMessage", **message)
    client.api.fail_next("sendMessage", hang=5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client("sendMessage", **message), 0.2)
    assert len(client.api.messages) == 3


async def test_faults_can_be_for_one_chat(client: Client, ada: Person) -> None:
    """Rule: a fault for a chat leaves other chats alone, and "*" meets any method but getUpdates."""
    await client.api.user(8).says("hello")
    client.api.fail_next("*", chat_id=8, status=500)
    await client.result("sendMessage", chat_id=7, text="x")
    await client.result("getUpdates")
    assert (await client.refusal("sendChatAction", chat_id=8, action="typing")).startswith("500")


async def test_flood_limits(client: Client, ada: Person) -> None:
    """Rule: a chat with a flood limit answers 429 beyond it, and takes messages again later."""
    client.api.flood_limit(ada, messages=2, seconds=0.2)
    answers = [(await client("sendMessage", chat_id=7, text="x"))[0] for _ in range(3)]
    assert answers == [200, 200, 429]
    await asyncio.sleep(0.25)
    await client.result("sendMessage", chat_id=7, text="x")


async def test_waiting_fails_with_what_there_was(client: Client, ada: Person) -> None:
    """Rule: when the bot does not answer, the failure names the calls it made instead."""
    event = await ada.says("x")
    await client.result("sendChatAction", chat_id=7, action="typing")
    with pytest.raises(AssertionError, match=r"(?s)answer number 1 to message .* sendChatAction\(7"):
        await client.api.answers_to(event, within=0.02)


async def test_the_server_can_be_away(client: Client, ada: Person) -> None:
    """Rule: out of reach, every connection fails; back at the same address, everything is still known."""
    event = await ada.says("x")
    async with client.api.away():
        with pytest.raises(aiohttp.ClientConnectionError):
            await client("getMe")
    assert [update["update_id"] for update in await client.result("getUpdates")] == [event.id]
    await client.result("sendMessage", chat_id=7, text="x")
