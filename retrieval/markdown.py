r"""Markdown to the plain text it stands for, with the words untouched.

A small, predictable part of CommonMark; all that is not named here stays as it is written:

- a heading (`# Words`, or a line underlined with `===` or `---`) is a line of its own between blank lines;
- the lines of a paragraph are one line, but for hard breaks (two blanks or a backslash at the end);
- a word broken with a hyphen at the end of a line stays on two lines, so that it is known as one;
- `- `, `* ` and `+ ` become `• `; numbers stay; each item has its own line, and so has each row of a
  table, whose cells stand apart by a blank;
- `> ` goes; a rule (`---`, `***`) is a blank line; the fences of a code block go, its lines stay;
- emphasis (`*`, `_`, once to three times; stars inside words too, but not between digits), code ticks
  and backslashes before punctuation go; `&amp;` and its like are their character;
- `[words](address)` and `[words][label]` are their words, `<https://...>` its address, the calls of
  notes are their numbers; images, comments, tags of HTML and the addresses of labels, which are no words of
  the document, go.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterator, Mapping, Set
from itertools import groupby
from operator import itemgetter

from retrieval.formats.extracted import Joined, Piece, joined
from retrieval.model import BlockKind

_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,}) *")
_RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *")
_TABLE_RULE = re.compile(r"[ :|-]*(?:-\||\|-| \| )[ :|-]*")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_QUOTED = re.compile(r" {0,3}(?:> ?)+")
_BULLET = re.compile(r"( *)[-*+] +(?=\S)")
_NUMBER = re.compile(r" *\d{1,9}[.)] ")
_FIRST_NUMBER = re.compile(r" *1[.)] ")
_NOTE = re.compile(r" {0,3}\[\^([^\[\]\s]{1,40})\]: ?")
_LABEL = re.compile(r" {0,3}\[([^\[\]^][^\[\]]{0,200})\]: *<?\S+>?(?: +(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))? *")
_ATTRIBUTES = re.compile(r" \{[#.][^{}]*\}$")
_BROKEN_WORD = re.compile(r"[^\W\d_][-‐\xad]$")
_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|center|details|div|dl|dt|dd|figcaption|figure|footer|h[1-6]|header|hr|li|main"
    r"|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_CELL_TAG = re.compile(r"</?t[dh](?:\s[^<>]{0,500})?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|em|font|i|img|ins|kbd|mark|q|small|span|strong|sub|sup|u|wbr)"
    r"(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_CELL_END = re.compile(r"(?<!\\)\|")
_BREAK_TAG = re.compile(r" ?<br ?/?> ?", re.IGNORECASE)

_MARKED = re.compile(r"[`\\\[<*_&]")
_CODE = re.compile(r"(?<!`)(`+)(?!`)([^`]+)\1(?!`)")
_ESCAPED = re.compile(rf"\\([{re.escape(string.punctuation)}])")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: \"[^\"]*\")?\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: \"[^\"]*\")?\)")
_LABELLED = re.compile(r"!?\[([^\[\]^][^\[\]]*)\](?:\[([^\[\]]*)\])?")
_CALLED = re.compile(r"\[\^([^\[\]\s]{1,40})\]")
_ADDRESS = re.compile(r"<((?:https?|mailto):[^<>\s]*)>")
_STARS = re.compile(r"(?<![\d*])(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1(?![\d*])")
_LOW_LINES = re.compile(r"(?<![\w_])(_{1,3})(?=[^\s_])((?:[^_]|(?<=\w)_+(?=\w))*[^\s_])\1(?![\w_])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# While marks are removed, a protected one is a noncharacter: no text in normal form holds any.
_PROTECTED = {ord(mark): 0xFDD0 + number for number, mark in enumerate(string.punctuation)}
_RESTORED = {shown: mark for mark, shown in _PROTECTED.items()}
_NESTED = 3  # kinds of emphasis inside each other: bold, italic and both


_NONE: Mapping[str, str] = {}

Line = tuple[str, BlockKind | None]


def plain_text(markdown: str) -> str:
    """The text that a Markdown source stands for.

    Args:
        markdown: In normal characters (see `retrieval.text.normal_characters`).

    Returns:
        Its paragraphs, headings, items and rows; the normal form is still to be taken.
    """
    return "\n".join(line for line, _ in _Reader(markdown).lines())


def marked_text(markdown: str) -> Joined:
    """The same in normal form, with what the source says of its lines: which are headings, and which none.

    Args:
        markdown: In normal characters.
    """
    runs = groupby(_announced(list(_Reader(markdown).lines())), key=itemgetter(1))
    return joined(Piece("\n".join(line for line, _ in lines), kind) for kind, lines in runs)


def first_heading(markdown: str) -> str | None:
    """The words of the first heading, if there is one."""
    headings = (line for line, kind in _Reader(markdown).lines() if kind is BlockKind.HEADING)
    return next(filter(None, headings), None)


def _announced(lines: list[Line]) -> list[Line]:
    """The lines, where one that ends with a colon above a table is no heading."""
    last = None  # the number of the last line with words that is of no known kind
    for number, (text, kind) in enumerate(lines):
        if kind is BlockKind.PARAGRAPH and last is not None and lines[last][0].endswith((":", "：")):
            lines[last] = (lines[last][0], BlockKind.PARAGRAPH)
        if text or kind:
            last = None if kind else number
    return lines


class _Reader:
    """One source, line by line.

    Args:
        markdown: In normal characters.
    """

    def __init__(self, markdown: str) -> None:
        self._lines = list(_split(_fenced(_without_comments(markdown).split("\n"))))
        labels = (_LABEL.fullmatch(line) for line, verbatim in self._lines if not verbatim)
        self._labels = frozenset(label[1].casefold() for label in labels if label)
        source = [line for line, verbatim in self._lines if not verbatim]
        noted = {note[1] for note in map(_NOTE.match, source) if note}
        called = (name for line in source for name in _CALLED.findall(line) if name in noted)
        self._notes = {name: str(number) for number, name in enumerate(dict.fromkeys(called), 1)}
        self._paragraph: list[str] = []
        self._in_table = False

    def lines(self) -> Iterator[Line]:
        """The lines of the text, each with its kind where its marks tell."""
        for marked, verbatim in self._lines:
            line = marked if verbatim else _unquoted(marked)
            if not verbatim and _TABLE_RULE.fullmatch(line) and "|" in "".join(self._paragraph[-1:]):
                yield from self._table_begun()
            elif verbatim or not line.strip() or _is_rule(line, self._paragraph):
                yield from self._taken()
                yield line if verbatim else "", None
            elif (heading := _heading(line)) is not None or _is_underline(line, self._paragraph):
                heading = self._paragraph.pop() if heading is None else heading
                yield from self._taken()
                yield from (("", None), (self._words(heading), BlockKind.HEADING), ("", None))
            elif not _LABEL.fullmatch(line) or self._paragraph:
                yield from self._gathered(line)
        yield from self._taken()

    def _gathered(self, line: str) -> Iterator[Line]:
        if self._in_table or _begins_line(line, self._paragraph):
            yield from self._taken(ends_table=False)
        self._paragraph.append(line)

    def _table_begun(self) -> Iterator[Line]:
        head = self._paragraph.pop()
        yield from self._taken()
        yield "", None
        self._in_table = True
        self._paragraph.append(head)

    def _taken(self, *, ends_table: bool = True) -> Iterator[Line]:
        """The text of the lines gathered so far, which are then gone."""
        lines, in_table = self._paragraph[:], self._in_table
        self._paragraph.clear()
        self._in_table = in_table and not ends_table
        if lines and in_table:
            cells = (self._words(cell).strip() for cell in _CELL_END.split(lines[0]))
            yield " ".join(filter(None, cells)), BlockKind.PARAGRAPH
        elif lines:
            bullet, note = _BULLET.match(lines[0]), _NOTE.match(lines[0])
            lines[0] = lines[0][bullet.end() :] if bullet else lines[0]
            lines[0] = f"[^{note[1]}] {lines[0][note.end() :]}" if note else lines[0]
            has_picture = not bullet and _IMAGE.match(lines[0].strip()) is not None
            text = self._words("".join(map(_with_break, lines)).strip()).strip("\n" if bullet else " \n")
            yield (f"{bullet[1]}• " if bullet else "") + text, BlockKind.PARAGRAPH if has_picture else None

    def _words(self, text: str) -> str:
        return _words(text, self._labels, self._notes)


def _split(lines: Iterator[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """The lines, those that begin with a tag of a block divided where blocks begin and end."""
    for line, verbatim in lines:
        if verbatim or not _BLOCK_TAG.match(line.lstrip()):
            yield line, verbatim
            continue
        for part in _BLOCK_TAG.split(_CELL_TAG.sub(" ", line)):
            yield from (("", False), (part.strip(), False)) if part.strip() else (("", False),)
        yield "", False


def _unquoted(line: str) -> str:
    mark = _QUOTED.match(line)
    return line[mark.end() :] if mark else line


def _with_break(line: str) -> str:
    if line.endswith("\\"):
        return line[:-1].strip() + "\n"
    is_meant = line.endswith("  ") or _BROKEN_WORD.search(line.rstrip())
    return line.strip() + ("\n" if is_meant else " ")


def _heading(line: str) -> str | None:
    """The words of a `#` heading; of no words for a heading that has none."""
    words = line.strip().lstrip("#")
    marks = len(line.strip()) - len(words)
    if not 1 <= marks <= 6 or line.startswith("    ") or words[:1] not in ("", " "):
        return None
    unclosed = words.rstrip("#")
    return _ATTRIBUTES.sub("", (unclosed if unclosed[-1:] in ("", " ") else words).strip())


def _is_underline(line: str, paragraph: list[str]) -> bool:
    """Whether it makes the one line before it a heading."""
    return len(paragraph) == 1 and not _begins_line(paragraph[0], []) and bool(_UNDERLINE.fullmatch(line))


def _is_rule(line: str, paragraph: list[str]) -> bool:
    if _is_underline(line, paragraph):
        return False
    return bool(_RULE.fullmatch(line) or _TABLE_RULE.fullmatch(line) or _UNDERLINE.fullmatch(line))


def _begins_line(line: str, paragraph: list[str]) -> bool:
    """Whether a line is an item, a row, a note or a meaning; the first item of a list has the number 1."""
    number = _NUMBER if paragraph and _NUMBER.match(paragraph[0]) else _FIRST_NUMBER
    is_other = line.lstrip().startswith(("|", ": ")) or _NOTE.match(line)
    return bool(is_other or _BULLET.match(line) or number.match(line))


def _without_comments(text: str) -> str:
    # Not a pattern: comments that never close would take quadratic time.
    kept, start = [], 0
    while (opened := text.find("<!--", start)) >= 0 and (closed := text.find("-->", opened + 4)) >= 0:
        kept.append(text[start:opened])
        start = closed + 3
    return "".join([*kept, text[start:]])


def _fenced(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """Each line but the fences, and whether it stands inside a code block."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if fence and mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
            fence = ""
        elif mark and not fence:
            fence = mark[1]
        else:
            yield line, bool(fence)


def _words(text: str, labels: Set[str] = frozenset(), notes: Mapping[str, str] = _NONE) -> str:
    """A line or paragraph without the marks inside it."""
    if not _MARKED.search(text):
        return text
    text = _CODE.sub(lambda code: code[2].translate(_PROTECTED), text)
    text = _ESCAPED.sub(lambda mark: mark[1].translate(_PROTECTED), text)
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _LABELLED.sub(lambda link: _labelled(link, labels), text)
    text = _CALLED.sub(lambda call: f"[{notes[call[1]]}]" if call[1] in notes else call[0], text)
    text = _ADDRESS.sub(lambda address: address[1].translate(_PROTECTED), text)
    text = _TAG.sub("", _BREAK_TAG.sub("\n", text))
    for _ in range(_NESTED):
        text = _LOW_LINES.sub(r"\2", _STARS.sub(r"\2", text))
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text).translate(_RESTORED)


def _labelled(link: re.Match[str], labels: Set[str]) -> str:
    """The words of a link whose address stands elsewhere, under a label; anything else as it is."""
    if (link[2] or link[1]).casefold() not in labels:
        return link[0]
    return "" if link[0].startswith("!") else link[1]
