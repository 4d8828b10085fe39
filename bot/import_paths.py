"""`opcit import`: from where, and to where."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.data import is_shipped
from bot.errors import UsageError
from retrieval import CorpusError


@contextlib.contextmanager
def usable_paths() -> Iterator[None]:
    """Say in a sentence which of the named paths cannot be read.

    Raises:
        UsageError: One is not there, or may not be read.
    """
    try:
        yield
    except CorpusError as error:
        raise UsageError("import_missing", path=error.path) from error


def writable_corpus(corpus: Path, paths: Sequence[Path]) -> Path:
    """The folder to bring documents into.

    Args:
        corpus: As set.
        paths: What is to be brought in.

    Raises:
        UsageError: It is the shipped one, or holds one of the paths already.
    """
    folder = corpus.resolve()
    if is_shipped(folder):
        raise UsageError("import_shipped")
    for path in paths:
        if path.resolve().is_relative_to(folder):
            raise UsageError("import_inside", path=path, corpus=corpus)
    return corpus
