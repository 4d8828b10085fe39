"""Tests of retrieval.audit."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import corpus_folder
from costly import costly
from retrieval import CorpusError, bring_in, history, read_pages
from retrieval.audit import NAME, Event, note
from retrieval.journal import FOLDER


def event(number: int, **facts: object) -> Event:
    """Something that was done."""
    given = {
        "what": "added",
        "identifier": f"d{number}",
        "file": f"d{number}.txt",
        "sha256": "0" * 64,
        **facts,
    }
    return Event(**given)  # type: ignore[arg-type]  # the values are the caller's affair


def test_what_was_done(tmp_path: Path) -> None:
    """Events come back as they were noted, the latest first, in UTC; nobody else may read the file."""
    events = [event(1, who=7), event(2, what="removed")]
    for each in events:
        note(tmp_path, [vars(each)])

    assert list(history(tmp_path)) == events[::-1]
    assert events[0].moment.utcoffset() == timedelta(0)
    assert (tmp_path / FOLDER / NAME).stat().st_mode & 0o077 == 0


def test_a_history_of_somebody_else(tmp_path: Path) -> None:
    """One that may not be read is not told as an empty one."""
    (tmp_path / FOLDER / NAME).mkdir(parents=True)  # as unreadable as another user's, to whoever runs this

    with pytest.raises(CorpusError) as caught:
        history(tmp_path)
    assert caught.value.code == "forbidden"


def test_a_second_time(tmp_path: Path) -> None:
    """What a crash left to be noted may have been noted: it is there once."""
    one, two = vars(event(1)), vars(event(2))
    note(tmp_path, [one])
    note(tmp_path, [one, two])

    assert [each.identifier for each in history(tmp_path)] == ["d2", "d1"]


@costly
@given(st.integers(0, 400), st.binary(max_size=40))
def test_a_torn_end(tmp_path_factory: pytest.TempPathFactory, cut: int, junk: bytes) -> None:
    """A line torn by a crash, or anything else at the end, costs only itself."""
    folder = tmp_path_factory.mktemp("corpus")
    note(folder, [vars(event(number)) for number in range(3)])
    path = folder / FOLDER / NAME
    whole = path.read_bytes()
    path.write_bytes(whole[: max(0, len(whole) - cut)] + junk)
    kept = [each.identifier for each in history(folder)]

    note(folder, [vars(event(9))])

    assert [each.identifier for each in history(folder)] == ["d9", *kept]
    assert kept == [f"d{number}" for number in range(len(kept))][::-1]


def test_lines_that_are_no_events(tmp_path: Path) -> None:
    """What somebody else wrote into the file is passed over."""
    (tmp_path / FOLDER).mkdir()
    good = '{"what":"added","identifier":"a","file":"a","sha256":"a",'
    good += '"who":null,"when":"2026-05-03T00:00:00+00:00","number":"1"}'
    lines = ["", "[]", "7", '"x"', "{}", good, good.replace("2026", "day"), good.replace('"a"', "3"), "\xff"]
    (tmp_path / FOLDER / NAME).write_bytes("\n".join(lines).encode("latin-1"))

    assert len(history(tmp_path)) == 1


def test_it_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line is synced before anybody is told that something was done."""
    synced: list[str] = []
    real = os.fsync

    def fsync(number: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{number}").readlink()))
        real(number)

    monkeypatch.setattr(os, "fsync", fsync)
    note(tmp_path, [vars(event(1))])

    assert str(tmp_path / FOLDER / NAME) in synced


def test_the_command_line(tmp_path: Path) -> None:
    """An import is noted as well, as nobody's."""
    page = corpus_folder(
        tmp_path / "in", {"page.txt": "A title\n\nSome words that are long enough to be text."}
    )
    bring_in(read_pages([page]).incoming, tmp_path / "out")

    [done] = history(tmp_path / "out")
    assert (done.what, done.who) == ("added", None)
    assert (tmp_path / "out" / done.file).is_file()
