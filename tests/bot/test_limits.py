"""Limits: what one message holds, and how a longer text is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import MOST_ENTITIES, fits, fitting, pieces, utf16_length
from telegram_html import parse


@given(st.text(), st.integers(2, 40))
def test_pieces(text: str, room: int) -> None:
    """Pieces joined are the text, and each fits; marks stay with their character where they can."""
    cut = pieces(text, room)

    assert "".join(cut) == text
    assert all(0 < utf16_length(piece) <= room for piece in cut)


def test_pieces_are_cut_at_white_space() -> None:
    """A piece ends behind white space if there is some, and never before a combining mark."""
    assert pieces("alfa bravo\ncharlie delta", 12) == ("alfa bravo\n", "charlie ", "delta")
    assert pieces("abcde\u0301f", 5) == ("abcd", "e\u0301f")


def test_fitting_takes_the_first_that_fits() -> None:
    """A list is as long as its message allows."""
    assert fitting(lambda size: "x" * size, (9000, 5000, 4096, 10)) == "x" * 4096
    assert fitting(lambda size: "x" * size, (9000, 5000)) == "x" * 5000


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 120))
def test_measured_as_telegram_measures(text: str, tags: int) -> None:
    """What `fits` measures is what Telegram's own parser gets."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    html = "<b>x</b> " * tags + f"<i>{escaped}</i>"
    parsed = parse(html)
    entities = tags + 1

    assert fits(html, utf16_length(parsed.text)) == (entities <= MOST_ENTITIES)
    assert not fits(html, utf16_length(parsed.text) - 1)
