"""`/gaps`: what people asked in vain, for admins, where the operator switched it on; `/privacy` says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.gaps import FLOOR
from retrieval import LiveArchive
from running import built, live_archive, running
from standin import StandIn


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """An archive of three small documents, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
async def api(archive: LiveArchive, tmp_path: Path) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with a bot that counts; person 7 is its admin."""
    settings = {"admins": frozenset({7}), "count_unanswered": True, "index": tmp_path}
    async with StandIn() as api, running(built(api, archive, **settings)):
        yield api


def files(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_floor(api: StandIn, tmp_path: Path) -> None:
    """A word shows to admins once enough people asked for it, and is never written to disk."""
    people = [api.user(100 + number) for number in range(FLOOR)]
    admin = api.user(7)
    for person in people[:-1]:
        await person.asks("What is zwiebelfisch?")
        await person.asks("Was Agata Sorn fond of barley from Varna?")
    before = await admin.asks("/gaps")
    await people[-1].asks("Who is ZWIEBELFISCH?")
    after = await admin.asks("/gaps")

    assert "outside of what the documents cover: 4" in before.text
    assert "zwiebelfisch" not in before.text
    assert f"zwiebelfisch ({FLOOR})" in after.text
    assert not files(tmp_path)


async def test_only_admins(api: StandIn) -> None:
    """Nobody else learns of it, nor does anybody in a group."""
    ada, admin = api.user(1), api.user(7)
    group = api.group("Harbour", admin)

    assert "Questions without an answer" not in (await ada.asks("/gaps")).text
    asked = await admin.says("/gaps", group)
    assert "Questions without an answer" in (await admin.asks("/gaps")).text
    assert not api.messages_to(asked)


async def test_privacy_says_so(api: StandIn) -> None:
    """`/privacy` tells everybody that words are counted, and from how many people on they are shown."""
    for person, told in (
        (api.user(1), f"once {FLOOR} different people"),
        (api.user(2, "Parvin", "fa"), "۵ نفر"),
    ):
        assert told in (await person.asks("/privacy")).text


async def test_off(archive: LiveArchive) -> None:
    """Unless it is switched on nothing is counted, and `/privacy` says nothing of it."""
    async with StandIn() as api, running(built(api, archive, admins=frozenset({7}))):
        for number in range(FLOOR):
            await api.user(100 + number).asks("What is zwiebelfisch?")
        told = await api.user(7).asks("/gaps")
        privacy = await api.user(1).asks("/privacy")

    assert "OPCIT_COUNT_UNANSWERED" in told.text
    assert "zwiebelfisch" not in told.text
    assert "no document holds" not in privacy.text
