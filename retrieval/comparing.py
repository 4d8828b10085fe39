"""Comparing: a text as a row of units that are equal where two texts differ in typography alone.

What does not count: the amount and kind of white space; quotation marks; the kind of dash, apostrophe or
ellipsis; ligatures, full-width and presentation forms; the digits of one script or another; Arabic and
Persian yeh and kaf, ZWNJ, kashida, and in that script white space inside a word; what nobody sees. All else
counts, case and commas included. `retrieval.analysis.folded` is no help here: for finding it throws together
"its" and "it's".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import regex

_UNSEEN = r"\u00AD\u034F\u061C\u180E\u200B\u200D-\u200F\u202A-\u202E\u2060-\u206F\uFE0E\uFE0F\uFEFF\u0640"
_APOSTROPHE = "['’‘ʼ`´ʹ׳＇′]"
_DOTS = r"(?:…[.…]*+|\.(?:[ \u00A0]?\.)++)"
_LETTERS = rf"[\p{{L}}\p{{M}}][\p{{L}}\p{{M}}{_UNSEEN}]*+"
_UNIT = regex.compile(
    rf"""(?P<gap>\[\s*{_DOTS}\s*\]|\(\s*{_DOTS}\s*\)|{_DOTS})
       | (?P<figure>\p{{Nd}}++(?:[.,٫٬]\p{{Nd}}++)*+)
       | (?P<word>(?:\[(?P<capital>\p{{L}})\](?=\p{{L}}))?{_LETTERS}(?:{_APOSTROPHE}{_LETTERS})*+)
       | (?P<dash>[-‐‑‒–—―−﹘﹣－]++)
       | (?P<unseen>[{_UNSEEN}\u200C]|["'“”„‟‘’‚‛`´ʼ«»‹›「」『』〝〞〟＂＇′″*_])
       | (?P<mark>\S)""",
    regex.VERBOSE,
)
_DROPPED = regex.compile(f"[{_UNSEEN}]")
_APOSTROPHES = regex.compile(_APOSTROPHE)
_ARABIC = regex.compile(r"\p{Arabic}")
_COMPATIBLE = regex.compile(r"[\uFB00-\uFB06\uFB50-\uFDFF\uFE70-\uFEFC\uFF01-\uFF5E]")
_MARKS = {"،": ",", "؛": ";", "؟": "?", "۔": ".", "｡": ".", "٪": "%"}
_SAME = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "ه\u0654", "٫": ".", "٬": ","})
_DIGIT = regex.compile(r"\p{Nd}")

GAP = "…"
DASH = "-"


class Unit(NamedTuple):
    """A word, a figure or a mark.

    Attributes:
        form: The same in both texts where they differ in typography alone.
        start: Offset of its first character.
        end: Offset after its last.
        is_word: Whether it is a word or a figure.
        soft: Whether it is a hyphen that a line end may have made.
        free_case: Whether its first letter stands in brackets, as a writer marks a changed capital: [T]he.
    """

    form: str
    start: int
    end: int
    is_word: bool = False
    soft: bool = False
    free_case: bool = False


def units(text: str, start: int = 0, end: int | None = None) -> list[Unit]:
    """The units of `text[start:end]`, in order; offsets are of `text`.

    Args:
        text: In normal form.
        start: Where to begin.
        end: Where to end; the end of the text when not given.
    """
    end = len(text) if end is None else end
    found: list[Unit] = []
    for match in _UNIT.finditer(text, start, end):
        kind = match.lastgroup
        if kind == "unseen":
            continue
        if kind == "dash":
            soft = _is_line_end(text, match.start(), match.end(), end)
            found.append(Unit(DASH, *match.span(), soft=soft))
        elif kind == "gap":
            found.append(Unit(GAP, *match.span()))
        elif kind == "mark":
            form = _compatible(match.group())
            found.append(Unit(_MARKS.get(form, form), *match.span()))
        else:
            found.append(Unit(_word(match), *match.span(), is_word=True, free_case=bool(match["capital"])))
    return found


def _word(match: regex.Match[str]) -> str:
    word: str = match.group()
    if match["capital"]:
        word = word[1] + word[3:]
    if word.isascii():
        return word.replace("`", "'")
    word = _DROPPED.sub("", _compatible(word)).translate(_SAME)
    word = _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit.group())), word)
    return unicodedata.normalize("NFC", _APOSTROPHES.sub("'", word))


def _compatible(text: str) -> str:
    if text.isascii():
        return text
    return _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)


def _is_line_end(text: str, start: int, end: int, last: int) -> bool:
    """Whether a hyphen between letters is the last of its line."""
    after = end
    while after < last and text[after] == " ":
        after += 1
    return (
        end == start + 1
        and after < last
        and text[after] == "\n"
        and text[after + 1 : after + 2].isalpha()
        and text[start - 1 : start].isalpha()
    )


def joined(row: Sequence[Unit]) -> str:
    """The forms of units in one string, in which white space inside Arabic script is gone."""
    return Key(row).text


class Key:
    """Units as one string, to be searched for another one.

    Args:
        row: The units.
    """

    def __init__(self, row: Sequence[Unit]) -> None:
        parts: list[str] = []
        self._begins: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        length, was_arabic = 0, False
        for number, unit in enumerate(row):
            is_arabic = unit.is_word and not unit.form.isascii() and bool(_ARABIC.match(unit.form))
            if number and not (is_arabic and was_arabic):
                parts.append(" ")
                length += 1
            self._begins[length] = number
            parts.append(unit.form)
            length += len(unit.form)
            self._ends[length] = number + 1
            was_arabic = is_arabic
        self.text = "".join(parts)

    def found(self, wanted: str, first: int = 0) -> list[range]:
        """Where the string of other units stands among these, as ranges of units.

        Args:
            wanted: What `joined` made of the others.
            first: The unit from which to look.
        """
        places = []
        at = self.text.find(wanted)
        while at >= 0:
            begin, end = self._begins.get(at), self._ends.get(at + len(wanted))
            if begin is not None and end is not None and begin >= first:
                places.append(range(begin, end))
            at = self.text.find(wanted, at + 1)
        return places
