"""Reloading: the old archive answers until the new one is whole, and goes on when there is none."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import corpus_folder, document
from disk_faults import failing_disk
from retrieval.archive import open_archive
from retrieval.errors import CorpusError, IndexStoreError, ReloadInProgressError
from retrieval.live import LiveArchive, changes
from retrieval.model import Metadata
from retrieval.store import Store

GREEN = "The lighthouse lamp was green.\n"
RED = "The lighthouse lamp was red.\n"
COLOUR = "Which lighthouse lamp?"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of three documents."""
    return corpus_folder(
        tmp_path / "corpus", {"a.txt": GREEN, "b.txt": "The bridge fell.\n", "c.txt": "It rained.\n"}
    )


@pytest.fixture
def live(corpus: Path, tmp_path: Path) -> LiveArchive:
    """A live archive of the corpus."""
    return LiveArchive(corpus, tmp_path / "index")


def lamp(live: LiveArchive) -> str:
    """The best quote about the lamp."""
    return live.archive.ask(COLOUR).quotes[0].text


def test_reload_tells_what_changed(live: LiveArchive, corpus: Path) -> None:
    """Added, changed and removed documents are told apart, and the rest are counted."""
    corpus_folder(corpus, {"a.txt": RED, "d.txt": "The tower leans.\n"})
    (corpus / "b.txt").unlink()

    changed = live.reload()

    assert [document.file for document in changed.added] == ["d.txt"]
    assert [document.file for document in changed.changed] == ["a.txt"]
    assert [document.file for document in changed.removed] == ["b.txt"]
    assert changed.unchanged == 1
    assert "red" in lamp(live)


def test_reload_of_nothing_new(live: LiveArchive) -> None:
    """A reload without changes says so, and the archive has been compared just now."""
    before = live.archive

    changed = live.reload()

    assert (changed.added, changed.changed, changed.removed, changed.unchanged) == ((), (), (), 3)
    assert live.archive.loaded_at > before.loaded_at
    assert live.archive.documents == before.documents


states = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["one", "two"]))


@given(states, states)
def test_every_document_is_counted_once(before: dict[str, str], after: dict[str, str]) -> None:
    """Each document, old or new, is added, changed, removed or unchanged, and only one of these."""
    old, new = (
        tuple(document(text, name) for name, text in sorted(state.items())) for state in (before, after)
    )
    found = changes(old, new)

    named = {kind: {d.identifier for d in getattr(found, kind)} for kind in ("added", "changed", "removed")}
    assert named == {
        "added": after.keys() - before.keys(),
        "changed": {name for name in after.keys() & before.keys() if after[name] != before[name]},
        "removed": before.keys() - after.keys(),
    }
    assert found.unchanged == len(before.items() & after.items())


def test_new_problems_are_told(live: LiveArchive, corpus: Path) -> None:
    """What cannot be read, or is wrong, is told when it is so for the first time."""
    corpus_folder(corpus, {"bad.txt": b"a\0b", "sources.csv": "file,date\na.txt,yesterday\n"})
    changed = live.reload()
    assert sorted((error.file, error.code) for error in changed.problems) == [
        ("a.txt", "metadata"),
        ("bad.txt", "binary"),
    ]
    assert not changed.are_none

    again = live.reload()
    assert again.problems == ()
    assert again.are_none

    corpus_folder(corpus, {"bad.txt": "It was mended.\n"})
    assert [document.file for document in live.reload().added] == ["bad.txt"]


def test_look_tells_whether_a_reload_would_find_something(live: LiveArchive, corpus: Path) -> None:
    """The folder looks as it was loaded, until something changes, and again after the reload."""
    assert live.look() is None
    corpus_folder(corpus, {"d.txt": "The tower leans.\n"})
    first = live.look()
    assert first
    assert live.look() == first
    corpus_folder(corpus, {"e.txt": "The tower fell.\n"})
    assert live.look() not in (None, first)
    live.reload()

    assert live.look() is None


def test_two_reloads_do_not_collide(live: LiveArchive, corpus: Path) -> None:
    """A second reload while one runs is refused at once, and the first one finishes."""
    corpus_folder(corpus, {"a.txt": RED})
    reached, go_on = threading.Event(), threading.Event()

    def slow(_done: int, _all: int) -> None:
        reached.set()
        go_on.wait(20)

    first = threading.Thread(target=lambda: live.reload(slow))
    first.start()
    reached.wait(20)
    with pytest.raises(ReloadInProgressError):
        live.reload()
    assert "green" in lamp(live), "the old archive answers meanwhile"
    go_on.set()
    first.join()
    assert "red" in lamp(live)


def test_another_process_reloading(live: LiveArchive, tmp_path: Path) -> None:
    """A reload while another process builds in the same index folder is refused, and can be tried again."""
    with Store(tmp_path / "index").locked(), pytest.raises(ReloadInProgressError):
        live.reload()
    assert live.reload().unchanged == 3


def broken(_done: int, _all: int) -> None:
    """Progress that goes wrong."""
    raise RuntimeError("the screen is gone")


def gone_corpus(corpus: Path) -> Callable[[int, int], None] | None:
    """The corpus folder removed."""
    corpus.rename(corpus.with_name("elsewhere"))
    return None


@pytest.mark.parametrize(
    ("spoil", "error"), [(gone_corpus, CorpusError), (lambda _corpus: broken, RuntimeError)]
)
def test_failed_reload_changes_nothing(
    live: LiveArchive,
    corpus: Path,
    spoil: Callable[[Path], Callable[[int, int], None] | None],
    error: type[Exception],
) -> None:
    """Whatever goes wrong with a reload, the old archive goes on answering, and a later reload works."""
    corpus_folder(corpus, {"a.txt": RED})
    before = live.archive
    progress = spoil(corpus)

    with pytest.raises(error):
        live.reload(progress)
    assert live.archive is before
    assert "green" in lamp(live)
    if not corpus.exists():
        corpus.with_name("elsewhere").rename(corpus)
    assert len(live.reload().changed) == 1


