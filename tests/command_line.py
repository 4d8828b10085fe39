"""Commands typed in a test: in this process, with a corpus, a cache and a working folder of their own."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from bot import logs
from bot.cli import main
from builders import corpus_folder

BRIDGE = """---
identifier: bridge
title: The bridge report
publisher: The Alfa
date: 2017-12
language: en
source: https://example.org/bridge
---

## The fall

The Zwiebel bridge fell on a Tuesday, said the engineer Delta. Nobody was on it at that hour.

## The repair

Workmen from Foxtrot rebuilt the arches of granite within eleven months.
"""

HARBOUR = """---
identifier: harbour
title: بندر
language: fa
---

بندر کوچک در زمستان یخ می‌زند و کشتی‌ها تا بهار منتظر می‌مانند.
"""

FILES: Mapping[str, str | bytes] = {"bridge.md": BRIDGE, "deep/er/harbour.md": HARBOUR}


@contextlib.contextmanager
def logging_left_as_it_was() -> Iterator[None]:
    """Puts back, at its end, what `bot.logs.configure` changes for the whole process."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions, sys.unraisablehook, threading.excepthook
    try:
        yield
    finally:
        root.handlers[:], root.level, logging.raiseExceptions, sys.unraisablehook, threading.excepthook = (
            before
        )
        logging.captureWarnings(capture=False)
        for name in logs.OURS:
            logging.getLogger(name).setLevel(logging.NOTSET)


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


class CommandLine:
    """Somebody who types commands.

    Attributes:
        corpus: A corpus of two documents, used unless a command names another.
        folder: The working folder.
    """

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self.corpus = corpus_folder(folder / "corpus", FILES)
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        for name in [name for name in os.environ if name.startswith("OPCIT_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        monkeypatch.setenv("OPCIT_CORPUS", str(self.corpus))
        monkeypatch.chdir(folder)

    def types(self, *argv: str, stdin: str | bytes = b"") -> Ended:
        """The end of `opcit` with these arguments, given `stdin`."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        self._capsys.readouterr()
        with logging_left_as_it_was():
            code = main(argv)
        return Ended(code, *self._capsys.readouterr())
