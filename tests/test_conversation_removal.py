"""`/remove` and `/history`, end to end: what an admin takes out, and that nobody gets it any more."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from retrieval import LiveArchive, history
from running import built, live_archive, running
from standin import StandIn
from standin_people import Person

TODAY = r"on \d{1,2} \w+ \d{4}|on \w+ \d{1,2}, \d{4}"
QUESTION = "How many sacks of barley did the miller lose?"


@pytest.fixture
def archive(tmp_path: Path) -> LiveArchive:
    """An archive of three small documents."""
    return live_archive(tmp_path)


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on it; person 7 is its admin."""
    async with StandIn() as api, running(built(api, archive, admins=frozenset({7}))):
        yield api


@pytest.fixture
def admin(api: StandIn) -> Person:
    """The admin."""
    return api.user(7, "Cleo")


async def test_withdrawing(api: StandIn, admin: Person, archive: LiveArchive, tmp_path: Path) -> None:
    """After a look and a button, everything that led to the document says when it was withdrawn."""
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    assert "forty sacks" in answer.text
    [quote] = [button.data for button in answer.buttons if button.data and "source:1:" in button.data]

    asked = await admin.asks("/remove lake")
    assert "The lake of Varna Dol" in asked.text
    assert "The Harbour Post" in asked.text
    assert re.search("Quotes of it given out so far: [1-9]", asked.text)
    await admin.presses(asked, "put the file aside")
    await api.edit_of(asked, 2)

    assert "Withdrawn: The lake of Varna Dol" in asked.text
    assert not asked.buttons
    notice = await api.answer_to_press(await ada.presses_data(answer.message, quote))
    assert re.search(f"Withdrawn ({TODAY})", notice["text"])
    identifier = quote.split(":")[2]
    for wanted in ("/source lake", f"/source {identifier}", "/start d_lake", f"/start q_{identifier}"):
        assert re.search(f"Withdrawn ({TODAY})", (await ada.asks(wanted)).text), wanted
    assert "forty sacks" not in (await ada.asks(QUESTION)).text
    assert (tmp_path / "corpus" / ".opcit" / "withdrawn").is_dir()
    [event] = history(archive.archive.folder)
    assert event.who == 7

    told = await admin.asks("/history")
    assert "lake" in told.text
    assert "by 7" in told.text
    assert event.sha256[:12] in told.text


async def test_deleting_what_was_put_aside(api: StandIn, admin: Person, tmp_path: Path) -> None:
    """`/remove` of a withdrawn document deletes the file that was put aside."""
    asked = await admin.asks("/remove bridge")
    await admin.presses(asked, "put the file aside")
    await api.edit_of(asked, 2)

    again = await admin.asks("/remove bridge")
    assert re.search(f"was withdrawn ({TODAY})", again.text)
    await admin.presses(again, "Delete the file")
    await api.edit_of(again, 2)

    assert "deleted for good" in again.text
    assert not await asyncio.to_thread(lambda: list(tmp_path.rglob("bridge*")))
    assert not (await admin.asks("/remove bridge")).buttons


async def test_leaving_it(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """Who thinks better of it changes nothing, and an old button for another state does nothing either."""
    asked = await admin.asks("/remove lake")
    old = asked.button("delete the file").data
    await admin.presses(asked, "Leave it")
    await api.edit_of(asked)
    assert "Left as it is" in asked.text

    lake = archive.archive.folder / "lake.md"
    lake.write_text(lake.read_text() + "\nIt was never filled in.\n")
    archive.reload()
    notice = await api.answer_to_press(await admin.presses_data(asked.message, old or ""))

    assert "out of date" in notice["text"]
    assert lake.exists()
    assert not history(archive.archive.folder)


async def test_what_cannot_be_removed(api: StandIn, admin: Person) -> None:
    """Without an identifier, or with one of nothing, the admin is told what to send."""
    assert "with the identifier" in (await admin.asks("/remove")).text
    assert "Nothing in the archive" in (await admin.asks("/remove nothing")).text


async def test_others(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """Nobody else can withdraw anything or see the history: not by command, not by an admin's button."""
    ada = api.user(1)
    asked = await admin.asks("/remove lake")
    for command in ("/remove lake", "/history"):
        assert "I answer typed questions" in (await ada.asks(command)).text
    press = await ada.presses_data({**asked.message, "chat": ada.state().about}, asked.buttons[0].data or "")

    assert "out of date" in (await api.answer_to_press(press))["text"]
    assert len(archive.archive.documents) == 3


async def test_a_table_in_the_way(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """What stands in the way is told, and nothing is changed."""
    (archive.archive.folder / "sources.csv").write_bytes("file,title\nlake.md,Ünï\n".encode("utf-16"))
    asked = await admin.asks("/remove lake")
    await admin.presses(asked, "delete the file")
    await api.edit_of(asked, 2)

    assert "Nothing was changed" in asked.text
    assert "UTF-8" in asked.text
    assert "forty sacks" in (await admin.asks(QUESTION)).text


async def test_a_long_history(api: StandIn, admin: Person, tmp_path: Path) -> None:
    """Ten changes a message, with buttons to the others; a torn line costs only itself."""
    own = tmp_path / "corpus" / ".opcit"
    own.mkdir()
    row = '{{"what":"added","identifier":"d{0}","file":"d{0}.txt","sha256":"{0:064x}","who":null,'
    row += '"when":"2026-05-03T10:00:{0:02}+00:00","number":"{0}"}}\n'
    lines = [row.format(number) for number in range(25)]
    (own / "audit.jsonl").write_text("".join(lines[:20]) + lines[20][:40] + "\n" + "".join(lines[21:]))

    page = await admin.asks("/history")
    assert "d24" in page.text
    assert "d14" in page.text
    assert "d13" not in page.text
    await admin.presses(page, "Earlier")
    await api.edit_of(page)
    await admin.presses(page, "Earlier")
    await api.edit_of(page, 2)
    assert "d3" in page.text
    assert "d20" not in page.text
    assert [button.text for button in page.buttons] == ["Later"]
    assert "by the command line" in page.text
