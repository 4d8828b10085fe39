"""Tests of retrieval.removal."""

from __future__ import annotations

import csv
import itertools
import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import corpus_folder
from disk_faults import failing_disk
from killing import Unharmed, is_killed
from retrieval import (
    CorpusWriteError,
    Incoming,
    IndexStoreError,
    LiveArchive,
    QuoteGoneError,
    UnknownIdentifierError,
    WithdrawnError,
    bring_in,
    delete_left_behind,
    history,
    left_behind,
    loss,
    open_archive,
    read_pages,
    remove,
)
from retrieval.journal import journal_of
from retrieval.sources import text_without_rows
from retrieval.tables import table_rows
from retrieval.verdict import Kind

BRIDGE = "The bridge over the Vell was built by carpenters in 1931. It fell in the flood of the next spring."
FERRY = "A ferry crossed the Vell until the bridge was built. The ferryman lived on the northern bank."
HEAD = '\ufefffile,title,note\r\nbridge.txt,The bridge,"kept, of course"\r\n'.encode()
TABLE = HEAD + b'ferry.txt,"The ""ferry""",x\r\n'


def corpus(folder: Path) -> Path:
    """Two documents and their rows."""
    return corpus_folder(folder / "corpus", {"bridge.txt": BRIDGE, "ferry.txt": FERRY, "sources.csv": TABLE})


def live(folder: Path) -> LiveArchive:
    """An archive of `corpus`."""
    return LiveArchive(folder / "corpus", folder / "index")


def quotes(archive: LiveArchive) -> dict[str, list[str]]:
    """The identifiers of quotes of each document, of one sentence and of two."""
    found = {}
    for document in archive.archive.documents:
        text = archive.archive.document(document.identifier).text
        places = [archive.archive.verify(each).places[0] for each in (text, text.partition(". ")[0])]
        found[document.identifier] = [place.quote.id for place in places if place.quote]
        assert len(set(found[document.identifier])) == 2
    return found


def state(folder: Path) -> str:
    """Whether the ferry is wholly there or wholly withdrawn, as a new start sees it."""
    archive = open_archive(folder / "corpus", folder / "index")
    rows = [row.cells["file"] for row in table_rows(folder / "corpus")]
    assert not archive.warnings
    assert not archive.unread
    assert "bridge.txt" in rows
    if any(document.identifier == "ferry" for document in archive.documents):
        assert (folder / "corpus" / "ferry.txt").read_text() == FERRY
        assert "ferry.txt" in rows
        assert not history(folder / "corpus")
        return "there"
    assert not (folder / "corpus" / "ferry.txt").exists()
    assert "ferry.txt" not in rows
    assert [event.what for event in history(folder / "corpus")] == ["removed"]
    assert left_behind(folder / "corpus", "ferry")
    with pytest.raises(WithdrawnError):
        archive.document("ferry")
    return "withdrawn"


def test_a_withdrawn_document(tmp_path: Path) -> None:
    """File and row go; document and quotes answer with the day, also from a new index; the rest stays."""
    folder = corpus(tmp_path)
    archive = live(tmp_path)
    before = quotes(archive)
    [ferry] = [each for each in archive.archive.documents if each.identifier == "ferry"]

    withdrawal = remove(archive, ferry, 7)
    shutil.rmtree(tmp_path / "index")

    for snapshot in (archive.archive, open_archive(folder, tmp_path / "index")):
        assert [document.identifier for document in snapshot.documents] == ["bridge"]
        for identifier in ("ferry", *before["ferry"]):
            with pytest.raises(WithdrawnError) as caught:
                snapshot.document(identifier) if identifier == "ferry" else snapshot.quote(identifier)
            assert caught.value.date == withdrawal.date
        assert all(snapshot.fate(identifier) == "exact" for identifier in before["bridge"])
    assert (folder / "sources.csv").read_bytes() == HEAD
    [event] = history(folder)
    assert (event.who, event.what, event.identifier, event.file) == (7, "removed", "ferry", "ferry.txt")
    assert event.sha256 == ferry.sha256
    kept = left_behind(folder, "ferry")
    assert kept
    assert (kept / "ferry.txt").read_text() == FERRY
    [row] = csv.DictReader((kept / "sources.csv").read_text().splitlines())
    assert row == {"file": "ferry.txt", "title": 'The "ferry"', "note": "x"}


