"""What is kept of a chat: its choices on disk, its last answer in memory, nothing that names it."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.chats
from bot.chats import NAME, Chats, Preferences

KEY = b"123:secret"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked file is given up at once."""
    monkeypatch.setattr(bot.chats, "PATIENCE", 0.0)


def test_bounded() -> None:
    """The chats used last are remembered, as many as allowed, each with its latest answer."""
    last = Chats(capacity=2)
    last.remember(1, {1: "a"})
    last.remember(2, {1: "b"})
    last.remember(1, {1: "c"})
    last.remember(3, {1: "d"})

    assert last.quotes(1) == {1: "c"}
    assert last.quotes(2) == {}
    assert last.quotes(3) == {1: "d"}


CHANGES = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.one_of(
            st.tuples(st.just("set_language"), st.sampled_from(["fa", "en", None])),
            st.tuples(st.just("set_graphic"), st.booleans()),
            st.tuples(st.just("forget")),
            st.tuples(st.just("move"), st.integers(5, 6)),
        ),
    ),
    max_size=8,
)


@given(CHANGES)
def test_restart(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, tuple[object, ...]]]
) -> None:
    """After any changes a restart finds what was chosen, and no row for who chose nothing."""
    folder = tmp_path_factory.mktemp("index")
    before = Chats(folder, KEY)
    for chat, (change, *values) in changes:
        getattr(before, str(change))(chat, *values)
    after = Chats(folder, KEY)
    chosen = [before.preferences(chat) for chat in range(1, 7)]

    assert [after.preferences(chat) for chat in range(1, 7)] == chosen
    if (folder / NAME).exists():
        with contextlib.closing(sqlite3.connect(folder / NAME)) as file:
            held = file.execute("SELECT count(*) FROM chats").fetchone()
        assert held == (sum(each != Preferences() for each in chosen),)


def test_nothing_chosen_nothing_written(tmp_path: Path) -> None:
    """An answer leaves nothing on disk, nor does a choice that is the default, nor forgetting."""
    chats = Chats(tmp_path, KEY)
    chats.remember(7, {1: "abcdefghij1"})
    chats.set_graphic(7, False)
    chats.set_language(7, None)

    assert chats.forget(7)
    assert chats.quotes(7) == {}
    assert not list(tmp_path.iterdir())


def test_the_file_names_nobody(tmp_path: Path) -> None:
    """Neither a chat's id nor the key stands in the file, which is for its owner only."""
    chat = 4_294_967_297
    Chats(tmp_path, KEY).set_language(chat, "fa")
    held = (tmp_path / NAME).read_bytes()

    assert b"fa" in held
    assert KEY not in held
    assert str(chat).encode() not in held
    assert all(chat.to_bytes(size, order) not in held for size in (5, 8) for order in ("big", "little"))
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_forgotten_is_overwritten(tmp_path: Path) -> None:
    """What is forgotten is not left in unused parts of the file."""
    chats = Chats(tmp_path, KEY)
    chats.set_language(1, "zz-Remarkable")

    assert chats.forget(1)
    assert b"Remarkable" not in (tmp_path / NAME).read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_another_token(tmp_path: Path) -> None:
    """What was chosen with another bot's token can never be found or forgotten again, so it goes."""
    Chats(tmp_path, KEY).set_language(1, "zz-Remarkable")
    other = Chats(tmp_path, b"another")

    assert other.preferences(1) == Preferences()
    assert b"Remarkable" not in (tmp_path / NAME).read_bytes()


def test_open_to_others_no_more(tmp_path: Path) -> None:
    """A file that others could read, such as one that was copied back, is closed to them."""
    Chats(tmp_path, KEY).set_language(1, "fa")
    (tmp_path / NAME).chmod(0o644)

    assert Chats(tmp_path, KEY).preferences(1).language == "fa"
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize("held", [b"", b"x" * 5000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_damaged(tmp_path: Path, caplog: pytest.LogCaptureFixture, held: bytes) -> None:
    """A damaged file is begun anew, and the log says so."""
    (tmp_path / NAME).write_bytes(held)
    chats = Chats(tmp_path, KEY)
    chats.set_language(1, "fa")

    assert Chats(tmp_path, KEY).preferences(1).language == "fa"
    assert [each.levelno for each in caplog.records] == [logging.WARNING] * bool(held)


@pytest.mark.usefixtures("impatient")
def test_cannot_be_written(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """While the file cannot be written, choices hold in memory; forgetting that failed is not claimed."""
    chats = Chats(tmp_path, KEY)
    chats.set_language(1, "fa")
    other = sqlite3.connect(tmp_path / NAME)
    other.execute("BEGIN EXCLUSIVE")
    chats.set_language(2, "fa")

    assert chats.preferences(2).language == "fa"
    assert "cannot be written" in caplog.text
    assert not chats.forget(1)
    other.close()
    assert chats.forget(1)
    assert Chats(tmp_path, KEY).preferences(1) == Preferences()


def test_a_folder_stands_there(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where no file can be made at all, the bot still runs."""
    (tmp_path / NAME).mkdir()
    chats = Chats(tmp_path, KEY)
    chats.set_language(1, "fa")

    assert chats.preferences(1).language == "fa"
    assert "cannot be read" in caplog.text


def test_group_becomes_supergroup() -> None:
    """What is kept of a group goes with it to its new id; what was chosen there already stays."""
    chats = Chats()
    chats.set_language(-1, "fa")
    chats.set_graphic(-1, True)
    chats.remember(-1, {1: "a"})
    chats.set_language(-1001, "en")
    chats.move(-1, -1001)

    assert chats.preferences(-1001) == Preferences("en", True)
    assert chats.preferences(-1) == Preferences()
    assert chats.quotes(-1001) == {1: "a"}
    assert chats.quotes(-1) == {}
