import hashlib
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import corpus_folder
from retrieval.corpus import Entry, Reading, identified, list_corpus, read_document
from retrieval.errors import CorpusError, DocumentError
from retrieval.files import Listed
from retrieval.model import BlockKind, Document, Mark
from retrieval.text import normal_form

PAGE = "<html lang=en><title>A</title><p>Nobody wrote to the harbour master in that winter.</html>"


def reading(folder: Path, file: str) -> Reading:
    """One file of a folder, read."""
    entries = {entry.file: entry for entry in list_corpus(folder).entries}
    return read_document(folder, entries[file])


def unreadable(folder: Path, file: str) -> str:
    """Why a file of a folder cannot be read."""
    with pytest.raises(DocumentError) as caught:
        reading(folder, file)
    assert caught.value.file == file
    return caught.value.code


def said(errors: Iterable[DocumentError]) -> list[tuple[object, ...]]:
    """The facts of errors that have lines."""
    return [
        (error.file, error.code, error.values.get("line"), error.values.get("problem")) for error in errors
    ]


def test_a_document_is_its_words_its_metadata_and_its_bytes(tmp_path: Path) -> None:
    """Everything that is known of a document comes from one reading, its hash of the very bytes."""
    source = (
        "---\nidentifier: a-day\ntitle: A day\ncreator: N\npublisher: P\ndate: 2017-12\nlanguage: en\n"
        "source: https://a.org/day\nrights: CC0\nreferences: [One, Two]\n---\n\n# Noon\n\nNobody *wrote*.\n"
    )
    raw = source.replace("\n", "\r\n").encode()
    corpus_folder(tmp_path, {"b/a.md": raw})
    found = reading(tmp_path, "b/a.md")

    assert found.document == Document(
        identifier="a-day",
        title="A day",
        creator="N",
        publisher="P",
        date="2017-12",
        language="en",
        source="https://a.org/day",
        rights="CC0",
        references=("One", "Two"),
        file="b/a.md",
        sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        encoding="utf-8",
        marks=(Mark(0, 4, BlockKind.HEADING),),
        text="Noon\n\nNobody wrote.",
    )
    assert (found.original, found.identifier_given, found.warnings) == (raw, True, ())
    assert found.listed == list_corpus(tmp_path).entries[0].listed


@pytest.mark.parametrize(
    ("files", "day"),
    [
        ({"a.md": "---\ntitle: A\ncaptured: 2019-05-03\n---\n\nNobody wrote.\n"}, "2019-05-03"),
        ({"a.txt": "Nobody wrote.\n", "sources.csv": "file,captured\na.txt,2019-05\n"}, "2019-05"),
        ({"a.html": f'<meta name="archived-at" content="2019-05-03T10:20:30Z">{PAGE}'}, "2019-05-03"),
        ({"a.html": f"<!-- saved date: Fri May 03 2019 -->{PAGE}"}, "2019-05-03"),
        (
            {
                "a.html": f"<!-- saved date: Fri May 03 2019 -->{PAGE}",
                "sources.csv": "file,captured\na.html,2018\n",
            },
            "2018",
        ),
        (
            {
                "a.txt": "Nobody wrote.\n",
                "sources.csv": "file,source\na.txt,https://web.archive.org/web/20190503102030/http://a.org\n",
            },
            "2019-05-03",
        ),
        ({"a.txt": "<p>Nobody wrote.\n\nsaved date: Fri May 03 2019\n"}, None),
    ],
)
def test_the_day_of_capture(tmp_path: Path, files: dict[str, str], day: str | None) -> None:
    """The day of capture is what the row or the file gives, else what the saved page or its address tells."""
    corpus_folder(tmp_path, files)

    assert reading(tmp_path, next(iter(files))).document.captured == day


def test_a_wrong_day_of_capture(tmp_path: Path) -> None:
    """A day of capture that is no date is said, and what the page itself tells stands."""
    page = f"<!-- saved date: Fri May 03 2019 -->{PAGE}"
    corpus_folder(tmp_path, {"a.html": page, "sources.csv": "file,captured\na.html,yesterday\n"})
    found = reading(tmp_path, "a.html")

    assert found.document.captured == "2019-05-03"
    assert [(error.code, error.values["field"]) for error in found.warnings] == [("metadata", "captured")]


