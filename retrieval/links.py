"""Links to the place of a quote in its public source: the page of a PDF, or the words on a web page."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from retrieval.fragments import text_fragment
from retrieval.spans import Span

LONGEST = 2000  # characters of a link; many programs that hand links on refuse longer ones
_DIRECTIVE = ":~:"  # what follows it in a link is for the browser alone
_NOT_PAGES = frozenset(
    f".{kind}" for kind in ("pdf", "doc", "docx", "odt", "rtf", "epub", "mobi", "djvu", "zip", "png", "jpg")
)


def quote_link(source: str, text: str, span: Span, page: int | None = None) -> str:
    """A public link that opens where the words stand, as near as the source allows.

    Args:
        source: The document's public address; a place it names (`#id`) is kept for browsers that know no
            text fragments.
        text: The document's.
        span: Of the quote.
        page: From 1, for a document that has pages.

    Returns:
        The source with `#page=` when the page is known, with a text fragment when it is a web page, else as
        it is.
    """
    plain = source.partition(_DIRECTIVE)[0].removesuffix("#")
    if page is not None:
        return f"{plain.partition('#')[0]}#page={page}"
    if PurePosixPath(_path(plain)).suffix.lower() in _NOT_PAGES:
        return source
    fragment = text_fragment(text, span)
    link = f"{plain}{'' if '#' in plain else '#'}{fragment}"
    return link if fragment and len(link) <= LONGEST else source


def _path(url: str) -> str:
    return re.sub(r"^[a-z]+://[^/?#]*|[?#].*", "", url, flags=re.IGNORECASE)
