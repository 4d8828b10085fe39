"""What a language's grammar tells of who speaks: the questions that `retrieval.speakers` asks of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from retrieval.model import Span

MOST_SAID = 12  # clauses of a sentence that are looked at; with more of them, nobody could tell either


class Said(NamedTuple):
    """Somebody, named or not, is said to say something.

    Attributes:
        start: Offset of the clause that says so; right after a quotation, the quotation's end.
        end: Offset after it.
        follows: Whether it comes right after a quotation.
        name: The name, as it stands; None for somebody not named.
        pronoun: `he` or `she`, when that is all; else empty.
        closes: Whether it comes behind what is said: "…, she added."
    """

    start: int
    end: int
    follows: bool
    name: Span | None = None
    pronoun: str = ""
    closes: bool = False


class Subject(NamedTuple):
    """Whom a clause is about: a name, a pronoun, or neither for somebody not named."""

    name: Span | None = None
    pronoun: str = ""


NOBODY = Subject()


class Attributions(Protocol):
    """Reads one document; all offsets are into its text."""

    def said(self, start: int, end: int) -> list[Said]:
        """What the sentence from `start` to `end` says of who speaks, in order; at most `MOST_SAID`."""

    def opening(self, start: int, end: int) -> Subject | None:
        """Whom the sentence is about, when it begins with a name or pronoun; else None."""

    def mentions(self, start: int, end: int, besides: Span | None = None) -> bool:
        """Whether people are named from `start` to `end`, other than `besides`."""

    def joins(self, start: int, end: int) -> bool:
        """Whether another clause of the same rank begins there, by a comma or a word like "and"."""

    def fullest(self, name: Span) -> Span:
        """Where the same name stands in the fullest form the document gives."""

    def fits(self, pronoun: str, name: Span) -> bool:
        """Whether a pronoun may stand for a name."""

    def is_first_person(self, start: int, end: int) -> bool:
        """Whether somebody says "I" or "we" there, outside quotations."""

    def label(self, start: int, end: int) -> Span | None:
        """The name of the speaker in what stands before a colon, when it is one."""

    def interviewed(self, title: str, end: int) -> Sequence[Span]:
        """The names, in their fullest form, of those whom the text says it interviews, before `end`."""

    def addressed(self, start: int, end: int) -> Sequence[Span]:
        """The names, in their fullest form, of those whom a question addresses."""
