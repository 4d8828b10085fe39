"""Adding files to a corpus folder, each with its row in `sources.csv`; nothing there is ever overwritten.

Files and rows are written while the journal says that they do not count yet; they all count from the moment
on at which it says so. Killed before that, nothing was added; killed after it, everything was.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from retrieval import audit, disk, sources
from retrieval.audit import Event
from retrieval.changing import said, settle
from retrieval.errors import CorpusWriteError
from retrieval.journal import Journal, State, journal_of, write_down
from retrieval.tables import UNFINISHED, put, with_rows


class Addition(NamedTuple):
    """A file to be added.

    Attributes:
        data: Its bytes.
        row: What is known of it, by column; `file` is its name, without folders.
    """

    data: bytes
    row: Mapping[str, str]

    @property
    def file(self) -> str:
        """Its name."""
        return self.row["file"]

    @property
    def sha256(self) -> str:
        """Of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


def add(folder: Path, additions: Sequence[Addition], who: int | None = None) -> None:
    """Write files and their rows: all of them, or after an error none; and note it in the history.

    A file that is there already with these very bytes stays, and only gets its row.

    Args:
        folder: A corpus, held by `retrieval.changing`.
        additions: Their names are not taken by other bytes.
        who: Numeric id of the admin who adds; None for the command line.

    Raises:
        CorpusWriteError: `unwritable`, `table`, or a name is taken.
    """
    journal = begin(folder, additions, who)
    if journal:
        finish(folder, journal)


def begin(folder: Path, additions: Sequence[Addition], who: int | None = None) -> Journal | None:
    """As `add`, but the journal stays open until `finish`, so that it can still be taken back by `undo`.

    Raises:
        CorpusWriteError: As for `add`.
    """
    if not additions:
        return None
    table = with_rows(folder, [addition.row for addition in additions])
    new = {each.file: each.sha256 for each in additions if not os.path.lexists(folder / each.file)}
    journal = Journal(
        state=State.ADDING,
        files=new,
        rows=tuple(each.file for each in additions),
        makes_table=not (folder / sources.NAME).exists(),
        events=tuple(vars(_event(each, who)) for each in additions),
    )
    added = Journal(**{**vars(journal), "state": State.ADDED})
    with said(folder):
        try:
            write_down(folder, journal)
            for addition in additions:
                _write(folder, addition)
            put(folder / sources.NAME, table)
            write_down(folder, added)
        except BaseException:
            with contextlib.suppress(CorpusWriteError):  # then the next change or start does it
                undo(folder, journal)
            raise
    return added


def finish(folder: Path, journal: Journal) -> None:
    """Note in the history what `begin` added; if that cannot be, it is taken back.

    Raises:
        CorpusWriteError: Nothing was added.
    """
    try:
        with said(folder):
            settle(folder)
    except CorpusWriteError:
        undo(folder, journal)
        raise


def undo(folder: Path, journal: Journal) -> None:
    """Take back what `begin` added.

    Raises:
        CorpusWriteError: It could not be taken back now; the next change or start does it, if the journal
            could be written.
    """
    with said(folder):
        there = journal_of(folder)
        if there and there.state is not State.ADDING:
            write_down(folder, Journal(**{**vars(journal), "state": State.ADDING}))
        settle(folder)


def _event(addition: Addition, who: int | None) -> Event:
    return Event(
        what=audit.ADDED,
        identifier=addition.row.get("identifier", ""),
        file=addition.file,
        sha256=addition.sha256,
        who=who,
    )


def _write(folder: Path, addition: Addition) -> None:
    """Write a file whole under its own name, unless it is there.

    Raises:
        CorpusWriteError: Other bytes have that name.
    """
    path, part = folder / addition.file, folder / f"{UNFINISHED}{addition.file}"
    try:
        disk.write(part, [addition.data])
        os.link(part, path)  # unlike a rename, it never takes the place of a file
    except FileExistsError as error:
        if path.is_symlink() or path.read_bytes() != addition.data:
            raise CorpusWriteError("unwritable", str(path), error.strerror or "") from error
    finally:
        part.unlink(missing_ok=True)
