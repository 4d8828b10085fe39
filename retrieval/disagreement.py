"""Disagreement: good answers of independent documents that give different figures, offices or accounts.

No side is judged. A side is a value and the sentences that give it; the same value about something
else is none: a figure counts only where the words that were asked about stand close to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from retrieval.analysis import analyzer, folded, tokens
from retrieval.figures import Figure, figures
from retrieval.questions import Analysed, Kind, Word
from retrieval.quoting import QueryTerm, Scored
from retrieval.wordlists import word_lists

REACH = 5  # words of a subject, between a figure and the words it belongs to
SUPPORT = 0.1  # share of the asked-about words, by weight, that have to stand so close
NEARLY = 0.5  # a side's support, and its best sentence's score, are at least this share of the best of all
COUNTED = 4  # words after a figure, at most, up to the next word of grammar: what it counts
OFFICE_REACH = 9  # words between a name and its office: "candidate to the presidency of Qalat in 2017, N"
CHAIN = 3  # words between an office and the one it is about
OF = ("of", "از")  # the one word of grammar that may stand between a figure and what it counts
MOST_SIDES = 3


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


def subject(asked: Analysed) -> str | None:
    """What documents could differ on here: `figure`, `office`, `account`; None when nothing is known."""
    words = word_lists(asked.language)
    first = next(iter(tokens(asked.text)), None)
    if asked.kind is Kind.NUMBER:
        return "figure"
    if asked.kind is Kind.OFFICE and any(word.is_name for word in asked.words):
        return "office"
    return "account" if first and first.text.casefold() in words.yes_no else None


def sides(
    asked: Analysed,
    terms: Sequence[QueryTerm],
    sentences: Sequence[Sentence],
    number: Callable[[str], int | None],
) -> list[Sided]:
    """The sides of a disagreement, most direct first; none where the sentences agree.

    Args:
        asked: The question.
        terms: Its words in the archive, in their order.
        sentences: What answers, best first.
        number: Gives the number of a term in the archive.
    """
    kind = subject(asked)
    if kind is None or not sentences:
        return []
    floor = NEARLY * sentences[0].scored.score
    close = [sentence for sentence in sentences if sentence.scored.score >= floor]
    if kind == "figure":
        found = _by_figure(close, _Core(asked, terms, number))
    elif kind == "office":
        found = _by_office(close, asked)
    else:
        found = _by_account(close, _Core(asked, terms, number))
    independent = _independent(found)
    return independent[:MOST_SIDES] if len(independent) > 1 else []


def _independent(found: Sequence[Sided]) -> list[Sided]:
    """Sides each of which has a voice independent of the sides before it; the others are no sides."""
    kept: list[Sided] = []
    for side in found:
        others = [sentence.voice for other in kept for sentence in other.sentences[:1]]
        free = [s for s in side.sentences if all(s.voice.is_independent_of(other) for other in others)]
        if free:
            kept.append(Sided(side.value, tuple(free)))
    return kept


class _Core:
    """What a question is about: its names and years apart from its other words, light ones left out."""

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

    def is_about(self, sentence: Sentence) -> bool:
        """Whether at least half of the names and years, by weight, stand in a sentence or beside it."""
        held = sum(term.weight for term in self.names if not sentence.near.isdisjoint(term.strengths))
        return 2 * held >= sum(term.weight for term in self.names)

    def counts(self, sentence: Sentence, end: int) -> bool:
        """Whether a figure that ends at an offset counts what was asked about, or people."""
        words = word_lists(sentence.language)
        counted = _counted(sentence, end)
        if counted and counted[0].term in _terms(sentence.language, words.time_units):
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

    def place(self, sentence: Sentence) -> int | None:
        """Offset in the sentence of the word that the question turns on: the weightiest one it has."""
        pivot = max(self.terms, key=lambda term: term.weight, default=None)
        content = self._content(sentence)
        return next((start for start, number in content if pivot and number in pivot.strengths), None)

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


def _by_figure(sentences: Sequence[Sentence], core: _Core) -> list[Sided]:
    found = [(sentence, *_figure(sentence, core)) for sentence in sentences if core.is_about(sentence)]
    floor = max(SUPPORT, NEARLY * max((support for _, support, _ in found), default=0.0))
    groups: list[tuple[Figure, list[Sentence]]] = []
    for sentence, support, figure in found:
        if figure is None or support < floor:
            continue
        same = next((held for value, held in groups if value.agrees(figure)), None)
        if same is None:
            groups.append((figure, [sentence]))
        else:
            same.append(sentence)
    return [Sided(_written(figure), tuple(held)) for figure, held in groups]


def _figure(sentence: Sentence, core: _Core) -> tuple[float, Figure | None]:
    """The figure of a sentence that is most about what was asked, and how much so."""
    found = [
        (core.support(sentence, figure.start, figure.end), figure)
        for figure in figures(sentence.text, sentence.language)
        if figure.high > 1 and core.counts(sentence, figure.end)
    ]
    return max(found, key=lambda pair: pair[0], default=(0.0, None))


class Counted(NamedTuple):
    """A word after a figure: as it stands but folded, and its term."""

    form: str
    term: str


def _singular(form: str) -> str:
    return form.removesuffix("s")


def _asked_for(asked: Analysed) -> list[Counted]:
    """What a question wants counted: the words after "how many", up to a word of grammar."""
    pattern = word_lists(asked.language).asks.get(Kind.NUMBER)
    match = pattern.search(asked.text) if pattern else None
    return _run(asked.text[match.end() :], asked.language) if match else []


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


def _written(figure: Figure) -> str:
    ends = dict.fromkeys((figure.low, figure.high))
    return "–".join(f"{value:,}" for value in ends)


def _by_office(sentences: Sequence[Sentence], asked: Analysed) -> list[Sided]:
    """Offices that stand right beside the name asked about."""
    names = {folded(word.typed) for word in asked.words if word.is_name}
    groups: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        office = _office(sentence, names | _aliases(asked))
        if office:
            groups.setdefault(office, []).append(sentence)
    return [Sided(office, tuple(held)) for office, held in groups.items()]


def _aliases(asked: Analysed) -> set[str]:
    return {folded(name.split()[-1]) for names in asked.aliases.values() for name in names}


def _office(sentence: Sentence, names: set[str]) -> str | None:
    """The office that stands right beside one of the names: before it, else after it."""
    words = [folded(token.text) for token in tokens(sentence.text)]
    language, offices = analyzer(sentence.language), _offices(sentence.language)
    held = [
        (place, office)
        for place, word in enumerate(words)
        if (office := offices.get(language.term(word) or ""))
    ]
    for name in (place for place, word in enumerate(words) if word in names):
        before = [pair for pair in held if name - OFFICE_REACH <= pair[0] < name]
        after = [pair for pair in held if name < pair[0] <= name + OFFICE_REACH]
        if before or after:
            return _head(before) if before else after[0][1]
    return None


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


def _by_account(sentences: Sequence[Sentence], core: _Core) -> list[Sided]:
    """What says so, and what says not so."""
    groups: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        place = core.place(sentence) if core.is_about(sentence) else None
        if place is not None:
            value = "no" if _denies(sentence, place) else "yes"
            groups.setdefault(value, []).append(sentence)
    return [Sided(value, tuple(held)) for value, held in groups.items()]


def _denies(sentence: Sentence, place: int) -> bool:
    """Whether a word that turns a statement round stands near a place of the sentence."""
    words = [(token.start, folded(token.text)) for token in tokens(sentence.text)]
    at = sum(start < place for start, _ in words)
    near = {word for _, word in words[max(0, at - REACH) : at + REACH]}
    return not near.isdisjoint(_denials(sentence.language)) or bool(regex.search(r"n['’]t\b", sentence.text))


@cache
def _terms(language: str, words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(analyzer(language).terms(" ".join(words)))


@cache
def _denials(language: str) -> frozenset[str]:
    return frozenset(folded(word) for word in word_lists(language).denials)
