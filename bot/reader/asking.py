"""What is asked for: read from a request, checked, and found in the archive."""

from __future__ import annotations

import re

from starlette.requests import Request

from bot.reader.refusals import RefusalError
from retrieval import Archive, Document, Quote, UnknownIdentifierError, WithdrawnError

LONGEST_QUESTION = 2000
"""Characters; as in Telegram."""


def question(request: Request) -> str:
    """What is asked by `?q=`, without what no text can hold; empty when nothing is.

    Raises:
        RefusalError: It is longer than a question.
    """
    text = request.query_params.get("q", "").replace("\0", " ").strip()
    text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) > LONGEST_QUESTION:
        raise RefusalError(400, "too_long", limit=LONGEST_QUESTION)
    return text


def page_number(request: Request) -> int:
    """The number of `?page=`, from 1.

    Raises:
        RefusalError: It is none.
    """
    text = request.query_params.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,5}", text):
        raise RefusalError(404, "unknown")
    return int(text)


def document(archive: Archive, request: Request) -> Document:
    """The document whose identifier stands in the address.

    Raises:
        RefusalError: There is none, or none any more.
    """
    try:
        return archive.document(request.path_params["identifier"])
    except WithdrawnError as error:
        raise RefusalError(410, "withdrawn", date=error.date) from error
    except UnknownIdentifierError as error:
        raise RefusalError(404, "unknown") from error


def marked(archive: Archive, held: Document, request: Request) -> Quote | None:
    """The quote of `?q=`, if it stands in the document `held`."""
    try:
        quote = archive.quote(request.query_params.get("q", "")[:64])
    except UnknownIdentifierError:
        return None
    return quote if quote.document.identifier == held.identifier else None


def cited(archive: Archive, request: Request) -> tuple[Document, Quote | None]:
    """The document of the address, and the quote of `?q=` in it, if one is asked for.

    Raises:
        RefusalError: Either is not there.
    """
    held = document(archive, request)
    quote = marked(archive, held, request)
    if request.query_params.get("q") and quote is None:
        raise RefusalError(404, "gone")
    return held, quote
