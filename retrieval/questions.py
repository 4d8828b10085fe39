"""Questions: what a person typed, as terms to search for and the kind of answer it asks for."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from retrieval.aliases import AliasTable, Groups, group_term
from retrieval.analysis import (
    Analyzer,
    Token,
    analyzer,
    folded,
    light_terms,
    primary,
    stop_words,
    tokens,
)
from retrieval.detection import languages_beside, question_language
from retrieval.kinds import CAPITAL_NOUNS, Kind, kinds
from retrieval.model import Span
from retrieval.spelling import Speller
from retrieval.thesaurus import related_with
from retrieval.unspaced import border_pieces
from retrieval.wordlists import word_lists


@dataclass(frozen=True)
class Word:
    """A term of a question.

    Attributes:
        typed: The word, or words, as typed.
        term: What is searched for: a term, or the term of a group of aliases.
        is_name: Whether it is a name or a figure, as far as its letters tell.
        is_light: Whether it has no subject of its own: "people", or "year" in "in what year".
        related: Other terms that may stand for it, and what each counts of what it would.
    """

    typed: str
    term: str
    is_name: bool
    is_light: bool = False
    related: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Analysed:
    """A question, analysed.

    Attributes:
        text: As typed.
        words: Its words but the stop words, in order, each term once.
        kind: What it asks for.
        corrected: A word as typed, and the archive's term searched instead.
        aliases: A name as typed, and the other names searched with it.
        language: Of the words, as far as the archive's languages tell.
        focus: The place among `words` of the noun that is asked for, such as "dynasty" in "which dynasty";
            -1 when the question tells none.
    """

    text: str
    words: tuple[Word, ...]
    kind: Kind
    corrected: dict[str, str]
    aliases: dict[str, tuple[str, ...]]
    language: str
    focus: int = -1

    @cached_property
    def said(self) -> frozenset[str]:
        """Its words, folded."""
        return frozenset(folded(token.text) for token in tokens(self.text))

    @cached_property
    def years(self) -> frozenset[str]:
        """The years it names, those of the other calendar that they touch included."""
        named = (year for word in self.words for year in (word.typed, word.term, *other_years(word.term)))
        return frozenset(year for year in named if len(year) == 4 and year.isdecimal())

    @property
    def has_words(self) -> bool:
        """Whether anything in it is a word at all, stop words included."""
        return next(iter(tokens(self.text)), None) is not None


Placed = tuple[Word, Token]
DEFINED = 2  # "What is X?" asks what X is; with more words it asks for something about X
COMMONER = 0.9  # what a far commoner spelling counts, of what the one typed would


class Analyst:
    """Analyses the questions put to one archive.

    Args:
        speller: Of the archive.
        languages: Of its documents, the most frequent first.
        aliases: Names for one thing each.
        years: Of its documents, such as `2017`.
        thesaurus: Lines of related words of its own, each after its strength.
    """

    def __init__(
        self,
        speller: Speller,
        languages: Sequence[str],
        aliases: Groups = (),
        years: Collection[str] = frozenset(),
        thesaurus: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._related = cache(lambda language: related_with(thesaurus, language))
        self._years = years
        self._speller = speller
        self._languages = tuple(dict.fromkeys(map(primary, languages)))
        self._aliases = aliases
        self._table = cache(lambda language: AliasTable(aliases, analyzer(language)))

    def analysed(self, question: str) -> Analysed:
        """`question` as terms."""
        text = question.lower() if _is_shouted(question) else question
        language = question_language(text, self._languages)
        asked = kinds(text, language)
        if Kind.OFFICE in asked:  # "what was his office?" asks for more than what he was
            asked.pop(Kind.DEFINITION, None)
        asks, phrase = next(iter(asked.items()), (Kind.OTHER, Span(0, 0)))
        typed = self._typed(text, analyzer(language), phrase)
        words, corrected = self._spelled(typed, language)
        words, aliases = self._named(words, text, language)
        unique = {word.term: word for word, _ in reversed(words)}
        if asks is Kind.DEFINITION and sum(not word.is_light for word in unique.values()) > DEFINED:
            asks = Kind.PERSON if Kind.PERSON in asked else Kind.OTHER
        related = tuple(self._with_related(word, language, aliases) for word in reversed(unique.values()))
        focus = _focus(text, language, words, [word.term for word in related])
        return Analysed(question, related, asks, corrected, aliases, language, focus)

    def _typed(self, text: str, language: Analyzer, phrase: Span) -> list[Placed]:
        """The words of a question and where they stand; those that only say what is asked for are light."""
        light, placed = light_terms(language.language), []
        beside = self._stop_words_beside(text)
        found = {
            token: language.term(token.text)
            for token in tokens(text)
            if folded(token.text) not in beside or _is_name(token, language.language)
        }
        grammar = word_lists(language.language).stop_words
        borders = border_pieces(
            text, list(found), lambda token: self._speller.holds(found[token] or ""), grammar
        )
        for token, term in found.items():
            if term is not None and token not in borders:
                is_light = (
                    term in light
                    or phrase.start <= token.start < phrase.end
                    # The year of a document is rarely in its words: that it is absent there says nothing.
                    or (term in self._years and not self._speller.holds(term))
                )
                placed.append((Word(token.text, term, _is_name(token, language.language), is_light), token))
        return placed

    def _stop_words_beside(self, text: str) -> frozenset[str]:
        """The stop words of what stands in other letters: of "who is" beside a name in Arabic ones."""
        return frozenset().union(*map(stop_words, languages_beside(text, self._languages)))

    def _spelled(self, typed: list[Placed], language: str) -> tuple[list[Placed], dict[str, str]]:
        """The words, put right: joined, parted or with other letters, as the archive has them."""
        words: list[Placed] = []
        corrected: dict[str, str] = {}
        for word, token in typed:
            if self._joins(words, word, token):
                before, first = words.pop()
                both = before.typed + "-" + word.typed
                word = Word(both, before.term + word.term, True)
                corrected[both] = self._speller.spelled(word.term)
                token = Token(both, first.start)
            elif not self._speller.holds(word.term) and (terms := self._meant(word, language)):
                corrected[word.typed] = " ".join(map(self._speller.spelled, terms))
                words += [(Word(word.typed, term, word.is_name), token) for term in terms[:-1]]
                word = Word(word.typed, terms[-1], word.is_name)
            words.append((word, token))
        return words, corrected

    def _meant(self, word: Word, language: str) -> tuple[str, ...]:
        """What an absent word may have been meant to be; a word of the language's own is no slip."""
        term = word.term
        if not word.is_name and term in self._related(language):
            return ()
        parts = self._speller.parts(term)
        meant = self._speller.meant(term)
        return parts or ((meant,) if meant else ())

    def _joins(self, words: list[Placed], word: Word, token: Token) -> bool:
        """Whether a word and the one typed just before it are one word in the archive."""
        if not words or not self._speller.holds(words[-1][0].term + word.term):
            return False
        before, first = words[-1]
        near = token.start - (first.start + len(first.text)) <= 1
        return near and not (self._speller.holds(before.term) and self._speller.holds(word.term))

    def _named(
        self, words: list[Placed], text: str, language: str
    ) -> tuple[list[Placed], dict[str, tuple[str, ...]]]:
        """The words with names of a group of aliases as the one term of the group."""
        words, searched = list(words), {}
        for name in reversed(list(self._table(language).found([word.term for word, _ in words]))):
            first, last = words[name.start][1], words[name.end - 1][1]
            typed = text[first.start : last.start + len(last.text)]
            group = self._aliases[name.group]
            words[name.start : name.end] = [(Word(typed, group_term(group), True), first)]
            searched[typed] = tuple(other for other in group if other.casefold() != typed.casefold())
        return words, searched

    def _with_related(self, word: Word, language: str, aliases: dict[str, tuple[str, ...]]) -> Word:
        """`word` with what may stand for it: related words, other years, a commoner spelling."""
        related = {**self._related(language).get(word.term, {}), **other_years(word.term)}
        if word.is_name or word.typed.islower() == word.typed.isupper():  # a name, or in letters of one case
            related |= dict.fromkeys(self._terms_elsewhere(word, language), 1.0)
        if word.is_name and self._speller.holds(word.term) and (other := self._speller.commoner(word.term)):
            related[other] = COMMONER
            aliases[word.typed] = (self._speller.spelled(other),)
        return replace(word, related=related)

    def _terms_elsewhere(self, word: Word, language: str) -> set[str]:
        """The terms that a word as typed has in the archive's other languages: a name crosses over."""
        others = (analyzer(other).term(word.typed) for other in self._languages if other != language)
        return {term for term in others if term is not None} - {word.term}


