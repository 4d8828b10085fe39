"""Analysis: text to terms, the same for documents and for questions.

A text is cut into tokens (words as they stand), and each token becomes a term, or nothing if it
is a stop word: folded, then stemmed. Scripts without spaces have no words to cut: there each token
is a few neighbouring letters, and tokens overlap. The parts are small functions, so that a language
is a matter of choosing them: see `retrieval.stemming` and `_OWN_LETTERS`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from retrieval.stemming import stemmer
from retrieval.wordlists import CHINESE_JAPANESE, SOUTH_EAST_ASIAN, common_words, languages, word_lists

# What nobody sees and no reader takes for the end of a word: soft hyphens, zero-width spaces, joiners, marks
# of direction. ZWNJ is not among them: Persian writes it where other scripts have a space.
_UNSEEN = r"\u00AD\u061C\u180E\u200B\u200D-\u200F\u202A-\u202E\u2060-\u206F\uFEFF"
_JOINT = rf"(?=[^ .,])(?:[{_UNSEEN}'’ʼ׳״`´]++|(?<!\p{{Arabic}})\u200C)"
_INITIALS = r"(?:\p{Lu}\.){2,}"
_FIGURE = r"\p{Nd}++(?:[.,٫٬]\p{Nd}++)*+"
# A word: letters, digits and the combining marks that belong to them (`\w` of the standard library
# breaks Hindi and Thai words at their marks). Apostrophes and what is unseen hold inside a word; initials
# written with full stops (U.N., U.S.) are one word; so are figures with their separators (30,000 and 3.5).
# But not raised figures, which call a note: "fell¹" is no other word than "fell".
_LETTER = r"[[\p{L}\p{M}\p{N}]--[⁰¹²³⁴-⁹]]"
_TOKEN = regex.compile(rf"{_INITIALS}|{_FIGURE}|{_LETTER}++(?:{_JOINT}{_LETTER}++)*+", regex.V1)

# The same for a text in ASCII alone, by the standard library, which is several times as fast.
_ASCII_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[0-9]++(?:[.,][0-9]++)*+|[A-Za-z0-9]++(?:['`]++[A-Za-z0-9]++)*+", re.ASCII
)

_BROKEN = regex.compile(r"(?<![\p{L}\p{M}\p{N}])[\p{L}\p{M}]++-\n\p{Ll}[\p{L}\p{M}]*+")

# The same for texts with letters that stand in no words, or in Korean ones, whose endings change with their
# place in the sentence. How many letters tell most was measured: see `_GRAMS`.
_OTHER = rf"(?:(?![{SOUTH_EAST_ASIAN}{CHINESE_JAPANESE}\p{{Hangul}}]){_LETTER})++"
_MIXED = regex.compile(
    rf"{_INITIALS}|{_FIGURE}"
    rf"|(?P<two>[{CHINESE_JAPANESE}][{CHINESE_JAPANESE}\p{{M}}\uFF9E\uFF9F{_UNSEEN}]*+|\p{{Hangul}}[\p{{Hangul}}{_UNSEEN}]*+)"
    rf"|(?P<four>[{SOUTH_EAST_ASIAN}][{SOUTH_EAST_ASIAN}{_UNSEEN}]*+)"
    rf"|{_OTHER}(?:{_JOINT}{_OTHER})*+",
    regex.V1,
)
# The first paragraph right, over Chinese: pairs of letters .86, four letters .73; Thai: four letters .94.
_GRAMS = {"two": 2, "four": 4}
# A quick look for any of those letters: from Thai to Burmese, Hangul, Khmer and their neighbours; the rest.
_ANY_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u19df\u1a20-\u1aad\u3005-\u318f\u31a0-\u31ff"
    "\u3400-\u9fff\ua960-\ua97f\ua9e0-\ua9ff\uaa60-\uaadf\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00016fe0-\U0003ffff]"
)
_COUNTED = regex.compile(rf"[^\u3099\u309A\uFE00-\uFE0F\U000E0100-\U000E01EF{_UNSEEN}]")

_POSSESSIVE = regex.compile(r"['’ʼ`´]s$")
# Also kashida; the vowel and reading marks of Arabic and Hebrew; what is unseen; the dot that case folding
# leaves of a Turkish capital, and hamza at the end, which Persian leaves out at will.
_DROPPED = regex.compile(
    rf"['’ʼ׳״`´.,٫٬\u200C\uFE00-\uFE0F{_UNSEEN}\u0307"
    r"\u0640\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED\u08D3-\u08FF\u0591-\u05BD\u05BF-\u05C7]"
    r"|-\n|(?<=\p{L}ا)ء$"
)
# One letter in several forms: Arabic, Persian, Urdu and Kurdish keyboards; Russian ё, which few write.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("يىئ", "ی"),
        **dict.fromkeys("ةۀہھۂۃەۀ", "ه"),
        **dict.fromkeys("آأإٱ", "ا"),
        "ك": "ک",
        "ؤ": "و",
        "ё": "е",
    }
)


class Token(NamedTuple):
    """A word as it stands in a text, and the offset of its first character."""

    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The words of `text`, in order.

    Of scripts without spaces, and of Korean, every run of two or four neighbouring letters is a token: these
    overlap, as a word broken at the end of a line does with its parts. Each token is a slice of the text.
    """
    if not text.isascii() and _ANY_UNSPACED.search(text):
        yield from _mixed_tokens(text)
        return
    broken = _broken_words(text)
    for match in _TOKEN.finditer(text):
        yield Token(match.group(), match.start())
        if match.start() in broken:
            yield Token(broken[match.start()], match.start())


