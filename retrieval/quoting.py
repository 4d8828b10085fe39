"""Quoting: which sentences of the ranked passages answer, and how far a quote reaches.

Each sentence gets a score that is a weighted sum of what was measured to tell answers from other
sentences (`Features`). All features lie between 0 and 1 and do not depend on the size of the
archive or the length of the question, so one threshold serves all.
"""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from retrieval.index import Index
from retrieval.model import BlockKind
from retrieval.questions import Analysed, Word
from retrieval.ranking import InvertedBM25
from retrieval.thoughts import Need

SENTENCE_B = 0.4  # sentences differ less in length than passages do: less correction
CANDIDATE_PASSAGES = 60
# A name or figure that is nowhere in the archive says that the archive is not about it; another
# word that is nowhere may only be this person's word for something that is.
UNKNOWN_NAME = 1.5
UNKNOWN_WORD = 0.8
LIGHT_WORD = 0.4  # what "people" counts in "how many people", of what its rarity says
SHARED_PREFIX = 0.7  # a word counts as a form of another when this share of it is the same
FORM_STRENGTH = 0.5  # what such a form counts, of what the word itself would


class Features(NamedTuple):
    """What is known of a sentence as an answer, each from 0 to 1.

    Attributes:
        passage: BM25 of its passage, as a share of the most the question could reach.
        standing: BM25 of its passage, as a share of the best passage's.
        sentence: BM25 of the sentence alone, as a share of the most the question could reach.
        coverage: Share of the question's terms, by IDF, that stand in the sentence, in any form.
        window: The same for the sentence with its neighbours, heading and title.
        language: 1 when its document is in the language of the question.
        time: 1 when its document is of a year that the question names.
        similarity: How alike in meaning it and the question are, where a sentence model is used.
        company: The same of the sentence of its passage that is most alike.
        kind: 1 when it has what the question asks for: a name, a date, a figure, a reason.
    """

    passage: float = 0.0
    standing: float = 0.0
    sentence: float = 0.0
    coverage: float = 0.0
    window: float = 0.0
    language: float = 0.0
    time: float = 0.0
    similarity: float = 0.0
    company: float = 0.0
    kind: float = 0.0


WEIGHTS = Features(
    passage=0.85,
    standing=0.6,
    sentence=1.4,
    coverage=0.45,
    window=0.1,
    language=0.5,
    time=0.3,
    similarity=1.25,
    company=0.5,
    kind=0.35,
)


class Scored(NamedTuple):
    """A sentence of the archive with its score as an answer."""

    score: float
    sentence: int
    passage: int
    features: Features


@dataclass(frozen=True)
class QueryTerm:
    """A question's term in an archive.

    Attributes:
        number: Its number there; None when no document holds it.
        others: Terms of the archive that may stand for it, and what each counts of what it would.
        weight: How much it matters: the IDF of itself and the others together.
    """

    number: int | None
    others: Mapping[int, float]
    weight: float

    @cached_property
    def strengths(self) -> dict[int, float]:
        """What each term that matches counts, itself included."""
        own = {} if self.number is None else {self.number: 1.0}
        return {**self.others, **own}


