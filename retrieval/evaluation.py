"""Evaluation: how well labelled questions are answered.

An answer is right when its first quote holds one of the question's answers word for word (white space
apart), or when the documents do not answer and nothing is quoted.
"""

from __future__ import annotations

import enum
import statistics
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.archive import Archive
from retrieval.labelled import Labelled
from retrieval.model import Answer, Quote
from retrieval.refresh import Progress

LOOKED_AT = 3  # quotes, as many as a person is shown


class Asked(Protocol):
    """What can be evaluated: an archive, or whatever answers as one does."""

    def ask(self, question: str, limit: int = 3) -> Answer:
        """At most `limit` quotes, or none and a reason."""


class WordsAlone:
    """An archive with its sentence model left out, to compare with.

    Args:
        archive: With or without a model.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def ask(self, question: str, limit: int = 3) -> Answer:
        """What the archive answers by its words alone."""
        return self._archive.ask(question, limit, words_alone=True)


class Failure(enum.StrEnum):
    """What can be wrong with an answer, the gravest first."""

    ANSWERED = "answered"  # the documents do not say, and yet something was quoted
    WRONG = "wrong"  # none of the quotes is right
    REFUSED = "refused"  # the documents do say, and nothing was quoted
    LATER = "later"  # a right quote is there, but not first
    ONE_SIDE = "one_side"  # documents differ, and not all that was quoted shows it


@dataclass(frozen=True)
class Result:
    """How one question was answered.

    Attributes:
        labelled: The question.
        answer: As given.
        rank: Of the first right quote, from 1; None when there is none.
        sides: How many sides of a conflict were shown.
        inexact: Quotes that are not the slice of their document: always 0, or promise 1 is broken.
        seconds: That the answer took.
    """

    labelled: Labelled
    answer: Answer
    rank: int | None
    sides: int
    inexact: int
    seconds: float = 0.0

    @property
    def right(self) -> bool:
        """The first quote is right, or the refusal is."""
        return self.rank == 1 if self.labelled.answers else not self.answer.quotes

    @property
    def first(self) -> Quote | None:
        """What was quoted first; after a refusal, what was nearest."""
        return next(iter(self.answer.quotes or self.answer.near), None)

    @property
    def best_is_right(self) -> bool:
        """The first quote is right, or would have been had it not been refused."""
        return self.first is not None and _holds_any(self.first, self.labelled.answers)

    @property
    def failure(self) -> Failure | None:
        """What is wrong with the answer, if anything."""
        quoted = bool(self.answer.quotes)
        if not self.labelled.answers:
            return Failure.ANSWERED if quoted else None
        if self.rank is None:
            return Failure.WRONG if quoted else Failure.REFUSED
        if self.rank > 1:
            return Failure.LATER
        return Failure.ONE_SIDE if len(self.labelled.sides) > 1 and self.sides < 2 else None


@dataclass(frozen=True)
class Report:
    """The figures of an evaluation.

    Attributes:
        results: One for each question, in their order.
    """

    results: tuple[Result, ...]

    @property
    def answerable(self) -> list[Result]:
        """Results of questions that the documents answer."""
        return [result for result in self.results if result.labelled.answers]

    @property
    def unanswerable(self) -> list[Result]:
        """Results of questions that the documents do not answer."""
        return [result for result in self.results if not result.labelled.answers]

    @property
    def right(self) -> int:
        """How many questions were answered, or refused, rightly."""
        return sum(result.right for result in self.results)

    def figures(self) -> dict[str, float | int | None]:
        """All figures by name; shares are from 0 to 1, and None stands where nothing counts."""
        good, off = self.answerable, self.unanswerable
        conflicts = [result for result in good if len(result.labelled.sides) > 1]
        words = [len(result.answer.quotes[0].text.split()) for result in good if result.answer.quotes]
        milliseconds = [1000 * result.seconds for result in self.results]
        return {
            "questions": len(self.results),
            "hit@1": _share(result.rank == 1 for result in good),
            f"hit@{LOOKED_AT}": _share(result.rank is not None for result in good),
            "mrr": _mean([1 / result.rank if result.rank else 0.0 for result in good]),
            "wrongly refused": _share(not result.answer.quotes for result in good),
            "rightly refused": _share(not result.answer.quotes for result in off),
            "both sides": _share(result.sides > 1 for result in conflicts),
            "median words": statistics.median(words) if words else None,
            "inexact": sum(result.inexact for result in self.results),
            "median milliseconds": statistics.median(milliseconds) if milliseconds else None,
            "slowest milliseconds": max(milliseconds, default=None),
        }

    def by_kind(self) -> dict[str, Report]:
        """For each kind of question, the report on the questions of that kind."""
        kinds: dict[str, list[Result]] = {}
        for result in self.results:
            kinds.setdefault(result.labelled.kind, []).append(result)
        return {kind: Report(tuple(results)) for kind, results in sorted(kinds.items())}

    def failures(self) -> dict[Failure, list[Result]]:
        """What went wrong, the gravest first; only what did."""
        found = {failure: [r for r in self.results if r.failure is failure] for failure in Failure}
        return {failure: results for failure, results in found.items() if results}


def evaluate(archive: Asked, questions: Sequence[Labelled], progress: Progress | None = None) -> Report:
    """`questions` asked of `archive`.

    Args:
        archive: What answers.
        questions: In the order in which they are asked.
        progress: Told how many are answered, and how many there are.
    """
    results = []
    for number, item in enumerate(questions, 1):
        began = time.perf_counter()
        answer = archive.ask(item.question, LOOKED_AT)
        results.append(_result(answer, item, time.perf_counter() - began))
        if progress:
            progress(number, len(questions))
    return Report(tuple(results))


def _result(answer: Answer, item: Labelled, seconds: float) -> Result:
    ranks = [rank for rank, quote in enumerate(answer.quotes, 1) if _holds_any(quote, item.answers)]
    sides = sum(any(_holds_any(quote, side) for quote in answer.quotes) for side in item.sides)
    shown = answer.quotes + answer.near
    inexact = sum(quote.text != quote.document.text[slice(*quote.span)] for quote in shown)
    return Result(item, answer, ranks[0] if ranks else None, sides, inexact, seconds)


def _holds_any(quote: Quote, answers: Iterable[str]) -> bool:
    """Whether one of `answers` is in the quote, white space apart."""
    text = _spaced(quote.text)
    return any(_spaced(answer) in text for answer in answers)


def _spaced(text: str) -> str:
    # NFC, as documents are: what an operator's keyboard wrote in two code points is one letter to them.
    return " ".join(unicodedata.normalize("NFC", text).split())


def _share(values: Iterable[bool]) -> float | None:
    return _mean([float(value) for value in values])


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
