"""Stemming: what is left of a folded word without the endings that its place in a sentence gives it."""

from __future__ import annotations

from collections.abc import Callable

import regex
import Stemmer

# Snowball's algorithm for each language it serves.
_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hr": "serbian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


# Snowball knows Arabic's own forms of two letters that folding writes as Persian does.
_TO_ARABIC, _FROM_ARABIC = str.maketrans("یک", "يك"), str.maketrans("يك", "یک")
# Persian: the plural with what leans on it; then degree, the plural of people, the ending of adjectives and
# of "a". Snowball's own stemmer parts what belongs together (of the words for prison and prisoner it
# leaves two stems) and did no better than none on questions to Persian texts; these few endings do.
_PERSIAN_PLURAL = regex.compile(r"(?<=\p{L}{2})ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?)?$")
_PERSIAN_ENDING = regex.compile(r"(?<=\p{L}{3})(?:ترین?|یان|ی)$")


def stemmer(language: str) -> Callable[[str], str]:
    """A function from a folded word of `language` to its stem; without rules for it, to the word itself."""
    if language == "fa":
        return _persian
    algorithm = _SNOWBALL.get(language)
    if algorithm is None:
        return str
    stem: Callable[[str], str] = Stemmer.Stemmer(algorithm, maxCacheSize=0).stemWord
    if language == "ar":
        return lambda word: stem(word.translate(_TO_ARABIC)).translate(_FROM_ARABIC)
    return stem


def _persian(word: str) -> str:
    return _PERSIAN_ENDING.sub("", _PERSIAN_PLURAL.sub("", word))
