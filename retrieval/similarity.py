"""Similarity: what a sentence model adds to the scores of sentences that BM25 has found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.features import weighed
from retrieval.index import Index
from retrieval.quoting import Scored
from retrieval.semantic import SentenceModel


class Similarity:
    """Scores sentences again by what they mean. It only orders what is there.

    Args:
        model: The one whose vectors the index holds.
        index: Of the archive.
    """

    def __init__(self, model: SentenceModel, index: Index) -> None:
        self._model = model
        self._vectors = index.sentence_vector

    def speaks(self, language: str) -> bool:
        """Whether questions in `language` can be compared at all."""
        return self._model.speaks(language)

    def scored(self, question: str, found: Sequence[Scored]) -> list[Scored]:
        """`found` with how alike each sentence is to the question, and scores to match.

        Args:
            question: As asked, in a language that the model speaks.
            found: Sentences of the best passages.
        """
        vectors = np.asarray(self._vectors[[scored.sentence for scored in found]])
        alike = self._model.similar(self._model.vectors([question])[0], vectors).tolist()
        company: dict[int, float] = {}
        for scored, value in zip(found, alike, strict=True):
            company[scored.passage] = max(value, company.get(scored.passage, 0.0))
        return [
            _with(scored, value, company[scored.passage]) for scored, value in zip(found, alike, strict=True)
        ]


def _with(scored: Scored, similarity: float, company: float) -> Scored:
    features = scored.features._replace(similarity=similarity, company=company)
    return scored._replace(score=weighed(features), features=features)
