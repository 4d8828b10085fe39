"""The network on NumPy computes what BERT's definition says, for any texts in any batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costly import costly
from retrieval import semantic_model
from retrieval.semantic_layers import Shape
from retrieval.semantic_model import Encoder
from tiny_model import HEADS, INNER, LAYERS, PLACES, VOCABULARY, WIDTH, random_weights, reference

SHAPE = Shape(width=WIDTH, layers=LAYERS, heads=HEADS, inner=INNER)
FIRST_ONLY = Shape(width=WIDTH, layers=LAYERS, heads=HEADS, inner=INNER, first_only=True)
WEIGHTS = random_weights()
ENCODER = Encoder(WEIGHTS, SHAPE)
TEXTS = st.lists(st.integers(0, len(VOCABULARY) - 1), min_size=1, max_size=PLACES)


@costly
@given(TEXTS, st.booleans())
def test_a_vector_is_what_the_definition_says(text: list[int], first_only: bool) -> None:
    """For any text, the vector is the one computed token by token, the tanh in place of erf apart."""
    encoder = Encoder(WEIGHTS, FIRST_ONLY) if first_only else ENCODER

    vector = encoder.vectors([text])[0]

    np.testing.assert_allclose(vector, reference(WEIGHTS, text, first_only=first_only), atol=5e-3)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=12), st.integers(1, 40))
def test_a_vector_does_not_depend_on_its_company(texts: list[list[int]], batch: int) -> None:
    """Any texts, of any lengths, in batches of any size, have the vectors that each has alone."""
    alone = [ENCODER.vectors([text])[0] for text in texts]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(semantic_model, "_BATCH", batch)
        together = ENCODER.vectors(texts)

    assert together.shape == (len(texts), WIDTH)
    np.testing.assert_allclose(together, np.reshape(alone, (-1, WIDTH)), atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


@given(st.lists(TEXTS, max_size=5))
@costly
def test_the_same_texts_have_the_same_vectors(texts: list[list[int]]) -> None:
    """Asked twice, a list of texts gives the same vectors to the last bit."""
    assert ENCODER.vectors(texts).tobytes() == Encoder(WEIGHTS, SHAPE).vectors(texts).tobytes()


def test_a_text_without_tokens_is_like_nothing() -> None:
    """A text without tokens has a vector of zeros and leaves its neighbours' alone."""
    found = ENCODER.vectors([[], [5, 6], []])

    assert not found[[0, 2]].any()
    np.testing.assert_array_equal(found[1], ENCODER.vectors([[5, 6]])[0])


# A key's bias adds the same to all scores of a token, which attention cannot see.
@pytest.mark.parametrize("name", sorted(name for name in WEIGHTS if not name.endswith("key.bias")))
def test_every_weight_matters(name: str) -> None:
    """Another value in any weight gives another vector: none is forgotten or taken for another."""
    changed = WEIGHTS | {name: WEIGHTS[name] + np.arange(WEIGHTS[name].size).reshape(WEIGHTS[name].shape)}
    text = [5, 9, 7]

    assert not np.allclose(Encoder(changed, SHAPE).vectors([text]), ENCODER.vectors([text]), atol=1e-3)


@pytest.mark.parametrize("name", sorted(WEIGHTS))
def test_a_weight_that_is_missing_or_of_another_shape_is_refused(name: str) -> None:
    """No network is made of weights that do not fit it."""
    missing = {other: weight for other, weight in WEIGHTS.items() if other != name}
    with pytest.raises(KeyError):
        Encoder(missing, SHAPE)
    for wrong in (WEIGHTS[name][..., :-1], WEIGHTS[name][None], WEIGHTS[name][:0]):
        with pytest.raises(ValueError):
            Encoder(WEIGHTS | {name: wrong}, SHAPE)


def test_weights_that_are_no_numbers_are_refused() -> None:
    """A weight that is not a number, anywhere in a layer, is refused when the network is made."""
    name = "encoder.layer.1.output.dense.weight"
    weight = WEIGHTS[name].copy()
    weight[3, 3] = np.nan

    with pytest.raises(ValueError):
        Encoder(WEIGHTS | {name: weight}, SHAPE)


def test_heads_share_the_width_evenly() -> None:
    """A number of heads that does not divide the width is refused."""
    with pytest.raises(ValueError):
        Encoder(WEIGHTS, Shape(width=WIDTH, layers=LAYERS, heads=3, inner=INNER))
