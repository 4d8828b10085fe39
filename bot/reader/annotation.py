"""A quote as a W3C Web Annotation (https://www.w3.org/TR/annotation-model/): two selectors of its words."""

from __future__ import annotations

from typing import Any

from retrieval import Quote

AROUND = 64
"""Characters before and after the words, which tell them from the same words elsewhere."""

CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "sha256": "https://schema.org/sha256",
        "isBasedOn": "https://schema.org/isBasedOn",
        "url": {"@id": "https://schema.org/url", "@type": "@id"},
    },
]


def annotation(quote: Quote, identifier: str, text: str, original: str) -> dict[str, Any]:
    """A quote as an annotation.

    Args:
        quote: What is annotated.
        identifier: The annotation's own address.
        text: The address of the document's text in normal form, whose code points the offsets count.
        original: The address of the original file, which `sha256` is of.
    """
    document, words = quote.document, quote.document.text
    source = {"id": text, "type": "Text", "format": "text/plain", "language": document.language}
    based = {"id": original, "sha256": document.sha256, "url": document.source}
    return {
        "@context": CONTEXT,
        "id": identifier,
        "type": "Annotation",
        "motivation": "highlighting",
        "target": {
            "type": "SpecificResource",
            "source": {**_known(source), "isBasedOn": _known(based)},
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": quote.text,
                    "prefix": words[max(0, quote.span.start - AROUND) : quote.span.start],
                    "suffix": words[quote.span.end : quote.span.end + AROUND],
                },
                {"type": "TextPositionSelector", "start": quote.span.start, "end": quote.span.end},
            ],
        },
    }


def _known(facts: dict[str, str | None]) -> dict[str, str]:
    return {name: fact for name, fact in facts.items() if fact}
