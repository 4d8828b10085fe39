"""The documents of an archive as they are listed: the newest first, so many a page, under their years."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from retrieval import Archive, Metadata

A_PAGE = 100
"""Documents on one page."""


class Listing:
    """The list.

    Args:
        archive: Whose documents are listed.

    Attributes:
        count: How many pages there are; one at least.
    """

    def __init__(self, archive: Archive) -> None:
        # A year alone stands before its months, as the less is known the less it can follow.
        by_title = sorted(archive.documents, key=lambda document: document.title.casefold())
        self._documents = sorted(by_title, key=lambda document: document.date or "", reverse=True)
        self.count = max(1, -(-len(self._documents) // A_PAGE))

    def years(self, page: int) -> Iterator[tuple[str, list[Metadata]]]:
        """The years of a page, from 1, each with its documents; the year of what has no date is empty."""
        shown = self._documents[(page - 1) * A_PAGE : page * A_PAGE]
        for year, documents in groupby(shown, key=lambda document: (document.date or "")[:4]):
            yield year, list(documents)

    def near(self, page: int) -> list[int | None]:
        """The pages to link from a page: first, last and its neighbours; None where some are left out."""
        shown = sorted({1, self.count, *range(max(1, page - 2), min(self.count, page + 2) + 1)})
        found: list[int | None] = []
        for number in shown:
            if found and number - (found[-1] or 0) > 1:
                found.append(None)
            found.append(number)
        return found
