"""Framing: what stands around a quotation and is not part of it.

People paste a quote with the name of who said it, or with the whole message they found it in. What is taken
for such a frame is told with the verdict, so that nothing is passed over unseen.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import regex

from retrieval.comparing import units
from retrieval.figures import figures
from retrieval.reprints import all_denials, words_of

LONGEST_LINE = 24  # words of an attribution
_ISOLATES = regex.compile("[\u2066-\u2069]")
_OWN_LINE = regex.compile(r"\n\s*(?:[-–—―‐‑−]{1,3}|\()\s*(?P<words>[^\n]+?)\)?\s*\Z")
# In the line itself: behind the end of a quotation or of a sentence.
_BEHIND = regex.compile(
    r"(?P<before>[.!?؟…۔\"”’»›“])[\s\u200c]*(?:[-–—―]{1,3}|\()\s*(?P<words>[^\n.!?؟…]++(?:\.[^\n.!?؟…]+)*?)\)?\.?\s*\Z"
)
_NUMBERED = regex.compile(r"\p{Nd}{1,2}[.)]\s+(?P<title>\S.*)")
_QUIET = regex.compile(r"[^\n]*\S · \S[^\n]*")
_SHORT_FACT = regex.compile(r"[^\n.!?]{0,40}\p{Nd}{1,4}")  # "paragraph 3", "July 2016", "2018"
_SPEAKER = regex.compile(r"\p{L}[\p{L} ]{1,20}: [^\n.!?]{1,80}")
_TERMINAL = regex.compile(r" {2}\p{Ll}[\p{Ll} ]{2,9} +\S.*|  {11,}\S.*")
_SMALL = 3  # letters of a word that names and titles write small: of, the, von


# Pictures and bullets, but not the signs that belong to figures and names; and what points elsewhere.
_PICTURE = r"[[\p{So}\p{Emoji_Modifier}\p{Regional_Indicator}•\uFE0F\u200D\u20E3]--[°©®™№℃℉℅]]"
_POINTER = r"(?:[#@]\w[\w\u200c.-]*+|https?://\S+|t\.me/\S+)"
_BEFORE = regex.compile(rf"(?:\s*{_PICTURE}++|\s*{_POINTER}(?=\s))++\s*", regex.V1)
_AFTER = regex.compile(rf"(?:{_PICTURE}|(?<=\s){_POINTER}|\s)++\Z", regex.V1)
_REPLIED = regex.compile(r"^[ ]*>+[ ]?", regex.MULTILINE)
_ISO_DATE = regex.compile(r"\p{Nd}{4}-\p{Nd}{2}(?:-\p{Nd}{2})?")


class Framed(NamedTuple):
    """A text without its frame.

    Attributes:
        quotations: What may be quoted; more than one when the text is a message with several quotes.
        set_aside: The frame's parts, in their order.
    """

    quotations: tuple[str, ...]
    set_aside: tuple[str, ...] = ()


def without_ornament(text: str) -> Framed:
    """A text without the pictures, tags, names and links before and behind it, or the marks of a reply.

    Args:
        text: In normal form.
    """
    plain = _REPLIED.sub("", text) if _REPLIED.match(text) else text
    before, after = _BEFORE.match(plain), _AFTER.search(plain)
    start = before.end() if before else 0
    end = after.start() if after else len(plain)
    if start >= end:
        return Framed((text,))
    aside = tuple(" ".join(part.split()) for part in (plain[:start], plain[end:]) if part.strip())
    return Framed((plain[start:end],), aside)


def without_layout(text: str, titles: Collection[str]) -> Framed:
    """A text without the lines that an answer shows around its quotes, in Telegram or a terminal.

    Args:
        text: In normal form.
        titles: Of the archive's documents: a numbered line is a heading when it holds one of them.
    """
    blocks: list[list[str]] = [[]]
    aside: list[str] = []
    headed = 0  # 2 right below a heading, 1 below its quiet line
    for line in text.split("\n"):
        plain = _ISOLATES.sub("", line).strip()
        title = _NUMBERED.fullmatch(plain)
        if _is_title(title["title"] if title else plain, titles):
            blocks.append([])
            headed = 2
        elif (headed == 2 and (_QUIET.fullmatch(plain) or _SHORT_FACT.fullmatch(plain))) or (
            headed and _SPEAKER.fullmatch(plain)
        ):
            headed = 1
        elif _TERMINAL.fullmatch(line) and any(blocks[-1]):
            headed = 0
        else:
            blocks[-1].append(line)
            headed = headed if not plain else 0
            continue
        aside.append(plain)
    quotations = tuple(joined for block in blocks if (joined := "\n".join(block).strip()))
    return Framed(quotations or (text,), tuple(aside) if quotations else ())


def _is_title(line: str, titles: Collection[str]) -> bool:
    return line in titles or (line.endswith("…") and any(title.startswith(line[:-1]) for title in titles))


def without_attribution(text: str, known: Collection[str] = ()) -> Framed:
    """A text without the attribution at its end, such as "— Name, Title 2017".

    Args:
        text: In normal form.
        known: Folded words of the titles, names and dates of the document it may be from.
    """
    match = _OWN_LINE.search(text)
    if match and _may_attribute(match["words"]):
        return Framed((text[: match.start()].strip(),), (match["words"].strip(),))
    match = _BEHIND.search(text)
    if match and _may_attribute(match["words"]) and _names(match["words"], known):
        return Framed((text[: match.end("before")].strip(),), (match["words"].strip(),))
    return Framed((text,))


def _may_attribute(words: str) -> bool:
    """Whether words could say whose a quote is: few, no sentence, no figure, nothing denied."""
    row = words_of(words)
    return (
        0 < len(row) <= LONGEST_LINE
        and not words.rstrip().endswith(("!", "?", "؟"))
        and all_denials().isdisjoint(row)
        and not figures(_ISO_DATE.sub(" ", words), "en")
    )


def _names(words: str, known: Collection[str]) -> bool:
    """Whether all longer words are written as names are, or belong to the document."""
    for unit in units(words):
        told = words_of(unit.form)
        is_known = bool(told) and all(each in known for each in told)
        is_name = len(unit.form) <= _SMALL or not unit.form[0].isalpha() or unit.form[0].isupper()
        if unit.is_word and not (is_known or is_name):
            return False
    return True
