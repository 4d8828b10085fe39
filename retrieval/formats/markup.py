"""HTML to blocks, in the order of the page, with the words as a browser shows them.

Read as a stream: no tree is built, so that neither depth nor unclosed tags can do harm.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from retrieval.formats.extracted import Piece
from retrieval.formats.small_and_large import raised
from retrieval.model import BlockKind

_UNSEEN = frozenset({
    "script", "style", "template", "noscript", "head", "title", "svg", "math", "iframe", "object", "audio",
    "video", "canvas", "select", "textarea", "rt", "rp", "del", "s", "strike",
})  # fmt: skip
_CHROME = frozenset({"nav", "aside", "footer", "form", "button", "menu", "dialog"})
_CHROME_ROLES = frozenset({
    "navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCK_KINDS = {
    "li": "item", "tr": "row", "dt": "label", "summary": "label", "caption": "label", "figcaption": "caption",
}  # fmt: skip
_KINDS = {
    "heading": BlockKind.HEADING,
    "label": BlockKind.PARAGRAPH,
    "row": BlockKind.PARAGRAPH,
    "item": BlockKind.PARAGRAPH,
    "caption": BlockKind.BOILERPLATE,
}
_BLOCKS = _HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend",
    "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead",
    "tr", "ul",
}  # fmt: skip
_BACK = re.compile(r"[\s↑↩⤴⮌^\ufe0e\ufe0f]+")  # from a note to where it is called
_CELL, _PART = "\x1e", "\x1f"  # where in a row a cell begins, and in a cell a paragraph
_LINK = re.compile("\x1c([^\x1d]*)\x1d")  # the words of a link
_PROSE = 200  # characters of a cell that is a part of the page's layout and no figure
# What the keepers of sites call what is not their text, by the classes of its element.
_CHROME_CLASS = re.compile(
    r"(?:cookies?|consent|gdpr|share|sharing|social|breadcrumbs?|newsletter|advert(?:isement)?)"
    r"(?:[-_](?:banner|bar|notice|popup|buttons?|links?|list|box|widget|container|wrapper|signup|icons|media))?",
    re.IGNORECASE,
)
_SIGNS = str.maketrans({"\x1c": "", "\x1d": "", _CELL: " ", _PART: " "})
_LONGEST_HEADING = 300
_WHOLE = frozenset({"html", "body", "main", "article"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class HtmlBlock(NamedTuple):
    """A paragraph, heading, item or row.

    Attributes:
        text: Its words; runs of blanks are one, a line break is one.
        kind: `text`, `heading`, `label` (short, and no heading), `caption`, `item` or `row`.
        is_chrome: Whether it stands in a menu, a margin, a foot or a form.
        linked: How many of its characters are links.
    """

    text: str
    kind: str = "text"
    is_chrome: bool = False
    linked: int = 0


def html_blocks(html: str) -> tuple[list[HtmlBlock], int]:
    """The visible blocks of a page, and how deep its elements are nested.

    Args:
        html: All of it.
    """
    walker = _Walker()
    walker.feed(html)
    walker.close()
    walker.flush()
    return walker.blocks, walker.deepest


def pieces(blocks: Iterable[HtmlBlock]) -> Iterator[Piece]:
    """Blocks as pieces of a text: the items of a list, and the rows of a table, on lines below each other."""
    lines: list[str] = []
    kind = ""
    for block in blocks:
        if lines and not (block.kind == kind and kind in ("item", "row")):
            yield Piece("\n".join(lines), _KINDS.get(kind))
            lines = []
        kind = block.kind
        lines.append(f"• {block.text}" if kind == "item" else block.text)
    if lines:
        yield Piece("\n".join(lines), _KINDS.get(kind))


class _Walker(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[HtmlBlock] = []
        self.deepest = 0
        self._open: list[tuple[str, bool, bool]] = []  # name, unseen, chrome
        self._names: Counter[str] = Counter()
        self._unseen = 0
        self._chrome = 0
        self._words: list[str] = []
        self._kind = "text"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._words.append("\v")  # a break that was meant, until blanks are one
        if tag in _BLOCKS:
            self._start_block(tag)
        elif tag in ("td", "th"):
            self._words.append(_CELL)
        elif tag == "q":
            self._words.append("“")
        if tag in _VOID:
            return
        if tag in ("p", "li", "tr", "td", "th", "dt", "dd", "option"):
            self._close_implied(tag)
        facts = dict(attrs[:50])
        unseen = tag in _UNSEEN or _is_hidden(facts)
        chrome = _is_chrome(tag, facts)
        self._open.append((tag, unseen, chrome))
        self._names[tag] += 1
        self._unseen += unseen
        self._chrome += chrome
        self.deepest = max(self.deepest, len(self._open))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # XHTML writes <br/>, and <a id="p12"/>, which opens nothing.
        if tag in _VOID:
            self.handle_starttag(tag, attrs)
        elif tag in _BLOCKS:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "div") and self._kind == "row":
            self._words.append(_PART)
        elif tag == "q":
            self._words.append("”")
        elif tag in _BLOCKS:
            self.flush()
        if not self._names[tag]:
            return
        while self._open:
            name = self._pop()
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._unseen or (self._names["a"] and _BACK.fullmatch(data)):
            return
        if self._names["sup"] and data.strip().isdecimal():
            data = raised(data)  # or the mark of a note would be a digit of the word before it
        pre = self._names["pre"] > 0
        text = data.replace("\n", "\v") if pre else data
        self._words.append(f"\x1c{text}\x1d" if self._names["a"] else text)

    def flush(self) -> None:
        """End the block that is open."""
        words = "".join(self._words)
        kind = "text" if self._kind == "heading" and len(words) > _LONGEST_HEADING else self._kind
        parts = [words]
        if kind == "row":
            kind, parts = _row(words)
        for part in parts:
            if text := _arranged(part):
                linked = sum(len(link.strip()) for link in _LINK.findall(part))
                self.blocks.append(HtmlBlock(text, kind, self._chrome > 0, linked))
        self._words = []
        self._kind = "text"

    def _start_block(self, tag: str) -> None:
        # A paragraph in an item or a cell is the item, or a part of the row.
        if tag in ("p", "div") and (
            self._kind == "row" or (self._kind == "item" and not "".join(self._words).strip())
        ):
            self._words.append(_PART if self._kind == "row" else " ")
            return
        self.flush()
        if tag in _HEADINGS:
            self._kind = "heading"
        else:
            self._kind = _BLOCK_KINDS.get(tag, self._kind)

    def _close_implied(self, tag: str) -> None:
        """An item ends the one before it, where its end is left out."""
        if self._open and self._open[-1][0] == tag:
            self._pop()

    def _pop(self) -> str:
        name, unseen, chrome = self._open.pop()
        self._names[name] -= 1
        self._unseen -= unseen
        self._chrome -= chrome
        return name


def _row(words: str) -> tuple[str, list[str]]:
    """A row's cells on one line; or the paragraphs of cells that are parts of the page, as old pages have."""
    cells = [cell.split(_PART) for cell in words.split(_CELL)]
    is_layout = any(len(part) > _PROSE for cell in cells for part in cell)
    if not is_layout:
        return "row", [" ".join(" ".join(cell) for cell in cells)]
    return "text", [part for cell in cells for part in cell]


def _arranged(words: str) -> str:
    """Words with their runs of blanks as one, line by line."""
    lines = words.translate(_SIGNS).split("\v")
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in lines).strip()


def _is_chrome(tag: str, facts: dict[str, str | None]) -> bool:
    if facts.get("role") in _CHROME_ROLES or (tag in _CHROME and not _is_note(facts)):
        return True
    names = f"{facts.get('class') or ''} {facts.get('id') or ''}".split()
    return tag not in _WHOLE and any(map(_CHROME_CLASS.fullmatch, names[:20]))


def _is_hidden(facts: dict[str, str | None]) -> bool:
    if "hidden" in facts or facts.get("aria-hidden") == "true":
        return True
    return _HIDDEN_STYLE.search(facts.get("style") or "") is not None


def _is_note(facts: dict[str, str | None]) -> bool:
    """Whether an element of a book's margin is one of its notes."""
    return "note" in (facts.get("epub:type") or facts.get("role") or "")