def test_withdrawn_words_are_not_in_the_archive(tmp_path: Path) -> None:
    """What only a withdrawn document says is no longer known to be real, nor shown as what is nearest."""
    corpus(tmp_path)
    archive = live(tmp_path)
    [ferry] = [each for each in archive.archive.documents if each.identifier == "ferry"]
    words = "The ferryman lived on the northern bank."
    assert archive.archive.verify(words).kind is Kind.EXACT
    remove(archive, ferry, 7)

    verdict = archive.archive.verify(words)
    assert verdict.kind is Kind.ABSENT
    assert verdict.places == ()


def test_a_reload_tells_the_withdrawn_from_the_gone(tmp_path: Path) -> None:
    """Of the quotes given out, those of a withdrawn document are neither exact nor merely gone."""
    folder = corpus(tmp_path)
    archive = live(tmp_path)
    given = quotes(archive)
    archive.given_out.note([*given["ferry"], *given["bridge"]])
    [ferry] = [each for each in archive.archive.documents if each.identifier == "ferry"]
    remove(archive, ferry, 7)
    exact = archive.reload()
    (folder / "bridge.txt").write_text("Nothing of it is left in the town.\n")
    gone = archive.reload()

    assert (exact.exact, exact.gone, exact.withdrawn) == (len(given["bridge"]), 0, len(given["ferry"]))
    assert (gone.exact, gone.gone, gone.withdrawn) == (0, len(given["bridge"]), len(given["ferry"]))


def test_no_word_is_kept(tmp_path: Path) -> None:
    """Of a document that is deleted, no file in corpus or index folder holds a sentence or its title."""
    corpus(tmp_path)
    archive = live(tmp_path)

    remove(archive, archive.archive.documents[1], keeps_file=False)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert b"ferryman" not in path.read_bytes(), path
    assert left_behind(tmp_path / "corpus", "ferry") is None
    assert [event.what for event in history(tmp_path / "corpus")] == ["deleted"]


def test_what_goes_and_what_stays(tmp_path: Path) -> None:
    """Before: how many passages and given-out quotes go, and in which documents its words stay."""
    folder = corpus(tmp_path)
    reprint = "Another page\n\nIt was said in a letter. " + FERRY.partition(". ")[0] + "."
    (folder / "reprint.txt").write_text(reprint)
    archive = live(tmp_path)
    before = quotes(archive)
    archive.given_out.note([*before["ferry"], before["bridge"][0]])

    found = loss(archive, "ferry")
    [ferry] = [each for each in archive.archive.documents if each.identifier == "ferry"]
    remove(archive, ferry)

    assert (found.passages, found.quotes) == (1, 2)
    assert [each.identifier for each in found.elsewhere] == ["reprint"]
    assert archive.archive.verify(FERRY.partition(". ")[0]).places[0].document.identifier == "reprint"


def test_deleting_later(tmp_path: Path) -> None:
    """A file that was put aside can be deleted for good, once."""
    folder = corpus(tmp_path)
    archive = live(tmp_path)
    remove(archive, archive.archive.documents[1])

    delete_left_behind(folder, "ferry", 7)

    assert not list(folder.rglob("ferry*"))
    assert [event.what for event in history(folder)] == ["deleted", "removed"]
    with pytest.raises(UnknownIdentifierError):
        delete_left_behind(folder, "ferry")


def test_added_again(tmp_path: Path) -> None:
    """The same bytes added again get the old identifier, and their quotes live again."""
    folder = corpus(tmp_path)
    archive = live(tmp_path)
    before = quotes(archive)["ferry"]
    remove(archive, archive.archive.documents[1])

    facts = {"title": "Another title", "publisher": "", "date": ""}
    bring_in([Incoming(page="again.txt", facts=facts, text=FERRY, data=FERRY.encode())], folder)
    archive.reload()

    assert archive.archive.document("ferry").title == "Another title"
    assert all(archive.archive.quote(identifier) for identifier in before)


def test_another_document_of_that_name(tmp_path: Path) -> None:
    """Other words never get the identifier of what was withdrawn."""
    folder = corpus(tmp_path)
    archive = live(tmp_path)
    before = quotes(archive)["ferry"]
    remove(archive, archive.archive.documents[1])
    page = corpus_folder(
        tmp_path / "page", {"new.txt": "Ferry\n\nThe new ferry is made of steel and has two engines."}
    )

    [placed] = bring_in(read_pages([page / "new.txt"]).incoming, folder)
    archive.reload()

    assert re.fullmatch("ferry-[0-9a-f]{6}", placed.facts["identifier"])
    for identifier in before:
        with pytest.raises(WithdrawnError):
            archive.archive.quote(identifier)


