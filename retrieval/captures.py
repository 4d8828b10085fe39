"""The day on which a web page was saved, where the saved file or its row tells.

Programs that save pages write it down: SingleFile in a comment, the Wayback Machine in its addresses and in a
comment at the end. The date of the file itself is not read: copying changes it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

_LOOKED_AT = 1 << 16  # bytes from either end
_SAVED = re.compile(rb"saved date: \w{3} (?P<month>\w{3}) (?P<day>\d\d) (?P<year>\d{4})")
_ARCHIVED = re.compile(rb"FILE ARCHIVED ON \d\d:\d\d:\d\d (?P<month>\w{3}) (?P<day>\d\d), (?P<year>\d{4})")
_WAYBACK = re.compile(rb"https?://web\.archive\.org/web/(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)\d{6}")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_GIVEN = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def capture(raw: bytes, given: Mapping[str, str], source: str | None = None) -> str | None:
    """The day of capture in ISO 8601; none where nobody says.

    Args:
        raw: The bytes of the saved page.
        given: Its row of a `sources.csv`: a column `captured` wins.
        source: The page's own address, which may be an archive's.
    """
    if _GIVEN.fullmatch(given.get("captured", "")):
        return given["captured"]
    if b"<" not in raw[:_LOOKED_AT]:
        return None
    ends = raw[:_LOOKED_AT] + b"\n" + raw[-_LOOKED_AT:]
    found = _SAVED.search(ends) or _ARCHIVED.search(ends) or _WAYBACK.match((source or "").encode())
    return _day(found) if found else None


def _day(found: re.Match[bytes]) -> str | None:
    year, month, day = (found[name].decode("ascii", "replace").lower() for name in ("year", "month", "day"))
    names = _MONTHS.split()
    number = names.index(month) + 1 if month in names else int(month) if month.isdecimal() else 0
    try:
        return datetime.date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None
