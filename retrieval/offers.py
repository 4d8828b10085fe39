"""Offers: single files that somebody would add to a corpus, shown before they are, then added as they are.

    offered(live, raw, name, folder)   the file, read: what it is, what it lacks, what is there of it already
    corrected(offer, field, value)     the same with another title, date...
    accepted(live, offer, who)         added to the corpus and in the archive, or nothing is changed

The file itself lies in a folder that belongs to whoever offers it.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from retrieval.additions import Addition, begin, finish, undo
from retrieval.archive import Archive
from retrieval.changing import changing
from retrieval.errors import CorpusWriteError, DocumentError, RetrievalError
from retrieval.files import printable
from retrieval.formats.kinds import PLAIN, SUFFIXES, kind_of
from retrieval.imports import facts_without_column, read_pages, read_whole
from retrieval.live import LiveArchive
from retrieval.metadata import checked, has_words
from retrieval.model import Document, Metadata
from retrieval.overlap import Overlap
from retrieval.placement import Incoming, Standing, placed
from retrieval.removal import reloaded
from retrieval.text import one_line

CORRECTABLE = ("title", "publisher", "date", "creator", "language", "source")
"""What of an offer can be corrected, in the order in which it is shown."""

_FIRST_LINES = 300  # characters
_LONGEST_NAME = 80  # characters of a file's name, at most four bytes each
_PROPERTIES = frozenset({".docx", ".pdf", ".epub"})  # formats whose properties name who wrote them
_SUFFIX_OF = {"text": ".txt", "html": ".html", "pdf": ".pdf", "docx": ".docx", "epub": ".epub"}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A file that can be added.

    Attributes:
        path: Where it lies meanwhile.
        name: What it was called, as it can be shown.
        sha256: Of its bytes.
        facts: What its row will say, by column.
        beginning: Its first lines.
        author: Who wrote it, as the file's own properties say.
        articles: How many a page of text holds that could each be a document.
        warnings: What is wrong with it, though it can be read.
        columnless: The facts that the corpus's `sources.csv` has no column for.
        overlap: How much of it is in the archive already.
        there: The document of these very bytes, if there is one.
        withdrawn: The day on which a document of these very bytes was withdrawn, if one was.
    """

    path: Path
    name: str
    sha256: str
    facts: Mapping[str, str]
    beginning: str
    author: str | None
    articles: int
    warnings: tuple[DocumentError, ...]
    columnless: tuple[str, ...]
    overlap: Overlap
    there: Metadata | None
    withdrawn: str | None

    @property
    def lacks(self) -> tuple[str, ...]:
        """What a citation would lack."""
        return tuple(name for name in ("date", "publisher", "source") if not self.facts.get(name))


def offered(live: LiveArchive, raw: bytes, name: str, folder: Path) -> Offer:
    """A file as an offer; it is read aside, with limits.

    Args:
        live: What it would come into.
        raw: All of it.
        name: What it is called; anything may stand here.
        folder: An empty one, for as long as the offer stands.

    Raises:
        DocumentError: It cannot be read.
        CorpusWriteError: No row can be added to the corpus's `sources.csv`.
    """
    path = folder / safe_name(name, _suffix(name, raw))
    path.write_bytes(raw)
    reading, incoming = read_whole(path, live.recogniser)
    document, archive = reading.document, live.archive
    facts = {**incoming.facts, "references": ""}  # what a file was called at home is nobody's business
    return Offer(
        path=path,
        name=one_line(printable(name)),
        sha256=document.sha256,
        facts=facts,
        beginning=_beginning(document),
        author=document.creator if path.suffix in _PROPERTIES else None,
        articles=len(read_pages([path]).incoming) if path.suffix == ".txt" else 1,
        warnings=reading.warnings,
        columnless=facts_without_column([replace(incoming, facts=facts)], archive.folder),
        overlap=archive.overlap(document),
        there=next((each for each in archive.documents if each.sha256 == document.sha256), None),
        withdrawn=next((each.date for each in archive.withdrawn if each.sha256 == document.sha256), None),
    )


