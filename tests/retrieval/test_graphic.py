"""Which passages are marked as hard to read."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import retrieval.refresh
import retrieval.workers
from builders import corpus_folder
from retrieval import Archive, LiveArchive, Quote, Span, open_archive
from retrieval.graphic_file import graphic_lines

FARM = (
    "The miller Brenn counted forty sacks of barley beside the old bridge on the morning after the flood. "
    "He wrote it down.\n\n"
    "# The night\n\n"
    "The ferryman Sorn saw seven horses drowned in the channel behind the mill that night. "
    "Nobody had untied the rope.\n\n"
    "# The morning\n\n"
    "In the morning the carpenters of Tolmin carried the planks away and began with the bridge again.\n"
)
FILES = {"farm.md": FARM, "aliases.yaml": "- [horses, cavalry]\n"}


def asked(archive: Archive, question: str) -> Quote:
    """The first quote of an answer."""
    return archive.ask(question).quotes[0]


def test_a_passage_with_a_word_of_the_list(tmp_path: Path) -> None:
    """A word of `graphic.txt`, in any form, marks the whole passage it stands in, and no other."""
    archive = open_archive(corpus_folder(tmp_path, {**FILES, "graphic.txt": "# hard\ndrown\n"}))

    assert asked(archive, "Who saw the horses?").graphic
    assert asked(archive, "Who had untied the rope?").graphic
    assert not asked(archive, "Who counted barley?").graphic
    assert archive.quote(asked(archive, "Who saw the horses?").id).graphic
    assert [document.file for document in archive.documents] == ["farm.md"]


@pytest.mark.parametrize(
    ("line", "is_marked"),
    [
        ("horses drowned in the channel", True),  # across a name with other names
        ("HORSE", True),
        ("channel behind mills", True),
        ("drowned horses", False),
        ("hors", False),
        ("channel night", False),
        ("night nobody", False),  # in two sentences
        ("of the", False),
        ("xyzzy", False),
    ],
)
def test_phrases(tmp_path: Path, line: str, is_marked: bool) -> None:
    """A phrase is its words one after the other in one sentence; blanks and common words count nothing."""
    archive = open_archive(corpus_folder(tmp_path, {**FILES, "graphic.txt": line}))

    assert asked(archive, "Who saw the horses?").graphic is is_marked
    assert archive.marked_graphic().lines == {line: int(is_marked)}


def test_persian(tmp_path: Path) -> None:
    """A word typed on an Arabic keyboard, without ZWNJ, is the same word in a Persian document."""
    text = "قایقران در شب سیل اسب‌های مرده را در رودخانه دید و تا صبح کنار آسیاب ماند.\n"
    archive = open_archive(corpus_folder(tmp_path, {"fa.txt": text, "graphic.txt": "قايقران\nاسبهای مرده"}))

    assert archive.marked_graphic().lines == {"قايقران": 1, "اسبهای مرده": 1}


@pytest.mark.parametrize(
    "files",
    [
        {"farm.md": f"---\ntitle: Farm\ngraphic: yes\n---\n\n{FARM}"},
        {"farm.txt": FARM, "sources.csv": "file,graphic\nfarm.txt,TRUE\n"},
    ],
)
def test_a_whole_document(tmp_path: Path, files: dict[str, str]) -> None:
    """Front matter or a column of `sources.csv` marks everything in a document."""
    archive = open_archive(corpus_folder(tmp_path, files))
    document = archive.document("farm")

    assert document.graphic
    assert asked(archive, "Who counted barley?").graphic
    assert archive.graphic(document, Span(3, 40)) == (Span(3, 40),)
    assert archive.marked_graphic().documents == archive.documents


@pytest.mark.parametrize("value", ["perhaps", "2", "yes, no"])
def test_neither_yes_nor_no(tmp_path: Path, value: str) -> None:
    """A value that is neither is said, and marks nothing."""
    archive = open_archive(corpus_folder(tmp_path, {"a.md": f"---\ngraphic: {value}\n---\n\n{FARM}"}))

    assert not archive.documents[0].graphic
    assert [warning.values["expected"] for warning in archive.warnings] == ["flag"]


def test_parts_of_a_span(tmp_path: Path) -> None:
    """Of a longer text exactly the marked passages are told, cut to what is shown."""
    archive = open_archive(corpus_folder(tmp_path, {**FILES, "graphic.txt": "drowned"}))
    document = archive.document("farm")
    night = document.text.index("The ferryman")
    [part] = archive.graphic(document, Span(0, len(document.text)))

    assert document.slice(part).startswith("The ferryman Sorn saw")
    assert document.slice(part).endswith("untied the rope.")
    assert archive.graphic(document, Span(night + 4, night + 9)) == (Span(night + 4, night + 9),)
    assert archive.graphic(document, Span(0, night)) == ()


def test_a_changed_list_reads_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reload takes a new list without reading or analysing a document, and the next start keeps it."""
    corpus = corpus_folder(tmp_path / "corpus", FILES)
    time.sleep(1.5 * retrieval.refresh._TICKS / 1e9)  # until how the file looks proves something
    live = LiveArchive(corpus, tmp_path / "index")
    first = asked(live.archive, "Who saw the horses?")
    for name in ("read_document", "index_document"):
        monkeypatch.delattr(retrieval.workers, name)
    corpus_folder(corpus, {"graphic.txt": "drowned"})
    changes = live.reload()
    second = asked(live.archive, "Who saw the horses?")

    assert (first.graphic, second.graphic, first.id) == (False, True, second.id)
    assert changes.unchanged == 1
    assert asked(open_archive(corpus, tmp_path / "index"), "Who saw the horses?").graphic
    (corpus / "graphic.txt").unlink()
    live.reload()
    assert not asked(live.archive, "Who saw the horses?").graphic


def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    """It is said, and stops no document."""
    archive = open_archive(corpus_folder(tmp_path, {**FILES, "graphic.txt": b"\0\0\0"}))

    assert [(warning.file, warning.code) for warning in archive.warnings] == [("graphic.txt", "binary")]
    assert len(archive.documents) == 1


@given(st.lists(st.text()))
def test_lines(lines: list[str]) -> None:
    """Whatever is in the file, its lines are single, have words, and are no comments."""
    found = graphic_lines("\n".join(lines))

    assert len(set(found)) == len(found)
    assert all(re.search(r"[^\W_]", line) and not line.startswith("#") and "\n" not in line for line in found)
