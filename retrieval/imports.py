"""Files from anywhere -> documents of a corpus: what will come of each, and then making it so.

    read_pages(paths)                 what the files hold, article by article
    placed(pages.incoming, folder)    under which names they would stand in a corpus (`retrieval.placement`)
    bring_in(pages.incoming, folder)  the same, done

A file that stays one document and has pages of its own (a PDF) is copied as it is, for its citations name the
page; everything else becomes plain text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from retrieval import sources
from retrieval.additions import Addition, add
from retrieval.changing import changing
from retrieval.corpus import Entry, Reading, list_corpus, read_document
from retrieval.decoding import decoded
from retrieval.detection import detected_language
from retrieval.errors import CorpusError, DocumentError
from retrieval.files import Listed, contents
from retrieval.formats.aside import Aside
from retrieval.importing import Article, articles
from retrieval.placement import Incoming, Standing, placed
from retrieval.recognising import Recogniser
from retrieval.sources import source_rows
from retrieval.tables import columns, table_rows

Report = Callable[[int, int], None]

_AS_THEY_ARE = frozenset({".pdf"})


@dataclass(frozen=True, kw_only=True)
class Pages:
    """What the files hold.

    Attributes:
        incoming: The documents, in the order of the files and of the articles in each.
        unread: Files that cannot be read.
    """

    incoming: tuple[Incoming, ...] = ()
    unread: tuple[DocumentError, ...] = ()


def read_pages(paths: Sequence[Path], *, whole: bool = False, report: Report | None = None) -> Pages:
    """Read files, and all files in folders, as articles.

    Args:
        paths: Files or folders; a `sources.csv` beside them, or in a folder, counts.
        whole: Take each file as one document, whatever it looks like.
        report: Told how many files are done, and of how many.

    Raises:
        CorpusError: A path is not there, or may not be read.
    """
    entries: list[tuple[Path, Entry]] = []
    unread: list[DocumentError] = []
    for path in paths:
        if path.is_dir():
            found = list_corpus(path)
            entries += [(path, entry) for entry in found.entries]
            unread += found.unread
        else:
            entries.append((path.parent, _entry(path)))
    incoming: list[Incoming] = []
    with Aside() as aside:  # it starts a process only for what is no plain text
        for done, (folder, entry) in enumerate(entries, 1):
            try:
                incoming += _incoming(read_document(folder, entry, aside), entry, whole=whole)
            except DocumentError as error:
                unread.append(error)
            if report:
                report(done, len(entries))
    return Pages(incoming=tuple(incoming), unread=tuple(unread))


def read_whole(path: Path, recogniser: Recogniser | None = None) -> tuple[Reading, Incoming]:
    """One file as one document that keeps its bytes: as it was read, and as it would come into a corpus.

    Args:
        path: Of the file.
        recogniser: Reads pages that are pictures.

    Raises:
        CorpusError: It is not there.
        DocumentError: It cannot be read.
    """
    entry = _entry(path)
    reading = read_document(path.parent, entry, recogniser=recogniser)
    [incoming] = _incoming(reading, entry, whole=True)
    text, suffix = reading.document.text, path.suffix.lower()
    return reading, replace(incoming, text=text, data=reading.original, suffix=suffix)


def bring_in(incoming: Sequence[Incoming], folder: Path) -> tuple[Incoming, ...]:
    """Add the documents to a corpus that are new to it.

    Args:
        incoming: From `read_pages`.
        folder: The corpus; made if need be.

    Returns:
        All of them, as `placed` says.

    Raises:
        CorpusError: The folder is none, or may not be read.
        CorpusWriteError: Nothing was added.
    """
    with changing(folder):
        found = placed(incoming, folder)
        rows = {row.cells["file"].removeprefix("./") for row in table_rows(folder)}
        # What is there without a row is what a crash left behind.
        wanted = [each for each in found if each.standing is Standing.NEW or _lacks_row(each, rows)]
        add(folder, [Addition(each.data, each.facts) for each in wanted])
    return found


def _lacks_row(incoming: Incoming, rows: Set[str]) -> bool:
    file = incoming.facts["file"]
    return incoming.standing is Standing.THERE and file not in rows and "/" not in file


def facts_without_column(incoming: Sequence[Incoming], folder: Path) -> tuple[str, ...]:
    """The facts that the corpus's `sources.csv` has no column for.

    Raises:
        CorpusWriteError: No row can be added to the table at all.
    """
    known = {name for each in incoming for name, value in each.facts.items() if value}
    return tuple(sorted(known - set(columns(folder))))


def _entry(path: Path) -> Entry:
    """A file outside any corpus, with its row in the `sources.csv` beside it."""
    try:
        facts = path.stat()
    except (OSError, ValueError) as error:
        raise CorpusError("missing", str(path)) from error
    listed = Listed(path.name, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)
    return Entry(listed, _row(path))


def _row(path: Path) -> Mapping[str, str]:
    if not (path.parent / sources.NAME).is_file():
        return {}
    try:
        raw = contents(path.parent, sources.NAME, sources.LARGEST).raw
        rows = list(source_rows(sources.NAME, decoded(raw, sources.NAME).text))
    except DocumentError:
        return {}
    name = unicodedata.normalize("NFC", path.name)
    cells = (row.cells for row in rows if not isinstance(row, DocumentError))
    return next(
        (row for row in cells if unicodedata.normalize("NFC", row["file"].removeprefix("./")) == name), {}
    )


def _incoming(reading: Reading, entry: Entry, *, whole: bool) -> Iterator[Incoming]:
    """The documents of one file."""
    document = reading.document
    page, suffix = PurePosixPath(document.file).name, PurePosixPath(document.file).suffix.lower()
    carried = {
        "source": document.source or "",
        "rights": document.rights or "",
        "references": page.replace(";", ","),
        "captured": document.captured or "",
    }
    given_title = document.title if suffix != ".txt" or "title" in entry.given else ""
    found = articles(document.text, given_title, whole=whole or suffix in _AS_THEY_ARE)
    for article in found:
        facts = _facts(article) if len(found) > 1 else _facts(article) | _own(reading, article, given_title)
        language = (
            document.language
            if "language" in entry.given or len(found) == 1
            else detected_language(article.text)
        )
        facts |= {"publisher": facts["publisher"] or document.publisher or "", "language": language or ""}
        is_copied = suffix in _AS_THEY_ARE
        yield Incoming(
            page=page,
            facts=facts | carried,
            text=document.text if is_copied else article.text,
            data=reading.original if is_copied else (article.text + "\n").encode(),
            suffix=suffix if is_copied else ".txt",
        )


def _facts(article: Article) -> dict[str, str]:
    return {name: getattr(article, name) or "" for name in ("title", "creator", "publisher", "date")}


def _own(reading: Reading, article: Article, title: str) -> dict[str, str]:
    """What the file's metadata say of its only article: they win over what its lines say."""
    document = reading.document
    own = {
        "title": title or article.title or document.title,
        "creator": document.creator or "",
        "publisher": document.publisher or "",
        "date": document.date or "",
        "identifier": document.identifier if reading.identifier_given else "",
    }
    return {name: value for name, value in own.items() if value}