class Scorer:
    """Scores the sentences of one question.

    Args:
        index: Of the archive.
        model: Ranks its passages.
        question: As analysed.
    """

    def __init__(self, index: Index, model: InvertedBM25, question: Analysed) -> None:
        self._index = index
        self._model = model
        self.terms = [self._query_term(word) for word in question.words]
        self.total = sum(term.weight for term in self.terms) or 1.0

    def _query_term(self, word: Word) -> QueryTerm:
        numbers = self._index.postings.terms
        number = numbers.get(word.term)
        others = dict.fromkeys(self._forms(word.term), FORM_STRENGTH)
        others |= {numbers[term]: strength for term, strength in word.related.items() if term in numbers}
        if number is not None:
            others.pop(number, None)
        elif not others:
            unknown = 0.0 if word.is_light else UNKNOWN_NAME if word.is_name else UNKNOWN_WORD
            return QueryTerm(None, {}, unknown * self._model.rarity(0))
        found = QueryTerm(number, others, 0.0)
        weight = self._model.rarity(self._model.together(found.strengths))
        return replace(found, weight=weight * (LIGHT_WORD if word.is_light else 1.0))

    def _forms(self, term: str) -> frozenset[int]:
        """Terms of the archive that begin as `term` does: "executioner" for "execution"."""
        if len(term) < 5 or term.startswith("="):
            return frozenset()
        size = max(4, round(len(term) * SHARED_PREFIX))
        words, prefix = self._index.vocabulary, term[:size]
        start = bisect.bisect_left(words, prefix)
        end = bisect.bisect_left(words, prefix + "\U0010ffff", lo=start)
        longest = len(term) / SHARED_PREFIX
        return frozenset(number for number in range(start, end) if len(words[number]) <= longest)

    def ranked_passages(self) -> list[tuple[int, float]]:
        """The best passages by BM25, each with its score."""
        scores = self._model.get_scores([])
        for term in self.terms:
            self._model.add_scores(scores, term.strengths, term.weight)
        return [(number, float(scores[number])) for number in self._model.best(scores, CANDIDATE_PASSAGES)]

    def scored_sentences(self) -> list[Scored]:
        """The sentences of the best passages, without the score for their kind of answer."""
        ranked = self.ranked_passages()
        best = ranked[0][1] if ranked else 1.0
        limit = self.total * (self._model.k1 + 1)
        found = []
        for passage, score in ranked:
            for number, features in self._sentences(passage):
                known = features._replace(passage=score / limit, standing=score / best)
                found.append(Scored(weighed(known), number, passage, known))
        return found

    def begins_with_it(self, sentence: int) -> bool:
        """Whether one of a sentence's first three terms is the weightiest of the question: "X is a town"."""
        start, end = self._index.sentence_token[sentence : sentence + 2]
        first = self._index.token[start : min(end, start + 3)].tolist()
        heaviest = max(self.terms, key=lambda term: term.weight)
        return any(number in heaviest.strengths for number in first)

    def _sentences(self, passage: int) -> list[tuple[int, Features]]:
        index = self._index
        first, last = index.passage_sentence[passage : passage + 2]
        starts = index.sentence_token[first : last + 1].tolist()
        tokens = index.token[starts[0] : starts[-1]].tolist()
        lists = [tokens[a - starts[0] : b - starts[0]] for a, b in pairwise(starts)]
        heading = index.heading[slice(*index.passage_heading[passage : passage + 2])].tolist()
        sets = [set(terms) for terms in lists]
        around = set(heading)
        kinds = index.sentence_kind[first:last].tolist()
        needs = index.sentence_need[first:last].tolist()
        result = []
        for position, terms in enumerate(lists):
            if kinds[position] in (BlockKind.QUESTION, BlockKind.CUE) or needs[position] & Need.NOT_AN_ANSWER:
                continue
            near = around.union(*sets[max(0, position - 1) : position + 2])
            result.append((int(first) + position, self._features(terms, sets[position], near)))
        return result

    def _features(self, terms: list[int], held: set[int], near: set[int]) -> Features:
        return Features(
            sentence=self._sentence_score(terms) / (self.total * (self._model.k1 + 1)),
            coverage=self._share(held),
            window=self._share(near),
        )

    def _share(self, held: set[int]) -> float:
        """Share of the question, by weight, that some terms have in them, in whatever words."""
        return sum(term.weight * _strength(term, held) for term in self.terms) / self.total

    @cached_property
    def _average(self) -> float:
        """Terms in an average sentence."""
        return len(self._index.token) / max(1, len(self._index.sentence_size)) or 1.0

    def _sentence_score(self, terms: list[int]) -> float:
        """BM25 of a sentence, with the passages' IDF."""
        k1 = self._model.k1
        norm = k1 * (1 - SENTENCE_B + SENTENCE_B * len(terms) / self._average)
        score = 0.0
        for term in self.terms:
            frequency = sum(term.strengths.get(number, 0.0) for number in terms)
            score += term.weight * frequency * (k1 + 1) / (frequency + norm)
        return score


def _strength(term: QueryTerm, held: set[int]) -> float:
    return max((strength for number, strength in term.strengths.items() if number in held), default=0.0)


def weighed(features: Features) -> float:
    """The score of a sentence: the weighted sum of its features."""
    return sum(weight * value for weight, value in zip(WEIGHTS, features, strict=True))
