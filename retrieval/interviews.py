"""Interviews: which paragraphs are the interviewer's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.layout import QUOTES, Unit
from retrieval.sentences import sentences

_FEWEST = 3  # questions that make an interview
_SHARE = (0.15, 0.6)  # of the paragraphs that are questions: fewer are rhetorical, more a questionnaire
_LONGEST = 900  # a longer question, in characters, is somebody's speech
_ASKING = 1 / 3  # share of a turn's characters that stand in its questions; the rest leads up to them
_TRAILING_OFF = 500  # longest turn that ends in dots instead of a question mark, in characters
_QUESTION_MARKS = "?؟？"

_LABEL = re.compile(r"(?:Q|Question|Interviewer|س|پرسش|سؤال|سوال)\s?\d{0,3}\s?[:.)]\s", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|yours|vous|votre|vos|usted|su|Sie|Ihre?|شما|شماست|خودتان)\b", re.IGNORECASE)


def questions(text: str, found: Sequence[Unit], prose: Sequence[int]) -> list[int]:
    """The numbers of the units that are an interviewer's turn.

    Rhetorical questions end paragraphs too, so a document must have several such turns, each answered by
    another paragraph, or say `Question:` itself.

    Args:
        text: The document's text.
        found: Its units.
        prose: The numbers of those that may be somebody's turn, ascending.
    """
    labelled = [n for n in prose if _LABEL.match(text, found[n].start, found[n].end)]
    if len(labelled) > 1:
        return labelled
    turns = {n for n in prose if _is_turn(text, found[n])}
    answered = [n for n, after in pairwise(prose) if n in turns and after not in turns]
    if len(answered) < _FEWEST or not _SHARE[0] <= len(answered) / len(prose) <= _SHARE[1]:
        return []
    return [n for n in prose if n in turns or (answered[0] < n and _trails_off(text, found[n]))]


def _is_turn(text: str, unit: Unit) -> bool:
    """Whether a paragraph ends by asking, and asks more than it tells."""
    is_spoken_of = text[unit.start] in QUOTES or unit.is_list
    if unit.last not in _QUESTION_MARKS or is_spoken_of or unit.end - unit.start > _LONGEST:
        return False
    parts = [text[start:end] for start, end in sentences(text, unit.start, unit.end)]
    asking = sum(len(part) for part in parts if part.endswith(tuple(_QUESTION_MARKS)))
    return asking >= _ASKING * (unit.end - unit.start)


def _trails_off(text: str, unit: Unit) -> bool:
    """Whether a short turn ends in dots and addresses somebody: a question left to be understood."""
    if unit.last != "…" or text[unit.start] in QUOTES or unit.end - unit.start > _TRAILING_OFF:
        return False
    return _YOU.search(text, unit.start, unit.end) is not None
