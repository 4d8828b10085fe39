"""Finding, quoting and placing words in an archive of documents.

Knows no Telegram, no templates, no web and no environment. What stands in `__all__` is what others
may use.
"""

from retrieval.archive import Archive, open_archive
from retrieval.calibration import Calibration, Point
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
from retrieval.evaluation import Failure, Report, Result, evaluate
from retrieval.labelled import Labelled, labelled_questions
from retrieval.live import LiveArchive
from retrieval.model import Answer, Changes, Document, Locator, Metadata, Query, Quote, Reason, Span
from retrieval.refresh import Progress

__all__ = [
    "Answer",
    "Archive",
    "Calibration",
    "Changes",
    "CorpusError",
    "Document",
    "DocumentError",
    "Failure",
    "IndexStoreError",
    "Labelled",
    "LiveArchive",
    "Locator",
    "Metadata",
    "Point",
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
