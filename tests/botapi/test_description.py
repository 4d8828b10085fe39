"""Calls and updates are checked against the published description."""

from __future__ import annotations

import json

import aiohttp
import pytest

import standin_schema
from standin import StandIn
from standin_client import Client, keyboard
from standin_reduced import METHODS, reduced
from standin_schema import PUBLISHED, REDUCED, Description


@pytest.mark.skipif(not PUBLISHED.is_file(), reason="the whole description is not at hand")
def test_the_reduced_description_is_the_published_one() -> None:
    """Rule: the copy in tests/data says what the published description says, for the methods we use."""
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert json.loads(REDUCED.read_text(encoding="utf-8")) == reduced(published)


async def test_the_reduced_description_suffices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule: with the reduced description alone, calls and updates are checked all the same."""
    small = Description(json.loads(REDUCED.read_text(encoding="utf-8")))
    assert set(small.methods) == set(METHODS)
    monkeypatch.setattr("standin.description", lambda: small)
    async with StandIn() as api, aiohttp.ClientSession() as session:
        client = Client(api, session)
        await api.user(7).says("hello")
        await client.result("sendMessage", chat_id=7, text="x", reply_markup=keyboard(callback_data="a"))
        assert (await client.refusal("sendMessage", chat_id=7, text="x", colour="red")).startswith("400")


def test_description_names_the_place_of_a_fault() -> None:
    """Rule: a fault deep in an object is named with its place and what was expected."""
    message = {"message_id": 1, "date": 1, "chat": {"id": "7", "type": "private"}}
    faults = standin_schema.description().faults("Message", message)
    assert faults == ["field \"Message.chat.id\" must be of type Integer, not '7'"]
