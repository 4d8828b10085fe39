"""Nothing jumps: what runs against the direction of a message stands in isolates, but in quotes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.data import prompts_folder
from bot.messages import Messages
from every_message import templates, values
from telegram_html import parse, stored

ENGLISH, PERSIAN = Messages(prompts_folder()), Messages(prompts_folder(), "fa")
AGAINST = {"en": frozenset({"R", "AL", "AN"}), "fa": frozenset({"L"})}
"""Directions of characters that run against a language's own."""

OPENS, CLOSES = "\u2066\u2067\u2068", "\u2069"
NASTY = (
    "Barley",
    "(12) سیل Barley!",
    "北京 (1988) שלום",
    "\u2067Barley \u202eyelraB\u2069\u2069 سیل\u200f",
)
"""Names and titles that would turn a line over."""


def outside_of_quotes(html: str) -> Iterator[str]:
    """The lines of a message as it arrives, without what is quoted."""
    parsed = stored(parse(html))
    units = parsed.text.encode("utf-16-le")
    quoted = sorted(
        (e.offset, e.end) for e in parsed.entities if e.type in {"blockquote", "expandable_blockquote"}
    )
    kept, at = "", 0
    for begin, end in quoted:
        kept += units[2 * at : 2 * begin].decode("utf-16-le")
        at = end
    kept += units[2 * at :].decode("utf-16-le")
    yield from kept.split("\n")


def bare(line: str, language: str) -> str:
    """What runs against a line's direction outside of any isolate; fails if one stays open."""
    depth, found = 0, ""
    for character in line:
        depth += (character in OPENS) - (character in CLOSES)
        assert depth >= 0, f"an isolate is closed that was never opened: {line!a}"
        if depth == 0 and unicodedata.bidirectional(character) in AGAINST[language]:
            found += character
    assert depth == 0, f"an isolate stays open: {line!a}"
    return found


@pytest.mark.parametrize("messages", [ENGLISH, PERSIAN], ids=["en", "fa"])
@pytest.mark.parametrize("name", sorted(templates() - {"commands"}))
def test_every_message(name: str, messages: Messages) -> None:
    """In every line of every message isolates are balanced, and nothing that could jump stands outside."""
    for text in NASTY:
        for given_values in values(text)[name]:
            for line in outside_of_quotes(messages.render(name, **given_values)):
                assert not bare(line, messages.language), line


ANYTHING = st.text(
    st.sampled_from("aB 1۱سم()-.\u200f\u202e\u2066\u2068\u2069\u200c\n")
    | st.characters(exclude_categories=["Cs"]),
    max_size=60,
)


@given(ANYTHING)
@example("a\u2068b")
def test_any_fact(text: str) -> None:
    """A fact, of whatever characters, keeps its direction to itself, also where it is shortened."""
    for messages in (ENGLISH, PERSIAN):
        for longest in (5, 200):
            assert not bare(messages.brief(text, longest), messages.language)


@given(ANYTHING)
def test_any_title(text: str) -> None:
    """A citation of a document with any title, publisher and speaker reads in one direction."""
    for messages in (ENGLISH, PERSIAN):
        [given_values, *_] = values(text)["source"]
        for line in outside_of_quotes(messages.render("source", **given_values)):
            assert not bare(line, messages.language)
