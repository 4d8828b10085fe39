"""A sentence model small enough to write out in a test, and its forward pass done the slow way."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import math
import struct
import sys
import types
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

Weights = dict[str, npt.NDArray[Any]]

WIDTH, INNER, HEADS, LAYERS, PLACES = 16, 24, 4, 2, 12
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WORDS = (
    "the",
    "harbour",
    "was",
    "closed",
    "in",
    "winter",
    "keeper",
    "left",
    "road",
    "mountain",
    "open",
    "lamp",
)
VOCABULARY = {
    word: number for number, word in enumerate((*SPECIAL, *WORDS, "green", "nobody", "knew", "why"))
}
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": WIDTH,
    "intermediate_size": INNER,
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "layer_norm_eps": 1e-12,
}


def random_weights(seed: int = 0) -> Weights:
    """Weights large enough that every part of the network leaves its mark on the result."""
    random = np.random.default_rng(seed)
    shapes = {
        "embeddings.word_embeddings.weight": (len(VOCABULARY), WIDTH),
        "embeddings.position_embeddings.weight": (PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        **_norm("embeddings.LayerNorm"),
    }
    for number in range(LAYERS):
        name = f"encoder.layer.{number}"
        for part in ("query", "key", "value"):
            shapes |= _linear(f"{name}.attention.self.{part}", WIDTH, WIDTH)
        shapes |= _linear(f"{name}.attention.output.dense", WIDTH, WIDTH)
        shapes |= _norm(f"{name}.attention.output.LayerNorm")
        shapes |= _linear(f"{name}.intermediate.dense", WIDTH, INNER)
        shapes |= _linear(f"{name}.output.dense", INNER, WIDTH)
        shapes |= _norm(f"{name}.output.LayerNorm")
    return {name: random.normal(0, 0.5, shape).astype(np.float32) for name, shape in shapes.items()}


def _linear(name: str, width_in: int, width_out: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (width_out, width_in), f"{name}.bias": (width_out,)}


def _norm(name: str) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}


def safetensors(weights: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """A safetensors file of these arrays."""
    names = {"float16": "F16", "float32": "F32", "float64": "F64", "int64": "I64"}
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    data = b""
    for name, array in weights.items():
        end = len(data) + array.nbytes
        header[name] = {
            "dtype": names[str(array.dtype)],
            "shape": list(array.shape),
            "data_offsets": [len(data), end],
        }
        data += array.tobytes()
    encoded = json.dumps(header).encode()
    encoded += b" " * (-len(encoded) % 8)
    return struct.pack("<Q", len(encoded)) + encoded + data


def tokenizer_json() -> str:
    """A tokenizer of whole words, with a sign before and after them."""
    return json.dumps(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [],
            "normalizer": {"type": "Lowercase"},
            "pre_tokenizer": {"type": "Whitespace"},
            "post_processor": {
                "type": "BertProcessing",
                "sep": ["[SEP]", VOCABULARY["[SEP]"]],
                "cls": ["[CLS]", VOCABULARY["[CLS]"]],
            },
            "decoder": None,
            "model": {"type": "WordLevel", "vocab": VOCABULARY, "unk_token": "[UNK]"},
        }
    )


def model_folder(folder: Path, weights: Weights | None = None, **config: object) -> Path:
    """`folder` holding a whole model; `config` is put over its configuration."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(CONFIG | config))
    (folder / "model.safetensors").write_bytes(safetensors(random_weights() if weights is None else weights))
    (folder / "tokenizer.json").write_text(tokenizer_json())
    (folder / "README.md").write_text("---\nlanguage: en\n---\n\n# A tiny model\n")
    return folder


def reference(weights: Weights, tokens: Sequence[int], *, first_only: bool = False) -> npt.NDArray[Any]:
    """The vector of one text by BERT's definition: one text, one head and one token at a time."""
    held = {name: array.astype(np.float64) for name, array in weights.items()}

    def linear(row: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
        return np.asarray(held[f"{name}.weight"] @ row + held[f"{name}.bias"])

    def norm(row: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
        scaled = (row - row.mean()) / math.sqrt(row.var() + 1e-12)
        return np.asarray(scaled * held[f"{name}.weight"] + held[f"{name}.bias"])

    def gelu(row: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.array([value * (1 + math.erf(value / math.sqrt(2))) / 2 for value in row])

    kind = held["embeddings.token_type_embeddings.weight"][0]
    rows = [
        norm(
            held["embeddings.word_embeddings.weight"][token]
            + held["embeddings.position_embeddings.weight"][place]
            + kind,
            "embeddings.LayerNorm",
        )
        for place, token in enumerate(tokens)
    ]
    size = WIDTH // HEADS
    for number in range(LAYERS):
        name = f"encoder.layer.{number}"
        query, key, value = (
            [linear(row, f"{name}.attention.self.{part}") for row in rows]
            for part in ("query", "key", "value")
        )
        after = []
        for asking, row in enumerate(rows):
            heads = []
            for head in range(HEADS):
                part = slice(head * size, (head + 1) * size)
                scores = [math.exp(query[asking][part] @ each[part] / math.sqrt(size)) for each in key]
                shares = [score / sum(scores) for score in scores]
                heads.append(sum(share * each[part] for share, each in zip(shares, value, strict=True)))
            seen = linear(np.concatenate(heads), f"{name}.attention.output.dense")
            row = norm(seen + row, f"{name}.attention.output.LayerNorm")
            inner = gelu(linear(row, f"{name}.intermediate.dense"))
            after.append(norm(linear(inner, f"{name}.output.dense") + row, f"{name}.output.LayerNorm"))
        rows = after
    vector = rows[0] if first_only else np.mean(rows, axis=0)
    return np.asarray(vector / np.linalg.norm(vector))


class _Tokenizer:
    """Does with `tokenizer_json()` what the library's own does."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._vocabulary = vocabulary
        self._longest = 10**6

    @classmethod
    def from_str(cls, text: str) -> _Tokenizer:
        return cls(json.loads(text)["model"]["vocab"])

    def get_vocab(self) -> dict[str, int]:
        return self._vocabulary

    def no_padding(self) -> None:
        """It never pads."""

    def enable_truncation(self, longest: int) -> None:
        self._longest = longest

    def encode(self, text: str) -> types.SimpleNamespace:
        unknown, first, last = (self._vocabulary[name] for name in ("[UNK]", "[CLS]", "[SEP]"))
        spaced = "".join(letter if letter.isalnum() else f" {letter} " for letter in text.lower())
        words = [self._vocabulary.get(word, unknown) for word in spaced.split()][: self._longest - 2]
        return types.SimpleNamespace(ids=[first, *words, last])


def provide_runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the libraries of the extra `semantic` are not installed, let stand-ins pass for them."""
    standins: dict[str, dict[str, object]] = {
        "tokenizers": {"Tokenizer": _Tokenizer},
        "threadpoolctl": {"threadpool_limits": lambda limit, user_api: None},
    }
    for name, content in standins.items():
        if importlib.util.find_spec(name) is None:
            module = types.ModuleType(name)
            module.__spec__ = importlib.machinery.ModuleSpec(name, None)
            vars(module).update(content)
            monkeypatch.setitem(sys.modules, name, module)
