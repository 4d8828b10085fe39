"""Messages within Telegram's limits, and quotes with every character in them."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from answers import VALUES, disputed, full_quote, no_answer
from bot.callbacks import Held, Shown
from bot.citations import Citations
from bot.limits import LONGEST_TEXT, MOST_ENTITIES, fits, utf16_length
from bot.messages import Messages
from bot.pages import Page, Paginator
from bot.windows import around
from builders import document
from retrieval import Answer, Locator, Query, Quote, Reason, Span
from telegram_html import Parsed, cleaned, parse

MESSAGES = Messages(Path(__file__).parents[2] / "prompts")
CITATIONS = Citations("opcit_bot")
PAGINATOR = Paginator(MESSAGES, CITATIONS)

HOSTILE = "<b>&amp;\"'</b> {{ 7*7 }} %(count)s \u202e\u2066<script>"

words = st.text(
    st.one_of(st.sampled_from("<>&\"'{}% \n"), st.characters(exclude_categories=["Cs", "Cc"])), min_size=1
).filter(lambda text: text == cleaned(text) and bool(text.strip()))


def quote(text: str, identifier: str = "aaaaaaaaaa1") -> Quote:
    """A quote of a whole document."""
    return Quote(identifier, document(text), Locator(0, len(text), paragraph=1))


def quoted(page: Page) -> list[str]:
    """The words in the quotation marks of a page, as Telegram's own parser sees them."""
    parsed: Parsed = parse(page.html)
    return [parsed.of(entity) for entity in parsed.entities if "blockquote" in entity.type]


def is_sendable(page: Page) -> bool:
    """Whether Telegram takes a page."""
    parsed = parse(page.html)
    return (
        0 < utf16_length(parsed.text) <= LONGEST_TEXT
        and len(page.html.encode()) <= 32_768
        and len(parsed.entities) <= MOST_ENTITIES
    )


@given(st.lists(words, min_size=1, max_size=3))
def test_quotes_arrive_whole(texts: list[str]) -> None:
    """Every character inside a quote arrives, whatever it is, in Telegram's own parser."""
    quotes = tuple(quote(text, f"aaaaaaaaa{i}1") for i, text in enumerate(texts))
    [page] = PAGINATOR.answer(Answer("?", quotes))

    assert quoted(page) == texts
    assert is_sendable(page)
    assert [number for number, _ in page.quotes] == list(range(1, len(texts) + 1))


@given(
    st.lists(st.integers(1, 3000), min_size=1, max_size=4),
    st.sampled_from(["a ", "<&", "😀", "é\u0301", "سل ام"]),
)
def test_whole_quotes_only(lengths: list[int], alphabet: str) -> None:
    """A quote that finds no place is left out whole and offered; none is cut."""
    texts = [(alphabet * length)[:length].strip() or "x" for length in lengths]
    quotes = tuple(quote(text, f"aaaaaaaaa{i}1") for i, text in enumerate(texts))
    pages = PAGINATOR.answer(Answer("?", quotes))

    assert all(is_sendable(page) for page in pages)
    shown = ["".join(quoted(page)[0] for page in pages)] if len(pages) > 1 else quoted(pages[0])
    assert shown == texts[: len(shown)]
    offered = [
        *dict.fromkeys(itertools.chain.from_iterable(page.quotes for page in pages)),
        *pages[-1].omitted,
    ]
    assert offered == [(i + 1, each.id) for i, each in enumerate(quotes)]


@given(st.sampled_from(["wort ", "x", "😀 ", "&", "ab\u0301", "نمی\u200cشود "]), st.integers(4000, 14_000))
def test_longer_than_a_message(part: str, length: int) -> None:
    """A sentence longer than a message is continued over several; joined, they are the sentence."""
    text = (part * length)[:length].strip()
    pages = PAGINATOR.answer(Answer("?", (quote(text), quote("Other words.", "bbbbbbbbbb1"))))

    assert "".join(quoted(page)[0] for page in pages) == text
    assert all(is_sendable(page) for page in pages)
    assert all(page.quotes[0] == (1, "aaaaaaaaaa1") for page in pages)
    assert pages[-1].omitted in {(), ((2, "bbbbbbbbbb1"),)}


