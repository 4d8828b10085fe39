"""Calibration: what a threshold does to labelled questions, and which one they ask for.

Every answer carries how sure it is, and so does every refusal, with the passages it would have quoted
(`Answer.confidence`, `Answer.near`). So one evaluation tells what any other threshold would have done.

The procedure by which `retrieval.confidence.THRESHOLDS` is set, and can be set again after whatever changes
what answers are sure of: run `opcit evaluate --json` on labelled questions of several archives, a quarter
of them about what the documents do not hold; take for each archive `suggested`, the lowest threshold that
refuses nine in ten of those; choose the middle, unless it costs more than one in twelve of the answerable.

Labelled questions cannot be spared: an archive's own sentences, asked with their documents left out, are
in the archive's own words, and one passage holds twice the share of them that it holds of people's questions
about other things (nine in ten stay below 0.56 and 0.50 in two archives, of people's below 0.22 and 0.25).
Tried, and dropped.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.confidence import THRESHOLDS
from retrieval.evaluation import Report

REFUSED = 0.9
"""Of the questions that the documents do not answer, the share that should be refused."""

MOST_POINTS = 200
"""Of a curve: as many as can be told apart where it is drawn."""


class Point(NamedTuple):
    """What a threshold does; a share of nothing is None.

    Attributes:
        threshold: What an answer has to reach.
        answered: Of the questions that the documents answer, the share that gets quotes.
        right: Of all that is answered, the share whose first quote is right.
        refused: Of the questions that the documents do not answer, the share that gets none.
    """

    threshold: float
    answered: float | None
    right: float | None
    refused: float | None


class Calibration:
    """What thresholds do to the questions of a report.

    Args:
        report: Of an evaluation at any threshold.
    """

    def __init__(self, report: Report) -> None:
        self._answerable = sorted(result.answer.confidence for result in report.answerable)
        self._unanswerable = sorted(result.answer.confidence for result in report.unanswerable)
        self._right = sorted(r.answer.confidence for r in report.answerable if r.best_is_right)

    def at(self, threshold: float) -> Point:
        """What `threshold` does."""
        answered = _reaching(self._answerable, threshold)
        wrongly = _reaching(self._unanswerable, threshold)
        return Point(
            threshold=threshold,
            answered=_share(answered, len(self._answerable)),
            right=_share(_reaching(self._right, threshold), answered + wrongly),
            refused=_share(len(self._unanswerable) - wrongly, len(self._unanswerable)),
        )

    def levels(self) -> dict[str, Point]:
        """What each strictness does, the loosest first."""
        return {name: self.at(threshold) for name, threshold in THRESHOLDS.items()}

    def curve(self) -> tuple[Point, ...]:
        """What every threshold does at which something changes, the loosest first; thinned where many."""
        found = sorted({*self._answerable, *self._unanswerable} - {0.0})
        step = max(1, math.ceil(len(found) / MOST_POINTS))
        return tuple(map(self.at, found[::step]))

    def suggested(self) -> Point | None:
        """The lowest threshold, in thousandths, that refuses `REFUSED` of the unanswerable.

        None when no question is unanswerable.
        """
        if not self._unanswerable:
            return None
        most = math.floor(len(self._unanswerable) * (1 - REFUSED) + 1e-9)  # may pass; 0.1 * 10 is 0.99…
        below = self._unanswerable[-most - 1]
        return self.at((math.floor(1000 * below) + 1) / 1000)


def _reaching(confidences: Sequence[float], threshold: float) -> int:
    return len(confidences) - bisect.bisect_left(confidences, threshold)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
