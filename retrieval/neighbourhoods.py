"""Neighbourhoods: the stretches of an archive in which a quotation may stand, by the inverted index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from retrieval.analysis import analyzer
from retrieval.index import Index
from retrieval.model import Document, Metadata, Span
from retrieval.placing import passage_span

TELLING = 24  # rarest terms of a sentence that are looked up
LANGUAGES = 4  # of the archive, the most frequent, by whose rules a text of unknown language is read
LOOKED_AT = 80  # passages
NEAR = 0.5  # share of the best passage's score that another one needs
SENTENCES = 6  # of a long text that are looked up
MOST_POSTINGS = 100_000  # that are read for one sentence; common terms go without when there are
FEW = 4  # others
NEVER_TELLING = 500  # sentences without any term that are read one by one
MARGIN = 300  # characters


class Neighbourhood(NamedTuple):
    """A stretch of a document.

    Attributes:
        document: Its number.
        span: Where it lies in the document's text.
        score: Of its terms in common with the text.
    """

    document: int
    span: Span
    score: float


class Neighbourhoods:
    """Finds where a text may stand.

    Args:
        index: Of the archive.
        document: Gives the document of a number.
        documents: The metadata of all documents.
    """

    def __init__(
        self, index: Index, document: Callable[[int], Document], documents: Sequence[Metadata]
    ) -> None:
        self._index = index
        self._document = document
        counted = Counter(analyzer(each.language) for each in documents)
        self._analyzers = [each for each, _ in counted.most_common(LANGUAGES)]

    def near(self, text: str, sentences: Sequence[Span], room: int = 0) -> list[Neighbourhood]:
        """Where in the archive `text` may stand, the likeliest first.

        Args:
            text: In normal form.
            sentences: Of the text.
            room: Characters that may stand in the document where the text leaves something out.
        """
        found = {
            (passage, sentence): self._around(passage, score, sentence, len(text), room)
            for sentence in self._looked_up(sentences)
            for terms in self._readings(text[sentence.start : sentence.end])
            for passage, score in self._passages(terms)
        }
        return sorted(found.values(), key=lambda one: -one.score)

    def wordless(self) -> list[Neighbourhood]:
        """Sentences of nothing but stop words, which no term finds."""
        index = self._index
        empty = np.flatnonzero(index.sentence_size == 0)[:NEVER_TELLING]
        return [
            Neighbourhood(
                int(index.passage_document[index.sentence_passage[number]]),
                Span(*index.sentence_span[number].tolist()),
                0.0,
            )
            for number in empty
        ]

    def tells(self, text: str) -> bool:
        """Whether a text has a word that is no stop word in any of the archive's languages."""
        return all(each.terms(text) for each in self._analyzers)

    def _looked_up(self, sentences: Sequence[Span]) -> list[Span]:
        """The longest sentences, of all parts of the text."""
        if len(sentences) <= SENTENCES:
            return list(sentences)
        size = -(-len(sentences) // SENTENCES)
        parts = [sentences[start : start + size] for start in range(0, len(sentences), size)]
        return [max(part, key=lambda span: span.end - span.start) for part in parts]

    def _readings(self, text: str) -> set[frozenset[str]]:
        """The terms of a text in each of the languages it may be in."""
        return {frozenset(each.terms(text)) for each in self._analyzers}

    def _passages(self, terms: Collection[str]) -> list[tuple[int, float]]:
        """The passages that have most of some terms, by weight."""
        numbers = self._telling(terms)
        if not len(numbers):
            return []
        postings = self._index.postings
        rows = [postings.passage[postings.start[n] : postings.start[n + 1]] for n in numbers]
        count = len(self._index.passage_document)
        weights = [np.full(len(row), np.log1p(count / len(row))) for row in rows]
        held, places = np.unique(np.concatenate(rows), return_inverse=True)
        scores = np.bincount(places, np.concatenate(weights))
        best = np.lexsort((held, -scores))[:LOOKED_AT]
        return [(int(held[n]), float(scores[n])) for n in best if scores[n] >= NEAR * scores[best[0]]]

    def _telling(self, terms: Collection[str]) -> npt.NDArray[np.int64]:
        """The numbers of the rarest of some terms."""
        postings = self._index.postings
        numbers = np.array(sorted(postings.terms[term] for term in terms if term in postings.terms), np.int64)
        if not len(numbers):
            return numbers
        frequency = postings.start[numbers + 1] - postings.start[numbers]
        numbers, frequency = numbers[frequency > 0], frequency[frequency > 0]
        order = np.argsort(frequency, kind="stable")[:TELLING]
        few = int(np.searchsorted(np.cumsum(frequency[order]), MOST_POSTINGS, side="right"))
        return numbers[order[: max(FEW, few)]]

    def _around(self, passage: int, score: float, sentence: Span, length: int, room: int) -> Neighbourhood:
        """The stretch that holds the whole text if the passage holds one of its sentences."""
        number = int(self._index.passage_document[passage])
        span = passage_span(self._index, passage)
        slack = MARGIN + length // 3 + room
        start = max(0, span.start - sentence.start - slack)
        end = min(len(self._document(number).text), span.end + length - sentence.end + slack)
        return Neighbourhood(number, Span(start, end), score)


def united(found: Iterable[Neighbourhood]) -> list[Neighbourhood]:
    """Stretches that overlap as one."""
    whole: list[Neighbourhood] = []
    for each in sorted(found, key=lambda one: (one.document, one.span)):
        if whole and whole[-1].document == each.document and each.span.start <= whole[-1].span.end:
            last = whole[-1]
            span = Span(last.span.start, max(last.span.end, each.span.end))
            whole[-1] = Neighbourhood(last.document, span, max(last.score, each.score))
        else:
            whole.append(each)
    return whole
