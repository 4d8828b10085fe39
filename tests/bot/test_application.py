"""How the bot is put together and served."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import pytest

from bot.application import ALLOWED_UPDATES, START_RETRIES, build_application, serve
from bot.settings import Settings
from bot.values import Secret
from running import live_archive


class Recorder:
    """Stands in for an application, and records how it is run."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, dict[str, Any]]] = []

    def run_polling(self, **how: Any) -> None:
        """Record it."""
        self.ran.append(("polling", how))

    def run_webhook(self, **how: Any) -> None:
        """Record it."""
        self.ran.append(("webhook", how))


def served(**values: Any) -> tuple[str, dict[str, Any]]:
    """How `serve` runs the application with these settings."""
    recorder = Recorder()
    serve(cast(Any, recorder), Settings(**values))
    return recorder.ran[0]


def test_polling() -> None:
    """Without a webhook the bot polls, takes up what waited, and survives an outage at start."""
    kind, how = served()

    assert kind == "polling"
    assert how == {"bootstrap_retries": START_RETRIES, "allowed_updates": ALLOWED_UPDATES}
    assert START_RETRIES > 0


def test_webhook() -> None:
    """A webhook listens where it is told to, on the path of its public address, with the secret given."""
    values = {"webhook_url": "https://a.example/x/y", "webhook_secret": Secret("abc"), "webhook_port": 8081}
    kind, how = served(**values)

    assert kind == "webhook"
    assert (how["url_path"], how["port"], how["secret_token"]) == ("x/y", 8081, "abc")
    assert how["webhook_url"] == "https://a.example/x/y"


def test_webhook_always_has_a_secret() -> None:
    """Without a secret in the settings one is made, other each time, of the characters Telegram takes."""
    made = {served(webhook_url="https://a.example/x")[1]["secret_token"] for _ in range(9)}

    assert len(made) == 9
    assert all(re.fullmatch("[A-Za-z0-9_-]{40,256}", secret) for secret in made)


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        (None, "https://api.telegram.org/bot123:abc"),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081/bot123:abc"),
    ],
)
def test_built_without_a_network(tmp_path: Path, root: str | None, expected: str) -> None:
    """Building touches no network, and calls go to the Bot API server that is configured."""
    settings = Settings(token=Secret("123:abc"), api_base_url=root)
    application = build_application(settings, live_archive(tmp_path))

    assert application.bot.base_url == expected
