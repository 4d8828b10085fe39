"""What is an incident, what is nobody's fault, and what is said once."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TelegramError, TimedOut

from bot.chats import Chats
from bot.data import prompts_folder
from bot.incidents import Incidents, incident_number, is_harmless, is_telegrams
from bot.languages import Languages

LANGUAGES = Languages(prompts_folder(), "en", Chats())


@pytest.mark.parametrize(
    ("error", "harmless"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), True),
        (BadRequest("Message is not modified: the same"), True),
        (BadRequest("Query is too old and response timeout expired or query id is invalid"), True),
        (BadRequest("Message is too long"), False),
        (BadRequest("Chat not found"), False),
        (TimedOut(), False),
        (ValueError("message is not modified"), False),
    ],
)
def test_harmless(error: Exception, harmless: bool) -> None:
    """Exactly a block, an unchanged message and a late answer to a button are nobody's fault."""
    assert is_harmless(error) is harmless


@pytest.mark.parametrize(
    ("error", "telegrams"),
    [
        (NetworkError("Bad Gateway"), True),
        (TimedOut(), True),
        (TelegramError("Invalid server response"), True),
        (BadRequest("Message is too long"), False),
        (KeyError("x"), False),
    ],
)
def test_whose_fault(error: Exception, telegrams: bool) -> None:
    """After a failure of Telegram's nothing more is sent; after one of ours the person is told."""
    assert is_telegrams(error) is telegrams


async def test_said_once(caplog: pytest.LogCaptureFixture) -> None:
    """A second program with the same token, and an outage, are told once, not at every try."""
    incidents = Incidents(LANGUAGES)
    for error in [Conflict("terminated by other getUpdates request")] * 5 + [NetworkError("Bad Gateway")] * 5:
        await incidents.handle(None, SimpleNamespace(error=error))

    assert [(record.levelno, record.getMessage()[:24]) for record in caplog.records] == [
        (logging.ERROR, "another program is runni"),
        (logging.WARNING, "Telegram cannot be reach"),
    ]


def test_numbers() -> None:
    """Incident numbers are short, and do not repeat soon."""
    numbers = {incident_number() for _ in range(50)}

    assert len(numbers) == 50
    assert all(len(number) == 6 for number in numbers)
