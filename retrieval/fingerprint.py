"""Which code an index was made by."""

from __future__ import annotations

import functools
import hashlib
import unicodedata
from importlib import metadata
from pathlib import Path

import Stemmer
import yaml


@functools.cache
def code_fingerprint() -> str:
    """A hash of everything that decides how files are read, cut and turned into terms.

    That is this package's own files, its word lists included, and what it leaves to others: Unicode's
    tables, the stemmers, and the readers of front matter and of documents' formats.
    """
    readers = [metadata.version(name) for name in ("pypdfium2", "pypdf", "mammoth", "trafilatura")]
    libraries = (unicodedata.unidata_version, Stemmer.version(), yaml.__version__, *readers)
    hashed = hashlib.sha256(repr(libraries).encode())
    package = Path(__file__).parent
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            hashed.update(f"\n{path.relative_to(package).as_posix()}\n".encode())
            hashed.update(path.read_bytes())
    return hashed.hexdigest()[:32]
