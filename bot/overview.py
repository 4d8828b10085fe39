"""What `/corpus` shows: an archive at a glance."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from retrieval import Archive, Metadata


@dataclass(frozen=True)
class Overview:
    """An archive at a glance.

    Attributes:
        documents: In the order of their identifiers.
        publishers: Each with its number of documents, the most first.
        earliest: ISO date of the oldest document that has one.
        latest: ISO date of the newest.
        loaded_at: When the archive was loaded, in UTC.
    """

    documents: tuple[Metadata, ...]
    publishers: tuple[tuple[str, int], ...]
    earliest: str | None
    latest: str | None
    loaded_at: dt.datetime

    @property
    def count(self) -> int:
        """How many documents there are."""
        return len(self.documents)

    @classmethod
    def of(cls, archive: Archive) -> Overview:
        """The overview of `archive`."""
        publishers = Counter(each.publisher for each in archive.documents if each.publisher)
        days = [each.date for each in archive.documents if each.date]
        return cls(
            documents=archive.documents,
            publishers=tuple(sorted(publishers.items(), key=lambda item: (-item[1], item[0]))),
            earliest=min(days, default=None),
            # A year alone counts as its end: 2017 is later than 2017-05.
            latest=max(days, key=lambda day: day + "~", default=None),
            loaded_at=archive.loaded_at,
        )
