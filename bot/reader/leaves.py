"""A document's text as a page shows it: headings, paragraphs with their numbers, marks, pages.

Every character of a block is on the page, in order; what is marked is exactly the span.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from retrieval import Block, BlockKind, Document, Span

SHORT_LINE = 50
"""Characters: lines shorter than this are meant to end there; longer ones were broken to fit a screen."""

CONTENTS = 3
"""So many headings make a table of contents worth its room."""


class Piece(NamedTuple):
    """A run of characters that look alike.

    Attributes:
        text: The characters.
        mark: `first` for what begins the marked span, `more` for what goes on with it, else empty.
        page: The number of the page that begins before them.
    """

    text: str
    mark: str = ""
    page: int | None = None


class Leaf(NamedTuple):
    """One block.

    Attributes:
        kind: `heading`, `paragraph`, `question` (an interviewer's), `cue`, `title` (where the text repeats
            it), `aside` (a menu, a caption and the like) or `disputed` (its letters are not certain).
        number: Of the paragraph, as locators have it; of the heading, from 1; 0 for the others.
        page: The number of the page on which it begins, in a document that has pages.
        pieces: Its characters.
        plain: All of them, where they look alike and no page begins among them; else None.
        in_lines: Whether its line ends mean something.
        ends_mark: Whether the marked span ends in it.
        is_covered: Whether it is hard to read, and opened only by whoever wants to; what is marked never is.
    """

    kind: str
    number: int
    page: int | None
    pieces: tuple[Piece, ...]
    plain: str | None
    in_lines: bool
    ends_mark: bool
    is_covered: bool

    @property
    def text(self) -> str:
        """All of its characters."""
        return "".join(piece.text for piece in self.pieces)


_KINDS = {
    BlockKind.PARAGRAPH: "paragraph",
    BlockKind.QUESTION: "question",
    BlockKind.CUE: "cue",
    BlockKind.HEADING: "heading",
    BlockKind.BOILERPLATE: "aside",
    BlockKind.DISPUTED: "disputed",
}


def leaves(
    document: Document, blocks: Sequence[Block], marked: Span | None = None, graphic: Sequence[Span] = ()
) -> tuple[Leaf, ...]:
    """The leaves of a document.

    Args:
        document: With its text.
        blocks: What `Archive.blocks` says of it.
        marked: What is to be marked, if anything.
        graphic: What is hard to read, as `Archive.graphic` says, in reading order.
    """
    return tuple(_leaves(document, blocks, marked or Span(0, 0), graphic))


def headings(found: Sequence[Leaf]) -> tuple[Leaf, ...]:
    """The headings for a table of contents; none where there are too few of them."""
    titled = tuple(leaf for leaf in found if leaf.kind == "heading")
    return titled if len(titled) >= CONTENTS else ()


def _leaves(
    document: Document, blocks: Sequence[Block], marked: Span, graphic: Sequence[Span]
) -> Iterator[Leaf]:
    title = _plain(document.title)
    count = 0
    for block in blocks:
        kind = _KINDS[block.kind]
        if kind == "heading":
            if _plain(document.slice(Span(block.start, block.end))) == title:
                kind = "title"
            else:
                count += 1
        number = count if kind == "heading" else block.paragraph
        pieces = tuple(_pieces(document, block, marked))
        alike = len(pieces) == 1 and not pieces[0].mark and pieces[0].page is None
        yield Leaf(
            kind,
            number,
            document.page(block.start),
            pieces,
            pieces[0].text if alike else None,
            _in_lines(document.text[block.start : block.end]),
            block.start < marked.end <= block.end,
            not _share(block, marked) and _is_graphic(block, graphic),
        )


def _share(block: Block, span: Span) -> bool:
    return span.start < block.end and span.end > block.start


def _is_graphic(block: Block, graphic: Sequence[Span]) -> bool:
    place = bisect_left(graphic, block.end, key=lambda span: span.start) - 1
    return place >= 0 and _share(block, graphic[place])


def _pieces(document: Document, block: Block, marked: Span) -> Iterator[Piece]:
    first = max(marked.start, block.start)
    last = min(marked.end, block.end)
    cuts = {block.start, block.end} | ({first, last} if first < last else set())
    begun = document.pages[
        bisect_right(document.pages, block.start - 1) : bisect_right(document.pages, block.end - 1)
    ]
    places = sorted(cuts.union(begun))
    for start, end in pairwise(places):
        inside = first <= start < last
        mark = ("first" if start == marked.start else "more") if inside else ""
        yield Piece(document.text[start:end], mark, document.page(start) if start in begun else None)


def _in_lines(text: str) -> bool:
    lines = text.split("\n")
    return len(lines) > 1 and min(map(len, lines[:-1])) < SHORT_LINE


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" .").casefold()
