"""Hits: which of a question's terms stand in a row of terms, how strongly and how close together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.hits import CLOSE, Matcher, joined

# A question of three terms: 1 matches the first; 2 the second, or 3 half; 4 the third, a name.
MATCHER = Matcher([{1: 1.0}, {2: 1.0, 3: 0.5}, {4: 1.0}], [1.0, 2.0, 3.0], names=[2])
STRENGTHS = st.dictionaries(st.integers(0, 2), st.floats(0.1, 1.0))


@given(st.lists(st.integers(0, 9), max_size=30))
def test_shares_lie_between_nothing_and_all(terms: list[int]) -> None:
    """Whatever stands there, each share is from 0 to 1, and 1 of what is held in full."""
    hits = MATCHER.hits(terms)

    for share in (MATCHER.share(hits.strength), MATCHER.named(hits.strength), MATCHER.close(hits)):
        assert 0 <= share <= 1
    assert (MATCHER.share(hits.strength) == 1) == ({1, 2, 4} <= set(terms))
    assert MATCHER.named(hits.strength) == (4 in terms)


@given(STRENGTHS, STRENGTHS)
def test_what_two_rows_hold_together_is_the_best_of_both(
    one: dict[int, float], other: dict[int, float]
) -> None:
    """Joining keeps the stronger match of each term and adds none."""
    assert joined(one, other) == {
        place: max(one.get(place, 0.0), other.get(place, 0.0)) for place in one.keys() | other
    }


def test_a_word_is_counted_each_time_by_how_it_matches() -> None:
    """A related word counts what it counts, as often as it stands there."""
    hits = MATCHER.hits([3, 9, 3, 1])

    assert hits.frequency == {1: 1.0, 0: 1.0}
    assert hits.strength == {1: 0.5, 0: 1.0}
    assert hits.places == {1: [0, 2], 0: [3]}


@pytest.mark.parametrize(("gap", "is_close"), [(0, True), (CLOSE - 1, True), (CLOSE, False)])
def test_neighbours_of_a_question_count_when_they_are_close(gap: int, is_close: bool) -> None:
    """Two neighbouring terms count as close up to so many terms apart, in either order."""
    apart = [9] * gap

    assert (MATCHER.close(MATCHER.hits([1, *apart, 2])) > 0) is is_close
    assert (MATCHER.close(MATCHER.hits([2, *apart, 1])) > 0) is is_close


def test_one_word_is_no_pair() -> None:
    """A word that matches two terms of a question is not close to itself."""
    both = Matcher([{1: 1.0}, {1: 1.0}], [1.0, 1.0])

    assert both.close(both.hits([1])) == 0
    assert both.close(both.hits([1, 1])) == 1


def test_a_question_of_one_term_has_no_pairs_and_no_names() -> None:
    """Nothing is divided by what is not there."""
    single = Matcher([{1: 1.0}], [1.0])

    assert single.close(single.hits([1])) == single.named(single.hits([1]).strength) == 0
