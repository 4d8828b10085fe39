"""Finding, quoting and placing words in an archive of documents.

Knows no Telegram, no templates, no web and no environment. What stands in `__all__` is what others
may use.
"""

from retrieval.archive import Archive, open_archive
from retrieval.audit import Event, history
from retrieval.calendars import solar_day
from retrieval.calibration import Calibration, Point
from retrieval.errors import (
    CorpusError,
    CorpusWriteError,
    DocumentError,
    IndexStoreError,
    ModelError,
    QuestionsError,
    QuoteGoneError,
    RecognitionError,
    ReloadInProgressError,
    RetrievalError,
    UnknownIdentifierError,
    WithdrawnError,
)
from retrieval.evaluation import Failure, Report, Result, WordsAlone, evaluate
from retrieval.files import printable
from retrieval.graphic import Marked
from retrieval.imports import Pages, bring_in, facts_without_column, read_pages
from retrieval.labelled import Labelled, labelled_questions
from retrieval.live import LiveArchive
from retrieval.model import (
    Answer,
    Block,
    BlockKind,
    Changes,
    Disagreement,
    Document,
    DocumentPage,
    Locator,
    Metadata,
    Query,
    Quote,
    Reason,
    Side,
    Span,
)
from retrieval.offers import CORRECTABLE, Offer, accepted, corrected, offered
from retrieval.overlap import Overlap
from retrieval.placement import Incoming, Standing, placed
from retrieval.refresh import Progress
from retrieval.removal import Loss, delete_left_behind, left_behind, loss, remove
from retrieval.semantic import SentenceModel, load_model
from retrieval.subjects import Subjects
from retrieval.verdict import Difference, Kind, Piece, Place, Verdict
from retrieval.verifying import LONGEST as LONGEST_QUOTATION
from retrieval.withdrawals import Withdrawal

__all__ = [
    "CORRECTABLE",
    "LONGEST_QUOTATION",
    "Answer",
    "Archive",
    "Block",
    "BlockKind",
    "Calibration",
    "Changes",
    "CorpusError",
    "CorpusWriteError",
    "Difference",
    "Disagreement",
    "Document",
    "DocumentError",
    "DocumentPage",
    "Event",
    "Failure",
    "Incoming",
    "IndexStoreError",
    "Kind",
    "Labelled",
    "LiveArchive",
    "Locator",
    "Loss",
    "Marked",
    "Metadata",
    "ModelError",
    "Offer",
    "Overlap",
    "Pages",
    "Piece",
    "Place",
    "Point",
    "Progress",
    "Query",
    "QuestionsError",
    "Quote",
    "QuoteGoneError",
    "Reason",
    "RecognitionError",
    "ReloadInProgressError",
    "Report",
    "Result",
    "RetrievalError",
    "SentenceModel",
    "Side",
    "Span",
    "Standing",
    "Subjects",
    "UnknownIdentifierError",
    "Verdict",
    "Withdrawal",
    "WithdrawnError",
    "WordsAlone",
    "accepted",
    "bring_in",
    "corrected",
    "delete_left_behind",
    "evaluate",
    "facts_without_column",
    "history",
    "labelled_questions",
    "left_behind",
    "load_model",
    "loss",
    "offered",
    "open_archive",
    "placed",
    "printable",
    "read_pages",
    "remove",
    "solar_day",
]
