"""A generation: one whole index on disk, opened for reading."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import json
import mmap
import os
import weakref
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval import disk
from retrieval.index import Index
from retrieval.manifest import Manifest, decoded
from retrieval.model import Document, Metadata

MANIFEST = "manifest.json"
FACTS = "facts.json"
TEXTS = "texts.utf8"
OFFSETS = "texts_start"  # the array of where each text begins in TEXTS, in bytes

_HELD_DOCUMENTS = 64  # decoded texts kept: the sentences of one question come from fewer documents


class Generation:
    """One whole index, checked, memory-mapped and held: it can be read even after it was replaced.

    Args:
        folder: Of the generation.
        checksum: CRC-32 of its manifest.
        code: Fingerprint of the code that has to have made it.

    Attributes:
        manifest: What it holds.
        index: Its arrays.
        document: Gives the document of a number.

    Raises:
        OSError: Something of it is missing.
        ValueError: Something of it is damaged, or made by other code.
        KeyError: Something in it is missing.
        TypeError: Something in it is not what it should be.
    """

    def __init__(self, folder: Path, checksum: int, code: str) -> None:
        self.folder = folder
        data = _held(self, folder / MANIFEST)
        if zlib.crc32(data) != checksum:
            raise ValueError(f"{MANIFEST} is damaged")
        self.manifest: Manifest = decoded(data, code)
        _check(folder, self.manifest.checksums)
        arrays = {
            name.removesuffix(".npy"): np.asarray(np.load(folder / name, mmap_mode="r", allow_pickle=False))
            for name in self.manifest.checksums
            if name.endswith(".npy")
        }
        starts = arrays.pop(OFFSETS)
        self.index = Index.from_arrays(arrays)
        metadata = [record.metadata for record in self.manifest.records]
        self.document: Callable[[int], Document] = functools.lru_cache(_HELD_DOCUMENTS)(
            functools.partial(_document, metadata, _mapped(folder / TEXTS), starts)
        )

    def facts(self) -> dict[str, str]:
        """What each corpus file looked like when it was read; nothing when that is not known."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            checksum, _, rest = (self.folder / FACTS).read_bytes().partition(b"\n")
            if int(checksum, 16) == zlib.crc32(rest):
                return dict(json.loads(rest))
        return {}


def encoded_facts(facts: Mapping[str, str]) -> bytes:
    """The contents of FACTS: a line with the checksum of the rest, then JSON."""
    rest = json.dumps(facts, ensure_ascii=False).encode()
    return f"{zlib.crc32(rest):08x}\n".encode() + rest


def _held(owner: Generation, path: Path) -> bytes:
    """The contents of `path`, which is kept open, with a shared lock, as long as `owner` lives."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    weakref.finalize(owner, os.close, file)
    fcntl.flock(file, fcntl.LOCK_SH)
    if os.fstat(file).st_nlink == 0:
        raise FileNotFoundError(f"{path} was deleted meanwhile")
    with os.fdopen(os.dup(file), "rb") as opened:
        return opened.read()


def _check(folder: Path, checksums: Mapping[str, tuple[int, int]]) -> None:
    for name, expected in checksums.items():
        if disk.facts(folder / name) != expected:
            raise ValueError(f"{name} is damaged")


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return b""  # nothing cannot be mapped
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _document(
    metadata: Sequence[Metadata], texts: mmap.mmap | bytes, starts: npt.NDArray[np.int64], number: int
) -> Document:
    known = {field.name: getattr(metadata[number], field.name) for field in fields(Metadata)}
    return Document(**known, text=texts[int(starts[number]) : int(starts[number + 1])].decode())
