"""Evaluation: what counts as right, and what the figures say."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import document
from retrieval.evaluation import Failure, Report, Result, evaluate
from retrieval.labelled import Labelled
from retrieval.model import Answer, Locator, Quote, Reason

TEXT = document("Alfa  is one. Bravo is two. Charlie is three. Caf\u00e9.")
SENTENCES = ((0, 13), (14, 27), (28, 45))


def quote(start: int, end: int) -> Quote:
    """A quote of `TEXT`."""
    return Quote(id="x", document=TEXT, locator=Locator(start, end))


FIRST, SECOND, THIRD = (quote(*span) for span in SENTENCES)


class Oracle:
    """Answers each question as the test says."""

    def __init__(self, **answers: tuple[Quote, ...]) -> None:
        self._answers = answers

    def ask(self, question: str, limit: int = 3) -> Answer:
        """The quotes given for this question."""
        quotes = self._answers[question][:limit]
        return Answer(question, quotes=quotes, reason=None if quotes else Reason.NOTHING_NEAR)


def result(*quotes: Quote, answers: tuple[str, ...] = (), sides: tuple[tuple[str, ...], ...] = ()) -> Result:
    """What comes of these quotes as the answer to a question with these labels."""
    item = Labelled("1", "asked", "who", answers, sides)
    (only,) = evaluate(Oracle(asked=quotes), [item]).results
    return only


def test_the_figures_count_what_they_say() -> None:
    """Hits by rank, refusals of both kinds, both sides and kinds of questions are each counted."""
    items = [
        Labelled("1", "hit", "who", ("Alfa is one",)),
        Labelled("2", "late", "who", ("Bravo is two",)),
        Labelled("3", "missed", "when", ("Delta",)),
        Labelled("4", "refused", "when", ("Alfa",)),
        Labelled("5", "off", "off", ()),
        Labelled("6", "offanswered", "off", ()),
        Labelled("7", "sides", "conflict", ("Alfa", "Bravo"), (("Alfa",), ("Bravo",))),
    ]
    oracle = Oracle(
        hit=(FIRST,),
        late=(THIRD, SECOND),
        missed=(THIRD,),
        refused=(),
        off=(),
        offanswered=(FIRST,),
        sides=(FIRST, SECOND),
    )

    report = evaluate(oracle, items)
    figures = report.figures()

    assert figures["hit@1"] == pytest.approx(2 / 5)
    assert figures["hit@3"] == pytest.approx(3 / 5)
    assert figures["mrr"] == pytest.approx((1 + 0.5 + 1) / 5)
    assert figures["wrongly refused"] == pytest.approx(1 / 5)
    assert figures["rightly refused"] == pytest.approx(1 / 2)
    assert figures["both sides"] == 1.0
    assert figures["median words"] == 3
    assert figures["inexact"] == 0
    assert {kind: (part.right, len(part.results)) for kind, part in report.by_kind().items()} == {
        "conflict": (1, 1),
        "off": (1, 2),
        "when": (0, 2),
        "who": (1, 2),
    }
    assert {failure: [one.labelled.question for one in of] for failure, of in report.failures().items()} == {
        Failure.ANSWERED: ["offanswered"],
        Failure.WRONG: ["missed"],
        Failure.REFUSED: ["refused"],
        Failure.LATER: ["late"],
    }


def test_no_question_gives_no_figure() -> None:
    """A share of nothing is not a number."""
    figures = Report(()).figures()

    assert (figures.pop("questions"), figures.pop("inexact")) == (0, 0)
    assert set(figures.values()) == {None}


@given(st.data())
def test_figures_agree_with_each_other(data: st.DataObject) -> None:
    """Whatever is answered: what is first is among three, nothing is right and refused, kinds add up."""
    one = st.builds(
        result,
        *[st.sampled_from([FIRST, SECOND, THIRD])] * data.draw(st.integers(0, 3)),
        answers=st.sampled_from([(), ("Alfa",), ("Bravo",), ("Delta", "Charlie")]),
    )
    results = [
        replace(each, labelled=replace(each.labelled, kind=data.draw(st.sampled_from("ab"))))
        for each in data.draw(st.lists(one, min_size=1, max_size=8))
    ]
    report = Report(tuple(results))
    figures = report.figures()

    first, three, mrr, refused = (figures[name] for name in ("hit@1", "hit@3", "mrr", "wrongly refused"))
    if first is None or three is None or mrr is None or refused is None:
        assert not report.answerable
    else:
        assert 0 <= first <= mrr <= three <= 1 - refused <= 1
    assert report.right == sum(part.right for part in report.by_kind().values())
    failed = [each for of in report.failures().values() for each in of]
    assert len(failed) + report.right == len(results), "no conflicts here, so a failure is what is not right"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Alfa is\n one.", True),
        ("Alfa\u00a0is one", True),
        ("alfa is one", False),
        ("Alfa is one!", False),
        ("Bravo", False),
    ],
)
def test_words_count_and_white_space_does_not(text: str, right: bool) -> None:
    """An answer is in a quote word for word, case and signs included; blanks of any kind are one blank."""
    assert result(FIRST, answers=(text,)).right is right


def test_one_letter_in_two_code_points_is_that_letter() -> None:
    """Documents are NFC; what is typed into a file of questions need not be."""
    assert result(quote(46, 51), answers=("Cafe\u0301",)).right


@pytest.mark.parametrize(
    ("quotes", "failure"),
    [
        ((), Failure.REFUSED),
        ((THIRD,), Failure.WRONG),
        ((THIRD, FIRST), Failure.LATER),
        ((FIRST,), Failure.ONE_SIDE),
        ((FIRST, THIRD, SECOND), None),
    ],
)
def test_what_is_wrong_is_told_apart(quotes: tuple[Quote, ...], failure: Failure | None) -> None:
    """Each answer has one fault at most: the gravest."""
    found = result(*quotes, answers=("Alfa", "Bravo"), sides=(("Alfa",), ("Bravo",)))

    assert found.failure is failure


def test_what_was_refused_is_judged_by_what_was_nearest() -> None:
    """The passage that would have been quoted first tells whether the refusal cost a right answer."""
    refused = Answer("asked", near=(FIRST, SECOND), reason=Reason.NOTHING_NEAR)
    (right,), (wrong,) = (
        [Result(Labelled("1", "asked", "who", (text,)), refused, None, 0, 0)] for text in ("Alfa", "Bravo")
    )

    assert right.first == FIRST
    assert (right.best_is_right, wrong.best_is_right) == (True, False)
    assert not right.right


def test_a_quote_that_is_no_slice_is_counted() -> None:
    """The first promise is measured, not assumed."""

    class Improved(Quote):
        @property
        def text(self) -> str:
            return "Alfa is one."

    assert result(Improved(id="x", document=TEXT, locator=Locator(0, 13))).inexact == 1
    assert result(FIRST, SECOND).inexact == 0


def test_time_and_progress_are_told() -> None:
    """Each question's time is measured by itself, and each is reported when it is done."""

    class Slow(Oracle):
        def ask(self, question: str, limit: int = 3) -> Answer:
            time.sleep(0.03 if question == "slow" else 0)
            return super().ask(question, limit)

    told: list[tuple[int, int]] = []
    items = [Labelled(name, name, "who", ()) for name in ("fast", "slow", "fast")]

    figures = evaluate(Slow(fast=(), slow=()), items, lambda *now: told.append(now)).figures()

    median, slowest = figures["median milliseconds"], figures["slowest milliseconds"]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert median is not None
    assert slowest is not None
    assert median < 30 <= slowest
