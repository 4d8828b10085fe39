"""Quotes given out: their bare identifiers and how often, so that a reload can tell which still hold.

Nothing says to whom, when or for what question. The file is sorted by identifier, which is a hash of words of
the archive, so that not even the order of questions can be read from it.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from retrieval import disk
from retrieval.identifiers import parsed

NAME = "given_out.json"
MOST = 100_000  # identifiers kept; the least often given go first
SECONDS = 5.0  # between two writings


class GivenOut:
    """Identifiers of the quotes given out, kept in an index folder. Any number of threads may use it.

    Args:
        folder: The index folder; several processes may share it.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._unsaved: Counter[str] = Counter()
        self._saved_at = 0.0
        self._lock = threading.Lock()

    def note(self, identifiers: Iterable[str]) -> None:
        """Count quotes that were given out, and write that down unless it was done just now.

        What cannot be written is tried again the next time: no answer waits for it or fails of it.
        """
        with self._lock:
            self._unsaved.update(identifiers)
        if time.monotonic() - self._saved_at >= SECONDS:
            self.save()

    def save(self) -> None:
        """Write down what is not yet written."""
        with self._lock, contextlib.suppress(OSError):
            if not self._unsaved:
                return
            self._saved_at = time.monotonic()
            with disk.exclusive(self._path.with_suffix(".lock"), 0.0):
                counted = self._read() + self._unsaved
                kept = sorted(counted.most_common(MOST))
                part = self._path.with_suffix(".part")
                disk.write(part, [json.dumps(dict(kept)).encode()])
                disk.replace(part, self._path)
            self._unsaved.clear()

    def counted(self) -> Counter[str]:
        """How often each quote was given out."""
        with self._lock:
            return self._read() + self._unsaved

    def _read(self) -> Counter[str]:
        try:
            held = json.loads(self._path.read_bytes())
            return Counter({name: int(count) for name, count in held.items() if parsed(name)})
        except (OSError, ValueError, TypeError, AttributeError):
            return Counter()  # not there yet, or damaged: it is a help to admins and no more