DIFFER = {
    "figure": "The documents differ on this figure, or count different things:"
    " 2,800–5,000 (quotes 1 and 3) and 30,000 (quote 2).",
    "date": "The documents differ on when, or tell of different days:"
    " July 1988 – September 1988 (quotes 1 and 3) and 4 December 1988 (quote 2).",
    "office": "The documents name different offices, at different times or by different accounts:"
    " “reeve” (quotes 1 and 3) and “miller” (quote 2).",
    "account": "The documents differ on this: some say so, others say not so. Compare quotes 1, 2 and 3.",
}


@pytest.mark.parametrize("about", VALUES)
def test_a_disagreement(about: str) -> None:
    """One neutral line above the quotes names each side by its quotes; beside each stand who and when."""
    [page] = PAGINATOR.answer(disputed(about))
    first, blank, *below = parse(page.html).text.split("\n")

    assert (first, blank) == (DIFFER[about], "")
    assert [line for line in below if line.startswith("The ")] == [
        "The Alfa · July 2016",
        "The Bravo · 4 December 2017",
        "The Charlie · 2018",
    ]


def test_sides_are_not_folded() -> None:
    """What stands side by side is seen without a tap; what is beside it is folded."""
    shown = disputed("figure")
    [page] = PAGINATOR.answer(replace(shown, quotes=(*shown.quotes[:2], full_quote())))
    kinds = [entity.type for entity in parse(page.html).entities if "blockquote" in entity.type]

    assert kinds == ["blockquote"] * 2 + ["expandable_blockquote"]


@given(st.integers(1, 900), st.sampled_from(sorted(VALUES)))
@example(282, "account")  # long enough not to fit beside the line, short enough to be one piece
def test_only_sides_that_are_shown_are_named(length: int, about: str) -> None:
    """A message names no quote that it does not hold, and says so where another side found no place."""
    pages = PAGINATOR.answer(disputed(about, length))
    line = parse(pages[0].html).text.split("\n")[0]
    numbers = {number for number, _ in pages[0].quotes}
    named = set(map(int, re.findall(r"\b[123]\b", re.sub(r"[\d,–]{4,}|4 Dec", "", line))))

    assert line.startswith("The documents")
    assert named == (numbers if {1, 2} <= numbers else set())
    assert ("found no place" in line) == (not named)
    assert all("The documents" not in parse(page.html).text for page in pages[1:])
    assert all(is_sendable(page) for page in pages)


def no(reason: Reason, **facts: Any) -> list[str]:
    """The lines of a no."""
    [page] = PAGINATOR.answer(no_answer(reason, **facts))
    return parse(page.html).text.split("\n")


SILENT = "The documents do not say."


@pytest.mark.parametrize(
    ("reason", "facts", "lines"),
    [
        (
            Reason.OTHER_LANGUAGE,
            {"languages": ("en",)},
            [
                "The documents are in English.",
                "Of a question in another language I can find only the names. Please ask in English.",
            ],
        ),
        (
            Reason.OTHER_LANGUAGE,
            {"languages": ("fa", "en", "zz")},
            [
                "The documents are in Persian, English and zz.",
                "Of a question in another language I can find only the names. Please ask in one of these.",
            ],
        ),
        (
            Reason.OUTSIDE,
            {"unknown": ("zulu", "x-ray")},
            [
                SILENT,
                "“zulu” and “x-ray” are nowhere in them."
                " The question seems to lie outside of what they cover: see /corpus.",
            ],
        ),
        (
            Reason.OUTSIDE,
            {"unknown": ("zulu",)},
            [
                SILENT,
                "“zulu” is nowhere in them. Another spelling may help,"
                " unless the question lies outside of what they cover: see /corpus.",
            ],
        ),
        (
            Reason.UNKNOWN_WORDS,
            {"unknown": ("zulu",)},
            [SILENT, "“zulu” is in none of them. Another spelling may help."],
        ),
        (
            Reason.UNKNOWN_WORDS,
            {"unknown": tuple("abcdefg")},
            [SILENT, "“a”, “b”, “c”, “d”, “e” and 2 more are in none of them. Another spelling may help."],
        ),
        (
            Reason.NAMES_APART,
            {"names": ("Delta",)},
            [SILENT, "They speak of “Delta”, but I found no sentence that says this."],
        ),
        (
            Reason.NAMES_APART,
            {"names": ("Delta", "1988")},
            [SILENT, "They speak of “Delta” and “1988”, but I found no sentence that says this of them."],
        ),
        (
            Reason.NOTHING_NEAR,
            {},
            [
                SILENT,
                "Your words are in them, but I found no sentence that answers the question."
                " Other words may find it.",
            ],
        ),
    ],
)
def test_each_kind_of_no(reason: Reason, facts: dict[str, Any], lines: list[str]) -> None:
    """A no says which kind it is, in one plain sentence that names the words, the names or the languages."""
    assert no(reason, **facts) == lines


