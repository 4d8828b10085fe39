"""Moments: the days, months and years that a sentence names, as spans of days that can be compared."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from retrieval.analysis import folded
from retrieval.calendars import solar_date
from retrieval.datelines import MONTHS, month_number, plain
from retrieval.wordlists import word_lists

YEARS = range(1500, 2100)
SOLAR_YEARS = range(1250, 1450)
SOLAR_LANGUAGES = frozenset({"fa"})
"""Languages whose texts write years of the Iranian calendar without saying so."""


class Moment(NamedTuple):
    """A stretch of time that a text names.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last.
        first: Its first day.
        last: Its last; the same for a day.
    """

    start: int
    end: int
    first: dt.date
    last: dt.date

    def agrees(self, other: Moment) -> bool:
        """Whether both could be of one thing: they have a day in common."""
        return self.first <= other.last and other.first <= self.last

    @property
    def days(self) -> int:
        """How many days it spans."""
        return (self.last - self.first).days + 1

    def written(self) -> str:
        """In ISO 8601: a day, a month or a year, or an interval `first/last` of such."""
        first, last = self.first, self.last
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            ends = [f"{first.year}", f"{last.year}"]
        elif first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
            ends = [f"{first:%Y-%m}", f"{last:%Y-%m}"]
        else:
            ends = [first.isoformat(), last.isoformat()]
        return "/".join(dict.fromkeys(ends))


_MOMENT = re.compile(
    rf"(?<![\w.,/-])(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s(?:of\s|de\s)?)?(?P<m>{MONTHS})\.?"
    rf"(?:\s(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?(?:,?\s(?:of\s|de\s|سال\s)?(?P<y>\d{{4}})(?![\w-]|[.,]\d))?(?!\w)"
    r"|(?<![\w.,/-])(?P<iso>\d{4}-\d{2}-\d{2})(?![\w-])"
    r"|(?<![\w.,/])(?<!\D-)(?P<year>\d{4})(?![\w/]|-\d\d?\b|[.,]\d)",
    re.IGNORECASE,
)
_TO = re.compile(r"\s?(?:[-–—]|to|until|till|through|bis|à|hasta|تا)\s?(?:the\s)?", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|und|et|y|و)\s", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre|بین|میان)(?:\s(?:the|سال‌های))?\s$", re.IGNORECASE)


class _Part(NamedTuple):
    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None


def moments(text: str, language: str) -> list[Moment]:
    """The moments that `text` names, in order; the two ends of a range are one.

    A month or a day without a year counts only as the beginning of a range whose end has one.

    Args:
        text: Any text.
        language: Of its words; tells which calendar a bare year is of.
    """
    found: list[Moment] = []
    begun: _Part | None = None
    for part in _parts(text, language):
        moment = _moment(part, language)
        before = found[-1] if found else None
        if moment and begun and _is_range(text, begun, part):
            opening = _moment(begun._replace(year=part.year), language)
            moment = _range(opening, moment) if opening else moment
        elif moment and before and _is_range(text, before, moment) and before.first < moment.first:
            found[-1], moment = _range(before, moment), None
        begun = part if part.year is None else None
        if moment:
            found.append(moment)
    return found


def is_told(text: str, moment: Moment, language: str) -> bool:
    """Whether `text` tells that something was then; a year may only name a thing: "the 1988 report"."""
    before = text[: moment.start].split()
    known = word_lists(language).before_years
    is_bare = text[moment.start : moment.end].isdecimal()
    return not (is_bare and known and (not before or folded(before[-1]) not in known))


def _is_range(text: str, first: Moment | _Part, last: Moment | _Part) -> bool:
    """Whether two moments are the ends of one: "May to June 1990", "between 1990 and 1992"."""
    between = text[first.end : last.start]
    if _AND.fullmatch(between):
        return isinstance(first, _Part) or _BETWEEN.search(text[: first.start]) is not None
    return _TO.fullmatch(between) is not None


def _range(first: Moment, last: Moment) -> Moment:
    return Moment(first.start, last.end, min(first.first, last.first), max(first.last, last.last))


def _parts(text: str, language: str) -> Iterator[_Part]:
    for found in _MOMENT.finditer(plain(text)):
        if found["iso"]:
            yield _Part(*found.span(), *map(int, found["iso"].split("-")))
            continue
        stated = found["year"] or found["y"]
        named = int(stated) if stated else None
        is_solar = named in SOLAR_YEARS and language in SOLAR_LANGUAGES
        if named is not None and named not in YEARS and not is_solar:
            continue
        month = month_number(found["m"], is_solar) if found["m"] else None
        day = found["d"] or found["d2"]
        if month != 0:
            yield _Part(*found.span(), named, month, int(day) if day else None)


def _moment(part: _Part, language: str) -> Moment | None:
    if part.year is None:
        return None
    is_solar = part.year in SOLAR_YEARS and language in SOLAR_LANGUAGES
    ends = _solar_days(part) if is_solar else _days(part)
    return Moment(part.start, part.end, *ends) if ends else None


def _days(part: _Part) -> tuple[dt.date, dt.date] | None:
    year = part.year or 0
    try:
        if part.day and part.month:
            day = dt.date(year, part.month, part.day)
            return day, day
        month, last = part.month or 1, part.month or 12
        return dt.date(year, month, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:
        return None


def _solar_days(part: _Part) -> tuple[dt.date, dt.date] | None:
    """The days of our calendar that a day, month or year of the Iranian one covers."""
    year, month = part.year or 0, part.month
    first = solar_date(year, month or 1, part.day or 1)
    after = (year, month + 1) if month and month < 12 else (year + 1, 1)
    last = first if part.day else solar_date(*after, 1)
    if first is None or last is None:
        return None
    ends = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return ends if part.day else (ends[0], ends[1] - dt.timedelta(1))
