"""Detection: the language of a text, from its script, its letters and its stop words.

A script that only one language uses decides alone. Within a script of many languages, each stop word
speaks for the languages that have it, the more the fewer they are; each word with a letter that a language
does not write speaks against it.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from retrieval.analysis import folded, primary, stop_words, tokens
from retrieval.wordlists import common_words, languages

_SAMPLE = 3_000  # characters that are looked at, at the beginning and again in the middle
# By the first word of their letters' names in Unicode; of some scripts, their commonest language.
_OF_ONE_LANGUAGE = {
    "GREEK": "el", "ARMENIAN": "hy", "GEORGIAN": "ka", "THAI": "th", "LAO": "lo", "KHMER": "km",
    "MYANMAR": "my", "TIBETAN": "bo", "HANGUL": "ko", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te",
    "KANNADA": "kn", "MALAYALAM": "ml", "GUJARATI": "gu", "GURMUKHI": "pa", "ORIYA": "or",
    "SINHALA": "si", "ETHIOPIC": "am", "THAANA": "dv", "MONGOLIAN": "mn",
}  # fmt: skip
_OF_MANY = frozenset({"LATIN", "CYRILLIC", "ARABIC", "HEBREW", "DEVANAGARI"})
_USUAL = {"LATIN": "en", "CYRILLIC": "ru", "ARABIC": "fa", "HEBREW": "he", "DEVANAGARI": "hi"}
_HAN, _KANA = "CJK", frozenset({"HIRAGANA", "KATAKANA"})
_HAN_LETTER = 3  # letters of other scripts that say as much as one Chinese character
_KANA_SHARE = 0.05  # Chinese has no kana; Japanese is hardly ever written with fewer

_FOREIGN_LETTER = 1.5  # what a word with a letter that a language has not takes from its score
_OWN_LETTER = 0.5  # what a letter that few languages have adds, of what a word of as few would
_EVIDENCE = 0.1  # of the most a word can say; a text that says less on average is in a language unknown here
_COMMON = frozenset(
    ("ar", "de", "en", "es", "fa", "fr", "hi", "id", "it", "nl", "pl", "pt", "ru", "sv", "tr")
)
_NOBODY: frozenset[str] = frozenset()
_PRIOR = 0.3  # what one of these is ahead by before a word is read
_CLEARLY = 2.0  # by how much a language that is not the archive's has to be ahead


class _Owners(NamedTuple):
    """The languages of one script, and which of them have a stop word or a letter outside ASCII.

    Attributes:
        languages: All of them.
        words: For each stop word, folded, its languages.
        letters: For each letter, its languages.
    """

    languages: tuple[str, ...]
    words: Mapping[str, frozenset[str]]
    letters: Mapping[str, frozenset[str]]

    def said(self, owners: frozenset[str]) -> float:
        """What something says for each of its owners: the more, the fewer they are."""
        return math.log(len(self.languages) / len(owners)) if owners else 0.0


def detected_language(text: str) -> str | None:
    """The language of a text, as BCP 47 calls it; None when nothing tells.

    Args:
        text: In normal form; only parts of it are looked at. Of several languages in it, one is told.
    """
    middle = max(_SAMPLE, len(text) // 2)
    sample = f"{text[:_SAMPLE]}\n{text[middle : middle + _SAMPLE]}"
    script = _script(sample)
    if script not in _OF_MANY:
        return _language_of(script, sample)
    words = _words(sample)
    scores = _scores(words, script)
    best = _likeliest(scores)
    # Many languages are written in Latin letters and have no lists here.
    enough = _EVIDENCE * math.log(len(scores)) * words.total() if script == "LATIN" else 0.0
    return best if scores[best] > enough else None


def question_language(text: str, archive: Iterable[str]) -> str:
    """The language of a question, in doubt one of the archive's.

    Args:
        text: As typed.
        archive: The languages of the documents, the most frequent first.

    Returns:
        The first part of a BCP 47 tag. Of the archive's languages in that script the likeliest, unless
        another language clearly is; for a question without letters, the archive's commonest.
    """
    own = [primary(tag) for tag in archive]
    script = _script(text)
    if not script:
        return next(iter(own), "")
    if script not in _OF_MANY:
        language = _language_of(script, text) or ""
        # A few Chinese characters may be Japanese.
        return "ja" if language == "zh" and "ja" in own and "zh" not in own else language
    scores = _scores(_words(text), script)
    best = _likeliest(scores)
    here = {language: scores[language] for language in own if language in scores}
    if not here:
        return best if scores[best] > 0 else _USUAL[script]
    likeliest = _likeliest(here)
    return best if scores[best] >= scores[likeliest] + _CLEARLY else likeliest


def languages_beside(text: str, archive: Iterable[str]) -> list[str]:
    """The languages of those words of a question that are in other letters than most of it.

    Args:
        text: As typed, such as a name in Latin letters with a Persian question about it.
        archive: The languages of the documents, the most frequent first.
    """
    own, script = list(archive), _script(text)
    beside: dict[str, list[str]] = {}
    for token in tokens(text):
        beside.setdefault(_script(token.text), []).append(token.text)
    return [
        question_language(" ".join(words), own)
        for other, words in beside.items()
        if other in _OF_MANY and other != script
    ]


def is_foreign(language: str, archive: Iterable[str]) -> bool:
    """Whether a question is in none of an archive's languages; of an archive of unknown ones nothing is said.

    Args:
        language: From `question_language`; `""` is foreign too, as its script is unknown here.
        archive: The languages of the documents.
    """
    known = {primary(tag) for tag in archive}
    return bool(known) and language not in known


def _script(text: str) -> str:
    """The script of most letters of a text, by the first word of their names; `""` without letters."""
    counts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        script = _letter_script(letter)
        counts[script] += count * (_HAN_LETTER if script == _HAN else 1)
    del counts[""]
    kana = sum(counts[script] for script in _KANA)
    counts[_HAN] += kana * _HAN_LETTER
    return counts.most_common(1)[0][0] if counts.total() else ""


@cache
def _letter_script(letter: str) -> str:
    if not letter.isalpha():
        return ""
    words = unicodedata.name(letter, "").split()
    script = words[1] if words and words[0] in ("FULLWIDTH", "HALFWIDTH") else "".join(words[:1])
    return script if script in _SCRIPTS else ""


_SCRIPTS = _OF_MANY | _OF_ONE_LANGUAGE.keys() | _KANA | {_HAN}


def _language_of(script: str, text: str) -> str | None:
    if script != _HAN and script not in _KANA:
        return _OF_ONE_LANGUAGE.get(script)
    scripts = Counter(_letter_script(letter) for letter in text)
    kana = sum(scripts[script] for script in _KANA)
    return "ja" if kana > _KANA_SHARE * (kana + scripts[_HAN]) else "zh"


def _words(text: str) -> Counter[str]:
    """The words of a text in small letters, figures left out, and how often each stands there."""
    words = (token.text.casefold().replace("’", "'") for token in tokens(text))
    return Counter(word for word in words if not word[0].isdigit())


def _scores(words: Counter[str], script: str) -> dict[str, float]:
    """For each language of a script, what some words say for it."""
    known = _owners(script)
    scores = dict.fromkeys(known.languages, 0.0)
    for word, count in words.items():
        owners = known.words.get(folded(word), frozenset())
        for language in owners:
            scores[language] += count * known.said(owners)
        letters = [known.letters.get(letter, _NOBODY) for letter in word if _tells(letter)]
        if letters:
            rarest = _OWN_LETTER * max(map(known.said, letters))
            writing = frozenset.intersection(*letters)
            for language in known.languages:
                scores[language] += count * (rarest if language in writing else -_FOREIGN_LETTER)
    return scores


def _tells(letter: str) -> bool:
    return not letter.isascii() and letter.isalpha()


def _likeliest(scores: Mapping[str, float]) -> str:
    return max(scores, key=lambda language: scores[language] + (_PRIOR if language in _COMMON else 0.0))


@cache
def _owners(script: str) -> _Owners:
    """Who has what, of the languages of a script."""
    mine = [language for language in languages() if _script(" ".join(common_words(language)[0])) == script]
    words: dict[str, set[str]] = {}
    letters: dict[str, set[str]] = {}
    for language in mine:
        for word in stop_words(language):
            words.setdefault(word, set()).add(language)
        for letter in _letters(language):
            letters.setdefault(letter, set()).add(language)
    return _Owners(
        tuple(mine),
        {word: frozenset(owners) for word, owners in words.items()},
        {letter: frozenset(owners) for letter, owners in letters.items()},
    )


def _letters(language: str) -> str:
    """The letters of a language: those of its list, or else those of its stop words."""
    words, letters = common_words(language)
    return letters or "".join(words).casefold()
