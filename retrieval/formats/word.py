"""A Word file, through mammoth: headings, paragraphs, lists, tables, notes; insertions, no deletions."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import mammoth

from retrieval.formats.extracted import Extracted, UnreadableError, joined, letters, lost
from retrieval.formats.markup import html_blocks, pieces
from retrieval.formats.word_markup import plain_markup
from retrieval.formats.zipped import Zipped

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_BODY = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_PROPERTIES = "docProps/core.xml"
_TEXT = re.compile(r"<\w+:t(?: [^>]*)?>([^<]*)</")
_FIELDS = {
    "title": "title", "creator": "creator", "publisher": "publisher", "language": "language",
    "created": "date", "rights": "rights",
}  # fmt: skip


def extracted(raw: bytes) -> Extracted:
    """The text of a Word file.

    Args:
        raw: All of the file.

    Raises:
        UnreadableError: It is damaged, encrypted, or more than it seems.
    """
    zipped = Zipped(raw)
    body = plain_markup(zipped.read(_BODY))
    visible = sum(letters(text) for text in _TEXT.findall(body.decode("utf-8", "replace")))
    plain = zipped.replaced(
        {_BODY: body, **{name: plain_markup(zipped.read(name)) for name in _NOTES if name in zipped}}
    )
    try:
        result = mammoth.convert_to_html(io.BytesIO(plain), style_map=_STYLES, convert_image=_no_image)
    except (MemoryError, RecursionError) as error:
        raise UnreadableError("too_complex") from error
    except Exception as error:  # mammoth raises whatever its parts raise on a broken file
        raise UnreadableError("damaged") from error
    blocks, _ = html_blocks(result.value)
    text, _, marks = joined(pieces(blocks))
    heading = next((block.text for block in blocks if block.kind == "heading"), None)
    problem = lost(visible, letters(text))
    return Extracted(
        text, marks=marks, given=_properties(zipped), heading=heading, problems=(problem,) if problem else ()
    )


@mammoth.images.img_element  # type: ignore[untyped-decorator]  # mammoth ships no types
def _no_image(_image: object) -> dict[str, str]:
    return {"src": ""}


def _properties(zipped: Zipped) -> dict[str, str]:
    return dublin_core(zipped.read(_PROPERTIES), _FIELDS) if _PROPERTIES in zipped else {}


def dublin_core(xml: bytes, fields: dict[str, str]) -> dict[str, str]:
    """The metadata that stand as elements in an XML file, by field; several of one field joined.

    Args:
        xml: The file; one that cannot be read gives none.
        fields: The field of each element, by its name without namespace.
    """
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314  # expat bounds what entities become; and this is the child
    except (ElementTree.ParseError, ValueError):
        return {}
    given: dict[str, str] = {}
    for element in root.iter():
        field = fields.get(str(element.tag).rpartition("}")[2])
        value = (element.text or "").strip()
        if field and value:
            single = field not in ("creator", "publisher")
            given[field] = (
                value if field not in given else given[field] if single else f"{given[field]}, {value}"
            )
    return given
