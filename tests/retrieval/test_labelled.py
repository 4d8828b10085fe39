"""Labelled questions: what a file of them may hold, and what is named when it holds something else."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import QuestionsError
from retrieval.labelled import Labelled, labelled_questions

ROOT = Path(__file__).parents[2]
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1).filter(
    lambda text: bool(text.strip())
)


def read(folder: Path, text: str | bytes) -> tuple[Labelled, ...]:
    """The questions of a file that holds `text`."""
    file = folder / "questions.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return labelled_questions(file)


@given(st.lists(st.builds(dict, question=WORDS, answers=st.lists(WORDS), kind=WORDS, id=WORDS), max_size=4))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, items: list[dict[str, Any]]
) -> None:
    """Whatever a person asks and quotes comes back to the character, in its order."""
    folder = tmp_path_factory.mktemp("questions")
    for unicode in (True, False):
        found = read(folder, yaml.safe_dump(items, allow_unicode=unicode, width=40))

        assert [(f.id, f.question, f.kind, list(f.answers)) for f in found] == [
            (i["id"], i["question"], i["kind"], i["answers"]) for i in items
        ]


def test_words_are_never_taken_for_numbers(tmp_path: Path) -> None:
    """1988, 0123, 12:30 and no are words an answer may hold, not numbers, times and truths."""
    (found,) = read(
        tmp_path, "\ufeff- {id: 007, question: 1988, answers: [1988, 0123, 12:30, no, 2017-12-04]}"
    )

    assert found == Labelled("007", "1988", "other", ("1988", "0123", "12:30", "no", "2017-12-04"))


def test_only_what_is_needed_is_asked_for(tmp_path: Path) -> None:
    """A question needs its answers, except where its kind says there are none; the rest may be left out."""
    first, second = read(tmp_path, "- question: why\n  answers: []\n- {question: who, kind: off_corpus}")

    assert first == Labelled("1", "why", "other", ())
    assert second == Labelled("2", "who", "off_corpus", ())


def test_the_sides_of_a_conflict(tmp_path: Path) -> None:
    """The answers of each side are kept apart."""
    (found,) = read(tmp_path, "- question: how many\n  answers: [a, b]\n  conflict_groups: [[a], [b]]")

    assert found.sides == (("a",), ("b",))


@pytest.mark.parametrize(
    ("text", "code", "item"),
    [
        ("{", "not_yaml", 0),
        ("- question: a: b", "not_yaml", 0),
        (b"- question: \xff", "unreadable", 0),
        ("- &a {question: why}\n- *a", "references", 0),
        ("", "not_a_list", 0),
        ("a: 1", "not_a_list", 0),
        ("- {question: why, answers: []}\n- id: 1", "no_question", 2),
        ("- why", "no_question", 1),
        ("- question: [why]\n  answers: []", "no_question", 1),
        ("- question: '  '\n  answers: []", "no_question", 1),
        ("- question: why", "answers", 1),
        ("- question: why\n  answer: [because]", "answers", 1),
        ("- question: why\n  answers:", "answers", 1),
        ("- question: why\n  answers: because", "answers", 1),
        ("- question: why\n  answers: ['']", "answers", 1),
        ("- question: why\n  answers: [[because]]", "answers", 1),
        ("- question: why\n  answers: [a]\n  conflict_groups: [a]", "answers", 1),
        ("- question: why\n  answers: [a]\n  conflict_groups: [[]]", "answers", 1),
        ("- question: why\n  answers: [a]\n  conflict_groups: a", "answers", 1),
    ],
)
def test_a_bad_file_is_named_with_its_item(tmp_path: Path, text: str | bytes, code: str, item: int) -> None:
    """What is wrong with a file of questions is said, with where, and not guessed around."""
    with pytest.raises(QuestionsError, match=r"questions\.yaml") as caught:
        read(tmp_path, text)

    assert (caught.value.code, caught.value.item) == (code, item)


def test_what_is_no_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    """Of a slip in the YAML the line is told, for items cannot be counted there."""
    with pytest.raises(QuestionsError, match="line 3") as caught:
        read(tmp_path, "- question: why\n  answers: []\n- question: who: me\n")

    assert caught.value.line == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere is an error with its name."""
    with pytest.raises(QuestionsError, match=r"none\.yaml"):
        labelled_questions(tmp_path / "none.yaml")


def test_the_questions_of_the_shipped_corpus_can_be_read() -> None:
    """They are the example of the format."""
    found = labelled_questions(ROOT / "tests/data/questions.yaml")

    assert len({item.id for item in found}) == len(found) == 50
    assert all(bool(item.answers) != (item.kind == "off_corpus") for item in found)


def test_the_example_in_the_readme_can_be_read(tmp_path: Path) -> None:
    """What the README shows an operator is a file of questions as it stands."""
    readme = (ROOT / "README.md").read_text("utf-8")
    example = (
        readme.partition("## Evaluate your own archive")[2].partition("```yaml\n")[2].partition("```")[0]
    )

    by_kind = {item.kind: item for item in read(tmp_path, example)}

    assert by_kind["when"].answers
    assert len(by_kind["conflict"].sides) == 2
    assert not by_kind["off_corpus"].answers
