"""Sides: what independent documents say of one thing, and whose words that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from retrieval.quoting import Scored


class Voice(NamedTuple):
    """Whose words a sentence is, as far as that can be told."""

    document: int
    section: int  # offset of the heading it stands under, or -1
    speaker: str | None

    def is_independent_of(self, other: Voice) -> bool:
        """Whether the two are of different documents, articles of one page, or known speakers."""
        if self.document != other.document or self.section != other.section:
            return True
        return None not in (self.speaker, other.speaker) and self.speaker != other.speaker


@dataclass(frozen=True)
class Sentence:
    """A sentence that answers, with what telling sides apart needs."""

    scored: Scored
    text: str
    language: str
    near: frozenset[int]  # the terms of the sentence and its neighbours
    voice: Voice


@dataclass(frozen=True)
class Sided:
    """A value and the sentences that give it, best first."""

    value: str
    sentences: tuple[Sentence, ...]
