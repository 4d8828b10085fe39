"""The matter of a question: what a figure, a day or an avowal has to be about to be an answer to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from retrieval.analysis import analyzer, folded, tokens
from retrieval.kinds import Kind
from retrieval.questions import Analysed, Word
from retrieval.quoting import QueryTerm
from retrieval.sides import Sentence
from retrieval.wordlists import word_lists

RATE_REACH = 6  # words between a figure and the "each night" that makes it a rate
REACH = 5  # words of a subject, between a figure or a date and the words it belongs to
NOUN_ONLY = frozenset({"fa"})  # languages where no word of grammar parts what is counted from the verb
COUNTED = 4  # words after a figure, at most, up to the next word of grammar: what it counts
OF = ("of", "از")  # the one word of grammar that may stand between a figure and what it counts


class Matter:
    """What a question is about: its names and years apart from its other words, light ones left out.

    Args:
        asked: The question.
        terms: Its words in the archive, in their order.
        number: Gives the number of a term in the archive.
    """

    def __init__(
        self, asked: Analysed, terms: Sequence[QueryTerm], number: Callable[[str], int | None]
    ) -> None:
        pairs: list[tuple[Word, QueryTerm]] = list(zip(asked.words, terms, strict=True))
        self.names = [term for word, term in pairs if word.is_name]
        self.terms = [term for word, term in pairs if not word.is_name and not word.is_light]
        wanted = _asked_for(asked)
        counted = {word.term for word in wanted}
        self._counted = [term for word, term in pairs if word.term in counted and not word.is_light]
        self._forms = {_singular(word.form) for word in wanted}
        self._number = number
        self._years = asked.years
        self._without_years = [term for word, term in pairs if word.is_name and not word.typed.isdecimal()]

    @property
    def is_specific(self) -> bool:
        """Whether more than one word tells what is meant."""
        return len(self.names) + len(self.terms) > 1

    def names_year(self, year: str) -> bool:
        """Whether the question itself names this year."""
        return year in self._years

    def is_about(self, sentence: Sentence) -> bool:
        """Whether at least half of the names and years, by weight, stand in a sentence or beside it."""
        return _half_held(self.names, sentence)

    def names_those_named(self, sentence: Sentence) -> bool:
        """The same of the names alone: what is told of a year need not name it again."""
        return _half_held(self._without_years, sentence)

    def counts(self, sentence: Sentence, end: int) -> bool:
        """Whether a figure that ends at an offset counts what was asked about, or people."""
        words = word_lists(sentence.language)
        counted = _counted(sentence, end)
        if _is_rate(sentence, end):
            return False
        if counted and counted[0].term in list_terms(sentence.language, words.time_units):
            return False
        forms = {_singular(word.form) for word in counted}
        if not self._counted:
            people = {_singular(folded(word)) for word in words.people}
            return not forms.isdisjoint(people) or self._any(self.terms, counted)
        # "Prison" and "prisoner" are one term; what is counted has to be the word itself or a related one.
        return not forms.isdisjoint(self._forms) or self._any(self._counted, counted, own=False)

    def _any(self, terms: Sequence[QueryTerm], words: Sequence[Counted], own: bool = True) -> bool:
        numbers = {self._number(word.term) for word in words}
        return any(not numbers.isdisjoint(term.strengths if own else term.others) for term in terms)

    def support(self, sentence: Sentence, start: int, end: int) -> float:
        """Share of these words, by weight, that stand near `text[start:end]` of a sentence."""
        near = self._near(sentence, start, end)
        total = sum(term.weight for term in self.terms)
        found = sum(
            term.weight * max((term.strengths[n] for n in near if n in term.strengths), default=0.0)
            for term in self.terms
        )
        return found / total if total else 0.0

    def _near(self, sentence: Sentence, start: int, end: int) -> set[int]:
        content = self._content(sentence)
        before = [number for place, number in content if place < start]
        after = [number for place, number in content if place >= end]
        return {*before[-REACH:], *after[:REACH]}

    def _content(self, sentence: Sentence) -> list[tuple[int, int]]:
        """The words of a subject: where they begin, and the number of their term (-1: none)."""
        language = analyzer(sentence.language)
        pairs = ((token.start, language.term(token.text)) for token in tokens(sentence.text))
        return [
            (start, -1 if (number := self._number(term)) is None else number)
            for start, term in pairs
            if term is not None
        ]


def _is_rate(sentence: Sentence, end: int) -> bool:
    """Whether a figure that ends at an offset is so many each time: "200 people every night"."""
    near = [token for token in tokens(sentence.text) if token.start >= end][:RATE_REACH]
    return not word_lists(sentence.language).rates.isdisjoint(folded(token.text) for token in near)


def _half_held(names: Sequence[QueryTerm], sentence: Sentence) -> bool:
    held = sum(term.weight for term in names if not sentence.near.isdisjoint(term.strengths))
    return 2 * held >= sum(term.weight for term in names)


class Counted(NamedTuple):
    """A word after a figure: as it stands but folded, and its term."""

    form: str
    term: str


def _singular(form: str) -> str:
    return form.removesuffix("s")


def _asked_for(asked: Analysed) -> list[Counted]:
    """What a question wants counted: the words after "how many", up to a word of grammar or the verb."""
    pattern = word_lists(asked.language).asks.get(Kind.NUMBER)
    match = pattern.search(asked.text) if pattern else None
    wanted = _run(asked.text[match.end() :], asked.language) if match else []
    return wanted[:1] if asked.language in NOUN_ONLY else wanted


def _counted(sentence: Sentence, end: int) -> list[Counted]:
    """The words after a figure that ends at an offset, up to the next word of grammar."""
    return _run(sentence.text[end:], sentence.language)


def _run(text: str, language: str) -> list[Counted]:
    """The words at the beginning of a text, up to a word of grammar or a sign."""
    found: list[Counted] = []
    end = 0
    for token in tokens(text):
        term = analyzer(language).term(token.text)
        if term is None and not found and folded(token.text) in OF:
            end = token.start + len(token.text)
            continue
        if term is None or len(found) == COUNTED or text[end : token.start].strip(" -‐‑\u200c"):
            break
        found.append(Counted(folded(token.text), term))
        end = token.start + len(token.text)
    return found


@cache
def list_terms(language: str, words: tuple[str, ...]) -> frozenset[str]:
    """The terms of a list of a language's words."""
    return frozenset(analyzer(language).terms(" ".join(words)))
