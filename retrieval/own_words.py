"""Own words: which sentences are what somebody said, word for word, rather than an author's report of it.

"N said that the gate was locked" is the author's wording, whoever is said to have said it; so is a sentence
with a word or two of N's between marks. N's own are the words in a quotation, a cued run or a turn.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from retrieval.model import Sentence
from retrieval.paragraphs import Paragraph

_FEWEST = 5  # words between marks that are somebody's statement rather than a word of theirs


def own_words(text: str, found: Sequence[Paragraph], spoken: Collection[int]) -> list[bool]:
    """For each sentence, whether it is somebody's own words.

    Args:
        text: Of the document.
        found: Its paragraphs.
        spoken: The numbers of sentences that are speech without marks: of a cued run, or of a turn.

    Returns:
        In the order of all sentences. Whose words they are is for `retrieval.speakers` to say.
    """
    return [
        number in spoken or _is_quoted(text, paragraph, sentence)
        for paragraph in found
        for number, sentence in zip(paragraph.numbers, paragraph.sentences, strict=True)
    ]


def _is_quoted(text: str, paragraph: Paragraph, sentence: Sentence) -> bool:
    """Whether a sentence stands in quotation marks, or has a statement between some."""
    start, end = sentence.start, sentence.end
    return any(
        _is_statement(text, mark.start, mark.end, sentence)
        for mark in paragraph.quotations
        if mark.start < end and start < mark.end
    )


def _is_statement(text: str, first: int, last: int, sentence: Sentence) -> bool:
    """Whether what stands in marks reaches beyond a sentence, fills half of it, or is long enough."""
    return (
        first < sentence.start
        or sentence.end < last
        or 2 * (last - first) >= sentence.end - sentence.start
        or len(text[first:last].split()) >= _FEWEST
    )