def test_near_passages_are_marked() -> None:
    """Passages that do not answer are said not to, in bold, before the first of them."""
    [page] = PAGINATOR.answer(Answer("?", near=(quote("Barley."),), reason=Reason.NOTHING_NEAR))
    text = parse(page.html).text

    assert text.index("do not say") < text.index("do not answer the question") < text.index("Barley.")


def test_reprints() -> None:
    """Every place that holds the same words is listed with its publisher and date, as far as known."""
    copies = (
        document("x", "b", title="Bees", publisher="The Bravo", date="2018-03"),
        document("x", "c", title="Cows", creator="C. Charlie"),
        document("x", "d", title="Deer"),
    )
    [page] = PAGINATOR.answer(Answer("?", (replace(quote("Barley."), reprints=copies),)))

    assert "The same words also stand in: Bees (The Bravo, March 2018), Cows (C. Charlie) and Deer" in (
        parse(page.html).text
    )


def test_nothing_is_said_of_an_unknown_date() -> None:
    """Where a document has no date, nothing stands in its place."""
    [page] = PAGINATOR.answer(Answer("?", (replace(quote("Barley."), document=document("Barley.")),)))

    assert parse(page.html).text.split("\n") == ["1. A", "paragraph 1", "Barley."]
    assert [e.argument for e in parse(page.html).entities if e.type == "text_link"] == [
        "https://t.me/opcit_bot?start=q_aaaaaaaaaa1"
    ]


def test_near_passages_that_do_not_fit() -> None:
    """A near passage too long for the message is left out; the no remains."""
    answer = Answer("?", near=(quote("x" * 5000),), reason=Reason.NOTHING_NEAR)
    [page] = PAGINATOR.answer(answer)

    assert quoted(page) == []
    assert is_sendable(page)
    assert page.omitted == ()  # in a message of its own nothing would say that it is no answer


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=700))
def test_hostile_question(typed: list[str]) -> None:
    """Whatever words a question holds, the answer can be sent."""
    query = Query(
        unknown=tuple(typed),
        corrected={word: word for word in typed},
        aliases={word: tuple(typed) for word in typed},
    )
    [page] = PAGINATOR.answer(Answer("?", reason=Reason.UNKNOWN_WORDS, query=query))

    assert is_sendable(page)


@given(
    st.sampled_from(
        [HOSTILE, HOSTILE * 100, "عنوان " * 80, "https://example.org/" + "a" * 5000, "javascript:x"]
    )
)
def test_hostile_metadata(value: str) -> None:
    """No title, name or link in the metadata makes a message that Telegram refuses, or changes a quote."""
    facts = dict.fromkeys(["title", "creator", "publisher", "date", "source", "rights", "language"], value)
    held = document("Barley.", **facts)
    found = Quote(
        "aaaaaaaaaa1",
        held,
        Locator(0, 7, section=value, page=2, paragraph=3),
        speaker=value,
        reprints=(held,) * 9,
    )
    for page in (
        *PAGINATOR.answer(Answer("?", (found,) * 3)),
        Page(MESSAGES.render("context", window=around(found, Span(0, 7)), url=CITATIONS.url(found))),
    ):
        assert is_sendable(page)
        assert set(quoted(page)) == {"Barley."}
        assert "javascript" not in {entity.argument[:10] for entity in parse(page.html).entities}


