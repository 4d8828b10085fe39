"""How the bot is put together and served."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.application import build_application
from bot.settings import Settings
from bot.values import Secret
from running import live_archive


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
