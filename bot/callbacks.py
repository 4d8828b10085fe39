"""What buttons carry: identifiers of quotes and their numbers, and nothing of any question.

A button has 64 bytes. A *page* of an answer is up to three quotes; a button that leads to it carries them
all, so that the keyboard below one page holds the others, for as long as the message exists:

    show:a:4:1:5:<quote>,<quote>,<quote>    the page, with its second quote open
    text:a:4:1:5:<quote>,<quote>,<quote>    the second of these quotes, in its document
            a    an answer's quotes; n: passages near a question that they do not answer
            4    the number of the first quote
            1    which of them is open, from 0
            5    which of them stand against each other, as bits
    up:2:<quote>:-180, down:2:<quote>:620   the document before or after a character, counted from the quote
    source:2:<quote>, cite:2:<quote>        the document of a quote; its citation

A quote of several sentences may be followed by the number, from 0, of the one that answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval import Quote

MOST_BYTES = 64
"""Of what a button carries."""

QUOTES_A_PAGE = 3
"""Quotes of which one message shows some: as many as a button can carry."""

_QUOTE = "[0-9a-z]{10}(?:1|[2-4][0-9a-z]{2})"
_HELD = "[0-9a-z]{10}(?:1|[2-4][0-9a-z]{2}[0-3]?)"
_NUMBER = "[1-9][0-9]?"

SHOW = re.compile(rf"(show|text):([an]):({_NUMBER}):([0-2]):([0-7]):({_HELD}(?:,{_HELD}){{0,2}})\Z")
MOVE = re.compile(rf"(up|down):({_NUMBER}):({_QUOTE}):(-?[0-9]{{1,9}})\Z")
SOURCE = re.compile(rf"source:({_NUMBER}):({_QUOTE})\Z")
CITE = re.compile(rf"cite:({_NUMBER}):({_QUOTE})\Z")
EARLIER_MORE = re.compile(rf"more:({_NUMBER}):({_QUOTE}(?:,{_QUOTE})*)\Z")
"""As earlier versions made it: the number of the first of some further quotes, and their identifiers."""


@dataclass(frozen=True)
class Held:
    """A quote as a button carries it.

    Attributes:
        id: Its identifier.
        answering: Which of its sentences answers, from 0; None when it is one sentence, or that is not known.
    """

    id: str
    answering: int | None = None

    @classmethod
    def of(cls, quote: Quote) -> Held:
        """What is carried of a quote."""
        if quote.answering == quote.span or quote.answering not in quote.sentences:
            return cls(quote.id)
        return cls(quote.id, quote.sentences.index(quote.answering))


@dataclass(frozen=True)
class Shown:
    """A page of an answer.

    Attributes:
        start: The number of its first quote, from 1.
        quotes: One to three.
        opened: Which of them is open and has the buttons, from 0.
        near: Whether they only come near a question, and do not answer it.
        compared: Numbers of those that stand against each other.
    """

    start: int
    quotes: tuple[Held, ...]
    opened: int = 0
    near: bool = False
    compared: frozenset[int] = frozenset()

    @property
    def end(self) -> int:
        """The number of its last quote."""
        return self.start + len(self.quotes) - 1

    @property
    def number(self) -> int:
        """The number of the quote that is open."""
        return self.start + self.opened

    @property
    def numbered(self) -> tuple[tuple[int, Held], ...]:
        """Its quotes with their numbers."""
        return tuple(enumerate(self.quotes, self.start))

    @property
    def identified(self) -> tuple[tuple[int, str], ...]:
        """Its quotes' identifiers with their numbers."""
        return tuple((number, held.id) for number, held in self.numbered)

    def opening(self, number: int) -> Shown:
        """The same page with another quote open."""
        return replace(self, opened=number - self.start)

    def until(self, number: int) -> tuple[Shown, tuple[Shown, ...]]:
        """The page as far as a quote, and what is behind it."""
        count = number - self.start + 1
        rest = pages(self.numbered[count:], self.compared, near=self.near)
        kept = page(self.numbered[:count], self.compared, near=self.near)
        return replace(kept, opened=min(self.opened, count - 1)), rest


def pages(
    numbered: Sequence[tuple[int, Held]], compared: frozenset[int] = frozenset(), *, near: bool = False
) -> tuple[Shown, ...]:
    """Quotes whose numbers follow each other, in pages of `QUOTES_A_PAGE`."""
    starts = range(0, len(numbered), QUOTES_A_PAGE)
    return tuple(page(numbered[at : at + QUOTES_A_PAGE], compared, near=near) for at in starts)


def page(
    numbered: Sequence[tuple[int, Held]], compared: frozenset[int] = frozenset(), *, near: bool = False
) -> Shown:
    """One page of one to three quotes, whose numbers follow each other."""
    numbers, quotes = zip(*numbered, strict=True)
    return Shown(numbers[0], quotes, near=near, compared=compared.intersection(numbers))


def page_data(shown: Shown, view: str = "show") -> str:
    """What a button carries that leads to a page or, with the view `text`, to its open quote's text."""
    held = ",".join(f"{each.id}{'' if each.answering is None else each.answering}" for each in shown.quotes)
    bits = sum(1 << (number - shown.start) for number in shown.compared)
    return f"{view}:{'n' if shown.near else 'a'}:{shown.start}:{shown.opened}:{bits}:{held}"


def page_of(match: re.Match[str]) -> Shown | None:
    """The page a `SHOW` button leads to; None for one that cannot be."""
    _, kind, start, opened, bits, held = match.groups()
    quotes = tuple(_held(text) for text in held.split(","))
    if int(opened) >= len(quotes) or int(bits) >> len(quotes):
        return None
    first = int(start)
    compared = frozenset(first + at for at in range(len(quotes)) if int(bits) >> at & 1)
    return Shown(first, quotes, int(opened), kind == "n", compared)


def _held(text: str) -> Held:
    size = 11 if text[10] == "1" else 13  # an identifier says itself how long it is
    return Held(text[:size], int(text[size:]) if text[size:] else None)
