"""Under which names documents would stand in a corpus, and which of them stand there already."""

from __future__ import annotations

import contextlib
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path, PurePosixPath

from retrieval.decoding import decoded
from retrieval.errors import DocumentError
from retrieval.files import contents, listing
from retrieval.front_matter import front_matter
from retrieval.metadata import LONGEST_IDENTIFIER, derived_identifier
from retrieval.tables import table_rows
from retrieval.text import normal_characters
from retrieval.withdrawals import withdrawals

_HASH = 6
_SAME = 0.5  # share of an article's paragraphs that stand in another file: it is that article, edited since
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"}
)
_SILENT = re.compile(r"['’‘ʼ`]|(?<=\d),(?=\d)")  # it's, 30,000


class Standing(StrEnum):
    """How an incoming document stands to the corpus."""

    NEW = "new"
    THERE = "there"  # the very same is there already
    EDITED = "edited"  # it was brought in before and changed since: what is there stays


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A document to be.

    Attributes:
        page: The name of the file it comes from.
        facts: What is known of it, by column of `sources.csv`; `identifier` and `file` once it is placed.
        text: Of the document, in normal form.
        data: The bytes of its file.
        suffix: Of its file.
        standing: Once it is placed.
        wanted: The identifier that its file gives it, where another document has that already.
    """

    page: str
    facts: Mapping[str, str]
    text: str = field(repr=False)
    data: bytes = field(repr=False)
    suffix: str = ".txt"
    standing: Standing = Standing.NEW
    wanted: str = ""

    @property
    def words(self) -> int:
        """How many it has."""
        return len(self.text.split())


def placed(incoming: Sequence[Incoming], folder: Path) -> tuple[Incoming, ...]:
    """The documents with the identifiers they would have in a corpus, and how each stands to it.

    Args:
        incoming: In the order in which they take their names.
        folder: The corpus, which need not be there yet.

    Raises:
        CorpusError: It is no folder, or may not be read.
        CorpusWriteError: No row can be added to its `sources.csv`.
    """
    place = _Place(folder)
    return tuple(place.taken(each) for each in incoming)


class _Place:
    """The names that are taken in a corpus, and who has them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[int, list[str]] = {}
        self._rows: dict[str, Mapping[str, str]] = {}
        if folder.exists():
            for listed in listing(folder).files:
                self._files.setdefault(listed.size, []).append(listed.file)
            self._rows = {row.cells["file"].removeprefix("./"): row.cells for row in table_rows(folder)}
        files = [file for files in self._files.values() for file in files]
        self._taken = {name.casefold() for file in files for name in _names(folder, file)}
        self._taken |= {row["identifier"].casefold() for row in self._rows.values() if "identifier" in row}
        self._withdrawn = withdrawals(folder)
        # The name of what was withdrawn stays its own: whoever holds a link must not get another document.
        self._kept = {each.identifier.casefold() for each in self._withdrawn.held}

    def taken(self, incoming: Incoming) -> Incoming:
        """A document with its name, which is then no longer free."""
        same = self._same(incoming)
        if same:
            return self._standing(incoming, same, Standing.THERE)
        back = self._withdrawn.of_bytes(hashlib.sha256(incoming.data).hexdigest())
        if back and back.identifier.casefold() not in self._taken:
            return self._named(incoming, back.identifier)
        name = incoming.facts.get("identifier") or _slug(incoming)
        edited = f"{name}{incoming.suffix}"
        if name.casefold() in self._taken | self._kept:
            if self._is_edited(incoming, edited):
                return self._standing(incoming, edited, Standing.EDITED)
            another = f"{name[: LONGEST_IDENTIFIER - _HASH - 1].rstrip('-._')}-{_digest(incoming)}"
            wanted = incoming.facts.get("identifier") or ""
            return replace(self._named(incoming, another), wanted=wanted)
        return self._named(incoming, name)

    def _named(self, incoming: Incoming, name: str) -> Incoming:
        self._taken.add(name.casefold())
        facts = {**incoming.facts, "identifier": name, "file": f"{name}{incoming.suffix}"}
        return replace(incoming, facts=facts)

    def _standing(self, incoming: Incoming, file: str, standing: Standing) -> Incoming:
        identifier = self._rows.get(file, {}).get("identifier") or PurePosixPath(file).stem
        return replace(
            incoming, facts={**incoming.facts, "identifier": identifier, "file": file}, standing=standing
        )

    def _same(self, incoming: Incoming) -> str | None:
        """The file of the corpus that holds the very same bytes."""
        for file in self._files.get(len(incoming.data), ()):
            if contents(self._folder, file, len(incoming.data)).raw == incoming.data:
                return file
        return None

    def _is_edited(self, incoming: Incoming, file: str) -> bool:
        """Whether the file of that name came from the same page, and still holds most of the article."""
        row = self._rows.get(file, {})
        path = self._folder / file
        if incoming.page.replace(";", ",") not in row.get("references", "").split(";") or not path.is_file():
            return False
        there = contents(self._folder, file).raw.decode("utf-8", "replace")
        parts = incoming.text.split("\n\n")
        return sum(part in there for part in parts) >= _SAME * len(parts)


def _names(folder: Path, file: str) -> Iterator[str]:
    """The identifiers that a file has without a row, and would have in another folder."""
    yield PurePosixPath(file).stem
    yield derived_identifier(file)
    if PurePosixPath(file).suffix.lower() == ".md":
        with contextlib.suppress(DocumentError):
            text = decoded(contents(folder, file).raw, file).text
            yield from front_matter(file, normal_characters(text), ("identifier",)).given.get(
                "identifier", ()
            )


def _slug(incoming: Incoming) -> str:
    """An identifier made of the title; where Latin letters cannot tell it, of publisher, date and a hash."""
    title = _latin(incoming.facts["title"])
    if title:
        return title
    parts = (_latin(incoming.facts["publisher"])[:30].strip("-"), incoming.facts["date"])
    return (
        "-".join([*filter(None, parts), _digest(incoming)]) if any(parts) else f"document-{_digest(incoming)}"
    )


def _latin(words: str) -> str:
    """Words in lower-case ASCII with hyphens, cut at one of them; nothing if letters would be lost."""
    plain = unicodedata.normalize("NFKD", _SILENT.sub("", words).lower().translate(_LETTERS))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    if any(letter.isalnum() and not letter.isascii() for letter in letters):
        return ""
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    room = LONGEST_IDENTIFIER - _HASH - 1  # a hash may have to follow
    return slug if len(slug) <= room else slug[: room + 1].rpartition("-")[0] or slug[:room]


def _digest(incoming: Incoming) -> str:
    return hashlib.sha256(incoming.data).hexdigest()[:_HASH]