def test_changed_meanwhile(tmp_path: Path) -> None:
    """What the admin did not see is not withdrawn: neither other words, nor the same document twice."""
    folder = corpus(tmp_path)
    archive = live(tmp_path)
    seen = archive.archive.documents[1]
    (folder / "ferry.txt").write_text(FERRY + " It sank.")
    archive.reload()

    with pytest.raises(UnknownIdentifierError):
        remove(archive, seen)
    remove(archive, archive.archive.documents[1])
    with pytest.raises(WithdrawnError):
        remove(archive, seen)


def test_a_quote_that_never_was(tmp_path: Path) -> None:
    """What is not of the withdrawn document is gone, not withdrawn."""
    corpus(tmp_path)
    archive = live(tmp_path)
    remove(archive, archive.archive.documents[1])

    with pytest.raises(QuoteGoneError) as caught:
        archive.archive.quote("zzzzzzzzzz1")
    assert not isinstance(caught.value, WithdrawnError)


def test_rows_of_folders_within(tmp_path: Path) -> None:
    """A document's row goes wherever it stands: in its folder's table, or in one above."""
    folder = corpus_folder(
        tmp_path / "corpus",
        {
            "a/b/ferry.txt": FERRY,
            "a/b/sources.csv": "file,title\nferry.txt,Of folder b\nnone.txt,None\n",
            "a/sources.csv": "file,title\n./b/ferry.txt,Of folder a\n",
            "sources.csv": "file,title\nbridge.txt,Bridge\n",
            "bridge.txt": BRIDGE,
        },
    )
    archive = live(tmp_path)
    [ferry] = [each for each in archive.archive.documents if each.file == "a/b/ferry.txt"]

    remove(archive, ferry)

    assert (folder / "a/b/sources.csv").read_text() == "file,title\nnone.txt,None\n"
    assert (folder / "a/sources.csv").read_text() == "file,title\n"
    assert (folder / "sources.csv").read_text() == "file,title\nbridge.txt,Bridge\n"


@pytest.mark.parametrize(
    "at", [pytest.param(at, marks=() if at % 6 == 3 else pytest.mark.slow) for at in range(1, 40)]
)
def test_a_failing_disk(tmp_path: Path, at: int) -> None:
    """Whichever change of the disk fails, the next start finds the document wholly there or withdrawn."""
    corpus(tmp_path)
    archive = live(tmp_path)
    ferry = archive.archive.documents[1]
    told = None
    with failing_disk(at) as faults:
        try:
            remove(archive, ferry)
        except (CorpusWriteError, IndexStoreError) as error:
            told = error
    here = any(document.identifier == "ferry" for document in archive.archive.documents)

    if told is None or getattr(told, "code", "") == "unfinished":
        assert not here
    else:
        assert faults.struck
        assert here
    assert state(tmp_path) == ("there" if here else "withdrawn")


@pytest.mark.slow
def test_killed(tmp_path: Path) -> None:
    """Killed before any change of the disk, the next start finds the document wholly there or withdrawn."""
    seen = []
    for at in itertools.count(1):
        folder = tmp_path / str(at)
        corpus(folder)
        is_over = not is_killed(
            lambda folder=folder: Unharmed(folder / "corpus", folder / "index"),  # type: ignore[misc]  # of this turn
            lambda archive: remove(archive, archive.archive.documents[1]),
            at,
        )
        seen.append(state(folder))
        if is_over:
            break

    assert seen == sorted(seen)
    assert set(seen) == {"there", "withdrawn"}


def test_a_folder_that_is_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be written, nothing is withdrawn."""
    corpus(tmp_path)
    archive = live(tmp_path)

    def refused(*args: object, **options: object) -> int:
        raise PermissionError(13, "Permission denied", str(args[0]))

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        with pytest.raises(CorpusWriteError, match="unwritable"):
            remove(archive, archive.archive.documents[1])

    assert state(tmp_path) == "there"
    assert journal_of(tmp_path / "corpus") is None


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_table(cells: list[tuple[str, str]], line_end: str, marked: bool) -> None:
    """Taking a row out leaves every other character of a table as it was."""

    def written(rows: list[tuple[str, str]]) -> str:
        quoted = [[each.replace('"', '""') for each in row] for row in rows]
        lines = [f'"{a}",file{n}.txt,"{z}"{line_end}' for n, (a, z) in enumerate(quoted)]
        return "\ufeff" * marked + f"title,file,note{line_end}" + "".join(lines)

    whole = written(cells)
    lines = [written([each]) for each in cells]
    head = written([])

    for number in range(len(cells)):
        line = lines[number][len(head) :].replace("file0.txt", f"file{number}.txt")
        rest = text_without_rows(whole, {f"file{number}.txt"})
        assert rest in (whole.replace(line, "", 1), whole)
        assert rest == whole.replace(line, "", 1) or "\n" in line.removesuffix(line_end)
