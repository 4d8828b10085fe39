"""Withdrawals: what is remembered of documents that were taken out, so that their quotes say so.

Kept in the corpus folder, in `.opcit/withdrawals.json`, for an index can be lost. No word of a document is in
it: its quotes are known by the keys of its sentences, from which their identifiers are made.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from retrieval import disk
from retrieval.identifiers import QuoteName
from retrieval.journal import FOLDER, journal_of, own_folder

NAME = "withdrawals.json"


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """A document that was taken out.

    Attributes:
        identifier: It had.
        date: On which it was taken out, ISO 8601, in UTC.
        sha256: Of its bytes.
        keys: Of its sentences, sorted (see `retrieval.identifiers`).
    """

    identifier: str
    date: str
    sha256: str
    keys: NDArray[np.uint64] = field(repr=False, compare=False)

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """A withdrawal from its row.

        Raises:
            KeyError: Something is missing.
            TypeError: Something is not what it should be.
            ValueError: Its keys are none.
        """
        keys = np.frombuffer(base64.b64decode(row["keys"]), "<u8").astype(np.uint64)
        return cls(
            identifier=str(row["identifier"]), date=str(row["date"]), sha256=str(row["sha256"]), keys=keys
        )

    def row(self) -> dict[str, str]:
        """Itself, as it is written down."""
        keys = base64.b64encode(np.sort(self.keys).astype("<u8").tobytes()).decode()
        return {"identifier": self.identifier, "date": self.date, "sha256": self.sha256, "keys": keys}

    def knows(self, name: QuoteName) -> bool:
        """Whether a quote of this name begins with one of the document's sentences."""
        place = int(np.searchsorted(self.keys, np.uint64(name.first)))
        return place < len(self.keys) and int(self.keys[place]) <= name.last


@dataclass(frozen=True)
class Withdrawals:
    """All withdrawals of a corpus, the latest last."""

    held: tuple[Withdrawal, ...] = ()

    def of_document(self, identifier: str) -> Withdrawal | None:
        """The latest withdrawal of a document of this identifier."""
        return next((each for each in reversed(self.held) if each.identifier == identifier), None)

    def of_quote(self, name: QuoteName) -> Withdrawal | None:
        """The latest withdrawal of a document with a quote of this name."""
        return next((each for each in reversed(self.held) if each.knows(name)), None)

    def of_bytes(self, sha256: str) -> Withdrawal | None:
        """The latest withdrawal of a document of these bytes."""
        return next((each for each in reversed(self.held) if each.sha256 == sha256), None)


def withdrawals(folder: Path) -> Withdrawals:
    """The withdrawals of a corpus, one that is under way counted in."""
    journal = journal_of(folder)
    rows = [*_rows(folder), *([journal.withdrawal] if journal and journal.withdrawal else [])]
    return Withdrawals(tuple(_read(rows)))


def withdraw(folder: Path, row: Mapping[str, Any]) -> None:
    """Write down a withdrawal; a second time it is the same one.

    Args:
        folder: The corpus, held by `retrieval.changing`.
        row: As `Withdrawal.row` gives it.

    Raises:
        OSError: It cannot be written.
    """
    path = own_folder(folder) / NAME
    part = path.with_suffix(".part")
    # The same words taken out again: the new day holds for them.
    others = [each for each in _rows(folder) if _same(each) != _same(row)]
    try:
        disk.write(part, [json.dumps([*others, dict(row)]).encode()])
        disk.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _same(row: Mapping[str, Any]) -> tuple[Any, Any]:
    return row.get("identifier"), row.get("sha256")


def _rows(folder: Path) -> list[Mapping[str, Any]]:
    try:
        held = json.loads((folder / FOLDER / NAME).read_bytes())
        return [row for row in held if isinstance(row, dict)]
    except (OSError, ValueError, TypeError):
        return []


def _read(rows: Iterable[Mapping[str, Any]]) -> Iterable[Withdrawal]:
    for row in rows:
        try:
            yield Withdrawal.read(row)
        except (KeyError, TypeError, ValueError):
            continue  # a line somebody broke costs no other
