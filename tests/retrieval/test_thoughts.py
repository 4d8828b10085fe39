"""Tests of retrieval.thoughts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import document
from retrieval.passages import passages
from retrieval.structure import blocks
from retrieval.thoughts import Need, needs, whole

ALONE = "The old mill by the river burned down in the night."


def judged(text: str, language: str = "en") -> list[Need]:
    """What each sentence of a text needs."""
    return needs(document(text, language=language, title="A"), passages(text, blocks(text, "A")))


@pytest.mark.parametrize(
    "sentence",
    [
        "He left the town before the fire began.",
        "“They came at night and took the boats.”",
        "This was known to everybody in the harbour.",
        "These men had worked there for years.",
        "Their boats were burned in the harbour.",
        "The former had a key to the gate.",
        "Some of them had a key to the gate.",
        "But nobody had a key to the gate.",
        "However, nobody had a key to the gate.",
        "As a result, nobody had a key to the gate.",
        "For example, the gate had no lock.",
        "It burned for three days and nights.",
        "When he came back, the gate was open.",
        "In the recording she says the gate was open.",
        "Yes, the gate was open all night long.",
    ],
)
def test_what_goes_back_needs_the_sentence_before(sentence: str) -> None:
    """A pronoun, a demonstrative or a connective at the beginning needs what stands before."""
    assert judged(f"{ALONE} {sentence}")[-1] & Need.PREVIOUS


@pytest.mark.parametrize(
    "sentence",
    [
        "I was at the mill when the wall fell.",
        "We had no key to the gate.",
        "Nils Brandt lost his key to the gate.",
        "It is clear that nobody had a key to the gate.",
        "This year nobody has a key to the gate.",
        "There was no key to the gate.",
        "In addition to the gate, the wall was broken.",
        "In her reply, Amara Diallo wrote that the gate was open.",
        "When the guards came back they opened the gate.",
        "Three men had a key to the gate.",
    ],
)
def test_what_stands_alone_needs_nothing(sentence: str) -> None:
    """Testimony, names, nouns, and words that only look like pronouns need nothing."""
    assert judged(f"{ALONE} {sentence}")[-1] == Need(0)


@pytest.mark.parametrize(
    "sentence",
    [
        "Who had the key to the gate of the mill?",
        "“Who had the key to the gate?” he asked.",
        "Read more about the history of the old mill.",
        "We do not",
        "Bergen, 14 May 2015.",
        "Nobody came.",
    ],
)
def test_what_is_no_sentence_is_no_answer(sentence: str) -> None:
    """Questions, signposts, lines without a verb, of place and date, or of two words answer nothing."""
    assert judged(f"{ALONE} {sentence}")[1] & Need.NOT_AN_ANSWER


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The guards opened the gate at night.", "That is false."),
        ("The guards opened the gate at night.", "The council rejected the claim."),
        ("The guards opened the gate at night.", "This has been denied by the council."),
        ("The guards opened the gate at night.", "Nils Brandt denied it."),
    ],
)
def test_what_is_turned_round_needs_the_sentence_after(first: str, second: str) -> None:
    """A claim denied in the next sentence needs it, and the denial needs the claim."""
    found = judged(f"{first} {second}")

    assert found[0] & Need.NEXT
    assert found[1] & Need.PREVIOUS
    assert judged(f"{first} {ALONE}")[0] == Need(0)


def test_a_colon_needs_what_it_announces() -> None:
    """What ends with a colon needs the next sentence; what begins in the middle needs the one before."""
    assert judged(f"Three people had a key to the gate of the old mill:\n\n{ALONE}")[0] & Need.NEXT
    assert judged(f"{ALONE}\n\nand then the gate was opened by the guards.")[1] & Need.PREVIOUS


def test_a_doubted_quotation_needs_what_doubts_it() -> None:
    """Words that are denied behind the quotation, or only allegedly said, are not to be cut from that."""
    behind = judged("“I saw the guards open the gate. I saw the fire,” Nils Brandt falsely claimed.")
    before = judged("Nils Brandt allegedly told the crew: “The gate is open tonight. The guards are away.”")
    plain = judged("Nils Brandt told the crew: “The gate is open tonight. The guards are away.”")

    assert behind[0] & Need.NEXT
    assert before[1] & Need.PREVIOUS
    assert plain[1] == Need(0)


def test_words_of_somebody_not_named_keep_their_lead_in() -> None:
    """Inside a quotation of somebody not named, a sentence needs the one that says whose words they are."""
    found = judged("The petition says: “The gate was open at night. The guards were away.”")

    assert found[1] & Need.PREVIOUS


def test_speech_may_begin_with_and() -> None:
    """Where the speaker is known and says "I", a beginning "and" is the way people talk, no connective."""
    spoken = judged("Nils Brandt told the meeting: “The gate was open. And I saw the fire from there.”")
    written = judged("The gate was open. And the fire was seen from there.")

    assert not spoken[1] & Need.PREVIOUS
    assert written[1] & Need.PREVIOUS


@pytest.mark.parametrize(
    ("sentence", "need"),
    [
        ("او پیش از آتش از شهر رفت.", Need.PREVIOUS),
        ("اما هیچ‌کس کلید در را نداشت.", Need.PREVIOUS),
        ("این سازمان نوشت که در باز بود.", Need.PREVIOUS),
        ("چه کسی کلید در را داشت؟", Need.NOT_AN_ANSWER),
        ("نگهبان کلید در را نداشت.", Need(0)),
        ("من آن شب در آسیاب بودم.", Need(0)),
    ],
)
def test_persian(sentence: str, need: Need) -> None:
    """In Persian the same holds by its own words."""
    found = judged(f"آسیاب کهنه کنار رود در شب سوخت. {sentence} نگهبان کلید در را نداشت.", "fa")

    assert found[1] == need


@given(st.text(), st.sampled_from(["en", "fa", "de"]))
def test_any_text_is_judged(text: str, language: str) -> None:
    """On any text it raises nothing, and gives one answer for each sentence, the same again."""
    text = text.replace("\0", "")
    found = passages(text, blocks(text))
    held = document(text, language=language)

    result = needs(held, found)

    assert len(result) == sum(len(passage.sentences) for passage in found)
    assert result == needs(held, found)


@pytest.mark.parametrize("unit", ["“a ", "He, ", "in a ", "it is ", "denied the ", '"A." ', "a: "])
def test_time_is_linear(unit: str) -> None:
    """A long text of anything is judged in a moment."""
    text = unit * (100_000 // len(unit))
    held, found = document(text, language="en"), passages(text, blocks(text))
    began = time.process_time()

    needs(held, found, [None] * sum(len(passage.sentences) for passage in found))

    assert time.process_time() - began < 1.5


FLAGS = st.sampled_from(
    [Need(0), Need(0), Need.PREVIOUS, Need.NEXT, Need.PREVIOUS | Need.NEXT, Need.NOT_AN_ANSWER]
)


def by_trying(chosen: range, flags: list[Need], within: range, limit: int) -> range | None:
    """The smallest fitting range around the chosen one, found by trying them all."""
    options = [
        range(first, last)
        for first in range(within.start, chosen.start + 1)
        for last in range(chosen.stop, within.stop + 1)
        if not flags[first] & Need.PREVIOUS and not flags[last - 1] & Need.NEXT
        if last - first <= 4 and (range(first, last) == chosen or 10 * (last - first) <= limit)
    ]
    return min(options, key=len, default=None)


@given(st.lists(FLAGS, min_size=1, max_size=9), st.data())
def test_whole_is_the_smallest_range_that_needs_nothing(flags: list[Need], data: st.DataObject) -> None:
    """A range grows to the smallest within the limits that needs neither neighbour, or to None."""
    start = data.draw(st.integers(0, len(flags) - 1))
    end = data.draw(st.integers(start + 1, min(len(flags), start + 4)))
    low, high = data.draw(st.integers(0, start)), data.draw(st.integers(end, len(flags)))
    limit = data.draw(st.sampled_from([10, 20, 30, 40]))

    grown = whole(range(start, end), flags, range(low, high), lambda part: 10 * len(part), limit)

    assert grown == by_trying(range(start, end), flags, range(low, high), limit)
