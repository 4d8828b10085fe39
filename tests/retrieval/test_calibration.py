"""Calibration: what other thresholds would have done, told from one evaluation."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import document
from retrieval.calibration import MOST_POINTS, Calibration, Point
from retrieval.confidence import THRESHOLDS
from retrieval.evaluation import Report, evaluate
from retrieval.labelled import Labelled
from retrieval.model import Answer, Locator, Quote, Reason

TEXT = document("right wrong")
QUOTES = {
    True: Quote(id="r", document=TEXT, locator=Locator(0, 5)),
    False: Quote(id="w", document=TEXT, locator=Locator(6, 11)),
}

Judged = tuple[float, bool, bool]  # how sure, whether the documents answer, whether the best quote is right
SURE = st.integers(0, 20).map(lambda n: n / 20)
JUDGED = st.lists(st.tuples(SURE, st.booleans(), st.booleans()), max_size=25)


class Archive:
    """Is as sure as the question says, and quotes from a threshold on."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold

    def ask(self, question: str, limit: int = 3) -> Answer:
        """A quote, or a refusal with the same quote as the nearest."""
        sure, right = question.split()
        quotes = (QUOTES[right == "True"],)
        if float(sure) >= self._threshold:
            return Answer(question, quotes=quotes, confidence=float(sure))
        return Answer(question, near=quotes, reason=Reason.NOTHING_NEAR, confidence=float(sure))


def report(judged: list[Judged], threshold: float = 0.5) -> Report:
    """The report of these questions."""
    items = [
        Labelled("1", f"{sure} {right}", "who", ("right",) if answerable else ())
        for sure, answerable, right in judged
    ]
    return evaluate(Archive(threshold), items)


@given(JUDGED, SURE.filter(bool), SURE.filter(bool))
def test_one_evaluation_tells_of_every_threshold(judged: list[Judged], now: float, other: float) -> None:
    """What is said of another threshold is what an evaluation with that threshold finds."""
    point = Calibration(report(judged, now)).at(other)
    figures = report(judged, other).figures()
    quoted = [result for result in report(judged, other).results if result.answer.quotes]

    wrongly = figures["wrongly refused"]
    assert point.threshold == other
    assert point.answered == (None if wrongly is None else pytest.approx(1 - wrongly))
    assert point.refused == figures["rightly refused"]
    assert point.right == (
        pytest.approx(sum(result.rank == 1 for result in quoted) / len(quoted)) if quoted else None
    )


@given(JUDGED)
def test_stricter_never_answers_more(judged: list[Judged]) -> None:
    """Along the curve, and from loose to strict, less is answered and more is refused."""
    calibration = Calibration(report(judged))
    for points in (calibration.curve(), tuple(calibration.levels().values())):
        for looser, stricter in itertools.pairwise(points):
            assert looser.threshold < stricter.threshold
            assert (looser.answered or 0) >= (stricter.answered or 0)
            assert (looser.refused or 0) <= (stricter.refused or 0)


@given(JUDGED)
def test_the_curve_leaves_nothing_out(judged: list[Judged]) -> None:
    """Any threshold does what one on the curve does, or answers nothing at all."""
    calibration = Calibration(report(judged))
    known = {point[1:] for point in calibration.curve()} | {calibration.at(2.0)[1:]}

    assert {calibration.at(n / 40)[1:] for n in range(1, 41)} <= known


def test_a_long_curve_is_thinned() -> None:
    """Thousands of questions make no more points than can be told apart."""
    points = Calibration(report([(n / 5000, n % 3 > 0, True) for n in range(1, 5000)])).curve()

    assert MOST_POINTS / 2 < len(points) <= MOST_POINTS
    assert points[0].answered == 1.0


@given(JUDGED)
def test_what_is_suggested_refuses_nine_in_ten(judged: list[Judged]) -> None:
    """It refuses enough, and one that is lower by more than its rounding does not."""
    calibration = Calibration(report(judged))
    suggested = calibration.suggested()
    off = [sure for sure, answerable, _ in judged if not answerable]

    if suggested is None:
        assert not off
    else:
        lower = calibration.at(suggested.threshold - 0.002)
        assert suggested.refused is not None
        assert lower.refused is not None
        assert suggested.refused >= 0.9
        assert lower.refused < 0.9 or suggested.threshold <= 0.002


def test_one_of_ten_may_pass() -> None:
    """Nine of ten are nine, although 0.1 times ten is a little less than one in floating point."""
    judged = [(n / 100, False, False) for n in (10, 20, 30, 40, 50, 60, 70, 80, 85, 90)]

    assert Calibration(report(judged)).suggested() == Point(0.851, None, 0.0, 0.9)


def test_the_levels_are_those_of_answering() -> None:
    """Every strictness that can be set is reported, under its own name and with its own threshold."""
    levels = Calibration(report([(0.3, True, True)])).levels()

    assert {name: point.threshold for name, point in levels.items()} == dict(THRESHOLDS)


def test_what_no_threshold_lets_through_is_on_no_curve() -> None:
    """An answer that is not sure at all, such as to a question of stop words, is refused everywhere."""
    calibration = Calibration(report([(0.0, True, True), (0.4, True, True)]))

    assert [(point.threshold, point.answered) for point in calibration.curve()] == [(0.4, 0.5)]
