"""The whole bot, running in the test's own event loop against a stand-in for Telegram."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from bot.application import App, build_application
from bot.serving import at_work
from bot.settings import Settings
from bot.values import Secret
from builders import corpus_folder
from retrieval import LiveArchive
from standin import StandIn

FILES: Mapping[str, str] = {
    "lake.md": (
        "---\ntitle: The lake of Varna Dol\npublisher: The Harbour Post\ndate: 2017-12-04\n"
        "source: https://harbour.example.org/lake\n---\n\n"
        "# The flood\n\n"
        "The ferryman Ilko Brenn kept a diary of the flood. The flood reached the mill on the ninth of May. "
        "Nobody in the village had expected it.\n\n"
        "The miller lost forty sacks of barley. He wrote to the governor in June.\n\n"
        "# Afterwards\n\n"
        "The governor answered in October. The bridge was built again by carpenters from Tolmin.\n"
    ),
    "bridge.md": (
        "---\ntitle: The bridge\npublisher: The Tolmin Gazette\ndate: 2016-07\n---\n\n"
        "Carpenters from Tolmin built the bridge within eleven weeks. The bridge cost nine hundred crowns. "
        "The carpenters were led by Agata Sorn.\n"
    ),
    "fa.md": (
        "---\ntitle: سیل دریاچه\npublisher: روزنامه بندر\ndate: 2018\nlanguage: fa\n---\n\n"
        "قایقران دفتر خاطرات سیل را نوشت. سیل در ماه مه به آسیاب رسید.\n"
    ),
}
"""A corpus of invented things, so that an answer can come from nowhere else."""


def live_archive(folder: Path, files: Mapping[str, str] = FILES) -> LiveArchive:
    """An archive of `files`, with its corpus and its index below `folder`."""
    return LiveArchive(corpus_folder(folder / "corpus", files), folder / "index")


def settings_for(api: StandIn, **values: Any) -> Settings:
    """Settings that send the bot to the stand-in."""
    return Settings(token=Secret(api.token), api_base_url=api.base_url, **values)


def built(api: StandIn, archive: LiveArchive, **values: Any) -> App:
    """The bot, not yet running."""
    return build_application(settings_for(api, **values), archive)


@contextlib.asynccontextmanager
async def running(
    app: App,
    *,
    webhook_url: str | None = None,
    listen: str = "127.0.0.1",
    port: int = 8443,
    secret_token: str | None = None,
) -> AsyncIterator[App]:
    """The bot at work as `opcit run` has it, by polling, or by webhook if its address is given."""
    secret = Secret(secret_token) if secret_token else None
    settings = Settings(
        webhook_url=webhook_url, webhook_listen=listen, webhook_port=port, webhook_secret=secret
    )
    async with at_work(app, settings):
        yield app
