"""A folder to documents, in steps that let an unchanged file be left unread.

    list_corpus(folder)          what there is: files, their rows in `sources.csv`, aliases
    read_document(folder, entry) one file: its text in normal form, its metadata, its bytes
    identified(claims)           who has which identifier, once all documents are known

What is wrong with one file, row or field is a DocumentError that stops nothing else.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypeVar

from retrieval import alias_file, graphic_file, sources, thesaurus_file
from retrieval.captures import capture
from retrieval.decoding import Decoded, decoded, known_encoding
from retrieval.detection import detected_language
from retrieval.errors import DocumentError
from retrieval.files import TEXT_LIMIT, Listed, Listing, contents, listing
from retrieval.formats.aside import Aside
from retrieval.formats.extracted import Extracted, UnreadableError
from retrieval.formats.kinds import LIMIT, PLAIN, SUFFIXES, kind_of
from retrieval.front_matter import front_matter
from retrieval.journal import journal_of
from retrieval.markdown import first_heading, marked_text
from retrieval.metadata import (
    FIELDS,
    Claim,
    checked,
    derived_identifier,
    derived_title,
    has_words,
    identified,
)
from retrieval.model import Document, Mark
from retrieval.recognising import Recogniser
from retrieval.running_heads import running_heads
from retrieval.sources import Row, source_rows
from retrieval.text import FORM_VERSION, normal_characters, normal_form

__all__ = ["Claim", "CorpusListing", "Entry", "Reading", "identified", "list_corpus", "read_document"]

READING_VERSION = 5  # to be raised when the same bytes become another document
_SUFFIXES = PLAIN | SUFFIXES.keys()
_TOP_FILES = frozenset({alias_file.NAME, thesaurus_file.NAME, graphic_file.NAME})
_NEVER_PLAIN = frozenset({"pdf", "docx", "epub", "zip", "doc", "encrypted"})

T = TypeVar("T")


@dataclass(frozen=True)
class Entry:
    """A file that may be a document.

    Attributes:
        listed: The facts of the file.
        given: Its row of a `sources.csv`, by column; empty when it has none.
    """

    listed: Listed
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Path relative to the corpus folder, with `/`."""
        return self.listed.file

    @property
    def key(self) -> str:
        """What the document depends on, hashed: of the same key, the same reading."""
        versions = (READING_VERSION, FORM_VERSION, unicodedata.unidata_version)
        facts = json.dumps([versions, self.listed, sorted(self.given.items())])
        return hashlib.sha256(facts.encode()).hexdigest()


