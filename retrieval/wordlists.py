"""Word lists: what a language's own words tell, read from `languages/<language>.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import regex

from retrieval.data_files import data_file

# Letters of scripts that put no space between words: those of Unicode's line breaking class SA (Thai, Lao,
# Khmer, Burmese and their like), Chinese and Japanese; U+30FC lengthens a vowel, U+3005 repeats a sign.
SOUTH_EAST_ASIAN = r"\p{Line_Break=Complex_Context}"
CHINESE_JAPANESE = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\u30FC\uFF70"
UNSPACED = regex.compile(rf"[{SOUTH_EAST_ASIAN}{CHINESE_JAPANESE}]")
_BEFORE, _AFTER = r"(?<![\p{L}\p{M}\p{N}])", r"(?![\p{L}\p{M}\p{N}])"


_NOTHING = regex.compile(r"(?!)")


@dataclass(frozen=True)
class WordLists:
    """The lists of one language, as written in its file; patterns take any case.

    Attributes:
        stop_words: Words that carry grammar rather than a subject.
        elided: Words that lose their last letter before a vowel and lean on the next word.
        light_words: Words of no subject of their own, which say little about what is asked.
        asks: For each kind of answer, the phrases by which a question asks for it.
        which: The words right before the noun that is asked for.
        holds: For each kind of answer, the words that such an answer is likely to hold.
        numbers: Words of figures, and their values.
        powers: Words that multiply the figure before them.
        ranges: Words that join the ends of a range.
        offices: Words of offices that a person may hold.
        denials: Words that turn a statement round.
        avowals: Words for saying that a thing is so which one might have hidden.
        disavowals: Words for saying that it is not.
        time_units: Units of time, which a figure may count.
        rates: Words that make of a figure so many each time.
        people: Words for people, whom a figure may count.
        copulas: Words by which a sentence says what its subject is.
        articles: Words of grammar that may stand before a subject.
        before_years: Words before a year in which something was; after others a year is part of a name.
        yes_no: Beginnings of questions that yes or no would answer.
        speech: How a text tells who says its words: lists of phrases, by what they are for.
        thoughts: What a sentence needs to be understood alone, likewise.
    """

    stop_words: tuple[str, ...] = ()
    elided: frozenset[str] = frozenset()
    light_words: tuple[str, ...] = ()
    asks: Mapping[str, regex.Pattern[str]] = field(default_factory=dict)
    which: regex.Pattern[str] = _NOTHING
    holds: Mapping[str, regex.Pattern[str]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    powers: Mapping[str, int] = field(default_factory=dict)
    ranges: frozenset[str] = frozenset()
    offices: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    avowals: tuple[str, ...] = ()
    disavowals: tuple[str, ...] = ()
    time_units: tuple[str, ...] = ()
    rates: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()
    copulas: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    before_years: frozenset[str] = frozenset()
    yes_no: frozenset[str] = frozenset()
    speech: Mapping[str, frozenset[str]] = field(default_factory=dict)
    thoughts: Mapping[str, frozenset[str]] = field(default_factory=dict)


@cache
def languages() -> tuple[str, ...]:
    """The languages that have lists, in alphabetical order."""
    folder = resources.files(__package__) / "languages"
    return tuple(
        sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))
    )


@cache
def common_words(language: str) -> tuple[tuple[str, ...], str]:
    """The stop words and the letters of a language that has lists, the others left unread."""
    lists = _lists(language)
    return tuple(_words(lists["stop_words"])), lists.get("letters", "")


@cache
def _lists(language: str) -> Mapping[str, Any]:
    """The lists of a language with a file, as they stand in it."""
    lists: Mapping[str, Any] = data_file("languages", language)
    return lists


@cache
def word_lists(language: str) -> WordLists:
    """The lists of a language, such as `en`; empty ones for a language without a file."""
    if language not in languages():
        return WordLists()
    # English has every list; what another language lacks is empty.
    empty = {name: type(value)() for name, value in _lists("en").items()}
    lists = {**empty, **_lists(language)}
    return WordLists(
        stop_words=tuple(_words(lists["stop_words"])),
        elided=frozenset(lists.get("elided", ())),
        light_words=tuple(_words(lists["light_words"])),
        asks={kind: _pattern(phrases) for kind, phrases in lists["asks"].items()},
        which=_pattern(lists["which"]),
        holds={
            **{kind: _pattern(_words(lines)) for kind, lines in lists["holds"].items()},
            "office": _pattern(lists["offices"].split()),
        },
        numbers=lists["numbers"],
        powers=lists["powers"],
        ranges=frozenset(lists["ranges"]),
        offices=tuple(lists["offices"].split()),
        denials=tuple(lists["denials"].split()),
        avowals=tuple(lists["avowals"].split()),
        disavowals=tuple(lists["disavowals"].split()),
        time_units=tuple(lists["time_units"].split()),
        rates=frozenset(lists["rates"].split()),
        people=tuple(lists["people"].split()),
        copulas=frozenset(lists["copulas"]),
        articles=frozenset(lists["articles"]),
        before_years=frozenset(lists["before_years"].split()),
        yes_no=frozenset(lists["yes_no"]),
        speech={name: _phrases(lines) for name, lines in lists["speech"].items()},
        thoughts={name: _phrases(lines) for name, lines in lists["thoughts"].items()},
    )


def _words(lines: Iterable[str]) -> list[str]:
    return [word for line in lines for word in line.split()]


def _phrases(lines: Iterable[str]) -> frozenset[str]:
    """Words, and phrases written with _ for each space."""
    return frozenset(word.replace("_", " ") for word in _words(lines))


def _pattern(phrases: Iterable[str]) -> regex.Pattern[str]:
    """A pattern for any of some phrases as whole words.

    In a phrase * stands for any letters, and ^ before it for the beginning of the text. Scripts without
    spaces have no whole words: there a phrase may stand anywhere.
    """
    alternatives = [_alternative(phrase) for phrase in phrases]
    return regex.compile("|".join(alternatives) or r"(?!)", regex.I)


def _alternative(phrase: str) -> str:
    words = regex.escape(phrase.removeprefix("^")).replace(r"\*", r"\p{L}*")
    if phrase.startswith("^"):
        words = r"(?<=^[\p{P}\s]*)" + words
    return words if UNSPACED.search(phrase) else rf"{_BEFORE}(?:{words}){_AFTER}"
