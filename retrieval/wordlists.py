"""Word lists: what a language's own words tell, read from `languages/<language>.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import regex
import yaml

Words = frozenset[str]


@dataclass(frozen=True)
class WordLists:
    """The lists of one language, as written in its file; patterns take any case.

    Attributes:
        stop_words: Words that carry grammar rather than a subject.
        light_words: Words of no subject of their own, which say little about what is asked.
        asks: For each kind of answer, the phrases by which a question asks for it.
        holds: For each kind of answer, the words that such an answer is likely to hold.
        numbers: Words of figures, and their values.
        powers: Words that multiply the figure before them.
        ranges: Words that join the ends of a range.
        offices: Words of offices that a person may hold.
        asks_office: Phrases by which a question asks for an office.
        denials: Words that turn a statement round.
        time_units: Units of time, which a figure may count.
        people: Words for people, whom a figure may count.
        yes_no: Beginnings of questions that yes or no would answer.
        speech: How a text tells who says its words: lists of phrases, by what they are for.
        thoughts: What a sentence needs to be understood alone, likewise.
    """

    stop_words: tuple[str, ...] = ()
    light_words: tuple[str, ...] = ()
    asks: Mapping[str, regex.Pattern[str]] = field(default_factory=dict)
    holds: Mapping[str, regex.Pattern[str]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    powers: Mapping[str, int] = field(default_factory=dict)
    ranges: frozenset[str] = frozenset()
    offices: tuple[str, ...] = ()
    asks_office: regex.Pattern[str] = regex.compile(r"(?!)")
    denials: tuple[str, ...] = ()
    time_units: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    yes_no: frozenset[str] = frozenset()
    speech: Mapping[str, frozenset[str]] = field(default_factory=dict)
    thoughts: Mapping[str, frozenset[str]] = field(default_factory=dict)


@cache
def word_lists(language: str) -> WordLists:
    """The lists of a language, such as `en`; empty ones for a language without a file."""
    file = resources.files(__package__) / "languages" / f"{language}.yaml"
    if not language.isalpha() or not file.is_file():
        return WordLists()
    lists = yaml.safe_load(file.read_text(encoding="utf-8"))
    return WordLists(
        stop_words=tuple(_words(lists["stop_words"])),
        light_words=tuple(_words(lists["light_words"])),
        asks={kind: _pattern(phrases) for kind, phrases in lists["asks"].items()},
        holds={kind: _pattern(_words(lines)) for kind, lines in lists["holds"].items()},
        numbers=lists["numbers"],
        powers=lists["powers"],
        ranges=frozenset(lists["ranges"]),
        offices=tuple(lists["offices"].split()),
        asks_office=_pattern(lists["asks_office"]),
        denials=tuple(lists["denials"].split()),
        time_units=tuple(lists["time_units"].split()),
        people=tuple(lists["people"].split()),
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
    """A pattern for any of some phrases as whole words; * stands for any letters."""
    alternatives = "|".join(regex.escape(phrase).replace(r"\*", r"\p{L}*") for phrase in phrases)
    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:{alternatives})(?![\p{{L}}\p{{M}}\p{{N}}])", regex.I
    )
