"""The archive: reuses what is unchanged, gives what a fresh build would give, hands out nothing else."""

from __future__ import annotations

import itertools
import os
import resource
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import corpus_folder
from costly import costly
from retrieval import refresh
from retrieval.aliases import Groups
from retrieval.archive import Archive, open_archive
from retrieval.corpus import CorpusListing, Entry, Reading, list_corpus, read_document
from retrieval.errors import (
    CorpusError,
    IndexStoreError,
    QuoteGoneError,
    ReloadInProgressError,
    UnknownIdentifierError,
)
from retrieval.formats.aside import Aside
from retrieval.index import Part, index_document
from retrieval.live import LiveArchive
from retrieval.model import Document, Metadata, Quote, Span
from retrieval.placing import quote_at
from retrieval.recognising import Recogniser
from retrieval.store import Store

FILES = {
    "first.md": "# Harbour\n\nThe harbour was closed in winter. Nobody knew why. The keeper left in March.\n",
    "below/second.md": (
        "---\nidentifier: second\ntitle: Mountain\nlanguage: en\n---\n\nThe mountain road was open.\n"
    ),
    "third.txt": "It rained. The lighthouse lamp was green.\n",
}

sentences = st.lists(
    st.sampled_from(
        ["Water rose.", "The bridge fell at noon.", "He said so.", "Nobody saw it!", "آب بالا آمد."]
    ),
    min_size=0,
    max_size=6,
).map(" ".join)
documents = st.lists(sentences, min_size=1, max_size=3).map("\n\n".join)
corpora = st.dictionaries(st.sampled_from([f"{letter}.md" for letter in "abcde"]), documents, max_size=4)


def every_quote(archive: Archive) -> list[Quote]:
    """Every quote that stands within one passage of the archive."""
    index, document = archive._generation.index, archive._generation.document
    bounds = index.passage_sentence.tolist()
    spans = [
        range(first, last)
        for start, end in itertools.pairwise(bounds)
        for first in range(start, end)
        for last in range(first + 1, min(first + 4, end) + 1)
    ]
    return [quote_at(index, document, span) for span in spans]


def replaced(folder: Path, files: dict[str, str]) -> None:
    """Make `folder` hold `files` and nothing else, leaving unchanged ones untouched."""
    for path in folder.glob("*"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        if not (folder / name).exists() or (folder / name).read_text() != text:
            corpus_folder(folder, {name: text})


def assert_same(archive: Archive, other: Archive) -> None:
    """Two archives hold the same, array for array."""
    assert archive.documents == other.documents
    one, two = archive._generation, other._generation
    assert one.manifest.says(two.manifest)
    for number in range(len(archive.documents)):
        assert one.document(number) == two.document(number)
    arrays, others = one.index.arrays(), two.index.arrays()
    assert arrays.keys() == others.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, others[name], err_msg=name, strict=True)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of three documents."""
    return corpus_folder(tmp_path / "corpus", FILES)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files read and, with a star, those analysed, from now on."""
    happened: list[str] = []

    def read(folder: Path, entry: Entry, aside: Aside, recogniser: Recogniser | None) -> Reading:
        happened.append(entry.file)
        return read_document(folder, entry, aside, recogniser)

    def analysed(document: Document, aliases: Groups) -> Part:
        happened.append(f"*{document.file}")
        return index_document(document, aliases)

    monkeypatch.setattr("retrieval.workers.read_document", read)
    monkeypatch.setattr("retrieval.workers.index_document", analysed)
    return happened


def settled() -> None:
    """Wait until files just written look old enough to be trusted by their looks."""
    time.sleep(refresh._TICKS / 1e9 + 0.02)


def test_tells_what_it_holds(corpus: Path) -> None:
    """The archive lists its documents by identifier, counts what can be found, and knows its age."""
    before = datetime.now(UTC)
    archive = open_archive(corpus)

    identifiers = [document.identifier for document in archive.documents]
    assert identifiers == sorted(identifiers)
    assert {document.file for document in archive.documents} == set(FILES)
    assert archive.sentence_count >= 6
    assert archive.passage_count >= 3
    assert before <= archive.loaded_at <= datetime.now(UTC)
    assert archive.folder == corpus
    assert archive.languages[0] == "en"
    assert not archive.unread


