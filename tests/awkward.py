"""Awkward documents: what each has to come out as, word for word, and where each of its probes stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from builders import document
from retrieval.formats.extracted import Extracted
from retrieval.model import Span
from retrieval.passages import passages
from retrieval.structure import blocks


class Case(NamedTuple):
    """A document, all the text that has to come out of it in its order, and the places of some of its words.

    Attributes:
        name: What is awkward about it.
        raw: Its bytes.
        text: What has to come out, with `|` for a blank line.
        where: By words of the text: the page they stand on, and the section; None for what has none.
    """

    name: str
    raw: bytes
    text: str
    where: Mapping[str, tuple[int | None, str | None]]

    @property
    def expected(self) -> str:
        """The text as it has to come out."""
        return self.text.replace("|", "\n\n")


def places(found: Extracted, probes: Mapping[str, object]) -> dict[str, tuple[int | None, str | None]]:
    """The page and the section of each probe, as a citation would give them.

    Args:
        found: What was taken out of the file.
        probes: Words of its text.
    """
    made = document(found.text, title=found.heading or "A")
    ranked = passages(made.text, blocks(made.text, made.title, found.marks))
    paged = document(found.text, pages=found.pages)  # type: ignore[arg-type]  # a list of offsets
    return {
        probe: (paged.page(found.text.index(probe)), _section(made.text, ranked, probe)) for probe in probes
    }


def _section(text: str, ranked: tuple[object, ...], probe: str) -> str | None:
    start = text.index(probe)
    for passage in ranked:
        span = passage.span  # type: ignore[attr-defined]
        if span.start <= start < span.end:
            section: Span | None = passage.section  # type: ignore[attr-defined]
            return text[section.start : section.end] if section else None
    raise AssertionError(f"nobody can find {probe!r}")
