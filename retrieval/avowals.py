"""Avowals: who admits a thing and who denies it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

from retrieval.analysis import analyzer, folded, tokens
from retrieval.matter import Matter, list_terms
from retrieval.questions import Analysed
from retrieval.sides import Sentence, Sided
from retrieval.wordlists import word_lists

BEFORE, AFTER = 4, 2  # how near a "never" has to stand to the "admitted" that it turns round
FURTHER = 10  # the same before an "or": "never acknowledged the facts or admitted"
OR = frozenset({"or", "nor", "یا"})


def asks_for_avowal(asked: Analysed) -> bool:
    """Whether a question asks if somebody admitted something, or denied it."""
    words = word_lists(asked.language)
    first = next(iter(tokens(asked.text)), None)
    if first is None or first.text.casefold() not in words.yes_no:
        return False
    avowing = list_terms(asked.language, (*words.avowals, *words.disavowals))
    return any(word.term in avowing for word in asked.words)


def by_avowal(sentences: Sequence[Sentence], matter: Matter) -> list[Sided]:
    """Sentences that tell of an avowal (`yes`), and of a denial (`no`)."""
    groups: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        value = _avowal(sentence) if matter.names_those_named(sentence) else None
        if value is not None:
            groups.setdefault(value, []).append(sentence)
    return [Sided(value, tuple(held)) for value, held in groups.items()]


def _avowal(sentence: Sentence) -> str | None:
    """`yes` or `no`; None where a sentence tells of neither, or of both."""
    lists, language = word_lists(sentence.language), analyzer(sentence.language)
    words = [token.text for token in tokens(sentence.text)]
    avowing, denying = (list_terms(sentence.language, each) for each in (lists.avowals, lists.disavowals))
    told = set()
    for place, word in enumerate(words):
        term = language.term(word)
        if term in denying:
            told.add("no")
        elif term in avowing:
            reach = BEFORE if OR.isdisjoint(map(folded, words[max(0, place - BEFORE) : place])) else FURTHER
            near = words[max(0, place - reach) : place + AFTER + 1]
            told.add("no" if any(map(partial(_turns, sentence.language), near)) else "yes")
    return told.pop() if len(told) == 1 else None


def _turns(language: str, word: str) -> bool:
    """Whether a word turns a statement round: "never", "hasn't"."""
    form = folded(word)
    return form in _denials(language) or word[-2:].casefold() in {"'t", "’t"}


@cache
def _denials(language: str) -> frozenset[str]:
    return frozenset(folded(word) for word in word_lists(language).denials)
