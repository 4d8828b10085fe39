"""Telegram's HTML in a terminal: every word stays, markup becomes what a terminal has."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.markup import shown
from bot.terminal import Page, columns

COVER = "[difficult testimony: /graphic on shows it]"
WORDS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1).filter(
    lambda text: text == text.strip()
)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain", "plain"),
        ("<b>bold</b> and <i>not</i>", "bold and not"),
        ("&lt;b&gt; &amp; &#34;x&quot;", '<b> & "x"'),
        ('<a href="https://example.org/?a=1&amp;b=2">here</a>', "here <https://example.org/?a=1&b=2>"),
        ('<a href="https://example.org">https://example.org</a>', "https://example.org"),
        ("<blockquote>one\ntwo</blockquote>", "│ one\n│ two"),
        ("a\n<blockquote>b</blockquote>\nc", "a\n│ b\nc"),
        ("a<blockquote expandable>b</blockquote>c", "a\n│ b\nc"),
        ("<blockquote>a</blockquote>\n\nb", "│ a\n\nb"),
        ("<blockquote><b>a</b> b</blockquote>", "│ a b"),
        ("\u2068name\u2069 x", "name x"),
        ("a\n\n", "a"),
        (
            "<blockquote>a <b><tg-spoiler>b</tg-spoiler></b><tg-spoiler> c</tg-spoiler> d</blockquote>",
            f"│ a {COVER} d",
        ),
        (
            "<tg-spoiler>a</tg-spoiler>\n<tg-spoiler>e</tg-spoiler>",
            f"{COVER}\n{COVER}",
        ),
    ],
)
def test_what_is_shown(markup: str, text: str) -> None:
    """Quotes get a bar, links their address, and everything else just its words."""
    assert shown(markup, Page()) == text


def test_styles() -> None:
    """On a terminal bold is bold, also across a broken line, and ends where it ends."""
    page = Page(24, colour=True)

    assert shown("<b>alfa bravo charlie delta</b> echo", page) == (
        "\x1b[1malfa bravo charlie delta\x1b[0m\necho"
    )
    assert shown("x <b>alfa bravo charlie delta</b>", page) == (
        "x \x1b[1malfa bravo charlie\x1b[0m\n\x1b[1mdelta\x1b[0m"
    )


@given(WORDS)
def test_no_word_changes(words: str) -> None:
    """A quote keeps its characters, whatever they are."""
    assert shown(f"<blockquote>{html.escape(words)}</blockquote>", Page()) == f"│ {words}"


@given(st.lists(st.sampled_from(["alfa", "پل", "漢字", "z"]), min_size=1), st.booleans())
def test_broken_lines(words: list[str], quoted: bool) -> None:
    """On a terminal no line is too wide, each line of a quote has its bar, and no word is lost."""
    text = " ".join(words)
    page = Page(24, colour=True)
    written = shown(f"<blockquote>{text}</blockquote>" if quoted else text, page)

    lines = re.sub(r"\x1b\[\dm", "", written).split("\n")
    assert all(columns(line) <= 24 for line in lines)
    assert all(line.startswith("│ ") == quoted for line in lines)
    assert " ".join(line.removeprefix("│ ") for line in lines) == text
