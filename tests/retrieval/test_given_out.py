"""Quotes given out: counted, kept without anything about who asked, and proved anew at each reload."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders import corpus_folder
from disk_faults import failing_disk
from retrieval import given_out
from retrieval.given_out import GivenOut
from retrieval.live import LiveArchive

ONE, TWO = "0000000000" + "1", "0000000002" + "1"


def test_counts_last(tmp_path: Path) -> None:
    """What was noted and saved is known to the next process, added up."""
    for _ in range(2):
        given = GivenOut(tmp_path)
        given.note([ONE, TWO])
        given.note([ONE])
        given.save()

    assert GivenOut(tmp_path).counted() == {ONE: 4, TWO: 2}


def test_two_processes_add_up(tmp_path: Path) -> None:
    """Two that share a folder lose nothing of each other's."""
    first, second = GivenOut(tmp_path), GivenOut(tmp_path)
    first.note([ONE])
    second.note([ONE, TWO])
    first.note([TWO])
    first.save()

    assert GivenOut(tmp_path).counted() == {ONE: 2, TWO: 2}


def test_the_file_tells_nothing_else(tmp_path: Path) -> None:
    """In the folder stand identifiers with counts, sorted: no order of questions, no time."""
    given = GivenOut(tmp_path)
    given.note([TWO])
    given.note([ONE])
    given.save()

    assert (tmp_path / "given_out.json").read_text() == json.dumps({ONE: 1, TWO: 1})


def test_is_written_now_and_then(tmp_path: Path) -> None:
    """A busy bot writes once in a few seconds, and the rest when it ends."""
    given = GivenOut(tmp_path)
    given.note([ONE])
    given.note([TWO])
    assert GivenOut(tmp_path).counted() == {ONE: 1}

    given.save()
    assert GivenOut(tmp_path).counted() == {ONE: 1, TWO: 1}


def test_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When there are too many, those given least often go."""
    monkeypatch.setattr(given_out, "MOST", 1)
    given = GivenOut(tmp_path)
    given.note([ONE, TWO, TWO])

    assert GivenOut(tmp_path).counted() == {TWO: 2}


@pytest.mark.parametrize("content", ["", "[]", "{", '{"x": 1}', '{"00000000001": "?"}'])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, content: str) -> None:
    """What cannot be read counts as nothing, and is replaced."""
    (tmp_path / "given_out.json").write_text(content)
    given = GivenOut(tmp_path)
    given.note([ONE])

    assert GivenOut(tmp_path).counted() == {ONE: 1}


def test_a_full_disk_costs_no_answer(tmp_path: Path) -> None:
    """What cannot be written is kept and written later."""
    given = GivenOut(tmp_path)
    with failing_disk(1):
        given.note([ONE])
    assert given.counted() == {ONE: 1}

    given.save()
    assert GivenOut(tmp_path).counted() == {ONE: 1}


def test_a_reload_proves_what_was_given_out(tmp_path: Path) -> None:
    """Of the quotes given out a reload tells how many still stand, word for word, and how many are gone."""
    corpus = corpus_folder(
        tmp_path / "corpus",
        {
            "a.txt": "The lamp of the lighthouse was green. It had been so for years.\n",
            "b.txt": "The bridge over the river fell in March.\n",
        },
    )
    live = LiveArchive(corpus, tmp_path / "index")
    for question in ("Which lamp was green?", "When did the bridge over the river fell?"):
        live.given_out.note(quote.id for quote in live.archive.ask(question).quotes)
    assert (live.reload().exact, live.reload().gone) == (2, 0)

    corpus_folder(corpus, {"a.txt": "The lamp of the lighthouse was red. It had been so for years.\n"})
    changed = live.reload()
    assert (changed.exact, changed.gone) == (1, 1)
