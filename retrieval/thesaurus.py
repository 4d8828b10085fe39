"""Thesaurus: words that people and documents use for one thing, so that a question finds other words.

A related word counts less than the question's own. The lists are `thesaurus/<language>.yaml`, and a
`thesaurus.yaml` of the same form in the corpus folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from retrieval.analysis import analyzer
from retrieval.data_files import data_file

# What a related word counts, of what the word itself would.
STRENGTHS = {"same": 0.5, "near": 0.2}

Lines = Mapping[str, Sequence[str]]
Related = Mapping[str, Mapping[str, float]]


@cache
def shipped(language: str) -> Related:
    """The related terms of a language's own thesaurus; empty for a language without one."""
    return related_terms(data_file("thesaurus", language) or {}, language)


def related_with(lines: Sequence[tuple[str, str]], language: str) -> Related:
    """The related terms of a language's own thesaurus and of an archive's lines together.

    Args:
        lines: Words in one line, each line after its strength.
        language: Of the question.
    """
    mine: dict[str, list[str]] = {}
    for strength, line in lines:
        mine.setdefault(strength, []).append(line)
    merged = {term: dict(others) for term, others in shipped(language).items()}
    for term, others in related_terms(mine, language).items():
        held = merged.setdefault(term, {})
        held.update({other: max(value, held.get(other, 0.0)) for other, value in others.items()})
    return merged


def related_terms(lines: Lines, language: str) -> Related:
    """For each term, its related terms and what each counts.

    Args:
        lines: Lines of words under `same` and `near`.
        language: Of the words.
    """
    related: dict[str, dict[str, float]] = {}
    for strength, words in lines.items():
        for line in words:
            _relate(related, set(analyzer(language).terms(line)), STRENGTHS[strength])
    return related


def _relate(related: dict[str, dict[str, float]], terms: Iterable[str], strength: float) -> None:
    for term in terms:
        others = related.setdefault(term, {})
        for other in terms:
            if other != term:
                others[other] = max(strength, others.get(other, 0.0))
