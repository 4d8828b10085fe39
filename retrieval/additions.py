"""Adding files to a corpus folder, each with its row in `sources.csv`; nothing there is ever overwritten.

A file gets its name when it is whole and on the disk, and the table is swapped for a longer one after that.
Killed in between, the corpus holds files without rows; the next addition of the same files gives them theirs.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from retrieval import disk, sources
from retrieval.decoding import decoded
from retrieval.errors import CorpusWriteError, DocumentError
from retrieval.files import contents
from retrieval.sources import Row, source_rows

COLUMNS = ("identifier", "file", "title", "creator", "publisher", "date", "language", "source", "rights")
"""Of a table that is begun here, and after them `references` and `captured`."""

_MORE_COLUMNS = ("references", "captured")
_LOCK = ".opcit.lock"
_UNFINISHED = ".opcit-adding-"
_PATIENCE = 10.0  # seconds to wait for somebody else who is adding


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


@contextlib.contextmanager
def adding(folder: Path) -> Iterator[None]:
    """Alone among all who add to a corpus; the folder is made if there is none.

    Raises:
        CorpusWriteError: `unwritable` or `busy`.
    """
    with _said(folder), contextlib.ExitStack() as held:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            held.enter_context(disk.exclusive(folder / _LOCK, _PATIENCE))
        except BlockingIOError as error:
            raise CorpusWriteError("busy", str(folder)) from error
        for left in folder.glob(f"{_UNFINISHED}*"):
            left.unlink()
        yield


def add(folder: Path, additions: Sequence[Addition]) -> None:
    """Write files and their rows: all of them, or after an error none.

    A file that is there already with these very bytes stays, and only gets its row.

    Args:
        folder: A corpus, held by `adding`.
        additions: Their names are not taken by other bytes.

    Raises:
        CorpusWriteError: `unwritable`, `table`, or a name is taken.
    """
    if not additions:
        return
    table = _grown(folder, [addition.row for addition in additions])
    made: list[Path] = []
    with _said(folder):
        try:
            for addition in additions:
                made += [folder / addition.file] if _written(folder, addition) else []
            _replace(folder, sources.NAME, table)
        except BaseException:
            for path in made:
                path.unlink(missing_ok=True)
            raise


def table_rows(folder: Path) -> list[Row]:
    """The rows of the folder's own `sources.csv` that can be read; none where there is no table."""
    text = _table_text(folder)
    rows = source_rows(sources.NAME, text) if text else ()
    return [row for row in rows if not isinstance(row, DocumentError)]


def columns(folder: Path) -> tuple[str, ...]:
    """The columns of the folder's `sources.csv`, or those a new one will have.

    Raises:
        CorpusWriteError: `table`.
    """
    text = _table_text(folder)
    if not text.strip():
        return (*COLUMNS, *_MORE_COLUMNS)
    header = tuple(name.strip().lower() for name in next(csv.reader([text.split("\n", 1)[0]]), []))
    if "file" not in header:
        raise CorpusWriteError("table", str(folder / sources.NAME))
    return header


def _grown(folder: Path, rows: Sequence[Mapping[str, str]]) -> bytes:
    """The table with rows at its end, and everything before them as it was, byte for byte."""
    names = columns(folder)
    path = folder / sources.NAME
    before = path.read_bytes() if path.exists() else b""
    line_end = "\r\n" if b"\r\n" in before else "\n"
    there = {row.cells["file"].removeprefix("./") for row in table_rows(folder)}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator=line_end)
    if not before.strip():
        writer.writerow(names)
    elif not before.endswith(b"\n"):
        written.write(line_end)
    writer.writerows([row.get(name, "") for name in names] for row in rows if row["file"] not in there)
    return before + written.getvalue().encode()


def _table_text(folder: Path) -> str:
    """The table's text, empty where there is none.

    Raises:
        CorpusWriteError: It is in no encoding to which a row in UTF-8 could be added.
    """
    path = folder / sources.NAME
    if not path.exists():
        return ""
    try:
        read = decoded(contents(folder, sources.NAME, sources.LARGEST).raw, sources.NAME)
    except DocumentError as error:
        raise CorpusWriteError("table", str(path), error.code) from error
    if read.encoding not in ("utf-8", "utf-8-sig", "ascii"):
        raise CorpusWriteError("table", str(path), read.encoding)
    return read.text.removeprefix("\ufeff")


def _written(folder: Path, addition: Addition) -> bool:
    """Write a file whole under its own name; whether it was not there yet.

    Raises:
        CorpusWriteError: Other bytes have that name.
    """
    path, part = folder / addition.file, folder / f"{_UNFINISHED}{addition.file}"
    try:
        disk.write(part, [addition.data])
        try:
            os.link(part, path)  # unlike a rename, it never takes the place of a file
        except FileExistsError as error:
            if path.is_symlink() or path.read_bytes() != addition.data:
                raise CorpusWriteError("unwritable", str(path), error.strerror or "") from error
            return False
        return True
    finally:
        part.unlink(missing_ok=True)


def _replace(folder: Path, name: str, data: bytes) -> None:
    part = folder / f"{_UNFINISHED}{name}"
    try:
        disk.write(part, [data])
        disk.replace(part, folder / name)
    finally:
        part.unlink(missing_ok=True)


@contextlib.contextmanager
def _said(folder: Path) -> Iterator[None]:
    """What the system refuses, in the archive's words."""
    try:
        yield
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise CorpusWriteError("unwritable", str(error.filename or folder), problem) from error
