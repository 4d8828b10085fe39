"""Citations: where a quote leads, and its line of plain text."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from answers import bare_quote, full_quote, quote
from bot.citations import LONGEST_COPY, Citations
from bot.limits import utf16_length
from bot.messages import Messages

PROMPTS = Path(__file__).parents[2] / "prompts"
MESSAGES, PERSIAN = Messages(PROMPTS), Messages(PROMPTS, "fa")
BOT = Citations("opcit_bot")


def test_a_public_source_comes_first() -> None:
    """A quote leads to its public source, else to the reader page, else to the bot; else nowhere."""
    public, private = full_quote(), bare_quote()
    reader = Citations("opcit_bot", "https://read.example.org")

    assert BOT.url(public) == reader.url(public) == public.url
    assert reader.url(private) == "https://read.example.org/d/a?q=zzzzzzzzzz1#q"
    assert BOT.url(private) == "https://t.me/opcit_bot?start=q_zzzzzzzzzz1"
    assert Citations().url(private) is None


def test_documents() -> None:
    """So does a document."""
    public, private = full_quote().document, bare_quote().document

    assert BOT.document_url(public) == public.source
    assert Citations(None, "https://read.example.org").document_url(private) == "https://read.example.org/d/a"
    assert BOT.document_url(private) == "https://t.me/opcit_bot?start=d_a"


def test_plain() -> None:
    """The citation says who, what, by whom, when and where, and ends with identifier and link."""
    assert BOT.plain(full_quote(), MESSAGES) == (
        "Delta, “On <bridges> & men”, E. Foxtrot, The Alfa, December 2017, captured 3 May 2019, page 3,"
        " paragraph 12, quote abcdefghij1 https://example.org/bridge#page=3"
    )
    assert BOT.plain(bare_quote(), MESSAGES) == (
        "“A”, quote zzzzzzzzzz1 https://t.me/opcit_bot?start=q_zzzzzzzzzz1"
    )


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=1000).filter(str.strip),
    st.integers(0, 300),
    st.sampled_from([MESSAGES, PERSIAN]),
)
def test_copied(title: str, size: int, messages: Messages) -> None:
    """What a button copies is short enough and ends with identifier and link; else no button copies."""
    source = "https://a.example/" + "b" * size
    found = quote("Barley.", "Barley.", title=title, source=source, id="abcdefghij1")
    copied = BOT.copied(found, messages)

    assert (copied is None) == (utf16_length(BOT.plain(found, messages, 15)) > LONGEST_COPY)
    if copied:
        assert utf16_length(copied) <= LONGEST_COPY
        assert "abcdefghij1" in copied
        assert copied.endswith(f" {BOT.url(found)}")