def test_failing_disk_changes_nothing(corpus: Path, tmp_path: Path) -> None:
    """Whichever write of a reload fails, every answer is the old archive's or the new one's."""
    at, struck = 0, True
    live = LiveArchive(corpus, tmp_path / "index")
    while struck:
        at += 3  # each change in turn is `test_store`'s affair
        green = at % 2 == 0
        corpus_folder(corpus, {"a.txt": GREEN if green else RED})
        before = live.archive
        with failing_disk(at) as faults:
            try:
                live.reload()
            except IndexStoreError:
                assert live.archive is before
        struck = faults.struck
        stored = Store(tmp_path / "index").load()
        assert stored is not None
        assert any(stored.document(0).text.strip() == text.strip() for text in (GREEN, RED))
        live.reload()
        assert ("green" if green else "red") in lamp(live)


def test_quotes_of_a_replaced_archive_can_still_be_shown(live: LiveArchive, corpus: Path) -> None:
    """Who still holds the old archive can read all of it, original files too."""
    old = live.archive
    quote = old.ask(COLOUR).quotes[0]
    corpus_folder(corpus, {"a.txt": RED})
    live.reload()
    live.reload()

    assert old.quote(quote.id).text == quote.text
    assert old.original(quote.document).read_text() == GREEN


def test_reload_after_another_process_did(live: LiveArchive, corpus: Path, tmp_path: Path) -> None:
    """What another process has indexed meanwhile is taken over, and told as changes from here."""
    corpus_folder(corpus, {"a.txt": RED})
    open_archive(corpus, tmp_path / "index")

    assert [document.file for document in live.reload().changed] == ["a.txt"]
    assert "red" in lamp(live)


def test_without_an_index_folder(corpus: Path) -> None:
    """A live archive without an index folder reloads too, and leaves no folder behind."""
    live = LiveArchive(corpus)
    folder = live._store.folder
    corpus_folder(corpus, {"a.txt": RED})
    archive = live.archive
    live.reload()

    assert "red" in lamp(live)
    del live
    assert archive.original(archive.documents[0]).read_text() == GREEN, "an archive keeps what it needs"
    del archive
    assert not folder.exists()


def test_changed_metadata_are_a_change(live: LiveArchive, corpus: Path) -> None:
    """A new row in sources.csv changes its document, though the file is as it was."""
    corpus_folder(corpus, {"sources.csv": "file,title\na.txt,The Lamp\n"})

    changed = live.reload()

    assert [(document.file, document.title) for document in changed.changed] == [("a.txt", "The Lamp")]
    assert isinstance(changed.changed[0], Metadata)


KILLING = """
import os, random, signal, sys, time, logging
from pathlib import Path
from retrieval.archive import open_archive
from retrieval.store import Store

corpus, index, times = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="LOG %(message)s")
chance = random.Random(times)

def build_for_ever():
    number = 0
    while True:
        number += 1
        (corpus / "new").write_text(f"The number of the boat was {number}. " * (1 + number % 3))
        (corpus / "new").replace(corpus / "a.txt")
        open_archive(corpus, index)

open_archive(corpus, index)
start = time.perf_counter()
for number in range(5):
    (corpus / "a.txt").write_text(f"The number of the boat was {-number}.")
    open_archive(corpus, index)
span = (time.perf_counter() - start) / 5
for kill in range(times):
    child = os.fork()
    if not child:
        build_for_ever()
    time.sleep(chance.uniform(0, 4 * span))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert Store(index).load() is not None, "torn"
    archive = open_archive(corpus, index)
    said = archive.ask("What number of the boat?").quotes[0]
    assert said.text in (corpus / "a.txt").read_text()
    assert archive.quote(said.id).text == said.text
    assert archive.original(said.document).read_bytes() == (corpus / "a.txt").read_bytes()
    assert not list(index.rglob("*.part")), "left over"
    del archive, said
    archive = open_archive(corpus, index)
    assert len(list((index / "generations").iterdir())) == 1, "left over"
    assert len(list((index / "originals").iterdir())) == 3, "left over"
    del archive
print("sound", times)
"""


def killed(corpus: Path, index: Path, times: int) -> str:
    """What the script says that kills a build at random moments and opens the archive after each."""
    command = [sys.executable, "-c", KILLING, str(corpus), str(index), str(times)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600, check=False)
    return done.stdout + done.stderr


def test_survives_kill(corpus: Path, tmp_path: Path) -> None:
    """Killed at any moment of a build, the next start is sound, answers, and leaves nothing lying about."""
    assert killed(corpus, tmp_path / "index", 10) == "sound 10\n"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_survives_a_hundred_kills(corpus: Path, tmp_path: Path) -> None:
    """A hundred of a hundred kills are survived."""
    assert killed(corpus, tmp_path / "index", 100) == "sound 100\n"


def test_questions_during_reloads(live: LiveArchive, corpus: Path) -> None:
    """While the archive is replaced again and again, every answer is whole: of one archive or the other."""
    stop = threading.Event()
    said: list[str] = []

    def asking() -> None:
        while not stop.is_set():
            archive = live.archive
            quote = archive.ask(COLOUR).quotes[0]
            assert quote.text == archive.quote(quote.id).text
            said.append(quote.text)

    asker = threading.Thread(target=asking)
    asker.start()
    for number in range(6):
        corpus_folder(corpus, {"a.txt": RED if number % 2 else GREEN})
        live.reload()
    stop.set()
    asker.join()

    assert said
    assert all(("green" in text) != ("red" in text) for text in said)
