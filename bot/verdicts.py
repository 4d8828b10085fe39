"""Verdicts on quotations as people and programs read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from bot.citations import Citations
from bot.limits import fitting
from bot.messages import Messages
from bot.output import document_record, json_line, page_records
from retrieval import Kind, Place, Span, Verdict

SHOWN = (12, 6, 3, 2, 1, 0)
"""How many places, differences and sentences a message shows: as many of these as fit; with 0 no text."""


def verdict_message(messages: Messages, citations: Citations, verdict: Verdict) -> str:
    """A verdict as one message."""
    render = partial(messages.render, "verdict", verdict=verdict, marked=marked, url=citations.url)
    return fitting(lambda shown: render(shown=shown), SHOWN)


def verdicts_message(messages: Messages, citations: Citations, verdicts: Sequence[Verdict]) -> str:
    """Several verdicts as one short message."""
    render = partial(messages.render, "verdicts", verdicts=verdicts, url=citations.url)
    return fitting(lambda shown: render(shown=shown), (2, 1, 0))


def marked(verdict: Verdict) -> list[tuple[str, bool]]:
    """The document's sentences that a verdict is about, in parts, each with whether it is to be marked.

    What differs is marked; in sentences of which only a part is quoted, that part. Joined, the parts are the
    document's text.
    """
    place = verdict.places[0]
    spans = [each.span for each in verdict.differences]
    if verdict.kind is Kind.EXACT:
        spans = [Span(place.locator.start, place.locator.end)]
    return list(_parts(place, sorted(spans)))


def _parts(place: Place, spans: Iterable[Span]) -> Iterable[tuple[str, bool]]:
    text, (at, end) = place.document.text, place.sentences
    for span in spans:
        begin, stop = max(at, span.start), min(end, span.end)
        if begin < stop:
            yield text[at:begin], False
            yield text[begin:stop], True
            at = stop
    yield text[at:end], False


def verdict_line(verdict: Verdict) -> str:
    """A verdict as one line of JSON, without a line end."""
    return json_line(
        {
            "text": verdict.text,
            "verdict": str(verdict.kind),
            "places": [_place_record(place) for place in verdict.places],
            "differences": [
                {
                    "kind": str(each.kind),
                    "typed": each.typed,
                    "document": each.document,
                    "start": each.span.start,
                    "end": each.span.end,
                }
                for each in verdict.differences
            ],
            "pieces": [
                {"text": piece.text, "places": [_place_record(place) for place in piece.places]}
                for piece in verdict.pieces
            ],
            "left_out": list(verdict.left_out),
            "set_aside": list(verdict.set_aside),
            "pages": page_records(verdict.pages),
        }
    )


def _place_record(place: Place) -> dict[str, Any]:
    return {
        "id": place.id,
        "text": place.text,
        "whole_sentences": place.whole,
        "speaker": place.speaker,
        "document": document_record(place.document),
        "locator": {
            "start": place.locator.start,
            "end": place.locator.end,
            "section": place.locator.section,
            "paragraph": place.locator.paragraph,
            "page": place.locator.page,
        },
        "url": place.url,
    }
