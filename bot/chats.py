"""What is kept of a chat: what it chose on disk, its last answer in memory, and nothing else.

A chat that chose nothing has no row. A row does not name its chat: it is found by a hash keyed with the bot's
token, which is not in that file, so that a copied or lost disk tells nobody who used the bot. No question, no
name and no time is ever given to this module.

All choices are read once, at the start; a change is written at once. Where the file cannot be used, a line in
the log says so, and choices hold until the bot stops.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import logging
import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

logger = logging.getLogger(__name__)

NAME = "chats.sqlite3"

REMEMBERED_CHATS = 1000
"""Chats whose last answer `/source 2` can refer to; older answers carry their own buttons."""

PATIENCE = 2.0
"""Seconds to wait for another program that is using the file, such as a backup."""

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


@dataclass(frozen=True)
class Preferences:
    """What a chat chose.

    Attributes:
        language: Code of a catalogue; None when nobody chose one.
        graphic: Whether passages marked as graphic are shown without a cover.
    """

    language: str | None = None
    graphic: bool = False


NOTHING_CHOSEN = Preferences()


class Chats:
    """The choices of chats, and the identifiers of the quotes each was shown last.

    Reading takes no time; what changes a choice writes to disk, so it belongs into a thread. Any number of
    threads may use it.

    Args:
        folder: Where the file is kept; None: in memory only.
        key: Secret that rows are named with; what was chosen under another one is unreadable and goes.
        capacity: Of how many chats the last answer is remembered; the one not used longest goes first.
    """

    def __init__(
        self, folder: Path | None = None, key: bytes = b"", capacity: int = REMEMBERED_CHATS
    ) -> None:
        self._key = hashlib.sha256(b"opcit chats" + key).digest()
        self._capacity = capacity
        self._quotes: OrderedDict[int, Mapping[int, str]] = OrderedDict()
        self._lock = threading.Lock()
        self._path = folder / NAME if folder else None
        self._chosen = self._read()

    def preferences(self, chat: int) -> Preferences:
        """What `chat` chose."""
        return self._chosen.get(self._row(chat), NOTHING_CHOSEN)

    def set_language(self, chat: int, language: str | None) -> None:
        """Keep the language `chat` chose; None takes the choice back."""
        with self._lock:
            self._keep({self._row(chat): replace(self.preferences(chat), language=language)})

    def set_graphic(self, chat: int, shown: bool) -> None:
        """Keep whether `chat` wants to see what is marked as graphic."""
        with self._lock:
            self._keep({self._row(chat): replace(self.preferences(chat), graphic=shown)})

    def remember(self, chat: int, quotes: Mapping[int, str]) -> None:
        """Take `quotes`, identifiers by their numbers, as the last ones shown in `chat`."""
        with self._lock:
            self._quotes[chat] = quotes
            self._quotes.move_to_end(chat)
            if len(self._quotes) > self._capacity:
                self._quotes.popitem(last=False)

    def quotes(self, chat: int) -> Mapping[int, str]:
        """What was shown last in `chat`; nothing if that is not remembered."""
        with self._lock:
            if chat in self._quotes:
                self._quotes.move_to_end(chat)
            return self._quotes.get(chat, {})

    def forget(self, chat: int) -> bool:
        """Remove all that is kept of `chat`; whether nothing of it is left on disk."""
        with self._lock:
            self._quotes.pop(chat, None)
            self._chosen.pop(self._row(chat), None)
            return self._written({self._row(chat): NOTHING_CHOSEN})

    def move(self, old: int, new: int) -> None:
        """Give what is kept of `old` to `new`: a group that became a supergroup has another id."""
        with self._lock:
            if old in self._quotes:
                self._quotes.setdefault(new, self._quotes.pop(old))
            there, here = self.preferences(new), self.preferences(old)
            self._keep({
                self._row(new): Preferences(there.language or here.language, there.graphic or here.graphic),
                self._row(old): NOTHING_CHOSEN,
            })  # fmt: skip

    def _row(self, chat: int) -> bytes:
        return hmac.digest(self._key, str(chat).encode(), "sha256")[:16]

    def _keep(self, chosen: Mapping[bytes, Preferences]) -> None:
        """Take over choices by their rows, those that differ from what is held."""
        changed = {row: each for row, each in chosen.items() if each != self._chosen.get(row, NOTHING_CHOSEN)}
        for row, each in changed.items():
            self._chosen.pop(row, None)
            if each != NOTHING_CHOSEN:
                self._chosen[row] = each
        if changed:
            self._written(changed)

    def _written(self, chosen: Mapping[bytes, Preferences]) -> bool:
        """Write choices by their rows; whether the disk holds them now, and what they replace no longer."""
        gone = [(row,) for row, each in chosen.items() if each == NOTHING_CHOSEN]
        held = [(row, *vars(each).values()) for row, each in chosen.items() if each != NOTHING_CHOSEN]
        if self._path is None or not (held or self._path.exists()):
            return True
        try:
            with self._opened(self._path) as file, file:
                file.executemany("DELETE FROM chats WHERE chat = ?", gone)
                file.executemany(
                    "INSERT OR REPLACE INTO chats (chat, language, graphic) VALUES (?, ?, ?)", held
                )
        except (sqlite3.Error, OSError) as error:
            logger.warning(
                "%s: choices of chats cannot be written, and hold until the end: %s", self._path, error
            )
            return False
        return True

    def _read(self) -> dict[bytes, Preferences]:
        """All that is on disk. A damaged file is removed: nobody could be forgotten in it."""
        if self._path is None or not self._path.exists():
            return {}
        try:
            with self._opened(self._path) as file:
                rows = file.execute("SELECT chat, language, graphic FROM chats").fetchall()
        except (sqlite3.Error, OSError) as error:
            if getattr(error, "sqlite_errorcode", None) in _DAMAGED:
                logger.warning("%s: damaged, begun anew; chats have to choose again: %s", self._path, error)
                self._path.unlink(missing_ok=True)
            else:
                logger.warning("%s: choices of chats cannot be read: %s", self._path, error)
            return {}
        return {row: Preferences(language, bool(graphic)) for row, language, graphic in rows}

    @contextlib.contextmanager
    def _opened(self, path: Path) -> Iterator[sqlite3.Connection]:
        """The file, made if need be; for its owner's eyes only, and what is deleted in it is overwritten."""
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_RDONLY, 0o600)
        try:
            if os.fstat(descriptor).st_mode & 0o077:
                os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
        with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE)) as file:
            file.execute("PRAGMA secure_delete = ON")
            file.execute(
                "CREATE TABLE IF NOT EXISTS chats (chat BLOB PRIMARY KEY, language TEXT, graphic INTEGER)"
            )
            self._drop_strangers(file)
            yield file

    def _drop_strangers(self, file: sqlite3.Connection) -> None:
        """Delete what was kept under another key: nobody could ever find or forget it."""
        version = int.from_bytes(self._key[:4], "big") & 0x7FFFFFFF
        if file.execute("PRAGMA user_version").fetchone() != (version,):
            with file:
                file.execute("DELETE FROM chats")
            file.execute(f"PRAGMA user_version = {version}")
