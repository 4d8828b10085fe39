"""What `/stats` shows: counters since the start, and nothing of who asked or what."""

from __future__ import annotations

import os
import time
from pathlib import Path

_STATM = Path("/proc/self/statm")


class Tally:
    """Counters since the start.

    Attributes:
        answered: Questions answered with quotes.
        unanswered: Questions answered with an honest no.
    """

    def __init__(self) -> None:
        self._started = time.monotonic()
        self.answered = 0
        self.unanswered = 0

    def count(self, *, answered: bool) -> None:
        """Count one answer."""
        if answered:
            self.answered += 1
        else:
            self.unanswered += 1

    @property
    def uptime(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    @property
    def memory(self) -> int | None:
        """Bytes of memory in use; None where the system does not tell."""
        try:
            return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, IndexError, ValueError):
            return None
