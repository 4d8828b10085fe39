"""What an index says of itself: its documents, its unread files, its checksums, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from retrieval.errors import DocumentError
from retrieval.model import BlockKind, Mark, Metadata

FORMAT = 1  # of the index folder; another number is another layout, and the index is made anew


class Past(NamedTuple):
    """What an index remembers of a document, so that it keeps its identifier.

    Attributes:
        file: Where it was in the corpus.
        sha256: Of its bytes.
        identifier: The one it had in the archive.
        given: Whether its metadata gave that.
    """

    file: str
    sha256: str
    identifier: str
    given: bool


@dataclass(frozen=True)
class Record:
    """A document of the index, as far as it can be told without its text.

    Attributes:
        metadata: With the identifier it has in the archive.
        wanted: The identifier its own file or row asks for.
        given: Whether `wanted` was written down by somebody, not derived from the file's path.
        warnings: What was wrong with its metadata.
    """

    metadata: Metadata
    wanted: str
    given: bool
    warnings: tuple[DocumentError, ...] = ()

    @property
    def past(self) -> Past:
        """What is to be remembered of it."""
        return Past(self.metadata.file, self.metadata.sha256, self.metadata.identifier, self.given)

    def says(self, other: Record) -> bool:
        """Whether it says what `other` says, whatever identifiers they have among other documents."""
        metadata = replace(self.metadata, identifier=other.metadata.identifier)
        return _row(replace(self, metadata=metadata)) == _row(other)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What one generation of an index holds.

    Attributes:
        code: Fingerprint of the code that made it.
        corpus: The folder it was read from, as an absolute path.
        records: Its documents, in the order of their identifiers.
        unread: Files that could not be read.
        warnings: Of the corpus as a whole: `sources.csv`, `aliases.yaml`, identifiers given twice.
        aliases: Groups of names for one thing.
        thesaurus: Lines of related words, each with its strength.
        graphic: Words and phrases that mark a passage as hard to read.
        checksums: Size and CRC-32 of each of its files.
    """

    code: str
    corpus: str
    records: tuple[Record, ...]
    unread: tuple[DocumentError, ...] = ()
    warnings: tuple[DocumentError, ...] = ()
    aliases: tuple[tuple[str, ...], ...] = ()
    thesaurus: tuple[tuple[str, str], ...] = ()
    graphic: tuple[str, ...] = ()
    checksums: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def says(self, other: Manifest) -> bool:
        """Whether it holds what `other` holds, whatever files that lies in."""
        return (
            _about(self) == _about(other)
            and len(self.records) == len(other.records)
            and all(
                mine is theirs or _row(mine) == _row(theirs)
                for mine, theirs in zip(self.records, other.records, strict=True)
            )
        )

    def encoded(self) -> bytes:
        """Itself as JSON."""
        sums = {"checksums": {name: list(sums) for name, sums in self.checksums.items()}}
        documents = {"documents": [_row(record) for record in self.records]}
        return json.dumps({"format": FORMAT} | _about(self) | documents | sums, ensure_ascii=False).encode()


def decoded(data: bytes, code: str) -> Manifest:
    """A manifest from its JSON.

    Args:
        data: As `Manifest.encoded` made it.
        code: The fingerprint it has to carry.

    Raises:
        ValueError: It is of another format or another code, or no manifest at all.
        KeyError: Something is missing in it.
        TypeError: Something in it is not what it should be.
    """
    row = json.loads(data)
    if row["format"] != FORMAT or row["code"] != code:
        raise ValueError("made by another version")
    return Manifest(
        code=row["code"],
        corpus=row["corpus"],
        records=tuple(_record(document) for document in row["documents"]),
        unread=_problems(row["unread"]),
        warnings=_problems(row["warnings"]),
        aliases=tuple(tuple(group) for group in row["aliases"]),
        thesaurus=tuple((strength, line) for strength, line in row["thesaurus"]),
        graphic=tuple(row["graphic"]),
        checksums={name: (size, checksum) for name, (size, checksum) in row["checksums"].items()},
    )


def hashes(data: bytes) -> set[str]:
    """The SHA-256 of every document in a manifest, of any version that has them where this one has.

    Raises:
        ValueError: It is no manifest.
        KeyError: It has none where this one has.
        TypeError: It is built otherwise.
    """
    return {document["metadata"]["sha256"] for document in json.loads(data)["documents"]}


def pasts(data: bytes, corpus: str) -> tuple[Past, ...]:
    """What a manifest remembers of its documents; nothing when they were of another corpus.

    Args:
        data: A manifest, of any version that has the facts where this one has.
        corpus: The folder, as an absolute path.

    Raises:
        ValueError: It is no manifest.
        KeyError: It has none of the facts where this one has.
        TypeError: It is built otherwise.
    """
    row = json.loads(data)
    if row["corpus"] != corpus:
        return ()
    return tuple(_past(document["metadata"], document["given"]) for document in row["documents"])


def _past(metadata: Mapping[str, Any], given: bool) -> Past:
    return Past(metadata["file"], metadata["sha256"], metadata["identifier"], bool(given))


def _about(manifest: Manifest) -> dict[str, Any]:
    return {
        "code": manifest.code,
        "corpus": manifest.corpus,
        "unread": _rows(manifest.unread),
        "warnings": _rows(manifest.warnings),
        "aliases": [list(group) for group in manifest.aliases],
        "thesaurus": [list(line) for line in manifest.thesaurus],
        "graphic": list(manifest.graphic),
    }


def _row(record: Record) -> dict[str, Any]:
    return {
        "metadata": vars(record.metadata) | _lists(record.metadata),
        "wanted": record.wanted,
        "given": record.given,
        "warnings": _rows(record.warnings),
    }


def _record(row: Mapping[str, Any]) -> Record:
    metadata = row["metadata"]
    return Record(
        Metadata(**metadata | _tuples(metadata)),
        row["wanted"],
        row["given"],
        _problems(row["warnings"]),
    )


def _lists(metadata: Metadata) -> dict[str, Any]:
    """What JSON keeps as lists."""
    plain = {name: list(getattr(metadata, name)) for name in ("references", "pages", "recognised")}
    return plain | {"marks": [list(mark) for mark in metadata.marks]}


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: tuple(row[name]) for name in ("references", "pages", "recognised")}
    return plain | {"marks": tuple(Mark(start, end, BlockKind(kind)) for start, end, kind in row["marks"])}


def _rows(problems: tuple[DocumentError, ...]) -> list[list[Any]]:
    # Values are numbers and strings; whatever else a reader may add one day is kept as it prints.
    return [
        [problem.file, problem.code, json.loads(json.dumps(problem.values, default=str))]
        for problem in problems
    ]


def _problems(rows: list[list[Any]]) -> tuple[DocumentError, ...]:
    return tuple(DocumentError(file, code, **values) for file, code, values in rows)
