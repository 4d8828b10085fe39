"""The archive: documents, questions and quotes, as one snapshot that never changes."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from retrieval.analysis import primary
from retrieval.answering import Answerer
from retrieval.changing import settle_if_free
from retrieval.disputed import sure_verdict
from retrieval.errors import DocumentError, QuoteGoneError, UnknownIdentifierError, WithdrawnError
from retrieval.fingerprint import code_fingerprint
from retrieval.formats.aside import Aside
from retrieval.formats.extracted import UnreadableError
from retrieval.generation import Generation
from retrieval.graphic import Marked, graphic_spans, marked
from retrieval.identifiers import candidates, parsed
from retrieval.model import Answer, Block, BlockKind, Document, Metadata, Quote, Span
from retrieval.overlap import Overlap, elsewhere, overlap
from retrieval.placing import quote_at
from retrieval.recognising import Recogniser
from retrieval.refresh import Progress, refreshed
from retrieval.semantic import SentenceModel
from retrieval.store import Store
from retrieval.structure import blocks
from retrieval.subjects import Subjects, subjects
from retrieval.verdict import Verdict
from retrieval.verifying import Verifier
from retrieval.withdrawals import Withdrawal, Withdrawals, withdrawals

_HELD_BLOCKS = 16  # documents whose blocks are kept: pages are made of the same ones again and again
PATIENCE = 600.0  # seconds to wait while another process builds: that is work this one need not do


_LOOKED_AT = 200  # documents, of all that are in a language


class Archive:
    """All documents as they were at one moment. Any number of threads may use it at once.

    Args:
        store: The index folder, which also holds the original files.
        generation: What is in the archive.
        folder: The corpus.
        strictness: One of `retrieval.answering.THRESHOLDS`.
        model: Orders the quotes.
        withdrawn: The documents that were taken out.

    Attributes:
        documents: In the order of their identifiers.
        unread: Files that could not be read, each with its reason.
        warnings: What was wrong with documents, or with the corpus, and stopped nothing.
        languages: Of the documents, the most frequent first.
        loaded_at: When it was compared with the corpus, in UTC.
        passage_count: Passages that can be found.
        sentence_count: Sentences in them.
        folder: The corpus.
        has_model: Whether a sentence model orders the quotes.
        withdrawn: The documents that were taken out, the latest last.
    """

    def __init__(
        self,
        store: Store,
        generation: Generation,
        folder: Path,
        strictness: str = "normal",
        model: SentenceModel | None = None,
        withdrawn: Withdrawals = Withdrawals(),  # noqa: B008  # it cannot change
    ) -> None:
        self._store = store
        self.withdrawn = withdrawn.held
        self._withdrawn = withdrawn
        self._generation = generation
        self.folder = folder
        self.has_model = model is not None
        self.loaded_at = datetime.now(UTC)
        manifest, index = generation.manifest, generation.index
        self.documents: tuple[Metadata, ...] = tuple(record.metadata for record in manifest.records)
        self.unread = manifest.unread
        self.warnings = (
            *manifest.warnings,
            *(warning for record in manifest.records for warning in record.warnings),
        )
        counted = Counter(document.language for document in self.documents if document.language)
        self.languages = tuple(language for language, _ in counted.most_common())
        self.passage_count = len(index.passage_document)
        self.sentence_count = len(index.sentence_passage)
        self._blocks = functools.lru_cache(_HELD_BLOCKS)(functools.partial(_blocks, generation.document))
        self._numbers = {document.identifier: number for number, document in enumerate(self.documents)}
        self._hashes = {document.sha256 for document in self.documents}
        years = {document.date[:4] for document in self.documents if document.date}
        self._answerer = Answerer(
            index,
            generation.document,
            self.languages,
            manifest.aliases,
            years,
            manifest.thesaurus,
            strictness,
            model,
        )
        self._verifier = Verifier(index, generation.document, self.documents)

    def ask(self, question: str, limit: int = 3, words_alone: bool = False) -> Answer:
        """At most `limit` quotes that answer `question`, best first; or none, and why.

        With `words_alone` a sentence model is left out, as if there were none.
        """
        return self._answerer.answer(question, limit, words_alone)

    def subjects(self, language: str) -> Subjects:
        """What its documents in a language, such as `en`, speak of; of many documents some are looked at."""
        spoken = [n for n, each in enumerate(self.documents) if primary(each.language) == primary(language)]
        looked_at = spoken[:: -(-len(spoken) // _LOOKED_AT) or 1]
        texts = [self._generation.document(number).text for number in looked_at]
        return subjects(texts, primary(language), self._generation.manifest.aliases)

    def verify(self, text: str) -> Verdict:
        """Whether `text` is a quote of this archive: where it stands, or how it differs.

        Raises:
            ValueError: It is longer than `retrieval.LONGEST_QUOTATION` characters.
        """
        return sure_verdict(self._verifier.verdict(text))

    def document(self, identifier: str) -> Document:
        """A document with its text.

        Raises:
            WithdrawnError: The document that had this identifier was taken out.
            UnknownIdentifierError: No document has it.
        """
        number = self._numbers.get(identifier)
        if number is None:
            withdrawal = self._withdrawn.of_document(identifier)
            if withdrawal:
                raise WithdrawnError(identifier, withdrawal.date)
            raise UnknownIdentifierError(identifier)
        return self._generation.document(number)

    @property
    def generation(self) -> str:
        """The name of what is in it: another one whenever anything is."""
        return self._generation.folder.name

    def blocks(self, identifier: str) -> tuple[Block, ...]:
        """The paragraphs, headings and the rest of a document's text, numbered as locators number them.

        Raises:
            UnknownIdentifierError: No document has this identifier.
        """
        self.document(identifier)
        return self._blocks(self._numbers[identifier])

    def quote(self, identifier: str, answering: int | None = None) -> Quote:
        """The quote that has this identifier, wherever its words stand now.

        Args:
            identifier: Of the quote.
            answering: Which of its sentences answers, from 0; no one when None or more than it has.

        Raises:
            WithdrawnError: Its document was taken out.
            QuoteGoneError: No sentences of the archive have it (any more).
            UnknownIdentifierError: It is not a quote's identifier.
        """
        name = parsed(identifier)
        if name is None:
            raise UnknownIdentifierError(identifier)
        index = self._generation.index
        for first in candidates(name, index.sentence_key, index.key_order):
            sentences = range(first, first + name.sentences)
            if not self._is_quotable(sentences):
                continue
            if quote_at(index, self._generation.document, sentences).id == identifier:
                return self._answerer.quote(sentences, answering)
        withdrawal = self._withdrawn.of_quote(name)
        if withdrawal:
            raise WithdrawnError(identifier, withdrawal.date)
        raise QuoteGoneError(identifier)

    def withdrawal(self, identifier: str, date: str) -> Withdrawal:
        """What is to be remembered of a document that is taken out.

        Args:
            identifier: Of the document.
            date: The day, ISO 8601.

        Raises:
            WithdrawnError: It was taken out already.
            UnknownIdentifierError: No document has this identifier.
        """
        document = self.document(identifier)
        sentences = self._sentences(identifier)
        keys = np.sort(self._generation.index.sentence_key[sentences.start : sentences.stop])
        return Withdrawal(identifier=identifier, date=date, sha256=document.sha256, keys=keys)

    def overlap(self, document: Document) -> Overlap:
        """How much of a document, which need not be of this archive, stands in it already."""
        return overlap(document, self._generation.index, self.documents)

    def elsewhere(self, identifier: str) -> tuple[Metadata, ...]:
        """The other documents in which sentences of a document stand as well, those with the most first.

        Raises:
            UnknownIdentifierError: No document has this identifier.
        """
        if identifier not in self._numbers:
            raise UnknownIdentifierError(identifier)
        return elsewhere(self._numbers[identifier], self._generation.index, self.documents)

    def fate(self, identifier: str) -> str:
        """What became of a quote that was given out: `exact` (word for word), `gone` or `withdrawn`."""
        try:
            self.quote(identifier)
        except WithdrawnError:
            return "withdrawn"
        except UnknownIdentifierError:
            return "gone"
        return "exact"

    def surroundings(self, quote: Quote) -> Span:
        """The span of a quote's passages and the passages before and after, in its document.

        Raises:
            UnknownIdentifierError: The quote's document is not in this archive.
            QuoteGoneError: The document is, but with another text.
        """
        if self.document(quote.document.identifier).text != quote.document.text:
            raise QuoteGoneError(quote.id)
        index = self._generation.index
        first, last = self._passages(quote.document.identifier)
        sentences = self._sentences(quote.document.identifier)
        spans = index.sentence_span[sentences.start : sentences.stop]
        inside = (spans[:, 0] < quote.span.end) & (spans[:, 1] > quote.span.start)
        passages = index.sentence_passage[sentences.start : sentences.stop][inside]
        if not len(passages):  # words that no passage holds, such as a caption's
            return quote.span
        before, after = max(first, int(passages[0]) - 1), min(last, int(passages[-1]) + 2)
        before += self._is_disputed(before)
        after -= self._is_disputed(after - 1)
        start = index.sentence_span[index.passage_sentence[before], 0]
        end = index.sentence_span[index.passage_sentence[after] - 1, 1]
        return Span(int(start), int(end))

    def picture(self, document: Metadata, page: int) -> bytes:
        """A page of a PDF as it looks, as a PNG, drawn in a process of its own with limits.

        Args:
            document: Of this archive.
            page: From 1.

        Raises:
            UnknownIdentifierError: The document is not in this archive.
            DocumentError: It has no such page, or the page cannot be drawn within the limits.
            IndexStoreError: The original file is damaged or gone.
        """
        raw = self.original(document).read_bytes()
        try:
            with Aside() as aside:
                return aside.picture(raw, page)
        except UnreadableError as error:
            raise DocumentError(document.file, error.code, **error.values) from error

    def graphic(self, document: Document, span: Span) -> tuple[Span, ...]:
        """The parts of a span of a document that are marked as hard to read, in reading order.

        Raises:
            UnknownIdentifierError: The document is not in this archive.
        """
        if document.identifier not in self._numbers:
            raise UnknownIdentifierError(document.identifier)
        if document.graphic:
            return (span,)
        return graphic_spans(self._generation.index, self._numbers[document.identifier], span)

    def marked_graphic(self) -> Marked:
        """What is marked as hard to read, and by what."""
        return marked(self._generation.index, self.documents, self._generation.manifest.graphic)

    def original(self, document: Metadata) -> Path:
        """The file that holds a document's original bytes; its name is their hash, not the document's.

        Raises:
            UnknownIdentifierError: No document of this archive has these bytes.
            IndexStoreError: The file is damaged or gone.
        """
        if document.sha256 not in self._hashes:
            raise UnknownIdentifierError(document.identifier)
        return self._store.original(document.sha256)

    def passages_of(self, identifier: str) -> int:
        """How many passages a document has.

        Raises:
            UnknownIdentifierError: No document has this identifier.
        """
        if identifier not in self._numbers:
            raise UnknownIdentifierError(identifier)
        first, last = self._passages(identifier)
        return last - first

    def _passages(self, identifier: str) -> tuple[int, int]:
        number = self._numbers[identifier]
        first, last = self._generation.index.document_passage[number : number + 2].tolist()
        return first, last

    def _sentences(self, identifier: str) -> range:
        return range(*self._generation.index.passage_sentence[list(self._passages(identifier))].tolist())

    def _is_disputed(self, passage: int) -> bool:
        index = self._generation.index
        return bool(index.sentence_kind[index.passage_sentence[passage]] == BlockKind.DISPUTED)

    def _is_quotable(self, sentences: range) -> bool:
        """Whether sentences are sure, and of one document."""
        index = self._generation.index
        if sentences.stop > len(index.sentence_passage):
            return False
        if (index.sentence_kind[sentences.start : sentences.stop] == BlockKind.DISPUTED).any():
            return False
        passages = index.sentence_passage[[sentences[0], sentences[-1]]]
        first, last = index.passage_document[passages]
        return bool(first == last)


def _blocks(document: Callable[[int], Document], number: int) -> tuple[Block, ...]:
    held = document(number)
    return blocks(held.text, held.title, held.marks)


def open_archive(
    corpus: Path,
    index: Path | None = None,
    progress: Progress | None = None,
    strictness: str = "normal",
    model: SentenceModel | None = None,
    ocr: str | None = None,
) -> Archive:
    """The archive of a corpus folder as it is now.

    Args:
        corpus: The folder of the documents.
        index: Where the index is kept and reused; without it, in a temporary folder that goes when the
            archive does.
        progress: Told how many files are done, and how many there are.
        strictness: How near the archive has to come to what is asked: `loose`, `normal` or `strict`.
        model: Gives the sentences their vectors; an index made with another one is made anew.
        ocr: Languages of pages that are pictures, as Tesseract calls them; they are not read when None.

    Raises:
        CorpusError: The corpus folder cannot be used.
        IndexStoreError: The index folder cannot be used.
        RecognitionError: Tesseract is not there, or does not know the languages.
        ReloadInProgressError: Another process has been building in the index folder for ten minutes.
    """
    store = opened_store(index, model)
    recogniser = recogniser_of(store, ocr)
    return stored_archive(store, corpus, progress, PATIENCE, strictness, model, recogniser)


def recogniser_of(store: Store, languages: str | None) -> Recogniser | None:
    """What reads pages that are pictures, and keeps what it read beside the index; None without languages.

    Raises:
        RecognitionError: Tesseract is not there, or does not know the languages.
    """
    return Recogniser(languages, store.folder / "recognised") if languages else None


def opened_store(index: Path | None, model: SentenceModel | None = None) -> Store:
    """The store in the folder `index`, or a temporary one.

    What is in it counts only if this code and `model`, or none as now, have made it.
    """
    if index is None:
        return Store.temporary()
    return Store(index, f"{code_fingerprint()}-{model.fingerprint}" if model else None)


def stored_archive(
    store: Store,
    corpus: Path,
    progress: Progress | None,
    patience: float = 0.0,
    strictness: str = "normal",
    model: SentenceModel | None = None,
    recogniser: Recogniser | None = None,
) -> Archive:
    """The archive of a corpus folder as it is now, kept in `store`.

    Args:
        store: Locked meanwhile.
        corpus: The folder of the documents.
        progress: Told how many files are done, and how many there are.
        patience: Seconds to wait while somebody else builds in the store.
        strictness: `loose`, `normal` or `strict`.
        model: The one that `store` was opened with.
        recogniser: Reads pages that are pictures.

    Raises:
        CorpusError: The corpus folder cannot be used.
        IndexStoreError: The index folder cannot be used.
        ReloadInProgressError: Somebody else is still building.
    """
    settle_if_free(corpus)
    with store.locked(patience):
        generation = refreshed(store, corpus, progress, model, recogniser)
        return Archive(store, generation, corpus, strictness, model, withdrawals(corpus))
