"""A safetensors file is read as it was written, and one that is not whole is refused."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from retrieval.tensors import Tensors
from tiny_model import safetensors

SHAPES = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
FLOATS = st.sampled_from([np.float16, np.float32, np.float64]).flatmap(
    lambda kind: arrays.arrays(kind, SHAPES, elements={"allow_nan": False})
)
WHOLE = safetensors({"one": np.arange(6, dtype=np.float32).reshape(2, 3), "two": np.ones(4, np.float16)})
in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@given(st.dictionaries(st.text(max_size=8), FLOATS, min_size=1, max_size=5))
@in_one_folder
def test_what_was_written_is_read(tmp_path: Path, held: dict[str, np.ndarray]) -> None:
    """Any arrays of numbers, under any names, are read with their types, shapes and values."""
    held.pop("__metadata__", None)
    path = tmp_path / "file"
    path.write_bytes(safetensors(held))

    found = Tensors(path)

    assert set(found) == set(held)
    for name, array in held.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_what_counts_things_is_left_out(tmp_path: Path) -> None:
    """An array of whole numbers is no weight: it is passed over, and the others are read."""
    path = tmp_path / "file"
    path.write_bytes(safetensors({"places": np.arange(5), "one": np.ones(3, np.float32)}))

    assert list(Tensors(path)) == ["one"]


@given(st.integers(0, len(WHOLE) - 1))
@in_one_folder
def test_a_torn_file_is_refused(tmp_path: Path, size: int) -> None:
    """A file cut off anywhere is not read."""
    path = tmp_path / "file"
    path.write_bytes(WHOLE[:size])

    with pytest.raises(ValueError):
        Tensors(path)


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
@in_one_folder
def test_a_changed_file_is_refused_or_read(tmp_path: Path, place: int, difference: int) -> None:
    """Whatever byte is another, the file is read or refused with ValueError, and nothing else happens."""
    data = bytearray(WHOLE)
    data[place] ^= difference
    path = tmp_path / "file"
    path.write_bytes(data)

    try:
        found = Tensors(path)
    except ValueError:
        return
    assert all(array.size >= 0 for array in found.values())


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": [-1], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]},
        {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]},
        {"dtype": "F32", "shape": [2.0], "data_offsets": [0, 8]},
        {"dtype": ["F32"], "shape": [2], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [2]},
        ["F32", [2], [0, 8]],
    ],
)
def test_a_header_that_contradicts_itself_is_refused(tmp_path: Path, entry: object) -> None:
    """An array that lies outside the file, or is not of the size its shape says, is refused."""
    header = json.dumps({"one": entry}).encode()
    path = tmp_path / "file"
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(8))

    with pytest.raises(ValueError):
        Tensors(path)


def test_the_fingerprint_tells_models_apart(tmp_path: Path) -> None:
    """Another value in any array gives another fingerprint; the same file elsewhere has the same."""
    path, copy = tmp_path / "file", tmp_path / "copy"
    path.write_bytes(WHOLE)
    copy.write_bytes(WHOLE)
    seen = {Tensors(path).fingerprint, Tensors(copy).fingerprint}
    assert len(seen) == 1

    for place in (len(WHOLE) - 1, len(WHOLE) - 12):  # of the second array, of the first
        copy.write_bytes(WHOLE[:place] + b"\x7f" + WHOLE[place + 1 :])
        seen.add(Tensors(copy).fingerprint)

    assert len(seen) == 3
