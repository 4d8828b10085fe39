"""Refreshing: bringing a stored index up to what the corpus folder holds now.

A file that looks as it did is not read; one that holds what it held is not cut and analysed again.
What comes out is, array for array, what a build from nothing would make, but that documents keep the
identifiers they had (`retrieval.history`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import groupby
from pathlib import Path

from retrieval.corpus import CorpusListing, Entry, Reading, identified, list_corpus
from retrieval.errors import DocumentError
from retrieval.formats.aside import Aside
from retrieval.generation import Generation
from retrieval.graphic import graphic_passages
from retrieval.history import History
from retrieval.index import Index, Part, rekeyed, vectored
from retrieval.manifest import Manifest, Past, Record
from retrieval.model import Document, Metadata
from retrieval.recognising import Recogniser
from retrieval.semantic import SentenceModel
from retrieval.store import Store
from retrieval.workers import WORTH, Finding, Task, Terms, Workers, cores, finding, weight

Progress = Callable[[int, int], None]

PICTURES = frozenset({"no_text_layer", "pages_without_text"})
"""What is wrong with a PDF whose pages are pictures."""

# A file changed this shortly before it was read may change once more within the same tick of the
# file system's clock (at most 10 ms on Linux) and look no different: how it looks proves nothing.
_TICKS = 100_000_000  # nanoseconds


def refreshed(
    store: Store,
    corpus: Path,
    progress: Progress | None = None,
    model: SentenceModel | None = None,
    recogniser: Recogniser | None = None,
) -> Generation:
    """The generation of `store` that holds what `corpus` holds; only under `store.locked()`.

    Args:
        store: Where the index is kept; written to only when something changed.
        corpus: The folder of the documents.
        progress: Told how many files are done, and how many there are.
        model: Gives the sentences their vectors; the one that made what is in the store.
        recogniser: Reads pages that are pictures, if anybody does.

    Raises:
        CorpusError: The corpus folder cannot be used.
        IndexStoreError: Something changed and cannot be stored.
    """
    store.tidy()
    return _Refresh(store, corpus, progress, model, recogniser).generation()


@dataclass(frozen=True)
class _Draft:
    """A document on its way into the index, read and analysed or taken from the old index."""

    record: Record
    document: Callable[[], Document]
    part: Callable[[], Part]
    stored: int | None = None  # its number in the old index, when its part is the one there


class _Refresh:
    """One refresh of one store."""

    def __init__(
        self,
        store: Store,
        corpus: Path,
        progress: Progress | None,
        model: SentenceModel | None,
        recogniser: Recogniser | None,
    ) -> None:
        self._started = time.time_ns()
        self._model = model
        self._recogniser = recogniser
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
        # Names stand among the terms.
        self._are_parts_stale = bool(self._old and self._old.manifest.aliases != self._listing.aliases)
        self._aside = Aside()
        self._terms = Terms()
        self._history = History(self._pasts(), (entry.file for entry in self._listing.entries))

    def generation(self) -> Generation:
        """The old generation when it holds what the corpus holds, else a new one."""
        with self._aside:
            drafts, unread = self._drafts()
        if self._recogniser:
            self._recogniser.forget_others({each.record.metadata.sha256 for each in drafts.values()})
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
        index = self._marked(Index.merged(list(self._parts(named))), manifest)
        texts = (draft.document().text for draft in named)
        return self._store.write(manifest, index.arrays(), texts, self._facts)

    def _parts(self, named: Sequence[_Draft]) -> Iterator[Part]:
        """The parts of documents, in their order; those that lay side by side in the old index at once."""

        def shift(placed: tuple[int, _Draft]) -> int | None:
            place, draft = placed
            return None if draft.stored is None else draft.stored - place

        for at, run in groupby(enumerate(named), key=shift):
            drafts = [draft for _, draft in run]
            if at is None or self._old is None or drafts[0].stored is None:
                yield from (draft.part() for draft in drafts)
            else:
                yield self._old.index.part(drafts[0].stored, len(drafts))

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
            yield (
                record.metadata.file,
                _Draft(record, partial(old.document, number), partial(old.index.part, number), number),
            )

    def _drafts(self) -> tuple[dict[str, _Draft], list[DocumentError]]:
        """The documents by their files, and the files that cannot be read."""
        entries = self._listing.entries
        unchanged = {entry.file: draft for entry in entries if (draft := self._unchanged(entry))}
        findings = self._findings(unchanged)
        drafts, unread = {}, []
        # In the order of the files, whoever was done first: of two that moved, which is which depends on it.
        for entry in entries:
            found = findings.get(entry.file)
            if found is None:
                drafts[entry.file] = unchanged[entry.file]
            elif isinstance(found.reading, DocumentError):
                unread.append(found.reading)
            elif found.reading is None:
                drafts[entry.file] = replace(
                    unchanged[entry.file], part=partial(_given, found.part), stored=None
                )
            else:
                drafts[entry.file] = self._read(entry, found.reading, found.part)
        return drafts, unread

    def _findings(self, unchanged: Mapping[str, _Draft]) -> dict[str, Finding]:
        """What the files hold that were not left unread, or have to be analysed anew, by file."""
        entries = self._listing.entries
        tasks = [
            task for number, entry in enumerate(entries) if (task := self._task(number, entry, unchanged))
        ]
        done = len(entries) - len(tasks)
        findings: dict[str, Finding] = {}
        for found in map(self._recognised, self._found(tasks)):
            findings[entries[found.number].file] = self._kept(found, unchanged)
            done += 1
            self._tell(done)
        if not tasks:
            self._tell(done)
        return findings

    def _task(self, number: int, entry: Entry, unchanged: Mapping[str, _Draft]) -> Task | None:
        """What is to be done with a file, if anything."""
        if entry.file not in unchanged:
            known = None if self._are_parts_stale else self._known.get(entry.file)
            return Task(number, entry, known.record.metadata if known else None)
        if self._are_parts_stale:
            return Task(number, entry, document=unchanged[entry.file].document())
        return None

    def _found(self, tasks: Sequence[Task]) -> Iterator[Finding]:
        """What comes of tasks: of many, by several processes at once."""
        aliases = self._listing.aliases
        if cores() == 1 or weight(task.entry for task in tasks) < WORTH:
            yield from (finding(self._corpus, task, aliases, self._aside) for task in tasks)
            return
        with Workers(self._corpus.resolve(), aliases) as workers:
            for found in workers.findings(tasks):
                if isinstance(found, Task):
                    yield finding(self._corpus, found, aliases, self._aside)
                else:
                    yield found

    def _recognised(self, found: Finding) -> Finding:
        """A finding with the words of its pages that are pictures."""
        reading = found.reading
        problems = [reading] if isinstance(reading, DocumentError) else reading.warnings if reading else ()
        if self._recogniser is None or not any(problem.code in PICTURES for problem in problems):
            return found
        entry = self._listing.entries[found.number]
        task = Task(found.number, entry)
        return finding(self._corpus, task, self._listing.aliases, self._aside, self._recogniser)

    def _kept(self, found: Finding, unchanged: Mapping[str, _Draft]) -> Finding:
        """A finding with its vectors, and without the original bytes, which are in the store by then."""
        reading, part = found.reading, found.part
        if isinstance(reading, DocumentError):
            return found
        if reading:
            self._store.keep(reading.document.sha256, reading.original)
            reading = replace(reading, original=b"")
        if part:
            part = self._terms.shared(part)
        if part and self._model:
            file = self._listing.entries[found.number].file
            document = reading.document if reading else unchanged[file].document()
            part = vectored(part, document, self._model)
        return Finding(found.number, reading, part)

    def _tell(self, done: int) -> None:
        if self._progress:
            self._progress(done, len(self._listing.entries))

    def _unchanged(self, entry: Entry) -> _Draft | None:
        """The draft of a file that looks as it did, without reading it."""
        known = self._known.get(entry.file)
        if known is None or self._old_facts.get(entry.file) != entry.key:
            return None
        if self._recogniser is None and known.record.metadata.recognised:
            return None
        if self._recogniser and any(warning.code in PICTURES for warning in known.record.warnings):
            return None
        if not self._store.keeps(known.record.metadata.sha256, known.record.metadata.size):
            return None
        self._facts[entry.file] = entry.key
        return known

    def _read(self, entry: Entry, reading: Reading, part: Part | None) -> _Draft:
        """The draft of a file that was read."""
        wanted = reading.document.identifier
        document = replace(reading.document, identifier=self._history.identifier(reading))
        if reading.listed.ctime_ns < self._started - _TICKS:
            self._facts[entry.file] = Entry(reading.listed, entry.given).key
        record = Record(_metadata(document), wanted, reading.identifier_given, reading.warnings)
        if part:
            return _keyed(record, document, part, wanted)
        known = self._known[entry.file]
        if record.says(known.record):
            return known
        return _keyed(record, document, known.part(), known.record.metadata.identifier)

    def _named(self, draft: _Draft, identifier: str) -> _Draft:
        """`draft` under the identifier that it got among the others, in which its quotes' take part."""
        before = draft.record.metadata.identifier
        if before == identifier:
            return draft
        document = replace(draft.document(), identifier=identifier)
        record = replace(draft.record, metadata=_metadata(document))
        return _keyed(record, document, draft.part(), before)


def _keyed(record: Record, document: Document, part: Part, identifier: str) -> _Draft:
    """A draft whose part was made while the document had an identifier, perhaps another one."""
    mine = part if document.identifier == identifier else rekeyed(part, document)
    return _Draft(record, lambda: document, lambda: mine)


def _given(part: Part | None) -> Part:
    assert part is not None
    return part


def _metadata(document: Document) -> Metadata:
    return Metadata(**{field.name: getattr(document, field.name) for field in fields(Metadata)})
