"""A document's metadata: what is given, checked field by field, and what can be told from the rest.

A field that is given wrongly is said and left empty; it costs neither the document nor its other fields.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from retrieval.errors import DocumentError
from retrieval.text import one_line

FIELDS = frozenset(
    {
        "identifier",
        "title",
        "creator",
        "publisher",
        "date",
        "language",
        "source",
        "captured",
        "rights",
        "references",
        "graphic",
    }
)
LONGEST_VALUE = 1000  # characters of one value; citations and messages have to hold it
LONGEST_IDENTIFIER = 64  # characters; it has to fit in commands and links
LONGEST_FIRST_LINE = 150  # characters; a longer first line is a paragraph and no title

_IDENTIFIER = re.compile(rf"(?=.*[A-Za-z0-9])[A-Za-z0-9._-]{{1,{LONGEST_IDENTIFIER}}}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?", re.ASCII)
_WORD = re.compile(r"[^\W_]")
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
_HASH = 6  # hexadecimal digits that keep apart the names of files that Latin letters cannot tell


class Checked(NamedTuple):
    """The fields that hold, each by the name it has in `Metadata`, and what is wrong with the others."""

    fields: dict[str, str]
    references: tuple[str, ...]
    problems: tuple[DocumentError, ...]


class Claim(NamedTuple):
    """The identifier a document asks for.

    Attributes:
        file: The document's.
        identifier: The one it asks for.
        given: Whether its metadata give it; else its path does, or its past.
        before: The one it had until now.
    """

    file: str
    identifier: str
    given: bool
    before: str | None = None


def checked(file: str, given: Mapping[str, tuple[str, ...]]) -> Checked:
    """What of the given metadata can be used.

    Args:
        file: The document's file, for what is wrong.
        given: Values by field; of all but `references` several are joined with commas.
    """
    fields: dict[str, str] = {}
    problems: list[DocumentError] = []
    for name in sorted(FIELDS & given.keys() - {"references"}):
        value = one_line(", ".join(given[name]))
        form, expected = _FORMS.get(name, (_as_it_is, "short"))
        used = form(value) if len(value) <= LONGEST_VALUE else None
        if used:
            fields[name] = used
        elif value:
            shown = value[:LONGEST_IDENTIFIER]
            expected = expected if len(value) <= LONGEST_VALUE else "short"
            problems.append(DocumentError(file, "metadata", field=name, value=shown, expected=expected))
    references = tuple(filter(None, (one_line(item)[:LONGEST_VALUE] for item in given.get("references", ()))))
    return Checked(fields, references, tuple(problems))


def derived_title(file: str, text: str, heading: str | None) -> str:
    """A title for a document without one: its heading, else its first line if short, else its file's name."""
    first = text[: LONGEST_FIRST_LINE + 1].split("\n")[0]
    for line in (heading or "", first):
        if _WORD.search(line) and len(line) <= LONGEST_FIRST_LINE:
            return one_line(line)
    return re.sub(r"[-_\s]+", " ", one_line(PurePosixPath(file).stem)).strip() or file


def derived_identifier(file: str, salt: int = 0) -> str:
    """An identifier made from a file's path alone, so that no other document can change it.

    Args:
        file: Path relative to the corpus folder.
        salt: Above 0, another one than without.
    """
    path = file.removesuffix(PurePosixPath(file).suffix)
    letters = [mark for mark in unicodedata.normalize("NFKD", path) if not unicodedata.combining(mark)]
    lost = any(letter.isalnum() and not letter.isascii() for letter in letters)
    slug = re.sub(r"[^A-Za-z0-9._]+", "-", "".join(letters)).strip("-._")
    if lost or salt or not slug or len(slug) > LONGEST_IDENTIFIER:
        digest = hashlib.sha256(f"{file}\n{salt or ''}".encode()).hexdigest()[:_HASH]
        return f"{slug[: LONGEST_IDENTIFIER - _HASH - 1] or 'document'}-{digest}"
    return slug


def identified(claims: Iterable[Claim]) -> tuple[dict[str, str], tuple[DocumentError, ...]]:
    """The identifier of every document: its own, unless another has it already.

    What metadata give goes before what paths give, who had an identifier before who had not, and an
    earlier file before a later one. Who comes too late keeps the one it had, or gets that of the path,
    or another one made from the path.

    Args:
        claims: Of all documents of the archive, in any order.

    Returns:
        Identifiers by file; and a `duplicate_identifier` for each given one that was taken.
    """
    owners: dict[str, str] = {}
    ordered = sorted(claims, key=lambda claim: (claim.identifier != claim.before, claim.file))
    given = _late([claim for claim in ordered if claim.given], owners)
    problems = tuple(
        DocumentError(
            claim.file, "duplicate_identifier", identifier=claim.identifier, other=owners[claim.identifier]
        )
        for claim in given
    )
    kept = [claim._replace(identifier=claim.before) for claim in given if claim.before]
    late = [*_late(kept, owners), *(claim for claim in given if not claim.before)]
    late += _late([claim for claim in ordered if not claim.given], owners)
    for claim in sorted(late, key=lambda claim: (not claim.given, claim.file)):
        _claim_another(claim.file, owners)
    return {file: identifier for identifier, file in owners.items()}, problems


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in a text."""
    return bool(_WORD.search(text))


def _late(claims: Iterable[Claim], owners: dict[str, str]) -> list[Claim]:
    """The claims that come too late, after the others got what they ask for."""
    return [claim for claim in claims if owners.setdefault(claim.identifier, claim.file) != claim.file]


def _claim_another(file: str, owners: dict[str, str]) -> None:
    salt = 0
    while owners.setdefault(derived_identifier(file, salt), file) != file:
        salt += 1


def _as_it_is(value: str) -> str | None:
    return value


def _identifier(value: str) -> str | None:
    return value if _IDENTIFIER.fullmatch(value) else None


def _flag(value: str) -> str | None:
    word = value.casefold()
    return "yes" if word in _YES else "no" if word in _NO else None


def _language(value: str) -> str | None:
    tag = value.replace("_", "-")
    primary, *rest = tag.split("-")
    return "-".join([primary.lower(), *rest]) if _LANGUAGE.fullmatch(tag) else None


def _date(value: str) -> str | None:
    """An ISO 8601 date, of a moment its day; nothing for a day that no calendar has."""
    form = _DATE.fullmatch(value)
    if form is None:
        return None
    parts = [part for part in form.groups() if part]
    try:
        datetime.date(*map(int, [*parts, "1", "1"][:3]))
    except ValueError:
        return None
    return "-".join(parts)


def _url(value: str) -> str | None:
    """A public web address: no other scheme, no user's name in it, no blanks."""
    try:
        url = urlsplit(value)
        port_is_valid = url.port is None or url.port > 0
    except ValueError:
        return None
    plain = port_is_valid and url.hostname and "@" not in url.netloc and not re.search(r"[\s<>\"]", value)
    return value if plain and url.scheme in ("http", "https") else None


_FORMS: Mapping[str, tuple[Callable[[str], str | None], str]] = {
    "identifier": (_identifier, "identifier"),
    "date": (_date, "date"),
    "captured": (_date, "date"),
    "language": (_language, "language"),
    "source": (_url, "url"),
    "graphic": (_flag, "flag"),
}
