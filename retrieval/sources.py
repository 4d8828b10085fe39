"""The rows of a `sources.csv`: metadata that is kept beside the documents.

A row that is broken is said, and costs no other row.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from retrieval.errors import DocumentError
from retrieval.text import normal_characters

NAME = "sources.csv"
LARGEST = 16 << 20  # bytes; some fifty thousand rows
# A quotation mark that never closes would swallow every row after it: a row ends here at the latest.
_LONGEST_ROW = 20  # lines
# A line with its end, where `normal_characters` sees one; the last may have none.
_LINE = re.compile(r"[^\n\x0b\x0c\r\u2028\u2029]*(?:\r\n|[\n\x0b\x0c\r\u2028\u2029]|\Z)")


class Row(NamedTuple):
    """One document's row.

    Attributes:
        line: Where it begins, from 1.
        cells: By the column's name in lower case; empty ones are left out.
    """

    line: int
    cells: Mapping[str, str]


def source_rows(file: str, text: str) -> Iterator[Row | DocumentError]:
    """The rows of a table in their order, and in the place of each broken one what is wrong with it.

    Args:
        file: The table's own path, for what is wrong.
        text: All of it.

    Yields:
        Rows that have the column `file`, and errors of code `sources_row`.
    """
    yield from (row for row, _ in _placed_rows(file, text))


def text_without_rows(text: str, files: Collection[str]) -> str:
    """A table without the rows of some files; all else is as it was, to the character.

    Args:
        text: All of the table, as it is decoded.
        files: As the rows name them, in NFC.
    """
    lines = [match[0] for match in _LINE.finditer(text)]
    gone: set[int] = set()
    for row, taken in _placed_rows(NAME, text):
        if isinstance(row, Row) and named_file(row) in files:
            gone.update(range(row.line - 1, row.line - 1 + taken))
    return "".join(line for number, line in enumerate(lines) if number not in gone)


def named_file(row: Row) -> str:
    """The path that a row names, below the folder of its table, in NFC."""
    return unicodedata.normalize("NFC", row.cells["file"].removeprefix("./"))


def _placed_rows(file: str, text: str) -> Iterator[tuple[Row | DocumentError, int]]:
    """The rows as `source_rows` gives them, each with the number of its lines."""
    lines = normal_characters(text).split("\n")
    header, start = _record(lines, 0)
    columns = [name.strip().lower() for name in header or ()]
    if "file" not in columns:
        yield _broken(file, 1, "no_file_column"), 1
        return
    while start < len(lines):
        line = start + 1
        cells, taken = _record(lines, start)
        if cells is None or (taken > 1 and not _fits(cells, columns)):
            taken = 1
            yield _broken(file, line, "broken"), taken
        elif any(map(str.strip, cells)):
            yield _row(file, line, cells, columns), taken
        start += taken


def _row(file: str, line: int, cells: list[str], columns: list[str]) -> Row | DocumentError:
    if not _fits(cells, columns):
        return _broken(file, line, "cells", found=len(cells), expected=len(columns))
    stripped = zip(columns, map(str.strip, cells), strict=False)
    row = {name: cell for name, cell in stripped if name and cell}
    return Row(line, row) if "file" in row else _broken(file, line, "no_file")


def _fits(cells: list[str], columns: list[str]) -> bool:
    """Whether there is a cell for every column; empty ones beyond are what spreadsheets leave."""
    return len(cells) >= len(columns) and not any(map(str.strip, cells[len(columns) :]))


def _broken(file: str, line: int, problem: str, **values: object) -> DocumentError:
    return DocumentError(file, "sources_row", line=line, problem=problem, **values)


def _record(lines: list[str], start: int) -> tuple[list[str] | None, int]:
    """The cells of the record that begins at a line, none where it is broken; and how many lines it has."""
    record = (line + "\n" for line in islice(lines, start, start + _LONGEST_ROW))
    reader = csv.reader(record, strict=True)
    try:
        return next(reader), reader.line_num
    except csv.Error:
        return None, 1