def test_the_words_of_a_plain_text_are_not_touched(tmp_path: Path) -> None:
    """A `.txt` is as it is, in normal form: no mark in it is markup, no dashes are front matter."""
    text = "---\ntitle: no title\n---\n# *not* a [heading](x)\n- item\n\nwrapped\nline"
    corpus_folder(tmp_path, {"a.txt": text})

    assert reading(tmp_path, "a.txt").document.text == text


def test_a_bare_file_gets_what_can_be_told(tmp_path: Path) -> None:
    """Without any metadata a document still has a name, a title and, where the script tells, a language."""
    corpus_folder(tmp_path, {"letters/first.TXT": "نامه‌ای که نرسید\n\nهیچ‌کس چیزی نگفت."})
    found = reading(tmp_path, "letters/first.TXT")

    assert (found.document.identifier, found.identifier_given) == ("letters-first", False)
    assert (found.document.title, found.document.language) == ("نامه‌ای که نرسید", "fa")
    assert found.claim == ("letters/first.TXT", "letters-first", False, None)


def test_sources_csv_wins_over_front_matter_cell_by_cell(tmp_path: Path) -> None:
    """What the keeper says goes before what the file says; an empty cell says nothing."""
    corpus_folder(
        tmp_path,
        {
            "a.md": "---\ntitle: Old\ndate: 2016\nreferences: [x]\n---\nText.",
            "sources.csv": "file,title,date,references\na.md,New,,one;two\n",
        },
    )
    document = reading(tmp_path, "a.md").document

    assert (document.title, document.date, document.references) == ("New", "2016", ("one", "two"))


def test_every_folder_may_hold_a_sources_csv(tmp_path: Path) -> None:
    """A table speaks of the files beside and below it, with any line ends and a byte order mark."""
    corpus_folder(
        tmp_path,
        {
            "a.txt": "One.",
            "b/c.txt": "Two.",
            "b/d/e.txt": "Three.",
            "sources.csv": "\ufefffile,title\r\na.txt,A\r\n",
            "b/sources.csv": "title,file\nC,./c.txt\nE,d/e.txt\n",
        },
    )
    listing = list_corpus(tmp_path)

    assert {entry.file: entry.given["title"] for entry in listing.entries} == {
        "a.txt": "A",
        "b/c.txt": "C",
        "b/d/e.txt": "E",
    }
    assert (listing.unread, listing.warnings) == ((), ())


def test_a_row_finds_its_file_however_accents_are_stored(tmp_path: Path) -> None:
    """A name typed with one code point finds the file stored with two."""
    corpus_folder(tmp_path, {"cafe\u0301.txt": "One.", "sources.csv": "file,title\ncaf\u00e9.txt,A\n"})

    assert list_corpus(tmp_path).entries[0].given["title"] == "A"


def test_rows_that_name_no_file_are_said_with_their_line_and_the_others_load(tmp_path: Path) -> None:
    """An unknown file, a way out of the folder, a second row for one file, a wrong number of cells."""
    corpus_folder(
        tmp_path / "corpus",
        {
            "a.txt": "One.",
            "b.txt": "Two.",
            "sources.csv": "file,title\na.txt,A\nno.txt,N\n../out.txt,O\na.txt,Again\nb.txt,B,b\nb.txt,B\n",
        },
    )
    (tmp_path / "out.txt").write_text("out")
    listing = list_corpus(tmp_path / "corpus")

    assert said(listing.warnings) == [
        ("sources.csv", "sources_row", 3, "unknown_file"),
        ("sources.csv", "sources_row", 4, "unknown_file"),
        ("sources.csv", "sources_row", 5, "repeated_file"),
        ("sources.csv", "sources_row", 6, "cells"),
    ]
    assert [entry.given["title"] for entry in listing.entries] == ["A", "B"]


@pytest.mark.parametrize(("content", "code"), [(b"file\0,", "binary"), (b"file,\xff\xfe\x81", "encoding")])
def test_a_table_that_is_no_text_costs_only_itself(tmp_path: Path, content: str | bytes, code: str) -> None:
    """The documents load without it, and it is named."""
    corpus_folder(tmp_path, {"a.txt": "One.", "b/sources.csv": content})
    listing = list_corpus(tmp_path)

    assert [entry.file for entry in listing.entries] == ["a.txt"]
    assert said(listing.warnings) == [("b/sources.csv", code, None, None)]


