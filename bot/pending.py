"""Files that were sent and not yet added: held in memory and in a private folder, few, and not for long."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from retrieval import Offer

MOST = 10
"""Files held at once; the oldest gives way."""

LONGEST = 24 * 3600.0
"""Seconds for which one is held."""

_PREFIX = "opcit-uploads-"


@dataclass
class Pending:
    """A file that waits for a decision.

    Attributes:
        token: Names it in buttons.
        offer: What would be added.
        chat: Of the admin who sent it.
        message: Id of the message that shows it.
        asked: Which field each message that asks for a value is about, by its id.
        since: When it came.
        busy: Whether it is being added.
    """

    token: str
    offer: Offer
    chat: int
    message: int
    asked: dict[int, str] = field(default_factory=dict)
    since: float = 0.0
    busy: bool = False


class Shelf:
    """All that wait.

    Args:
        clock: Seconds of a clock that never goes back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[str, Pending] = OrderedDict()
        self._folder: Path | None = None
        _sweep()

    def place(self) -> tuple[str, Path]:
        """A new token, and an empty folder of its own that nobody else can look into."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        token = secrets.token_hex(8)
        folder = self._folder / token
        folder.mkdir(mode=0o700)
        return token, folder

    def put(self, pending: Pending) -> None:
        """Hold one, from now on."""
        pending.since = self._clock()
        self._held[pending.token] = pending
        self._drop_old()
        while len(self._held) > MOST:
            self.drop(next(iter(self._held)))

    def get(self, token: str, chat: int) -> Pending | None:
        """The one of this token and chat, if it is still held."""
        self._drop_old()
        pending = self._held.get(token)
        return pending if pending and pending.chat == chat else None

    def asking(self, chat: int, message: int) -> Pending | None:
        """The one about which a message asks."""
        self._drop_old()
        held = self._held.values()
        return next((each for each in held if each.chat == chat and message in each.asked), None)

    def drop(self, token: str) -> None:
        """Hold one no longer; its file goes."""
        self._held.pop(token, None)
        if self._folder:
            shutil.rmtree(self._folder / token, ignore_errors=True)

    def close(self) -> None:
        """Hold nothing any more."""
        self._held.clear()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _drop_old(self) -> None:
        for token, pending in list(self._held.items()):
            if self._clock() - pending.since > LONGEST and not pending.busy:
                self.drop(token)


def _sweep() -> None:
    """Delete what bots left that were killed: files that nobody ever meant to stay."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdecimal() and not _runs(int(number)):
            shutil.rmtree(folder, ignore_errors=True)  # what is another user's cannot be deleted, and stays


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's
        return True
    return True
