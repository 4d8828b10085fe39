"""Tests of retrieval.captures."""

from __future__ import annotations

import pytest

from retrieval.captures import capture

SAVED = (
    b"<!DOCTYPE html> <html><!--\n Page saved with SingleFile\n saved date: Sat Nov 04 2023 10:00:00 GMT\n-->"
)
ARCHIVED = b"<html><body>x</body><!--\n     FILE ARCHIVED ON 10:11:12 Dec 04, 2017 AND RETRIEVED --></html>"
WAYBACK = "https://web.archive.org/web/20171204101112/https://example.org/"
FROM_ARCHIVE = (
    b"<!DOCTYPE html>\n"
    b"<!-- saved from url=(0063)https://web.archive.org/web/20190503102030/https://example.org/ -->\n<p>x</p>"
)
WITH_SCRIPT = (
    b'<html><script>__wm.wombat("https://example.org/","20190503102030","https://web.archive.org/");</script>'
)
LINKING = (
    b'<html><a href="https://web.archive.org/web/20010203040506/http://example.org/">an older page</a></html>'
)


@pytest.mark.parametrize(
    ("raw", "source", "day"),
    [
        (SAVED, None, "2023-11-04"),
        (ARCHIVED, None, "2017-12-04"),
        (FROM_ARCHIVE, "https://example.org/", "2019-05-03"),
        (WITH_SCRIPT, "https://example.org/", "2019-05-03"),
        (b"<p>x</p>", WAYBACK, "2017-12-04"),
        (SAVED, WAYBACK, "2017-12-04"),
        (b"", WAYBACK, "2017-12-04"),
        (b"", "https://web.archive.org/web/20171304101112/https://example.org/", None),
        (LINKING, "https://example.org/", None),
        (b"saved date: Sat Nov 04 2023, he wrote", None, None),
        (b"<!-- saved date: Sat Nov 31 2023 -->", None, None),
        (b"", None, None),
    ],
)
def test_day_of_capture(raw: bytes, source: str | None, day: str | None) -> None:
    """The day is that of the archive's address, else what the program that saved the page wrote."""
    assert capture(raw, source) == day
