"""An archive at a glance."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

from bot.overview import Overview
from builders import document


def overview(*facts: dict[str, Any]) -> Overview:
    """The overview of documents with these facts."""
    documents = tuple(document("x", f"d{i}", **fact) for i, fact in enumerate(facts))
    return Overview.of(cast(Any, SimpleNamespace(documents=documents, loaded_at=dt.datetime.now(dt.UTC))))


def test_dates() -> None:
    """The dates covered go from the earliest to the latest; a year alone counts to its end."""
    found = overview({"date": "2017-05"}, {"date": "2017"}, {"date": "1988-07-30"}, {"date": "1988"}, {})

    assert (found.earliest, found.latest, found.count) == ("1988", "2017", 5)


def test_publishers() -> None:
    """Publishers are counted, the most frequent first, then by name."""
    found = overview({"publisher": "B"}, {"publisher": "A"}, {"publisher": "C"}, {"publisher": "C"}, {})

    assert found.publishers == (("C", 2), ("A", 1), ("B", 1))


def test_empty() -> None:
    """An empty archive covers no dates."""
    assert (overview().earliest, overview().latest, overview().count) == (None, None, 0)