def corrected(offer: Offer, field: str, value: str) -> Offer:
    """An offer with another value of a field; an empty one takes it away.

    Args:
        offer: As it is.
        field: One of `CORRECTABLE`.
        value: As somebody typed it.

    Raises:
        DocumentError: `metadata`: it is not what it should be; `empty`: a title without a word.
    """
    wanted = one_line(value)
    found = checked(offer.name, {field: (wanted,)})
    if found.problems:
        raise found.problems[0]
    if field == "title" and not has_words(wanted):
        raise DocumentError(offer.name, "empty")
    return replace(offer, facts={**offer.facts, field: found.fields.get(field, "")})


def accepted(
    live: LiveArchive, offer: Offer, who: int | None = None, *, split: bool = False
) -> tuple[Incoming, ...]:
    """Add a file to the corpus: it and its row, and the archive has it when this returns; or nothing changes.

    Args:
        live: The archive.
        offer: What is added.
        who: Numeric id of the admin; None for the command line.
        split: Make a document of each of its articles; facts that an article lacks are those of the offer.

    Returns:
        The documents under the names they have; their `standing` says which were there already.

    Raises:
        CorpusWriteError: Nothing was added: see there.
        CorpusError: The corpus folder cannot be read; nothing was added.
        IndexStoreError: The index cannot be written; nothing was added.
        ReloadInProgressError: Another reload went on for ten minutes; nothing was added.
    """
    folder = live.archive.folder
    with changing(folder):
        found = placed(_pages(offer) if split else [_whole(offer)], folder)
        new = [each for each in found if each.standing is Standing.NEW]
        journal = begin(folder, [Addition(each.data, each.facts) for each in new], who)
        if journal is None:
            return found
        try:
            reloaded(live)
            _check(live.archive, [each.facts["file"] for each in new])
        except BaseException:
            undo(folder, journal)
            with contextlib.suppress(RetrievalError, OSError):  # it may fail now as it did before
                live.reload()
            raise
        with contextlib.suppress(CorpusWriteError):  # the journal keeps what is not yet in the history
            finish(folder, journal)
    return found


def safe_name(name: str, suffix: str) -> str:
    """A name for a file that is no path, hides nothing and fits any file system.

    Args:
        name: Anything.
        suffix: It ends so.
    """
    stem = PurePosixPath(one_line(name).replace("\\", "/")).name
    stem = stem[: -len(PurePosixPath(stem).suffix) or None]
    kept = re.sub(r"[^\w\-. ()'’،٫]", " ", stem.replace("\0", " "))
    kept = " ".join(kept.split())[:_LONGEST_NAME].strip(" .-")
    return f"{kept or 'document'}{suffix}"


def _beginning(document: Document) -> str:
    """The first words below the title."""
    text = document.text.removeprefix(document.title).lstrip() or document.text
    return text if len(text) <= _FIRST_LINES else f"{text[:_FIRST_LINES].rstrip()}…"


def _suffix(name: str, raw: bytes) -> str:
    """What a name ends with if that is a format; else what the content is."""
    given = PurePosixPath(one_line(name)).suffix.lower()
    kind = kind_of(raw)
    if given in PLAIN | SUFFIXES.keys():
        return given
    if kind not in _SUFFIX_OF:
        raise DocumentError(one_line(printable(name)), "format", suffix=kind)
    return _SUFFIX_OF[kind]


def _whole(offer: Offer) -> Incoming:
    """The file as it is, as one document."""
    data = offer.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != offer.sha256:
        raise CorpusWriteError("unwritable", offer.name, "the file changed meanwhile")
    return Incoming(page=offer.sha256, facts=offer.facts, text="", data=data, suffix=offer.path.suffix)


def _pages(offer: Offer) -> Sequence[Incoming]:
    """Its articles, each a document."""
    known = {name: offer.facts.get(name, "") for name in CORRECTABLE if name != "title"}
    return [
        replace(
            each,
            facts={**known, **{k: v for k, v in each.facts.items() if v}, "references": ""},
            page=offer.sha256,
        )
        for each in read_pages([offer.path]).incoming
    ]


def _check(archive: Archive, files: Sequence[str]) -> None:
    """See that the archive has all these files as documents."""
    here = {document.file for document in archive.documents}
    for file in files:
        if file not in here:
            unread = next((error.code for error in archive.unread if error.file == file), "")
            raise CorpusWriteError("unread", file, unread)
