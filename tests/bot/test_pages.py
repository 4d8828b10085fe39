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
from bot.messages import Messages
from bot.pages import (
    LONGEST_TEXT,
    MOST_ENTITIES,
    Page,
    answer_pages,
    context_pages,
    fits,
    fitting,
    more_pages,
    pieces,
    utf16_length,
)
from builders import document
from retrieval import Answer, Locator, Query, Quote, Reason, Span
from telegram_html import Parsed, cleaned, parse

MESSAGES = Messages(Path(__file__).parents[2] / "prompts")

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
    [page] = answer_pages(MESSAGES, Answer("?", quotes))

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
    pages = answer_pages(MESSAGES, Answer("?", quotes))

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
    pages = answer_pages(MESSAGES, Answer("?", (quote(text), quote("Other words.", "bbbbbbbbbb1"))))

    assert "".join(quoted(page)[0] for page in pages) == text
    assert all(is_sendable(page) for page in pages)
    assert all(page.quotes[0] == (1, "aaaaaaaaaa1") for page in pages)
    assert pages[-1].omitted in {(), ((2, "bbbbbbbbbb1"),)}


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


@given(words, words, words)
def test_surroundings(before: str, text: str, after: str) -> None:
    """The place of a quote shows the text around it as it is, with the quote marked."""
    whole = before + text + after
    held = document(whole, title=HOSTILE)
    found = Quote("aaaaaaaaaa1", held, Locator(len(before), len(before) + len(text)))
    [page] = context_pages(MESSAGES, found, Span(0, len(whole)))
    parsed = parse(page.html)

    assert quoted(page) == [whole]
    assert text in [parsed.of(entity) for entity in parsed.entities if entity.type == "bold"]


@given(
    st.integers(0, 9000),
    st.integers(1, 9000),
    st.integers(0, 9000),
    st.sampled_from(["{}", "{}😀", "{}{} ", "<{}"]),
)
def test_surroundings_fit(before: int, length: int, after: int, part: str) -> None:
    """Of long surroundings as much as fits is shown, and said to be cut; of the quote itself everything."""
    counts = zip("aqz", (before, length, after), strict=True)
    texts = [(part.replace("{}", letter) * count)[:count] for letter, count in counts]
    whole = "".join(texts)
    found = Quote("aaaaaaaaaa1", document(whole), Locator(before, before + length))
    pages = context_pages(MESSAGES, found, Span(0, len(whole)))
    shown = "".join("".join(quoted(page)) for page in pages)

    assert all(is_sendable(page) for page in pages)
    assert texts[1] in shown
    assert shown in whole
    assert ("earlier text left out" in pages[0].html) == (not shown.startswith(texts[0]))
    assert ("later text left out" in pages[-1].html) == (not shown.endswith(texts[2]))


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
    [page] = answer_pages(MESSAGES, disputed(about))
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
    [page] = answer_pages(MESSAGES, replace(shown, quotes=(*shown.quotes, full_quote())))
    kinds = [entity.type for entity in parse(page.html).entities if "blockquote" in entity.type]

    assert kinds == ["blockquote"] * 3 + ["expandable_blockquote"]


@given(st.integers(1, 900), st.sampled_from(sorted(VALUES)))
@example(282, "account")  # long enough not to fit beside the line, short enough to be one piece
def test_only_sides_that_are_shown_are_named(length: int, about: str) -> None:
    """A message names no quote that it does not hold, and says so where another side found no place."""
    pages = answer_pages(MESSAGES, disputed(about, length))
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
    [page] = answer_pages(MESSAGES, no_answer(reason, **facts))
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
    [page] = answer_pages(MESSAGES, Answer("?", near=(quote("Barley."),), reason=Reason.NOTHING_NEAR))
    text = parse(page.html).text

    assert text.index("do not say") < text.index("do not answer the question") < text.index("Barley.")


def test_reprints() -> None:
    """Every place that holds the same words is listed with its publisher and date, as far as known."""
    copies = (
        document("x", "b", title="Bees", publisher="The Bravo", date="2018-03"),
        document("x", "c", title="Cows", creator="C. Charlie"),
        document("x", "d", title="Deer"),
    )
    [page] = answer_pages(MESSAGES, Answer("?", (replace(quote("Barley."), reprints=copies),)))

    assert "The same words also stand in: Bees (The Bravo, March 2018), Cows (C. Charlie) and Deer" in (
        parse(page.html).text
    )


def test_nothing_is_said_of_an_unknown_date() -> None:
    """Where a document has no date, nothing stands in its place."""
    [page] = answer_pages(MESSAGES, Answer("?", (replace(quote("Barley."), document=document("Barley.")),)))

    assert parse(page.html).text.split("\n") == ["1. A", "paragraph 1", "Barley."]


def test_near_passages_that_do_not_fit() -> None:
    """A near passage too long for the message is left out; the no remains."""
    answer = Answer("?", near=(quote("x" * 5000),), reason=Reason.NOTHING_NEAR)
    [page] = answer_pages(MESSAGES, answer)

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
    [page] = answer_pages(MESSAGES, Answer("?", reason=Reason.UNKNOWN_WORDS, query=query))

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
        *answer_pages(MESSAGES, Answer("?", (found,) * 3)),
        *context_pages(MESSAGES, found, Span(0, 7)),
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


def test_more_keeps_its_numbers() -> None:
    """Quotes shown later keep the numbers they had in their answer."""
    [page] = more_pages(MESSAGES, [(3, quote("Barley."))])

    assert page.quotes == ((3, "aaaaaaaaaa1"),)
    assert parse(page.html).text.startswith("3. ")


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
