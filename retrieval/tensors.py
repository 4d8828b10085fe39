"""Reading safetensors files, in which models keep their weights.

Eight bytes give the size of a header in JSON, which gives each array's type, shape and place in the
rest of the file (https://huggingface.co/docs/safetensors, "Format"). Nothing in such a file can run.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import operator
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

_TYPES: dict[str, np.dtype[Any]] = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4"), "F64": np.dtype("<f8")}
_LARGEST_HEADER = 16 << 20  # bytes; a model of a thousand arrays needs a hundredth of it
_SAMPLE = 4096  # bytes of each array that its fingerprint sees


class Tensors(Mapping[str, npt.NDArray[Any]]):
    """The arrays of floating-point numbers in a file, by their names; memory-mapped, read-only.

    Args:
        path: Of the file.

    Attributes:
        fingerprint: A hash of the header and of the beginning of each array. It tells one model from
            another without reading it whole; it does not tell a damaged file from a sound one.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is not a whole safetensors file.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        size = int.from_bytes(self._data[:8], "little")
        self._start = 8 + size
        if size > _LARGEST_HEADER or self._start > len(self._data):
            raise ValueError("no header")
        header = self._data[8 : self._start]
        rows = json.loads(header)
        if not isinstance(rows, dict):
            raise ValueError("no header")
        rows.pop("__metadata__", None)
        entries = {name: _entry(row, len(self._data) - self._start) for name, row in rows.items()}
        # Other types count things, and are not weights.
        self._arrays = {name: self._array(entry) for name, entry in entries.items() if entry.kind in _TYPES}
        hashed = hashlib.sha256(header)
        for start in sorted(entry.start for entry in entries.values()):
            hashed.update(self._data[self._start + start : self._start + start + _SAMPLE])
        self.fingerprint = hashed.hexdigest()[:32]

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def _array(self, entry: _Entry) -> npt.NDArray[Any]:
        kind = _TYPES[entry.kind]
        count = (entry.end - entry.start) // kind.itemsize
        return np.frombuffer(self._data, kind, count, self._start + entry.start).reshape(entry.shape)


class _Entry(NamedTuple):
    """What a header says of an array: its type, its shape and where it stands among the data."""

    kind: str
    shape: tuple[int, ...]
    start: int
    end: int


def _entry(row: Any, size: int) -> _Entry:
    """An entry of a header, checked against each other and the `size` of the data in bytes."""
    try:
        start, end = map(operator.index, row["data_offsets"])
        entry = _Entry(row["dtype"], tuple(map(operator.index, row["shape"])), start, end)
        is_known = entry.kind in _TYPES
    except (TypeError, KeyError) as error:
        raise ValueError("an entry of the header is not what it should be") from error
    if not 0 <= start <= end <= size or min(entry.shape, default=0) < 0:
        raise ValueError("an array does not lie within the file")
    if is_known and math.prod(entry.shape) * _TYPES[entry.kind].itemsize != end - start:
        raise ValueError("an array is not of the size its shape says")
    return entry
