"""Changes of the corpus from chats: one after the other, off the event loop; what is told of failures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.incidents import incident_number
from bot.messages import Messages
from retrieval import (
    CorpusError,
    CorpusWriteError,
    IndexStoreError,
    ReloadInProgressError,
    UnknownIdentifierError,
)

logger = logging.getLogger(__name__)

T = TypeVar("T")


class ChangeQueue:
    """Runs what changes the corpus in a thread of its own.

    Args:
        is_local: Whether whoever changes it sits at the terminal, and has no id of Telegram's.
    """

    def __init__(self, *, is_local: bool = False) -> None:
        self._is_local = is_local
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="changes")

    async def made(self, change: Callable[[], T]) -> T:
        """What `change` returns, once those before it are done."""
        # Shielded: a change that has begun is finished, whatever becomes of who asked for it.
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._executor, change))

    def who(self, person: int) -> int | None:
        """Who is named in the history, as somebody with this id."""
        return None if self._is_local else person

    def close(self) -> None:
        """Finish the change at work and drop those that wait."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def failure(messages: Messages, error: Exception, update_id: int) -> str:
    """What an admin is told of a change that failed; what nobody foresaw gets a number in the log."""
    match error:
        case CorpusWriteError():
            return _told(messages, error.code, path=error.path, problem=error.problem)
        case IndexStoreError():
            return _told(messages, "index", path=error.path, problem=error.problem)
        case CorpusError():
            return _told(messages, "corpus", path=error.path)
        case ReloadInProgressError():
            return _told(messages, "busy")
        case UnknownIdentifierError():
            return _told(messages, "changed")
    number = incident_number()
    logger.error(
        "incident %s: update %s: change: %s", number, update_id, type(error).__name__, exc_info=error
    )
    return _told(messages, "fault", incident=number)


def _told(messages: Messages, kind: str, **facts: str) -> str:
    return messages.render("change_failed", kind=kind, **facts)
