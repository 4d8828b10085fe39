"""Numbers, sizes and dates as a language writes them: its digits, its separators, its calendars."""

from __future__ import annotations

import datetime as dt
import decimal
import re
from collections.abc import Callable, Sequence
from typing import Literal

from babel import Locale, dates, numbers, units

from bot.locales import digits
from retrieval import solar_day

IRANIAN_CALENDAR = frozenset({"fa"})
"""Languages whose readers count years by the Iranian calendar, and are shown it beside ours."""

_SOLAR_YEARS = range(1828, 2120)  # of ours: what the arithmetic of leap years holds for
_PRECISIONS = {"year": r"\d{4}", "month": r"\d{4}-\d{2}", "day": r"\d{4}-\d{2}-\d{2}"}
_SKELETONS = {"year": "y", "month": "yMMMM"}
_FIGURE = re.compile(r"\d+(?:,\d{3})*", re.ASCII)
_LONGEST_NUMBER = 5000  # digits: more than any message holds


class Writing:
    """How one language writes numbers and dates.

    Args:
        locale: The language.
        months: Gives the names of the Iranian calendar's months; asked only where they are shown.
    """

    def __init__(self, locale: Locale, months: Callable[[], Sequence[str]]) -> None:
        self._locale = locale
        self._months = months
        self._digits = digits(locale)

    def date(self, value: str) -> str | None:
        """An ISO 8601 date of any precision, written out; None for what is no date."""
        for precision, pattern in _PRECISIONS.items():
            if re.fullmatch(pattern, value):
                try:
                    day = dt.date.fromisoformat(value + "0000-01-01"[len(value) :])
                except ValueError:
                    return None
                return self._day(day, precision)
        return None

    def moment(self, value: dt.datetime, zone: str = "UTC") -> str:
        """A date and time of day in UTC, whose name is `zone`."""
        both = str(dates.get_datetime_format("medium", locale=self._locale))
        day = self._day(value.astimezone(dt.UTC).date(), "day")
        time = self.digits(f"{value.astimezone(dt.UTC):%H:%M}")
        return both.replace("'", "").replace("{1}", day).replace("{0}", f"{time} {zone}")

    def number(self, value: float) -> str:
        """A number with this language's digits and separators."""
        # With the context of the thread, a figure of more digits than its precision could not be written.
        with decimal.localcontext(decimal.Context(prec=_LONGEST_NUMBER)):
            written = numbers.format_decimal(value, locale=self._locale, numbering_system="default")
        return self.digits(written)

    def figure(self, value: str) -> str:
        """A text whose numbers, such as those of `2,800–5,000`, get this language's digits and separators."""
        return _FIGURE.sub(lambda match: self.number(int(match[0].replace(",", ""))), value)

    def bytes(self, value: int) -> str:
        """A size, in whole megabytes or, if small, kilobytes."""
        unit, divisor = ("megabyte", 1_000_000) if value >= 1_000_000 else ("kilobyte", 1000)
        count = max(1, round(value / divisor))
        # In letters of another script a short unit would turn the line over.
        length: Literal["short", "long"] = (
            "short" if self._locale.character_order == "left-to-right" else "long"
        )
        written = units.format_unit(
            count, f"digital-{unit}", length, locale=self._locale, numbering_system="default"
        )
        return self.digits(written)

    def digits(self, value: object) -> str:
        """A text with this language's digits, and nothing else changed."""
        return str(value).translate(self._digits)

    def _day(self, day: dt.date, precision: str) -> str:
        if precision == "day":
            ours = dates.format_date(day, "long", locale=self._locale)
        else:
            ours = dates.format_skeleton(_SKELETONS[precision], day, locale=self._locale)
        theirs = self._iranian(day, precision)
        return self.digits(f"{ours} ({theirs})" if theirs else ours)

    def _iranian(self, first: dt.date, precision: str) -> str:
        """A date of ours in the Iranian calendar, by whose months a month or a year of ours is two."""
        if self._locale.language not in IRANIAN_CALENDAR or first.year not in _SOLAR_YEARS:
            return ""
        if precision == "day":
            year, month, day = solar_day(first)
            return f"{day} {self._months()[month - 1]} {year}"
        if precision == "year":
            return f"{first.year - 622}–{first.year - 621}"
        (year, month, _), (last_year, last_month, _) = solar_day(first), solar_day(first.replace(day=28))
        names = self._months()
        begins = names[month - 1] if year == last_year else f"{names[month - 1]} {year}"
        return f"{begins}–{names[last_month - 1]} {last_year}"
