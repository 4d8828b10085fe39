"""Aliases: other names for one thing, which count as one term.

Where a name of a group stands in a text, the group's own term is set beside the name's terms. So
every name finds all the others, and the group's statistics are those of its names together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrieval.analysis import Analyzer, folded

Groups = Sequence[Sequence[str]]

GROUP_MARK = "="
"""What the term of a group begins with, and no word of a text."""


class Found(NamedTuple):
    """A name of a group: `terms[start:end]` of the list it was found in."""

    start: int
    end: int
    group: int


class AliasTable:
    """The groups of an archive, as one language's analyzer sees them.

    Args:
        groups: Names for one thing each, in any script.
        analyzer: The analyzer of the texts the names are looked for in.
    """

    def __init__(self, groups: Groups, analyzer: Analyzer) -> None:
        self.groups = groups
        self._names: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for group, names in enumerate(groups):
            for terms in {tuple(analyzer.terms(name)) for name in names} - {()}:
                self._names.setdefault(terms[0], []).append((terms, group))
        for candidates in self._names.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    def found(self, terms: Sequence[str]) -> Iterator[Found]:
        """The names in a list of terms, from the left, the longest first, none inside another."""
        start = 0
        while start < len(terms):
            for name, group in self._names.get(terms[start], ()):
                if tuple(terms[start : start + len(name)]) == name:
                    yield Found(start, start + len(name), group)
                    start += len(name) - 1
                    break
            start += 1

    def marked(self, terms: list[str]) -> list[str]:
        """`terms` with the term of a group after each of its names."""
        if not self._names:
            return terms
        marked = list(terms)
        for found in reversed(list(self.found(terms))):
            marked.insert(found.end, group_term(self.groups[found.group]))
        return marked


def group_term(names: Sequence[str]) -> str:
    """The term that stands for a group; no word of a text can be equal to it."""
    return GROUP_MARK + "_".join(folded(word) for word in names[0].split())
