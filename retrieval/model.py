"""The values everything else speaks of: documents, passages, quotes, answers.

All offsets count code points in a document's text in its normal form (see `retrieval.text`).
"""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from retrieval.errors import DocumentError
from retrieval.links import quote_link
from retrieval.spans import Span as Span  # one of the values that are spoken of here


class BlockKind(enum.IntEnum):
    """What a block of a document is."""

    PARAGRAPH = 0
    HEADING = 1
    BOILERPLATE = 2  # a menu, a caption, "read more", a repeated line: never quoted, never searched
    CUE = 3  # announces who speaks next ("N tells the conference:"): context, not an answer by itself
    QUESTION = 4  # an interviewer's turn: context, not an answer
    DISPUTED = 5  # found but never quoted: nobody can be sure of its letters, so it is to be read on the page


class Mark(NamedTuple):
    """What the format of a document says of a span of its text.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last.
        kind: `HEADING`; `BOILERPLATE` (a running head, the number of a page); `DISPUTED`; or `PARAGRAPH` for
            what is no heading though it looks like one.
    """

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """What is known of a document, in Dublin Core's terms, without its text.

    Attributes:
        identifier: Stable and unique in the archive; `[A-Za-z0-9._-]`, at most 64 characters.
        title: Never empty.
        creator: Who wrote or made it.
        publisher: Who published it.
        date: ISO 8601, of any precision: `2017`, `2017-12` or `2017-12-04`.
        language: BCP 47, such as `en` or `fa`.
        source: Public URL where exactly these words stand.
        captured: When it was saved from there, ISO 8601 as `date`.
        rights: Licence or statement of rights.
        references: What the document draws on, as its author lists it.
        graphic: Whether all of it is marked as hard to read.
        file: Path relative to the corpus folder, with `/`.
        sha256: Of the original file's bytes, in hexadecimal.
        size: Of the original file, in bytes.
        encoding: What its bytes were decoded as.
        pages: Where in its text each of its pages begins; empty for a document without pages.
        marks: What its format says of spans of its text, in reading order.
        recognised: The pages, from 1, whose text was recognised from a picture.
    """

    identifier: str
    title: str
    creator: str | None = None
    publisher: str | None = None
    date: str | None = None
    language: str | None = None
    source: str | None = None
    captured: str | None = None
    rights: str | None = None
    references: tuple[str, ...] = ()
    graphic: bool = False
    file: str
    sha256: str
    size: int = 0
    encoding: str = "utf-8"
    pages: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    recognised: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document(Metadata):
    """A document with its text in normal form."""

    text: str = field(repr=False)

    def slice(self, span: Span) -> str:
        """The words at `span`, exactly."""
        return self.text[span.start : span.end]

    def page(self, offset: int) -> int | None:
        """The page, from 1, on which the character at `offset` stands, in a document that has pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None


class Block(NamedTuple):
    """A run of text between blank lines (or a line of its own): a paragraph, heading or the like.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last.
        kind: A `BlockKind`.
        paragraph: Its number among the blocks of the document, from 1, headings and boilerplate
            not counted (they have 0).
    """

    start: int
    end: int
    kind: BlockKind
    paragraph: int


class Sentence(NamedTuple):
    """A sentence's span, the number of the paragraph it stands in, and that paragraph's kind."""

    start: int
    end: int
    paragraph: int
    kind: BlockKind = BlockKind.PARAGRAPH


@dataclass(frozen=True)
class Passage:
    """The unit that is ranked: neighbouring sentences of one section.

    Attributes:
        sentences: In reading order; never empty.
        section: Span of the heading it stands under, if any.
    """

    sentences: tuple[Sentence, ...]
    section: Span | None = None

    @property
    def span(self) -> Span:
        """From its first sentence to its last."""
        return Span(self.sentences[0].start, self.sentences[-1].end)


@dataclass(frozen=True)
class Locator:
    """Where in its document a quote stands, in words a person can follow.

    Attributes:
        start: Offset of its first character in the document's text.
        end: Offset after its last.
        section: The heading it stands under.
        paragraph: From 1; see `Block.paragraph`.
        page: From 1, for a document that has pages.
    """

    start: int
    end: int
    section: str | None = None
    paragraph: int | None = None
    page: int | None = None


@dataclass(frozen=True)
class Quote:
    """Whole sentences of a document, word for word.

    Attributes:
        id: Stable identifier (see `retrieval.identifiers`).
        document: Where the words are sliced from.
        locator: Where they stand.
        score: Of the answer it was given in; only its order means something.
        speaker: Who says the words, where the text tells.
        sentences: Their spans, in reading order.
        answering: Span of the one that answers, where that is known.
        reprints: Other documents that hold the same words.
        graphic: Whether the operator marks its passage as hard to read.
    """

    id: str
    document: Document
    locator: Locator
    score: float = 0.0
    speaker: str | None = None
    sentences: tuple[Span, ...] = ()
    answering: Span | None = None
    reprints: tuple[Metadata, ...] = ()
    graphic: bool = False

    @property
    def span(self) -> Span:
        """Where the quote stands in its document's text."""
        return Span(self.locator.start, self.locator.end)

    @property
    def text(self) -> str:
        """The quoted words: always a slice of the document, never a copy."""
        return self.document.slice(self.span)

    @property
    def is_recognised(self) -> bool:
        """Whether the words were recognised from a picture, and may differ from what stands there."""
        return self.locator.page in self.document.recognised

    @cached_property
    def url(self) -> str | None:
        """A public link that opens where the words stand; nothing without a public source."""
        source = self.document.source
        return quote_link(source, self.document.text, self.span, self.locator.page) if source else None


