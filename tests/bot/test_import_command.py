"""`opcit import`: what it shows, what it writes, and where it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.data import shipped_corpus
from builders import corpus_folder
from command_line import CommandLine

PAGE = """The ferry stops for good

By Anna Brook | 4 May 1931

The last ferry of the valley tied up on Tuesday, and forty people stood on the quay to see it.

A bell is cast again

By Tomas Reed | 6 May 1931

The bell of the lower church was poured at dawn, in one piece, from the metal of the old one.
"""


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Somebody at a command line, with a page to bring in."""
    corpus_folder(tmp_path / "in", {"page.txt": PAGE})
    return CommandLine(tmp_path, monkeypatch, capsys)


def test_import(shell: CommandLine) -> None:
    """A page is shown article by article, then brought in, and can be asked at once."""
    ended = shell.types("import", "in/page.txt", "--corpus", "out")

    assert (ended.code, ended.err) == (0, "")
    assert "page.txt: 2 documents" in ended.out
    for fact in (
        "1931-05-04",
        "The ferry stops for good, Anna Brook",
        "1931-05-06",
        "2 documents added to out.",
    ):
        assert fact in ended.out
    answer = shell.types("ask", "When did the ferry tie up?", "--corpus", "out")
    assert "The last ferry of the valley tied up on Tuesday" in answer.out
    assert "Anna Brook, 1931-05-04" in answer.out


def test_dry_run(shell: CommandLine) -> None:
    """With --dry-run the same is shown, and nothing written."""
    ended = shell.types("import", "in/page.txt", "--corpus", "out", "--dry-run")

    assert ended.code == 0
    assert "page.txt: 2 documents" in ended.out
    assert "added" not in ended.out
    assert not (shell.folder / "out").exists()


def test_twice(shell: CommandLine) -> None:
    """What is there already is said so."""
    shell.types("import", "in/page.txt", "--corpus", "out")

    ended = shell.types("import", "in/page.txt", "--corpus", "out")

    assert ended.code == 0
    assert "0 documents added to out.\n2 were already there." in ended.out


def test_whole(shell: CommandLine) -> None:
    """With --whole a page is one document."""
    assert "page.txt: 1 document\n" in shell.types("import", "in/page.txt", "--corpus", "out", "--whole").out


def test_files_that_cannot_be_read(shell: CommandLine) -> None:
    """A file that cannot be read is named with its reason and ends with 1; the others come in."""
    corpus_folder(shell.folder / "in", {"empty.txt": ""})

    ended = shell.types("import", "in", "--corpus", "out")

    assert ended.code == 1
    assert "empty.txt: there are no words in it" in ended.out
    assert "2 documents added" in ended.out


def test_never_into_the_shipped_corpus(shell: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The corpus that comes with Opcit is not written to, whether by default or by name."""
    monkeypatch.delenv("OPCIT_CORPUS")
    before = sorted(shipped_corpus().rglob("*"))

    for options in ((), ("--corpus", str(shipped_corpus())), ("--corpus", str(shipped_corpus() / "below"))):
        ended = shell.types("import", "in/page.txt", *options)
        assert (ended.code, ended.out) == (2, "")
        assert "--corpus DIR" in ended.err

    assert sorted(shipped_corpus().rglob("*")) == before


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["nowhere.txt", "--corpus", "out"], "no file or folder nowhere.txt"),
        (["in/page.txt", "--corpus", "in"], "lies in the corpus"),
        (["in/page.txt", "--corpus", "in/page.txt"], "lies in the corpus"),
        (["in/page.txt", "--corpus", "file"], "is not a folder"),
        (["in/page.txt", "--corpus", "broken"], "must be in UTF-8"),
        ([], "PATH"),
    ],
)
def test_wrong_use(shell: CommandLine, argv: list[str], said: str) -> None:
    """Wrong use is said in one line and ends with 2."""
    corpus_folder(shell.folder, {"file": "x", "broken/sources.csv": "title\nOld\n"})

    ended = shell.types("import", *argv)

    assert ended.code == 2
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_names_cannot_steer_the_terminal(shell: CommandLine) -> None:
    """What a page or its name holds is shown without steering the terminal."""
    corpus_folder(
        shell.folder / "odd", {"a\u202eb.txt": PAGE, "c.txt": "Red \x1b[31m and \u202eback\n\n" + PAGE}
    )

    ended = shell.types("import", "odd", "--corpus", "out")

    assert "\x1b" not in ended.out + ended.err
    assert "\u202e" not in ended.out + ended.err
