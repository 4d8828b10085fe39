"""Finding, quoting and placing words in an archive of documents.

Knows no Telegram, no templates, no web and no environment. What stands in `__all__` is what others
may use.
"""

from retrieval.archive import Archive, open_archive
from retrieval.errors import (
    CorpusError,
    DocumentError,
    IndexStoreError,
    QuestionsError,
    QuoteGoneError,
    ReloadInProgressError,
    RetrievalError,
    UnknownIdentifierError,
)
from retrieval.evaluation import Labelled, Report, Result, evaluate, labelled_questions
from retrieval.live import LiveArchive
from retrieval.model import Answer, Changes, Document, Locator, Metadata, Query, Quote, Reason, Span
from retrieval.refresh import Progress

__all__ = [
    "Answer",
    "Archive",
    "Changes",
    "CorpusError",
    "Document",
    "DocumentError",
    "IndexStoreError",
    "Labelled",
    "LiveArchive",
    "Locator",
    "Metadata",
    "Progress",
    "Query",
    "QuestionsError",
    "Quote",
    "QuoteGoneError",
    "Reason",
    "ReloadInProgressError",
    "Report",
    "Result",
    "RetrievalError",
    "Span",
    "UnknownIdentifierError",
    "evaluate",
    "labelled_questions",
    "open_archive",
]
