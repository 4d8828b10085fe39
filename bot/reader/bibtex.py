"""A quote or a document as a BibTeX entry, in UTF-8, for BibTeX and biblatex alike."""

from __future__ import annotations

import re

from retrieval import Metadata, Quote

_SPECIAL = {character: f"\\{character}" for character in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_TABLE = str.maketrans(_SPECIAL)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(document: Metadata, url: str | None, place: str = "", quote: Quote | None = None) -> str:
    """The entry.

    Args:
        document: What is cited.
        url: Where it can be read, at the place if there is one.
        place: Where in it, in words, such as `page 3, paragraph 12`.
        quote: The quoted words, if any; they give the entry its key.
    """
    fields = {
        "title": f"{{{_escaped(document.title)}}}",
        "author": f"{{{_escaped(document.creator)}}}" if document.creator else "",
        "howpublished": _escaped(document.publisher or ""),
        **_dated(document.date),
        "note": _escaped(place),
        "language": document.language or "",
        "url": _address(url or ""),
        "urldate": document.captured or "",
        "annote": _escaped(quote.text) if quote else "",
    }
    key = f"{document.identifier}-{quote.id}" if quote else document.identifier
    lines = [f"  {name} = {_braced(name, value)}" for name, value in fields.items() if value]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _dated(date: str | None) -> dict[str, str]:
    year, month, day, *_ = [*(date or "").split("-"), "", ""]
    return {
        "year": year,
        "month": _MONTHS[int(month) - 1] if month else "",
        "day": str(int(day)) if day else "",
    }


def _braced(name: str, value: str) -> str:
    return value if name == "month" else f"{{{value}}}"


def _escaped(text: str) -> str:
    return " ".join(text.split()).translate(_TABLE)


def _address(url: str) -> str:
    return re.sub(r"[{}\\\s]", lambda match: f"%{ord(match[0]):02X}", url)
