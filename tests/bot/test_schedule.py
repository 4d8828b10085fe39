"""Reloads that nobody asks for: when they come, and what is told of them."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

import bot.schedule
from bot.reloading import Outcome, Reloader
from bot.schedule import Schedule
from bot.values import Every
from builders import corpus_folder
from retrieval import Changes, LiveArchive, Progress
from running import FILES, built, live_archive, running
from standin import StandIn

WITHIN = 10.0
"""Seconds to wait for something that takes a tenth of one on an idle machine."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter waits than in real life."""
    monkeypatch.setattr(bot.schedule, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(bot.schedule, "LOOK_SHARE", 1.0)
    monkeypatch.setattr(bot.schedule, "RETRY_SECONDS", 0.05)


@pytest.fixture
def live(tmp_path: Path) -> LiveArchive:
    """An archive of three small documents."""
    return live_archive(tmp_path)


@contextlib.asynccontextmanager
async def scheduled(live: LiveArchive, every: Every = "change") -> AsyncIterator[list[Outcome]]:
    """A schedule at work; what it tells."""
    told: list[Outcome] = []

    async def tell(outcome: Outcome) -> None:
        told.append(outcome)

    schedule = Schedule(Reloader(live), every, tell)
    schedule.start()
    try:
        yield told
    finally:
        await schedule.stop()


async def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(WITHIN):
        while not is_so():  # noqa: ASYNC110  # what is awaited happens in other threads
            await asyncio.sleep(0.01)


async def several_ticks() -> None:
    """Long enough for a few looks and reloads."""
    await asyncio.sleep(0.3)


class CountingArchive(LiveArchive):
    """An archive that counts its reloads, and fails as the test wants."""

    def __init__(self, folder: Path) -> None:
        super().__init__(corpus_folder(folder / "corpus", FILES), folder / "index")
        self.reloads = 0
        self.failure: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def reload(self, progress: Progress | None = None) -> Changes:
        """Count, and fail or go on."""
        self.reloads += 1
        while not self.gate.wait(0.01):
            if progress:
                progress(0, 1)
        if self.failure:
            raise self.failure
        return super().reload(progress)


async def test_by_the_clock(tmp_path: Path) -> None:
    """By the clock the archive is reloaded again and again; without changes nobody is told."""
    live = CountingArchive(tmp_path)
    async with scheduled(live, 0.05) as told:
        await until(lambda: live.reloads >= 3)
        assert not told
        (tmp_path / "corpus" / "new.txt").write_text("The heron came back to the weir.")
        await until(lambda: told)
        reloads = live.reloads
        await until(lambda: live.reloads >= reloads + 2)

    [outcome] = told
    assert outcome.changes
    assert [document.file for document in outcome.changes.added] == ["new.txt"]
    assert outcome.archive.ask("What came back to the weir?").quotes


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda corpus: (corpus / "new.txt").write_text("The heron came back to the weir."), "added"),
        (lambda corpus: (corpus / "lake.md").write_text("It rained for nine days."), "changed"),
        (lambda corpus: (corpus / "lake.md").rename(corpus / "sea.md"), "moved"),
        (lambda corpus: (corpus / "lake.md").unlink(), "removed"),
        (lambda corpus: (corpus / "sources.csv").write_text("file,title\nlake.md,Sea\n"), "changed"),
        (lambda corpus: (corpus / "bad.txt").write_bytes(b"a\0b"), "problems"),
    ],
)
async def test_a_change_of_the_folder(tmp_path: Path, change: Callable[[Path], object], kind: str) -> None:
    """Whatever changes in the folder is loaded without being asked for, and told once."""
    live = CountingArchive(tmp_path)
    async with scheduled(live) as told:
        await several_ticks()
        assert live.reloads == 0, "nothing changed yet"
        change(tmp_path / "corpus")
        await until(lambda: told)
        await several_ticks()

    [outcome] = told
    assert len(getattr(outcome.changes, kind)) == 1
    assert live.reloads == 1


async def test_a_change_before_the_start(live: LiveArchive, tmp_path: Path) -> None:
    """What changed between loading and the first look is noticed too."""
    (tmp_path / "corpus" / "new.txt").write_text("The heron came back to the weir.")
    async with scheduled(live) as told:
        await until(lambda: told)


async def test_a_file_is_not_read_by_half(tmp_path: Path) -> None:
    """While a file grows it is left alone; it is read when it stays as it is."""
    live = CountingArchive(tmp_path)
    async with scheduled(live) as told:
        with (tmp_path / "corpus" / "long.txt").open("w") as file:
            for number in range(60):
                file.write(f"The heron {number} came back to the weir in May. ")
                file.flush()
                await asyncio.sleep(0.01)
        await until(lambda: told)

    [outcome] = told
    assert outcome.changes
    [added] = outcome.changes.added
    assert outcome.archive.document(added.identifier).text.endswith(
        "The heron 59 came back to the weir in May."
    )