def _focus(text: str, language: str, words: Sequence[Placed], terms: Sequence[str]) -> int:
    """The place of the first word behind "which", or the like; -1 when there is none."""
    which = word_lists(language).which.search(text)
    if which is None:
        return -1
    behind = [word.term for word, token in words if token.start >= which.end()]
    return terms.index(behind[0]) if behind else -1


def _is_shouted(question: str) -> bool:
    """Whether it is in capitals throughout; one acronym among letters without capitals is not shouting."""
    return question.isupper() and not any(unicodedata.category(letter) == "Lo" for letter in question)


def _is_name(token: Token, language: str) -> bool:
    """Whether a token is a figure, or has a capital that is not there for beginning the question."""
    return (
        token.text[0].isdigit()
        or token.text[1:].lower() != token.text[1:]
        or (token.start > 0 and token.text[0].isupper() and language not in CAPITAL_NOUNS)
    )


# The Iranian year begins on 20 or 21 March: most of year y is y + 621, its last months y + 622.
_IRANIAN_YEARS = range(1200, 1500)
_CALENDARS = ((621, 0.8), (622, 0.3))


_CENTURIES = (("19", 0.8), ("13", 0.8))


def other_years(term: str) -> dict[str, float]:
    """What else a year is called, and what each counts.

    Years of the other calendar, Iranian or Gregorian, that it touches; for two digits, as in "the 80s" or
    "summer of 67", the years of either calendar's last century.
    """
    if not term.isdecimal():
        return {}
    if len(term) == 2:
        return {century + term: strength for century, strength in _CENTURIES}
    if len(term) != 4:
        return {}
    year = int(term)
    if year in _IRANIAN_YEARS:
        return {str(year + offset): strength for offset, strength in _CALENDARS}
    return {
        str(year - offset): strength for offset, strength in _CALENDARS if year - offset in _IRANIAN_YEARS
    }
