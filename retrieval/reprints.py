"""Reprints: the same words in several places, whole or in long part, whatever their typography."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from retrieval.analysis import folded, tokens

SHORTEST = 6  # words; shorter sentences are the same by chance ("She was executed.")
RUN = 5  # words in a row that are compared at once
SHARED = 0.6  # share of the shorter text's runs that the longer one has in a reprint


def words_of(text: str) -> list[str]:
    """The words of a text, folded: what is left when typography and case are gone."""
    return [word for token in tokens(text) if (word := folded(token.text))]


def word_keys(texts: Iterable[str]) -> npt.NDArray[np.uint64]:
    """For each text a number that is the same for the same words; 0 where there are too few."""
    return np.fromiter((_key(words_of(text)) for text in texts), dtype=np.uint64)


def _key(words: list[str]) -> int:
    if len(words) < SHORTEST:
        return 0
    digest = hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest) or 1


def is_reprint(one: str, other: str) -> bool:
    """Whether two texts are the same words, or one holds most of the other word for word."""
    runs, others = _runs(words_of(one)), _runs(words_of(other))
    shorter = min(len(runs), len(others))
    return shorter > SHORTEST - RUN and len(runs & others) >= SHARED * shorter


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


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
