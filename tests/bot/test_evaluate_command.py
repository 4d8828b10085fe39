"""`opcit evaluate`, typed: what is printed, what is written, how it ends."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import progress
from bot.progress import ProgressLine
from command_line import CommandLine

QUESTIONS = """
- {id: a, question: 'When did the Zwiebel bridge fall?', kind: when, answers: [on a Tuesday]}
- {id: b, question: 'Who rebuilt the arches of granite?', kind: who, answers: [Nobody]}
- {id: c, question: 'Where do penguins nest?', kind: off_corpus}
"""


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Somebody who types commands, beside a file of questions."""
    (tmp_path / "questions.yaml").write_text(QUESTIONS, "utf-8")
    return CommandLine(tmp_path, monkeypatch, capsys)


def test_a_page_can_be_written_too(shell: CommandLine) -> None:
    """--html writes a page beside what is printed, over an older one, and names the corpus on it."""
    page = shell.folder / "page.html"
    page.write_text("older", "utf-8")

    ended = shell.types("evaluate", "questions.yaml", "--html", "page.html")
    text = page.read_text("utf-8")

    assert (ended.code, ended.err) == (0, "")
    assert "first quote right" in ended.out
    assert text.startswith("<!DOCTYPE html>")
    assert "“<bdi>corpus</bdi>”" in text
    assert str(shell.folder) not in text, "where the archive lies is nobody else's affair"
    assert "Who rebuilt the arches of granite?" in text


def test_a_page_beside_json(shell: CommandLine) -> None:
    """Standard output stays one JSON object."""
    ended = shell.types("evaluate", "questions.yaml", "--json", "--html", "page.html")

    assert json.loads(ended.out)["figures"]["questions"] == 3
    assert (shell.folder / "page.html").is_file()


@pytest.mark.parametrize("target", ["nowhere/page.html", "corpus"])
def test_a_page_that_cannot_be_written(shell: CommandLine, target: str) -> None:
    """It ends with 2 and one line; what was measured is printed all the same."""
    ended = shell.types("evaluate", "questions.yaml", "--html", target)

    assert ended.code == 2
    assert target in ended.err
    assert ended.err.count("\n") == 1
    assert "first quote right" in ended.out


def test_wrong_answers_do_not_make_the_command_fail(shell: CommandLine) -> None:
    """The evaluation ran: that is all its exit code says."""
    ended = shell.types("evaluate", "questions.yaml", "--json")
    record = json.loads(ended.out)

    assert ended.code == 0
    assert record["figures"]["hit@1"] == 0.5
    assert [each["failure"] for each in record["results"]] == [None, "wrong", None]
    assert all(each["milliseconds"] > 0 for each in record["results"])


def test_the_item_that_is_wrong_is_named(shell: CommandLine) -> None:
    """One line says which file, which item, and what it should be; nothing is printed besides."""
    (shell.folder / "bad.yaml").write_text("- {question: why, answers: []}\n- {question: who}\n", "utf-8")
    (shell.folder / "worse.yaml").write_text("- question: why\n- {\n", "utf-8")

    bad, worse = (shell.types("evaluate", f"{name}.yaml") for name in ("bad", "worse"))

    assert (bad.code, bad.out, worse.code, worse.out) == (2, "", 2, "")
    assert "item 2 of bad.yaml" in bad.err
    assert "of worse.yaml" in worse.err
    assert "line" in worse.err


def test_strictness_is_what_is_evaluated(shell: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """OPCIT_STRICTNESS decides what is answered, as the report says it would; and it is named."""
    words = ("bridge", "workmen", "arches", "engineer", "penguins", "harbours", "Zanzibar")
    asked = [{"question": " ".join(some), "answers": ["x"]} for some in itertools.combinations(words, 4)]
    (shell.folder / "questions.yaml").write_text(json.dumps(asked), "utf-8")
    answered = {}
    for name in ("loose", "strict"):
        monkeypatch.setenv("OPCIT_STRICTNESS", name)
        record = json.loads(shell.types("evaluate", "questions.yaml", "--json").out)
        answered[name] = [each["answer"]["status"] for each in record["results"]].count("answered")
        assert answered[name] == pytest.approx(len(asked) * record["strictness"][name]["answered"], abs=0.01)
        assert f"now {name}" in shell.types("evaluate", "questions.yaml").out

    assert answered["strict"] < answered["loose"]


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_bar_is_as_full_as_the_work_is_done(done: int, total: int) -> None:
    """Its filled part is the share that is done; it is full only when all is."""
    done = min(done, total)
    stream = Terminal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress, "PATIENCE", 0.0)
        with ProgressLine(stream, "asking") as line:
            line.report(done, total)
            written = stream.getvalue()

    bar = written[written.index("[") + 1 : written.index("]")]
    assert f"{done} of {total}" in written
    assert len(bar) == progress.WIDTH
    assert bar.count("#") == progress.WIDTH * done // total
    assert ("." not in bar) is (done == total)
    assert stream.getvalue().rsplit("\r", 2)[-2].strip() == "", "nothing is left of it"


def test_nobody_is_told_who_does_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Into a file or a pipe no progress is written."""
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    stream = io.StringIO()
    with ProgressLine(stream, "asking") as line:
        line.report(1, 2)

    assert stream.getvalue() == ""
