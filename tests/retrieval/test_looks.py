"""How a corpus looks: another look for whatever changed, the same for what did not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import corpus_folder
from retrieval.errors import CorpusError
from retrieval.looks import look


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of three files."""
    files = {"a.txt": "One.", "b/c.md": "Two.", "sources.csv": "file,title\na.txt,A\n"}
    return corpus_folder(tmp_path / "corpus", files)


def touched(path: Path) -> None:
    """Give a file another time, as a program does that writes the same length."""
    facts = path.stat()
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns + 1))


CHANGES: dict[str, Callable[[Path], object]] = {
    "new": lambda corpus: (corpus / "d.html").write_text("<p>Three.</p>"),
    "new below": lambda corpus: corpus_folder(corpus, {"e/f/g.TXT": "Four."}),
    "longer": lambda corpus: (corpus / "a.txt").write_text("One and more."),
    "as long": lambda corpus: touched(corpus / "b/c.md"),
    "moved": lambda corpus: (corpus / "b").rename(corpus / "z"),
    "gone": lambda corpus: (corpus / "a.txt").unlink(),
    "table": lambda corpus: touched(corpus / "sources.csv"),
    "aliases": lambda corpus: (corpus / "aliases.yaml").write_text("- [A, B]\n"),
    "link": lambda corpus: (corpus / "l.txt").symlink_to("a.txt"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_another_look(corpus: Path, change: str) -> None:
    """A file that comes, goes, moves or is written to makes another look."""
    before = look(corpus)
    assert look(corpus) == before
    CHANGES[change](corpus)

    assert look(corpus) != before


@pytest.mark.parametrize("name", [".a.txt.swp", "a.txt~", "#a.txt#", "~$a.docx", "a.txt.part", "a.tmp", "x"])
def test_what_is_no_document_is_no_change(corpus: Path, name: str) -> None:
    """Files that no document can come of, and those of editors, change nothing."""
    before = look(corpus)
    (corpus / name).write_text("half a docum")

    assert look(corpus) == before


def test_no_folder(tmp_path: Path) -> None:
    """A folder that is not there has no look."""
    with pytest.raises(CorpusError):
        look(tmp_path / "none")
