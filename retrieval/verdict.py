"""Verdicts: what verifying a quotation gives."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from retrieval.model import Document, DocumentPage, Locator, Quote, Span


class Kind(enum.StrEnum):
    """What can be said of a text."""

    EXACT = "exact"  # it stands in the archive, but for white space and typographic marks
    DIFFERS = "differs"  # something like it does: `Verdict.differences`
    IN_PART = "in_part"  # some of its sentences do, or all of them but not together
    ABSENT = "absent"  # nothing like it stands in this archive
    CANNOT_TELL = "cannot_tell"  # too few words, or none that tells anything


class DifferenceKind(enum.StrEnum):
    """What a difference is about; the first that applies."""

    NEGATION = "negation"  # one side turns the statement round
    NUMBER = "number"  # a figure, in digits or in words
    MARK = "mark"  # nothing but a mark, such as a comma
    MISSING = "missing"  # words of the document that the text leaves out
    ADDED = "added"  # words of the text that the document does not have
    WORD = "word"  # other words


@dataclass(frozen=True)
class Difference:
    """Where a text and the document part.

    Attributes:
        kind: What it is about.
        typed: The words of the text, as they stand in it; empty when it lacks them.
        document: The words of the document, as they stand in it; empty when it has none.
        span: Of the document's words in its text; empty, at their place, when it has none.
    """

    kind: DifferenceKind
    typed: str = field(repr=False)
    document: str
    span: Span


@dataclass(frozen=True)
class Place:
    """Where words stand.

    Attributes:
        document: What they stand in.
        locator: Of these very words.
        sentences: The span of the whole sentences they are in.
        quote: The quote of those sentences, of the first four if they are more; None for words that are
            never quoted, such as a heading's.
        whole: Whether the words are those whole sentences.
    """

    document: Document
    locator: Locator
    sentences: Span
    quote: Quote | None = None
    whole: bool = False

    @property
    def text(self) -> str:
        """The words, as they stand in the document."""
        return self.document.slice(Span(self.locator.start, self.locator.end))

    @property
    def graphic(self) -> bool:
        """Whether what stands here is marked as hard to read."""
        return self.document.graphic or (self.quote is not None and self.quote.graphic)

    @property
    def id(self) -> str | None:
        """The identifier of the quote that has exactly these words, if one can."""
        if self.quote is None or not self.whole or self.quote.span != self.sentences:
            return None
        return self.quote.id

    @property
    def speaker(self) -> str | None:
        """Who says the words, where the text tells."""
        return self.quote.speaker if self.quote else None

    @property
    def url(self) -> str | None:
        """A public link where the words can be read."""
        return self.quote.url if self.quote else self.document.source


@dataclass(frozen=True)
class Piece:
    """A sentence of a text that was looked for by itself.

    Attributes:
        text: As it stands in the text.
        places: Everywhere it stands; nowhere, when empty.
    """

    text: str = field(repr=False)
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Whether a text stands in the archive.

    Attributes:
        kind: The verdict.
        text: What was checked.
        places: Of `exact`, everywhere it stands; of `differs`, where the nearest words do.
        differences: Of `differs`, in the document's order.
        pieces: Of `in_part`, its sentences, in their order.
        left_out: Of `exact`, the document's words in place of each "[...]".
        set_aside: Parts of the text that were taken for an attribution or a heading, and not checked.
        pages: Of `cannot_tell`, where it may stand, in letters that nobody can be sure of.
    """

    kind: Kind
    text: str = field(repr=False)
    places: tuple[Place, ...] = ()
    differences: tuple[Difference, ...] = ()
    pieces: tuple[Piece, ...] = ()
    left_out: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = field(default=(), repr=False)
    pages: tuple[DocumentPage, ...] = ()
