"""How fast ranking is, beside rank_bm25, bm25s and tantivy: the same passages and queries in one run.

    python tests/benchmark.py [--passages 100000] [--queries 20]

Needs the extra `benchmark`. The passages are invented: about 70 terms each, drawn from 60,000 words
with the skew of natural language (Zipf), stop words left out as the analyzer leaves them out.
Times are of ranking the top ten on one core, in milliseconds; the ratio is to rank_bm25's median.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import tantivy
from rank_bm25 import BM25Okapi

sys.path.insert(0, str(Path(__file__).parents[1]))

from retrieval.ranking import K1, B, InvertedBM25

WORDS, LENGTH, QUERY_LENGTH, TOP = 60_000, 70, 5, 10
Query = list[str]
Ranking = Callable[[Query], object]


def corpus(passages: int, generator: np.random.Generator) -> list[list[str]]:
    """Invented passages, as lists of terms."""
    weights = 1 / (np.arange(WORDS) + 30.0)
    lengths = generator.poisson(LENGTH, passages).clip(5)
    drawn = generator.choice(WORDS, int(lengths.sum()), p=weights / weights.sum())
    return [[f"w{word}" for word in terms] for terms in np.split(drawn, np.cumsum(lengths)[:-1])]


def queries(passages: Sequence[list[str]], count: int, generator: np.random.Generator) -> list[Query]:
    """Terms drawn from a passage each, as a question about it would hold."""
    chosen = generator.choice(len(passages), count)
    return [list(generator.choice(passages[number], QUERY_LENGTH)) for number in chosen]


def rank_bm25_ranking(passages: list[list[str]]) -> Ranking:
    """rank_bm25 as it is."""
    model = BM25Okapi(passages, k1=K1, b=B)
    return lambda query: np.argsort(model.get_scores(query))[::-1][:TOP]


def opcit_ranking(passages: list[list[str]]) -> Ranking:
    """Opcit's inverted index under BM25Okapi."""
    model = InvertedBM25(passages)
    return lambda query: model.best(model.get_scores(query), TOP)


def bm25s_ranking(passages: list[list[str]]) -> Ranking:
    """bm25s with its NumPy backend."""
    model = bm25s.BM25(k1=K1, b=B)
    model.index(passages, show_progress=False)
    return lambda query: model.retrieve([query], k=TOP, show_progress=False)


def tantivy_ranking(passages: list[list[str]]) -> Ranking:
    """tantivy, its index in memory."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())
    writer = index.writer(100_000_000, 1)
    for terms in passages:
        writer.add_document(tantivy.Document(body=" ".join(terms)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    return lambda query: searcher.search(index.parse_query(" ".join(query), ["body"]), TOP)


def times(ranking: Ranking, asked: Sequence[Query]) -> list[float]:
    """Milliseconds of each query, after one that is not counted."""
    ranking(asked[0])
    taken = []
    for query in asked:
        start = time.perf_counter()
        ranking(query)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


PEERS: dict[str, Callable[[list[list[str]]], Ranking]] = {
    "rank_bm25": rank_bm25_ranking,
    "Opcit": opcit_ranking,
    "bm25s (NumPy)": bm25s_ranking,
    "tantivy": tantivy_ranking,
}


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=20)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    generator = np.random.default_rng(1988)
    passages = corpus(options.passages, generator)
    asked = queries(passages, options.queries, generator)
    print(f"{options.passages:,} passages, {options.queries} queries of {QUERY_LENGTH} terms")
    print("| | median, ms | slowest, ms | as fast as rank_bm25 |\n|---|---|---|---|")
    base = 0.0
    for name, build in PEERS.items():
        taken = times(build(passages), asked)
        median = statistics.median(taken)
        base = base or median
        print(f"| {name} | {median:.2f} | {max(taken):.2f} | {base / median:.0f} × |")


if __name__ == "__main__":
    main()
