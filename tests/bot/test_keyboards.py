"""What buttons carry, and what is read from them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message

from bot.keyboards import MORE, SOURCE, keyboard, numbered_quotes, omitted_quotes
from bot.messages import Messages
from bot.pages import Page

MESSAGES = Messages(Path(__file__).parents[2] / "prompts")

identifiers = st.from_regex("[0-9a-z]{10}[1-4]([0-9a-z]{2})?", fullmatch=True)
numbered = st.lists(identifiers, max_size=3, unique=True).map(lambda ids: tuple(enumerate(ids, start=1)))


@given(numbered, numbered)
def test_round_trip(quotes: tuple[tuple[int, str], ...], omitted: tuple[tuple[int, str], ...]) -> None:
    """The numbers and identifiers of an answer's quotes are read back from its own buttons."""
    markup = keyboard(MESSAGES, Page("x", quotes, omitted))
    sent = Message(1, dt.datetime.now(dt.UTC), Chat(1, "private"), reply_markup=markup)
    buttons = [button for row in markup.inline_keyboard for button in row] if markup else []
    more = [match for button in buttons if (match := MORE.match(str(button.callback_data)))]

    assert numbered_quotes(sent) == dict(quotes)
    assert [omitted_quotes(match) for match in more] == ([list(omitted)] if omitted else [])
    assert all(len(str(button.callback_data).encode()) <= 64 for button in buttons)


def test_no_buttons() -> None:
    """A message without buttons, or none at all, shows no quotes."""
    assert numbered_quotes(None) == {}
    assert numbered_quotes(Message(1, dt.datetime.now(dt.UTC), Chat(1, "private"))) == {}


@given(st.text(max_size=70))
def test_tampered(text: str) -> None:
    """Only exactly what a button of ours carries is taken for one."""
    assert not SOURCE.match(text) or SOURCE.fullmatch(text)
    assert not SOURCE.match("source:1:aaaaaaaaaa1" + text) or text == "" or len(text) == 2
