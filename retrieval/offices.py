"""Offices: which of a person's offices a sentence names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from retrieval.analysis import analyzer, folded, tokens
from retrieval.questions import Analysed
from retrieval.sides import Sentence, Sided
from retrieval.wordlists import word_lists

OFFICE_REACH = 9  # words between a name and its office: "candidate to the presidency of Qalat in 2017, N"
CLOSE = {"fa": 3}  # the same in languages where the two stand side by side
CHAIN = 3  # words between an office and the one it is about


def by_office(sentences: Sequence[Sentence], asked: Analysed) -> list[Sided]:
    """Offices that stand right beside the name asked about, told in one language.

    One office has a word in each language, so that those of two languages cannot be compared.
    """
    language = asked.language if any(s.language == asked.language for s in sentences) else None
    names = {folded(word.typed) for word in asked.words if word.is_name}
    groups: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        language = language or sentence.language
        if sentence.language != language or not _is_of_time(sentence, asked):
            continue
        office = _office(sentence, names | _aliases(asked))
        if office:
            groups.setdefault(office, []).append(sentence)
    return [Sided(office, tuple(held)) for office, held in groups.items()]


def _is_of_time(sentence: Sentence, asked: Analysed) -> bool:
    """Whether a sentence names a year that the question names, if that names any: offices change."""
    return not asked.years or any(folded(token.text) in asked.years for token in tokens(sentence.text))


def _aliases(asked: Analysed) -> set[str]:
    return {folded(name.split()[-1]) for names in asked.aliases.values() for name in names}


def _office(sentence: Sentence, names: set[str]) -> str | None:
    """The office that stands right beside one of the names: before it, else after it."""
    words = _words(sentence)
    language, offices = analyzer(sentence.language), _offices(sentence.language)
    reach = CLOSE.get(sentence.language, OFFICE_REACH)
    held = [
        (place, office)
        for place, word in enumerate(words)
        if (office := offices.get(language.term(word) or ""))
    ]
    for name in (place for place, word in enumerate(words) if word in names):
        before = [pair for pair in held if name - reach <= pair[0] < name]
        after = [pair for pair in held if name < pair[0] <= name + reach]
        if before or after:
            return _head(before) if before else after[0][1]
    return None


def _words(sentence: Sentence) -> list[str]:
    """The words, folded; with empty ones at each sign where an office stands right beside its name."""
    found: list[str] = []
    end = 0
    for token in tokens(sentence.text):
        if sentence.language in CLOSE and sentence.text[end : token.start].strip():
            found += [""] * CLOSE[sentence.language]
        found.append(folded(token.text))
        end = token.start + len(token.text)
    return found


def _head(offices: Sequence[tuple[int, str]]) -> str:
    """Of offices before a name the one the others belong to: a candidate for president is a candidate."""
    head, office = offices[-1]
    for place, other in reversed(offices[:-1]):
        if head - place <= CHAIN:
            head, office = place, other
    return office


@cache
def _offices(language: str) -> dict[str, str]:
    """The terms of words for offices, and the words."""
    terms: dict[str, str] = {}
    for word in word_lists(language).offices:
        terms.setdefault(analyzer(language).term(word) or word, word)
    return terms
