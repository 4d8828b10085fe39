"""What is taken out of a file that is no plain text, and what can be wrong with one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from retrieval.model import BlockKind, Mark
from retrieval.text import normal_form

LEAST_SHARE = 0.25  # of the letters that can be seen in a file; less, and its text has been lost


class UnreadableError(Exception):
    """A file cannot be read.

    Attributes:
        code: One of `DocumentError.CODES`.
        values: Further facts for the sentence.
    """

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Problem(NamedTuple):
    """What is wrong with a file that is read all the same: a code of `DocumentError`, and its facts."""

    code: str
    values: Mapping[str, Any]


class Piece(NamedTuple):
    """A paragraph, heading, list or table on its way into the text.

    Attributes:
        text: Its words; in normal form if any `page_begins`.
        kind: What it is for sure; None leaves that to the look of its words.
        page_begins: Where in it pages begin.
    """

    text: str
    kind: BlockKind | None = None
    page_begins: tuple[int, ...] = ()


@dataclass(frozen=True)
class Extracted:
    """The text of a file and what the file says of itself.

    Attributes:
        text: In normal form: headings are lines of their own, paragraphs stand between blank lines.
        pages: Where each page begins in it; empty for what has none.
        marks: What its format says of spans of it.
        given: The file's own metadata, by field, not yet checked.
        heading: Its first heading.
        encoding: What its bytes were decoded as.
        problems: What is wrong with it.
        recognised: The pages, from 1, whose text was recognised from a picture.
    """

    text: str
    pages: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    heading: str | None = None
    encoding: str = "utf-8"
    problems: tuple[Problem, ...] = ()
    recognised: tuple[int, ...] = ()


class Joined(NamedTuple):
    """Pieces as one text in normal form, with where its pages begin and what is known of its spans."""

    text: str
    pages: tuple[int, ...]
    marks: tuple[Mark, ...]


def joined(pieces: Iterable[Piece]) -> Joined:
    """The pieces between blank lines; those without a word or sign are left out."""
    parts: list[str] = []
    pages: list[int] = []
    marks: list[Mark] = []
    end = 0
    for piece in pieces:
        text = piece.text if piece.page_begins else normal_form(piece.text)
        start = end + 2 if parts else 0
        pages += [start + offset for offset in piece.page_begins]
        if not text.strip():
            continue
        parts.append(text)
        end = start + len(text)
        if piece.kind is not None:
            marks.append(Mark(start, end, piece.kind))
    return Joined("\n\n".join(parts), tuple(min(page, end) for page in pages), tuple(marks))


def letters(text: str) -> int:
    """How many letters and digits there are in a text."""
    return sum(map(str.isalnum, text))


def lost(visible: int, taken: int) -> Problem | None:
    """The problem that too little of what can be seen has come out, if so."""
    if taken >= visible * LEAST_SHARE:
        return None
    return Problem("lost_text", {"percent": round(100 * taken / visible)})
