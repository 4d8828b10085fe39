"""Evaluation: how well an archive's labelled questions are answered.

The questions are a YAML list of items with `id`, `question`, `kind` and `answers`: alternative
substrings, word for word; an item is right when one of them is in the quote. `answers: []` says that
the documents do not answer. `conflict_groups` lists the answers of each side where documents differ.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

from retrieval.errors import QuestionsError
from retrieval.model import Answer, Quote

LOOKED_AT = 3  # quotes, as many as a person is shown


class Asked(Protocol):
    """What can be evaluated: an archive, or whatever answers as one does."""

    def ask(self, question: str, limit: int = 3) -> Answer:
        """At most `limit` quotes, or none and a reason."""


@dataclass(frozen=True)
class Labelled:
    """A question with what would be right.

    Attributes:
        id: Its name in the file.
        question: As a person would ask it.
        kind: What it tries, such as `who`; results are also given by kind.
        answers: Alternative substrings of a right quote; none when the documents do not say.
        sides: For a question on which documents differ, the answers of each side.
    """

    id: str
    question: str
    kind: str
    answers: tuple[str, ...]
    sides: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Result:
    """How one question was answered.

    Attributes:
        labelled: The question.
        answer: As given.
        rank: Of the first right quote, from 1; None when there is none.
        sides: How many sides of a conflict were shown.
        inexact: Quotes that are not the slice of their document: always 0, or promise 1 is broken.
    """

    labelled: Labelled
    answer: Answer
    rank: int | None
    sides: int
    inexact: int

    @property
    def right(self) -> bool:
        """The first quote is right, or the refusal is."""
        return self.rank == 1 if self.labelled.answers else not self.answer.quotes


@dataclass(frozen=True)
class Report:
    """The figures of an evaluation; shares are between 0 and 1, or None where nothing counts.

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

    def figures(self) -> dict[str, float | int | None]:
        """All figures by name."""
        good, off = self.answerable, self.unanswerable
        conflicts = [result for result in good if len(result.labelled.sides) > 1]
        words = [len(result.answer.quotes[0].text.split()) for result in good if result.answer.quotes]
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
        }

    def by_kind(self) -> dict[str, tuple[int, int]]:
        """For each kind of question: how many were right, of how many."""
        kinds: dict[str, list[bool]] = {}
        for result in self.results:
            kinds.setdefault(result.labelled.kind, []).append(result.right)
        return {kind: (sum(right), len(right)) for kind, right in sorted(kinds.items())}


def labelled_questions(path: Path) -> tuple[Labelled, ...]:
    """The questions of a YAML file.

    Raises:
        QuestionsError: When the file cannot be read or an item is not as described above.
    """
    try:
        items = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise QuestionsError(path.name, 0, "unreadable") from error
    if not isinstance(items, list):
        raise QuestionsError(path.name, 0, "not_a_list")
    return tuple(_labelled(path.name, number, item) for number, item in enumerate(items, 1))


def _labelled(file: str, number: int, item: object) -> Labelled:
    if not isinstance(item, dict) or not isinstance(item.get("question"), str):
        raise QuestionsError(file, number, "no_question")
    answers, sides = item.get("answers", []), item.get("conflict_groups", [])
    if not _is_list_of_text(answers) or not isinstance(sides, list) or not all(map(_is_list_of_text, sides)):
        raise QuestionsError(file, number, "answers")
    return Labelled(
        id=str(item.get("id", number)),
        question=item["question"],
        kind=str(item.get("kind", "other")),
        answers=tuple(answers),
        sides=tuple(tuple(side) for side in sides),
    )


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def evaluate(archive: Asked, questions: Sequence[Labelled]) -> Report:
    """`questions` asked of `archive`."""
    return Report(tuple(_result(archive.ask(item.question, LOOKED_AT), item) for item in questions))


def _result(answer: Answer, item: Labelled) -> Result:
    ranks = [rank for rank, quote in enumerate(answer.quotes, 1) if _holds_any(quote, item.answers)]
    sides = sum(any(_holds_any(quote, side) for quote in answer.quotes) for side in item.sides)
    shown = answer.quotes + answer.near
    inexact = sum(quote.text != quote.document.text[slice(*quote.span)] for quote in shown)
    return Result(item, answer, ranks[0] if ranks else None, sides, inexact)


def _holds_any(quote: Quote, answers: Iterable[str]) -> bool:
    """Whether one of `answers` is in the quote, white space apart."""
    text = " ".join(quote.text.split())
    return any(" ".join(answer.split()) in text for answer in answers)


def _share(values: Iterable[bool]) -> float | None:
    return _mean([float(value) for value in values])


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
