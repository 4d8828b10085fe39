"""Hits: which of a question's terms a few sentences hold, how often, how strongly and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

Strengths = Mapping[int, float]
CLOSE = 6  # terms within which two of a question's count as close together


class Hits(NamedTuple):
    """What a row of terms holds of a question; its terms are told by their places in the question.

    Attributes:
        frequency: How often each term stands there, each time counted by how strongly it matches.
        strength: How strongly each matches at best.
        places: Where in the row each stands.
    """

    frequency: dict[int, float]
    strength: dict[int, float]
    places: dict[int, list[int]]


class Matcher:
    """Finds a question's terms.

    Args:
        strengths: For each term of the question, the numbers of what matches it, and what each counts.
        weights: What each term of the question tells: its IDF.
        names: The places of its names and figures.
    """

    def __init__(
        self, strengths: Sequence[Strengths], weights: Sequence[float], names: Sequence[int] = ()
    ) -> None:
        self._weights = weights
        self._total = sum(weights) or 1.0
        self._names = names
        self._named = sum(weights[place] for place in names)
        self._pairs = sum(one + other for one, other in pairwise(weights))
        self._meant: dict[int, list[tuple[int, float]]] = {}
        for place, numbers in enumerate(strengths):
            for number, strength in numbers.items():
                self._meant.setdefault(number, []).append((place, strength))

    def hits(self, terms: Sequence[int]) -> Hits:
        """What `terms`, numbers of the archive, hold of the question."""
        found = Hits({}, {}, {})
        for at, number in enumerate(terms):
            for place, strength in self._meant.get(number, ()):
                found.frequency[place] = found.frequency.get(place, 0.0) + strength
                found.strength[place] = max(strength, found.strength.get(place, 0.0))
                found.places.setdefault(place, []).append(at)
        return found

    def share(self, held: Strengths) -> float:
        """Share of the question, by weight, that is held."""
        return sum(self._weights[place] * strength for place, strength in held.items()) / self._total

    def named(self, held: Strengths) -> float:
        """The same of its names and figures alone; 0 when it has none."""
        if not self._named:
            return 0.0
        return sum(self._weights[place] * held.get(place, 0.0) for place in self._names) / self._named

    def close(self, hits: Hits) -> float:
        """Share, by weight, of the pairs of neighbours in the question that are close together here too."""
        if not self._pairs:
            return 0.0
        found = 0.0
        for place, (one, other) in enumerate(pairwise(self._weights)):
            nearest = _nearest(hits.places.get(place, ()), hits.places.get(place + 1, ()))
            if nearest is not None and nearest <= CLOSE:
                found += (one + other) * hits.strength[place] * hits.strength[place + 1]
        return found / self._pairs


def _nearest(one: Sequence[int], other: Sequence[int]) -> int | None:
    """The fewest terms between two places; None when there is no such pair, or only one word for both."""
    return min((abs(a - b) for a in one for b in other if a != b), default=None)


def joined(*held: Strengths) -> dict[int, float]:
    """The best of each."""
    found: dict[int, float] = {}
    for each in held:
        for place, strength in each.items():
            if strength > found.get(place, 0.0):
                found[place] = strength
    return found
