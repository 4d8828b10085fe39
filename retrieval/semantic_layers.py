"""The layers of BERT's encoder on NumPy, and their making from a model's weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Weights = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a model's configuration says of its network.

    Attributes:
        width: Numbers in a vector.
        layers: How many.
        heads: Of attention, in each layer; they share the width evenly.
        inner: Width between the two halves of a layer's feed-forward network.
        epsilon: Keeps normalisation from dividing by zero.
        first_only: Whether a text's vector is that of its first token, or the mean of all.
    """

    width: int
    layers: int
    heads: int
    inner: int
    epsilon: float = 1e-12
    first_only: bool = False


@dataclass(frozen=True)
class Linear:
    """A matrix product and an addition."""

    weight: Floats
    bias: Floats

    def __call__(self, rows: Floats) -> Floats:
        """Each row times the matrix, plus the bias."""
        result: Floats = rows @ self.weight
        result += self.bias
        return result


@dataclass(frozen=True)
class Norm:
    """Layer normalisation (Ba et al. 2016): each row to mean 0 and variance 1, then scaled and shifted."""

    weight: Floats
    bias: Floats
    epsilon: float

    def __call__(self, rows: Floats) -> Floats:
        """Each row normalised."""
        centred: Floats = rows - rows.mean(axis=1, keepdims=True)
        variance = np.einsum("td,td->t", centred, centred) / rows.shape[1]
        centred /= np.sqrt(variance + np.float32(self.epsilon))[:, None]
        centred *= self.weight
        centred += self.bias
        return centred


@dataclass(frozen=True)
class Layer:
    """A layer: attention over the text, then a network on each token; what came in is added after each."""

    asked: Linear  # query, key and value side by side
    attended: Linear
    attended_norm: Norm
    inner: Linear
    outer: Linear
    outer_norm: Norm

    def __call__(self, rows: Floats, runs: Sequence[Run], heads: int) -> Floats:
        """What the layer makes of the tokens of some texts, a row each."""
        attended = self.attended(_attention(self.asked(rows), runs, heads))
        attended += rows
        rows = self.attended_norm(attended)
        result = self.outer(_gelu(self.inner(rows)))
        result += rows
        return self.outer_norm(result)


@dataclass(frozen=True)
class Run:
    """Texts of equal length that lie one after the other: where, how many, how long."""

    start: int
    count: int
    size: int


def _attention(asked: Floats, runs: Sequence[Run], heads: int) -> Floats:
    """Scaled dot-product attention (Vaswani et al. 2017), within each text.

    Args:
        asked: Query (already divided by the root of a head's width), key and value of each token.
        runs: Where the texts lie.
        heads: How many parts the width is seen as.
    """
    width = asked.shape[1] // 3
    found = np.empty((len(asked), width), np.float32)
    for run in runs:
        rows = slice(run.start, run.start + run.count * run.size)
        parts = asked[rows].reshape(run.count, run.size, 3, heads, width // heads)
        query, key, value = parts.transpose(2, 0, 3, 1, 4)
        weight = query @ key.swapaxes(-1, -2)
        weight -= weight.max(axis=-1, keepdims=True)
        np.exp(weight, out=weight)
        weight /= weight.sum(axis=-1, keepdims=True)
        found[rows] = (weight @ value).transpose(0, 2, 1, 3).reshape(-1, width)
    return found


def _gelu(values: Floats) -> Floats:
    """The Gaussian error linear unit by its approximation with tanh (Hendrycks and Gimpel 2016)."""
    inner = values * values
    inner *= np.float32(0.044715)
    inner += 1
    inner *= values
    inner *= np.float32(0.7978845608)  # the root of 2 / pi
    np.tanh(inner, out=inner)
    inner += 1
    inner *= values
    inner *= np.float32(0.5)
    return inner


def layer_from(weights: Weights, name: str, shape: Shape) -> Layer:
    """The layer whose weights' names begin with `name`.

    Raises:
        KeyError: A weight is missing.
        ValueError: A weight is not of the shape it should be, or not a number.
    """
    width, inner = shape.width, shape.inner
    query, key, value = (
        _linear(weights, f"{name}attention.self.{part}", width, width) for part in ("query", "key", "value")
    )
    scale = np.float32((width // shape.heads) ** -0.5)
    asked = Linear(
        np.concatenate([query.weight * scale, key.weight, value.weight], axis=1),
        np.concatenate([query.bias * scale, key.bias, value.bias]),
    )
    return Layer(
        asked=asked,
        attended=_linear(weights, f"{name}attention.output.dense", width, width),
        attended_norm=norm_from(weights, f"{name}attention.output.LayerNorm", shape),
        inner=_linear(weights, f"{name}intermediate.dense", width, inner),
        outer=_linear(weights, f"{name}output.dense", inner, width),
        outer_norm=norm_from(weights, f"{name}output.LayerNorm", shape),
    )


def _linear(weights: Weights, name: str, width_in: int, width_out: int) -> Linear:
    weight = _copied(weights, f"{name}.weight", (width_out, width_in))
    return Linear(np.ascontiguousarray(weight.T), _copied(weights, f"{name}.bias", (width_out,)))


def norm_from(weights: Weights, name: str, shape: Shape) -> Norm:
    """The normalisation of this name; raises as `layer_from` does."""
    weight, bias = (_copied(weights, f"{name}.{part}", (shape.width,)) for part in ("weight", "bias"))
    return Norm(weight, bias, shape.epsilon)


def _copied(weights: Weights, name: str, shape: tuple[int, ...]) -> Floats:
    copy = np.array(checked_weight(weights, name, shape), np.float32)
    if not np.isfinite(copy).all():
        raise ValueError(f"{name} holds what is not a number")
    return copy


def checked_weight(weights: Weights, name: str, shape: tuple[int | None, ...]) -> npt.NDArray[Any]:
    """The weight of this name, as it lies in its file; None stands for any size but zero.

    Raises:
        KeyError: It is missing.
        ValueError: It is of another shape.
    """
    weight = weights[name]
    expected = tuple(
        size if wanted is None else wanted for size, wanted in zip(weight.shape, shape, strict=False)
    )
    if weight.shape != expected or len(expected) != len(shape) or not weight.size:
        raise ValueError(f"{name} is {weight.shape}, and should be {shape}")
    return weight
