"""Quoting: which sentences of the ranked passages answer.

Each sentence gets a score that is a weighted sum of what was measured to tell answers from other
sentences: see `retrieval.features`.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from retrieval.features import Features, weighed
from retrieval.hits import Hits, Matcher, Strengths, joined
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
        speaker: Gives the terms of the name of who says a sentence.
    """

    def __init__(
        self, index: Index, model: InvertedBM25, question: Analysed, speaker: Callable[[int], Sequence[int]]
    ) -> None:
        self._index = index
        self._speaker = speaker
        self._model = model
        self.terms = [self._query_term(word) for word in question.words]
        self.total = sum(term.weight for term in self.terms) or 1.0
        self.names = [place for place, word in enumerate(question.words) if word.is_name]
        self._focus = question.focus
        self._matcher = Matcher(
            [term.strengths for term in self.terms], [term.weight for term in self.terms], self.names
        )

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
        hits = [self._matcher.hits(tokens[a - starts[0] : b - starts[0]]) for a, b in pairwise(starts)]
        heading = index.heading[slice(*index.passage_heading[passage : passage + 2])].tolist()
        around = self._matcher.hits(heading).strength
        kinds = index.sentence_kind[first:last].tolist()
        needs = index.sentence_need[first:last].tolist()
        sizes = index.sentence_size[first:last].tolist()
        result = []
        for position, held in enumerate(hits):
            if kinds[position] in (BlockKind.QUESTION, BlockKind.CUE) or needs[position] & Need.NOT_AN_ANSWER:
                continue
            said_by = self._said_by(int(first) + position)
            before = joined(
                *(each.strength for each in hits[max(0, position - 1) : position + 1]), around, said_by
            )
            window = joined(before, *(each.strength for each in hits[position + 1 : position + 2]))
            result.append((int(first) + position, self._features(held, sizes[position], before, window)))
        return result

    def _said_by(self, sentence: int) -> Strengths:
        """What of the question stands in the name of who says a sentence."""
        if not self.names or self._index.sentence_speaker[sentence, 0] < 0:
            return {}
        return self._matcher.hits(self._speaker(sentence)).strength

    def _features(self, held: Hits, size: int, before: Strengths, window: Strengths) -> Features:
        matcher = self._matcher
        return Features(
            sentence=self._sentence_score(held, size) / (self.total * (self._model.k1 + 1)),
            before=matcher.share(before),
            window=matcher.share(window),
            names=matcher.named(window),
            close=matcher.close(held),
            focus=held.strength.get(self._focus, 0.0),
        )

    @cached_property
    def _average(self) -> float:
        """Terms in an average sentence."""
        return len(self._index.token) / max(1, len(self._index.sentence_size)) or 1.0

    def _sentence_score(self, held: Hits, size: int) -> float:
        """BM25 of a sentence of so many terms, with the passages' IDF."""
        k1 = self._model.k1
        norm = k1 * (1 - SENTENCE_B + SENTENCE_B * size / self._average)
        score = 0.0
        for place, frequency in held.frequency.items():
            score += self.terms[place].weight * frequency * (k1 + 1) / (frequency + norm)
        return score