def test_aliases_stand_at_the_top(tmp_path: Path) -> None:
    """The groups come as they are written; the file is no document."""
    corpus_folder(tmp_path, {"aliases.yaml": "- [UNX, یونکس]\n", "a.txt": "One."})
    listing = list_corpus(tmp_path)

    assert listing.aliases == (("UNX", "یونکس"),)
    assert (len(listing.entries), listing.unread, listing.warnings) == (1, (), ())


@pytest.mark.parametrize(
    ("content", "code"),
    [("- [a, b]\n- c: d", "aliases"), (b"- [a\0]", "binary"), ("- [a, b]\n" * 40_000, "too_large")],
)
def test_aliases_that_cannot_be_used_are_said_and_stop_no_document(
    tmp_path: Path, content: str | bytes, code: str
) -> None:
    """Without aliases an archive answers all the same."""
    corpus_folder(tmp_path, {"aliases.yaml": content, "a.txt": "One."})
    listing = list_corpus(tmp_path)

    assert (listing.aliases, len(listing.entries)) == ((), 1)
    assert [(error.file, error.code) for error in listing.warnings] == [("aliases.yaml", code)]


def test_what_is_no_text_is_reported_by_name_and_reason(tmp_path: Path) -> None:
    """Nothing below the folder is passed over in silence but what is hidden."""
    outside = tmp_path / "outside.txt"
    outside.write_text("out")
    folder = corpus_folder(
        tmp_path / "corpus", {"a.txt": "One.", "b.odt": "x", "c/noname": "x", "c/aliases.yaml": ""}
    )
    (folder / "link.txt").symlink_to(outside)
    os.mkfifo(folder / "pipe.txt")

    assert [(error.file, error.code) for error in list_corpus(folder).unread] == [
        ("b.odt", "format"),
        ("c/aliases.yaml", "format"),
        ("c/noname", "format"),
        ("link.txt", "link"),
        ("pipe.txt", "not_a_file"),
    ]
    assert [entry.file for entry in list_corpus(folder).entries] == ["a.txt"]


def test_a_row_for_a_refused_file_is_not_reported_twice(tmp_path: Path) -> None:
    """One fault, one sentence."""
    corpus_folder(tmp_path, {"sources.csv": "file,title\nlink.txt,L\n"})
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    listing = list_corpus(tmp_path)

    assert ([error.code for error in listing.unread], listing.warnings) == (["link"], ())


def test_an_empty_folder_has_no_documents(tmp_path: Path) -> None:
    """An archive may begin empty: that is no error."""
    listing = list_corpus(tmp_path)

    assert (listing.entries, listing.aliases, listing.unread, listing.warnings) == ((), (), (), ())


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    """Nothing can be answered from a folder that is not there."""
    with pytest.raises(CorpusError):
        list_corpus(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("a.txt", "", "empty"),
        ("a.txt", " \r\n\t\ufeff ... \u200c —", "empty"),
        ("a.md", "---\ntitle: T\n---\n\n<!-- note -->\n", "empty"),
        ("a.md", "---\ntitle: T\n---", "empty"),
        ("a.txt", b"one\0two", "binary"),
        ("a.txt", b"one \xc3\xa9 \xe2\x80", "encoding"),
        ("a.txt", b"\x81\x8d\x8f", "encoding"),
    ],
)
def test_a_file_that_holds_no_text_is_unread(
    tmp_path: Path, file: str, content: str | bytes, code: str
) -> None:
    """No words, no text, no known encoding: each is its own reason."""
    corpus_folder(tmp_path, {file: content})

    assert unreadable(tmp_path, file) == code


def test_a_text_of_200_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    """It is named with its size and the limit; nothing is read."""
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(200 << 20)

    assert unreadable(tmp_path, "a.txt") == "too_large"


def test_a_file_that_went_or_turned_into_a_link_since_it_was_listed_is_unread(tmp_path: Path) -> None:
    """What was safe when it was listed is looked at again when it is opened."""
    corpus_folder(tmp_path, {"a.txt": "One.", "b.txt": "Two."})
    first, second = list_corpus(tmp_path).entries
    (tmp_path / "a.txt").unlink()
    (tmp_path / "b.txt").unlink()
    (tmp_path / "b.txt").symlink_to("/etc/passwd")

    for entry, code in ((first, "vanished"), (second, "link")):
        with pytest.raises(DocumentError) as caught:
            read_document(tmp_path, entry)
        assert caught.value.code == code


