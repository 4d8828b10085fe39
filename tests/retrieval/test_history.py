"""Identifiers last: over reloads, moves and edits elsewhere, and never point to other words."""

from __future__ import annotations

import itertools
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import corpus_folder
from costly import costly
from retrieval.archive import Archive, open_archive
from retrieval.errors import QuoteGoneError
from retrieval.live import LiveArchive
from retrieval.placing import quote_at
from retrieval.store import Store

HARBOUR = "The harbour was closed in the winter of that year. Nobody in the town knew why.\n"
BRIDGE = "The bridge fell on a Tuesday in the rain. The keeper had left in the spring before.\n"


def quotes(archive: Archive) -> dict[str, tuple[str, str]]:
    """The file and the words of every quote of one or two sentences, by its identifier."""
    index, document = archive._generation.index, archive._generation.document
    bounds = index.passage_sentence.tolist()
    spans = [
        range(first, last)
        for start, end in itertools.pairwise(bounds)
        for first in range(start, end)
        for last in range(first + 1, min(first + 2, end) + 1)
    ]
    found = [quote_at(index, document, span) for span in spans]
    return {quote.id: (quote.document.file, quote.text) for quote in found}


def moved(corpus: Path, source: str, target: str) -> None:
    """Move a file within a corpus."""
    (corpus / target).parent.mkdir(parents=True, exist_ok=True)
    (corpus / source).rename(corpus / target)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of two documents."""
    return corpus_folder(tmp_path / "corpus", {"a.txt": HARBOUR, "b.txt": BRIDGE})


def test_a_moved_file_keeps_its_quotes(corpus: Path, tmp_path: Path) -> None:
    """A file that stands elsewhere with the same bytes is the same document, and a reload says it moved."""
    live = LiveArchive(corpus, tmp_path / "index")
    before = quotes(live.archive)
    moved(corpus, "a.txt", "old/letters.txt")

    changed = live.reload()

    assert [(document.identifier, document.file) for document in changed.moved] == [("a", "old/letters.txt")]
    assert (changed.added, changed.changed, changed.removed, changed.unchanged) == ((), (), (), 1)
    assert quotes(live.archive).keys() == before.keys()


def test_a_moved_file_keeps_them_for_good(corpus: Path, tmp_path: Path) -> None:
    """Edited, moved again, read by a later version: the identifier stays with the document."""
    open_archive(corpus, tmp_path / "index")
    moved(corpus, "a.txt", "c.txt")
    open_archive(corpus, tmp_path / "index")
    corpus_folder(corpus, {"c.txt": HARBOUR + "\nIt was opened again in the following May, they say.\n"})
    open_archive(corpus, tmp_path / "index")
    moved(corpus, "c.txt", "d.txt")
    store = Store(tmp_path / "index", "another version")
    assert store.load() is None, "the index itself is made anew"

    assert {past.identifier for past in store.pasts(str(corpus))} == {"a", "b"}
    assert open_archive(corpus, tmp_path / "index").document("a").file == "d.txt"


def test_another_version_remembers(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an update of the program, when the whole index is made anew, identifiers are what they were."""
    open_archive(corpus, tmp_path / "index")
    moved(corpus, "a.txt", "c.txt")
    before = quotes(open_archive(corpus, tmp_path / "index"))
    monkeypatch.setattr("retrieval.store.code_fingerprint", lambda: "another version")

    assert quotes(open_archive(corpus, tmp_path / "index")) == before


def test_moved_and_changed_is_another_document(corpus: Path, tmp_path: Path) -> None:
    """A file that moves and changes at once is said to be removed and added; the old quotes are gone."""
    live = LiveArchive(corpus, tmp_path / "index")
    gone = [name for name, (file, _) in quotes(live.archive).items() if file == "a.txt"]
    (corpus / "a.txt").unlink()
    corpus_folder(corpus, {"c.txt": HARBOUR + "More.\n"})

    changed = live.reload()

    assert [document.identifier for document in changed.added] == ["c"]
    assert [document.identifier for document in changed.removed] == ["a"]
    assert changed.moved == ()
    for name in gone:
        with pytest.raises(QuoteGoneError):
            live.archive.quote(name)


