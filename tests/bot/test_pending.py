"""Tests of bot.pending."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.pending import LONGEST, MOST, Pending, Shelf


class Clock:
    """A clock that the test moves."""

    now = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def shelved(shelf: Shelf, chat: int = 1) -> Pending:
    """A file on a shelf."""
    token, folder = shelf.place()
    (folder / "file.txt").write_text("words")
    offer: Any = None
    pending = Pending(token, offer, chat, 5)
    shelf.put(pending)
    return pending


def test_private_folders() -> None:
    """Each file has a folder of its own that only the bot can look into, and it goes with the file."""
    shelf = Shelf()
    token, folder = shelf.place()
    other, second = shelf.place()

    assert token != other
    assert folder.parent == second.parent
    assert folder.stat().st_mode & 0o077 == folder.parent.stat().st_mode & 0o077 == 0
    shelf.drop(token)
    assert not folder.exists()
    assert second.exists()
    shelf.close()
    assert not second.parent.exists()


def test_few_and_not_for_long() -> None:
    """The oldest gives way to an eleventh, and after a day each is gone; but not while it is being added."""
    clock = Clock()
    shelf = Shelf(clock)
    held = [shelved(shelf) for _ in range(MOST + 1)]
    assert shelf.get(held[0].token, 1) is None
    assert shelf.get(held[1].token, 1) is held[1]

    held[2].busy = True
    clock.now = LONGEST + 1
    assert shelf.get(held[1].token, 1) is None
    assert shelf.get(held[2].token, 1) is held[2]
    shelf.close()


def test_what_a_killed_bot_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a bot left that was killed goes when the next one starts; a running one's stays."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    running = Shelf()
    _, mine = running.place()
    (tmp_path / f"opcit-uploads-{ended.pid}-x").mkdir()
    (tmp_path / "opcit-uploads-other").mkdir()

    Shelf()

    assert {path.name for path in tmp_path.iterdir()} == {mine.parent.name, "opcit-uploads-other"}
    running.close()


def test_of_another_chat() -> None:
    """Nobody gets at a file of another chat, by its token or by a message of the same number."""
    shelf = Shelf()
    mine = shelved(shelf)
    mine.asked[9] = "date"

    assert shelf.get(mine.token, 2) is None
    assert shelf.asking(2, 9) is None
    assert shelf.asking(1, 9) is mine
    assert shelf.asking(1, 8) is None
    shelf.close()