def token_texts(text: str) -> list[str]:
    """The words of `text`, in order, without where they stand: what `tokens` gives, sooner."""
    if "-\n" in text:
        return [token.text for token in tokens(text)]
    if text.isascii():
        return _ASCII_TOKEN.findall(text)
    if _ANY_UNSPACED.search(text):
        return [token.text for token in _mixed_tokens(text)]
    return _TOKEN.findall(text)


def _broken_words(text: str) -> dict[int, str]:
    """The words that a hyphen breaks at the end of a line, by their starts.

    Whether the hyphen belongs to the word cannot be told: so both its parts are words, and so is the whole.
    """
    return {match.start(): match.group() for match in _BROKEN.finditer(text)} if "-\n" in text else {}


def _mixed_tokens(text: str) -> Iterator[Token]:
    for match in _MIXED.finditer(text):
        size = _GRAMS.get(match.lastgroup or "")
        if size is None:
            yield Token(match.group(), match.start())
            continue
        # Marks that may or may not compose, and what is unseen, do not count.
        places = [match.start() + found.start() for found in _COUNTED.finditer(match.group())]
        places.append(match.end())
        for first in range(max(1, len(places) - size)):
            last = min(first + size, len(places) - 1)
            yield Token(text[places[first] : places[last]], places[first])


def is_part(token: str) -> bool:
    """Whether a token is a few letters out of a text without spaces, which may be no word."""
    return not token.isascii() and _ANY_UNSPACED.match(token) is not None


def without_possessive(token: str) -> str:
    """`token` without a possessive 's at its end."""
    return _POSSESSIVE.sub("", token)


@lru_cache(maxsize=1 << 17)
def folded(token: str) -> str:
    """`token` without the differences that do not tell words apart.

    Case, possessive 's, apostrophes, separators inside figures, compatibility forms (ligatures, the forms of
    letters by their place in a word, full and half width), the Arabic and Persian forms of one letter, vowel
    marks, what is unseen, and the digits of all scripts fall together.
    """
    if token.isascii():
        return _DROPPED.sub("", without_possessive(token)).casefold()
    word = unicodedata.normalize("NFKC", without_possessive(token)).casefold()
    word = unicodedata.normalize("NFC", _DROPPED.sub("", word)).translate(_LETTERS)
    if any(character.isdigit() for character in word):
        word = "".join(_digit(character) for character in word)
    return word


def _digit(character: str) -> str:
    return str(int(character)) if character.isdecimal() else character


