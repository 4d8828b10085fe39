import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text import normal_characters, normal_form, one_line

# Characters that do something to their neighbours, so that a random text is not harmless.
LIVELY = (
    "a A"
    "\u030a\u030a\u0333\u033f\u0301\u0323\u00c5\u212b\t\r\n\x0b\x0c\x00\x1b\x85\x92\u00a0\u2009\u202f\u3000"
    "\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff\ufffe\ud800\udfff\u064b\u0640ی"
)
texts = st.text() | st.text(st.sampled_from(LIVELY), max_size=30)
characters = [chr(code) for code in range(sys.maxunicode + 1)]


@given(texts)
def test_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    """A text read, shown and read again keeps its offsets: normal_form is idempotent."""
    once = normal_form(text)

    assert normal_form(once) == once


@given(texts)
def test_normal_form_is_nfc(text: str) -> None:
    """A letter has one spelling, however it was typed."""
    assert unicodedata.is_normalized("NFC", normal_form(text))


@given(texts)
def test_normal_form_holds_no_odd_spaces_lines_or_edges(text: str) -> None:
    """No spaces before a line end, one blank line at most, no line end at the edges."""
    form = normal_form(text)

    assert " \n" not in form
    assert "\n\n\n" not in form
    assert form == form.strip("\n")
    assert not form.endswith(" ")


def test_no_control_surrogate_noncharacter_or_odd_blank_is_left_anywhere_in_unicode() -> None:
    """Of all of Unicode, only characters that mean something to a reader come through."""
    parts = ("a".join(characters[start : start + 0x1000]) for start in range(0, len(characters), 0x1000))
    kept = {mark for part in parts for mark in normal_form(part)} - {"\n", " "}
    odd = {mark for mark in kept if unicodedata.category(mark) in {"Cc", "Cs", "Zs", "Zl", "Zp"}}
    noncharacters = {mark for mark in kept if 0xFDD0 <= ord(mark) <= 0xFDEF or ord(mark) & 0xFFFE == 0xFFFE}
    directions = kept & set("\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

    assert not odd | noncharacters | directions


def test_every_other_character_comes_through_as_nfc_has_it() -> None:
    """Nothing is lost but what is named: no letter, mark, sign, emoji or joiner changes."""
    named = {"Cc", "Cs", "Zs", "Zl", "Zp"}
    gone = {
        0x030A,
        0x0333,
        0x033F,
        0xFEFF,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xFDD0, 0xFDF0),
    }
    others = (
        mark
        for mark in characters
        if unicodedata.category(mark) not in named and ord(mark) not in gone and ord(mark) & 0xFFFE != 0xFFFE
    )
    text = "".join(f"[{mark}]" for mark in others)

    assert normal_form(text) == unicodedata.normalize("NFC", text)


def test_telegram_neither_drops_nor_changes_a_character_of_a_normal_form() -> None:
    """What is quoted arrives character for character, for every character of the BMP."""
    pytest.importorskip("tdjson")
    for start in range(0, 0x10000, 0x400):
        lines = (f"a{mark}b{mark}{mark}c" for mark in characters[start : start + 0x400])
        form = normal_form("\n".join(lines))

        assert telegram(form) == form


@given(texts)
def test_telegram_leaves_any_normal_form_as_it_is(text: str) -> None:
    """Nor do characters together make Telegram change one; it trims blanks at the edges, and only there."""
    pytest.importorskip("tdjson")
    form = normal_form(f"a{text}b")

    assert telegram(form) == form


def test_telegram_would_change_what_the_normal_form_removes() -> None:
    """The two tests above can fail: an unnormalised text does not arrive as it was sent."""
    pytest.importorskip("tdjson")

    assert telegram("a\tb\u200e\u200fc\u202ed") == "a b\u200c\u200fcd"


def telegram(text: str) -> str:
    """What of a text arrives in Telegram, by Telegram's own code."""
    from telegram_html import execute

    sent = {"@type": "formattedText", "text": text, "entities": []}
    return str(execute(type="getMarkdownText", text=sent)["text"])


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("one\r\ntwo\rthree\x0bfour\u2028five", "one\ntwo\nthree\nfour\nfive"),
        ("one\ttwo\u00a0three\u2009four\u3000five", "one two three four five"),
        ("A\u030a and \u212b", "\u00c5 and \u00c5"),
        ("q\u030a x\u0333\u033f", "q x"),
        ("e\u030a\u0301", "\u00e9"),
        ("\ufeffone\ufeff", "one"),
        ("don\x92t \x93go\x94", "don\u2019t \u201cgo\u201d"),
        ("می\u200cرود ن\u200dم", "می\u200cرود ن\u200dم"),
        ("\u202eevil\u202c \u2067iso\u2069", "evil iso"),
        ("a\u200e\u200f\u200eb \u200f", "a\u200eb \u200f"),
        ("\n\n  indented  \n\n \n\n  more \n", "  indented\n\n  more"),
        ("bell\x07 null\x00", "bell  null"),
        ("\ud83d\ude00 lone \ud800", " lone"),
    ],
)
def test_each_step_of_the_normal_form(text: str, form: str) -> None:
    """The form is the one the module's docstring describes, step by step."""
    assert normal_form(text) == form


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.just("\n")))
def test_normal_characters_keep_the_lines(text: str) -> None:
    """What is wrong in line 7 of a file is in line 7 of its characters."""
    assert normal_characters(text).count("\n") == text.count("\n")


@given(texts)
def test_one_line_is_one_line(text: str) -> None:
    """A title or a name never breaks or pads the line it stands in."""
    line = one_line(text)

    assert "\n" not in line
    assert "  " not in line
    assert line == line.strip()


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text", [" " * 4_000_000 + "x", "\n" * 4_000_000, "a \n" * 1_000_000, "\u200e" * 4_000_000]
)
def test_hostile_runs_take_linear_time(text: str) -> None:
    """No text makes reading hang: runs that would cost a careless pattern years are read in a moment."""
    normal_form(text)
