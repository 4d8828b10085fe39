"""A line that tells how far a long job is, on a terminal, and leaves nothing behind."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TextIO

from bot.words import sentence

PATIENCE = 0.5
"""Seconds of silence that need no explanation."""

PACE = 0.1
"""Seconds between two changes of the line."""

WIDTH = 20
"""Of the bar, in columns."""


class ProgressLine:
    """Shows `reading [##......] 3 of 12` while it is entered, if that takes long and somebody looks on.

    Args:
        stream: Where the line is shown, if that is a terminal.
        doing: What is being done: a key of the catalogue's `[progress]` table.
    """

    def __init__(self, stream: TextIO, doing: str = "reading") -> None:
        self._stream = stream
        self._doing = doing
        self._next = time.monotonic() + PATIENCE
        self._width = 0

    def report(self, done: int, total: int) -> None:
        """Tell that `done` of `total` files, or questions, are done."""
        now = time.monotonic()
        if self._stream.isatty() and now >= self._next:
            self._write(sentence(f"progress.{self._doing}", bar=_bar(done, total), done=done, total=total))
            self._next = now + PACE

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._width:
            self._write("")

    def _write(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(self._width) + ("" if text else "\r"))
        self._stream.flush()
        self._width = len(text)


def _bar(done: int, total: int) -> str:
    filled = WIDTH * done // max(total, 1)
    return f"[{'#' * filled}{'.' * (WIDTH - filled)}]"
