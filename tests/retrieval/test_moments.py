"""Moments: the days a sentence names are read as spans that can be compared."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.moments import is_told, moments


def written(text: str, language: str = "en") -> list[str]:
    """The moments of a text, in ISO 8601."""
    return [moment.written() for moment in moments(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell on 4 May 1999, they say.", ["1999-05-04"]),
        ("It fell on May 4th, 1999.", ["1999-05-04"]),
        ("It fell on 1999-05-04.", ["1999-05-04"]),
        ("It fell in May 1999 and again in 2001.", ["1999-05", "2001"]),
        ("Between 1990 and 1992 it stood.", ["1990/1992"]),
        ("From May to July 1999 it stood.", ["1999-05/1999-07"]),
        ("May and July 1999", ["1999-05/1999-07"]),
        ("1990–1992", ["1990/1992"]),
        ("1990-1992", ["1990/1992"]),
        ("It fell on 31 February 1999.", []),
        ("It may fall; in May it might.", []),
        ("2,000 people and 1.999 more, page 2000/3", []),
        ("In 1367 people came.", []),
    ],
)
def test_moments_as_people_write_them(text: str, expected: list[str]) -> None:
    """Days, months, years and ranges are read; counts, addresses and months without a year are not."""
    assert written(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("در مرداد ۱۳۶۷", ["1988-07-23/1988-08-22"]),
        ("۵ مهر ۱۳۶۷", ["1988-09-27"]),
        ("سال ۱۳۶۷", ["1988-03-21/1989-03-20"]),
        ("۴ دسامبر ۲۰۱۷", ["2017-12-04"]),
    ],
)
def test_the_iranian_calendar(text: str, expected: list[str]) -> None:
    """In Persian a date of either calendar is the days of ours that it covers."""
    assert written(text, "fa") == expected


@given(
    st.dates(dt.date(1600, 1, 1), dt.date(2090, 12, 31)),
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d"]),
)
def test_any_day_is_read_as_itself(day: dt.date, form: str) -> None:
    """A day in any of the usual forms is that day, and it lies within its month and its year."""
    text = f"On {day.strftime(form)} it fell."
    [moment] = moments(text, "en")
    [month], [year] = moments(f"in {day:%B} {day.year}", "en"), moments(f"in {day.year}", "en")

    assert (moment.first, moment.last) == (day, day)
    assert moment.agrees(month)
    assert moment.agrees(year)
    assert month.days < year.days


@given(
    st.text(alphabet="0123456789 -/.,MayJune۱۳۶۷مهرandto", max_size=60), st.sampled_from(["en", "fa", "de"])
)
def test_any_text_has_moments_in_order(text: str, language: str) -> None:
    """Whatever stands in a text, its moments are in order, apart, and end after they begin."""
    found = moments(text, language)

    assert all(moment.first <= moment.last and moment.start < moment.end for moment in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


def test_a_year_may_be_part_of_a_name() -> None:
    """‘The 1988 report’ tells of no time; ‘in 1988’ does."""
    for text, told in [("The 1988 report was read.", False), ("It was read in 1988.", True)]:
        [moment] = moments(text, "en")
        assert is_told(text, moment, "en") == told
