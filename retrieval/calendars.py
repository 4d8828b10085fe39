"""The Iranian calendar, which counts solar years from 622, and ours.

Leap years go by the 33-year cycle, which holds for the years 1206 to 1498 (1827 to 2120).
"""

from __future__ import annotations

import datetime as dt

_KNOWN_YEAR, _KNOWN_DAY = 1300, dt.date(1921, 3, 21)
_HALF = 6 * 31  # days of the first six months, which have 31 each


def solar_date(year: int, month: int, day: int) -> str | None:
    """A day of the Iranian calendar in ISO 8601; none where it has no such day."""
    months = [31] * 6 + [30] * 5 + [30 if _is_leap(year) else 29]
    if not (1 <= month <= len(months) and 1 <= day <= months[month - 1]):
        return None
    return (_new_year(year) + dt.timedelta(sum(months[: month - 1]) + day - 1)).isoformat()


def solar_day(day: dt.date) -> tuple[int, int, int]:
    """Year, month and day of the Iranian calendar on a day of ours."""
    year = day.year - 621
    if day < _new_year(year):
        year -= 1
    past = (day - _new_year(year)).days
    month, rest = divmod(past, 31) if past < _HALF else divmod(past - _HALF, 30)
    return year, month + (1 if past < _HALF else 7), rest + 1


def _new_year(year: int) -> dt.date:
    between = range(_KNOWN_YEAR, year) if year >= _KNOWN_YEAR else range(year, _KNOWN_YEAR)
    leaps = sum(map(_is_leap, between))
    days = 365 * (year - _KNOWN_YEAR) + (leaps if year >= _KNOWN_YEAR else -leaps)
    return _KNOWN_DAY + dt.timedelta(days)


def _is_leap(year: int) -> bool:
    return year % 33 in {1, 5, 9, 13, 17, 22, 26, 30}
