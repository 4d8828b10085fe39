"""Tests of retrieval.captures."""

from __future__ import annotations

import pytest

from retrieval.captures import capture

SAVED = (
    b"<!DOCTYPE html> <html><!--\n Page saved with SingleFile\n saved date: Sat Nov 04 2023 10:00:00 GMT\n-->"
)
ARCHIVED = b"<html><body>x</body><!--\n     FILE ARCHIVED ON 10:11:12 Dec 04, 2017 AND RETRIEVED --></html>"
LINKING = (
    b'<html><a href="https://web.archive.org/web/20010203040506/http://example.org/">an older page</a></html>'
)


@pytest.mark.parametrize(
    ("raw", "row", "source", "day"),
    [
        (SAVED, {}, None, "2023-11-04"),
        (SAVED, {"captured": "2020-01-02"}, None, "2020-01-02"),
        (SAVED, {"captured": "yesterday"}, None, "2023-11-04"),
        (ARCHIVED, {}, None, "2017-12-04"),
        (b"<p>x</p>", {}, "https://web.archive.org/web/20171204101112/https://example.org/", "2017-12-04"),
        (LINKING, {}, "https://example.org/", None),
        (b"saved date: Sat Nov 04 2023, he wrote", {}, None, None),
        (b"<!-- saved date: Sat Nov 31 2023 -->", {}, None, None),
        (b"", {}, None, None),
    ],
)
def test_day_of_capture(raw: bytes, row: dict[str, str], source: str | None, day: str | None) -> None:
    """The day is the row's, else what the program that saved the page wrote, else the archive's address."""
    assert capture(raw, row, source) == day
