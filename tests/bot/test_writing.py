"""Numbers, sizes and dates as a language writes them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.writing import Writing
from retrieval import solar_day

MONTHS = tuple(re.split(" ", "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"))
ENGLISH = Writing(Locale.parse("en_GB"), lambda: MONTHS)
PERSIAN = Writing(Locale.parse("fa"), lambda: MONTHS)

DAYS = st.dates(dt.date(1828, 1, 1), dt.date(2119, 12, 31))


def beside(iso: str) -> str:
    """What stands in parentheses beside a date in Persian, in Latin digits."""
    found = re.search(r"\((.*)\)", PERSIAN.date(iso) or "")
    assert found
    return "".join(str(int(each)) if each.isdecimal() else each for each in found[1])


@given(DAYS)
def test_days(day: dt.date) -> None:
    """Beside a day of ours stands the same day of the Iranian calendar."""
    year, month, number = solar_day(day)

    assert beside(day.isoformat()) == f"{number} {MONTHS[month - 1]} {year}"


@given(DAYS)
def test_months(day: dt.date) -> None:
    """A month of ours is two of the Iranian calendar, one after the other: those of its days."""
    told = re.split("–", beside(day.isoformat()[:7]))
    names = [name for part in told for name in part.split() if name in MONTHS]

    assert MONTHS[solar_day(day)[1] - 1] in names
    assert MONTHS.index(names[1]) == (MONTHS.index(names[0]) + 1) % 12
    assert told[-1].endswith(str(solar_day(day.replace(day=28))[0]))


@given(DAYS)
def test_years(day: dt.date) -> None:
    """A year of ours is two years of the Iranian calendar: that of each of its days is one of them."""
    assert str(solar_day(day)[0]) in beside(f"{day.year}").split("–")


@given(st.dates())
def test_every_date(day: dt.date) -> None:
    """Any date can be written, in Persian without a Latin digit, in English without another calendar."""
    for iso in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        assert not re.search("[0-9]", PERSIAN.date(iso) or "0")
        assert "(" not in (ENGLISH.date(iso) or "(")


@pytest.mark.parametrize("text", ["", "1988-13", "1988-02-30", "about 1988", "88", "1988-7", "۱۳۶۷"])
def test_no_date(text: str) -> None:
    """What is no date in ISO 8601 is none."""
    assert PERSIAN.date(text) is None


@given(st.integers(0, 10**15))
def test_numbers(number: int) -> None:
    """A number has the digits of its language and is still that number."""
    for written in (ENGLISH.number(number), PERSIAN.number(number)):
        assert int("".join(filter(str.isdecimal, written))) == number
    assert not re.search("[0-9]", PERSIAN.number(number) + PERSIAN.digits(number) + PERSIAN.bytes(number))
