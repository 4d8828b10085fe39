"""Answers as programs read them: JSON with the fields that were promised."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retrieval import Answer, DocumentPage, Metadata, Quote

_SHOWN_FORMATS = "\u200c\u200d"  # ZWNJ and ZWJ belong to words


def answer_line(answer: Answer) -> str:
    """An answer as one line of JSON, without a line end, whatever characters are in it."""
    return json_line(answer_record(answer))


def json_line(record: dict[str, Any]) -> str:
    """A record as one line of JSON, without a line end, whatever characters are in it."""
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    # Python and some other readers take these for line ends; in JSON they can be written as escapes.
    for character in "\x85\u2028\u2029":
        line = line.replace(character, f"\\u{ord(character):04x}")
    return line


def answer_record(answer: Answer) -> dict[str, Any]:
    """An answer in plain values."""
    return {
        "question": answer.question,
        "status": answer.status,
        "reason": str(answer.reason) if answer.reason else None,
        "confidence": round(answer.confidence, 4),
        "quotes": _quote_records(answer.quotes),
        "near": _quote_records(answer.near),
        "disagreement": _disagreement_record(answer),
        "pages": page_records(answer.pages),
        "languages": list(answer.languages),
        "query": {
            "terms": list(answer.query.terms),
            "unknown": list(answer.query.unknown),
            "names": list(answer.query.names),
            "corrected": dict(answer.query.corrected),
            "aliases": {name: list(others) for name, others in answer.query.aliases.items()},
        },
    }


def page_records(pages: Sequence[DocumentPage]) -> list[dict[str, Any]]:
    """Pages to be read as pictures, in plain values."""
    return [{"document": document_record(page.document), "page": page.number} for page in pages]


def _disagreement_record(answer: Answer) -> dict[str, Any] | None:
    differ = answer.disagreement
    if differ is None:
        return None
    sides = [{"value": side.value, "quotes": list(side.quotes)} for side in differ.sides]
    return {"about": differ.about, "sides": sides}


def _quote_records(quotes: Sequence[Quote]) -> list[dict[str, Any]]:
    return [_quote_record(quote) for quote in quotes]


def _quote_record(quote: Quote) -> dict[str, Any]:
    return {
        "id": quote.id,
        "text": quote.text,
        "score": round(quote.score, 6),
        "speaker": quote.speaker,
        "document": document_record(quote.document),
        "locator": {
            "start": quote.locator.start,
            "end": quote.locator.end,
            "section": quote.locator.section,
            "paragraph": quote.locator.paragraph,
            "page": quote.locator.page,
        },
        "answering": quote.answering._asdict() if quote.answering else None,
        "url": quote.url,
        "graphic": quote.graphic,
        "recognised": quote.is_recognised,
        "reprints": [{"identifier": other.identifier, "url": other.source} for other in quote.reprints],
    }


def document_record(document: Metadata) -> dict[str, str | None]:
    """What is known of a document, in plain values."""
    return {
        "identifier": document.identifier,
        "title": document.title,
        "creator": document.creator,
        "publisher": document.publisher,
        "date": document.date,
        "language": document.language,
        "source": document.source,
        "captured": document.captured,
        "sha256": document.sha256,
    }


def visible(text: str) -> str:
    """`text` on one line, with whatever could steer a terminal or reorder the line as an escape."""
    return "".join(
        character
        if character in _SHOWN_FORMATS
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else character.encode("unicode_escape").decode()
        for character in text
    )
