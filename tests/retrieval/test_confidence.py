"""Confidence: what makes it surer that an archive speaks of what is asked, and what less sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.confidence import THRESHOLDS, Circumstances, confidence
from retrieval.features import Features

SHARE = st.floats(0, 1)
MET = Circumstances(unknown=0.0, has_names=False, terms=5, passages=200)


@given(SHARE, SHARE, SHARE, SHARE, st.integers(0, 60), st.integers(0, 10**7))
def test_it_lies_between_0_and_1(
    passage: float, window: float, letters: float, unknown: float, terms: int, passages: int
) -> None:
    """Whatever a question meets."""
    features = Features(passage=passage, window=window, letters=letters)

    assert 0 < confidence(features, Circumstances(unknown, True, terms, passages)) <= 1


@given(SHARE, SHARE)
def test_the_more_a_passage_holds_the_surer(one: float, other: float) -> None:
    """Holding more of the question never makes it less sure."""
    less, more = sorted([one, other])

    assert confidence(Features(passage=less), MET) <= confidence(Features(passage=more), MET)


@pytest.mark.parametrize(
    "less_sure",
    [
        MET._replace(unknown=0.5),
        MET._replace(passages=2000),
        MET._replace(terms=2),
        MET._replace(has_names=True),
    ],
)
def test_what_happens_by_chance_makes_less_sure(less_sure: Circumstances) -> None:
    """The same share says less in a larger archive, of a shorter question, or with names missing."""
    features = Features(passage=0.4, window=0.4, letters=0.3)

    assert confidence(features, less_sure) < confidence(features, MET)


def test_each_strictness_asks_for_more() -> None:
    """Loose, normal and strict are in order, and none lets everything or nothing through."""
    assert 0 < THRESHOLDS["loose"] < THRESHOLDS["normal"] < THRESHOLDS["strict"] < 1
