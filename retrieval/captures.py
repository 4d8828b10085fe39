"""The day on which a web page was saved, where the saved file or its address tells.

Programs that save pages write it down: SingleFile in a comment, the Wayback Machine in its addresses, in a
script at the top and in a comment at the end, browsers in the address they saved from. The date of the file
itself is not read: copying changes it.
"""

from __future__ import annotations

import datetime
import re

_LOOKED_AT = 1 << 16  # bytes from either end
_SAVED = re.compile(rb"saved date: \w{3} (?P<month>\w{3}) (?P<day>\d\d) (?P<year>\d{4})")
_ARCHIVED = re.compile(rb"FILE ARCHIVED ON \d\d:\d\d:\d\d (?P<month>\w{3}) (?P<day>\d\d), (?P<year>\d{4})")
_MOMENT = rb"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)\d{6}"
_WAYBACK = re.compile(rb"https?://web\.archive\.org/web/" + _MOMENT)
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d{1,5}\)https?://web\.archive\.org/web/" + _MOMENT)
_SCRIPT = re.compile(rb"__wm\.wombat\(\"[^\"]{1,2000}\",\"" + _MOMENT + rb"\"")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"


def capture(raw: bytes, source: str | None = None) -> str | None:
    """The day of capture in ISO 8601; none where nobody says.

    Args:
        raw: The bytes of the saved page.
        source: Its own address, which may be an archive's.
    """
    found = _WAYBACK.match((source or "").encode()) or _written(raw)
    return _day(found) if found else None


def _written(raw: bytes) -> re.Match[bytes] | None:
    """Where a saved page says when it was saved."""
    if b"<" not in raw[:_LOOKED_AT]:
        return None
    ends = raw[:_LOOKED_AT] + b"\n" + raw[-_LOOKED_AT:]
    return next(filter(None, (form.search(ends) for form in (_SAVED, _ARCHIVED, _SAVED_FROM, _SCRIPT))), None)


def _day(found: re.Match[bytes]) -> str | None:
    year, month, day = (found[name].decode("ascii", "replace").lower() for name in ("year", "month", "day"))
    names = _MONTHS.split()
    number = names.index(month) + 1 if month in names else int(month) if month.isdecimal() else 0
    try:
        return datetime.date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None
