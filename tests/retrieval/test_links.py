"""Links open where the words stand, as near as their source allows."""

from __future__ import annotations

import pytest

from answers import quote
from retrieval.links import quote_link
from retrieval.spans import Span

TEXT = "It rained. The bridge fell."


def link(source: str, page: int | None = None) -> str:
    """The link to the second sentence."""
    return quote_link(source, TEXT, Span(11, 27), page)


def test_a_web_page_opens_at_the_words() -> None:
    """A page of the web is linked with a text fragment."""
    assert link("https://a.example/news?id=1") == ("https://a.example/news?id=1#:~:text=The%20bridge%20fell.")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("https://a.example/#part", "https://a.example/#part:~:text=The%20bridge%20fell."),
        ("https://a.example/#", "https://a.example/#:~:text=The%20bridge%20fell."),
        ("https://a.example/#:~:text=old", "https://a.example/#:~:text=The%20bridge%20fell."),
        ("https://a.example/#part:~:text=old", "https://a.example/#part:~:text=The%20bridge%20fell."),
    ],
)
def test_a_place_in_the_source_is_kept(source: str, expected: str) -> None:
    """`#id` serves browsers without text fragments; another text fragment gives way."""
    assert link(source) == expected


@pytest.mark.parametrize("source", ["https://a.example/r.pdf", "https://a.example/get?file=3"])
def test_a_page_is_opened_by_its_number(source: str) -> None:
    """A document with pages opens at the page."""
    assert link(source, 12) == f"{source}#page=12"
    assert link(f"{source}#page=1", 12) == f"{source}#page=12"


@pytest.mark.parametrize("source", ["https://a.example/r.PDF", "https://a.example/a/b.docx?x=1"])
def test_what_is_no_web_page_is_linked_as_it_is(source: str) -> None:
    """A file that a browser does not show as a page has no text fragment."""
    assert link(source) == source


def test_a_host_is_no_kind_of_file() -> None:
    """A host may be called like a file; its first page is a page all the same."""
    assert link("https://a.zip").startswith("https://a.zip#:~:text=")
    assert link("https://a.example/?next=/b.pdf").startswith("https://a.example/?next=/b.pdf#:~:text=")


def test_without_words_the_plain_source() -> None:
    """Where no fragment would lead, the source itself is the link."""
    assert quote_link("https://a.example/", "…", Span(0, 1)) == "https://a.example/"


def test_a_link_is_not_too_long_to_be_used() -> None:
    """One word of a thousand letters has no short fragment: the source alone is the link."""
    word = "پل" * 500

    assert quote_link("https://a.example/", word, Span(0, len(word))) == "https://a.example/"


def test_a_quote_without_source_has_no_link() -> None:
    """Nothing public, nothing linked."""
    held = quote(TEXT, "The bridge fell.")

    assert held.url is None


def test_a_quotes_link() -> None:
    """A quote's address is the link to its words."""
    held = quote(TEXT, "The bridge fell.", source="https://a.example/")

    assert held.url == "https://a.example/#:~:text=The%20bridge%20fell."
    assert held.document.source == "https://a.example/"
