"""Comparing: what typography may change makes no other unit; everything else does."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.comparing import Key, joined, units


def forms(text: str) -> list[str]:
    """The forms of a text's units."""
    return [unit.form for unit in units(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("He said: “it’s”", "He  said:\n'it's'"),
        ("one—two", "one -- two"),
        ("well‑known", "well-known"),
        ("and so…", "and so..."),
        ("and so [...]", "and so […]"),
        ("ﬁve", "five"),
        ("in ۱۳۶۷", "in 1367"),
        ("علي، كاظم؟", "علی, کاظم?"),
        ("خانۀ", "خانهٔ"),
        ("co\u00adoperate", "cooperate"),
    ],
)
def test_typography_makes_the_same_units(one: str, other: str) -> None:
    """Quotation marks, dashes, apostrophes, ellipses, ligatures, digits, yeh and kaf by kind are the same."""
    assert forms(one) == forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("its", "it's"),
        ("The", "the"),
        ("4,000", "4.000"),
        ("30-40", "3040"),
        ("10²", "102"),
        ("therapist", "the rapist"),
        ("yes, no", "yes no"),
        ("guilty?", "guilty."),
        ("آن", "ان"),
        ("مسئول", "مسیول"),
    ],
)
def test_all_else_makes_others(one: str, other: str) -> None:
    """Case, commas, separators in figures, apostrophes that are letters, and letters of their own differ."""
    assert joined(units(one)) != joined(units(other))


def test_white_space_inside_persian_words() -> None:
    """A word with ZWNJ, with a space or with neither is one string; the words around it are no part of it."""
    whole = Key(units("او نمی‌رود."))

    for typed in ("نمی‌رود", "نمی رود", "نمیرود"):
        assert whole.found(joined(units(typed)))
    assert not Key(units("دارد")).found(joined(units("ارد")))


@given(st.text())
def test_units_are_slices_in_order(text: str) -> None:
    """Units follow each other in the text and none is empty."""
    row = units(text)

    assert all(unit.start < unit.end for unit in row)
    assert all(one.end <= other.start for one, other in pairwise(row))
