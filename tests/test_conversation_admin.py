"""What admins can do by message, and that nobody else can."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot.admin
from retrieval import Changes, LiveArchive, Progress
from running import FILES, built, live_archive, running
from standin import StandIn
from standin_people import Person

PURPOSE = "I answer typed questions with exact quotes"


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


class SlowArchive(LiveArchive):
    """An archive whose reload waits for the test."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "corpus", folder / "index")
        self.gate = threading.Event()
        self.failure: Exception | None = None

    def reload(self, progress: Progress | None = None) -> Changes:
        """Report some progress, wait, and go on."""
        if progress:
            progress(3, 40)
        self.gate.wait(10)
        if self.failure:
            raise self.failure
        return super().reload(progress)


async def test_reload_proves_the_quotes_given_out(
    api: StandIn, admin: Person, archive: LiveArchive, tmp_path: Path
) -> None:
    """A reload tells how many quotes that stand in chats are still exact, and how many are gone."""
    answer = await admin.asks("How many sacks of barley did the miller lose?")
    assert "forty sacks" in answer.text
    given = len(answer.parts("blockquote") + answer.parts("expandable_blockquote"))

    report = await api.edit_of(await admin.asks("/reload"))
    assert f"Quotes given out so far: {given} still exact, 0 no longer there" in report.text
    assert len(archive.given_out.counted()) == given

    lake = tmp_path / "corpus" / "lake.md"
    lake.write_text(FILES["lake.md"].replace("forty", "fifty"))
    report = await api.edit_of(await admin.asks("/reload"))
    assert f"{given - 1} still exact, 1 no longer there" in report.text


async def test_reload(api: StandIn, admin: Person, tmp_path: Path) -> None:
    """A reload says what it added, changed, removed and could not read, in one message that is edited."""
    corpus = tmp_path / "corpus"
    (corpus / "new.md").write_text("---\ntitle: A new thing\n---\n\nThe heron came back to the weir.\n")
    (corpus / "lake.md").write_text(FILES["lake.md"].replace("forty", "fifty"))
    (corpus / "bridge.md").unlink()
    (corpus / "bad.txt").write_bytes(b"a\0b")
    report = await api.edit_of(await admin.asks("/reload"))
    for part in (
        "Added (1)\nA new thing · new",
        "Changed (1)",
        "Removed (1)\nThe bridge · bridge",
        "NUL bytes",
    ):
        assert part in report.text
    answer = await admin.asks("What came back to the weir?")

    assert "The heron came back to the weir." in answer.text
    assert len(api.messages_to(admin)) == 2


async def test_nothing_changed(api: StandIn, admin: Person) -> None:
    """A reload without changes says so."""
    report = await api.edit_of(await admin.asks("/reload"))

    assert "Nothing has changed" in report.text


async def test_long_report_fits(api: StandIn, admin: Person, tmp_path: Path) -> None:
    """However much changed, the report fits one message and says how much it left out."""
    for i in range(120):
        (tmp_path / "corpus" / f"{i:03}.txt").write_text(
            f"{'A long first line ' * 9}{i}.\n\nThe heron {i} came."
        )
        (tmp_path / "corpus" / f"{'b' * 150}{i:03}.txt").write_bytes(b"\0")
    report = await api.edit_of(await admin.asks("/reload"), within=30)

    assert "Added (120)" in report.text
    assert "Could not be read (120)" in report.text
    assert "and 1" in report.text


async def test_stats(api: StandIn, admin: Person) -> None:
    """`/stats` shows counters, not what was asked or by whom."""
    await api.user(1).asks("Who built the bridge?")
    await api.user(1).asks("What is xyzzy?")
    stats = await admin.asks("/stats")

    assert "Answered with quotes: 1" in stats.text
    assert "do not say”: 1" in stats.text
    assert "Documents: 3" in stats.text
    assert "xyzzy" not in stats.text


async def test_a_broken_row_in_words(api: StandIn, admin: Person, tmp_path: Path) -> None:
    """A reload tells in words which row of a table is wrong, and how."""
    (tmp_path / "corpus" / "sources.csv").write_text("file,title\nnone.md,Nothing\nlake.md\n")
    report = await api.edit_of(await admin.asks("/reload"))

    assert "line 2: there is no file none.md here" in report.text
    assert "line 3: it should have 2 cells, but has 1" in report.text


