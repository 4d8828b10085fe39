"""A sentence-embedding network on NumPy: from the numbers of a text's tokens to its vector.

The network is BERT's encoder (Devlin et al. 2019, https://arxiv.org/abs/1810.04805), as MiniLM, BGE-small
and E5-small use it. Texts of a batch lie one after the other as the rows of one matrix, so that nothing is
padded and a text's vector does not depend on its company; only attention looks at each text by itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt

from retrieval.semantic_layers import Floats, Run, Shape, Weights, checked_weight, layer_from, norm_from

# Tokens in a batch: enough rows to keep the matrix products busy, few enough that a document makes several
# batches. Measured with MiniLM-L6: 256 to 4096 are within a tenth of each other; single sentences lose half.
_BATCH = 512


class Encoder:
    """The network with its weights. Any number of threads may use it at once.

    Args:
        weights: By the names that `transformers`' BertModel gives them.
        shape: What the network looks like.

    Attributes:
        shape: What the network looks like.
        longest: Tokens a text may have.
        vocabulary: Tokens there are; numbers are below it.

    Raises:
        KeyError: A weight is missing.
        ValueError: A weight is not of the shape it should be, or not a number.
    """

    def __init__(self, weights: Weights, shape: Shape) -> None:
        self.shape = shape
        width = shape.width
        if shape.heads < 1 or width < 1 or width % shape.heads:
            raise ValueError(f"{shape.heads} heads cannot share {width} numbers")
        # Of the tokens, most are never asked for: they stay in the file until they are.
        self._tokens = checked_weight(weights, "embeddings.word_embeddings.weight", (None, width))
        self._places = checked_weight(weights, "embeddings.position_embeddings.weight", (None, width))
        kinds = checked_weight(weights, "embeddings.token_type_embeddings.weight", (None, width))
        # A single text is always of the first kind.
        self._places = np.asarray(self._places + kinds[0], np.float32)
        self._norm = norm_from(weights, "embeddings.LayerNorm", shape)
        self._layers = [
            layer_from(weights, f"encoder.layer.{number}.", shape) for number in range(shape.layers)
        ]
        self.vocabulary, self.longest = len(self._tokens), len(self._places)

    def vectors(self, texts: Sequence[Sequence[int]]) -> Floats:
        """The vectors of texts, each of length 1.

        Args:
            texts: The numbers of each one's tokens, `longest` at most; a text without any has a vector
                of zeros.

        Returns:
            float32[texts, width].
        """
        found = np.zeros((len(texts), self.shape.width), np.float32)
        batches = [(batch, [texts[number] for number in batch]) for batch in _batches(texts)]
        if len(batches) > 1:
            with ThreadPoolExecutor(os.cpu_count()) as pool:  # NumPy's work runs beside other threads
                rows = list(pool.map(self._batch, [batch for _, batch in batches]))
        else:
            rows = [self._batch(batch) for _, batch in batches]
        for (numbers, _), vectors in zip(batches, rows, strict=True):
            found[numbers] = vectors
        length = np.sqrt(np.einsum("nd,nd->n", found, found))
        found /= np.maximum(length, np.finfo(np.float32).tiny)[:, None]
        return found

    def _batch(self, texts: Sequence[Sequence[int]]) -> Floats:
        """The vectors of texts sorted by length, none of them empty, not normalised."""
        starts = np.cumsum([0, *map(len, texts)])
        places = np.concatenate([np.arange(len(text)) for text in texts])
        tokens = np.concatenate([np.asarray(text, np.int64) for text in texts])
        rows: Floats = self._tokens[tokens].astype(np.float32)
        rows += self._places[places]
        rows = self._norm(rows)
        runs = list(_runs(starts))
        for layer in self._layers:
            rows = layer(rows, runs, self.shape.heads)
        if self.shape.first_only:
            return np.asarray(rows[starts[:-1]])
        # The sum has the direction of the mean.
        return np.asarray(np.add.reduceat(rows, starts[:-1], axis=0))


def _batches(texts: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The numbers of the texts that are not empty, sorted by length, in batches."""
    batch: list[int] = []
    tokens = 0
    for number in sorted(range(len(texts)), key=lambda number: len(texts[number])):
        if batch and tokens + len(texts[number]) > _BATCH:
            yield batch
            batch, tokens = [], 0
        if texts[number]:
            batch.append(number)
            tokens += len(texts[number])
    if batch:
        yield batch


def _runs(starts: npt.NDArray[np.int64]) -> Iterator[Run]:
    """Texts that begin at `starts` (and end where the next begins), those of equal length together."""
    sizes = [(int(start), int(end - start)) for start, end in pairwise(starts)]
    for size, members in groupby(sizes, key=lambda place: place[1]):
        places = list(members)
        yield Run(places[0][0], len(places), size)
