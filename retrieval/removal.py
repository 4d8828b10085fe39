"""Taking a document out of a corpus: from one moment on it does not count, and its quotes say so.

That moment is when the journal names it. Killed before, it is wholly there; killed after, wholly withdrawn:
the next start or change of the corpus does what is left of it.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from retrieval import audit, disk
from retrieval.audit import Event
from retrieval.changing import changing, put_aside, said, settle
from retrieval.errors import CorpusWriteError, ReloadInProgressError, RetrievalError, UnknownIdentifierError
from retrieval.identifiers import parsed
from retrieval.journal import Journal, State, close, own_folder, write_down
from retrieval.live import LiveArchive
from retrieval.model import Metadata
from retrieval.tables import tables_with
from retrieval.withdrawals import Withdrawal, withdrawals

_PATIENCE = 600.0  # seconds to wait for a reload that is running
_POLL = 0.1


def remove(
    live: LiveArchive, document: Metadata, who: int | None = None, *, keeps_file: bool = True
) -> Withdrawal:
    """Withdraw a document: its file and its row go, and from now on its quotes are withdrawn.

    Args:
        live: The archive; it is without the document when this returns.
        document: As the archive has it.
        who: Numeric id of the admin; None for the command line.
        keeps_file: Put the file aside, out of the archive's sight, rather than delete it.

    Raises:
        WithdrawnError: Somebody else was faster.
        UnknownIdentifierError: The archive has no such document, or it changed meanwhile.
        CorpusWriteError: `unfinished`: it is withdrawn, but its file is still there; else nothing changed.
        IndexStoreError: The index cannot be written; nothing changed.
        ReloadInProgressError: Another reload went on for ten minutes; nothing changed.
    """
    folder = live.archive.folder
    with changing(folder):
        withdrawal = live.archive.withdrawal(document.identifier, datetime.now(UTC).date().isoformat())
        if withdrawal.sha256 != document.sha256:
            raise UnknownIdentifierError(document.identifier)
        tables_with(folder, [document.file])  # a table that cannot be changed is told before anything is
        event = Event(
            what=audit.REMOVED if keeps_file else audit.DELETED,
            identifier=document.identifier,
            file=document.file,
            sha256=document.sha256,
            who=who,
        )
        journal = Journal(
            state=State.REMOVING,
            files={document.file: document.sha256},
            rows=(document.file,),
            keeps_file=keeps_file,
            withdrawal=withdrawal.row(),
            events=(vars(event),),
        )
        _begin(live, journal)
        _end(folder)
    live.tidy()
    live.forget(document.sha256)
    return withdrawal


class Loss(NamedTuple):
    """What goes with a document, and what stays.

    Attributes:
        passages: Of the document.
        quotes: Of it that were given out.
        elsewhere: Other documents in which sentences of it stand, and go on standing.
    """

    passages: int
    quotes: int
    elsewhere: tuple[Metadata, ...] = ()


def loss(live: LiveArchive, identifier: str) -> Loss:
    """What would go with a document.

    Raises:
        UnknownIdentifierError: No document has this identifier.
    """
    archive = live.archive
    withdrawal = archive.withdrawal(identifier, "")
    names = filter(None, map(parsed, live.given_out.counted()))
    quotes = sum(map(withdrawal.knows, names))
    return Loss(archive.passages_of(identifier), quotes, archive.elsewhere(identifier))


def left_behind(folder: Path, identifier: str) -> Path | None:
    """The folder with the file of a withdrawn document, if that was put aside and is still there."""
    withdrawal = withdrawals(folder).of_document(identifier)
    path = put_aside(folder, identifier, withdrawal.sha256) if withdrawal else None
    return path if path and path.is_dir() else None


def delete_left_behind(folder: Path, identifier: str, who: int | None = None) -> None:
    """Delete the file of a withdrawn document that was put aside.

    Raises:
        CorpusWriteError: It cannot be deleted.
        UnknownIdentifierError: There is none.
    """
    with changing(folder):
        path, withdrawal = left_behind(folder, identifier), withdrawals(folder).of_document(identifier)
        if path is None or withdrawal is None:
            raise UnknownIdentifierError(identifier)
        names = sorted(each.name for each in path.iterdir())
        event = Event(
            what=audit.DELETED,
            identifier=identifier,
            file=next((name for name in names if name != "sources.csv"), ""),
            sha256=withdrawal.sha256,
            who=who,
        )
        with said(folder):
            shutil.rmtree(path)
            disk.sync_folder(path.parent)
            audit.note(folder, [vars(event)])


def reloaded(live: LiveArchive) -> None:
    """Reload an archive, once a reload that is running is done: that one may not have seen what changed.

    Raises:
        ReloadInProgressError: It was not done in ten minutes.
        CorpusError: The corpus folder cannot be used.
        IndexStoreError: The new index cannot be written.
    """
    _once_free(live.reload)


def _once_free(work: Callable[[], object]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            work()
        except ReloadInProgressError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(_POLL)
        else:
            return


def _begin(live: LiveArchive, journal: Journal) -> None:
    """Let the document no longer count, and see that it is no longer in the archive."""
    folder = live.archive.folder
    with said(folder):
        own_folder(folder)
        try:
            write_down(folder, journal)
            reloaded(live)
        except BaseException:
            close(folder)
            with contextlib.suppress(RetrievalError, OSError):  # it may fail now as it did before
                live.reload()
            raise


def _end(folder: Path) -> None:
    try:
        settle(folder)
    except (OSError, CorpusWriteError) as error:
        problem = getattr(error, "strerror", None) or type(error).__name__
        raise CorpusWriteError("unfinished", str(folder), problem) from error