@pytest.mark.parametrize("command", ["/reload", "/stats"])
async def test_others(api: StandIn, admin: Person, command: str) -> None:
    """Only an admin's own new message in the admin's own chat counts: no group, forward, edit or button."""
    ada, harbour = api.user(1), api.group("Harbour", admin)
    api.privacy = False
    assert (await ada.asks(command)).text.startswith(PURPOSE)
    [forwarded] = await api.answers_to(await admin.forwards(command))
    assert forwarded.text.startswith(PURPOSE)
    answer = await admin.asks("Who built the bridge?")
    silent = [
        await admin.says(command, harbour),
        await harbour.says_anonymously(command),
        await api.push(
            {"edited_message": {**(await admin.says("hello")).content, "text": command, "edit_date": 1}}
        ),
    ]
    await api.answer_to_press(await admin.presses(answer, forged=command))
    await asyncio.sleep(0.3)

    assert all(not api.messages_to(event) for event in silent[:2])
    assert not [m for m in api.messages if "loaded anew" in m.text or "Since the start" in m.text]
    assert not api.calls("editMessageText")


async def test_no_admins(archive: LiveArchive) -> None:
    """An empty list of admins means that nobody is one."""
    async with StandIn() as api, running(built(api, archive)):
        assert (await api.user(7).asks("/reload")).text.startswith(PURPOSE)


async def test_two_reloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second reload is told of the first at once; meanwhile the bot answers, and progress is shown."""
    monkeypatch.setattr(bot.admin, "REPORT_SECONDS", 0.05)
    live_archive(tmp_path)
    archive = SlowArchive(tmp_path)
    async with StandIn() as api, running(built(api, archive, admins=frozenset({7, 8}))):
        first, second = api.user(7), api.user(8)
        message = await first.asks("/reload")
        await api.edit_of(message)
        assert "3 of 40 files" in message.text
        blocked = archive._reloading.acquire(blocking=False)
        assert blocked
        again = await first.asks("Who built the bridge?")
        assert "Carpenters" in again.text
        archive.gate.set()
        told = await api.edit_of(await second.asks("/reload"))
        archive._reloading.release()

    assert "already running" in told.text


async def test_failing_reload(tmp_path: Path) -> None:
    """When a reload fails, the admin is told why, and the old archive goes on answering."""
    archive = live_archive(tmp_path)
    async with StandIn() as api, running(built(api, archive, admins=frozenset({7}))):
        admin = api.user(7)
        (tmp_path / "corpus").rename(tmp_path / "elsewhere")
        report = await api.edit_of(await admin.asks("/reload"))
        answer = await admin.asks("Who built the bridge?")

    assert "The reload failed" in report.text
    assert "corpus folder is not there" in report.text
    assert "Carpenters" in answer.text


async def test_faulty_reload(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A fault in the program gets a number, which stands in the log."""
    live_archive(tmp_path)
    archive = SlowArchive(tmp_path)
    archive.failure = ZeroDivisionError("secret words")
    archive.gate.set()
    async with StandIn() as api, running(built(api, archive, admins=frozenset({7}))):
        report = await api.edit_of(await api.user(7).asks("/reload"))

    number = report.text.rpartition(" ")[2]
    assert "secret" not in report.text
    assert [record for record in caplog.records if number in record.getMessage()]


async def test_flooded_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress that Telegram does not let through is left out; the outcome comes all the same."""
    monkeypatch.setattr(bot.admin, "REPORT_SECONDS", 0.05)
    live_archive(tmp_path)
    archive = SlowArchive(tmp_path)
    async with StandIn() as api, running(built(api, archive, admins=frozenset({7}))):
        api.fail_next(
            "editMessageText", times=2, status=400, description="Bad Request: message can't be edited"
        )
        message = await api.user(7).asks("/reload")
        await asyncio.sleep(0.2)
        archive.gate.set()
        await api.until(lambda: "Nothing has changed" in message.text)