class Reason(enum.StrEnum):
    """The kinds of no."""

    NO_QUESTION = "no_question"  # nothing was asked: empty, or no word in it
    STOP_WORDS = "stop_words"  # nothing but words like "the" and "of"
    EMPTY_ARCHIVE = "empty_archive"  # no document is loaded
    OTHER_LANGUAGE = "other_language"  # no document is in the question's language: `Answer.languages`
    OUTSIDE = "outside"  # most of what is asked about is nowhere in the archive: `Query.unknown`
    UNKNOWN_WORDS = "unknown_words"  # a word that is nowhere in the archive: `Query.unknown`
    NAMES_APART = "names_apart"  # the names are there, but nothing says this of them: `Query.names`
    ON_A_PAGE = "on_a_page"  # a page may say it whose letters are not sure: `Answer.pages`
    NOTHING_NEAR = "nothing_near"  # the words are there, but nothing says this of them


@dataclass(frozen=True)
class Query:
    """What was searched for.

    Attributes:
        terms: The question's terms after analysis.
        unknown: Words of the question, as typed, that stand in no document.
        names: Its names and figures, as typed, that do.
        corrected: A word as typed, and the archive's spelling searched instead.
        aliases: A name as typed, and its other names searched with it.
    """

    terms: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Side:
    """One side of a disagreement.

    Attributes:
        value: What it says, in short: a figure such as `2,800–5,000`, an office, `yes` or `no`.
        quotes: Identifiers of the answer's quotes that say so, most direct first.
    """

    value: str
    quotes: tuple[str, ...]


class DocumentPage(NamedTuple):
    """A page to be read as a picture, since nobody can be sure of its letters.

    Attributes:
        document: Whose page it is.
        number: From 1.
    """

    document: Metadata
    number: int


@dataclass(frozen=True)
class Disagreement:
    """Documents differ on what was asked.

    Attributes:
        about: `figure`, `date`, `office` or `account` (whether something was admitted).
        sides: Two or more, most direct first.
    """

    about: str
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Answer:
    """Quotes, best first; or none, a reason, and the nearest passages.

    Attributes:
        question: As asked.
        quotes: What answers.
        near: For an answer without quotes: the nearest passages, which do not answer.
        reason: For an answer without quotes: the kind of no.
        query: What was searched for.
        disagreement: Where the quotes' documents differ, the sides.
        pages: What may answer as well as the quotes, or instead of them, and can only be read on the page.
        languages: Of the archive, the most frequent first.
        confidence: What is compared with the threshold, whether it was reached or not: from 0 to 1, and
            comparable within an archive. 0 where no threshold would let the answer through.
    """

    question: str = field(repr=False)
    quotes: tuple[Quote, ...] = ()
    near: tuple[Quote, ...] = ()
    reason: Reason | None = None
    query: Query = Query()
    disagreement: Disagreement | None = None
    pages: tuple[DocumentPage, ...] = ()
    languages: tuple[str, ...] = ()
    confidence: float = 0.0

    @property
    def status(self) -> str:
        """`answered` or `no_answer`."""
        return "answered" if self.quotes else "no_answer"


@dataclass(frozen=True)
class Changes:
    """What a reload changed, as documents' metadata in the order of their identifiers.

    Attributes:
        added: New documents.
        changed: Documents whose bytes or metadata are other than before, as they are now.
        removed: Documents no longer there.
        unchanged: How many stayed as they were.
        moved: Documents of the same bytes in another file, as they are now.
        exact: How many of the quotes ever given out stand in the archive, word for word.
        gone: How many no longer do.
        withdrawn: How many were taken out with their documents.
        problems: What is wrong now and was not before: files that cannot be read, wrong metadata.
    """

    added: tuple[Metadata, ...] = ()
    changed: tuple[Metadata, ...] = ()
    removed: tuple[Metadata, ...] = ()
    unchanged: int = 0
    moved: tuple[Metadata, ...] = ()
    exact: int = 0
    gone: int = 0
    withdrawn: int = 0
    problems: tuple[DocumentError, ...] = ()

    @property
    def are_none(self) -> bool:
        """Whether everything is as it was."""
        return not (self.added or self.changed or self.removed or self.moved or self.problems)
