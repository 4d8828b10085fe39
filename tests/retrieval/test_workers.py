"""Workers: many files read at once, with the same outcome as one after the other."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from builders import corpus_folder
from disk_faults import failing_disk
from retrieval import refresh, workers
from retrieval.archive import Archive, open_archive
from retrieval.corpus import Entry, list_corpus
from retrieval.errors import DocumentError, IndexStoreError
from retrieval.files import Listed
from retrieval.live import LiveArchive
from retrieval.workers import Finding, Task, Workers, weight

PAGE = "<html lang=en><title>The page</title><p>The miller of the upper village lost forty sacks.</p></html>"


def files(count: int) -> dict[str, str | bytes]:
    """A corpus of several kinds of files, some of which cannot be read."""
    letters = {
        f"{number % 7}/letter-{number:03}.txt": (
            f"The keeper of house {number} walked to the harbour in {1900 + number}. "
            f"“Nobody knew of the {number} boats,” said Ada Quill of the harbour office.\n\n"
            "Nobody in the town had expected it at all."
        )
        for number in range(count)
    }
    others: dict[str, str | bytes] = {
        "page.html": PAGE,
        "bad.txt": b"a\0b",
        "fa.md": "---\ntitle: سیل\nlanguage: fa\n---\n\nقایقران دفتر خاطرات سیل را نوشت.\n",
        "empty.md": "",
        "sources.csv": "file,title,date\n0/letter-000.txt,The first,1900\n1/letter-001.txt,,yesterday\n",
    }
    return letters | others


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of some thirty files."""
    return corpus_folder(tmp_path / "corpus", files(30))


@contextlib.contextmanager
def with_workers() -> Iterator[None]:
    """Within it, workers are used whatever there is to read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refresh, "WORTH", 0)
        patch.setattr(refresh, "cores", lambda: 2)
        yield


@pytest.fixture
def at_once() -> Iterator[None]:
    """Workers are used whatever there is to read, in all of a test."""
    with with_workers():
        yield


def tasks(corpus: Path) -> list[Task]:
    """A task for each file."""
    return [Task(number, entry) for number, entry in enumerate(list_corpus(corpus).entries)]


def held(archive: Archive) -> dict[str, object]:
    """All that an archive holds, to the last number."""
    manifest = archive._generation.manifest
    arrays = {name: array.tolist() for name, array in archive._generation.index.arrays().items()}
    return {
        "documents": manifest.records,
        "unread": [str(error) for error in archive.unread],
        "warnings": [str(error) for error in archive.warnings],
        "texts": [archive.document(document.identifier).text for document in archive.documents],
        **arrays,
    }


def test_the_index_is_the_same(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads the files, and however many at once, the index is the same, number for number."""
    alone = held(open_archive(corpus))
    monkeypatch.setattr(refresh, "WORTH", 0)
    monkeypatch.setattr(refresh, "cores", lambda: 3)
    monkeypatch.setattr(workers, "cores", lambda: 3)
    told: list[tuple[int, int]] = []
    together = held(open_archive(corpus, progress=lambda done, total: told.append((done, total))))

    assert together.keys() == alone.keys()
    for name, value in alone.items():
        if name == "documents":
            assert str(together[name]) == str(value)
        else:
            assert together[name] == value, name
    assert told == [(done, 34) for done in range(1, 35)]


@pytest.mark.slow
def test_aliases_reach_every_document(corpus: Path, tmp_path: Path) -> None:
    """With other aliases every document is analysed again, by whoever, and none is read."""
    open_archive(corpus, tmp_path / "index")
    corpus_folder(corpus, {"aliases.yaml": "- [harbour, haven]\n"})
    with with_workers():
        again = open_archive(corpus, tmp_path / "index")

    expected, found = held(open_archive(corpus)), held(again)
    assert all(found[name] == expected[name] for name in expected if name != "documents")
    assert again.ask("Who walked to the haven in 1907?").quotes


def test_a_killed_worker_costs_nothing(corpus: Path) -> None:
    """What a worker did not finish comes back, to be done elsewhere; nothing is lost or doubled."""
    given = tasks(corpus)
    with Workers(corpus, (), 2) as crew:
        found = crew.findings(given)
        first = next(found)
        crew._processes[0].kill()
        crew._processes[0].wait()
        rest = list(found)

    numbers = [each.number for each in (first, *rest)]
    assert sorted(numbers) == [task.number for task in given]
    assert any(isinstance(each, Finding) for each in rest), "the other worker goes on"


