"""An archive's own related words: found beside the language's, counted for less than a word itself."""

from pathlib import Path

import pytest

from builders import corpus_folder
from retrieval import open_archive
from retrieval.errors import DocumentError
from retrieval.thesaurus import STRENGTHS, related_with
from retrieval.thesaurus_file import related_lines


def test_lines_keep_their_strength() -> None:
    """Each line of words stands under the strength it was written under."""
    assert related_lines("same:\n  - quay pier\nnear:\n  - pier boat") == (
        ("same", "quay pier"),
        ("near", "pier boat"),
    )


@pytest.mark.parametrize(
    "text", ["- quay pier", "alike:\n  - quay pier", "same: quay", "same:\n  - [a, b]", "{"]
)
def test_what_is_no_thesaurus_is_named(text: str) -> None:
    """Another shape is reported with its line, and no part of it is used."""
    with pytest.raises(DocumentError) as caught:
        related_lines(text)

    assert caught.value.code == "thesaurus"
    assert caught.value.values["line"]


def test_its_words_join_those_of_the_language() -> None:
    """A line of the archive's own relates its words, both ways, without losing the language's."""
    mine = related_with([("same", "quay zeppelin")], "en")

    assert mine["quay"]["zeppelin"] == mine["zeppelin"]["quay"] == STRENGTHS["same"]
    assert len(mine["kill"]) >= 1


def test_a_question_in_other_words_is_answered(tmp_path: Path) -> None:
    """With a thesaurus.yaml in the corpus folder, its words find each other; without, they do not."""
    files = {
        "pier.md": "The old zeppelin was sold in 1951.",
        "more.md": "A storm closed the harbour for a week.",
    }
    corpus = corpus_folder(tmp_path / "corpus", files)
    alone = open_archive(corpus, tmp_path / "one").ask("When was the quayline sold?")
    corpus_folder(corpus, {"thesaurus.yaml": "same:\n  - quayline zeppelin"})
    found = open_archive(corpus, tmp_path / "one").ask("When was the quayline sold?")

    assert alone.query.unknown == ("quayline",)
    assert found.query.unknown == ()
    assert "zeppelin" in found.quotes[0].text