def test_a_byte_order_mark_before_front_matter_disables_nothing(tmp_path: Path) -> None:
    """What some editors put first is no character of the text."""
    corpus_folder(tmp_path, {"a.md": "\ufeff---\ntitle: T\n---\nText."})
    document = reading(tmp_path, "a.md").document

    assert (document.title, document.text) == ("T", "Text.")


def test_front_matter_that_is_not_yaml_is_said_and_the_document_loads(tmp_path: Path) -> None:
    """A colon in a title is no reason to lose a document, or its title."""
    corpus_folder(tmp_path, {"a.md": "---\ntitle: Iran: a day\n---\nText."})
    found = reading(tmp_path, "a.md")

    assert (found.document.title, found.document.text) == ("Iran: a day", "Text.")
    assert said(found.warnings) == [("a.md", "front_matter", 2, "not_yaml")]


def test_bad_metadata_are_said_and_the_document_loads(tmp_path: Path) -> None:
    """Each bad field is named; the identifier is then derived, the others are empty."""
    corpus_folder(
        tmp_path,
        {
            "a.txt": "Text.",
            "sources.csv": "file,identifier,date,source,encoding\na.txt,no good,soon,ftp://a.org,klingon\n",
        },
    )
    found = reading(tmp_path, "a.txt")

    assert (found.document.identifier, found.identifier_given) == ("a", False)
    assert (found.document.date, found.document.source) == (None, None)
    assert [problem.values["field"] for problem in found.warnings] == [
        "encoding",
        "date",
        "identifier",
        "source",
    ]


def test_the_keeper_can_name_the_encoding(tmp_path: Path) -> None:
    """A text that no program can tell is read when the table says what it is."""
    text = "Той осенью никто не получил писем."
    corpus_folder(tmp_path, {"a.txt": text.encode("koi8-r"), "sources.csv": "file,encoding\na.txt,koi8-r\n"})
    document = reading(tmp_path, "a.txt").document

    assert (document.text, document.encoding) == (text, "koi8-r")


def test_two_documents_with_one_identifier_both_load(tmp_path: Path) -> None:
    """The second is said, and found under a name of its own."""
    source = "---\nidentifier: letter\n---\nText."
    corpus_folder(tmp_path, {"a.md": source, "b.md": source})
    identifiers, problems = identified(reading(tmp_path, file).claim for file in ("b.md", "a.md"))

    assert identifiers == {"a.md": "letter", "b.md": "b"}
    assert [(error.file, error.code) for error in problems] == [("b.md", "duplicate_identifier")]


ENTRY = Entry(Listed("a.txt", 1, 2, 3, 4), {"title": "A"})


@pytest.mark.parametrize(
    "other",
    [
        replace(ENTRY, given={"title": "B"}),
        replace(ENTRY, given={}),
        *(
            replace(ENTRY, listed=Listed("a.txt", *facts))
            for facts in ((9, 2, 3, 4), (1, 9, 3, 4), (1, 2, 9, 4), (1, 2, 3, 9))
        ),
        replace(ENTRY, listed=ENTRY.listed._replace(file="b.txt")),
    ],
)
def test_the_key_of_an_entry_changes_with_whatever_the_document_depends_on(other: Entry) -> None:
    """A file is read again when it, its row or its name is another, and only then."""
    assert ENTRY.key != other.key
    assert ENTRY.key == replace(ENTRY).key


@given(
    st.binary() | st.text().map(lambda text: f"---\ntitle: {text}\n---\n{text}".encode("utf-8", "replace"))
)
def test_any_bytes_become_a_document_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    """Whatever lies in the folder, reading ends in a sound document or in a reason."""
    folder = corpus_folder(tmp_path_factory.getbasetemp() / "any", {"a.md": raw, "a.txt": raw})
    for entry in list_corpus(folder).entries:
        try:
            document = read_document(folder, entry).document
        except DocumentError as error:
            code = error.code
            assert code in {"empty", "encoding", "binary", "type"}
        else:
            assert document.text == normal_form(document.text)
            assert document.title
