"""Evaluation: what counts as right, and what the figures say."""

from pathlib import Path

import pytest
from builders import document

from retrieval.errors import QuestionsError
from retrieval.evaluation import Labelled, evaluate, labelled_questions
from retrieval.model import Answer, Locator, Quote, Reason

TEXT = document("Alfa  is one. Bravo is two. Charlie is three.")


def quote(start: int, end: int) -> Quote:
    """A quote of `TEXT`."""
    return Quote(id="x", document=TEXT, locator=Locator(start, end))


class Oracle:
    """Answers each question as the test says."""

    def __init__(self, **answers: tuple[Quote, ...]) -> None:
        self._answers = answers

    def ask(self, question: str, limit: int = 3) -> Answer:
        """The quotes given for this question."""
        quotes = self._answers[question][:limit]
        return Answer(question, quotes=quotes, reason=None if quotes else Reason.NOTHING_NEAR)


def test_the_figures_count_what_they_say() -> None:
    """Hits by rank, refusals of both kinds, both sides and kinds of questions are each counted."""
    first, second, third = quote(0, 13), quote(14, 27), quote(28, 45)
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
        hit=(first,),
        late=(third, second),
        missed=(third,),
        refused=(),
        off=(),
        offanswered=(first,),
        sides=(first, second),
    )

    report = evaluate(oracle, items)
    figures = report.figures()

    assert figures["hit@1"] == pytest.approx(2 / 5)
    assert figures["hit@3"] == pytest.approx(3 / 5)
    assert figures["mrr"] == pytest.approx((1 + 0.5 + 1) / 5)
    assert figures["wrongly refused"] == pytest.approx(1 / 5)
    assert figures["rightly refused"] == pytest.approx(1 / 2)
    assert figures["both sides"] == 1.0
    assert figures["inexact"] == 0
    assert report.by_kind() == {"conflict": (1, 1), "off": (1, 2), "when": (0, 2), "who": (1, 2)}


def test_no_question_gives_no_figure() -> None:
    """A share of nothing is not a number."""
    assert evaluate(Oracle(), []).figures()["hit@1"] is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "unreadable"),
        ("a: 1", "not_a_list"),
        ("- id: 1", "no_question"),
        ("- question: why\n  answers: because", "answers"),
        ("- question: why\n  answers: [a]\n  conflict_groups: [a]", "answers"),
    ],
)
def test_a_bad_file_of_questions_is_named(tmp_path: Path, text: str, code: str) -> None:
    """What is wrong with a file of questions is said, not guessed around."""
    file = tmp_path / "questions.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(QuestionsError) as caught:
        labelled_questions(file)

    assert caught.value.code == code


def test_a_missing_file_of_questions_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere is an error with its name."""
    with pytest.raises(QuestionsError):
        labelled_questions(tmp_path / "none.yaml")
