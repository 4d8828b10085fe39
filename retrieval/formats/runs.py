"""Runs: what a page of a PDF is made of, before there are lines."""

from __future__ import annotations

from typing import NamedTuple


class Run(NamedTuple):
    """Words of one font, next to each other; from the page's lower left corner, in points.

    A blank at either end of the text stands on the page.
    """

    left: float
    bottom: float
    right: float
    top: float
    size: float
    text: str
