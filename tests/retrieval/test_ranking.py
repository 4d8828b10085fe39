"""Ranking on an inverted index is rank_bm25's own, only faster."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from retrieval.ranking import InvertedBM25, lucene_idf

WORDS = st.sampled_from(["alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"])
CORPORA = st.lists(st.lists(WORDS, max_size=12), min_size=1, max_size=12).filter(any)
QUERIES = st.lists(st.one_of(WORDS, st.just("nowhere")), max_size=6)
K1 = st.floats(0.1, 3)
B = st.floats(0, 0.99)  # at 1 rank_bm25 itself divides by the zero length of an empty passage


@given(CORPORA, QUERIES, K1, B)
def test_scores_are_those_of_bm25okapi_given_the_same_idf(
    corpus: list[list[str]], query: list[str], k1: float, b: float
) -> None:
    """For any passages, query, k1 and b, every score equals rank_bm25's to the last bit."""
    reference = BM25Okapi(corpus, k1=k1, b=b)
    ours = InvertedBM25(corpus, k1=k1, b=b)
    reference.idf = {word: ours.idf_of(word) for passage in corpus for word in passage}

    assert ours.get_scores(query).tolist() == reference.get_scores(query).tolist()


@given(CORPORA, QUERIES, st.integers(1, 12))
def test_best_is_the_stable_sort_of_all_scores(corpus: list[list[str]], query: list[str], limit: int) -> None:
    """The best passages are the highest scores above zero, ties in the order of the passages."""
    model = InvertedBM25(corpus)
    scores = model.get_scores(query)

    expected = sorted((n for n in range(len(corpus)) if scores[n] > 0), key=lambda n: (-scores[n], n))

    assert model.best(scores, limit) == expected[:limit]


def test_a_batch_scores_as_the_whole_does() -> None:
    """get_batch_scores gives the same scores as get_scores, for the passages asked for."""
    model = InvertedBM25([["alfa", "bravo"], ["bravo"], ["charlie", "alfa"]])

    assert model.get_batch_scores(["alfa"], [2, 0]) == model.get_scores(["alfa"])[[2, 0]].tolist()


@pytest.mark.parametrize("corpus", [[["alfa"]], [["alfa"], ["bravo"]], [["alfa"], ["alfa", "bravo"]]])
def test_an_archive_of_one_or_two_passages_finds(corpus: list[list[str]]) -> None:
    """Every word that stands in a passage scores above zero, however small the archive."""
    assert InvertedBM25(corpus).get_scores(["alfa"]).max() > 0


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_an_archive_without_words_finds_nothing(corpus: list[list[str]]) -> None:
    """No passage, or only empty ones, give no result and no error."""
    model = InvertedBM25(corpus)

    assert model.best(model.get_scores(["alfa"]), 5) == []


@given(st.integers(1, 10_000), st.integers(0, 10_000))
def test_the_idf_is_lucenes(passages: int, holding: int) -> None:
    """The IDF is ln(1 + (N - n + 0.5) / (n + 0.5)), and always positive."""
    holding = min(holding, passages)

    idf = lucene_idf(np.array([holding]), passages)[0]

    assert idf == pytest.approx(math.log(1 + (passages - holding + 0.5) / (holding + 0.5)))
    assert idf > 0
