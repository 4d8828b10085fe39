"""A quote or a document as it is cited: in plain words, as BibTeX, as an annotation."""

from __future__ import annotations

import json

from bot.citations import Citations
from bot.reader.annotation import annotation
from bot.reader.bibtex import bibtex
from bot.reader.edition import Edition
from retrieval import Document, Quote


def page_address(edition: Edition, document: Document, quote: Quote | None) -> str:
    """The page of a document, at the quote if there is one, as an address that holds elsewhere too."""
    path = f"/d/{document.identifier}"
    return edition.public(path, "q", q=quote.id) if quote else edition.public(path)


def plain(edition: Edition, document: Document, quote: Quote | None) -> str:
    """The citation in plain words, a quote's as the bot gives it."""
    if quote is None:
        return edition.words.text("citation", document=document, url=_url(edition, document, None))
    cited = Citations(public_url=edition.root).plain(quote, edition.words)
    return edition.words.text("quoted", quote=quote, citation=cited)


def entry(edition: Edition, document: Document, quote: Quote | None) -> str:
    """The citation as BibTeX."""
    place = edition.words.text("place", quote=quote) if quote else ""
    return bibtex(document, _url(edition, document, quote), place, quote)


def record(edition: Edition, quote: Quote) -> str:
    """The quote as a W3C Web Annotation, in JSON."""
    base = f"/d/{quote.document.identifier}"
    made = annotation(
        quote,
        edition.public(f"{base}/annotation.json", q=quote.id),
        edition.public(f"{base}/text"),
        edition.public(f"{base}/original"),
    )
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _url(edition: Edition, document: Document, quote: Quote | None) -> str:
    """Where it is best read: in its public source, else here."""
    return (quote.url if quote else document.source) or page_address(edition, document, quote)
