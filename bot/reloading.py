"""Reloads: run off the event loop, whoever asks for one, and what came of it in words."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bot.incidents import incident_number
from bot.limits import fitting
from bot.messages import Messages
from retrieval import (
    Archive,
    Changes,
    CorpusError,
    IndexStoreError,
    LiveArchive,
    Progress,
    ReloadInProgressError,
)

logger = logging.getLogger(__name__)

LISTED = (10, 5, 3, 1, 0)
"""How many documents of each kind a reload's report lists: as many of these as fit."""


@dataclass(frozen=True)
class Outcome:
    """What came of a reload.

    Attributes:
        archive: The snapshot in use afterwards.
        changes: What is different; None when it did not come to that.
        failure: Why not: `busy`, `stopped`, `corpus`, `index`, `system` or `fault`.
        facts: For the sentence that says why.
    """

    archive: Archive
    changes: Changes | None = None
    failure: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    def words(self, messages: Messages) -> str:
        """The report, as HTML that fits one message."""
        if self.changes is None:
            name = "reload_busy" if self.failure == "busy" else "reload_failed"
            return messages.render(name, **({} if self.failure == "busy" else self._why()))
        values = {
            "changes": self.changes,
            "unread": self.archive.unread,
            "warnings": self.archive.warnings,
        }
        return fitting(lambda shown: messages.render("reload_done", shown=shown, **values), LISTED)

    def _why(self) -> dict[str, str | None]:
        return {"kind": self.failure, **self.facts}


class StoppedError(Exception):
    """The program ends; what a reload has read so far is left."""


class Reloader:
    """Reloads an archive, one reload at a time, while questions go on.

    Args:
        archive: What is reloaded.

    Attributes:
        archive: The same.
    """

    def __init__(self, archive: LiveArchive) -> None:
        self.archive = archive
        self._stopping = threading.Event()

    async def reload(self, progress: Progress | None = None) -> Outcome:
        """Build the archive aside and swap it in; nothing is raised.

        Args:
            progress: Told, in another thread, how many files are done, and of how many.
        """

        def report(done: int, total: int) -> None:
            if self._stopping.is_set():
                raise StoppedError
            if progress:
                progress(done, total)

        executor = ThreadPoolExecutor(1, thread_name_prefix="reload")
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, self._outcome, report)
        finally:
            executor.shutdown(wait=False)

    def stop(self) -> None:
        """Give up whatever reload is running, at its next file: the program is to end."""
        self._stopping.set()

    def _outcome(self, progress: Progress) -> Outcome:
        """Reload, and say in values what came of it."""
        try:
            changes = self.archive.reload(progress)
        except StoppedError:
            return self._failed("stopped")
        except ReloadInProgressError:
            return self._failed("busy")
        except CorpusError as error:
            return self._failed("corpus", code=error.code, path=error.path)
        except IndexStoreError as error:
            return self._failed("index", path=error.path, problem=error.problem)
        except OSError as error:
            return self._failed("system", problem=error.strerror or type(error).__name__)
        except Exception as error:
            number = incident_number()
            logger.exception("incident %s: reload: %s", number, type(error).__name__)
            return self._failed("fault", incident=number)
        return Outcome(self.archive.archive, changes)

    def _failed(self, kind: str, **facts: str) -> Outcome:
        return Outcome(self.archive.archive, failure=kind, facts=facts)
