"""The journal: the one change of a corpus that is under way, so that being killed leaves it done or undone.

It is a file in the corpus's own folder `.opcit`, and there only while something changes. Its state says
what counts meanwhile, for every reader at the same moment, and what is left to do:

    adding      files and rows are being written: they do not count, and what there is of them has to go
    added       they count: this is left to be noted in the history
    removing    a document's file and row are on their way out: they no longer count

What is left to do is done by the next who changes or loads the corpus (`retrieval.changing`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from retrieval import disk

FOLDER = ".opcit"
"""Of what is kept of a corpus beside its documents; hidden, so that it is never read as one."""

_NAME = "journal.json"


class State(StrEnum):
    """How far a change is."""

    ADDING = "adding"
    ADDED = "added"
    REMOVING = "removing"


@dataclass(frozen=True, kw_only=True)
class Journal:
    """What is being changed.

    Attributes:
        state: How far it is.
        files: Path in the corpus and SHA-256 of each file that comes or goes.
        rows: The files that get a row, or lose it.
        makes_table: Whether there was no `sources.csv` before.
        keeps_file: Whether the file of a removed document is put aside rather than deleted.
        withdrawal: Of a removed document, as `retrieval.withdrawals` writes it down.
        events: For the history, as `retrieval.audit` writes them down.
    """

    state: State
    files: Mapping[str, str]
    rows: tuple[str, ...] = ()
    makes_table: bool = False
    keeps_file: bool = False
    withdrawal: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Mapping[str, Any], ...] = ()

    @property
    def hidden(self) -> frozenset[str]:
        """The files that do not count."""
        return frozenset() if self.state is State.ADDED else frozenset(self.files)


def own_folder(folder: Path) -> Path:
    """The folder `.opcit` of a corpus, made if need be.

    Raises:
        OSError: It cannot be made.
    """
    own = folder / FOLDER
    if not own.is_dir():
        own.mkdir()
        disk.sync_folder(folder)
    return own


def journal_of(folder: Path) -> Journal | None:
    """The change of a corpus that is under way, if there is one."""
    try:
        held = json.loads((folder / FOLDER / _NAME).read_bytes())
        lists = {name: tuple(held[name]) for name in ("rows", "events")}
        return Journal(**{**held, **lists, "state": State(held["state"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None  # it is swapped in whole: what is no journal was never ours


def write_down(folder: Path, journal: Journal) -> None:
    """Put a change, or how far it is now, on the disk: from here on it counts.

    Raises:
        OSError: It cannot be written; what was written down before still holds.
    """
    path = own_folder(folder) / _NAME
    part = path.with_suffix(".part")
    try:
        disk.write(part, [json.dumps(vars(journal)).encode()])
        disk.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def close(folder: Path) -> None:
    """Take the journal away: the change is over.

    Raises:
        OSError: It cannot be deleted.
    """
    path = folder / FOLDER / _NAME
    if path.exists():
        path.unlink()
        disk.sync_folder(path.parent)
