"""Tests of retrieval.offers and retrieval.overlap."""

from __future__ import annotations

import csv
import itertools
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from builders import corpus_folder
from costly import costly
from disk_faults import failing_disk
from killing import Unharmed, is_killed
from retrieval import (
    CORRECTABLE,
    CorpusWriteError,
    DocumentError,
    IndexStoreError,
    LiveArchive,
    Offer,
    Standing,
    accepted,
    corrected,
    history,
    offered,
    open_archive,
)
from retrieval.offers import safe_name
from retrieval.tables import table_rows, with_rows

BRIDGE = "The bridge over the Vell was built by carpenters in 1931. It fell in the flood of the next spring."
FERRY = (
    "The ferry\n\nA ferry crossed the Vell until the bridge was built in that year. "
    "The ferryman lived on the northern bank.\n\n"
    "His daughter kept the books of the ferry for thirty years. She never once crossed the river by night."
)
TABLE = "file,title,note\r\nbridge.txt,The bridge,kept\r\n".encode("utf-8-sig")


def live(folder: Path) -> LiveArchive:
    """An archive of one document with a row."""
    corpus_folder(folder / "corpus", {"bridge.txt": BRIDGE, "sources.csv": TABLE})
    return LiveArchive(folder / "corpus", folder / "index")


def offer(folder: Path, archive: LiveArchive, words: str = FERRY, name: str = "ferry.txt") -> Offer:
    """A text that is offered."""
    place = folder / "place"
    place.mkdir(exist_ok=True)
    return offered(archive, words.encode(), name, place)


def state(folder: Path) -> str:
    """Whether the ferry is wholly there or not at all, as a new start sees it."""
    archive = open_archive(folder / "corpus", folder / "index")
    files = {row.cells["file"] for row in table_rows(folder / "corpus")}
    assert not archive.warnings
    assert not archive.unread
    assert (folder / "corpus" / "sources.csv").read_bytes().startswith(TABLE)
    there = len(archive.documents) == 2
    found = {path.name for path in (folder / "corpus").glob("[!.]*.txt")}
    [name] = found - {"bridge.txt"} or {""}
    assert (name in files) is there
    assert bool(name) is there
    assert [event.file for event in history(folder / "corpus")] == [name] * there
    return "there" if there else "absent"


def test_overlap(tmp_path: Path) -> None:
    """Passages whose words stand in the archive are counted, and the document that holds most is named."""
    archive = live(tmp_path)
    new = offer(tmp_path, archive)
    accepted(archive, new, 7)
    mill = "# The mill\n\nThe mill stood below the weir, and its wheel was made of oak from the hills.\n\n"

    again = offer(tmp_path, archive, f"{mill}# {FERRY.replace('. ', '.  ')}", "more.md")
    other = offer(tmp_path, archive, f"{mill}The wheel was as high as a house, and it turned all night.")

    assert (new.overlap.shared, new.overlap.edited) == (0, None)
    assert (again.overlap.passages, again.overlap.shared) == (2, 1)
    assert again.overlap.edited
    assert again.overlap.edited.identifier != "bridge"
    assert again.there is None
    assert (other.overlap.shared, other.overlap.edited) == (0, None)


def test_the_same_file(tmp_path: Path) -> None:
    """A file that is there is recognised by its bytes, and added only once."""
    archive = live(tmp_path)
    first = offer(tmp_path, archive)
    [added] = accepted(archive, first, 7)
    [again] = accepted(archive, first, 8)

    assert (added.standing, again.standing) == (Standing.NEW, Standing.THERE)
    assert again.facts["file"] == added.facts["file"]
    there = offer(tmp_path, archive, name="other.txt").there
    assert there
    assert there.file == added.facts["file"]
    assert len(history(tmp_path / "corpus")) == 1


@pytest.fixture(scope="module")
def one_offer(tmp_path_factory: pytest.TempPathFactory) -> Offer:
    """An offer that no test changes."""
    folder = tmp_path_factory.mktemp("one")
    return offer(folder, live(folder))


@given(st.sampled_from(CORRECTABLE), st.text(max_size=40))
def test_any_correction(one_offer: Offer, field: str, value: str) -> None:
    """A value is taken as the archive would take it, or refused; no other field changes."""
    try:
        changed = corrected(one_offer, field, value)
    except DocumentError as error:
        assume(error.code not in ("metadata", "empty"))
        raise
    assert corrected(changed, field, changed.facts[field]).facts == changed.facts
    assert changed.facts[field] == " ".join(changed.facts[field].split())
    assert {**one_offer.facts, field: changed.facts[field]} == changed.facts


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ("date", "3 May 2017", "date"),
        ("date", "2017-02-30", "date"),
        ("language", "Persian!", "language"),
        ("source", "example.org/page", "url"),
        ("publisher", "x" * 1001, "short"),
        ("title", "…", None),
    ],
)
def test_wrong_values(one_offer: Offer, field: str, value: str, wrong: str | None) -> None:
    """What cannot be a value is refused, and said what it should be."""
    with pytest.raises(DocumentError) as caught:
        corrected(one_offer, field, value)

    assert caught.value.values.get("expected") == wrong


