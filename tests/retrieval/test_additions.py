"""Tests of retrieval.additions."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import corpus_folder
from retrieval import disk
from retrieval.additions import Addition, add
from retrieval.changing import changing
from retrieval.corpus import list_corpus
from retrieval.errors import CorpusWriteError
from retrieval.tables import COLUMNS, columns, table_rows


def addition(file: str, words: str = "The river rose.", **facts: str) -> Addition:
    """A file to be added."""
    return Addition(words.encode(), {"file": file, "identifier": file.partition(".")[0], **facts})


def added(folder: Path, *additions: Addition) -> None:
    """Add under the lock, as everybody has to."""
    with changing(folder):
        add(folder, additions)


def names(folder: Path) -> set[str]:
    """What lies in a folder, but for what is kept of it there."""
    return {path.name for path in folder.iterdir()} - {".opcit.lock", ".opcit"}


def test_a_new_corpus(tmp_path: Path) -> None:
    """In a folder that is not there yet, a table begins with its columns, and each file has its row."""
    folder = tmp_path / "deep" / "corpus"

    added(folder, addition("a.txt", title='Of "bells", and more'), addition("b.txt", date="1931"))

    assert names(folder) == {"a.txt", "b.txt", "sources.csv"}
    found = {entry.file: entry.given for entry in list_corpus(folder).entries}
    assert found["a.txt"]["title"] == 'Of "bells", and more'
    assert found["b.txt"] == {"identifier": "b", "file": "b.txt", "date": "1931"}
    assert columns(folder)[: len(COLUMNS)] == COLUMNS


@pytest.mark.parametrize(
    "table",
    [
        b"file,title\nold.txt,Old\n",
        b"file,title\r\nold.txt,Old\r\n",
        b"title,file\nOld,old.txt",
        b"\xef\xbb\xbfFile, Title\nold.txt,\xd9\xbe\xd9\x84\n\n",
        b'file,title\nold.txt,"Old\nand two lines"\nbroken,"row\n',
    ],
)
def test_rows_that_are_there_stay(tmp_path: Path, table: bytes) -> None:
    """A table only grows at its end: what was there is there byte for byte, and is read as before."""
    folder = corpus_folder(tmp_path, {"old.txt": "Old words.", "sources.csv": table})
    before = table_rows(folder)

    added(folder, addition("new.txt", title="New, of course"))

    assert (folder / "sources.csv").read_bytes().startswith(table)
    assert table_rows(folder)[: len(before)] == before
    assert list_corpus(folder).entries[0].given["title"] == "New, of course"


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    """A file that holds other words is never overwritten, and nothing else is added then."""
    folder = corpus_folder(tmp_path, {"b.txt": "Other words."})

    with pytest.raises(CorpusWriteError) as caught:
        added(folder, addition("a.txt"), addition("b.txt"))

    assert caught.value.code == "unwritable"
    assert names(folder) == {"b.txt"}
    assert (folder / "b.txt").read_text() == "Other words."


def test_what_a_crash_left(tmp_path: Path) -> None:
    """A file without a row gets it, half-written files go, and a row is never written twice."""
    folder = corpus_folder(tmp_path, {"a.txt": "The river rose.", ".opcit-adding-b.txt": "The ri"})

    added(folder, addition("a.txt"), addition("b.txt"))
    added(folder, addition("a.txt"), addition("b.txt"))

    assert names(folder) == {"a.txt", "b.txt", "sources.csv"}
    assert [row.cells["file"] for row in table_rows(folder)] == ["a.txt", "b.txt"]


@pytest.mark.parametrize("number", range(10))
def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Whichever write fails, nothing is added, and what was there is as it was."""
    table = b"file,title\nold.txt,Old\n"
    folder = corpus_folder(tmp_path, {"old.txt": "Old words.", "sources.csv": table})
    calls = 0

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == number + 1:
                raise OSError(errno.ENOSPC, "No space left on device")
            return function(*args, **options)

        return call

    monkeypatch.setattr(disk, "write", counted(disk.write))
    monkeypatch.setattr(disk, "replace", counted(disk.replace))
    monkeypatch.setattr(os, "link", counted(os.link))

    with pytest.raises(CorpusWriteError, match="No space left"):
        added(folder, addition("a.txt"), addition("b.txt", "Other words."))

    assert names(folder) == {"old.txt", "sources.csv"}
    assert (folder / "sources.csv").read_bytes() == table


@pytest.mark.parametrize("table", [b"title,date\nOld,1931\n", "file,title\nold.txt,پل\n".encode("utf-16")])
def test_a_table_that_cannot_grow(tmp_path: Path, table: bytes) -> None:
    """To a table without a column for files, or in another encoding, nothing is added."""
    folder = corpus_folder(tmp_path, {"sources.csv": table})

    with pytest.raises(CorpusWriteError) as caught:
        added(folder, addition("a.txt"))

    assert caught.value.code == "table"
    assert names(folder) == {"sources.csv"}


def test_two_at_once(tmp_path: Path) -> None:
    """Who adds at the same time waits: no row is lost."""
    threads = [threading.Thread(target=added, args=(tmp_path, addition(f"{n}.txt"))) for n in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(row.cells["file"] for row in table_rows(tmp_path)) == [f"{n}.txt" for n in range(8)]


@given(
    st.text(max_size=30).filter(
        lambda text: "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
    )
)
def test_any_title(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    """Whatever a title holds, its row is one row, and the next one is not harmed."""
    folder = tmp_path_factory.mktemp("corpus")

    added(folder, addition("a.txt", title=" ".join(title.split())), addition("b.txt", title="B"))

    rows = {row.cells["file"]: row.cells.get("title") for row in table_rows(folder)}
    assert rows.keys() == {"a.txt", "b.txt"}
    assert rows["b.txt"] == "B"
