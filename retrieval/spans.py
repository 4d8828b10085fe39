"""Spans: where something stands in a document's text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """Where something stands in a document's text: `text[start:end]`."""

    start: int
    end: int