@given(
    st.one_of(
        st.text(max_size=400),
        st.lists(
            st.sampled_from(
                [
                    "..",
                    "/",
                    "\\",
                    "\n",
                    "\u202e",
                    "\u2066",
                    "\0",
                    ".",
                    "CON",
                    "نامه",
                    "é",
                    "\ud800",
                    "x" * 300,
                ]
            )
        ).map("".join),
    )
)
def test_any_name(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    """Whatever a file is called, it gets a name that stays in its folder, fits the disk and hides nothing."""
    made = safe_name(name, ".txt")

    assert made.endswith(".txt")
    assert not set("/\\\0\n") & set(made)
    assert not made.startswith((".", " ", "-"))
    assert len(made.encode()) <= 255
    assert all(unicodedata.category(mark) not in ("Cc", "Cf", "Cs") for mark in made)
    folder = tmp_path_factory.getbasetemp()
    (folder / made).write_bytes(b"")
    assert (folder / made).parent == folder
    (folder / made).unlink()


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@costly
@given(CELLS, CELLS, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_any_row(
    tmp_path_factory: pytest.TempPathFactory,
    one_offer: Offer,
    title: str,
    creator: str,
    end: str,
    marked: bool,
    ended: bool,
) -> None:
    """A row comes to the end of a table: its columns keep their order, and all before it stays as it was."""
    folder = tmp_path_factory.mktemp("corpus")
    table = "\ufeff" * marked + f"note,file,creator,title{end}kept,bridge.txt,A,B" + end * ended
    corpus_folder(folder, {"sources.csv": table})
    try:
        given = corrected(corrected(one_offer, "title", title), "creator", creator)
    except DocumentError:
        return
    written = with_rows(folder, [{**given.facts, "file": "ferry.txt"}])
    (folder / "sources.csv").write_bytes(written)

    assert written.decode().startswith(table)
    last = list(csv.reader(written.decode().splitlines(keepends=True)))[-1]
    assert last == ["", "ferry.txt", given.facts["creator"], given.facts["title"]]
    found = table_rows(folder)[-1].cells
    assert found["title"] == given.facts["title"]
    assert found.get("creator", "") == given.facts["creator"]


@pytest.mark.parametrize(
    "at", [pytest.param(at, marks=() if at % 6 == 3 else pytest.mark.slow) for at in range(1, 40)]
)
def test_a_failing_disk(tmp_path: Path, at: int) -> None:
    """Whichever change of the disk fails, the file is wholly there or not at all, as it was told."""
    archive = live(tmp_path)
    new = offer(tmp_path, archive)
    told = None
    with failing_disk(at):
        try:
            accepted(archive, new, 7)
        except (CorpusWriteError, IndexStoreError) as error:
            told = error
    here = len(archive.archive.documents) == 2

    assert here is (told is None)
    assert state(tmp_path) == ("there" if here else "absent")


@pytest.mark.slow
@pytest.mark.parametrize("at", range(1, 12))
def test_a_disk_that_stays_full(tmp_path: Path, at: int) -> None:
    """When not even undoing can be written, what is half added does not count, and goes at the next start."""
    archive = live(tmp_path)
    new = offer(tmp_path, archive)
    with failing_disk(at, lasting=True), pytest.raises((CorpusWriteError, IndexStoreError)):
        accepted(archive, new, 7)

    assert len(archive.archive.documents) == 1
    assert state(tmp_path) == "absent"


@pytest.mark.slow
def test_killed(tmp_path: Path) -> None:
    """Killed before any change of the disk, the next start finds the file wholly there or not at all."""
    seen = []
    for at in itertools.count(1):
        folder = tmp_path / str(at)
        live(folder)

        def prepared(folder: Path = folder) -> tuple[LiveArchive, Offer]:
            archive = Unharmed(folder / "corpus", folder / "index")
            return archive, offer(folder, archive)

        is_over = not is_killed(prepared, lambda given: accepted(*given, 7), at)
        seen.append(state(folder))
        if is_over:
            break

    assert seen == sorted(seen)
    assert set(seen) == {"absent", "there"}
