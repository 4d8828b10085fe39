"""Changing a corpus: one at a time, and what a crash left half done is done or undone first."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from retrieval import audit, disk, sources
from retrieval.errors import CorpusWriteError
from retrieval.journal import FOLDER, Journal, State, close, journal_of, own_folder
from retrieval.tables import UNFINISHED, drop_rows, put, rows_apart, tables_with
from retrieval.withdrawals import withdraw

PUT_ASIDE = "withdrawn"
"""The folder, in `.opcit`, of the files that were taken out but not deleted, each in a folder of its own."""

_LOCK = ".opcit.lock"
_PATIENCE = 10.0  # seconds to wait for somebody else who changes it


@contextlib.contextmanager
def changing(folder: Path, patience: float = _PATIENCE) -> Iterator[None]:
    """Alone among all who change a corpus; the folder is made if there is none.

    Raises:
        CorpusWriteError: `unwritable`, `busy`, or `table` for what a crash left.
    """
    with said(folder), contextlib.ExitStack() as held:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            held.enter_context(disk.exclusive(folder / _LOCK, patience))
        except BlockingIOError as error:
            raise CorpusWriteError("busy", str(folder)) from error
        for left in folder.glob(f"{UNFINISHED}*"):
            left.unlink()
        settle(folder)
        yield


def settle_if_free(folder: Path) -> None:
    """Finish what a crash left half done, unless somebody is at work or nothing can be written.

    Nothing depends on it: what does not count is left out by every reader anyway.
    """
    if journal_of(folder):
        with contextlib.suppress(CorpusWriteError), changing(folder, 0.0):
            pass


def settle(folder: Path) -> None:
    """Do what is left of the change that is under way, if one is; only under `changing`.

    Raises:
        CorpusWriteError: `table`.
        OSError: Something cannot be written.
    """
    journal = journal_of(folder)
    if journal is None:
        return
    if journal.state is State.ADDING:
        _undo(folder, journal)
    elif journal.state is State.REMOVING:
        withdraw(folder, journal.withdrawal)
        _take_out(folder, journal)
        audit.note(folder, journal.events)
    else:
        audit.note(folder, journal.events)
    close(folder)


@contextlib.contextmanager
def said(folder: Path) -> Iterator[None]:
    """What the system refuses, in the archive's words.

    Raises:
        CorpusWriteError: `unwritable`.
    """
    try:
        yield
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise CorpusWriteError("unwritable", str(error.filename or folder), problem) from error


def _undo(folder: Path, journal: Journal) -> None:
    """Take back files and rows that were being added; a file with other bytes is somebody else's."""
    for table, named in tables_with(folder, journal.rows).items():
        drop_rows(folder, table, named, whole_table=journal.makes_table)
    for file, sha256 in journal.files.items():
        path = folder / file
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
            path.unlink()
    disk.sync_folder(folder)


def _take_out(folder: Path, journal: Journal) -> None:
    tables = tables_with(folder, journal.rows)
    for file in journal.files:
        path = folder / file
        if journal.keeps_file and path.exists():
            aside = _aside(folder, journal)
            for table, named in tables.items():
                put(aside / sources.NAME, rows_apart(folder, table, named))
            path.rename(aside / PurePosixPath(file).name)
            disk.sync_folder(aside)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            disk.sync_folder(path.parent)
    for table, named in tables.items():
        drop_rows(folder, table, named)


def put_aside(folder: Path, identifier: str, sha256: str) -> Path:
    """Where the file of a withdrawn document lies if it was not deleted."""
    return folder / FOLDER / PUT_ASIDE / f"{identifier}-{sha256[:12]}"


def _aside(folder: Path, journal: Journal) -> Path:
    """An empty folder to put a document aside in."""
    own_folder(folder)
    aside = put_aside(folder, journal.withdrawal["identifier"], journal.withdrawal["sha256"])
    shutil.rmtree(aside, ignore_errors=True)  # begun before a crash
    aside.parent.mkdir(mode=0o700, exist_ok=True)  # nobody else is to find what was taken out
    aside.mkdir()
    disk.sync_folder(aside.parent)
    disk.sync_folder(folder / FOLDER)
    return aside
