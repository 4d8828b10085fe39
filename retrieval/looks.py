"""How a corpus looks from outside, so that a change is noticed without reading a file."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from retrieval.files import listing
from retrieval.formats.kinds import PLAIN, SUFFIXES

_TABLES = frozenset({".csv", ".yaml"})  # what may say something of the documents
_COUNT = PLAIN | SUFFIXES.keys() | _TABLES


def look(folder: Path) -> str:
    """A hash that is another one when a file of the corpus came, went, moved or was written to.

    A file that no document could come of does not count, such as one that a browser or an editor has not
    finished under its own name. No file is opened; on a network file system this works as on any other.

    Args:
        folder: The corpus.

    Raises:
        CorpusError: It is not there, is no folder, or may not be read.
    """
    found = listing(folder)
    counted = [each for each in found.files if PurePosixPath(each.file).suffix.lower() in _COUNT]
    refused = [(error.file, error.code) for error in found.refused]
    return hashlib.sha256(repr((counted, refused)).encode("utf-8", "surrogatepass")).hexdigest()
