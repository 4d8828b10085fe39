"""Windows: what one message shows of a document, and the way up and down through all of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import LONGEST_TEXT, MOST_BYTES, utf16_length
from bot.messages import Messages
from bot.windows import SIZE, Window, above, around, below
from builders import document
from retrieval import Locator, Quote, Span
from telegram_html import cleaned, parse

MESSAGES = Messages(Path(__file__).parents[2] / "prompts")

words = st.text(
    st.one_of(st.sampled_from("<>&\"'{}% \n"), st.characters(exclude_categories=["Cs", "Cc"])), min_size=1
).filter(lambda text: text == cleaned(text) and bool(text.strip()))


def quote(before: str, text: str, after: str, **facts: str) -> Quote:
    """A quote of a document that goes on before and after it."""
    held = document(before + text + after, **facts)
    return Quote("aaaaaaaaaa1", held, Locator(len(before), len(before) + len(text)))


def joined(window: Window) -> str:
    """The words of a window."""
    return "".join(text for text, _, _ in window.parts)


def shown(window: Window) -> str:
    """The words of a window's message, as Telegram's own parser sees them."""
    parsed = parse(MESSAGES.render("context", window=window, url=None))
    assert utf16_length(parsed.text) <= LONGEST_TEXT
    return next(parsed.of(entity) for entity in parsed.entities if entity.type == "blockquote")


@given(words, words, words)
def test_the_quote_is_marked(before: str, text: str, after: str) -> None:
    """The text around a quote is shown as it is, character for character, with the quote in bold."""
    found = quote(before, text.strip(), after)
    window = around(found, Span(0, len(found.document.text)))
    parsed = parse(MESSAGES.render("context", window=window, url=None))

    assert shown(window) == joined(window) == found.document.text.strip()
    assert text.strip() in [parsed.of(entity) for entity in parsed.entities if entity.type == "bold"]


parts = st.sampled_from(
    ["wort ", "Wort. ", "x", "😀 ", "😀", "é\u0301", "نمی\u200cشود ", "<&", "Wort.\n\n", "\n"]
)
texts = st.tuples(parts, st.integers(0, 6000)).map(lambda drawn: (drawn[0] * drawn[1])[: drawn[1]])


@given(texts, texts, texts, st.data())
def test_the_whole_document_can_be_read(before: str, middle: str, after: str, data: st.DataObject) -> None:
    """Down from the top and up from the end, the windows are the document: nothing missing, nothing twice."""
    found = quote(before, middle.strip() or "x", after)
    whole, start = found.document.text, -found.span.start
    down, up = [below(found, start)], [above(found, start + len(whole))]
    while (offset := down[-1].down) is not None:
        down.append(below(found, offset))
    while (offset := up[-1].up) is not None:
        up.append(above(found, offset))

    for way in (down, up[::-1]):
        assert "".join("".join(map(joined, way)).split()) == "".join(whole.split())
        assert all(one.span.end <= other.span.start for one, other in pairwise(way))
    for window in data.draw(st.lists(st.sampled_from(down + up), max_size=3)):
        html = MESSAGES.render("context", window=window, url=None)
        assert shown(window) == found.document.slice(window.span) == joined(window)
        assert len(html.encode()) <= MOST_BYTES


@given(texts, texts, texts, st.integers(0, 3000), st.integers(0, 3000))
def test_around(before: str, text: str, after: str, left: int, right: int) -> None:
    """The first window shows the quote whole if it can, and no more than a window holds."""
    found = quote(before, text.strip() or "x", after)
    whole = found.document.text
    window = around(found, Span(max(0, found.span.start - left), min(len(whole), found.span.end + right)))

    assert window.place == "here"
    assert 0 < window.span.end - window.span.start <= SIZE
    marked = "".join(words for words, is_marked, _ in window.parts if is_marked)
    assert marked == (found.text if len(found.text) < SIZE else found.text[: len(marked)])


@given(texts, words, texts, st.integers(-20_000, 20_000))
def test_any_offset(before: str, text: str, after: str, offset: int) -> None:
    """Wherever a button leads, also after the document has become another one, there is something to show."""
    found = quote(before, text.strip(), after)
    for window in (below(found, offset), above(found, offset)):
        assert joined(window).strip()
        assert joined(window) in found.document.text


@given(words, words, words, st.data())
def test_what_is_graphic_is_covered(before: str, text: str, after: str, data: st.DataObject) -> None:
    """Words marked as hard to read stand behind a spoiler, the others do not, and no character changes."""
    found = quote(before, text.strip(), after)
    whole = found.document.text.strip()
    ends = st.integers(0, len(found.document.text))
    span = Span(*sorted(data.draw(st.tuples(ends, ends))))
    window = replace(around(found, Span(0, len(found.document.text))), graphic=(span,))
    parsed = parse(MESSAGES.render("context", window=window, url=None))
    covered = [parsed.of(entity) for entity in parsed.entities if entity.type == "spoiler"]

    assert shown(window) == whole
    hidden = Span(max(span.start, window.span.start), min(span.end, window.span.end))
    assert "".join(covered) == (found.document.slice(hidden) if hidden.start < hidden.end else "")


def test_positions_follow_the_quote() -> None:
    """Where text was put in far above the quote, a button leads to the same words as before."""
    found = quote("Alfa. " * 900, "The bridge fell.", " Bravo. " * 900)
    later = quote("Zulu. " * 300 + "Alfa. " * 900, "The bridge fell.", " Bravo. " * 900)

    for offset in (-2000, 700):
        assert joined(below(found, offset)) == joined(below(later, offset))


def test_windows_end_at_good_places() -> None:
    """A window ends with a paragraph if it can, else with a sentence, else between two words."""
    paragraphs = quote("", "x", "y" * 1000 + "\n\n" + "Z. " * 900)
    sentences = quote("", "x", "Alfa bravo charlie. " * 200)

    assert joined(below(paragraphs, 0)).endswith("y")
    assert joined(below(sentences, 0)).endswith("charlie.")
    assert joined(above(sentences, 4000)).startswith("Alfa")


def test_what_the_head_says() -> None:
    """Above a window that does not show the quote stands where it lies, not where the quote stands."""
    found = quote("Alfa. " * 900, "The bridge fell.", " Bravo. " * 900, title="A", publisher="The Post")
    found = replace(found, locator=replace(found.locator, paragraph=7), speaker="Delta")
    heads = [
        parse(MESSAGES.render("context", window=window, url=None)).text.split("\n")[1]
        for window in (around(found, found.span), below(found, 900), above(found, -900))
    ]

    assert heads == [
        "Speaker: Delta · The Post · paragraph 7",
        "The Post · further down than the quote",
        "The Post · further up than the quote",
    ]
