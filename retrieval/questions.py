"""Questions: what a person typed, as terms to search for and the kind of answer it asks for."""

from __future__ import annotations

import bisect
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from retrieval.aliases import AliasTable, Groups, group_term
from retrieval.analysis import Analyzer, Token, analyzer, stop_words, tokens
from retrieval.spelling import corrected
from retrieval.wordlists import word_lists


class Kind(enum.StrEnum):
    """What a question asks for, where its words tell."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    REASON = "reason"
    OTHER = "other"


# What tells in any language that uses these signs; words stand in the languages' own files.
_SIGNS = {
    Kind.NUMBER: regex.compile(r"\p{Nd}"),
    Kind.DATE: regex.compile(r"(?<!\p{Nd})\p{Nd}{4}(?!\p{Nd})"),
    Kind.PERSON: regex.compile(r"(?<=[\p{L}\p{P}] )\p{Lu}\p{Ll}+"),
}


def kind(question: str, language: str) -> Kind:
    """The kind of answer that `question` asks for."""
    asks = word_lists(language).asks
    return next((Kind(name) for name, pattern in asks.items() if pattern.search(question)), Kind.OTHER)


def holds(sentence: str, kind: Kind, language: str) -> bool:
    """Whether `sentence` has in it what a question of this kind asks for."""
    patterns = (_SIGNS.get(kind), word_lists(language).holds.get(kind))
    return any(pattern is not None and pattern.search(sentence) for pattern in patterns)


@dataclass(frozen=True)
class Word:
    """A term of a question.

    Attributes:
        typed: The word, or words, as typed.
        term: What is searched for: a term, or the term of a group of aliases.
        is_name: Whether it is a name or a figure, as far as its letters tell.
    """

    typed: str
    term: str
    is_name: bool


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
    """

    text: str
    words: tuple[Word, ...]
    kind: Kind
    corrected: dict[str, str]
    aliases: dict[str, tuple[str, ...]]
    language: str

    @property
    def has_words(self) -> bool:
        """Whether anything in it is a word at all, stop words included."""
        return next(iter(tokens(self.text)), None) is not None


class Analyst:
    """Analyses the questions put to one archive.

    Args:
        vocabulary: All terms of the archive, sorted.
        languages: Of its documents, the most frequent first.
        aliases: Names for one thing each.
    """

    def __init__(self, vocabulary: Sequence[str], languages: Sequence[str], aliases: Groups = ()) -> None:
        self._vocabulary = vocabulary
        self._languages = languages
        self._aliases = aliases
        self._table = cache(lambda language: AliasTable(aliases, analyzer(language)))

    def analysed(self, question: str) -> Analysed:
        """`question` as terms."""
        text = question.lower() if question.isupper() else question
        language = question_language(text, self._languages)
        words, spellings = self._words(text, analyzer(language))
        names = list(self._table(language).found([word.term for word, _ in words]))
        searched = {}
        for name in reversed(names):
            first, last = words[name.start][1], words[name.end - 1][1]
            typed = text[first.start : last.start + len(last.text)]
            group = self._aliases[name.group]
            words[name.start : name.end] = [(Word(typed, group_term(group), True), first)]
            searched[typed] = tuple(other for other in group if other.casefold() != typed.casefold())
        unique = {word.term: word for word, _ in reversed(words)}
        return Analysed(
            question, tuple(reversed(unique.values())), kind(text, language), spellings, searched, language
        )

    def _words(self, text: str, language: Analyzer) -> tuple[list[tuple[Word, Token]], dict[str, str]]:
        """The words of a question with where they stand, and the spellings put right."""
        words, spellings = [], {}
        for token in tokens(text):
            term = language.term(token.text)
            if term is None:
                continue
            if not self._is_known(term) and (right := corrected(term, self._vocabulary)):
                spellings[token.text] = term = right
            words.append((Word(token.text, term, _is_name(token)), token))
        return words, spellings

    def _is_known(self, term: str) -> bool:
        place = bisect.bisect_left(self._vocabulary, term)
        return place < len(self._vocabulary) and self._vocabulary[place] == term


def _is_name(token: Token) -> bool:
    """Whether a token is a figure, or has a capital that is not there for beginning the question."""
    return (
        token.text[0].isdigit()
        or token.text[1:].lower() != token.text[1:]
        or (token.start > 0 and token.text[0].isupper())
    )


_SCRIPTS = {
    "Arab": regex.compile(r"\p{Arabic}"),
    "Latn": regex.compile(r"\p{Latin}"),
    "Cyrl": regex.compile(r"\p{Cyrillic}"),
}
_SCRIPT_OF = {
    "fa": "Arab",
    "ar": "Arab",
    "ur": "Arab",
    "ru": "Cyrl",
    "sr": "Cyrl",
    "uk": "Cyrl",
    "bg": "Cyrl",
}


def question_language(text: str, languages: Iterable[str]) -> str:
    """Which of the archive's languages a question is in.

    The script decides, then the number of stop words, then the archive's commonest language.
    Without a language of that script in the archive: Persian or English by script, else none.
    """
    counts = {script: len(pattern.findall(text)) for script, pattern in _SCRIPTS.items()}
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return next(iter(languages), "")
    same = [language for language in languages if _SCRIPT_OF.get(language, "Latn") == script]
    words = {token.text.casefold() for token in tokens(text)}
    if same:
        return max(same, key=lambda language: len(words & stop_words(language)))
    return {"Arab": "fa", "Latn": "en"}.get(script, "")
