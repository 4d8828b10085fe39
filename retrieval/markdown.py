r"""Markdown to the plain text it stands for, with the words untouched.

A small, predictable part of CommonMark; all that is not named here stays as it is written:

- a heading (`# Words`, or a line underlined with `===` or `---`) is a line of its own between blank lines;
- the lines of a paragraph are one line, but for hard breaks (two blanks or a backslash at the end);
- `- `, `* ` and `+ ` become `• `; numbers stay; each item and each row of a table has its own line;
- `> ` goes; a rule (`---`, `***`) is a blank line; the fences of a code block go, its lines stay;
- emphasis (`*`, `_`, once to three times, at the edges of words), code ticks and backslashes before
  punctuation go; `&amp;` and its like are their character;
- `[words](address)` is its words, `<https://...>` its address; images and comments, which are no
  words of the document, go.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterator

_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,}) *")
_RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *")
_TABLE_RULE = re.compile(r"[ :|-]*(?:-\||\|-| \| )[ :|-]*")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_QUOTED = re.compile(r" {0,3}(?:> ?)+")
_BULLET = re.compile(r"( *)[-*+] +(?=\S)")
_NUMBER = re.compile(r" *\d{1,9}[.)] ")
_FIRST_NUMBER = re.compile(r" *1[.)] ")

_MARKED = re.compile(r"[`\\\[<*_&]")
_CODE = re.compile(r"(?<!`)(`+)(?!`)([^`]+)\1(?!`)")
_ESCAPED = re.compile(rf"\\([{re.escape(string.punctuation)}])")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: \"[^\"]*\")?\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: \"[^\"]*\")?\)")
_ADDRESS = re.compile(r"<((?:https?|mailto):[^<>\s]*)>")
_STARS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1(?![\w*])")
_LOW_LINES = re.compile(r"(?<![\w_])(_{1,3})(?=[^\s_])((?:[^_]|(?<=\w)_+(?=\w))*[^\s_])\1(?![\w_])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# While marks are removed, a protected one is a noncharacter: no text in normal form holds any.
_PROTECTED = {ord(mark): 0xFDD0 + number for number, mark in enumerate(string.punctuation)}
_RESTORED = {shown: mark for mark, shown in _PROTECTED.items()}
_NESTED = 3  # kinds of emphasis inside each other: bold, italic and both


def plain_text(markdown: str) -> str:
    """The text that a Markdown source stands for.

    Args:
        markdown: In normal characters (see `retrieval.text.normal_characters`).

    Returns:
        Its paragraphs, headings, items and rows; the normal form is still to be taken.
    """
    return "\n".join(_text_lines(markdown))


def first_heading(markdown: str) -> str | None:
    """The words of the first `#` heading outside code, if there is one."""
    lines = _fenced(_without_comments(markdown).split("\n"))
    headings = (_words(_heading(line) or "") for line, verbatim in lines if not verbatim)
    return next(filter(None, headings), None)


def _text_lines(markdown: str) -> Iterator[str]:
    paragraph: list[str] = []
    for marked, verbatim in _fenced(_without_comments(markdown).split("\n")):
        line = marked if verbatim else _unquoted(marked)
        if verbatim or not line.strip() or _is_rule(line, paragraph):
            yield from _taken(paragraph)
            yield line if verbatim else ""
        elif (heading := _heading(line)) is not None or _is_underline(line, paragraph):
            if heading is not None:
                yield from _taken(paragraph)
            yield from ("", _words(paragraph.pop() if heading is None else heading), "")
        else:
            if _begins_line(line, paragraph):
                yield from _taken(paragraph)
            paragraph.append(line)
    yield from _taken(paragraph)


def _unquoted(line: str) -> str:
    mark = _QUOTED.match(line)
    return line[mark.end() :] if mark else line


def _taken(paragraph: list[str]) -> Iterator[str]:
    """The text of the lines gathered so far, which are then gone."""
    if paragraph:
        bullet = _BULLET.match(paragraph[0])
        paragraph[0] = paragraph[0][bullet.end() :] if bullet else paragraph[0]
        joined = "".join(_with_break(line) for line in paragraph)
        paragraph.clear()
        yield (f"{bullet[1]}• " if bullet else "") + _words(joined.strip())


def _with_break(line: str) -> str:
    if line.endswith("\\"):
        return line[:-1].strip() + "\n"
    return line.strip() + ("\n" if line.endswith("  ") else " ")


def _heading(line: str) -> str | None:
    """The words of a `#` heading; of no words for a heading that has none."""
    words = line.strip().lstrip("#")
    marks = len(line.strip()) - len(words)
    if not 1 <= marks <= 6 or line.startswith("    ") or words[:1] not in ("", " "):
        return None
    unclosed = words.rstrip("#")
    return (unclosed if unclosed[-1:] in ("", " ") else words).strip()


def _is_underline(line: str, paragraph: list[str]) -> bool:
    """Whether it makes the one line before it a heading."""
    return len(paragraph) == 1 and not _begins_line(paragraph[0], []) and bool(_UNDERLINE.fullmatch(line))


def _is_rule(line: str, paragraph: list[str]) -> bool:
    if _is_underline(line, paragraph):
        return False
    return bool(_RULE.fullmatch(line) or _TABLE_RULE.fullmatch(line) or _UNDERLINE.fullmatch(line))


def _begins_line(line: str, paragraph: list[str]) -> bool:
    """Whether a line is an item or a row; the first item of a list has the number 1."""
    number = _NUMBER if paragraph and _NUMBER.match(paragraph[0]) else _FIRST_NUMBER
    return line.lstrip().startswith("|") or bool(_BULLET.match(line) or number.match(line))


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


def _words(text: str) -> str:
    """A line or paragraph without the marks inside it."""
    if not _MARKED.search(text):
        return text
    text = _CODE.sub(lambda code: code[2].translate(_PROTECTED), text)
    text = _ESCAPED.sub(lambda mark: mark[1].translate(_PROTECTED), text)
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _ADDRESS.sub(lambda address: address[1].translate(_PROTECTED), text)
    for _ in range(_NESTED):
        text = _LOW_LINES.sub(r"\2", _STARS.sub(r"\2", text))
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text).translate(_RESTORED)
