"""Quality: answers do not get worse unnoticed. The floors are a little below what was measured last."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from retrieval import evaluate, labelled_questions, open_archive

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
Floors = Mapping[str, float]

SHIPPED: Floors = {"hit@1": 0.36, "hit@3": 0.58, "rightly refused": 0.6, "wrongly refused": 0.12}
SEEDS: Floors = {"hit@1": 0.53, "hit@3": 0.71, "rightly refused": 0.8, "wrongly refused": 0.13}
AT_MOST = {"wrongly refused"}


def assert_good(corpus: Path, questions: Path, floors: Floors, folder: Path) -> None:
    """No figure is worse than its floor, no quote is inexact, and quotes are short."""
    figures = evaluate(open_archive(corpus, folder), labelled_questions(questions)).figures()
    for name, floor in floors.items():
        value = figures[name]
        assert value is not None
        assert (value <= floor) if name in AT_MOST else (value >= floor), (
            f"{name}: {value:.3f}, floor {floor}"
        )
    assert figures["inexact"] == 0
    words = figures["median words"]
    assert words is not None
    assert words <= 60


def test_the_shipped_corpus_answers_well(tmp_path: Path) -> None:
    """The questions labelled for the shipped corpus are answered as well as when last measured."""
    assert_good(ROOT / "corpus", ROOT / "tests/data/questions.yaml", SHIPPED, tmp_path)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled questions on real texts are not here")
def test_real_texts_are_answered_well(tmp_path: Path) -> None:
    """Sixty labelled questions on five real, messy texts are answered as well as when last measured."""
    assert_good(SHARED / "seeds", SHARED / "gold/questions.yaml", SEEDS, tmp_path)
