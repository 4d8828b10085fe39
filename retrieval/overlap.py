"""Overlap: how much of a document's words stand in an archive already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.index import Index, index_document
from retrieval.model import Document, Metadata

_MOST = 0.5  # share of the sentences of a passage, or of a document, that stand elsewhere: it is that one


class Overlap(NamedTuple):
    """What an archive holds of a document.

    Attributes:
        passages: How many the document has.
        shared: How many of them stand in the archive, by most of their sentences, whatever their typography.
        edited: The document of the archive that holds most of it, if one does.
    """

    passages: int = 0
    shared: int = 0
    edited: Metadata | None = None


def overlap(document: Document, index: Index, documents: Sequence[Metadata]) -> Overlap:
    """What an archive holds of a document.

    Args:
        document: Which need not be in it.
        index: Of the archive.
        documents: Of the archive, in the index's order.
    """
    part = index_document(document)
    keys = part.sentence_words
    telling = keys != 0  # shorter sentences are the same by chance
    held = telling & np.isin(keys, index.sentence_words)
    passage = np.repeat(np.arange(len(part.passage_size)), part.passage_size)
    count = len(part.passage_size)
    here, all_of_it = (np.bincount(passage[each], minlength=count) for each in (held, telling))
    shared = (here > 0) & (here >= _MOST * all_of_it)
    return Overlap(count, int(shared.sum()), _edited(np.unique(keys[telling]), index, documents))


def elsewhere(number: int, index: Index, documents: Sequence[Metadata]) -> tuple[Metadata, ...]:
    """The other documents in which sentences of one of them stand as well, those with the most first."""
    first, last = index.passage_sentence[index.document_passage[number : number + 2]]
    keys = np.unique(index.sentence_words[first:last])
    owners = index.passage_document[index.sentence_passage[_places(keys[keys != 0], index)]]
    counts = np.bincount(owners, minlength=len(documents))
    counts[number] = 0
    return tuple(documents[each] for each in np.argsort(-counts, kind="stable") if counts[each])


def _places(keys: NDArray[np.uint64], index: Index) -> NDArray[np.int64]:
    return np.flatnonzero(np.isin(index.sentence_words, keys))


def _edited(keys: NDArray[np.uint64], index: Index, documents: Sequence[Metadata]) -> Metadata | None:
    places = _places(keys, index)
    if not len(places):
        return None
    owners = index.passage_document[index.sentence_passage[places]]
    # A sentence that stands twice in a document counts once.
    pairs = np.unique(np.stack([owners.astype(np.uint64), index.sentence_words[places]]), axis=1)
    counts = np.bincount(pairs[0].astype(np.int64))
    most = int(counts.argmax())
    return documents[most] if counts[most] >= _MOST * len(keys) else None