def primary(tag: str | None) -> str:
    """The language of a BCP 47 tag, such as `fa` of `fa-IR`; `""` of None.

    Languages that one analyzer serves are one, and ISO 639's three letters are the two that BCP 47 wants.
    """
    language = (tag or "").replace("_", "-").split("-")[0].casefold()
    return _SAME.get(language, language)


_SAME = {
    "nb": "no", "nn": "no", "prs": "fa", "pes": "fa", "iw": "he", "in": "id", "cmn": "zh", "yue": "zh",
    "sh": "hr", "bs": "hr", "arb": "ar", "arz": "ar", "apc": "ar", "kmr": "ku", "eng": "en", "fas": "fa",
    "per": "fa", "ara": "ar", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it",
    "por": "pt", "rus": "ru", "tur": "tr", "kur": "ku", "aze": "az",
    "urd": "ur", "hin": "hi", "heb": "he", "zho": "zh",
    "chi": "zh", "jpn": "ja", "kor": "ko", "tha": "th", "vie": "vi", "nld": "nl", "dut": "nl", "swe": "sv",
    "ukr": "uk", "ell": "el", "gre": "el", "ron": "ro", "rum": "ro", "pol": "pl",
}  # fmt: skip


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language, folded; none for a language without a list."""
    if language not in languages():
        return frozenset()
    words, _ = common_words(language)
    return frozenset(folded(token.text) for word in words for token in tokens(word))


@cache
def light_terms(language: str) -> frozenset[str]:
    """The terms of a language that say little about what is asked, such as "people"."""
    return frozenset(Analyzer(language).terms(" ".join(word_lists(language).light_words)))


class Analyzer:
    """Text to terms for one language.

    Attributes:
        language: BCP 47's first part, such as `en`; `""` for an unknown language.
    """

    def __init__(self, language: str = "") -> None:
        self.language = language
        self._stop_words = stop_words(language)
        self._elided = word_lists(language).elided
        self._own_letters = _OWN_LETTERS.get(language)
        self._stemmed = stemmer(language)
        self._terms: dict[str, str | None] = {}

    def term(self, token: str) -> str | None:
        """The term of a token, or None for a stop word."""
        try:
            return self._terms[token]
        except KeyError:
            term = self._terms[token] = self._new_term(token)
            return term

    def _new_term(self, token: str) -> str | None:
        word = folded(self._own(token))
        # "US" and "IT" are names; "us" and "it" are not.
        is_acronym = len(token) > 1 and token.isupper() and token.isascii()
        if not word or (word in self._stop_words and not is_acronym):
            return None
        return self._stemmed(word)

    def _own(self, token: str) -> str:
        """`token` as its language wants it: without what leans on it, in letters that case folding keeps."""
        if self._own_letters is not None:
            token = token.translate(self._own_letters)
        if self.language in _ENDINGS_APART:
            token = _APOSTROPHE.split(token, maxsplit=1)[0] or token
        if self._elided and (leaning := _APOSTROPHE.split(token, maxsplit=1))[0].casefold() in self._elided:
            token = leaning[-1] or token
        return token

    def terms(self, text: str) -> list[str]:
        """The terms of `text`, in order, stop words left out."""
        return self.terms_of(token_texts(text))

    def terms_of(self, words: Iterable[str]) -> list[str]:
        """The terms of words, as `token_texts` gives them."""
        return [term for word in words if (term := self.term(word)) is not None]


_APOSTROPHE = regex.compile("['’ʼ`´]")
_ENDINGS_APART = frozenset({"tr", "az"})  # an apostrophe parts a name from its endings
# Letters that mean something else in one language than in the others, or are written in two ways there.
_OWN_LETTERS = {
    "tr": str.maketrans("Iİ", "ıi"),
    "az": str.maketrans("Iİ", "ıi"),
    "ro": str.maketrans("şţŞŢ", "șțȘȚ"),
}


@cache
def _analyzer(language: str) -> Analyzer:
    return Analyzer(language)


def analyzer(language: str | None) -> Analyzer:
    """The analyzer for a BCP 47 tag such as `en`, `fa-IR` or None; one for each language."""
    return _analyzer(primary(language))
