"""`/source`: which quote or document is meant, and what is sent of it.

Identifiers only: nothing a person types ever becomes a path.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from telegram.constants import FileSizeLimit

from bot.errors import BotError
from bot.messages import Messages
from retrieval import Archive, Document, Quote, QuoteGoneError, UnknownIdentifierError, WithdrawnError

LARGEST_FILE = int(FileSizeLimit.FILESIZE_UPLOAD)
"""Bytes a bot may send in one file."""

Kind = Literal["gone", "link", "number", "which", "unknown", "withdrawn"]


class NothingFoundError(BotError):
    """What was asked for is not there.

    Attributes:
        kind: `gone` (a quote's words are no longer in the archive), `link` (one to the bot that leads
            nowhere), `number` (no quote has it), `which` (nothing was named, and there is more than one
            quote), `withdrawn` (it was taken out of the archive) or `unknown`.
        wanted: The number asked for; 0 otherwise.
        date: On which it was withdrawn, ISO 8601; empty otherwise.
    """

    def __init__(self, kind: Kind, wanted: int = 0, date: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.wanted = wanted
        self.date = date


@dataclass(frozen=True)
class Parcel:
    """What is sent of a source.

    Attributes:
        html: The file's caption; without a file, what is said instead.
        file: The original file; None when it is too large to be sent.
        name: What it is called.
    """

    html: str
    file: Path | None
    name: str


def parcel(archive: Archive, messages: Messages, found: Quote | Document) -> Parcel:
    """What is sent of a quote's document, or of a document.

    Raises:
        IndexStoreError: The original file is damaged or gone.
    """
    document = found.document if isinstance(found, Quote) else found
    name = PurePosixPath(document.file).name
    if document.size > LARGEST_FILE:
        html = messages.render("source_too_large", document=document, limit=LARGEST_FILE)
        return Parcel(html, None, name)
    return Parcel(messages.render("source", document=document), archive.original(document), name)


def wanted_source(archive: Archive, wanted: str, shown: Mapping[int, str]) -> Quote | Document:
    """What `/source <wanted>` asks for.

    Args:
        archive: Where it is looked up.
        wanted: A quote's number, a quote's or a document's identifier, or nothing.
        shown: Identifiers of the quotes of the answer spoken of, by their numbers.

    Raises:
        NothingFoundError: It is not there.
    """
    if not wanted:
        if len(shown) != 1:
            raise NothingFoundError("which")
        return quote(archive, next(iter(shown.values())))
    number = int(wanted) if wanted.isdecimal() and len(wanted) <= 2 else 0
    if number in shown:
        return quote(archive, shown[number])
    try:
        return archive.document(wanted)
    except WithdrawnError as error:
        raise NothingFoundError("withdrawn", date=error.date) from None
    except UnknownIdentifierError:
        if number:
            raise NothingFoundError("number", number) from None
    return quote(archive, wanted.lower())


def quote(archive: Archive, identifier: str, answering: int | None = None) -> Quote:
    """The quote with that identifier; `answering` is which of its sentences answers, from 0, if known.

    Raises:
        NothingFoundError: Its words are gone, or it never was.
    """
    try:
        return archive.quote(identifier, answering)
    except WithdrawnError as error:
        raise NothingFoundError("withdrawn", date=error.date) from None
    except QuoteGoneError:
        raise NothingFoundError("gone") from None
    except UnknownIdentifierError:
        raise NothingFoundError("unknown") from None


def missing(messages: Messages, error: NothingFoundError) -> str:
    """What a button's notice says of a quote that is not there."""
    if error.kind == "withdrawn":
        return messages.label("withdrawn", date=error.date)
    return messages.label("gone" if error.kind == "gone" else "unknown_button")