async def test_a_restless_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that never comes to rest is read all the same, after a long while."""
    monkeypatch.setattr(bot.schedule, "RESTLESS_SECONDS", 0.3)
    live = CountingArchive(tmp_path)
    async with scheduled(live) as told:
        async with asyncio.timeout(WITHIN):
            number = 0
            while not told:
                number += 1
                (tmp_path / "corpus" / "log.txt").write_text(f"The tide was {number} feet that day.")
                await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "name", [".lake.md.swp", "lake.md~", "#lake.md#", "~$lake.docx", "lake.md.part", "lake.tmp", "4913"]
)
async def test_files_on_their_way(tmp_path: Path, name: str) -> None:
    """What editors and browsers put beside a file for themselves is no change."""
    live = CountingArchive(tmp_path)
    async with scheduled(live):
        (tmp_path / "corpus" / name).write_text("half a doc")
        await several_ticks()

    assert live.reloads == 0


@pytest.mark.parametrize("every", ["change", 0.05])
async def test_a_failure_is_told_once(tmp_path: Path, every: Every) -> None:
    """Of a reload that fails again and again the admins hear once, and once when it works again."""
    live = CountingArchive(tmp_path)
    corpus = tmp_path / "corpus"
    async with scheduled(live, every) as told:
        corpus.rename(tmp_path / "elsewhere")
        await until(lambda: live.reloads >= 3)
        (tmp_path / "elsewhere").rename(corpus)
        await until(lambda: len(told) == 2)
        await several_ticks()

    assert [(outcome.failure, outcome.facts.get("code")) for outcome in told] == [
        ("corpus", "missing"),
        (None, None),
    ]


@pytest.mark.slow
async def test_failures_wait_longer_and_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails is tried less and less often."""
    monkeypatch.setattr(bot.schedule, "LONGEST_RETRY", 0.4)
    live = CountingArchive(tmp_path)
    live.failure = ZeroDivisionError("x")
    (tmp_path / "corpus" / "new.txt").write_text("The heron came back.")
    async with scheduled(live) as told:
        await asyncio.sleep(1.5)
        assert 3 <= live.reloads <= 7, "0.05 + 0.1 + 0.2 + 0.4 + 0.4 seconds apart"
        assert [outcome.failure for outcome in told] == ["fault"]


async def test_while_an_admin_reloads(tmp_path: Path) -> None:
    """A reload that runs already is no failure, and is not told."""
    live = CountingArchive(tmp_path)
    assert live._reloading.acquire(blocking=False)
    async with scheduled(live, 0.05) as told:
        await until(lambda: live.reloads >= 2)
        live._reloading.release()
        await several_ticks()

    assert not told


async def test_a_fault_in_telling(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """When telling goes wrong the log has it, and the schedule goes on."""
    live = CountingArchive(tmp_path)

    async def tell(_outcome: Outcome) -> None:
        raise ZeroDivisionError

    schedule = Schedule(Reloader(live), "change", tell)
    schedule.start()
    (tmp_path / "corpus" / "one.txt").write_text("The heron came back to the weir.")
    await until(lambda: live.reloads == 1)
    (tmp_path / "corpus" / "two.txt").write_text("The heron left the weir.")
    await until(lambda: live.reloads == 2)
    await schedule.stop()

    assert "ZeroDivisionError" in caplog.text


async def test_stopping(tmp_path: Path) -> None:
    """A reload that is running when the program ends is given up at its next file."""
    live = CountingArchive(tmp_path)
    live.gate.clear()
    async with scheduled(live, 0.05) as told:
        await until(lambda: live.reloads)
    await several_ticks()

    assert not live._reloading.locked()
    assert live.reloads == 1
    assert not told


async def test_admins_are_told(tmp_path: Path) -> None:
    """Each admin gets the report of a reload that nobody asked for, without a sound; others get nothing."""
    archive = live_archive(tmp_path)
    async with StandIn() as api:
        admins, other = [api.user(7, "Cleo"), api.user(8, "Dan")], api.user(9)
        for person in (*admins, other):
            await person.says("/start")
        app = built(api, archive, admins=frozenset({7, 8, 99}), reload_every="change")
        async with running(app):
            await api.until(lambda: len(api.messages) == 3)
            (tmp_path / "corpus" / "bridge.md").unlink()
            (tmp_path / "corpus" / "new.txt").write_text("The heron came back to the weir.")
            await api.until(lambda: len(api.messages) == 5)
            answer = await other.asks("What came back to the weir?")

    assert "The heron came back to the weir." in answer.text
    for admin in admins:
        report = api.messages_to(admin)[-1]
        assert "1 added, 1 removed" in report.text
    assert all(
        call.fields["disable_notification"]
        for call in api.calls("sendMessage")
        if "loaded anew" in call.fields["text"]
    )


def test_a_folder_away_is_a_failure(live: LiveArchive, tmp_path: Path) -> None:
    """A schedule that cannot look does not take that for a folder without files."""
    shutil.rmtree(tmp_path / "corpus")
    outcome = asyncio.run(Reloader(live).reload())

    assert outcome.failure == "corpus"
    assert len(outcome.archive.documents) == 3
