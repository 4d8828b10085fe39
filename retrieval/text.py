"""The normal form of a document's text, to which every offset, quote and hash refers.

In this order:

1. Line ends of every kind (CR LF, CR, vertical tab, form feed, U+2028, U+2029) are one line feed.
2. Tabs, other ASCII control characters and every blank of Unicode's category Zs (no-break, thin,
   em, ideographic...) are a plain space: a reader cannot tell them apart, so neither may a search,
   a sentence rule, or the terminal and the chat that show the words.
3. C1 controls, which in practice are Windows typography that lost its encoding, are the character
   they stand for, as in every browser.
4. Gone are: U+FEFF, surrogates, noncharacters, what sets the direction of text (U+202A..U+202E,
   U+2066..U+2069: a quote could end inside and turn round the words after it), and the marks that
   Telegram drops (U+0333, U+033F, and U+030A where it does not compose). ZWNJ and ZWJ stay, and
   so does all else.
5. NFC.
6. Of neighbouring LRM and RLM the last one, the only one with an effect; Telegram changes the others.
7. No spaces at the ends of lines; at most one blank line in a row; no line end at the edges.
"""

from __future__ import annotations

import re
import unicodedata

FORM_VERSION = 1  # to be raised with every change of the form, so that an index on disk is rebuilt

_SPACES = {*range(0x0A), *range(0x0E, 0x20), 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000}
_LINE_ENDS = {0x0B, 0x0C, 0x0D, 0x2028, 0x2029}
_WINDOWS = range(0x80, 0xA0)
_NONCHARACTERS = {
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | last for plane in range(17) for last in (0xFFFE, 0xFFFF)),
}
_DIRECTIONS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_GONE = {0x7F, 0x0333, 0x033F, 0xFEFF, *_DIRECTIONS, *range(0xD800, 0xE000), *_NONCHARACTERS}

_REPLACEMENTS = {
    **{chr(code): " " for code in _SPACES},
    **{chr(code): "\n" for code in _LINE_ENDS},
    **{chr(code): bytes([code]).decode("cp1252", "ignore") for code in _WINDOWS},
    **{chr(code): "" for code in _GONE},
}
_RING = "\u030a"  # Telegram drops it, but not inside a composed letter: it goes after NFC
_MARK_RUN = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
_BLANK_LINES = re.compile(r"\n{3,}")
_BLANKS = re.compile(r"\s+")


def normal_form(text: str) -> str:
    """The normal form of any text, as the module describes it.

    Args:
        text: Anything, lone surrogates included.

    Returns:
        A text that is its own normal form; `text` itself, unchanged, when it already was.
    """
    return _arranged(normal_characters(text))


def normal_characters(text: str) -> str:
    """Steps 1 to 6 of the normal form: its characters, with spaces and lines as they stand.

    Args:
        text: Anything, lone surrogates included.

    Returns:
        The text with its number of lines kept, but that a line end of two characters is one.
    """
    text = text.replace("\r\n", "\n")
    # Few of them are in any one text: to replace each is twice as fast as to look at every character.
    for odd in _REPLACEMENTS.keys() & set(text):
        text = text.replace(odd, _REPLACEMENTS[odd])
    text = unicodedata.normalize("NFC", text)
    if _RING in text:
        # What stood behind a ring may now compose with the letter before it.
        text = unicodedata.normalize("NFC", text.replace(_RING, ""))
    return _MARK_RUN.sub("", text)


def one_line(text: str) -> str:
    """A text in normal form on a single line, as titles and names are kept: runs of blanks as one space."""
    return _BLANKS.sub(" ", normal_characters(text)).strip()


def _arranged(text: str) -> str:
    if " \n" in text or text.endswith(" "):
        # Line by line: a pattern for blanks before a line end takes quadratic time on a run of blanks.
        text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip("\n")