@pytest.mark.slow
def test_all_workers_killed(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive is whole even when every worker is killed at once."""
    expected = held(open_archive(corpus))

    def killing(self: Workers) -> Workers:
        entered = real(self)
        for process in entered._processes:
            os.kill(process.pid, signal.SIGKILL)
        return entered

    real = Workers.__enter__
    monkeypatch.setattr(Workers, "__enter__", killing)
    with with_workers():
        found = held(open_archive(corpus))

    assert all(found[name] == expected[name] for name in expected if name != "documents")


def test_no_worker_is_left(corpus: Path, at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """When whoever asked gives up in the middle, the workers end with it, and the old archive stays."""
    made: list[Workers] = []
    real = Workers.__enter__

    def noting(self: Workers) -> Workers:
        made.append(self)
        return real(self)

    monkeypatch.setattr(Workers, "__enter__", noting)

    def giving_up(done: int, _total: int) -> None:
        if done > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_archive(corpus, progress=giving_up)
    assert len(made) == 1
    assert all(process.returncode is not None for process in made[0]._processes)


def test_a_fault_is_found_where_it_can_be_told(corpus: Path, at_once: None) -> None:
    """What goes wrong in a worker as nobody foresaw is tried again by who asked."""
    letter = list_corpus(corpus).entries[0]
    broken = Entry(letter.listed, {"encoding": 7})  # type: ignore[dict-item]  # such a fault
    with Workers(corpus, (), 1) as crew:
        found = list(crew.findings([Task(0, broken), Task(1, letter)]))

    assert found[0] == Task(0, broken)
    assert isinstance(found[1], Finding)


def test_files_that_vanish_and_grow(corpus: Path, at_once: None) -> None:
    """A file that goes after it was listed is named; one that grew meanwhile is read as it is then."""
    given = tasks(corpus)
    (corpus / given[0].entry.file).unlink()
    grown = corpus / given[1].entry.file
    grown.write_text(grown.read_text() + "\n\nIt grew in the meantime.")
    with Workers(corpus, (), 2) as crew:
        found = {each.number: each for each in crew.findings(given) if isinstance(each, Finding)}

    assert isinstance(found[0].reading, DocumentError)
    assert found[0].reading.code == "vanished"
    assert not isinstance(found[1].reading, DocumentError | None)
    assert found[1].reading.document.text.endswith("It grew in the meantime.")
    assert found[1].reading.listed.size != given[1].entry.listed.size


@pytest.mark.slow
def test_a_full_disk(corpus: Path, tmp_path: Path) -> None:
    """When the store cannot be written, the reload fails as it does without workers."""
    live = LiveArchive(corpus, tmp_path / "index")
    corpus_folder(corpus, {"new.txt": "The heron came back to the weir."})
    with with_workers(), failing_disk(1), pytest.raises(IndexStoreError):
        live.reload()
    assert len(live.reload().added) == 1


def test_weight() -> None:
    """A format weighs more than plain text of its size, and a file of pictures no more than a large text."""
    text, page, scan = (
        Entry(Listed(name, size, 1, 1, 1))
        for name, size in (("a.txt", 3000), ("a.html", 3000), ("a.pdf", 90_000_000))
    )

    assert weight([text]) == 3000
    assert weight([text]) < weight([page]) < weight([scan]) < 2_000_000
    assert weight([text, page]) == weight([text]) + weight([page])


def test_terms_are_shared(corpus: Path) -> None:
    """A term of many documents is in memory once."""
    terms = workers.Terms()
    with Workers(corpus, (), 1) as crew:
        found = [each for each in crew.findings(tasks(corpus)[:4]) if isinstance(each, Finding)]
    parts = [terms.shared(each.part) for each in found if each.part]
    common = {id(term) for part in parts for term in part.terms if term == "harbour"}

    assert len(common) == 1
    assert all(
        np.array_equal(part.token, each.part.token)
        for part, each in zip(parts, found, strict=False)
        if each.part
    )
