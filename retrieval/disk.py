"""Files that are whole or not there: synced writing, checksums, locks between processes.

Everything raises OSError as the system does; `retrieval.store` says it in the archive's words.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_PIECE = 1 << 20  # bytes read or written at a time
_POLL = 0.05  # seconds between two tries for a lock


class _Writer:
    """A file being written, with the checksum of what went in."""

    def __init__(self, path: Path) -> None:
        self.checksum = 0
        self.size = 0
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)

    def write(self, data: bytes) -> int:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self.checksum = zlib.crc32(data, self.checksum)
        self.size += len(data)
        return len(data)

    def close(self, *, sync: bool) -> None:
        try:
            if sync:
                os.fsync(self._file)
        finally:
            os.close(self._file)


@contextlib.contextmanager
def _written(path: Path, *, sync: bool) -> Iterator[_Writer]:
    file = _Writer(path)
    try:
        yield file
    except BaseException:
        file.close(sync=False)
        raise
    file.close(sync=sync)


def write(path: Path, pieces: Iterable[bytes], *, sync: bool = True) -> tuple[int, int]:
    """Write a file and return its size and its CRC-32; with `sync`, it is on the disk by then."""
    with _written(path, sync=sync) as file:
        for piece in pieces:
            file.write(piece)
    return file.size, file.checksum


def write_array(path: Path, array: npt.NDArray[Any]) -> tuple[int, int]:
    """Write an array as a `.npy` file, synced; its size and CRC-32."""
    with _written(path, sync=True) as file:
        np.lib.format.write_array(file, np.asarray(array), allow_pickle=False)
    return file.size, file.checksum


def replace(source: Path, target: Path) -> None:
    """Give `source` the name `target`, at once and for good: a reader sees the old file or the new one."""
    source.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in `folder` on the disk."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def facts(path: Path) -> tuple[int, int]:
    """The size and the CRC-32 of a file as it is now."""
    size = checksum = 0
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            checksum = zlib.crc32(piece, checksum)
    return size, checksum


@contextlib.contextmanager
def exclusive(path: Path, patience: float) -> Iterator[None]:
    """Hold the lock file `path`, alone among threads and processes.

    Args:
        path: Made if it is not there, never deleted: another process may be waiting for it.
        patience: Seconds to wait; 0 tries once.

    Raises:
        BlockingIOError: Somebody else held it all that time.
        OSError: The file cannot be made.
    """
    file = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _wait(file, time.monotonic() + patience)
        yield
    finally:
        os.close(file)


def _wait(file: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(_POLL)
        else:
            return
