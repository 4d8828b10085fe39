"""A document's text on a page: every character of it, in order, and exactly the quote marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.reader.leaves import Leaf, headings, leaves
from builders import document
from retrieval import Block, BlockKind, Span
from retrieval.structure import blocks
from retrieval.text import normal_form

WORDS = st.sampled_from(["alfa bravo ", "Charlie. ", "بهار ", "• ", "1. ", "<b>", "\n", "Why? ", "“"])
LINES = st.lists(WORDS, max_size=12).map("".join)
TEXTS = st.lists(LINES, min_size=1, max_size=12).map("\n\n".join).map(normal_form)


def made(
    text: str, marked: Span | None = None, pages: tuple[int, ...] = (), title: str = "A"
) -> tuple[Leaf, ...]:
    """The leaves of a text."""
    held = document(text, title=title)
    held = type(held)(**{**vars(held), "pages": pages})
    return leaves(held, blocks(text, title), marked)


@given(
    text=TEXTS, ends=st.tuples(st.integers(0, 500), st.integers(0, 500)), pages=st.lists(st.integers(0, 500))
)
def test_every_character_is_there(text: str, ends: tuple[int, int], pages: list[int]) -> None:
    """What stands on the page is the text, what is marked the span, but for white space between blocks."""
    span = Span(*sorted(min(end, len(text)) for end in ends))
    found = made(text, span, tuple(sorted(set(pages))))
    pieces = [piece for leaf in found for piece in leaf.pieces]

    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(text.split())
    marked = "".join(piece.text for piece in pieces if piece.mark)
    assert "".join(marked.split()) == "".join(text[span.start : span.end].split())
    assert all(piece.text for piece in pieces)


@given(text=TEXTS)
def test_only_one_piece_begins_the_mark(text: str) -> None:
    """The place a link jumps to is there once."""
    begin = len(text) - len(text.lstrip())
    found = made(text, Span(begin, len(text.rstrip())))

    firsts = [piece for leaf in found for piece in leaf.pieces if piece.mark == "first"]
    assert len(firsts) == (1 if text.strip() else 0)


def test_paragraphs_are_numbered_as_locators_are() -> None:
    """A paragraph has its number, a heading one of its own, and a menu none."""
    found = made("The fall\n\nThe bridge fell on a Tuesday.\n\nThe tower\n\nIt stood for a year.")

    assert [(leaf.kind, leaf.number) for leaf in found] == [
        ("heading", 1), ("paragraph", 1), ("heading", 2), ("paragraph", 2),
    ]  # fmt: skip


def test_a_title_in_the_text_is_no_section() -> None:
    """The line that repeats the title is shown, but not as a heading below itself."""
    found = made("The Fall.\n\nThe bridge fell on a Tuesday.", title="The fall")

    assert [leaf.kind for leaf in found] == ["title", "paragraph"]


def test_pages_begin_where_they_do() -> None:
    """The number of a page stands before its first character, inside a paragraph too."""
    text = "The bridge fell on a Tuesday in the rain."
    (leaf,) = made(text, pages=(0, text.index("on")))

    assert [(piece.text, piece.page) for piece in leaf.pieces] == [
        ("The bridge fell ", 1), ("on a Tuesday in the rain.", 2),
    ]  # fmt: skip


def test_where_the_mark_ends() -> None:
    """The citation follows the paragraph with the last marked word."""
    text = "One stood here.\n\nTwo stood here.\n\nThree stood here."
    found = made(text, Span(0, text.index("\n\nThree")))

    assert [leaf.ends_mark for leaf in found] == [False, True, False]


def test_lines() -> None:
    """Line ends are kept where lines are meant to be short, as in verse, not where a screen was narrow."""
    broken = (
        "The bridge over the river fell on a Tuesday in the heavy rain\n"
        "of that spring, which nobody in the village had foreseen, and\nthen the mill went."
    )
    verse = "The bridge fell,\nthe river rose,\nand nobody came to see it go, said Delta of the mill."

    assert [leaf.in_lines for leaf in made(f"{broken}\n\n{verse}")] == [False, True]


def test_contents_are_worth_their_room() -> None:
    """One or two headings make no table of contents."""
    part = "The fall\n\nThe bridge fell on a Tuesday.\n\n"

    assert headings(made(part * 1)) == ()
    assert (
        len(headings(made("".join(f"Part {word}\n\nIt fell on day {word} of May.\n\n" for word in "abc"))))
        == 3
    )


def test_every_kind_of_block_is_shown() -> None:
    """No kind of block is unknown to the page."""
    text = "The bridge fell on a Tuesday."
    for kind in BlockKind:
        (leaf,) = leaves(document(text), [Block(0, len(text), kind, 0)])
        assert leaf.text == text


def test_what_is_hard_to_read_is_covered() -> None:
    """Paragraphs with anything graphic in them are covered, but not the one whose quote was asked for."""
    text = "One stood here.\n\nTwo stood here.\n\nThree stood here."
    held, graphic = document(text), [Span(4, 9), Span(text.index("Three"), len(text))]

    assert [leaf.is_covered for leaf in leaves(held, blocks(text), None, graphic)] == [True, False, True]
    assert [leaf.is_covered for leaf in leaves(held, blocks(text), Span(0, 15), graphic)] == [
        False, False, True,
    ]  # fmt: skip
