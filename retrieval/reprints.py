"""Reprints: the same words in several places, whole or in long part, whatever their typography."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache

import numpy as np
import numpy.typing as npt

from retrieval.analysis import folded, token_texts
from retrieval.wordlists import languages, word_lists

SHORTEST = 6  # words; shorter sentences are the same by chance ("She was executed.")
RUN = 5  # words in a row that are compared at once
SHARED = 0.6  # share of the shorter text's runs that the longer one has in a reprint


def words_of(text: str) -> list[str]:
    """The words of a text, folded: what is left when typography and case are gone."""
    return _folded(token_texts(text))


def word_keys(texts: Iterable[Sequence[str]]) -> npt.NDArray[np.uint64]:
    """For each text, given as its words, a number that is the same for the same words; 0 for too few."""
    return np.fromiter((_key(_folded(words)) for words in texts), dtype=np.uint64)


def _folded(words: Iterable[str]) -> list[str]:
    return [word for word in map(folded, words) if word]


def _key(words: list[str]) -> int:
    if len(words) < SHORTEST:
        return 0
    digest = hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest) or 1


def is_reprint(one: str, other: str) -> bool:
    """Whether two texts are the same words, or one holds most of the other word for word.

    Words that turn a meaning round are never passed over: where figures or denials differ, the texts do.
    """
    shorter, longer = sorted((words_of(one), words_of(other)), key=len)
    runs = _runs(shorter)
    if len(shorter) < SHORTEST or len(runs & _runs(longer)) < SHARED * len(runs):
        return False
    blocks = SequenceMatcher(None, shorter, longer, autojunk=False).get_matching_blocks()[:-1]
    same = [block for block in blocks if block.size >= RUN]
    start, end = same[0].b - same[0].a, same[-1].b + len(shorter) - same[-1].a
    return _telling(shorter) == _telling(longer[max(0, start) : max(0, end)])


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


@cache
def all_denials() -> frozenset[str]:
    """The words, of all languages with lists, that turn a statement round."""
    return frozenset(folded(word) for language in languages() for word in word_lists(language).denials)


def _telling(words: list[str]) -> list[str]:
    """The figures and denials among some words, in their order."""
    denials = all_denials()
    return [word for word in words if word in denials or word.endswith("nt") or any(map(str.isdigit, word))]


def same_words(key: int, keys: npt.NDArray[np.uint64], order: npt.NDArray[np.int64]) -> list[int]:
    """The sentences that have a word key.

    Args:
        key: Not 0, see `word_keys`.
        keys: Of all sentences.
        order: The stable order that sorts them.
    """
    if not key:
        return []
    low = int(np.searchsorted(keys, np.uint64(key), side="left", sorter=order))
    high = int(np.searchsorted(keys, np.uint64(key), side="right", sorter=order))
    return [int(number) for number in order[low:high]]
