"""Fixtures for the tests of the stand-in Bot API server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from standin import StandIn
from standin_client import Client
from standin_people import Person


@pytest.fixture
async def api() -> AsyncIterator[StandIn]:
    """A stand-in that is listening."""
    async with StandIn() as api:
        yield api


@pytest.fixture
async def client(api: StandIn) -> AsyncIterator[Client]:
    """A bot speaking to the stand-in."""
    async with aiohttp.ClientSession() as session:
        yield Client(api, session)


@pytest.fixture
async def ada(api: StandIn) -> Person:
    """Somebody who has written to the bot; nothing of it is pending."""
    person = api.user(7, "Ada", username="ada")
    await person.says("/start")
    api.delivery.pending.clear()
    return person
