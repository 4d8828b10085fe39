"""Similarity: a sentence model orders what the words have found, and decides nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from builders import corpus_folder
from retrieval import WordsAlone, load_model, open_archive
from retrieval.archive import Archive
from tiny_model import model_folder, provide_runtime

TEXTS = {
    "harbour.md": "The harbour was opened in 1951. It has twelve cranes. The pier was sold by the clerk.",
    "storm.md": "In the storm forty sailors were drowned. The harbour was closed for a week.",
    "mayor.md": "The mayor denied that the pier had been sold. The clerk admitted the sale of the harbour.",
}
QUESTIONS = [
    "When was the harbour opened?",
    "Who sold the pier?",
    "What is the capital of Mongolia?",
    "harbour",
    "the of",
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive with a model of random weights."""
    folder = tmp_path_factory.mktemp("similarity")
    with pytest.MonkeyPatch.context() as patch:
        provide_runtime(patch)
        model = load_model(model_folder(folder / "model"))
    corpus = corpus_folder(
        folder / "corpus", {name: f"---\nlanguage: en\n---\n{text}" for name, text in TEXTS.items()}
    )
    return open_archive(corpus, folder / "index", model=model)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_model_never_decides_whether_to_answer(archive: Archive, question: str) -> None:
    """With or without the model a question is answered, or refused for the same reason, just as surely."""
    with_model, alone = archive.ask(question), WordsAlone(archive).ask(question)

    assert with_model.status == alone.status
    assert with_model.reason == alone.reason
    assert with_model.confidence == alone.confidence


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_a_model_brings_forward_is_quoted_exactly(archive: Archive, question: str) -> None:
    """Every quote stays a slice of its document."""
    for quote in (*archive.ask(question).quotes, *archive.ask(question).near):
        assert quote.text == quote.document.text[quote.span.start : quote.span.end]


def test_every_sentence_has_its_vector_in_the_index(archive: Archive) -> None:
    """Vectors are computed when the index is built, one a sentence, and kept with it."""
    vectors = archive._generation.index.sentence_vector

    assert vectors.shape[0] == archive.sentence_count
    assert np.linalg.norm(vectors.astype(np.float32), axis=1) == pytest.approx(1, abs=0.01)
    assert archive.has_model
