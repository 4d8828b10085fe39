"""Own words: a speaker stands above what somebody said word for word, never above a report of it."""

from __future__ import annotations

import pytest

from builders import document
from retrieval.answering import Answerer
from retrieval.index import Index, index_document
from retrieval.passages import passages
from retrieval.speakers import speakers
from retrieval.structure import blocks


def own(text: str, language: str = "en") -> list[bool]:
    """For each sentence, whether it is the own words of somebody named."""
    return speakers(document(text, language=language), passages(text, blocks(text))).own


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“The gate was locked from outside that night,” said Daniel Okoro.", [True]),
        ("Daniel Okoro said that the gate had been locked from outside.", [False]),
        ("According to Daniel Okoro, the gate had been locked from outside.", [False]),
        ("Daniel Okoro recalled that the gate, a ‘gift’ of the town, had been locked from outside.", [False]),
        ("Daniel Okoro said: “The gate was locked. Nobody had the key. We waited.”", [True, True, True]),
        ("Daniel Okoro told the court: “The gate was locked. We had no key.”", [True, True]),
        ("“The gate was locked from outside that night,” he said.", [False]),
        (
            "Daniel Okoro told the meeting:\n\nI saw that the gate was locked.\n\nThe town was asleep.",
            [False, True, False],
        ),
    ],
)
def test_only_quoted_or_announced_words_are_somebodys_own(text: str, expected: list[bool]) -> None:
    """Marks with a statement between them, and speech that a line above announces; all else is a report."""
    assert own(text) == expected


def test_persian_too() -> None:
    """A quotation in Persian is somebody's own words, and what he is said to have said is not."""
    assert own("رضا کیانی، وکیل کارگران، گفت: «پرونده آن شب به دادگاه رفته بود.»", "fa") == [True]
    assert own("رضا کیانی، وکیل کارگران، گفت پرونده آن شب به دادگاه رفته بود.", "fa") == [False]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Daniel Okoro said that the bridge had been closed by the mayor.", None),
        ("“The bridge had been closed by the mayor,” said Daniel Okoro.", "Daniel Okoro"),
        ("The town slept. It was late. “The bridge had been closed,” said Daniel Okoro. He left.", None),
    ],
)
def test_a_quote_has_a_speaker_only_where_all_of_it_is_theirs(text: str, speaker: str | None) -> None:
    """A quote that holds a sentence of the author's is nobody's own words."""
    held = document(text, language="en")
    index = Index.merged([index_document(held)])
    sentences = range(len(index.sentence_passage))

    quote = Answerer(index, lambda _: held, ["en"]).quote(sentences)

    assert quote.text == text
    assert quote.speaker == speaker
