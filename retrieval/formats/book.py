"""An EPUB: the pages of its spine, in their order."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import escape
from urllib.parse import unquote
from xml.etree import ElementTree

from retrieval.formats.extracted import Extracted, Problem, UnreadableError, joined, letters, lost
from retrieval.formats.markup import HtmlBlock, html_blocks, pieces
from retrieval.formats.webpage import page_text
from retrieval.formats.word import dublin_core
from retrieval.formats.zipped import Zipped

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FIELDS = {name: name for name in ("title", "creator", "publisher", "date", "language", "rights", "source")}
_PUBLISHED = ("publication", "original-publication")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_LEAST_ENTRIES = 2
_LINKED_SHARE = 0.6  # of its characters; a page of links is a table of contents
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
    pages = [path for path in _spine(zipped, package) if path in zipped]
    if not pages:
        raise UnreadableError("damaged")
    if _ENCRYPTION in zipped and any(
        posixpath.basename(page).encode() in zipped.read(_ENCRYPTION) for page in pages
    ):
        raise UnreadableError("encrypted")
    blocks = [block for page in pages for block in _blocks(zipped.read(page))]
    shown = [block for block in blocks if not block.is_chrome]
    text, _, marks = joined(pieces(shown))
    heading = next((block.text for block in shown if block.kind == "heading"), None)
    visible = sum(letters(block.text) for block in blocks)
    missing = Problem("parts_missing", {"parts": _missing(zipped, package)})
    return Extracted(
        text,
        marks=marks,
        given=_given(zipped.read(package)),
        heading=heading,
        problems=tuple(
            filter(None, [lost(visible, letters(text)), missing if missing.values["parts"] else None])
        ),
    )


def _blocks(page: bytes) -> list[HtmlBlock]:
    """The blocks of one page; none of a table of contents, which repeats what follows."""
    # In XHTML these are words; HTML's reader takes them for a remark.
    words = _CDATA.sub(lambda found: escape(found[1]), page_text(page).text)
    blocks, _ = html_blocks(words)
    entries = [block for block in blocks if block.kind != "heading"]
    linked = sum(block.linked for block in entries)
    is_contents = linked > _LINKED_SHARE * sum(len(block.text) for block in entries)
    return [] if is_contents and len(entries) >= _LEAST_ENTRIES else blocks


def _given(package: bytes) -> dict[str, str]:
    """The book's own metadata: its day of publication and its authors, not those of a conversion."""
    root = _tree(package)
    for parent in root.iter():
        parent[:] = [child for child in parent if not _is_beside(child)]
    given = dublin_core(ElementTree.tostring(root), _FIELDS)
    if not given.get("source", "").startswith("http"):
        given.pop("source", None)  # the ISBN of the printed book
    return given


def _is_beside(element: ElementTree.Element) -> bool:
    about = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    return about.get("event", "publication") not in _PUBLISHED or about.get("role", "aut") not in (
        "aut",
        "edt",
    )


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
    references = [e for e in root.iter() if str(e.tag).endswith("}itemref")]
    # What is not in the line of reading, such as notes, follows it.
    for reference in sorted(references, key=lambda e: e.get("linear") == "no"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES:
            continue
        if "nav" not in (item.get("properties") or "").split():
            yield posixpath.normpath(
                posixpath.join(posixpath.dirname(package), unquote(item.get("href", "")))
            )


def _missing(zipped: Zipped, package: str) -> int:
    """How many pages are listed and not there."""
    return sum(path not in zipped for path in _spine(zipped, package))


def _tree(xml: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(xml)  # noqa: S314  # expat bounds what entities become; and this is the child
    except (ElementTree.ParseError, ValueError) as error:
        raise UnreadableError("damaged") from error
