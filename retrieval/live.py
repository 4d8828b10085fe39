"""A live archive: the snapshot in use, and its replacement while questions go on."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

from retrieval.archive import PATIENCE, Archive, opened_store, recogniser_of, stored_archive
from retrieval.errors import DocumentError, IndexStoreError, ReloadInProgressError
from retrieval.given_out import GivenOut
from retrieval.looks import look
from retrieval.model import Changes, Metadata
from retrieval.recognising import Recogniser
from retrieval.refresh import Progress
from retrieval.semantic import SentenceModel


class LiveArchive:
    """An archive that can be reloaded.

    Args:
        corpus: The folder of the documents.
        index: Where the index is kept; without it, in a temporary folder.
        progress: Told of the first loading how many files are done, and how many there are.
        strictness: How near the archive has to come to what is asked: `loose`, `normal` or `strict`.
        model: Gives the sentences their vectors.
        ocr: Languages of pages that are pictures, as Tesseract calls them; they are not read when None.

    Attributes:
        given_out: The quotes that were given out; whoever gives some out notes them there.

    Raises:
        CorpusError: The corpus folder cannot be used.
        IndexStoreError: The index folder cannot be used.
        RecognitionError: Tesseract is not there, or does not know the languages.
        ReloadInProgressError: Another process has been building in the index folder for ten minutes.
    """

    def __init__(
        self,
        corpus: Path,
        index: Path | None = None,
        progress: Progress | None = None,
        strictness: str = "normal",
        model: SentenceModel | None = None,
        ocr: str | None = None,
    ) -> None:
        self._corpus = corpus
        self._model = model
        self._store = opened_store(index, model)
        self.given_out = GivenOut(self._store.folder)
        self._reloading = threading.Lock()
        self._strictness = strictness
        self._loaded_look = look(corpus)
        self._recogniser = recogniser_of(self._store, ocr)
        self._archive = stored_archive(
            self._store, corpus, progress, PATIENCE, strictness, model, self._recogniser
        )

    @property
    def archive(self) -> Archive:
        """The snapshot in use. Whoever needs more than one thing of it should ask for it once."""
        return self._archive

    def look(self) -> str | None:
        """How the corpus looks now, if that is other than when it was last loaded: another text each time.

        No file is read, and ten thousand take a fraction of a second.

        Raises:
            CorpusError: The corpus folder cannot be used.
        """
        now = look(self._corpus)
        return now if now != self._loaded_look else None

    def is_superseded(self) -> bool:
        """Whether another process has put a newer snapshot into the index folder; a reload takes it up."""
        return self._store.in_use() not in {None, self._archive.generation}

    def reload(self, progress: Progress | None = None) -> Changes:
        """Read what changed in the corpus, and put a new snapshot in the old one's place.

        The old one answers until then, and goes on answering when this fails.

        Args:
            progress: Told how many files are done, and how many there are.

        Returns:
            What is different; files that cannot be read are `archive.unread`.

        Raises:
            ReloadInProgressError: Another reload is running, in this process or in another.
            CorpusError: The corpus folder cannot be used.
            IndexStoreError: The new index cannot be written.
        """
        if not self._reloading.acquire(blocking=False):
            raise ReloadInProgressError("a reload is running")
        try:
            looked = look(self._corpus)
            after = stored_archive(
                self._store,
                self._corpus,
                progress,
                strictness=self._strictness,
                model=self._model,
                recogniser=self._recogniser,
            )
            before, self._archive, self._loaded_look = self._archive, after, looked
            held = Counter(after.fate(identifier) for identifier in self.given_out.counted())
            return replace(
                changes(before.documents, after.documents),
                exact=held["exact"],
                gone=held["gone"],
                withdrawn=held["withdrawn"],
                problems=_new_problems(before, after),
            )
        finally:
            self._reloading.release()

    @property
    def recogniser(self) -> Recogniser | None:
        """What reads pages that are pictures, if anything does."""
        return self._recogniser

    def forget(self, sha256: str) -> None:
        """Delete what was kept of reading a file that is not in the archive, or no longer."""
        if self._recogniser and all(document.sha256 != sha256 for document in self.archive.documents):
            self._recogniser.forget(sha256)

    def tidy(self) -> None:
        """Delete from the index folder what the archive in use does not need, such as words taken out of it.

        What somebody still reads is deleted with the next reload.
        """
        with contextlib.suppress(ReloadInProgressError, IndexStoreError), self._store.locked():
            self._store.tidy()


def changes(before: tuple[Metadata, ...], after: tuple[Metadata, ...]) -> Changes:
    """What is different between two archives' documents."""
    old = {document.identifier: document for document in before}
    new = {document.identifier: document for document in after}
    kept = [document for document in after if document.identifier in old]
    other = [document for document in kept if document != old[document.identifier]]
    moved = tuple(document for document in other if _is_moved(document, old[document.identifier]))
    return Changes(
        added=tuple(document for document in after if document.identifier not in old),
        changed=tuple(document for document in other if not _is_moved(document, old[document.identifier])),
        moved=moved,
        removed=tuple(document for document in before if document.identifier not in new),
        unchanged=len(kept) - len(other),
    )


def _new_problems(before: Archive, after: Archive) -> tuple[DocumentError, ...]:
    """What is wrong with the archive now and was not before."""
    old = {_said(error) for error in (*before.unread, *before.warnings)}
    return tuple(error for error in (*after.unread, *after.warnings) if _said(error) not in old)


def _said(error: DocumentError) -> str:
    return f"{error.file}\n{error}"


def _is_moved(document: Metadata, before: Metadata) -> bool:
    return document.file != before.file and document.sha256 == before.sha256
