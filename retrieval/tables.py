"""The `sources.csv` of a corpus folder as it is edited: rows come and go, the rest stays as it was."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path, PurePosixPath

from retrieval import disk, sources
from retrieval.decoding import decoded
from retrieval.errors import CorpusWriteError, DocumentError
from retrieval.files import contents
from retrieval.sources import Row, named_file, source_rows, text_without_rows

COLUMNS = ("identifier", "file", "title", "creator", "publisher", "date", "language", "source", "rights")
"""Of a table that is begun here, and after them `references` and `captured`."""

UNFINISHED = ".opcit-adding-"
"""How the name of a file begins that is not yet whole."""

_MORE_COLUMNS = ("references", "captured")
_BOM = "\ufeff"


def table_rows(folder: Path) -> list[Row]:
    """The rows of the folder's own `sources.csv` that can be read; none where there is no table."""
    return _rows(table_text(folder))


def columns(folder: Path) -> tuple[str, ...]:
    """The columns of the folder's `sources.csv`, or those a new one will have.

    Raises:
        CorpusWriteError: `table`.
    """
    text = table_text(folder).removeprefix(_BOM)
    if not text.strip():
        return (*COLUMNS, *_MORE_COLUMNS)
    header = tuple(name.strip().lower() for name in next(csv.reader([text.split("\n", 1)[0]]), []))
    if "file" not in header:
        raise CorpusWriteError("table", str(folder / sources.NAME))
    return header


def with_rows(folder: Path, rows: Sequence[Mapping[str, str]]) -> bytes:
    """The table with rows at its end, and everything before them as it was, byte for byte.

    Raises:
        CorpusWriteError: `table`.
    """
    names = columns(folder)
    path = folder / sources.NAME
    before = path.read_bytes() if path.exists() else b""
    line_end = "\r\n" if b"\r\n" in before else "\n"
    there = {named_file(row) for row in table_rows(folder)}
    written = io.StringIO()
    writer = csv.writer(written, lineterminator=line_end)
    if not before.strip():
        writer.writerow(names)
    elif not before.endswith(b"\n"):
        written.write(line_end)
    writer.writerows([row.get(name, "") for name in names] for row in rows if row["file"] not in there)
    return before + written.getvalue().encode()


def tables_with(folder: Path, files: Collection[str]) -> dict[str, set[str]]:
    """The tables that have rows of some files: path in the corpus, and the files as those rows name them.

    Args:
        folder: A corpus.
        files: Paths in it.

    Raises:
        CorpusWriteError: `table`.
    """
    found: dict[str, set[str]] = {}
    for file in files:
        for above in PurePosixPath(file).parents:
            table = str(above / sources.NAME)
            named = unicodedata.normalize("NFC", str(PurePosixPath(file).relative_to(above)))
            if any(named_file(row) == named for row in _rows(table_text(folder, table))):
                found.setdefault(table, set()).add(named)
    return found


def drop_rows(folder: Path, table: str, named: Collection[str], *, whole_table: bool = False) -> None:
    """Take rows out of a table.

    Args:
        folder: A corpus.
        table: Path in it.
        named: The files of the rows, as `tables_with` gives them.
        whole_table: Take the table away if no row is left in it.

    Raises:
        CorpusWriteError: `table`.
        OSError: It cannot be written.
    """
    rest = text_without_rows(table_text(folder, table), named)
    if whole_table and not _rows(rest):
        (folder / table).unlink()
        disk.sync_folder((folder / table).parent)
    else:
        put(folder / table, rest.encode())


def rows_apart(folder: Path, table: str, named: Collection[str]) -> bytes:
    """A table of its own with just these rows, and the file's bare name in each.

    Raises:
        CorpusWriteError: `table`.
    """
    found = [row.cells for row in _rows(table_text(folder, table)) if named_file(row) in named]
    names = list(dict.fromkeys(name for cells in found for name in cells))
    written = io.StringIO()
    writer = csv.DictWriter(written, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**cells, "file": PurePosixPath(cells["file"]).name} for cells in found)
    return written.getvalue().encode()


def put(path: Path, data: bytes) -> None:
    """Give a file its content at once: a reader sees the old or the new.

    Raises:
        OSError: It cannot be written; it is as it was.
    """
    part = path.with_name(f"{UNFINISHED}{path.name}")
    try:
        disk.write(part, [data])
        disk.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def table_text(folder: Path, table: str = sources.NAME) -> str:
    """A table's text with all its marks, empty where there is none.

    Raises:
        CorpusWriteError: It is in no encoding to which a row in UTF-8 could be added.
    """
    path = folder / table
    if not path.exists():
        return ""
    try:
        raw = contents(folder, table, sources.LARGEST).raw
        encoding = decoded(raw, table).encoding
    except DocumentError as error:
        raise CorpusWriteError("table", str(path), error.code) from error
    if encoding not in ("utf-8", "utf-8-sig", "ascii"):
        raise CorpusWriteError("table", str(path), encoding)
    return raw.decode("utf-8")


def _rows(text: str) -> list[Row]:
    rows = source_rows(sources.NAME, text.removeprefix(_BOM)) if text.strip() else ()
    return [row for row in rows if not isinstance(row, DocumentError)]
