"""Letters: how much of a question's spelling a sentence has, whatever the forms of its words.

Compounds, endings and spellings that no stemmer joins share runs of letters, and so do words that follow
each other as in the question, since the runs go on across the space between them.
"""

from __future__ import annotations

import regex

from retrieval.analysis import folded
from retrieval.wordlists import UNSPACED

SIZE, UNSPACED_SIZE = 4, 2  # letters of a run, where spaces part the words and where they do not
_BETWEEN = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


class Letters:
    """The runs of letters of a question.

    Args:
        question: As typed.
    """

    def __init__(self, question: str) -> None:
        text = _plain(question)
        size = UNSPACED_SIZE if UNSPACED.search(text) else SIZE
        self._runs = {text[start : start + size] for start in range(max(1, len(text) - size + 1))}

    def share(self, text: str) -> float:
        """The share of them that stands in `text`, from 0 to 1."""
        words = _plain(text)
        return sum(run in words for run in self._runs) / len(self._runs)


def _plain(text: str) -> str:
    """Folded words, with one space around each."""
    return f" {_BETWEEN.sub(' ', folded(text)).strip()} "
