"""Tests of retrieval.sentences."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sentences import sentences
from retrieval.text import normal_form

SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"

JUDGED = yaml.safe_load((Path(__file__).parents[1] / "data" / "sentences.yaml").read_text(encoding="utf-8"))


def pieces(text: str) -> list[str]:
    """The words of each sentence."""
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize("marked", [case["text"] for case in JUDGED], ids=[case["rule"] for case in JUDGED])
def test_sentences_end_where_the_rule_says(marked: str) -> None:
    """Each rule of the splitter, judged on invented sentences."""
    assert pieces(marked.replace("|", "")) == [part.strip() for part in marked.split("|")]


def assert_sound(text: str, start: int, end: int) -> None:
    """The spans are ordered, disjoint, inside, not blank at their edges; only white space lies between."""
    position = start
    for span in sentences(text, start, end):
        assert not text[position : span.start].strip()
        assert start <= position <= span.start < span.end <= end
        words = text[span.start : span.end]
        assert words == words.strip()
        position = span.end
    assert not text[position:end].strip()


WORDS = """Mr. U.S. etc. A. 12. 3.5 e.g. Dec. word The او رفت و… ه.ش 他 。 । ؟ ... … ! ? . , : “ ” " ' « »
    ( ) [3] • - ไทย"""
FRAGMENTS = st.sampled_from([*WORDS.split(), " ", "  ", "\n", "\n\n"])


@given(st.one_of(st.text(), st.lists(FRAGMENTS).map("".join)), st.integers(0, 20), st.integers(0, 20))
def test_nothing_is_lost_or_doubled(text: str, skipped: int, cut: int) -> None:
    """For any string and any part of it, the sentences and the white space between them are the whole."""
    start = min(skipped, len(text))
    assert_sound(text, start, max(start, len(text) - cut))


@given(st.lists(FRAGMENTS).map("".join), st.lists(FRAGMENTS).map("".join))
def test_a_block_is_cut_by_its_own_words_alone(before: str, block: str) -> None:
    """What stands around a block does not change how it is cut, so a quote survives edits elsewhere."""
    text = before + block + before
    shift = len(before)

    found = sentences(text, shift, shift + len(block))

    assert [(start - shift, end - shift) for start, end in found] == list(sentences(block))


def test_blank_text_has_no_sentences() -> None:
    """White space alone is no sentence."""
    assert sentences("") == sentences(" \n ") == ()


def test_thai_is_cut_at_blanks_once_long_enough() -> None:
    """Thai has no full stop: a blank ends a sentence once it is long, and never a short one."""
    clause = "เขาไปที่ตลาดตอนเช้าเพื่อซื้อผลไม้สดและกลับมาถึงบ้านก่อนที่ฝนจะตกลงมาอย่างหนักในตอนบ่ายของวันเดียวกัน"

    assert pieces("เขาไป ฉันอยู่") == ["เขาไป ฉันอยู่"]
    assert pieces(f"{clause * 2} {clause}") == [clause * 2, clause]


HOSTILE = r""". " a … ." 1. A. Mr. (. ?”A a. ا. اً é •"""


@pytest.mark.parametrize("unit", [" ", "\n", ". ", "ก ", "1. ", "?” A ", "a.) ", *HOSTILE.split(" ")])
def test_time_is_linear(unit: str) -> None:
    """A long text of anything is cut in a moment: no pattern goes back over what it has read."""
    text = unit * (150_000 // len(unit))
    began = time.process_time()

    sentences(text)

    assert time.process_time() - began < 2


def naive(paragraph: str) -> set[int]:
    """Where a splitter without any rule ends sentences."""
    return {match.start(1) for match in re.finditer(r"[.!?…][\"”’'“)\]]*(\s+)(?=\S)", paragraph)}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not there")
def test_real_texts_are_cut_as_judged_by_hand() -> None:
    """The seeds have 525 true ends inside 443 lines: one (dots in a speech) may be missed, none invented."""
    ends = surplus = paragraphs = 0
    for file in sorted(SEEDS.glob("*.txt")):
        text = normal_form(file.read_text(encoding="utf-8-sig"))
        for match in re.finditer(r"\S[^\n]*", text):
            assert_sound(text, match.start(), match.end())
            inner = {span.end - match.start() for span in sentences(text, match.start(), match.end())[:-1]}
            ends += len(inner)
            surplus += len(inner - naive(match[0]))
            paragraphs += 1

    assert paragraphs == 443
    assert surplus == 0
    assert 520 <= ends <= 526
