"""Analysis: text to terms, the same for documents and for questions.

A text is cut into tokens (words as they stand), and each token becomes a term, or nothing if it
is a stop word: folded, then stemmed. The parts are small functions, so that a language is a
matter of choosing them: see `ANALYZERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import regex
import Stemmer

from retrieval.wordlists import word_lists

# A word: letters, digits and the combining marks that belong to them (`\w` of the standard library
# breaks Hindi and Thai words at their marks). Apostrophes and the Hebrew and Arabic joiners hold
# inside a word; initials written with full stops (U.N., U.S.) are one word; so are figures with
# their separators (30,000 and 3.5).
_TOKEN = regex.compile(
    r"""
      (?:\p{Lu}\.){2,}                                      # U.N.
    | \p{Nd}++ (?: [.,٫٬٬] \p{Nd}++ )*+                      # 30,000
    | [\p{L}\p{M}\p{N}]++ (?: ['’ʼ׳`´] [\p{L}\p{M}\p{N}]++ )*+
    """,
    regex.VERBOSE,
)
_POSSESSIVE = regex.compile(r"['’ʼ`´]s$")
_DROPPED = regex.compile(r"['’ʼ׳`´.,٫٬\u0640\u064B-\u065F\u0670\u06D6-\u06ED]")  # also kashida, vowel marks
_ARABIC = str.maketrans(
    {"ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا", "ؤ": "و"}
)


class Token(NamedTuple):
    """A word as it stands in a text, and the offset of its first character."""

    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The words of `text`, in order."""
    for match in _TOKEN.finditer(text):
        yield Token(match.group(), match.start())


def folded(token: str) -> str:
    """`token` without the differences that do not tell words apart.

    Case, possessive 's, apostrophes, separators inside figures, the Arabic and Persian forms of one
    letter, vowel marks, and the digits of all scripts fall together.
    """
    word = _POSSESSIVE.sub("", token)
    word = _DROPPED.sub("", word).casefold().translate(_ARABIC)
    if not word.isascii() and any(character.isdigit() for character in word):
        word = "".join(_digit(character) for character in word)
    return word


def _digit(character: str) -> str:
    return str(int(character)) if character.isdecimal() else character


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language, folded; none for a language without a list."""
    return frozenset(folded(word) for word in word_lists(language).stop_words)


@cache
def light_terms(language: str) -> frozenset[str]:
    """The terms of a language that say little about what is asked, such as "people"."""
    return frozenset(Analyzer(language).terms(" ".join(word_lists(language).light_words)))


# Snowball's algorithm for each language it serves.
_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali",
    "nl": "dutch", "no": "norwegian", "nb": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


class Analyzer:
    """Text to terms for one language.

    Attributes:
        language: BCP 47's first part, such as `en`; `""` for an unknown language.
    """

    def __init__(self, language: str = "") -> None:
        self.language = language
        self._stop_words = stop_words(language) if language else frozenset[str]()
        self._stemmed: Callable[[str], str] = _stemmer(language)
        self._terms: dict[str, str | None] = {}

    def term(self, token: str) -> str | None:
        """The term of a token, or None for a stop word."""
        try:
            return self._terms[token]
        except KeyError:
            term = self._terms[token] = self._new_term(token)
            return term

    def _new_term(self, token: str) -> str | None:
        word = folded(token)
        # "US" and "IT" are names; "us" and "it" are not.
        is_acronym = len(token) > 1 and token.isupper() and token.isascii()
        if not word or (word in self._stop_words and not is_acronym):
            return None
        return self._stemmed(word)

    def terms(self, text: str) -> list[str]:
        """The terms of `text`, in order, stop words left out."""
        return [term for token in tokens(text) if (term := self.term(token.text)) is not None]


def _stemmer(language: str) -> Callable[[str], str]:
    """A stemming function for `language`; for a language that Snowball does not serve, none."""
    algorithm = _SNOWBALL.get(language)
    if algorithm is None:
        return str
    stem: Callable[[str], str] = Stemmer.Stemmer(algorithm, maxCacheSize=0).stemWord
    return stem


@cache
def analyzer(language: str | None) -> Analyzer:
    """The analyzer for a BCP 47 tag such as `en`, `fa-IR` or None; one for each language."""
    return Analyzer((language or "").split("-")[0].casefold())
