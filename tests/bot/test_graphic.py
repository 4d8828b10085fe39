"""Covered words: the spoiler takes all of them, and changes none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers import quote
from bot.citations import Citations
from bot.data import prompts_folder
from bot.messages import Messages
from bot.pages import Paginator
from retrieval import Answer, Quote, Span
from telegram_html import Parsed, cleaned, parse, stored

MESSAGES = Messages(prompts_folder())
HOSTILE = "a <b>&amp;\"'</b> </tg-spoiler></blockquote> {{ 7*7 }} \u202e\u2066<script> z"

words = st.text(
    st.one_of(st.sampled_from("<>&\"'{}% \n"), st.characters(exclude_categories=["Cs", "Cc"])), min_size=1
).filter(lambda text: text == cleaned(text) and text == text.strip() and "\n\n" not in text)


def covered(parsed: Parsed) -> str:
    """All that stands behind a spoiler."""
    return "".join(parsed.of(entity) for entity in parsed.entities if entity.type == "spoiler")


def shown(messages: Messages, found: Quote) -> list[Parsed]:
    """The messages a quote stands in: an answer, and what is sent from a list."""
    [page] = Paginator(messages, Citations("opcit_bot")).answer(Answer("?", quotes=(found,)))
    return [parse(html) for html in (page.html, messages.render("inline", quote=found, url=None))]


@given(words)
def test_every_character(text: str) -> None:
    """A marked quote is behind the spoiler whole, and stands in the message as it does without one."""
    graphic = replace(quote(text, text), graphic=True)
    for hidden, plain in zip(shown(MESSAGES, graphic), shown(MESSAGES.uncovering, graphic), strict=True):
        assert covered(hidden) == text
        assert covered(plain) == ""
        assert hidden.text == plain.text


@pytest.mark.parametrize("folded", [False, True])
def test_what_answers_stands_out(folded: bool) -> None:
    """In a quotation, folded or not, a part that stands out is covered like the rest."""
    text = f"{HOSTILE} The bridge fell. Nobody saw it."
    text = cleaned(text)
    start = text.index("The bridge")
    found = replace(quote(text, text), graphic=True, answering=Span(start, start + 16))
    other = quote("Something else.", "Something else.", identifier="b", id="zzzzzzzzzz1")
    both = (other, found) if folded else (found, other)
    [page] = Paginator(MESSAGES, Citations("opcit_bot")).answer(Answer("?", quotes=both))
    parsed = stored(parse(page.html))

    assert covered(parsed) == text
    kinds = {entity.type for entity in parsed.entities}
    assert "expandable_blockquote" in kinds


def test_the_other_way() -> None:
    """Either kind of messages gives the other one, of the same language, and itself."""
    persian = Messages(prompts_folder(), "fa")

    assert persian.covering is persian
    assert persian.uncovering.covering is persian
    assert persian.uncovering.uncovering is persian.uncovering
    assert (persian.uncovering.language, persian.uncovering.covers) == ("fa", False)
