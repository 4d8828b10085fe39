"""Tests of retrieval.datelines."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.datelines import date_of_line, dateline

DAYS = st.dates(datetime.date(1921, 3, 21), datetime.date(2090, 12, 31))


@given(
    DAYS, st.sampled_from(["%-d %B %Y", "%B %-d, %Y", "%b. %-d, %Y", "%Y%B %-d", "%A, %-d %b %Y", "%Y-%m-%d"])
)
def test_a_day_however_written(day: datetime.date, form: str) -> None:
    """A line that is a day comes out as that day."""
    assert date_of_line(day.strftime(form)) == day.isoformat()
    assert date_of_line(f"Published on {day.strftime(form)}") == day.isoformat()


@given(DAYS)
def test_a_day_in_numbers_only_where_it_is_sure(day: datetime.date) -> None:
    """Day and month in numbers are read where they cannot be exchanged."""
    sure = day.day > 12 or day.day == day.month

    assert date_of_line(day.strftime("%d/%m/%Y")) == (day.isoformat() if sure else None)
    assert date_of_line(day.strftime("%m/%d/%Y")) == (day.isoformat() if sure else None)


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("27th Jan 2020", "2020-01-27"),
        ("March 2019", "2019-03"),
        ("۱۳ آذر ۱۳۹۶", "2017-12-04"),
        ("دوشنبه، ۱۳ آذر ۱۳۹۶", "2017-12-04"),
        ("تاریخ انتشار: ۴ دسامبر ۲۰۱۷", "2017-12-04"),
        ("٤ ديسمبر ٢٠١٧", "2017-12-04"),
        ("4 décembre 2017", "2017-12-04"),
        ("4. Dezember 2017", "2017-12-04"),
        ("Posted March 3, 2019 at 10:30 am", "2019-03-03"),
        ("31 February 2018", None),
        ("31 اسفند 1396", None),
        ("1931", None),
        ("Last updated: 4 May 1931", None),
        ("Oldtown, 14/05/1931", None),
        ("On 4 May 1931 it rained", None),
        ("4 May", None),
        ("", None),
    ],
)
def test_lines(line: str, date: str | None) -> None:
    """A line is a date if there is nothing else in it, and if the calendar has it."""
    assert date_of_line(line) == date


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("OLDTOWN, May 4, 1931 /Lamp Wire/ — The council voted.", ("1931-05-04", "Lamp Wire")),
        ("OLDTOWN, 4 May 1931 (Lamp) - The council voted.", ("1931-05-04", "Lamp")),
        ("NEW OLDTOWN – May 4, 1931 – The council voted.", ("1931-05-04", None)),
        ("تهران، ۱۳ آذر ۱۳۹۶ – شورا رأی داد.", ("2017-12-04", None)),
        ("On 4 May 1931 – a Monday – the council voted.", None),
        ("The council voted on Monday, 4 May 1931 — and lost.", None),
        ("OLDTOWN, May 4 — The council voted.", None),
        ("OLDTOWN – A council of nine voted.", None),
        ("", None),
    ],
)
def test_datelines(opening: str, expected: tuple[str, str | None] | None) -> None:
    """A paragraph's dateline is a place, a whole date and a dash; the agency is what stands between."""
    assert dateline(opening) == expected


@given(st.text(alphabet="0123456789 -/.,ABmayJunه۱۳", max_size=60))
def test_any_line(line: str) -> None:
    """Whatever a line holds, it is a date in ISO 8601 or none."""
    found = date_of_line(line)

    assert found is None or datetime.date.fromisoformat(found if len(found) > 7 else f"{found}-01")
    dateline(line)
