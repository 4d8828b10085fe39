"""Windows: the part of a document that one message shows around a quote, and the parts above and below it.

A window is found by its distance from the quote, in characters. Where the rest of the document has changed
since, it lies that far from the quote's words all the same, and shows what stands there now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from retrieval import Quote, Span

SIZE = 1500
"""Characters of a window, at most: a screen or two of a phone, and always less than a message holds."""

LEAST = 900
"""Characters from which on it may end at a good place."""

_PLACES = tuple(
    map(re.compile, (r"\n\s*\n", r"\n", "[.!?…؟۔。！？][\"'”’»)\\]]*\\s+", r"\s+", r"(?=[^\W_])"))
)
"""Where a window may begin or end, the best first: a paragraph, a line, a sentence, a word."""


@dataclass(frozen=True)
class Window:
    """A part of a quote's document.

    Attributes:
        quote: Which it is seen from.
        span: Where it stands; without white space at its ends.
        graphic: Spans in it that are marked as hard to read.
    """

    quote: Quote
    span: Span
    graphic: tuple[Span, ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, bool, bool], ...]:
        """The words, in parts, each with whether the quote holds them, and whether they are graphic.

        Joined, they are the document's.
        """
        ends = {at for span in (self.span, self.quote.span, *self.graphic) for at in span}
        cuts = sorted(at for at in ends if self.span.start <= at <= self.span.end)
        return tuple(
            (
                self.quote.document.slice(part),
                _within(part, self.quote.span),
                any(_within(part, span) for span in self.graphic),
            )
            for part in map(Span, cuts, cuts[1:])
        )

    @property
    def place(self) -> Literal["here", "above", "below"]:
        """Where it lies, seen from the quote: at the quote if it shows some of it."""
        if self.span.end <= self.quote.span.start:
            return "above"
        return "below" if self.span.start >= self.quote.span.end else "here"

    @property
    def up(self) -> int | None:
        """Where the text before it ends, from the quote's first character on; None where there is none."""
        text = self.quote.document.text[: self.span.start]
        return self.span.start - self.quote.span.start if text.strip() else None

    @property
    def down(self) -> int | None:
        """Where the text after it begins, from the quote's first character on; None where there is none."""
        text = self.quote.document.text[self.span.end :]
        return self.span.end - self.quote.span.start if text.strip() else None

    @property
    def page(self) -> int | None:
        """The page it begins on, in a document that has pages."""
        return self.quote.document.page(self.span.start)


def around(quote: Quote, surroundings: Span) -> Window:
    """The window that shows a quote with its surroundings, or as much of them as it can hold."""
    text, (start, end) = quote.document.text, surroundings
    room = SIZE - (quote.span.end - quote.span.start)
    if room <= 0:
        return below(quote, 0)
    before, after = quote.span.start - start, end - quote.span.end
    shown_before = min(before, max(room // 2, room - after))
    shown_after = min(after, room - shown_before)
    if shown_before < before:
        start = quote.span.start - shown_before
        start = _first(text, Span(start, start + shown_before // 2))
    if shown_after < after:
        end = quote.span.end + shown_after
        end = _last(text, Span(end - shown_after // 2, end))
    return _trimmed(quote, Span(start, end))


def below(quote: Quote, offset: int) -> Window:
    """The window that begins so many characters after the quote's first, or the last one before."""
    text = quote.document.text
    start = min(max(0, quote.span.start + offset), len(text))
    if not text[start:].strip():
        return above(quote, len(text) - quote.span.start)
    start += len(text[start:]) - len(text[start:].lstrip())
    limit = start + SIZE
    end = len(text) if limit >= len(text) else _last(text, Span(start + LEAST, limit))
    return _trimmed(quote, Span(start, end))


def above(quote: Quote, offset: int) -> Window:
    """The window that ends so many characters after the quote's first, or the first one after."""
    text = quote.document.text
    end = len(text[: max(0, quote.span.start + offset)].rstrip())
    if not end:
        return below(quote, -quote.span.start)
    start = 0 if end <= SIZE else _first(text, Span(end - SIZE, end - LEAST))
    return _trimmed(quote, Span(start, end))


def _within(part: Span, span: Span) -> bool:
    return span.start <= part.start and part.end <= span.end


def _first(text: str, span: Span) -> int:
    """The first good place in a span to begin at; its start where there is none."""
    ends = (match.end() for place in _PLACES if (match := place.search(text, *span)))
    return next((end for end in ends if end < span.end), span.start)


def _last(text: str, span: Span) -> int:
    """The last good place in a span to end at; its end where there is none."""
    for place in _PLACES:
        if found := [match.end() for match in place.finditer(text, *span)]:
            return found[-1]
    return span.end


def _trimmed(quote: Quote, span: Span) -> Window:
    words = quote.document.slice(span)
    start = span.start + len(words) - len(words.lstrip())
    return Window(quote, Span(start, start + len(words.strip())))
