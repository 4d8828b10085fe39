"""Refreshing: bringing a stored index up to what the corpus folder holds now.

A file that looks as it did is not read; one that holds what it held is not cut and analysed again.
What comes out is, array for array, what a build from nothing would make, but that documents keep the
identifiers they had (`retrieval.history`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

from retrieval.corpus import CorpusListing, Entry, identified, list_corpus, read_document
from retrieval.errors import DocumentError
from retrieval.formats.aside import Aside
from retrieval.generation import Generation
from retrieval.graphic import graphic_passages
from retrieval.history import History
from retrieval.index import Index, Part, index_document
from retrieval.manifest import Manifest, Past, Record
from retrieval.model import Document, Metadata
from retrieval.semantic import SentenceModel
from retrieval.store import Store

Progress = Callable[[int, int], None]

# A file changed this shortly before it was read may change once more within the same tick of the
# file system's clock (at most 10 ms on Linux) and look no different: how it looks proves nothing.
_TICKS = 100_000_000  # nanoseconds


def refreshed(
    store: Store, corpus: Path, progress: Progress | None = None, model: SentenceModel | None = None
) -> Generation:
    """The generation of `store` that holds what `corpus` holds; only under `store.locked()`.

    Args:
        store: Where the index is kept; written to only when something changed.
        corpus: The folder of the documents.
        progress: Told how many files are done, and how many there are.
        model: Gives the sentences their vectors; the one that made what is in the store.

    Raises:
        CorpusError: The corpus folder cannot be used.
        IndexStoreError: Something changed and cannot be stored.
    """
    store.tidy()
    return _Refresh(store, corpus, progress, model).generation()


@dataclass(frozen=True)
class _Draft:
    """A document on its way into the index, read and analysed or taken from the old index."""

    record: Record
    document: Callable[[], Document]
    part: Callable[[], Part]


class _Refresh:
    """One refresh of one store."""

    def __init__(
        self, store: Store, corpus: Path, progress: Progress | None, model: SentenceModel | None
    ) -> None:
        self._started = time.time_ns()
        self._model = model
        self._store = store
        self._corpus = corpus
        self._name = str(corpus.resolve())
        self._progress = progress
        self._listing: CorpusListing = list_corpus(corpus)
        stored = store.load()
        self._old = stored if stored and stored.manifest.corpus == self._name else None
        self._known = dict(self._stored(self._old)) if self._old else {}
        self._old_facts = self._old.facts() if self._old else {}
        self._facts: dict[str, str] = {}
        self._aside = Aside()
        self._history = History(self._pasts(), (entry.file for entry in self._listing.entries))

    def generation(self) -> Generation:
        """The old generation when it holds what the corpus holds, else a new one."""
        with self._aside:
            drafts, unread = self._drafts()
        identifiers, doubled = identified(self._history.claim(draft.record) for draft in drafts.values())
        named = [self._named(draft, identifiers[file]) for file, draft in drafts.items()]
        named.sort(key=lambda draft: draft.record.metadata.identifier)
        manifest = Manifest(
            code=self._store.code,
            corpus=self._name,
            records=tuple(draft.record for draft in named),
            unread=(*self._listing.unread, *unread),
            warnings=(*self._listing.warnings, *doubled),
            aliases=self._listing.aliases,
            thesaurus=self._listing.thesaurus,
            graphic=self._listing.graphic,
        )
        if self._old and self._old.manifest.says(manifest):
            self._store.settle(self._old, self._facts)
            return self._old
        index = self._marked(Index.merged([draft.part() for draft in named]), manifest)
        texts = (draft.document().text for draft in named)
        return self._store.write(manifest, index.arrays(), texts, self._facts)

    def _marked(self, index: Index, manifest: Manifest) -> Index:
        """`index` with what is hard to read marked, which no document's part can tell."""
        documents = [record.metadata for record in manifest.records]
        return replace(index, passage_graphic=graphic_passages(index, documents, manifest.graphic))

    def _pasts(self) -> Iterable[Past]:
        if self._old:
            return [record.past for record in self._old.manifest.records]
        return self._store.pasts(self._name)

    def _stored(self, old: Generation) -> Iterator[tuple[str, _Draft]]:
        """The documents of the old index, by their files."""
        for number, record in enumerate(old.manifest.records):
            document = partial(old.document, number)
            part = partial(old.index.part, number)
            if old.manifest.aliases != self._listing.aliases:  # names stand among the terms
                part = partial(self._analysed, document)
            yield record.metadata.file, _Draft(record, document, part)

    def _drafts(self) -> tuple[dict[str, _Draft], list[DocumentError]]:
        """The documents by their files, and the files that cannot be read."""
        drafts, unread = {}, []
        entries = self._listing.entries
        for done, entry in enumerate(entries, 1):
            try:
                drafts[entry.file] = self._unchanged(entry) or self._read(entry)
            except DocumentError as error:
                unread.append(error)
            if self._progress:
                self._progress(done, len(entries))
        return drafts, unread

    def _unchanged(self, entry: Entry) -> _Draft | None:
        """The draft of a file that looks as it did, without reading it."""
        known = self._known.get(entry.file)
        if known is None or self._old_facts.get(entry.file) != entry.key:
            return None
        if not self._store.keeps(known.record.metadata.sha256, known.record.metadata.size):
            return None
        self._facts[entry.file] = entry.key
        return known

    def _read(self, entry: Entry) -> _Draft:
        """The draft of a file, read."""
        reading = read_document(self._corpus, entry, self._aside)
        wanted = reading.document.identifier
        identifier = self._history.identifier(reading)
        document = replace(reading.document, identifier=identifier)
        self._store.keep(document.sha256, reading.original)
        if reading.listed.ctime_ns < self._started - _TICKS:
            self._facts[entry.file] = Entry(reading.listed, entry.given).key
        record = Record(_metadata(document), wanted, reading.identifier_given, reading.warnings)
        known = self._known.get(entry.file)
        return known if known and record.says(known.record) else self._drafted(record, document)

    def _named(self, draft: _Draft, identifier: str) -> _Draft:
        """`draft` under the identifier that it got among the others, in which its quotes' take part."""
        if draft.record.metadata.identifier == identifier:
            return draft
        document = replace(draft.document(), identifier=identifier)
        return self._drafted(replace(draft.record, metadata=_metadata(document)), document)

    def _drafted(self, record: Record, document: Document) -> _Draft:
        part = index_document(document, self._listing.aliases, self._model)
        return _Draft(record, lambda: document, lambda: part)

    def _analysed(self, document: Callable[[], Document]) -> Part:
        return index_document(document(), self._listing.aliases, self._model)


def _metadata(document: Document) -> Metadata:
    return Metadata(**{field.name: getattr(document, field.name) for field in fields(Metadata)})
