"""The history of a corpus: who added and removed what, and when.

One JSON object a line, in the corpus's file `.opcit/audit.jsonl`, which is only ever added to, and which only
its owner may read, for it names people by their ids. A line that a crash tore is passed over, and stays.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from retrieval import disk
from retrieval.errors import CorpusError
from retrieval.journal import FOLDER, own_folder

NAME = "audit.jsonl"

ADDED, REMOVED, DELETED = "added", "removed", "deleted"
"""What can be done: a document comes, is withdrawn; the file put aside then goes for good."""

_LOOKED_AT = 1 << 16  # bytes at the end in which a line can stand that is written a second time


@dataclass(frozen=True, kw_only=True)
class Event:
    """One change of a corpus.

    Attributes:
        what: `ADDED`, `REMOVED` or `DELETED`.
        identifier: Of the document.
        file: Its path in the corpus.
        sha256: Of its bytes.
        who: Numeric id of the admin; None for the command line.
        when: ISO 8601, in UTC, to the second.
        number: Tells it from all others.
    """

    what: str
    identifier: str
    file: str
    sha256: str
    who: int | None = None
    when: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    number: str = field(default_factory=lambda: secrets.token_hex(8))

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """An event as it was written down.

        Raises:
            TypeError: It is none.
            ValueError: Its time is none.
        """
        event = cls(**row)
        if any(type(each) is not str for name, each in row.items() if name != "who"):
            raise TypeError("no event")
        datetime.fromisoformat(event.when)
        return event

    @property
    def moment(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.when)


def note(folder: Path, events: Iterable[Mapping[str, Any]]) -> None:
    """Add events to a corpus's history, on the disk when this returns; none a second time.

    Args:
        folder: The corpus, held by `retrieval.changing`.
        events: As `vars` gives them.

    Raises:
        OSError: They cannot be written.
    """
    path = own_folder(folder) / NAME
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "r+b") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _LOOKED_AT))
        before = file.read()
        new = [event for event in events if str(event["number"]).encode() not in before]
        lines = "".join(json.dumps(dict(event), ensure_ascii=False) + "\n" for event in new)
        torn = before and not before.endswith(b"\n")
        file.write(b"\n" * bool(torn) + lines.encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())
    disk.sync_folder(path.parent)


def history(folder: Path) -> tuple[Event, ...]:
    """What was done to a corpus, the latest first.

    Raises:
        CorpusError: `forbidden`: somebody did it whose file may not be read.
    """
    path = folder / FOLDER / NAME
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise CorpusError("forbidden", str(path)) from error
    found = [event for line in lines if (event := _event(line))]
    return tuple(reversed(found))


def _event(line: bytes) -> Event | None:
    try:
        return Event.read(json.loads(line))
    except (ValueError, TypeError):
        return None
