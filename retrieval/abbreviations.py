"""Abbreviations and initials: full stops that end no sentence."""

from __future__ import annotations

import re

from retrieval.wording import AFTER_ORDINAL, BEFORE_NUMBER, NEVER_FINAL, SELDOM_FINAL, STARTERS, TITLES

LEFT_REACH = 24  # longest abbreviation with what stands before it, in characters
WORD_AFTER = re.compile(r"[^\W_]+")

_WORD_BEFORE = re.compile('[^\\s—–/()\\[\\]{}“”"«»‘,;:،؛…]*\\Z')
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u200c\u200d]")
_ARABIC_OR_HEBREW = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
_CYRILLIC_FINAL = re.compile(r"(?:[\dIVXХ]\s?[гв]|т\.\s?[дпе])\Z")  # "1988 г.", "XX в.", "и т. д."


def is_abbreviated(text: str, begin: int, stop: int, position: int) -> bool:
    """Whether a full stop belongs to an abbreviation or an initial, so that the sentence goes on.

    Args:
        text: A document's text.
        begin: Offset where the sentence starts.
        stop: Offset of the full stop.
        position: Offset of the first letter or digit after it.
    """
    word = word_before(text, begin, stop)
    name = word.casefold()
    if not word:
        return False
    if name in NEVER_FINAL or (name in TITLES and word[0].isupper()):
        return True
    after = WORD_AFTER.match(text, position)
    following = after[0] if after else ""
    starts = following in STARTERS and not text.startswith(".", position + len(following))
    plain = unmarked(word)
    if (len(plain) == 1 and plain.isalpha()) or ("." in plain and not plain[0].isdigit()):
        return _is_initial(text[max(begin, stop - LEFT_REACH) : stop], plain, starts)
    return (
        (name in BEFORE_NUMBER and following[:1].isdigit())
        or (name in SELDOM_FINAL and not starts)
        or (word.isdecimal() and len(word) < 3 and following in AFTER_ORDINAL)
    )


def _is_initial(before: str, plain: str, starts: bool) -> bool:
    """Whether a letter, or letters with full stops between them, leave the sentence open.

    Args:
        before: What stands before the full stop.
        plain: The letters, without vowel marks.
        starts: Whether the next word is one that starts sentences.
    """
    if any(len(part) > 3 for part in plain.split(".")):  # a domain name, or words glued together
        return False
    if not plain.isascii() and _CYRILLIC_FINAL.search(before):
        return False
    cased = plain.lower() != plain.upper()
    return not starts if cased else bool(_ARABIC_OR_HEBREW.match(plain))


def word_before(text: str, begin: int, stop: int) -> str:
    """The word that ends at `stop`, or nothing when it is longer than any abbreviation."""
    match = _WORD_BEFORE.search(text[max(begin, stop - LEFT_REACH) : stop])
    word = match[0] if match else ""
    return "" if len(word) == LEFT_REACH else word.lstrip("'’.")


def unmarked(word: str) -> str:
    """`word` without vowel marks and joiners, which must not count as letters."""
    return word if word.isascii() else _MARKS.sub("", word)