@dataclass(frozen=True)
class CorpusListing:
    """What a corpus folder holds, before any document is read.

    Attributes:
        entries: The files to read, in the order of their paths.
        aliases: Groups of names for one thing.
        thesaurus: Lines of related words, each with its strength.
        graphic: Words and phrases that mark a passage as hard to read.
        unread: What is no document: links, pipes, bad names, unknown formats.
        warnings: What is wrong in `sources.csv`, `aliases.yaml` and the like; it stops no document.
    """

    entries: tuple[Entry, ...] = ()
    aliases: tuple[tuple[str, ...], ...] = ()
    thesaurus: thesaurus_file.Related = ()
    graphic: tuple[str, ...] = ()
    unread: tuple[DocumentError, ...] = ()
    warnings: tuple[DocumentError, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One document, as far as its own file and row can tell.

    Attributes:
        document: Its identifier is the one it asks for: `identified` has the last word.
        identifier_given: Whether metadata give that identifier, or the path does.
        original: The bytes that `document.sha256` is of.
        listed: The facts of the file that was read, which may have changed since it was listed.
        warnings: What is wrong with its metadata: those fields are empty.
    """

    document: Document
    identifier_given: bool
    original: bytes = field(repr=False)
    listed: Listed
    warnings: tuple[DocumentError, ...] = ()

    @property
    def claim(self) -> Claim:
        """What `identified` needs of it."""
        return Claim(self.document.file, self.document.identifier, self.identifier_given)


def list_corpus(folder: Path) -> CorpusListing:
    """What is in a corpus folder: its files, every `sources.csv`, and the lists at its top.

    Args:
        folder: The corpus; an empty one has no entries.

    Raises:
        CorpusError: It is not there, is no folder, or may not be read.
    """
    journal = journal_of(folder)
    hidden = journal.hidden if journal else frozenset()
    found = _without(listing(folder), hidden)
    tables = [listed.file for listed in found.files if PurePosixPath(listed.file).name == sources.NAME]
    given, warnings = _given(folder, tables, found, hidden)
    aliases, no_aliases = _top_file(folder, found, alias_file.NAME, alias_file.alias_groups)
    related, no_related = _top_file(folder, found, thesaurus_file.NAME, thesaurus_file.related_lines)
    graphic, no_graphic = _top_file(folder, found, graphic_file.NAME, graphic_file.graphic_lines)
    entries: list[Entry] = []
    unread = list(found.refused)
    for listed in found.files:
        suffix = _suffix(listed.file)
        if listed.file in _TOP_FILES:
            continue
        if suffix in _SUFFIXES:
            entries.append(Entry(listed, given.get(listed.file, {})))
        elif listed.file not in tables:
            unread.append(DocumentError(listed.file, "format", suffix=suffix))
    unread.sort(key=lambda error: error.file)
    problems = (*warnings, *no_aliases, *no_related, *no_graphic)
    return CorpusListing(tuple(entries), aliases, related, graphic, tuple(unread), problems)


def read_document(
    folder: Path, entry: Entry, aside: Aside | None = None, recogniser: Recogniser | None = None
) -> Reading:
    """Read one file as a document.

    Args:
        folder: The corpus.
        entry: From `list_corpus`.
        aside: Reads what is no plain text; without it, a child process of its own does.
        recogniser: Reads the pages of a PDF that are pictures; without it nobody does.

    Raises:
        DocumentError: It cannot be opened, is too large, is not what its name says, or holds no word.
    """
    suffix = _suffix(entry.file)
    raw, listed = contents(folder, entry.file, TEXT_LIMIT if suffix in PLAIN else LIMIT)
    kind = kind_of(raw)
    if suffix in PLAIN:
        if kind in _NEVER_PLAIN:
            raise DocumentError(entry.file, "type", suffix=suffix, kind=kind)
        source = _source(raw, entry)
    elif aside is None:
        with Aside() as own:
            source = _extracted_source(raw, entry, kind, own, recogniser)
    else:
        source = _extracted_source(raw, entry, kind, aside, recogniser)
    return _reading(entry, raw, listed, source)


class _Source(NamedTuple):
    """The text of a file without its markup, and what is given of it.

    Attributes:
        text: In normal form.
        encoding: What its bytes were decoded as.
        given: By its row and its front matter; what is wrong there is said.
        own: By its format's own properties; what is wrong there is left out.
        heading: Its first.
        problems: What is wrong with it.
        pages: See `Metadata.pages`.
        marks: See `Metadata.marks`.
        recognised: See `Metadata.recognised`.
    """

    text: str
    encoding: str
    given: Mapping[str, tuple[str, ...]]
    own: Mapping[str, tuple[str, ...]] = {}
    heading: str | None = None
    problems: tuple[DocumentError, ...] = ()
    pages: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    recognised: tuple[int, ...] = ()


def _reading(entry: Entry, raw: bytes, listed: Listed, source: _Source) -> Reading:
    """The document that a file's text and metadata make."""
    if not has_words(source.text):
        raise DocumentError(entry.file, "empty")
    facts = checked(entry.file, source.given)
    fields = checked(entry.file, source.own).fields | facts.fields
    # The first line of a page may be its head, or end in the middle of a sentence.
    beginning = "" if source.pages else source.text
    document = Document(
        identifier=fields.get("identifier") or derived_identifier(entry.file),
        title=fields.get("title") or derived_title(entry.file, beginning, source.heading),
        creator=fields.get("creator"),
        publisher=fields.get("publisher"),
        date=fields.get("date"),
        language=fields.get("language") or detected_language(source.text),
        source=fields.get("source"),
        captured=fields.get("captured") or capture(_page(raw, entry), fields.get("source")),
        rights=fields.get("rights"),
        references=facts.references,
        graphic=fields.get("graphic") == "yes",
        file=entry.file,
        sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        encoding=source.encoding,
        pages=source.pages,
        marks=source.marks,
        recognised=source.recognised,
        text=source.text,
    )
    warnings = (*source.problems, *facts.problems)
    return Reading(document, "identifier" in facts.fields, raw, listed, warnings)


def _source(raw: bytes, entry: Entry) -> _Source:
    """The text of a file that is plain text, or Markdown."""
    read, problems = _decoded(raw, entry)
    text, row = normal_characters(read.text), _row(entry)
    if _suffix(entry.file) != ".md":
        normal = normal_form(text)
        marks = running_heads(read.text, normal) if "\f" in read.text else ()
        return _Source(normal, read.encoding, row, problems=problems, marks=marks)
    front = front_matter(entry.file, text, FIELDS)
    if front.problem:
        problems += (front.problem,)
    found, heading = marked_text(front.body), first_heading(front.body)
    given = front.given | row
    return _Source(found.text, read.encoding, given, {}, heading, problems, marks=found.marks)


def _extracted_source(
    raw: bytes, entry: Entry, kind: str, aside: Aside, recogniser: Recogniser | None
) -> _Source:
    """The text of a file of another format, which is read aside."""
    suffix = _suffix(entry.file)
    wanted = SUFFIXES[suffix]
    if not raw.strip():
        raise DocumentError(entry.file, "empty")
    if kind == "encrypted" and wanted == "docx":
        raise DocumentError(entry.file, "encrypted")
    if kind != wanted and not (wanted == "html" and kind == "text"):
        # What is no kind at all is a damaged one of its own: its beginning is gone.
        values = {"suffix": suffix, "kind": kind}
        raise (
            DocumentError(entry.file, "damaged")
            if kind == "text" and b"\0" in raw
            else DocumentError(entry.file, "type", **values)
        )
    try:
        found = _extracted(raw, wanted, entry, aside, recogniser)
    except UnreadableError as error:
        raise DocumentError(entry.file, error.code, **error.values) from error
    return _Source(
        normal_form(found.text),
        found.encoding,
        _row(entry),
        {field: (value,) for field, value in found.given.items() if value},
        found.heading,
        tuple(DocumentError(entry.file, problem.code, **problem.values) for problem in found.problems),
        *_offsets(found),
    )


def _extracted(
    raw: bytes, wanted: str, entry: Entry, aside: Aside, recogniser: Recogniser | None
) -> Extracted:
    """What stands in a file, and in its pictures if somebody reads those."""
    try:
        found = aside.extracted(raw, wanted, entry.given.get("encoding"))
    except UnreadableError as error:
        if recogniser is None or error.code != "no_text_layer":
            raise
        return recogniser.extracted(raw, aside, None, range(1, error.values["pages"] + 1))
    without = next((each for each in found.problems if each.code == "pages_without_text"), None)
    if recogniser is None or without is None:
        return found
    return recogniser.extracted(raw, aside, found, without.values["numbers"])


def _offsets(found: Extracted) -> tuple[tuple[int, ...], tuple[Mark, ...], tuple[int, ...]]:
    """Its pages and marks; nothing if a text came that is in no normal form."""
    if normal_form(found.text) != found.text:
        return (), (), ()
    return found.pages, found.marks, found.recognised


def _row(entry: Entry) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(cell.split(";")) if name == "references" else (cell,)
        for name, cell in entry.given.items()
    }