def test_a_copy_is_another_document(corpus: Path, tmp_path: Path) -> None:
    """A copy takes nothing from the file that is still there, whatever becomes of that one later."""
    open_archive(corpus, tmp_path / "index")
    shutil.copy(corpus / "a.txt", corpus / "0.txt")
    archive = open_archive(corpus, tmp_path / "index")
    assert {(document.identifier, document.file) for document in archive.documents} == {
        ("a", "a.txt"),
        ("b", "b.txt"),
        ("0", "0.txt"),
    }

    corpus_folder(corpus, {"a.txt": HARBOUR + "More was said of it.\n"})
    archive = open_archive(corpus, tmp_path / "index")
    assert archive.document("a").file == "a.txt"
    assert archive.document("0").file == "0.txt"


def test_moved_over_another(corpus: Path, tmp_path: Path) -> None:
    """A file that takes another's place brings its own identifier; the other document is gone."""
    live = LiveArchive(corpus, tmp_path / "index")
    moved(corpus, "a.txt", "b.txt")

    changed = live.reload()

    assert [document.identifier for document in changed.moved] == ["a"]
    assert [document.identifier for document in changed.removed] == ["b"]


def test_a_new_file_at_the_old_place(corpus: Path, tmp_path: Path) -> None:
    """What comes later to the place of a moved file gets an identifier of its own, and keeps it."""
    open_archive(corpus, tmp_path / "index")
    moved(corpus, "a.txt", "c.txt")
    open_archive(corpus, tmp_path / "index")
    corpus_folder(corpus, {"a.txt": "The tower leaned to the south from the beginning.\n"})
    archive = open_archive(corpus, tmp_path / "index")
    (own,) = (document.identifier for document in archive.documents if document.file == "a.txt")
    assert own not in ("a", "b")
    assert archive.document("a").file == "c.txt"

    (corpus / "c.txt").unlink()
    archive = open_archive(corpus, tmp_path / "index")
    assert {document.identifier for document in archive.documents} == {own, "b"}


def test_a_given_identifier_goes_first(corpus: Path, tmp_path: Path) -> None:
    """Who writes an identifier down for a moved file gets that one."""
    open_archive(corpus, tmp_path / "index")
    moved(corpus, "a.txt", "c.txt")
    corpus_folder(corpus, {"sources.csv": "identifier,file\nharbour,c.txt\n"})

    assert open_archive(corpus, tmp_path / "index").document("harbour").file == "c.txt"


def test_an_earlier_file_takes_no_identifier(corpus: Path, tmp_path: Path) -> None:
    """Two files whose paths make one identifier: who had it keeps it, though the other's path comes first."""
    open_archive(corpus, tmp_path / "index")
    corpus_folder(corpus, {"a.md": "The tower leaned to the south from the beginning.\n"})
    archive = open_archive(corpus, tmp_path / "index")
    assert archive.document("a").file == "a.txt"
    (other,) = (document.identifier for document in archive.documents if document.file == "a.md")

    (corpus / "a.txt").unlink()
    archive = open_archive(corpus, tmp_path / "index")
    assert archive.document(other).file == "a.md", "nor does it change when the other is gone"


EDITS = ("add", "change", "delete", "move", "reorder", "insert", "cut", "shuffle", "retitle")
"""What can happen to a folder: to its files, to the paragraphs of one, to what is said of all."""


@dataclass
class Draft:
    """A document of a folder that is being edited, by someone who knows what is the same document."""

    file: str
    paragraphs: list[str]
    changed: bool = False
    was: str | None = field(default=None)

    @property
    def content(self) -> str:
        """What its file holds."""
        return "\n\n".join(self.paragraphs) + "\n"


