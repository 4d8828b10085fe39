"""An EPUB: the pages of its spine, in their order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree import ElementTree

from retrieval.formats.extracted import Extracted, UnreadableError, joined
from retrieval.formats.markup import HtmlBlock, html_blocks, pieces
from retrieval.formats.webpage import page_text
from retrieval.formats.word import dublin_core
from retrieval.formats.zipped import Zipped

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FIELDS = {name: name for name in ("title", "creator", "publisher", "date", "language", "rights", "source")}
_PAGES = ("application/xhtml+xml", "text/html")


def extracted(raw: bytes) -> Extracted:
    """The text of a book.

    Args:
        raw: All of the file.

    Raises:
        UnreadableError: It is damaged, encrypted, or more than it seems.
    """
    zipped = Zipped(raw)
    package = _package(zipped)
    pages = list(_spine(zipped, package))
    if not pages:
        raise UnreadableError("damaged")
    if _ENCRYPTION in zipped and any(
        posixpath.basename(page).encode() in zipped.read(_ENCRYPTION) for page in pages
    ):
        raise UnreadableError("encrypted")
    blocks: list[HtmlBlock] = []
    for page in pages:
        found, _ = html_blocks(page_text(zipped.read(page)).text)
        blocks += found
    text, _, _ = joined(pieces(block for block in blocks if not block.is_chrome))
    heading = next((block.text for block in blocks if block.kind == "heading"), None)
    given = dublin_core(zipped.read(package), _FIELDS)
    if not given.get("source", "").startswith("http"):
        given.pop("source", None)  # the ISBN of the printed book
    return Extracted(text, given=given, heading=heading)


def _package(zipped: Zipped) -> str:
    """The path of the file that lists what the book is made of."""
    for element in _tree(zipped.read(_CONTAINER)).iter():
        if str(element.tag).endswith("}rootfile") and element.get("full-path"):
            return element.get("full-path", "")
    raise UnreadableError("damaged")


def _spine(zipped: Zipped, package: str) -> Iterator[str]:
    """The paths of the pages in reading order; the table of contents is none."""
    root = _tree(zipped.read(package))
    items = {e.get("id"): e for e in root.iter() if str(e.tag).endswith("}item")}
    for reference in root.iter():
        item = items.get(reference.get("idref"))
        if item is None or not str(reference.tag).endswith("}itemref"):
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(package), unquote(item.get("href", ""))))
        is_page = item.get("media-type") in _PAGES and "nav" not in (item.get("properties") or "").split()
        if is_page and path in zipped:
            yield path


def _tree(xml: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(xml)  # noqa: S314  # expat bounds what entities become; and this is the child
    except (ElementTree.ParseError, ValueError) as error:
        raise UnreadableError("damaged") from error
