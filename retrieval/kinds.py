"""Kinds of answer: what a question asks for, and which sentences have that in them."""

from __future__ import annotations

import enum
from collections.abc import Collection

import regex

from retrieval.analysis import folded, stop_words, tokens
from retrieval.model import Span
from retrieval.wordlists import word_lists

COPULA_WITHIN = 8  # words: further on, the "is" belongs to something else
_COPULA_EARLY = frozenset({"en"})  # languages in which it follows the subject rather than ends the sentence


class Kind(enum.StrEnum):
    """What a question asks for, where its words tell."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    REASON = "reason"
    OFFICE = "office"
    DEFINITION = "definition"
    OTHER = "other"


CAPITAL_NOUNS = frozenset({"de", "lb"})  # languages that write every noun with a capital
# What tells in any language that uses these signs; words stand in the languages' own files.
_SIGNS = {
    Kind.NUMBER: regex.compile(r"\p{Nd}+(?:[.,٫٬]\p{Nd}+)*"),
    Kind.DATE: regex.compile(r"(?<!\p{Nd})\p{Nd}{4}(?!\p{Nd})"),
    Kind.PERSON: regex.compile(r"(?<=[\p{L}\p{P}] )\p{Lu}\p{Ll}+"),
}
_NAME_AMONG_NOUNS = regex.compile(
    r"(?<=[\p{L}\p{P}] )\p{Lu}\p{L}+ \p{Lu}\p{L}+"
)  # where every noun has a capital


def kinds(question: str, language: str) -> dict[Kind, Span]:
    """The kinds of answer that `question` may ask for, and where it says so, the likeliest first."""
    found = ((Kind(name), pattern.search(question)) for name, pattern in word_lists(language).asks.items())
    return {kind: Span(*match.span()) for kind, match in found if match}


def holds(sentence: str, kind: Kind, language: str, said: Collection[str] = ()) -> bool:
    """Whether `sentence` has in it what a question of this kind asks for, and does not say itself.

    Args:
        sentence: As it stands.
        kind: What is asked for.
        language: Of the sentence.
        said: The folded words of the question.
    """
    sign = _SIGNS.get(kind)
    if kind is Kind.PERSON and language in CAPITAL_NOUNS:
        sign = _NAME_AMONG_NOUNS
    patterns = (sign, word_lists(language).holds.get(kind))
    return any(
        folded(match[0]) not in said
        for pattern in patterns
        if pattern is not None
        for match in pattern.finditer(sentence)
    )


def defines(sentence: str, language: str) -> bool:
    """Whether `sentence` says what its first word is: "X is...", "The X was..."."""
    lists = word_lists(language)
    words = [folded(token.text) for token in tokens(sentence)]
    grammar = stop_words(language) - lists.articles
    return (
        bool(words)
        and words[0] not in grammar
        and not lists.copulas.isdisjoint(words if language not in _COPULA_EARLY else words[:COPULA_WITHIN])
    )
