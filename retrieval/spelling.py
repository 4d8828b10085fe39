"""Spelling: the archive's own word for one that was typed otherwise.

Two signs tell that one word is meant by another: few letters differ, or (for names) they sound
alike once the vowels, which every transliteration writes its own way, are left out.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence

import regex
from rapidfuzz import process
from rapidfuzz.distance import OSA

# Measured on 43 words typed wrong or simply absent: with these, every misspelled name is found and
# no other word is taken for one. Shorter words have too many neighbours.
SHORTEST, SIMILARITY = 6, 0.82
SHORTEST_NAME, NAME_SIMILARITY = 5, 0.6
FAR_RARER = 8  # times; a name so much rarer than one almost like it is likely a slip in a text

# Letters that transliterations exchange; the longer ones first.
_SOUNDS = (
    ("tch", "C"), ("dj", "j"), ("kh", "K"), ("gh", "q"), ("ch", "C"), ("sh", "S"), ("zh", "Z"),
    ("ph", "f"), ("ck", "k"), ("w", "v"), ("g", "q"), ("c", "k"), ("x", "ks"),
)  # fmt: skip
_FIRST_LETTERS = ("qgk", "ck", "vw", "jd", "yie", "sc", "ao", "ou")
_VOWELS = regex.compile(r"[aeiouyh]+")
_DOUBLED = regex.compile(r"(.)\1+")


def sound(word: str) -> str:
    """What is left of a name when all that transliterations of it differ in is gone.

    Args:
        word: A folded word in Latin letters; others stay as they are.
    """
    for letters, one in _SOUNDS:
        word = word.replace(letters, one)
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word))


class Speller:
    """Finds what was meant in one archive.

    Args:
        vocabulary: All terms of the archive, sorted.
        frequency: In how many passages each of them stands.
        written: Gives a term's word as a document has it.
    """

    def __init__(
        self, vocabulary: Sequence[str], frequency: Sequence[int], written: Callable[[str], str]
    ) -> None:
        self._vocabulary = vocabulary
        self._frequency = frequency
        self._written = written

    def holds(self, term: str) -> bool:
        """Whether the archive has this term."""
        place = bisect.bisect_left(self._vocabulary, term)
        return place < len(self._vocabulary) and self._vocabulary[place] == term

    def meant(self, term: str) -> str | None:
        """The term of the archive that an unknown `term` most likely stands for."""
        if not term.isalpha():
            return None
        found = self._alike(term, NAME_SIMILARITY)
        for candidate, similarity in found:
            if len(term) >= SHORTEST and similarity >= SIMILARITY:
                return candidate
            if len(term) >= SHORTEST_NAME and sound(candidate) == sound(term) and self._is_name(candidate):
                return candidate
        return None

    def commoner(self, term: str) -> str | None:
        """A name almost like `term`, itself in the archive, that is far more frequent there."""
        if len(term) < SHORTEST or not term.isalpha() or not self._is_name(term):
            return None
        floor = FAR_RARER * self._count(term)
        for candidate, _ in self._alike(term, SIMILARITY):
            if candidate != term and self._count(candidate) >= floor and self._is_name(candidate):
                return candidate
        return None

    def parts(self, term: str) -> tuple[str, str] | None:
        """Two terms of the archive that make `term` when joined: a name written apart there."""
        halves = ((term[:cut], term[cut:]) for cut in range(3, len(term) - 2))
        known = [pair for pair in halves if self.holds(pair[0]) and self.holds(pair[1])]
        return max(known, key=lambda pair: len(pair[1]), default=None) if term.isalpha() else None

    def spelled(self, term: str) -> str:
        """The word of a term as a document has it."""
        return self._written(term)

    def _alike(self, term: str, similarity: float) -> list[tuple[str, float]]:
        """Terms that begin alike, the most similar first, then the most frequent."""
        letters = {term[0]}.union(*(group for group in _FIRST_LETTERS if term[0] in group))
        found = []
        for letter in letters:
            start = bisect.bisect_left(self._vocabulary, letter)
            end = bisect.bisect_left(self._vocabulary, chr(ord(letter) + 1), lo=start)
            choices = self._vocabulary[start:end]
            scorer = OSA.normalized_similarity
            found += process.extract(term, choices, scorer=scorer, score_cutoff=similarity, limit=8)
        ranked = sorted(found, key=lambda match: (-match[1], -self._count(match[0])))
        return [(candidate, value) for candidate, value, _ in ranked]

    def _count(self, term: str) -> int:
        return int(self._frequency[bisect.bisect_left(self._vocabulary, term)])

    def _is_name(self, term: str) -> bool:
        return self._written(term)[:1].isupper()
