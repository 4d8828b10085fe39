"""Spelling: the archive's own word for one that was typed otherwise."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Measured on 43 words typed wrong or simply absent: at these values every misspelled name is found
# and no other word is taken for a name. Shorter words have too many neighbours.
SHORTEST = 6
SIMILARITY = 0.82


def corrected(term: str, vocabulary: Sequence[str]) -> str | None:
    """The term of the archive that `term` is most likely meant to be.

    Args:
        term: A term that no document holds.
        vocabulary: All terms of the archive, sorted.

    Returns:
        The most similar one (optimal string alignment) with the same first letter, or None when
        none is similar enough.
    """
    if len(term) < SHORTEST or not term.isalpha():
        return None
    start = bisect.bisect_left(vocabulary, term[0])
    end = bisect.bisect_left(vocabulary, chr(ord(term[0]) + 1), lo=start)
    found = process.extractOne(
        term, vocabulary[start:end], scorer=OSA.normalized_similarity, score_cutoff=SIMILARITY
    )
    return found[0] if found else None