def test_answers_in_its_documents_words(corpus: Path) -> None:
    """A question is answered with a quote that resolves again by its identifier."""
    archive = open_archive(corpus)

    quote = archive.ask("Which lighthouse lamp?").quotes[0]

    assert "green" in quote.text
    again = archive.quote(quote.id)
    assert (again.text, again.locator, again.document) == (quote.text, quote.locator, quote.document)


def test_a_quote_by_its_identifier_is_as_it_was_given(tmp_path: Path) -> None:
    """Who speaks, where else the words stand and which sentence answers are found again."""
    said = "Nobody else was there. I saw the green lamp of the lighthouse that night."
    files = {
        "alfa.md": f"---\nlanguage: en\n---\n\nMira Sand told the court: “{said}”\n",
        "bravo.md": f"---\nlanguage: en\n---\n\nThe papers print it too. {said}\n",
    }
    archive = open_archive(corpus_folder(tmp_path, files))
    printed, told = archive.ask("Who saw the green lamp?").quotes

    assert [other.identifier for other in printed.reprints] == ["alfa"]
    assert printed.answering == printed.sentences[1]
    assert told.speaker == "Mira Sand"
    assert replace(archive.quote(printed.id, 1), score=printed.score) == printed
    assert archive.quote(told.id).speaker == "Mira Sand"
    for unknown in (None, -1, 4):
        assert archive.quote(printed.id, unknown).answering is None


@costly
@given(corpora)
def test_every_quote_is_found_by_its_identifier(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]
) -> None:
    """Whatever is quoted, its identifier gives the same words of the same document."""
    archive = open_archive(corpus_folder(tmp_path_factory.mktemp("corpus"), files))

    for quote in every_quote(archive):
        found = archive.quote(quote.id)
        assert (found.text, found.document) == (quote.text, quote.document)
        assert found.id == quote.id
        assert found.span.start <= quote.span.start, "of equal words, the first"


@costly
@given(corpora, st.data())
def test_tampered_identifier_is_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str], data: st.DataObject
) -> None:
    """An identifier with any characters changed, added or cut fails, or is a quote's true name."""
    archive = open_archive(corpus_folder(tmp_path_factory.mktemp("corpus"), files))
    quotes = every_quote(archive)
    if not quotes:
        return
    name = data.draw(st.sampled_from(quotes)).id
    place = data.draw(st.integers(0, len(name) - 1))
    other = data.draw(st.sampled_from("0123456789abcdefghijklmnopqrstuvwxyz-") | st.just(""))
    tampered = data.draw(st.sampled_from([name[:place] + other + name[place + 1 :], name[:11], name + other]))

    try:
        found = archive.quote(tampered)
    except UnknownIdentifierError:
        assert tampered != name
    else:
        assert found.id == tampered
        assert found.text in found.document.text


@costly
@given(corpora, st.lists(corpora, min_size=1, max_size=3))
def test_changed_bit_by_bit_equals_built_at_once(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str], edits: list[dict[str, str]]
) -> None:
    """After any edits, the index on disk is what a fresh build makes; untouched quotes keep their names.

    No file ever holds what another held: such a one has moved (see `test_history`).
    """
    files, *edits = [
        {name: f"This is {name}.\n\n{text}" for name, text in state.items()} for state in (files, *edits)
    ]
    folder = tmp_path_factory.mktemp("edited")
    corpus, index = corpus_folder(folder / "corpus", files), folder / "index"
    archive = open_archive(corpus, index)
    for edited in edits:
        kept = [
            quote
            for quote in every_quote(archive)
            if edited.get(quote.document.file) == files[quote.document.file]
        ]
        replaced(corpus, edited)
        archive, files = open_archive(corpus, index), edited

        assert_same(archive, open_archive(corpus))
        for quote in kept:
            found = archive.quote(quote.id)
            assert (found.text, found.document) == (quote.text, quote.document)


def test_unchanged_is_not_read_again(corpus: Path, tmp_path: Path, reads: list[str]) -> None:
    """A second start reads no document, and answers the same."""
    settled()
    first = open_archive(corpus, tmp_path / "index")
    assert sorted(reads) == sorted([*FILES, *(f"*{name}" for name in FILES)])
    reads.clear()

    second = open_archive(corpus, tmp_path / "index")

    assert reads == []
    assert_same(first, second)