def _page(raw: bytes, entry: Entry) -> bytes:
    """The bytes of a web page; none of any other file, which cannot say when it was saved."""
    return raw if SUFFIXES.get(_suffix(entry.file)) == "html" else b""


def _suffix(file: str) -> str:
    return PurePosixPath(file).suffix.lower()


def _decoded(raw: bytes, entry: Entry) -> tuple[Decoded, tuple[DocumentError, ...]]:
    """The text of a file, in the encoding its row names if there is one of that name."""
    encoding = entry.given.get("encoding")
    if encoding is None or known_encoding(encoding):
        return decoded(raw, entry.file, encoding), ()
    values = {"field": "encoding", "value": encoding, "expected": "encoding"}
    return decoded(raw, entry.file), (DocumentError(entry.file, "metadata", **values),)


def _without(found: Listing, hidden: Set[str]) -> Listing:
    return found._replace(files=tuple(listed for listed in found.files if listed.file not in hidden))


def _given(
    folder: Path, tables: Sequence[str], found: Listing, hidden: Set[str]
) -> tuple[dict[str, Mapping[str, str]], list[DocumentError]]:
    """The row of each file that has one, and what is wrong with the tables."""
    # A table typed on one system names files as another one stores them: é as one character, or as two.
    files = {unicodedata.normalize("NFC", listed.file): listed.file for listed in found.files}
    refused = {unicodedata.normalize("NFC", file) for file in (*(e.file for e in found.refused), *hidden)}
    given: dict[str, Mapping[str, str]] = {}
    warnings: list[DocumentError] = []
    for table in tables:
        for row in _rows(folder, table):
            if isinstance(row, DocumentError):
                warnings.append(row)
                continue
            name = row.cells["file"].removeprefix("./")
            path = unicodedata.normalize("NFC", str(PurePosixPath(table).parent / name))
            if path in refused:
                continue  # reported as a file already, or being added or removed just now
            problem = (
                "unknown_file" if path not in files else "repeated_file" if files[path] in given else None
            )
            if problem:
                warnings.append(
                    DocumentError(table, "sources_row", line=row.line, problem=problem, name=name)
                )
            else:
                given[files[path]] = row.cells
    return given, warnings


def _rows(folder: Path, table: str) -> list[Row | DocumentError]:
    try:
        raw = contents(folder, table, sources.LARGEST).raw
        return list(source_rows(table, decoded(raw, table).text))
    except DocumentError as error:
        return [error]


def _top_file(
    folder: Path, found: Listing, name: str, read: Callable[[str], tuple[T, ...]]
) -> tuple[tuple[T, ...], tuple[DocumentError, ...]]:
    """What a file at the top of the corpus says, if it is there; and what is wrong with it, if anything."""
    if all(listed.file != name for listed in found.files):
        return (), ()
    try:
        raw = contents(folder, name, alias_file.LARGEST).raw
        return read(decoded(raw, name).text), ()
    except DocumentError as error:
        return (), (error,)
