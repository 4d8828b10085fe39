"""The Iranian calendar beside ours."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.calendars import solar_date, solar_day


def test_days_of_the_iranian_calendar_follow_each_other() -> None:
    """Two centuries of days come out as days that follow each other, none left out and none twice."""
    found = [solar_date(y, m, d) for y in range(1300, 1490) for m in range(1, 13) for d in range(1, 32)]

    days = [datetime.date.fromisoformat(day) for day in found if day]

    assert days == [days[0] + datetime.timedelta(count) for count in range(len(days))]
    assert days[0] == datetime.date(1921, 3, 21)


@pytest.mark.parametrize(
    ("given_day", "day"),
    [
        ((1367, 5, 6), "1988-07-28"),
        ((1399, 12, 30), "2021-03-20"),
        ((1400, 1, 1), "2021-03-21"),
        ((1403, 12, 30), "2025-03-20"),
        ((1404, 1, 1), "2025-03-21"),
    ],
)
def test_known_days_of_the_iranian_calendar(given_day: tuple[int, int, int], day: str) -> None:
    """Days that any Iranian calendar shows beside the common one."""
    assert solar_date(*given_day) == day
    assert solar_day(datetime.date.fromisoformat(day)) == given_day


@given(st.dates(datetime.date(1827, 3, 22), datetime.date(2119, 12, 31)))
def test_there_and_back(day: datetime.date) -> None:
    """A day of ours is one day of the Iranian calendar, which is that day again."""
    assert solar_date(*solar_day(day)) == day.isoformat()
