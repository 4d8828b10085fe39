"""Telegram's HTML as a terminal can show it: bold, links with their address, a bar beside quotes.

What stands behind a spoiler is not shown: a terminal has nothing to tap.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

from bot.terminal import Page

BAR = "│ "

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "u": "underline",
    "ins": "underline",
    "i": "dim",
    "em": "dim",
    "code": "bold",
    "pre": "bold",
}

# Isolates keep figures and links in their place in Telegram; many terminals show them as boxes.
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))


class Run(NamedTuple):
    """Characters that look alike."""

    text: str
    style: str | None
    quoted: bool


def shown(html: str, page: Page) -> str:
    """A message's HTML as text for `page`, without a line end."""
    parser = _Runs(cover=page.render("covered"))
    parser.feed(html.strip())
    parser.close()
    return "\n".join(_line(line, page) for line in _lines(parser.runs)).rstrip("\n")


def plain(html: str) -> str:
    """The characters of a message's HTML, without its markup."""
    parser = _Runs(addresses=False)
    parser.feed(html)
    parser.close()
    return "".join(run.text for run in parser.runs).strip()


class _Runs(HTMLParser):
    def __init__(self, *, addresses: bool = True, cover: str | None = None) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self._addresses = addresses
        self._cover = cover
        self._open: list[str] = []
        self._link = ("", "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag == "blockquote":
            self._begin_line()
        if tag == "tg-spoiler" and self._cover is not None:
            self._add_cover(self._cover)
        if tag == "a":
            self._link = (dict(attrs).get("href") or "", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._addresses and self._link[0] not in {"", self._link[1]}:
            self._add(f" <{self._link[0]}>", "dim")
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]
        if tag == "blockquote":
            self._begin_line()

    def handle_data(self, data: str) -> None:
        if self._cover is not None and "tg-spoiler" in self._open:
            return
        self._link = (self._link[0], self._link[1] + data)
        if self.runs and self.runs[-1].text == "\n" and self.runs[-1].style == "end":
            # A quotation ends its line by itself.
            data = data.removeprefix("\n")
        self._add(data, next((_STYLES[tag] for tag in reversed(self._open) if tag in _STYLES), None))

    def _begin_line(self) -> None:
        if self.runs and not self.runs[-1].text.endswith("\n"):
            self.runs.append(Run("\n", "end", quoted=False))

    def _add_cover(self, cover: str) -> None:
        # One for a quote, though its parts have a spoiler each.
        if not (self.runs and self.runs[-1].text == cover):
            self._add(cover, "dim")

    def _add(self, text: str, style: str | None) -> None:
        if text:
            self.runs.append(Run(text.translate(_ISOLATES), style, "blockquote" in self._open))


def _lines(runs: list[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        lines[-1].append(run._replace(text=first))
        lines += [[run._replace(text=text)] for text in others]
    return lines


def _line(runs: list[Run], page: Page) -> str:
    """One line of a message, on as many lines of the page as it takes."""
    begin = BAR if any(run.quoted for run in runs) else ""
    whole = "".join(run.text for run in runs)
    pieces = page.wrapped(whole, indent=len(begin), hang="").split("\n")
    return "\n".join(begin + "".join(piece) for piece in _styled(pieces, runs, page))


def _styled(pieces: list[str], runs: list[Run], page: Page) -> list[list[str]]:
    """The styled parts of each piece; a piece follows the one before it after one blank."""
    styles = [run.style for run in runs for _ in run.text]
    parts: list[list[str]] = []
    at = 0
    for piece in pieces:
        part: list[str] = []
        begin = at
        for end in range(at + 1, at + len(piece) + 1):
            if end == at + len(piece) or styles[end] != styles[begin]:
                text = piece[begin - at : end - at]
                part.append(page.styled(text, style) if (style := styles[begin]) else text)
                begin = end
        parts.append(part)
        at += len(piece) + 1
    return parts
