"""Features: what is known of a sentence as an answer, and what each counts.

All lie between 0 and 1 and do not depend on the size of the archive or the length of the question.
"""

from __future__ import annotations

from typing import NamedTuple


class Features(NamedTuple):
    """What is known of a sentence as an answer, each from 0 to 1.

    "The question's share" is of its terms, by IDF: the share that stands there, in any form.

    Attributes:
        passage: BM25 of its passage, as a share of the most the question could reach.
        standing: BM25 of its passage, as a share of the best passage's.
        sentence: BM25 of the sentence alone, as a share of the most the question could reach.
        before: The question's share in the sentence, the one before, the heading and the title.
        window: The same with the sentence after, too.
        names: The share of the question's names and figures there; 0 when it has none.
        close: Of each two neighbouring terms of the question, by IDF, the share that is close together in it.
        focus: Whether it has the noun that is asked for: "dynasty" of "which dynasty".
        language: 1 when its document is in the language of the question.
        time: 1 when its document is of a year that the question names.
        similarity: How alike in meaning it and the question are, where a sentence model is used.
        company: The same of the sentence of its passage that is most alike.
        kind: 1 when it has what the question asks for and does not say itself: a name, a date, a figure.
        letters: Share of the question's runs of four letters that stand in it: other forms, compounds.
    """

    passage: float = 0.0
    standing: float = 0.0
    sentence: float = 0.0
    before: float = 0.0
    window: float = 0.0
    names: float = 0.0
    close: float = 0.0
    focus: float = 0.0
    language: float = 0.0
    time: float = 0.0
    similarity: float = 0.0
    company: float = 0.0
    kind: float = 0.0
    letters: float = 0.0


# Fitted (softmax over the sentences of a question) to 450 questions written for that over free manuals,
# histories and an encyclopaedia's entries in nine languages, and to every second of the questions labelled
# for the shipped corpus and for five news texts; checked on the others, and on each language left out.
# Between settings that are equally good there, all of the news texts' questions chose.
WEIGHTS = Features(
    passage=0.0,  # tells whether to answer, not what
    standing=0.9,
    sentence=0.6,
    before=0.35,
    window=0.6,
    names=0.12,
    close=0.2,
    focus=0.1,
    language=0.5,
    time=0.3,
    similarity=1.25,
    company=0.5,
    kind=0.35,
    letters=0.8,
)


def weighed(features: Features) -> float:
    """The score of a sentence: the weighted sum of its features."""
    return sum(weight * value for weight, value in zip(WEIGHTS, features, strict=True))
