"""Refusing: which kind of no it is when an archive does not answer."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.analysis import is_part
from retrieval.detection import is_foreign
from retrieval.model import Reason
from retrieval.questions import Analysed
from retrieval.quoting import QueryTerm

OUTSIDE = 0.6  # share of a question, by weight, that is nowhere in an archive which is about something else


def kind_of_no(asked: Analysed, terms: Sequence[QueryTerm], languages: Sequence[str]) -> Reason:
    """Why a question that was searched for is not answered.

    Args:
        asked: The question.
        terms: Its words in the archive, in their order.
        languages: Of the archive.
    """
    pairs = list(zip(asked.words, terms, strict=True))
    if is_foreign(asked.language, languages):
        return Reason.OTHER_LANGUAGE
    unknown = [(word, term) for word, term in pairs if not (term.strengths or word.is_light)]
    total = sum(term.weight for _, term in pairs)
    if sum(term.weight for _, term in unknown) >= OUTSIDE * total > 0:
        return Reason.OUTSIDE
    if any(not is_part(word.typed) for word, _ in unknown):
        return Reason.UNKNOWN_WORDS
    return Reason.NAMES_APART if any(word.is_name for word, _ in pairs) else Reason.NOTHING_NEAR
