"""Spelling: only a word that is close enough is taken for another."""

import pytest

from retrieval.spelling import SIMILARITY, corrected

VOCABULARY = sorted(["zanderlow", "kotchner", "montavari", "precis", "daughter", "=montavari", "zar"])


@pytest.mark.parametrize(
    ("typed", "meant"), [("zanderlov", "zanderlow"), ("kochner", "kotchner"), ("montaveri", "montavari")]
)
def test_a_name_typed_wrong_is_found(typed: str, meant: str) -> None:
    """A letter more, less or other in a long name does not hide it."""
    assert corrected(typed, VOCABULARY) == meant


@pytest.mark.parametrize("typed", ["slaughter", "recip", "zat", "1989345", "", "qqqqqqqq"])
def test_another_word_stays_itself(typed: str) -> None:
    """Short words, figures and words that merely look alike are not put right."""
    assert corrected(typed, VOCABULARY) is None


def test_a_group_of_aliases_is_never_a_spelling() -> None:
    """The terms of alias groups are not words that somebody could have meant."""
    assert corrected("=montavary", VOCABULARY) is None
    assert 0 < SIMILARITY < 1