class Folder:
    """A corpus folder and random edits of it."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.drafts: list[Draft] = []
        self._random = random.Random(seed)
        self._numbers = itertools.count(1)
        self._titles = 0

    def edit(self, kind: str) -> None:
        """One edit of a document chosen at random, if there is one."""
        if kind == "add" or not self.drafts:
            self.drafts.append(Draft(self._free(), [self._paragraph() for _ in range(3)]))
            return
        draft = self._random.choice(self.drafts)
        if kind == "change":
            draft.paragraphs[self._random.randrange(len(draft.paragraphs))] = self._paragraph()
            draft.changed = True
        elif kind in ("insert", "cut", "shuffle"):
            self._rearrange(draft, kind)
        elif kind == "retitle":
            self._titles += 1
        elif kind == "delete":
            self.drafts.remove(draft)
        elif kind == "move":
            draft.file = self._free()
        self._random.shuffle(self.drafts)

    def _rearrange(self, draft: Draft, kind: str) -> None:
        """Put a paragraph in, take one out, or bring all into another order."""
        before = list(draft.paragraphs)
        if kind == "insert":
            draft.paragraphs.insert(self._random.randint(0, len(before)), self._paragraph())
        elif kind == "cut" and len(before) > 1:
            del draft.paragraphs[self._random.randrange(len(before))]
        elif kind == "shuffle":
            self._random.shuffle(draft.paragraphs)
        draft.changed |= draft.paragraphs != before

    def save(self) -> None:
        """Bring the folder to what the drafts say, with a `sources.csv` in their order."""
        shutil.rmtree(self.root, ignore_errors=True)
        rows = [f"{draft.file},Title {self._titles} {draft.paragraphs[0][:9]}" for draft in self.drafts]
        corpus_folder(self.root, {draft.file: draft.content for draft in self.drafts})
        corpus_folder(self.root, {"sources.csv": "\n".join(["file,title", *rows]) + "\n"})

    def lasting(self) -> dict[str, Draft]:
        """The documents that are still there, by the files that they were in when last asked."""
        files = {draft.file for draft in self.drafts}
        lasting = {
            draft.was: draft
            for draft in self.drafts
            if draft.was == draft.file or (draft.was and not draft.changed and draft.was not in files)
        }
        for draft in self.drafts:
            draft.was, draft.changed = draft.file, False
        return {was: draft for was, draft in lasting.items() if was}

    def _free(self) -> str:
        taken = {draft.file for draft in self.drafts}
        names = (
            f"{folder}{name}{kind}" for folder in ("", "x/") for name in "abc" for kind in (".md", ".txt")
        )
        return self._random.choice([name for name in names if name not in taken])

    def _paragraph(self) -> str:
        number = next(self._numbers)
        return (
            f"On day {number} the keeper of house {number} walked down to the harbour in the rain."
            f" Nobody of the {number} people whom he had asked knew what had become of the boat."
        )


@costly
@given(
    st.integers(0, 2**32),
    st.lists(
        st.lists(st.sampled_from(EDITS), min_size=1, max_size=5),
        min_size=1,
        max_size=4,
    ),
)
def test_identifiers_last_over_any_edits(
    tmp_path_factory: pytest.TempPathFactory, seed: int, rounds: list[list[str]]
) -> None:
    """What is still there keeps its identifier and is found by it; what is gone is never other words.

    Whether the archive was reloaded or started anew in between makes no difference.
    """
    root = tmp_path_factory.mktemp("edited")
    live: LiveArchive | None = None
    folder = Folder(root / "corpus", seed)
    given_out: dict[str, str] = {}
    held: dict[str, tuple[str, str]] = {}
    for edits in [["add"] * 4, *rounds]:
        for kind in edits:
            if kind != "add" or len(folder.drafts) < 8:
                folder.edit(kind)
        folder.save()
        if live and seed % 2:
            live.reload()
        else:
            live = LiveArchive(folder.root, root / "index")
        archive = live.archive
        lasting = folder.lasting()
        for name, (file, words) in held.items():
            if file in lasting and words in lasting[file].content:
                found = archive.quote(name)
                assert (found.text, found.document.file) == (words, lasting[file].file)
        held = quotes(archive)
        given_out |= {name: words for name, (_, words) in held.items()}
        for name, words in given_out.items():
            assert name in held or _gone_or_same(archive, name, words)


def _gone_or_same(archive: Archive, name: str, words: str) -> bool:
    try:
        return archive.quote(name).text == words
    except QuoteGoneError:
        return True
