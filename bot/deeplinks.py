"""Deep links: what stands behind `?start=` in a link to the bot, and what it opens.

A payload is 1 to 64 letters, digits, `_` and `-`:

    q_<quote identifier>            a quote in its document
    d_<document handle>             a document: its identifier where that can stand here, else a hash of it
    a_<question, base64url>         a question, as far as one fits: 46 bytes of UTF-8
    help                            how to ask
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from retrieval import Metadata, Withdrawal

HELP = "help"

_PAYLOAD = re.compile("([qda])_([A-Za-z0-9_-]{1,62})")
_HANDLE = re.compile("[A-Za-z0-9_-]{1,62}")
_KINDS: dict[str, Literal["quote", "document", "question"]] = {
    "q": "quote",
    "d": "document",
    "a": "question",
}


class Link(NamedTuple):
    """What a deep link opens.

    Attributes:
        kind: Of thing.
        value: A quote's identifier, a document's handle, or a question in words.
    """

    kind: Literal["quote", "document", "question"]
    value: str


def linked(payload: str) -> Link | None:
    """What a payload opens; None for one that nobody here made."""
    match = _PAYLOAD.fullmatch(payload)
    if match is None:
        return None
    value = _question(match[2]) if match[1] == "a" else match[2]
    return Link(_KINDS[match[1]], value) if value else None


def quote_payload(identifier: str) -> str:
    """The payload that opens a quote."""
    return f"q_{identifier}"


def document_payload(identifier: str) -> str:
    """The payload that opens a document."""
    return f"d_{handle(identifier)}"


def handle(identifier: str) -> str:
    """A document's identifier, as far as it can stand in a payload; else a hash of it."""
    if _HANDLE.fullmatch(identifier):
        return identifier
    return "x" + hashlib.blake2b(identifier.encode(), digest_size=16).hexdigest()


def identifier_of(wanted: str, documents: Iterable[Metadata | Withdrawal]) -> str | None:
    """The identifier of the document with a handle; None when there is none."""
    return next((each.identifier for each in documents if handle(each.identifier) == wanted), None)


def _question(encoded: str) -> str | None:
    try:
        text = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
        return text.decode("utf-8").strip() or None
    except (binascii.Error, UnicodeDecodeError):
        return None
