"""Bytes to text: what a file declares, else UTF-8, else what its bytes can only be, else an error.

A wrong guess would put words in a quote that nobody wrote. So an old encoding is taken only where the
outcome reads like text of the script it is for, and everything else is reported; `sources.csv` can name
the encoding then.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from retrieval.errors import DocumentError

# The longer marks come first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# ISO-8859-6 leaves a third of its places empty, so Windows text hardly ever passes for it.
_ARABIC = ("iso8859-6", "cp1256")
_EVIDENCE = 1 << 18  # bytes that are looked at to tell an encoding: what a novel's first chapters hold
_ARABIC_SHARE = 0.95  # of letters beyond ASCII; other bytes read as Arabic give a mixture of scripts
_ARABIC_FREQUENT = frozenset("اليىومنرتهدب")  # three quarters of the letters of Arabic, and of Persian
_FREQUENT_SHARE = 0.55  # Russian, Greek, Japanese or Chinese bytes read as Arabic stay far below it
_ARABIC_LEAST = 10  # letters; fewer tell nothing
_LATIN_SHARE = 0.3  # of letters beyond ASCII in a Latin text; Vietnamese, the richest, has about a quarter
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_CONTROLS = frozenset("\n\r\t\f\x1a")  # the last one ended files under DOS
_NO_WRITING = frozenset({"unicode-escape", "raw-unicode-escape", "punycode", "idna"})
# A sign of the upper half between two letters is a letter of some other encoding.
_SIGN_IN_WORD = re.compile("[^\\W\\d_][¡-©«¬®-´¶-¹»-¿×÷†‡•€™‰][^\\W\\d_]")
_UNLIKE_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})


class Decoded(NamedTuple):
    """A text and the name of the encoding it was read with, in lower case."""

    text: str
    encoding: str


def decoded(raw: bytes, file: str = "", encoding: str | None = None) -> Decoded:
    """The text that the bytes of a file stand for, as it is: not yet in normal form.

    Args:
        raw: All bytes of the file.
        file: Its name for the error.
        encoding: What the archive's keeper says it is, by a name that Python knows.

    Raises:
        DocumentError: `encoding` when nothing fits, or not what was said; `binary` for NUL bytes
            that are not those of UTF-16 or UTF-32.
    """
    if encoding is not None:
        outcome = _read_as(raw, encoding.lower()) if known_encoding(encoding) else None
    else:
        outcome = _marked(raw) or _utf8(raw) or _guess(raw)
    if outcome is not None and "\0" not in outcome.text:
        return outcome
    raise DocumentError(file, "binary" if b"\0" in raw and not _mark(raw) else "encoding")


def known_encoding(name: str) -> bool:
    """Whether `name` is a text encoding that Python can read, and not one that only programs use."""
    try:
        known = codecs.lookup(name).name.replace("_", "-") not in _NO_WRITING and "a".encode(name)
    except (LookupError, ValueError):
        return False
    return bool(known)


def _mark(raw: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), None)


def _marked(raw: bytes) -> Decoded | None:
    encoding = _mark(raw)
    return None if encoding is None else _read_as(raw, encoding)


def _utf8(raw: bytes) -> Decoded | None:
    # UTF-16 of ASCII letters is valid UTF-8 too, with a NUL in every second place.
    return None if b"\0" in raw else _read_as(raw, "utf-8")


def _guess(raw: bytes) -> Decoded | None:
    if b"\0" in raw:
        evidence = raw[: _EVIDENCE & ~1]
        fitting = [name for name in ("utf-16-le", "utf-16-be") if _reads_as_utf16(evidence, name)]
    else:
        evidence = _evidence(raw)
        if _is_broken_utf8(evidence):
            return None
        fitting = [name for name in _ARABIC if _reads_as_arabic(evidence, name)]
        fitting += ["cp1252"] if _reads_as_latin(evidence) else []
    return next(filter(None, (_read_as(raw, encoding) for encoding in fitting)), None)


def _evidence(raw: bytes) -> bytes:
    """The part of a file that tells its encoding: from a little before its first byte beyond ASCII."""
    first = _BEYOND_ASCII.search(raw)
    start = max(first.start() - 100, 0) if first else 0
    return raw[start : start + _EVIDENCE]


def _is_broken_utf8(evidence: bytes) -> bool:
    """Whether most bytes beyond ASCII are good UTF-8: then it is that, damaged, and nothing else."""
    low = len(evidence.decode("ascii", "ignore"))
    good = len(evidence.decode("utf-8", "ignore").encode())
    return good - low > (len(evidence) - low) / 2


def _reads_as_utf16(evidence: bytes, encoding: str) -> bool:
    """Whether there are blanks in it, which read the other way round are rare signs, and no controls."""
    text = _strict(evidence, encoding)
    if text is None or "\0" in text:
        return False
    characters = Counter(text)
    blanks = characters[" "] + characters["\n"] + characters["\r"]
    turned = characters["\u2000"] + characters["\u0a00"] + characters["\u0d00"]
    odd = any(unicodedata.category(character) in _UNLIKE_TEXT for character in characters.keys() - _CONTROLS)
    return blanks > turned and not odd


def _reads_as_arabic(evidence: bytes, encoding: str) -> bool:
    text = _strict(evidence, encoding)
    if text is None or any("\x80" <= character <= "\x9f" for character in text):
        return False
    letters = [character for character in text if character > "\x7f" and character.isalpha()]
    arabic = [letter for letter in letters if "\u0600" <= letter <= "\u06ff"]
    frequent = sum(letter in _ARABIC_FREQUENT for letter in arabic)
    enough = len(arabic) >= max(_ARABIC_LEAST, _ARABIC_SHARE * len(letters))
    return enough and frequent >= _FREQUENT_SHARE * len(arabic)


def _reads_as_latin(evidence: bytes) -> bool:
    """Whether letters beyond ASCII are few among ASCII ones, and signs stand where signs can."""
    text = _strict(evidence, "cp1252")
    if text is None or any(unicodedata.category(character) == "Cc" for character in set(text) - _CONTROLS):
        return False
    letters = Counter("high" if character > "\x7f" else "low" for character in text if character.isalpha())
    return letters["high"] <= _LATIN_SHARE * letters.total() and not _SIGN_IN_WORD.search(text)


def _strict(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeError:
        return None


def _read_as(raw: bytes, encoding: str) -> Decoded | None:
    text = _strict(raw, encoding)
    return None if text is None else Decoded(text, encoding.removesuffix("-sig"))
