"""What is told beside the quotes of an answer: what was searched, and which of them differ."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval import Answer, Query, Quote

OTHER_NAMES = 3
"""Told of one name; a group of aliases can hold dozens."""

MOST = 5
"""Words of a question of which something is told."""


@dataclass(frozen=True)
class Searched:
    """A word as typed, and what was searched for it.

    Attributes:
        typed: As typed.
        used: The archive's spelling, searched instead; None when it was searched as typed.
        others: Other names searched with it, at most `OTHER_NAMES`.
        more: How many further ones there are.
    """

    typed: str
    used: str | None = None
    others: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class ShownSide:
    """One side of a disagreement, as far as one message shows it.

    Attributes:
        value: What it says, in short.
        numbers: Of the quotes in that message that say so.
    """

    value: str
    numbers: tuple[int, ...]


def searched(query: Query) -> list[Searched]:
    """What is told of a query: corrected words first, then names that have others, at most `MOST` in all."""
    told = [_told(typed, used, query.aliases.get(typed, ())) for typed, used in query.corrected.items()]
    told += [
        _told(name, None, others) for name, others in query.aliases.items() if name not in query.corrected
    ]
    return [each for each in told if each.used or each.others][:MOST]


def shown_sides(answer: Answer, numbered: Iterable[tuple[int, Quote]]) -> tuple[ShownSide, ...]:
    """The sides of an answer's disagreement that some quotes show, with those quotes' numbers."""
    if answer.disagreement is None:
        return ()
    numbers = {quote.id: number for number, quote in numbered}
    sides = [
        ShownSide(side.value, tuple(sorted(numbers[each] for each in side.quotes if each in numbers)))
        for side in answer.disagreement.sides
    ]
    return tuple(side for side in sides if side.numbers)


def _told(typed: str, used: str | None, names: Iterable[str]) -> Searched:
    known = {_alike(typed), _alike(used or typed)}
    others = []
    for name in names:
        if _alike(name) not in known:
            known.add(_alike(name))
            others.append(name)
    return Searched(typed, used, tuple(others[:OTHER_NAMES]), len(others[OTHER_NAMES:]))


def _alike(name: str) -> str:
    """The same for names that differ in nothing but case, digits of another script, hyphens and the like."""
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in letters) or name