def test_changed_file_alone_is_read_again(corpus: Path, tmp_path: Path, reads: list[str]) -> None:
    """Of a corpus with one changed file, that one is read and analysed."""
    settled()
    open_archive(corpus, tmp_path / "index")
    corpus_folder(corpus, {"third.txt": "It rained. The lighthouse lamp was red.\n"})
    reads.clear()

    archive = open_archive(corpus, tmp_path / "index")

    assert reads == ["third.txt", "*third.txt"]
    assert_same(archive, open_archive(corpus))


def test_touched_file_is_read_once_more_and_not_analysed(
    corpus: Path, tmp_path: Path, reads: list[str]
) -> None:
    """A file that only looks changed is read once, its sentences are taken over, and then it is trusted."""
    open_archive(corpus, tmp_path / "index")
    os.utime(corpus / "third.txt")
    settled()
    open_archive(corpus, tmp_path / "index")
    os.utime(corpus / "third.txt")
    settled()
    reads.clear()

    open_archive(corpus, tmp_path / "index")
    assert reads == ["third.txt"]
    reads.clear()
    open_archive(corpus, tmp_path / "index")
    assert reads == []


def test_edit_within_a_clock_tick_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file rewritten in the instant after it was read, at the same size, is read again the next time."""

    def rewritten(folder: Path, entry: Entry, aside: Aside, recogniser: Recogniser | None) -> Reading:
        (folder / "a.txt").write_text("The number is 1.")
        reading = read_document(folder, entry, aside, recogniser)
        (folder / "a.txt").write_text("The number is 2.")
        return reading

    for attempt in "abc":
        corpus = corpus_folder(tmp_path / attempt, {"a.txt": "Not yet."})
        index = tmp_path / f"{attempt}-index"
        with monkeypatch.context() as patch:
            patch.setattr("retrieval.workers.read_document", rewritten)
            first = open_archive(corpus, index)
        assert first._generation.facts() == {}, "how it looked proves nothing, whatever the clock's tick"
        second = open_archive(corpus, index)

        texts = [archive.document(archive.documents[0].identifier).text for archive in (first, second)]
        assert [text.strip() for text in texts] == ["The number is 1.", "The number is 2."]


def test_quote_never_reaches_into_the_next_document(tmp_path: Path) -> None:
    """An identifier that claims one sentence more is nothing, though the next document's fits its length."""
    corpus = corpus_folder(
        tmp_path / "corpus", {"a.txt": "One day. Two days.", "b.txt": "Threeee dayssssss."}
    )
    archive = open_archive(corpus)
    name = next(quote.id for quote in every_quote(archive) if quote.text == "One day. Two days.")
    assert archive.document("b").text.strip() == "Threeee dayssssss."

    with pytest.raises(QuoteGoneError):
        archive.quote(f"{name[:10]}3{name[11:]}")


def test_other_metadata_need_no_other_terms(corpus: Path, tmp_path: Path, reads: list[str]) -> None:
    """What says nothing of the words, such as a publisher, is taken up without analysing a document again."""
    open_archive(corpus, tmp_path / "index")
    reads.clear()
    corpus_folder(
        corpus, {"sources.csv": "file,publisher,title\nthird.txt,The Alfa,\nfirst.md,,Other words\n"}
    )
    archive = open_archive(corpus, tmp_path / "index")

    assert [read for read in reads if read.startswith("*")] == ["*first.md"]
    assert archive.document("third").publisher == "The Alfa"
    assert archive.ask("Which lighthouse lamp?").quotes


def test_aliases_changed_mean_other_terms(corpus: Path, tmp_path: Path) -> None:
    """A new group of names reaches documents that did not change themselves."""
    open_archive(corpus, tmp_path / "index")
    corpus_folder(corpus, {"aliases.yaml": "- [lighthouse, beacon]\n"})

    archive = open_archive(corpus, tmp_path / "index")

    assert_same(archive, open_archive(corpus))
    assert archive.ask("Which beacon lamp?").quotes


