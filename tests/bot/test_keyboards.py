"""What buttons carry, what is read from them, and which there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, InlineKeyboardMarkup, Message

from bot.callbacks import CITE, EARLIER_MORE, MOVE, SHOW, SOURCE, Held, Shown, page_data, page_of, pages
from bot.citations import LONGEST_COPY, Citations
from bot.keyboards import Keyboards, numbered_quotes, shown_pages
from bot.limits import utf16_length
from bot.messages import Messages
from bot.pages import Page, Paginator
from bot.windows import around, below
from builders import document
from retrieval import Answer, Locator, Quote, Span

MESSAGES = Messages(Path(__file__).parents[2] / "prompts")
CITATIONS = Citations("opcit_bot")
CITATIONS.shares = True
KEYBOARDS = Keyboards(MESSAGES, CITATIONS)

one = st.builds(Held, st.from_regex("[0-9a-z]{10}1", fullmatch=True))
several = st.builds(
    Held,
    st.from_regex("[0-9a-z]{10}[2-4][0-9a-z]{2}", fullmatch=True),
    st.one_of(st.none(), st.integers(0, 3)),
)
held = st.one_of(one, several)


@st.composite
def shown(draw: st.DrawFn) -> Shown:
    """Any page."""
    quotes = tuple(draw(st.lists(held, min_size=1, max_size=3)))
    start = draw(st.integers(1, 97))
    numbers = range(start, start + len(quotes))
    compared = frozenset(draw(st.lists(st.sampled_from(numbers))))
    return Shown(start, quotes, draw(st.integers(0, len(quotes) - 1)), draw(st.booleans()), compared)


def quote(i: int, text: str = "Barley is sold.", **facts: str) -> Quote:
    """A quote of a document of its own."""
    name = f"{i:010}1"
    return Quote(name, document(text, **facts), Locator(0, len(text)), sentences=(Span(0, len(text)),))


def labels(markup: InlineKeyboardMarkup | None) -> list[list[str]]:
    """What stands on the buttons."""
    return [[button.text for button in row] for row in markup.inline_keyboard] if markup else []


def message(markup: InlineKeyboardMarkup | None) -> Message:
    """A message of ours."""
    return Message(1, dt.datetime.now(dt.UTC), Chat(1, "private"), reply_markup=markup)


@given(shown(), st.sampled_from(["show", "text"]))
def test_round_trip(page: Shown, view: str) -> None:
    """What a button carries of a page fits 64 bytes and is read back as it was."""
    data = page_data(page, view)
    match = SHOW.fullmatch(data)

    assert len(data.encode()) <= 64
    assert match
    assert match[1] == view
    assert page_of(match) == page


@given(st.integers(1, 12))
def test_an_answers_buttons_hold_all_its_quotes(count: int) -> None:
    """The keyboard of an answer holds the identifiers of all its quotes, by their numbers."""
    quotes = tuple(quote(i) for i in range(1, count + 1))
    [page] = Paginator(MESSAGES, CITATIONS).answer(Answer("?", quotes))
    markup = KEYBOARDS.page(page)

    assert numbered_quotes(message(markup)) == {i: each.id for i, each in enumerate(quotes, start=1)}
    assert shown_pages(message(markup)) == pages([(i + 1, Held.of(each)) for i, each in enumerate(quotes)])


def test_buttons_of_an_answer() -> None:
    """Below an answer stand what can be done with the open quote, the other quotes, the other pages."""
    [page] = Paginator(MESSAGES, CITATIONS).answer(Answer("?", tuple(map(quote, range(12)))))

    assert labels(KEYBOARDS.page(page)) == [
        ["In context 1", "Source 1"],
        ["Share 1", "Copy citation 1"],
        ["Quote 2", "Quote 3"],
        ["More (9)", "7–9", "10–12"],
    ]
    assert page.shown
    second = replace(page, shown=page.others[0].opening(6), others=(page.shown, *page.others[1:]))
    assert labels(KEYBOARDS.page(second)) == [
        ["In context 6", "Source 6"],
        ["Share 6", "Copy citation 6"],
        ["Quote 4", "Quote 5"],
        ["1–3", "More (6)", "10–12"],
    ]


def test_buttons_of_a_single_quote() -> None:
    """The only quote of an answer needs no number."""
    [page] = Paginator(MESSAGES, CITATIONS).answer(Answer("?", (quote(1),)))

    assert labels(KEYBOARDS.page(page)) == [["In context", "Source"], ["Share", "Copy citation"]]


def test_buttons_of_a_window() -> None:
    """Up and down stand only where there is text; the way back holds the page, and the others stay."""
    long = quote(2, "Barley is sold. " * 500)
    quotes = (quote(1), long, *map(quote, range(3, 6)))
    [page] = Paginator(MESSAGES, CITATIONS).answer(Answer("?", (quotes[0], *quotes[2:])))
    assert page.shown
    markup = KEYBOARDS.window(below(long, 0), 2, page.shown, page.others)
    middle = KEYBOARDS.window(below(long, 3000), 2, page.shown, page.others)
    alone = KEYBOARDS.window(around(quote(1), Span(0, 15)))

    rest = [["Source 2", "Share 2"], ["Copy citation 2", "« Back"], ["More (1)"]]
    assert labels(markup) == [["▼ Further down"], *rest]
    assert labels(middle) == [["▲ Further up", "▼ Further down"], *rest]
    assert labels(alone) == [["Source", "Share"], ["Copy citation"]]
    assert shown_pages(message(markup)) == (page.shown, *page.others)


@given(st.integers(0, 300), st.text(max_size=300), st.booleans(), st.booleans())
def test_every_button_can_be_sent(size: int, title: str, has_source: bool, shares: bool) -> None:
    """Whatever the metadata, each button does one thing, within Telegram's limits."""
    citations = Citations("opcit_bot")
    citations.shares = shares
    facts = {"title": title.strip() or "x", "source": "https://a.example/" + "b" * size if has_source else ""}
    found = quote(1, "Barley is sold. " * 200, **facts)
    markup = Keyboards(MESSAGES, citations).window(below(found, 900), 99)
    actions = ("callback_data", "copy_text", "switch_inline_query")
    for button in (button for row in markup.inline_keyboard for button in row):
        assert sum(getattr(button, action) is not None for action in actions) == 1
        assert len(str(button.callback_data or "").encode()) <= 64
        if button.copy_text:
            assert 1 <= utf16_length(button.copy_text.text) <= LONGEST_COPY
        if button.switch_inline_query is not None:
            assert shares
            assert button.switch_inline_query == f"q_{found.id}"


def test_no_buttons() -> None:
    """A message without buttons, or none at all, shows no quotes."""
    assert numbered_quotes(None) == {}
    assert numbered_quotes(message(None)) == {}
    assert KEYBOARDS.page(Page("x")) is None


@given(st.text(max_size=70))
def test_tampered(text: str) -> None:
    """Only exactly what a button of ours carries is taken for one."""
    identifier = "aaaaaaaaaa1"
    begun = {
        SOURCE: f"source:1:{identifier}",
        CITE: f"cite:1:{identifier}",
        MOVE: f"up:1:{identifier}:-20",
        SHOW: f"show:a:1:0:0:{identifier}",
        EARLIER_MORE: f"more:1:{identifier}",
    }
    for pattern, data in begun.items():
        assert pattern.match(data)
        assert not pattern.match(text) or pattern.fullmatch(text)
        assert not pattern.match(data + text) or pattern.fullmatch(data + text)


def test_a_page_that_cannot_be() -> None:
    """A page whose open or compared quote it does not hold is none."""
    for data in ("show:a:1:1:0:aaaaaaaaaa1", "show:a:1:0:2:aaaaaaaaaa1"):
        match = SHOW.fullmatch(data)
        assert match
        assert page_of(match) is None
