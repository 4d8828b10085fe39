"""Confidence: how sure it is that an archive speaks of what is asked, from 0 to 1.

The share of a question that one passage holds tells most. But the larger an archive, the more of any question
some passage of it holds by chance, and the shorter a question, the likelier that is. So both count, and one
threshold serves archives of any size.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import NamedTuple

from retrieval.features import Features


class Circumstances(NamedTuple):
    """What a question meets in an archive, whatever sentence is looked at.

    Attributes:
        unknown: Share of the question, by IDF, that is nowhere in the archive.
        has_names: Whether it names somebody or something, or a figure.
        terms: How many words of its own it has.
        passages: How many the archive has.
    """

    unknown: float
    has_names: bool
    terms: float
    passages: int


# Fitted (logistic, each archive's questions about what it holds and about what it does not weighing the same)
# to 450 questions in nine languages on archives of 5 to 2,000 passages that held the documents of some of
# them, and to the questions labelled for the shipped corpus and for five news texts.
_PASSAGE = 7.9
_WINDOW = 2.45
_LETTERS = 3.6
_MISSING_NAMES = -0.54
_UNKNOWN = -1.85
_TERM = 0.27
_TENFOLD = -0.78  # for each tenfold of passages
_CONSTANT = -4.45
FEW = 100  # passages: fewer make no surer, since people ask an archive so small about what it nearly holds


def confidence(features: Features, met: Circumstances) -> float:
    """How sure it is that a sentence with these features speaks of what is asked."""
    missing = 1 - features.names if met.has_names else 0.0
    value = (
        _PASSAGE * features.passage
        + _WINDOW * features.window
        + _LETTERS * features.letters
        + _MISSING_NAMES * missing
        + _UNKNOWN * met.unknown
        + _TERM * met.terms
        + _TENFOLD * math.log10(max(FEW, met.passages))
        + _CONSTANT
    )
    return 1 / (1 + math.exp(-value))


# The threshold of each strictness an operator can choose; `retrieval.calibration` tells how to set them.
THRESHOLDS = MappingProxyType({"loose": 0.13, "normal": 0.22, "strict": 0.42})
FURTHER = 0.5  # of the threshold, which the sentences of further quotes have to reach
