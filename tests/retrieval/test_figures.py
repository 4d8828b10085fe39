"""Figures: counts are seen with their values, and what is no count is not taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.figures import figures


def values(text: str, language: str = "en") -> list[tuple[int, int]]:
    """The values in a text, as low and high ends."""
    return [(figure.low, figure.high) for figure in figures(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("some 30,000 sheep", [(30000, 30000)]),
        ("twelve cranes and 40 boats", [(12, 12), (40, 40)]),
        ("two hundred sheep", [(200, 200)]),
        ("twenty-five goats", [(25, 25)]),
        ("5-6 thousand goats", [(5000, 6000)]),
        ("between 150 and 200 goats", [(150, 200)]),
        ("2,800 or 3,800 goats", [(2800, 3800)]),
        ("five to six thousand goats", [(5000, 6000)]),
        ("3 million", [(3000000, 3000000)]),
        ("2,800 to 5,000 goats", [(2800, 5000)]),
    ],
)
def test_counts_have_values(text: str, expected: list[tuple[int, int]]) -> None:
    """Digits, words, powers and ranges are read as a person reads them."""
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "in 1988",
        "on 5 June 2013",
        "July 28",
        "at 17:05",
        "the 35th year",
        "Article 6",
        "a 94-page book",
        "tens of thousands",
        "3.5",
    ],
)
def test_what_counts_nothing_is_no_figure(text: str) -> None:
    """Years, dates, times, ordinals, numbers of articles and vague words are left out."""
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("۳۰٬۰۰۰ نفر", (30000, 30000)),
        ("پنج هزار تن", (5000, 5000)),
        ("۵ تا ۶ هزار نفر", (5000, 6000)),
        ("چند صد نفر", None),
        ("در دههٔ شصت", None),
        ("تابستان سال ۶۷", None),
        ("ماده ۶", None),
    ],
)
def test_persian_counts(text: str, expected: tuple[int, int] | None) -> None:
    """Persian digits and words are figures as well."""
    assert values(text, "fa") == ([expected] if expected else [])


def test_figures_agree_when_one_lies_within_the_other() -> None:
    """A range agrees with a value inside it and with none outside."""
    whole, inside, outside = figures("2,800 to 5,000; 4,000; 30,000", "en")

    assert whole.agrees(inside)
    assert not whole.agrees(outside)


@given(st.text(alphabet="0123456789 ,.-–tofivehundrdsa۵۶"))
def test_figures_stand_where_they_say(text: str) -> None:
    """Figures are ordered, do not overlap, and their low end is not above the high one."""
    end = 0
    for figure in figures(text, "en"):
        assert end <= figure.start < figure.end <= len(text)
        assert figure.low <= figure.high
        end = figure.end
