"""A saved web page: its main text, in the order and with the words of the page.

trafilatura says where the main text is (of what was measured, the best at that); the text itself is taken
from the page. trafilatura's own output drops a paragraph that is printed twice, and now and then everything.
"""

from __future__ import annotations

import contextlib
import re
from itertools import dropwhile

import trafilatura

from retrieval.decoding import Decoded, decoded, known_encoding
from retrieval.errors import DocumentError
from retrieval.formats.extracted import Extracted, Problem, UnreadableError, joined, letters, lost
from retrieval.formats.markup import HtmlBlock, html_blocks, pieces
from retrieval.formats.page_metadata import page_metadata

_DEEPEST = 250  # elements in each other; libxml2 gives up at 256, and what lies below would be lost
_LARGEST = 4 << 20  # characters; beyond, the search for the main text takes longer than a file may
_LINKED_SHARE = 0.6  # of its characters; a block of links is a menu
_LEAST_MAIN = 0.25  # of the letters outside menus; less, and the main text was not found
_HEAD = 4096  # bytes in which a page declares its encoding
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)|<\?xml[^>]{0,100}encoding=[\"']([A-Za-z0-9_.:-]+)",
    re.IGNORECASE,
)
_NO_LETTERS = re.compile(r"[\W_]+")


def extracted(raw: bytes, encoding: str | None = None) -> Extracted:
    """The text of a page.

    Args:
        raw: All of the file.
        encoding: What the archive's keeper says it is.

    Raises:
        UnreadableError: Its characters cannot be told, or it has no words.
    """
    read = page_text(raw, encoding)
    blocks, deepest = html_blocks(read.text)
    chosen, problem = _chosen(read.text, blocks, deepest)
    text, _, marks = joined(pieces(chosen))
    heading = next((block.text for block in chosen if block.kind == "heading"), None)
    return Extracted(
        text,
        marks=marks,
        given=page_metadata(read.text, heading),
        heading=heading,
        encoding=read.encoding,
        problems=(problem,) if problem else (),
    )


def page_text(raw: bytes, encoding: str | None = None) -> Decoded:
    """The characters of a page: as its keeper says, its mark, its own declaration, or its bytes.

    Args:
        raw: All of the file.
        encoding: What the archive's keeper says it is.

    Raises:
        UnreadableError: `encoding` or `binary`.
    """
    declared = _CHARSET.search(raw[:_HEAD])
    name = encoding or (declared and (declared[1] or declared[2]).decode().lower())
    # A page saved by a browser is UTF-8 whatever it declares; so that is tried before what it says.
    if name and known_encoding(name) and (encoding or not _is_utf8(raw)):
        with contextlib.suppress(DocumentError):
            return decoded(raw, "", name)
    try:
        return decoded(raw)
    except DocumentError as error:
        raise UnreadableError(error.code) from error


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _chosen(html: str, blocks: list[HtmlBlock], deepest: int) -> tuple[list[HtmlBlock], Problem | None]:
    """The blocks of the main text, and the problem that there may be others among them."""
    outside = [block for block in blocks if not block.is_chrome]
    main = _main(html, blocks) if deepest <= _DEEPEST and len(html) <= _LARGEST else []
    if main and _letters(main) >= _LEAST_MAIN * _letters(outside):
        return main, None
    if lost(_letters(blocks), _letters(outside)):  # all of it stands in what looks like a menu
        return blocks, Problem("whole_page", {})
    return outside, Problem("whole_page", {}) if len(outside) > 1 and main else None


def _main(html: str, blocks: list[HtmlBlock]) -> list[HtmlBlock]:
    """From the first block of the main text to the last, what is there but menus."""
    found = trafilatura.extract(html, include_comments=False, include_tables=True, favor_recall=True)
    key = _key(found or "")
    inside = [n for n, block in enumerate(blocks) if len(_key(block.text)) > 1 and _key(block.text) in key]
    prose = [n for n in inside if not blocks[n].is_chrome]
    # Old pages have their menu in a table with the text: no text begins with links alone.
    prose = list(dropwhile(lambda n: blocks[n].kind != "heading" and _is_menu(blocks[n]), prose))
    if not prose:
        return []
    first, last = prose[0], prose[-1]
    # A heading right above the text belongs to it, whoever left it out.
    above = [
        n for n in range(max(0, first - 3), first) if blocks[n].kind == "heading" and not blocks[n].is_chrome
    ]
    sure = {*above, *prose}
    return [blocks[n] for n in (*above, *range(first, last + 1)) if n in sure or not _is_menu(blocks[n])]


def _is_menu(block: HtmlBlock) -> bool:
    return block.is_chrome or block.linked > _LINKED_SHARE * len(block.text)


def _letters(blocks: list[HtmlBlock]) -> int:
    return sum(letters(block.text) for block in blocks)


def _key(text: str) -> str:
    return _NO_LETTERS.sub("", text.casefold())