def test_an_identifier_in_use_is_not_taken(corpus: Path, tmp_path: Path) -> None:
    """A new file that gives an identifier which a document has gets another one, and its admin a warning."""
    before = open_archive(corpus, tmp_path / "index").document("second")
    corpus_folder(corpus, {"below/a.md": "---\nidentifier: second\ntitle: River\n---\n\nThe river froze.\n"})

    archive = open_archive(corpus, tmp_path / "index")

    assert archive.document("second") == before
    assert archive.document("below-a").title == "River"
    assert [(warning.file, warning.code) for warning in archive.warnings] == [
        ("below/a.md", "duplicate_identifier")
    ]


def test_unreadable_files_are_named(corpus: Path, tmp_path: Path) -> None:
    """A file that cannot be read is listed with its reason, every time, and the others load."""
    corpus_folder(corpus, {"bad.txt": b"\0\0\1binary\0"})
    for _ in range(2):
        archive = open_archive(corpus, tmp_path / "index")
        assert [(error.file, error.code) for error in archive.unread] == [("bad.txt", "binary")]
        assert len(archive.documents) == 3
    (corpus / "bad.txt").unlink()
    assert not open_archive(corpus, tmp_path / "index").unread


def test_file_gone_between_listing_and_reading(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that vanishes meanwhile is reported; the rest load."""

    def vanishing(folder: Path) -> CorpusListing:
        found = list_corpus(folder)
        (folder / "third.txt").unlink()
        return found

    monkeypatch.setattr("retrieval.refresh.list_corpus", vanishing)
    archive = open_archive(corpus)

    assert [(error.file, error.code) for error in archive.unread] == [("third.txt", "vanished")]
    assert len(archive.documents) == 2


def test_empty_corpus_is_an_archive(tmp_path: Path) -> None:
    """A folder without documents opens, holds nothing, and answers nothing."""
    archive = open_archive(corpus_folder(tmp_path / "corpus", {}), tmp_path / "index")

    assert archive.documents == ()
    assert archive.ask("Anything at all?").quotes == ()
    with pytest.raises(QuoteGoneError):
        archive.quote("0123456789" + "1")


def test_missing_corpus_is_an_error(tmp_path: Path) -> None:
    """A corpus folder that is not there is told as such."""
    with pytest.raises(CorpusError):
        open_archive(tmp_path / "nowhere", tmp_path / "index")


def test_another_corpus_in_the_same_index(corpus: Path, tmp_path: Path) -> None:
    """An index folder used for another corpus gives that corpus, not the first."""
    other = corpus_folder(tmp_path / "other", {"first.md": "Nothing but fog was seen.\n"})
    first = open_archive(corpus, tmp_path / "index")
    second = open_archive(other, tmp_path / "index")

    assert_same(second, open_archive(other))
    assert len(first.documents) == 3
    assert first.original(first.documents[0]).read_bytes()


@pytest.mark.parametrize(
    "identifier", ["", "../../etc/passwd", "/etc/passwd", "%2e%2e", "second\0", "．．／x"]
)
def test_unknown_identifiers(corpus: Path, identifier: str) -> None:
    """What names no document or quote is said to be unknown, whatever it is made of."""
    archive = open_archive(corpus)

    with pytest.raises(UnknownIdentifierError):
        archive.document(identifier)
    with pytest.raises(UnknownIdentifierError):
        archive.quote(identifier)


def test_original_is_the_file_as_it_was_read(corpus: Path) -> None:
    """The original is the bytes the document was read from, though the file has changed since."""
    archive = open_archive(corpus)
    document = archive.document("second")
    (corpus / "below/second.md").unlink()

    path = archive.original(document)

    assert path.read_bytes().decode() == FILES["below/second.md"]
    assert path.name == document.sha256


@pytest.mark.parametrize("sha256", ["", "../current", "/etc/passwd", "0" * 64])
def test_original_of_anything_else_is_refused(corpus: Path, sha256: str) -> None:
    """Only what a document of the archive was read from can be had, whatever the metadata claim."""
    archive = open_archive(corpus)
    forged = Metadata(identifier="second", title="x", file="../../x", sha256=sha256)

    with pytest.raises(UnknownIdentifierError):
        archive.original(forged)


def test_damaged_original_is_mended_by_the_next_start(corpus: Path, tmp_path: Path) -> None:
    """A damaged original is not sent; the next start reads the document again."""
    settled()
    archive = open_archive(corpus, tmp_path / "index")
    document = archive.documents[0]
    path = archive.original(document)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"?")

    with pytest.raises(IndexStoreError):
        archive.original(document)
    assert open_archive(corpus, tmp_path / "index").original(document).read_bytes() == whole


def test_surroundings_hold_the_quote_and_its_neighbours(tmp_path: Path) -> None:
    """Around a quote stand its own passage and the ones before and after, of its document only."""
    paragraphs = [
        f"Number {n} begins here. " + f"It goes on about matter {n} at some length. " * 12 for n in range(6)
    ]
    corpus = corpus_folder(tmp_path / "corpus", {"a.txt": "\n\n".join(paragraphs), "b.txt": "Other words."})
    archive = open_archive(corpus)
    quotes = every_quote(archive)

    for quote in quotes:
        around = archive.surroundings(quote)
        assert around.start <= quote.span.start
        assert quote.span.end <= around.end <= len(quote.document.text)
    middle = next(quote for quote in quotes if quote.text == "Number 3 begins here.")
    around_it = middle.document.slice(archive.surroundings(middle))
    assert "matter 2" in around_it
    assert "matter 4" in around_it
    assert "matter 0" not in around_it


def test_surroundings_of_changed_words(corpus: Path, tmp_path: Path) -> None:
    """A quote of an earlier archive whose document changed has no surroundings here; it says so."""
    archive = open_archive(corpus, tmp_path / "index")
    quote = archive.ask("Which lighthouse lamp?").quotes[0]
    corpus_folder(corpus, {"third.txt": "Before it all. It rained. The lighthouse lamp was green.\n"})
    later = open_archive(corpus, tmp_path / "index")

    with pytest.raises(QuoteGoneError):
        later.surroundings(quote)
    again = later.quote(quote.id)
    assert again.text == quote.text
    assert again.span != quote.span
    (corpus / "third.txt").unlink()
    last = open_archive(corpus, tmp_path / "index")
    with pytest.raises(UnknownIdentifierError):
        last.surroundings(quote)
    with pytest.raises(QuoteGoneError):
        last.quote(quote.id)


@pytest.mark.parametrize("change", ["flip", "cut"])
def test_damaged_index_is_made_anew(
    corpus: Path, tmp_path: Path, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whichever file of the index is damaged, the archive opens whole, with a line in the log."""
    index = tmp_path / "index"
    fresh = open_archive(corpus)
    open_archive(corpus, index)
    count = len([path for path in index.rglob("*") if path.is_file() and path.stat().st_size])
    for number in range(count):
        path = sorted(path for path in index.rglob("*") if path.is_file() and path.stat().st_size)[number]
        data = path.read_bytes()
        path.write_bytes(bytes([data[0] ^ 1]) + data[1:] if change == "flip" else data[: len(data) // 2])
        caplog.clear()

        archive = open_archive(corpus, index)

        assert_same(archive, fresh)
        harmless = path.name == "facts.json" or path.parent.name == "originals"
        assert harmless or len(caplog.records) == 1, path.name
        del archive


def test_unwritable_index_is_an_error(corpus: Path, tmp_path: Path) -> None:
    """An index folder that cannot be made is told by name; without one, a temporary folder serves."""
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(IndexStoreError, match="file"):
        open_archive(corpus, tmp_path / "file" / "index")
    assert len(open_archive(corpus).documents) == 3


READ_ONLY = """
import os, sys
from pathlib import Path
from retrieval.archive import open_archive
from retrieval.errors import IndexStoreError
corpus, index = Path(sys.argv[1]), Path(sys.argv[2])
open_archive(corpus, index)  # imports what it needs: nobody may not read where this Python is installed
if os.getuid() == 0:  # to whom nothing is forbidden
    os.setgid(65534)
    os.setuid(65534)
print(len(open_archive(corpus, index).documents))
try:
    open_archive(corpus, index.with_name("new"))
except IndexStoreError as error:
    print(error.problem)
"""


def test_read_only_index_is_enough_when_nothing_changed(corpus: Path, tmp_path: Path) -> None:
    """Who may read an index but not write it can use it; who may not make one is told why."""
    root = Path(__file__).parents[2]
    open_archive(corpus, tmp_path / "index")
    for folder in (tmp_path, *tmp_path.parents):
        if folder == tmp_path or folder.name.startswith(("pytest-", "popen-")):  # pytest's and xdist's own
            folder.chmod(0o755)
    for folder in [tmp_path / "index", *(path for path in (tmp_path / "index").rglob("*") if path.is_dir())]:
        folder.chmod(0o555)
    tmp_path.chmod(0o555)
    command = [sys.executable, "-c", READ_ONLY, str(corpus), str(tmp_path / "index")]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    finally:
        for folder in [tmp_path, *(path for path in tmp_path.rglob("*") if path.is_dir())]:
            folder.chmod(0o755)

    assert done.stdout.split("\n")[:2] == ["3", "Permission denied"], done.stderr


def test_waits_for_another_that_builds(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who opens while another builds waits for it, up to a limit, and then says what is the matter."""
    store = Store(tmp_path / "index")
    opened: list[Archive] = []
    with store.locked():
        monkeypatch.setattr("retrieval.archive.PATIENCE", 0.1)
        with pytest.raises(ReloadInProgressError):
            open_archive(corpus, tmp_path / "index")
        monkeypatch.setattr("retrieval.archive.PATIENCE", 30.0)
        waiting = threading.Thread(target=lambda: opened.append(open_archive(corpus, tmp_path / "index")))
        waiting.start()
        time.sleep(0.1)
        assert not opened
    waiting.join()
    assert len(opened[0].documents) == 3


OPENING = """
import sys
from pathlib import Path
from retrieval.archive import open_archive
archive = open_archive(Path(sys.argv[1]), Path(sys.argv[2]))
print(len(archive.documents), archive.ask("Which lighthouse lamp?").quotes[0].text)
"""


def test_two_processes_open_at_once(corpus: Path, tmp_path: Path) -> None:
    """Two processes that open one new index at the same moment both answer."""
    command = [sys.executable, "-c", OPENING, str(corpus), str(tmp_path / "index")]
    both = [
        subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert said[0] == said[1]
    assert "green" in said[0]


def test_progress_counts_files(corpus: Path) -> None:
    """Whoever waits is told of every file, readable or not, up to the last."""
    corpus_folder(corpus, {"bad.txt": b"\0\0"})
    told: list[tuple[int, int]] = []
    open_archive(corpus, progress=lambda done, all_: told.append((done, all_)))

    assert told == [(done, 4) for done in (1, 2, 3, 4)]


def processors() -> float:
    """Seconds that all processors together have worked for this process, and those of it that are done."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_ten_thousand_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten thousand documents take two cores two minutes at most, unchanged two seconds, one changed three.

    Counted is the work of the processors, for the clock would tell how busy the machine is.
    """
    sentence = "The {0} wall was built in the year {1} by the people of village {2}. "
    files = {
        f"{n // 100}/{n}.txt": "".join(sentence.format(n, 1000 + k, n * k % 97) for k in range(15))
        for n in range(10_000)
    }
    corpus = corpus_folder(tmp_path / "corpus", files)
    seconds = []
    for _ in range(3):
        start = processors()
        live = LiveArchive(corpus, tmp_path / "index")
        seconds.append(processors() - start)
    (corpus / "50/5000.txt").write_text("The wall fell in the year 1951, they say.")
    start = processors()
    changes = live.reload()
    changed = processors() - start
    with capsys.disabled():
        took = f"{seconds[0]:.1f} s; unchanged: {seconds[2]:.2f} s; one changed: {changed:.2f} s"
        sys.stdout.write(f"\n10,000 documents: {took}\n")

    assert len(live.archive.documents) == 10_000
    assert (len(changes.changed), changes.unchanged) == (1, 9999)
    assert seconds[0] < 2 * 120
    assert seconds[2] < 2
    assert changed < 3


def test_span_of_nothing_quotable(corpus: Path) -> None:
    """Words that stand in no passage are their own surroundings."""
    archive = open_archive(corpus)
    quote = archive.ask("Which lighthouse lamp?").quotes[0]
    nowhere = Quote(id=quote.id, document=quote.document, locator=type(quote.locator)(start=0, end=0))

    assert archive.surroundings(nowhere) == Span(0, 0)
