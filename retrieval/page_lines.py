"""The lines of a page that may stand between two articles, and what each of them says.

A byline, a date, a line that asks to share: each is told by its form alone. Which of them part articles, the
page itself has to show (`retrieval.seams`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from retrieval.datelines import date_of_line
from retrieval.layout import Unit, normalised, units
from retrieval.metadata import has_words
from retrieval.model import Span


class Mark(Enum):
    """What a line of the page is, as far as its form tells."""

    PROSE = "prose"
    LABEL = "label"  # may be a title, a heading, a name, a menu entry
    NOTE = "note"  # short, but no title: it ends with a colon or a comma
    BYLINE = "byline"
    DATE = "date"
    RULE = "rule"  # no word in it: a line of stars or dashes
    SHARE = "share"  # asks to share, follow, print or read on


@dataclass(frozen=True)
class Line:
    """A unit of the page, or a line of one.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last.
        key: The words by which equal lines are recognised.
        mark: What it is.
        is_label: Short and not ended like a sentence.
        date: Of a date line, or of a byline that holds one.
        form: Of a byline, what stands before the name, in lower case.
        name: Of a byline.
    """

    start: int
    end: int
    key: str
    mark: Mark
    is_label: bool
    date: str | None = None
    form: str = ""
    name: str | None = None


_TITLE_WORDS = 30  # longest line that may be a title
_TITLE_LENGTH = 220
_NOTE_WORDS = 8
_EDGE = 3  # lines at the edges of a paragraph that may belong to the page around it
_NAME_WORDS = 10
_BYLINE = re.compile(
    r"(?P<form>by|written by|author|source|publisher|par|por|von|quelle"
    r"|نویسنده|نوشته|نوشتهٔ|به قلم|منبع|ناشر|المصدر|بقلم)"
    r"(?P<colon>\s?[:：])?\s+(?P<name>\S.*)",
    re.IGNORECASE,
)
_POSTED = re.compile(r"(?:posted|published) (?:on )?(?P<date>.{6,40}?),? by:? (?P<name>\S.*)", re.IGNORECASE)
_PARTED = re.compile(r"\s*[|•·–—]\s*|\s+-\s+|,\s+(?=\D{0,14}\d)|\s+on\s+(?=\D{0,14}\d)")
_SHARE = re.compile(
    r"(?:(?:please |click to )?(?:share|follow(?: and like)?|like|tweet|e-?mail|print)\b.{0,60}"
    r"|(?:read|see) more|continue reading|(?:leave a|no|\d+) comments?"
    r"|(?:facebook|twitter|whatsapp|telegram|pinterest)(?:[\s|,/•]+\w+){0,6}"
    r"|(?:filed under|posted in|tags?)\b.{0,80}|.{0,20}اشتراک.{0,30}|ادامه مطلب|بیشتر بخوانید"
    r"|partager.{0,30}|teilen|compartir.{0,30})(?<![.؟?])[\s:!…»>]*",
    re.IGNORECASE,
)


def page_lines(text: str, title: str = "") -> list[Line]:
    """The units of a page, those lines cut off that only stand at a paragraph's edge.

    Args:
        text: In normal form.
        title: The page's own title, where one is known.
    """
    spans = [span for unit in units(text, title) for span in _cut(text, unit)]
    lines = [_line(text, *span) for span in spans]
    counts = recurring(lines)
    return [
        line if line.mark is not Mark.SHARE or counts[line.key] > 1 else _unmarked(text, line)
        for line in lines
    ]


def recurring(lines: Sequence[Line]) -> Counter[str]:
    """How often each label stands on the page, two in a row being one."""
    keys: Counter[str] = Counter()
    before = ""
    for line in lines:
        if line.is_label and line.key != before:
            keys[line.key] += 1
        before = line.key
    return keys


def _unmarked(text: str, line: Line) -> Line:
    """A line that asks to share, but only once: words like any others."""
    mark = _plain_mark(text[line.start : line.end])
    return replace(line, mark=mark, is_label=mark is not Mark.PROSE)


def _cut(text: str, unit: Unit) -> Iterator[tuple[Span, Unit | None]]:
    """A unit as it is, or its first and last lines apart where one is a byline, a date or the like."""
    spans = _spans(text, unit)
    signs = [n for n, span in enumerate(spans) if _is_sign(text, span)] if len(spans) > 1 else []
    head = max((number + 1 for number in signs if number < _EDGE), default=0)
    tail = min((number for number in signs if number >= max(head, len(spans) - _EDGE)), default=len(spans))
    if len(spans) == 1 or not signs:
        yield Span(unit.start, unit.end), unit
        return
    yield from ((span, None) for span in spans[:head])
    if head < tail:
        yield Span(spans[head].start, spans[tail - 1].end), None
    yield from ((span, None) for span in spans[tail:])


def _spans(text: str, unit: Unit) -> list[Span]:
    found = re.finditer(r"[^\s](?:[^\n]*[^\s])?", text[unit.start : unit.end])
    return [Span(unit.start + line.start(), unit.start + line.end()) for line in found]


def _is_sign(text: str, span: Span) -> bool:
    return span.end - span.start <= _TITLE_LENGTH and _sign(text[span.start : span.end]) is not None


def _line(text: str, span: Span, unit: Unit | None) -> Line:
    start, end = span
    words = text[start:end]
    key = unit.key if unit else normalised(words[:_TITLE_LENGTH])
    is_single = "\n" not in words and end - start <= _TITLE_LENGTH
    sign = _sign(words) if is_single else None
    if sign:
        mark, date, form, name = sign
        return Line(start, end, key, mark, True, date, form, name)
    mark = _plain_mark(words) if is_single and not (unit and unit.is_list) else Mark.PROSE
    return Line(start, end, key, mark, mark is not Mark.PROSE)


def _plain_mark(words: str) -> Mark:
    """What a line is that is no sign: a title is short and of one thought, so it ends without a full stop."""
    last, count = words.rstrip("\"'”’»)")[-1:], len(words.split())
    if last in ":：,،;؛":
        return Mark.NOTE if count <= _NOTE_WORDS else Mark.PROSE
    return Mark.LABEL if count <= _TITLE_WORDS and last not in ".。۔।" else Mark.PROSE


def _sign(words: str) -> tuple[Mark, str | None, str, str | None] | None:
    """What a line says that is no part of what the article tells."""
    if not has_words(words):
        return Mark.RULE, None, "", None
    date = date_of_line(words)
    if date:
        return Mark.DATE, date, "", None
    if _SHARE.fullmatch(words):
        return Mark.SHARE, None, "", None
    posted = _POSTED.fullmatch(words)
    if posted:
        return Mark.BYLINE, date_of_line(posted["date"]), "by", posted["name"].strip()
    byline = _BYLINE.fullmatch(words)
    return _byline(byline) if byline else None


def _byline(found: re.Match[str]) -> tuple[Mark, str | None, str, str | None] | None:
    form = found["form"].lower() + (":" if found["colon"] else "")
    name, *rest = _PARTED.split(found["name"].strip(), maxsplit=1)
    name = name.strip()
    date = next(filter(None, map(date_of_line, rest)), None)
    is_name = name and len(name.split()) <= _NAME_WORDS and name[-1] not in ".?!؟" and not name[0].islower()
    if not is_name or (not found["colon"] and not _is_called(name, found["form"])):
        return None
    return Mark.BYLINE, date, form, name if date or not rest else found["name"].strip()


def _is_called(name: str, form: str) -> bool:
    """Whether words after a bare `By` are a name, each with a capital but for `and`, `of`, `de`..."""
    if not form.isascii() or form.lower() in {"source", "author", "publisher", "quelle"}:
        return False  # these need their colon
    words = [word for word in name.split() if len(word) > 3 or word[0].isupper()]
    return bool(words) and all(word[0].isupper() for word in words)