def test_caption_fits() -> None:
    """A caption keeps to Telegram's 1024 characters, whatever the metadata."""
    held = document(
        "x", "i" * 64, **dict.fromkeys(["title", "creator", "publisher", "date", "rights"], "م" * 900)
    )
    held = type(held)(
        **{**vars(held), "references": ("ر" * 900,) * 20, "source": "https://a.example/" + "b" * 900}
    )

    assert fits(MESSAGES.render("source", document=held), 1024)


@given(st.lists(words, min_size=1, max_size=3), st.data())
def test_a_page_given_before(texts: list[str], data: st.DataObject) -> None:
    """A page made of identifiers shows its quotes whole, under their numbers, with the wanted one open."""
    start = data.draw(st.integers(1, 9))
    found = [(start + i, quote(text, f"aaaaaaaaa{i}1")) for i, text in enumerate(texts)]
    opened = data.draw(st.integers(0, len(texts) - 1))
    shown = Shown(start, tuple(Held.of(each) for _, each in found), opened)
    page = PAGINATOR.quotes(shown, found)
    assert page is not None
    kinds = [entity.type for entity in parse(page.html).entities if "blockquote" in entity.type]

    assert quoted(page) == texts
    assert is_sendable(page)
    assert page.quotes == shown.identified
    assert page.shown == shown
    assert page.opened == found[opened][1]
    assert [i for i, kind in enumerate(kinds) if kind == "blockquote"] == [opened]


def test_what_is_gone_is_said() -> None:
    """Of a page of which a quote is gone the others are shown, and which one is gone is said."""
    texts = ("Barley.", "Oats.", "Rye.")
    found = [(4 + i, quote(text, f"aaaaaaaaa{i}1")) for i, text in enumerate(texts)]
    shown = Shown(4, tuple(Held.of(each) for _, each in found), compared=frozenset({4, 6}))
    page = PAGINATOR.quotes(shown, found[1:])
    assert page is not None
    text = parse(page.html).text

    assert quoted(page) == ["Oats.", "Rye."]
    assert "Quote 4 is no longer in the archive" in text
    assert "The documents differ on this. What the others say" in text
    assert page.shown == shown.opening(5)


def test_a_page_that_has_become_too_long() -> None:
    """Quotes of a page that no longer fit into one message make a further page; none is cut."""
    found = [(i, quote("x" * 1900, f"aaaaaaaaa{i}1")) for i in (1, 2, 3)]
    page = PAGINATOR.quotes(Shown(1, tuple(Held.of(each) for _, each in found), 2), found)
    assert page is not None

    assert [number for number, _ in page.quotes] == [1, 2]
    assert [each.numbered for each in page.others] == [((3, Held("aaaaaaaaa31")),)]
    assert PAGINATOR.quotes(Shown(1, (Held("aaaaaaaaaa1"),)), [(1, quote("x" * 5000))]) is None


def test_twelve_quotes() -> None:
    """The first message shows three of twelve quotes; all the others are on further pages, in order."""
    quotes = tuple(quote(f"Barley {i}.", f"aaaaaaaa{i:02}1") for i in range(12))
    [page] = PAGINATOR.answer(Answer("?", quotes))

    assert quoted(page) == [each.text for each in quotes[:3]]
    assert [number for shown in page.others for number, _ in shown.numbered] == list(range(4, 13))
    assert [each.start for each in page.others] == [4, 7, 10]


@given(words, words, words)
def test_the_sentence_that_answers_stands_out(before: str, text: str, after: str) -> None:
    """Inside a longer quote the sentence that answers is bold, and every character is as it was."""
    whole = before + text + after
    span = Span(len(before), len(before) + len(text))
    found = replace(quote(whole), answering=span, sentences=(span,))
    [page] = PAGINATOR.answer(Answer("?", (found,)))
    parsed = parse(page.html)
    bold = [parsed.of(entity) for entity in parsed.entities if entity.type == "bold"]

    assert quoted(page) == [whole]
    assert text in bold
    assert is_sendable(page)


def test_a_quote_that_is_its_sentence_is_not_bold() -> None:
    """Where the quote is nothing but the sentence that answers, none of it is bold."""
    [page] = PAGINATOR.answer(Answer("?", (replace(quote("Barley."), answering=Span(0, 7)),)))

    assert "<b>Barley." not in page.html
