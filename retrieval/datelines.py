"""Dates as people write them: a date that is a line of its own, and the dateline a report begins with.

A date within a sentence is never read: it is the day of what is told, not of the telling. Nor is one that
could be two days (`04/12/2017`), or that lacks its year.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import NamedTuple

from retrieval.calendars import solar_date

_FOLDED = {ord(mark): str(unicodedata.digit(mark)) for mark in "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"} | str.maketrans(
    "يك", "یک"
)

_MONTHS = (
    "january jan januar janvier janv enero ژانویه يناير",
    "february feb februar février févr febrero فوریه فبراير",
    "march mar märz mars marzo مارس",
    "april apr avril avr abril آوریل أبريل",
    "may mai mayo مه مايو",
    "june jun juni juin junio ژوئن يونيو",
    "july jul juli juillet juil julio ژوئیه جولای يوليو",
    "august aug août agosto اوت أغسطس",
    "september sep sept septembre septiembre سپتامبر سبتمبر",
    "october oct oktober okt octobre octubre اکتبر أكتوبر",
    "november nov novembre noviembre نوامبر نوفمبر",
    "december dec dezember dez décembre déc diciembre دسامبر ديسمبر",
)
_SOLAR_MONTHS = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
_MONTH = {
    name: number for number, names in enumerate(_MONTHS, 1) for name in names.translate(_FOLDED).split()
}
_SOLAR_MONTH = {name: number for number, name in enumerate(_SOLAR_MONTHS.split(), 1)}
_YEARS = range(1500, 2100)
_SOLAR_YEARS = range(1250, 1500)
_SURE_DAY = 12  # of two numbers with strokes between them, one above this is the day

MONTHS = "|".join(sorted(map(re.escape, {*_MONTH, *_SOLAR_MONTH}), key=len, reverse=True))
"""A pattern for the names of the months, folded by `plain`, in several languages and both calendars."""
_DAYS = (
    "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    "|dimanche|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    "|(?:یک|دو|سه|چهار|پنج)?[\u200c ]?شنبه|جمعه"
)
_WRITTEN = (
    rf"(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s?(?:of|de)?\s?(?P<m>{MONTHS})\.?,?\s?(?:de )?(?P<y>\d{{4}})"
    rf"|(?P<m2>{MONTHS})\.?\s?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y2>\d{{4}})"
    rf"|(?P<y3>\d{{4}}),?\s?(?P<m3>{MONTHS})\.?,?\s?(?P<d3>\d{{1,2}})"
    rf"|(?P<y4>\d{{4}})[-/](?P<n4>\d{{1,2}})[-/](?P<d4>\d{{1,2}})"
    rf"|(?P<a5>\d{{1,2}})(?P<stroke>[-/.])(?P<b5>\d{{1,2}})(?P=stroke)(?P<y5>\d{{4}})"
    rf"|(?P<m6>{MONTHS})\.?,?\s(?P<y6>\d{{4}}))"
)
_SAID = (
    r"(?:published|posted|released|issued|date|publié|veröffentlicht|publicado|تاریخ(?: انتشار)?|منتشر شده)"
)
_TIME = r"(?:[\s,|–-]*(?:at |ساعت )?\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s?[A-Z]{2,4})?)?"
_LINE = re.compile(
    rf"[\W_]*(?:{_SAID}(?: on| at| am| le| el| در)?\s?:?\s)?"
    rf"(?:(?:{_DAYS})[,،]?\s)?(?:le )?{_WRITTEN}{_TIME}[\W_]*",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"(?P<place>[^\W\d_][^\n.!?:;“”\"]{{1,60}}?)(?:[,،]|\s[–—-])\s\(?(?:{_DAYS}[,،]?\s)?{_WRITTEN}\)?"
    r"\s?,?(?:\s?/(?P<wire>[^/\n]{2,60})/|\s?\((?P<agency>[^()\n]{2,60})\))?\s?(?:--|[–—-])\s",
    re.IGNORECASE,
)
_PLACE_WORDS = 6


class Dateline(NamedTuple):
    """What a report's first words say of it: the day, and the agency that sent it out, if they name one."""

    date: str
    agency: str | None


def date_of_line(line: str) -> str | None:
    """The date that a line states and nothing else, in ISO 8601 (a day, or a month); none for other lines.

    Args:
        line: Perhaps with a weekday, a time, or `Published` before it.
    """
    found = _LINE.fullmatch(plain(line)) if len(line) <= 100 else None
    return _iso(found) if found else None


def dateline(text: str) -> Dateline | None:
    """The dateline that a paragraph begins with, such as `LISBON, 4 May 1999 /Agency/ —`, if it has one."""
    head = text[:240]
    found = _DATELINE.match(plain(head))
    if found is None or head[0].islower():
        return None
    place = found["place"].split()
    # In a sentence a word before the date is in small letters, as in no name of a place.
    is_place = len(place) <= _PLACE_WORDS and not any(w[0].islower() and len(w) > 3 for w in place)
    date = _iso(found)
    if date is None or len(date) < len("2017-12-04") or not is_place:
        return None
    name = "wire" if found["wire"] else "agency"
    return Dateline(date, head[slice(*found.span(name))].strip() if found[name] else None)


def plain(text: str) -> str:
    """A text with ASCII digits and Persian letters, of the same length."""
    return text.translate(_FOLDED)


def _iso(found: re.Match[str]) -> str | None:
    year, month, day = _numbers(found)
    if year in _SOLAR_YEARS:
        return solar_date(year, month, day) if day else None
    if year not in _YEARS:
        return None
    try:
        date = datetime.date(year, month, day or 1)
    except ValueError:
        return None
    return date.isoformat() if day else date.isoformat()[:7]


def _numbers(found: re.Match[str]) -> tuple[int, int, int]:
    """Year, month and day; the month 0 where it cannot be told, the day 0 where none is given."""
    parts = found.groupdict()
    year = int(next(parts[name] for name in ("y", "y2", "y3", "y4", "y5", "y6") if parts[name]))
    if parts["a5"]:
        first, second = int(parts["a5"]), int(parts["b5"])
        if first != second and max(first, second) <= _SURE_DAY:
            return year, 0, 0
        return year, min(first, second), max(first, second)
    if parts["n4"]:
        return year, int(parts["n4"]), int(parts["d4"])
    name = next(parts[name] for name in ("m", "m2", "m3", "m6") if parts[name])
    day = next((parts[name] for name in ("d", "d2", "d3") if parts[name]), "0")
    return year, month_number(name, year in _SOLAR_YEARS), int(day)


def month_number(name: str, is_solar: bool) -> int:
    """The number of a month by its name, in the Iranian calendar or in ours; 0 for one of the other."""
    return (_SOLAR_MONTH if is_solar else _MONTH).get(name.lower(), 0)
