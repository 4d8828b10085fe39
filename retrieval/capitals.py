"""Capitalised words: what the words of a sentence look like where names have capitals."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = re.compile(r"[^\s\0“”\"«»„()\[\]{}<>,;:!?…/|*•=—–]+")
CAPITALS = "".join(chr(code) for code in range(0x530) if chr(code).isupper())
_PREFIX = r"(?:[a-z]{1,3}[-’'])?"
_PARTICLES = """
    de da del della der den di du la le las los van von bin ibn ben bint al el ul ad ud e y zu zum ter ten
    af av dos das do
"""
PARTICLES = frozenset(_PARTICLES.split())
CAPITALISED = re.compile(rf"{_PREFIX}[{CAPITALS}]")
RUN = re.compile(
    rf"(?<!\w){_PREFIX}[{CAPITALS}][\w’'.-]*+(?:[ ](?:(?:{'|'.join(sorted(PARTICLES))})[ ]){{0,2}}"
    rf"{_PREFIX}[{CAPITALS}][\w’'.-]*+){{1,5}}"
)
_INITIALS = re.compile(rf"(?:[{CAPITALS}]\.)+")
POSSESSIVE = re.compile(r"[’']s?\Z")


class Word(NamedTuple):
    """A word of a sentence, without the punctuation around it."""

    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        """As in the word lists."""
        return self.text.rstrip(".").lower()


def words(text: str, start: int, end: int) -> list[Word]:
    """The words of a part of `text`; a full stop stays with initials and what may be abbreviated."""
    found = []
    for match in _WORD.finditer(text, start, end):
        word = match[0].strip("'‘’")
        begin = match.start() + match[0].find(word)
        if word.endswith(".") and not _INITIALS.fullmatch(word):
            word = word.rstrip(".")
        if word.strip(".-"):
            found.append(Word(begin, begin + len(word), word))
    return found
