"""Furniture of a page: what is on it for its layout, not for its reader.

Lines that repeat, menus, navigation, bylines, credits, copyright, "read more", and what is printed twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.layout import LABEL_LENGTH, REPEATED, Unit

_SHARED_START = 40  # a caption and the sentence it repeats share at least so many first characters
_SHARED_LABEL = 20  # the same for labels, which are shorter
_REPEATED_SENTENCE = 6  # witnesses repeat shorter sentences ("I do not know."), pages longer ones
_MENU_ENTRY = 3  # longest entry of a menu, in words
_MENU_LINES = 3
_NAVIGATION = range(4, 41)  # so many labels in a row, before or after all prose, are navigation

_WORD = re.compile(r"[^\W_]")
_COPYRIGHT = re.compile(
    r"©|\bcopyright\b\W*(?:©|\(c\)|\d{4})|\ball rights reserved\b|حق نشر|(?:کلیه|تمامی|همه) حقوق",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"\b(?:photo|image|picture)s?(?: by\b| courtesy\b| credit\b|:| ?/)|عکس:", re.IGNORECASE)
_BYLINE = re.compile(r"(?:By|BY)(?::\s|\s(?=[A-Z]))\S.*|(?:نویسنده|نوشته|منبع)\s?:\s.*")
_TEASER = re.compile(
    r"(?:ALSO|SEE|READ|RELATED|WATCH|LISTEN|MORE|OPINION|ANALYSIS|VIDEO|PHOTOS|GALLERY)\b[A-Z ]*: "
    r"|(?i:(?:read|see|watch) (?:more|also)(?::|\Z))|(?:بیشتر|همچنین) بخوانید|مطالب مرتبط"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|[@#]\w+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|صفحه|seite|página)?\s*\d{1,3}(?:\s*(?:/|of|از|von|de)\s*\d{1,4})?\W*", re.IGNORECASE
)
_IMAGE_NAME = re.compile(r"[A-Za-z_-]+\d+(?:\.\w{2,4})?")


def furniture(text: str, found: Sequence[Unit]) -> Iterator[int]:
    """The numbers of the units that repeat through the document or say themselves what they are."""
    repeated = {key for key, count in Counter(unit.key for unit in found).items() if count >= REPEATED}
    for number, unit in enumerate(found):
        is_said_again = unit.is_sentence and (unit.words < _REPEATED_SENTENCE or unit.last in "?؟")
        if (unit.key in repeated and not is_said_again) or _ends_with(unit, repeated) or _says_so(text, unit):
            yield number


def _ends_with(unit: Unit, repeated: set[str]) -> bool:
    """Whether a line ends with one that repeats, as captions end with the same place and date."""
    if not repeated or unit.is_sentence or unit.end - unit.start > 2 * LABEL_LENGTH:
        return False
    words = unit.key.split()
    endings = (" ".join(words[first:]) for first in range(1, len(words)))
    return any(ending in repeated for ending in endings if len(ending) >= _SHARED_LABEL)


def _says_so(text: str, unit: Unit) -> bool:
    if unit.end - unit.start > 2 * LABEL_LENGTH:
        return _WORD.search(text, unit.start, unit.end) is None
    words = text[unit.start : unit.end]
    if _WORD.search(words) is None or _COPYRIGHT.match(words):
        return True
    if not unit.is_sentence and (
        _BYLINE.fullmatch(words) or _COPYRIGHT.search(words) or _CREDIT.search(words)
    ):
        return True
    if unit.lines == 1 and (_TEASER.match(words) or _PAGE_NUMBER.fullmatch(words)):
        return True
    return _IMAGE_NAME.fullmatch(words) is not None or all(map(_ADDRESS.fullmatch, words.split()))


def printed_twice(found: Sequence[Unit], open_units: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """Units that the next one prints again, perhaps with a credit added or a prefix dropped.

    Args:
        found: The units of the document.
        open_units: The numbers of those not yet judged, ascending.

    Yields:
        The place of the first of the two in `open_units`, and whether it can go as well, because a paragraph
        elsewhere starts with the same words.
    """
    starts = Counter(unit.key[:_SHARED_START] for unit in found)
    for place, (first, second) in enumerate(pairwise(open_units)):
        one, other = found[first], found[second]
        if _is_same(one, other):
            is_long = len(one.key) >= _SHARED_START and not one.is_label
            yield place, is_long and starts[one.key[:_SHARED_START]] > 2


def _is_same(one: Unit, other: Unit) -> bool:
    if one.key == other.key:
        return True
    if one.is_label and other.is_label:
        return len(other.key) >= _SHARED_LABEL and one.key.endswith(other.key)
    return len(one.key) >= _SHARED_START and other.key.startswith(one.key)


def navigation(found: Sequence[Unit], open_units: Sequence[int]) -> Iterator[int]:
    """The numbers of menus and of runs of labels that stand before the first or after the last prose.

    Args:
        found: The units of the document.
        open_units: The numbers of those not yet judged, ascending.
    """
    prose = [n for n in open_units if not found[n].is_label and not _is_menu(found[n])]
    if not prose:
        return
    before = [n for n in open_units if n < prose[0]]
    after = [n for n in open_units if n > prose[-1]]
    for edge in (before, after):
        labels = [n for n in edge if found[n].is_label]
        yield from (n for n in edge if _is_menu(found[n]) and not _is_introduced(found, n))
        if len(labels) in _NAVIGATION and not _is_introduced(found, labels[0]):
            yield from labels[:-1] if edge is before else labels


def _is_menu(unit: Unit) -> bool:
    # The bullet counts as a word.
    return unit.is_list and unit.lines >= _MENU_LINES and unit.words <= unit.lines * (_MENU_ENTRY + 1)


def _is_introduced(found: Sequence[Unit], number: int) -> bool:
    return number > 0 and found[number - 1].last in ":："
