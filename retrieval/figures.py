"""Figures: the counts a text gives, with their values; years, dates, times and ordinals are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import regex

from retrieval.analysis import Token, folded, tokens
from retrieval.wordlists import word_lists


class Figure(NamedTuple):
    """A count in a text.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last.
        low: Its value, or the lower end of a range.
        high: The upper end; the same as `low` for a single value.
    """

    start: int
    end: int
    low: int
    high: int

    def agrees(self, other: Figure) -> bool:
        """Whether both could be counts of one thing: one lies within the other."""
        return self.low <= other.high and other.low <= self.high


class _Part(NamedTuple):
    start: int
    end: int
    value: int


_YEARS = range(1200, 2100)
# What makes digits no count: an ordinal, a time, a paragraph, a share of a longer code.
_AFTER = regex.compile(r"^(?:st|nd|rd|th|:\d|/|°|\p{L}|-(?:page|year|month|day))", regex.I)
_BEFORE = regex.compile(
    r"(?:[:/#§@.]|no\.|art\.|p\.|page|article|chapter|section|paragraph|day|aged?|ward|number)\s?$", regex.I
)
_MONTH = regex.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?|فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان"
    r"|آذر|دی|بهمن|اسفند|ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر",
    regex.I,
)
# "Several hundred" has no value; "the decade of sixty", "year 67" and "article six" count nothing.
_VAGUE = regex.compile(
    r"(?:چند|چندین|ده[هۀ]|سال|قرن|سده|ساعت|شماره|بند|ماد[هۀ]|صفح[هۀ]|بخش|فصل)[\u0654\u200cی]*\s$"
)
_DASH = regex.compile(r"^\s?[-–—‑]\s?$")
_JOINT = regex.compile(r"^\s?[-–—‑]\s?$|^\s+$")


def figures(text: str, language: str) -> list[Figure]:
    """The counts in `text`, in order; the two ends of a range are one figure.

    Args:
        text: Any text.
        language: Of its words; figures in digits need none.
    """
    found: list[Figure] = []
    for part in _counts(text, language):
        if found and _is_range(text[found[-1].end : part.start], language):
            low = found[-1].low
            # "5-6 thousand": the power at the end belongs to both ends.
            scale = part.value // _leading(part.value) if low < 1000 <= part.value else 1
            low = low * scale if low * scale <= part.value else low
            found[-1] = Figure(found[-1].start, part.end, min(low, part.value), max(low, part.value))
        else:
            found.append(Figure(part.start, part.end, part.value, part.value))
    return found


def _leading(value: int) -> int:
    """5000 -> 5: what stands before the powers of a thousand."""
    while value % 1000 == 0:
        value //= 1000
    return value


def _is_range(between: str, language: str) -> bool:
    return bool(_DASH.match(between)) or between.strip().casefold() in word_lists(language).ranges


def _counts(text: str, language: str) -> Iterator[_Part]:
    """Figures in digits or words, with the powers that multiply them."""
    current: _Part | None = None
    numbers, powers = _numbers(language)
    for token in tokens(text):
        value = _value(text, token, numbers)
        power = powers.get(folded(token.text))
        end = token.start + len(token.text)
        if current is not None and power and _JOINT.match(text[current.end : token.start]):
            current = _Part(current.start, end, current.value * power)
            continue
        if current is not None and value is not None and _continues(text, current, token, value, numbers):
            current = _Part(current.start, end, current.value + value)
            continue
        if current is not None:
            yield current
        current = None if value is None else _Part(token.start, end, value)
    if current is not None:
        yield current


def _continues(text: str, current: _Part, token: Token, value: int, numbers: Mapping[str, int]) -> bool:
    """Whether a word goes on a figure in words: "twenty five", "two hundred five"."""
    in_words = folded(token.text) in numbers
    return in_words and value < _unit(current.value) and bool(_JOINT.match(text[current.end : token.start]))


def _unit(value: int) -> int:
    """The place of the last digit of a value that is not zero: 20 -> 10, 500 -> 100."""
    unit = 1
    while value % (unit * 10) == 0 and unit < 10**9:
        unit *= 10
    return unit


def _value(text: str, token: Token, numbers: Mapping[str, int]) -> int | None:
    word = folded(token.text)
    if not token.text[0].isdigit():
        return None if _VAGUE.search(text[max(0, token.start - 8) : token.start]) else numbers.get(word)
    if not word.isdecimal() or len(word) > 9 or (regex.search(r"[.٫]\p{Nd}", token.text)):
        return None
    if _VAGUE.search(text[max(0, token.start - 8) : token.start]):
        return None
    value, end = int(word), token.start + len(token.text)
    plain = token.text.isalnum()
    before, after = text[max(0, token.start - 12) : token.start], text[end : end + 12]
    is_date = value <= 31 and (_MONTH.search(before[-12:]) or _MONTH.match(after.lstrip()))
    if (plain and value in _YEARS) or is_date or _AFTER.match(after) or _BEFORE.search(before):
        return None
    return value


@cache
def _numbers(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """Words of figures and of powers, folded as tokens are, with their values."""
    words = word_lists(language)
    return (
        {folded(word): value for word, value in words.numbers.items()},
        {folded(word): value for word, value in words.powers.items()},
    )
