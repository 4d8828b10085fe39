"""Disputed sentences: found like all others, never quoted; whoever asks is sent to their page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from retrieval.index import Index
from retrieval.model import BlockKind, Document, DocumentPage, Span
from retrieval.placing import Places
from retrieval.quoting import Scored
from retrieval.verdict import Kind, Place, Verdict

MOST_PAGES = 2
NEAR = 3  # so many sure sentences stand before a disputed one, and it is none of the best


class Disputed:
    """Tells the disputed sentences of an index from the sure ones.

    Args:
        index: Of the archive.
        places: Where its sentences stand.
    """

    def __init__(self, index: Index, places: Places) -> None:
        self._index = index
        self._places = places

    def apart(
        self, ranked: Sequence[Scored], answers: Callable[[Scored], bool]
    ) -> tuple[list[Scored], tuple[DocumentPage, ...]]:
        """The sure ones of ranked sentences, and the pages of disputed ones that are as good.

        Args:
            ranked: Best first.
            answers: Tells whether one is good enough to be quoted.
        """
        sure: list[Scored] = []
        pages: dict[tuple[str, int], DocumentPage] = {}
        for scored in ranked:
            if self._index.sentence_kind[scored.sentence] != BlockKind.DISPUTED:
                sure.append(scored)
            elif len(sure) < NEAR and answers(scored) and (page := self._page(scored)):
                pages.setdefault((page.document.identifier, page.number), page)
        return sure, tuple(pages.values())[:MOST_PAGES]

    def _page(self, scored: Scored) -> DocumentPage | None:
        document = self._places.document(scored.sentence)
        return page_at(document, self._places.span(scored.sentence).start)


def page_at(document: Document, offset: int) -> DocumentPage | None:
    """The page on which a character stands; none of a document without pages."""
    number = document.page(offset)
    return DocumentPage(document, number) if number else None


def sure_verdict(verdict: Verdict) -> Verdict:
    """A verdict that rests on no disputed words; where they are all there is, one to be made on the page."""
    sure = _sure(verdict.places)
    pieces = tuple(replace(piece, places=_sure(piece.places)) for piece in verdict.pieces)
    there = (*verdict.places, *(place for piece in verdict.pieces for place in piece.places))
    disputed = [place for place in there if _is_disputed(place)]
    if not disputed:
        return verdict
    if len(disputed) < len(there):
        return replace(verdict, places=sure, pieces=pieces)
    pages: dict[tuple[str, int], DocumentPage] = {}
    for place in disputed:
        if page := page_at(place.document, place.locator.start):
            pages.setdefault((page.document.identifier, page.number), page)
    shown = tuple(pages.values())[:MOST_PAGES]
    return Verdict(Kind.CANNOT_TELL, verdict.text, set_aside=verdict.set_aside, pages=shown)


def _sure(places: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(place for place in places if not _is_disputed(place))


def _is_disputed(place: Place) -> bool:
    return is_disputed(place.document, place.sentences)


def is_disputed(document: Document, span: Span) -> bool:
    """Whether a character of a span is disputed."""
    return any(
        mark.kind is BlockKind.DISPUTED and mark.start < span.end and span.start < mark.end
        for mark in document.marks
    )
