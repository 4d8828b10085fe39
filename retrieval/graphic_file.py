"""The words in a corpus folder's `graphic.txt`: a passage that holds one is hard to read."""

from __future__ import annotations

from retrieval.metadata import has_words
from retrieval.text import normal_characters, one_line

NAME = "graphic.txt"
COMMENT = "#"


def graphic_lines(text: str) -> tuple[str, ...]:
    """The words and phrases of the file, each once, in its order.

    Args:
        text: The whole file; empty lines and those that begin with `#` say nothing.
    """
    lines = map(one_line, normal_characters(text).split("\n"))
    return tuple(dict.fromkeys(line for line in lines if has_words(line) and not line.startswith(COMMENT)))
