"""What people asked in vain: counted without who asked, and without words that few asked for."""

from __future__ import annotations

import gc
import pickle
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gaps import FLOOR, REMEMBERED, Asked, Gaps
from retrieval import Answer, Query, Reason


def vain(*words: str, reason: Reason = Reason.UNKNOWN_WORDS) -> Answer:
    """An answer without quotes to a question with words that no document holds."""
    return Answer("a question", reason=reason, query=Query(unknown=words))


@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["zwiebel", "anna", "پروانه"])), max_size=60))
def test_floor(asked: list[tuple[int, str]]) -> None:
    """A word shows once enough different people asked for it, however often each of them did."""
    gaps = Gaps()
    people: dict[str, set[int]] = {}
    for person, word in asked:
        gaps.note(vain(word), person)
        people.setdefault(word, set()).add(person)

    assert {*gaps.words()} == {
        Asked(word, len(those)) for word, those in people.items() if len(those) >= FLOOR
    }
    assert gaps.reasons == Counter({Reason.UNKNOWN_WORDS: len(asked)} if asked else {})


def test_nothing_below_the_floor() -> None:
    """Below the floor neither a word nor a person is anywhere in what is held."""
    gaps = Gaps()
    for person in range(4_000_000_001, 4_000_000_000 + FLOOR):
        gaps.note(vain("zwiebelfisch"), person)
    held = pickle.dumps(vars(gaps))

    assert b"zwiebel" not in held
    assert all(str(person).encode() not in held for person in range(4_000_000_001, 4_000_000_000 + FLOOR))
    assert all((4_000_000_000 + n).to_bytes(4, "little") not in held for n in range(1, FLOOR))


def test_no_person_in_two_words() -> None:
    """That one person asked for two words cannot be seen: each has hashes of its own."""
    gaps = Gaps(floor=2)
    for word in ("zwiebel", "anna"):
        gaps.note(vain(word), 7)
    one, other = gaps._askers.values()

    assert not one & other


def test_another_start_another_key() -> None:
    """The hashes of two starts have nothing in common, so that none can be recognised."""
    first, second = Gaps(), Gaps()
    for gaps in (first, second):
        gaps.note(vain("zwiebel"), 7)

    assert not {*first._askers} & {*second._askers}


@pytest.mark.parametrize("typed", ["0912345678", "a", "x" * 41, "anna@example.org", "<b>", "12 may"])
def test_what_is_no_word(typed: str) -> None:
    """Numbers, addresses and whatever else is no word are not counted, however many ask."""
    gaps = Gaps(floor=1)
    gaps.note(vain(typed), 7)

    assert gaps.words() == []


def test_one_word_however_written() -> None:
    """Capitals and forms of letters make no other word."""
    gaps = Gaps(floor=2)
    gaps.note(vain("Zwiebel"), 1)
    gaps.note(vain("ZWIEBEL", "zwiebel"), 2)

    assert gaps.words() == [Asked("zwiebel", 2)]


def test_answered() -> None:
    """What is answered counts nothing."""
    gaps = Gaps(floor=1)
    gaps.note(Answer("q", query=Query(unknown=("zwiebel",))), 7)

    assert not gaps.words()
    assert not gaps.reasons


def test_bounded() -> None:
    """However many words are asked for, as many are remembered as fit, the latest."""
    gaps = Gaps(floor=1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    for number in range(REMEMBERED + 5):
        word = "".join(letters[number // 26**place % 26] for place in range(4))
        gaps.note(vain(f"x{word}"), 7)
    gc.collect()

    assert len(gaps.words()) == len(gaps._askers) == REMEMBERED
