"""A Word file's XML made plain before mammoth reads it: what it would lose, and what it should not show.

Lost would be fields, formulas and the words below ruby; glued, what a page break or a large first letter
parts; shown, text that its author has hidden.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from retrieval.formats.extracted import UnreadableError

_ODD = re.compile(rb"\b(?:vanish|dropCap|fldSimple|oMath|ruby)\b|\btype=[\"'](?:page|column)")
_NAMESPACE = re.compile(r"\{.*\}")
_OFF = ("0", "false", "off")


def plain_markup(xml: bytes) -> bytes:
    """A part of a Word file with nothing in it that mammoth makes a mistake of.

    Args:
        xml: Of the body, or of the notes.

    Raises:
        UnreadableError: It is no XML.
    """
    if not _ODD.search(xml):
        return xml
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314  # expat bounds what entities become; and this is the child
    except (ElementTree.ParseError, ValueError) as error:
        raise UnreadableError("damaged") from error
    for parent in list(root.iter()):
        _join_first_letter(parent)
        parent[:] = [plain for child in parent for plain in _PLAIN.get(_name(child), _same)(child)]
    plain: bytes = ElementTree.tostring(root, "utf-8")
    return plain


def _name(element: Element) -> str:
    return _NAMESPACE.sub("", str(element.tag))


def _same(element: Element) -> Iterator[Element]:
    yield element


def _run(run: Element) -> Iterator[Element]:
    """A run, unless it is hidden; of ruby in it, the words below."""
    hidden = run.find("./{*}rPr/{*}vanish")
    if hidden is not None and all(value not in _OFF for value in hidden.attrib.values()):
        return
    bases = [base for ruby in run.findall("{*}ruby") for base in ruby.findall("{*}rubyBase/*")]
    yield from bases or [run]


def _field(field: Element) -> Iterator[Element]:
    """What a field shows."""
    yield from field


def _break(line_break: Element) -> Iterator[Element]:
    """The break of a line, where a page or a column breaks."""
    line_break.attrib.clear()
    yield line_break


def _formula(formula: Element) -> Iterator[Element]:
    """A formula as the letters it is made of."""
    run = Element(_WORD + "r")
    words = Element(_WORD + "t")
    words.text = "".join(part.text or "" for part in formula.iter() if _name(part) == "t")
    run.append(words)
    yield run


_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLAIN: dict[str, Callable[[Element], Iterator[Element]]] = {
    "r": _run,
    "fldSimple": _field,
    "br": _break,
    "oMath": _formula,
}


def _join_first_letter(parent: Element) -> None:
    """A large first letter, which is a paragraph of its own, goes before the paragraph it begins."""
    children = list(parent)
    for first, second in pairwise(children):
        frame = first.find("./{*}pPr/{*}framePr")
        if frame is None or _name(second) != "p" or f"{_WORD}dropCap" not in frame.attrib:
            continue
        place = 1 if len(second) and _name(second[0]) == "pPr" else 0
        second[place:place] = [run for run in first if _name(run) != "pPr"]
        parent.remove(first)
