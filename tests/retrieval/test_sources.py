import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import DocumentError
from retrieval.sources import source_rows


def read(text: str) -> tuple[dict[int, dict[str, str]], dict[object, object]]:
    """The rows of a table by their lines, and by theirs what is wrong with the broken ones."""
    found = list(source_rows("sources.csv", text))
    rows = {row.line: dict(row.cells) for row in found if not isinstance(row, DocumentError)}
    broken = {
        error.values["line"]: error.values["problem"] for error in found if isinstance(error, DocumentError)
    }
    return rows, broken


cells = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), max_codepoint=0x24F), min_size=1
)


@given(
    st.lists(st.tuples(cells, st.text('a,"x\n ').map(str.strip)), max_size=6), st.sampled_from(["\n", "\r\n"])
)
def test_what_a_spreadsheet_writes_is_read(table: list[tuple[str, str]], ends: str) -> None:
    """Commas, quotation marks and line ends inside a cell are the cell's, as csv has them."""
    written = io.StringIO()
    csv.writer(written, lineterminator=ends).writerows([("file", "title"), *table])
    rows, broken = read(written.getvalue())

    assert not broken
    assert [(row["file"], row.get("title", "")) for row in rows.values()] == [
        (" ".join(file.split()), title) for file, title in table
    ]


def test_columns_stand_in_any_order_and_may_be_missing() -> None:
    """Only `file` is needed; letter case and blanks do not matter; other columns are kept."""
    assert read(" Title , FILE,shelf\nA day,a.txt,9\n,b.txt,\n") == (
        {2: {"title": "A day", "file": "a.txt", "shelf": "9"}, 3: {"file": "b.txt"}},
        {},
    )


def test_what_a_spreadsheet_leaves_behind_is_no_fault() -> None:
    """Blank lines, rows of commas and empty cells beyond the last column are passed over."""
    assert read("file,title,\n\na.txt,A,,,\n,,\n   \nb.txt,B,\n") == (
        {3: {"file": "a.txt", "title": "A"}, 6: {"file": "b.txt", "title": "B"}},
        {},
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("x.txt", "cells"),
        ("x.txt,One, two,2017", "cells"),
        (",A title,2017", "no_file"),
        ('x.txt,"A title,2017', "broken"),
        ('x.txt,"A" title,2017', "broken"),
        ("x.txt," + "t" * 200_000 + ",2017", "broken"),
    ],
)
def test_a_broken_row_is_said_with_its_line_and_costs_no_other(row: str, problem: str) -> None:
    """The rows before and after a broken one are read, even after a quotation mark that never closes."""
    rows, broken = read(f'file,title,date\na.txt,"A ""1""",2016\n{row}\nb.txt,"B, b",2018\nc.txt,C,2019\n')

    assert broken == {3: problem}
    assert [cells["title"] for cells in rows.values()] == ['A "1"', "B, b", "C"]


def test_the_number_of_cells_is_said() -> None:
    """A comma without quotation marks is the usual fault; the two numbers show it."""
    (error,) = source_rows("s/sources.csv", "file,title\na.txt,One, two\n")

    assert isinstance(error, DocumentError)
    assert error.values == {"line": 2, "problem": "cells", "found": 3, "expected": 2}


@pytest.mark.parametrize(
    "text", ["", "\n", "identifier,title\na,A\n", "file;title\na.txt;A\n", '"file\na.txt\n']
)
def test_a_table_without_the_column_file_is_said_once(text: str) -> None:
    """Without it no row can be read, and one sentence is enough."""
    assert read(text) == ({}, {1: "no_file_column"})


@given(st.text('file,title"\n\r \0;a') | st.text())
def test_any_text_is_read_or_said_to_be_broken(text: str) -> None:
    """No table crashes the reading of an archive."""
    read(text)
    read("file,title\n" + text)
