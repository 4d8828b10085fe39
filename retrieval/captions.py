"""Captions: names printed under photographs, in the middle of what the person says."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from retrieval.layout import QUOTES, Unit

_NEAR = 3  # units before and after in which the named person would be mentioned
_SEVERAL = 3  # a document with so many captions among quotations has them elsewhere too
_NAME_WORDS = range(2, 7)
_PARTICLES = {"al", "bin", "da", "de", "del", "der", "di", "el", "ibn", "la", "le", "of", "the", "van", "von"}
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_QUOTED_END = re.compile("[\"'”’»“」』][.,]?$")


def captions(text: str, found: Sequence[Unit], cues: Collection[int], open_units: Sequence[int]) -> list[int]:
    """The numbers of labels that are only a name which the text around them mentions.

    A heading can be a name too. But what it names comes after it, while a caption stands among quotations of
    somebody already named; only where a document has several of these is a name that comes later one as well.

    Args:
        text: The document's text.
        found: Its units.
        cues: The numbers of those that announce a speaker.
        open_units: The numbers of those not yet judged.
    """
    names = [n for n in open_units if found[n].is_label and _is_name(text[found[n].start : found[n].end])]
    sure = [
        n for n in names if _is_mentioned(text, found, n, -1) and _is_among_quotations(text, found, cues, n)
    ]
    if len(sure) < _SEVERAL:
        return sure
    return [n for n in names if _is_mentioned(text, found, n, -1) or _is_mentioned(text, found, n, 1)]


def _is_name(label: str) -> bool:
    words = label.split()
    if len(words) not in _NAME_WORDS or not all(map(_WORD.fullmatch, words)) or label.isupper():
        return False
    return all(word in _PARTICLES or not word[0].islower() for word in words)


def _is_mentioned(text: str, found: Sequence[Unit], number: int, step: int) -> bool:
    """Whether one of the units before (step -1) or after (step 1) holds the same words."""
    unit = found[number]
    name = text[unit.start : unit.end]
    near = range(number + step, number + step * (_NEAR + 1), step)
    return any(text.find(name, found[n].start, found[n].end) >= 0 for n in near if 0 <= n < len(found))


def _is_among_quotations(text: str, found: Sequence[Unit], cues: Collection[int], number: int) -> bool:
    for near in (number - 1, number + 1):
        if 0 <= near < len(found):
            unit = found[near]
            is_quoted = text[unit.start] in QUOTES or _QUOTED_END.search(text[unit.end - 2 : unit.end])
            if is_quoted or near in cues:
                return True
    return False
