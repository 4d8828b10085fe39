"""Quote identifiers: short names for exact words, made from those words.

An identifier is ten characters, a digit, and for quotes of two or more sentences two characters
more. All characters but the digit are a hash, five bits each:

    one sentence     kkkkkkkkkk1     k  the sentence's key, 50 bits
    two to four      kkkkkkkwww3ww   k  the first 35 bits of the first sentence's key
                                     w  25 bits of the whole quote's exact text

The digit is the number of sentences. A key is a hash of the document's identifier and the
sentence's exact text, so that identifiers survive reloads, reorderings and edits elsewhere. The
first characters find the place, by binary search among the sorted keys of all sentences; the
others make sure that the words there are still the same, to the last character.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.model import Document, Sentence, Span

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o or u to be misread
LONGEST_QUOTE = 4  # sentences; more would not be one thought, and the digit has to stay one

_BITS = 5  # of one character
_KEY_BITS = 10 * _BITS
_PLACE_BITS = 7 * _BITS  # of a million sentences 0.00003 others share them; all are checked
_CHECK_BITS = 5 * _BITS
_FORM = re.compile(rf"([{ALPHABET}]{{10}})(?:1|([2-{LONGEST_QUOTE}])([{ALPHABET}]{{2}}))")


class QuoteName(NamedTuple):
    """What a well-formed identifier says.

    Attributes:
        first: The smallest key its first sentence can have.
        last: The largest.
        sentences: How many sentences it quotes, 1 to 4.
    """

    first: int
    last: int
    sentences: int


def quote_id(document: Document, sentences: Sequence[Span | Sentence]) -> str:
    """The identifier of a quote.

    Args:
        document: Where the words stand.
        sentences: One to four spans of neighbouring sentences, in reading order; the quote reaches
            from the first one's start to the last one's end.

    Returns:
        Its identifier, 11 or 13 characters.

    Raises:
        ValueError: With no sentence, or more than four.
    """
    count = len(sentences)
    if not 1 <= count <= LONGEST_QUOTE:
        raise ValueError(f"a quote has 1 to {LONGEST_QUOTE} sentences, not {count}")
    key = sentence_key(document.identifier, document.slice(Span(*sentences[0][:2])))
    if count == 1:
        return _characters(key, _KEY_BITS) + "1"
    words = document.slice(Span(sentences[0][0], sentences[-1][1]))
    check = _hash(document.identifier, words, _CHECK_BITS)
    place = key >> (_KEY_BITS - _PLACE_BITS)
    characters = _characters(place << _CHECK_BITS | check, _PLACE_BITS + _CHECK_BITS)
    return f"{characters[:10]}{count}{characters[10:]}"


def parsed(identifier: str) -> QuoteName | None:
    """What a quote identifier says, or nothing when it is not well formed."""
    form = _FORM.fullmatch(identifier)
    if form is None:
        return None
    head, count, _ = form.groups()
    if count is None:
        key = _number(head)
        return QuoteName(key, key, 1)
    rest = _KEY_BITS - _PLACE_BITS
    first = _number(head[: _PLACE_BITS // _BITS]) << rest
    return QuoteName(first, first | ((1 << rest) - 1), int(count))


def sentence_key(document: str, text: str) -> int:
    """The 50-bit key of a sentence: of its document's identifier and its exact text."""
    return _hash(document, text, _KEY_BITS)


def sentence_keys(document: str, texts: Iterable[str]) -> NDArray[np.uint64]:
    """The keys of the sentences of one document, in their order."""
    return np.fromiter((sentence_key(document, text) for text in texts), dtype=np.uint64)


def candidates(name: QuoteName, keys: NDArray[np.uint64], order: NDArray[np.int64]) -> list[int]:
    """The sentences that `name` can begin at.

    Args:
        name: A parsed identifier.
        keys: Of all sentences of the archive, in the order of sentences.
        order: The stable order that sorts `keys`.

    Returns:
        Numbers of sentences; among equal keys the earlier comes first.
    """
    low = np.searchsorted(keys, np.uint64(name.first), side="left", sorter=order)
    high = np.searchsorted(keys, np.uint64(name.last), side="right", sorter=order)
    return [int(number) for number in order[int(low) : int(high)]]


def _hash(document: str, text: str, bits: int) -> int:
    # An identifier holds no line end, so no two pairs of document and text make the same bytes.
    digest = hashlib.blake2b(f"{document}\n{text}".encode(), digest_size=8)
    return int.from_bytes(digest.digest()) >> (64 - bits)


def _characters(number: int, bits: int) -> str:
    return "".join(ALPHABET[number >> shift & 31] for shift in range(bits - _BITS, -1, -_BITS))


def _number(characters: str) -> int:
    number = 0
    for character in characters:
        number = number << _BITS | ALPHABET.index(character)
    return number
