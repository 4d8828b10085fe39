"""From quotes to messages within Telegram's limits, without changing a character inside a quote.

A quote that does not fit is left for the next page whole; one that alone is longer than a message
is continued over several, cut at white space, so that the pieces joined are the quote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.callbacks import QUOTES_A_PAGE, Held, Shown, page, pages
from bot.citations import Citations
from bot.limits import LONGEST_TEXT, fits, length, pieces
from bot.messages import Messages
from bot.remarks import shown_sides
from retrieval import Answer, Quote


@dataclass(frozen=True)
class Excerpt:
    """A quote, or a piece of a long one, as a template shows it.

    Attributes:
        number: Of the quote in its answer, from 1.
        quote: The whole quote.
        text: The words shown here.
        first: Whether they begin the quote.
        last: Whether they end it.
        url: Where the quote can be read.
    """

    number: int
    quote: Quote
    text: str
    first: bool = True
    last: bool = True
    url: str | None = None

    @property
    def parts(self) -> tuple[tuple[str, bool], ...]:
        """The words in parts, each with whether it stands out: the sentence that answers, among others."""
        answering = self.quote.answering
        if answering is None or answering == self.quote.span or not (self.first and self.last):
            return ((self.text, False),)
        start, end = (at - self.quote.span.start for at in answering)
        parts = ((self.text[:start], False), (self.text[start:end], True), (self.text[end:], False))
        return tuple(part for part in parts if part[0])


@dataclass(frozen=True)
class Page:
    """One message.

    Attributes:
        html: Its text.
        quotes: Number and identifier of each quote it shows.
        omitted: Number and identifier of each quote that other pages show.
        shown: The same quotes, as its buttons carry them; None for a message without buttons.
        opened: The quote that its buttons are about.
        others: The other pages, in the order of their numbers.
    """

    html: str
    quotes: tuple[tuple[int, str], ...] = ()
    omitted: tuple[tuple[int, str], ...] = ()
    shown: Shown | None = None
    opened: Quote | None = None
    others: tuple[Shown, ...] = ()


Numbered = Sequence[tuple[int, Quote]]
Rendered = Callable[[Sequence[Excerpt]], str]


class Paginator:
    """Makes messages of quotes.

    Args:
        messages: The words around them.
        citations: Where each can be read.
        most: Quotes one message shows, at most.
    """

    def __init__(self, messages: Messages, citations: Citations, most: int = QUOTES_A_PAGE) -> None:
        self._messages = messages
        self._citations = citations
        self._most = most

    def answer(self, answer: Answer) -> tuple[Page, ...]:
        """An answer as messages: as a rule one, more only for a sentence longer than a message."""
        numbered = tuple(enumerate(answer.quotes or answer.near, start=1))
        if not answer.quotes:
            return (self._refusal(answer, numbered),)

        def rendered(excerpts: Sequence[Excerpt]) -> str:
            sides = shown_sides(answer, [(each.number, each.quote) for each in excerpts])
            return self._messages.render("answer", answer=answer, excerpts=excerpts, sides=sides)

        compared = frozenset(number for side in shown_sides(answer, numbered) for number in side.numbers)
        whole = self._fullest(rendered, numbered[: self._most])
        if whole is None:
            return self._continued(rendered, numbered, compared)
        return (_with_buttons(whole, numbered, compared),)

    def quotes(self, shown: Shown, found: Numbered) -> Page | None:
        """A page of an answer given before; None when not even one of its quotes fits.

        Args:
            shown: Which page, and how.
            found: Those of its quotes that are still there.
        """

        def rendered(excerpts: Sequence[Excerpt]) -> str:
            gone = {number for number, _ in shown.numbered} - {number for number, _ in found}
            numbers = [each.number for each in excerpts]
            return self._messages.render(
                "quotes",
                excerpts=excerpts,
                opened=shown.number if shown.number in numbers else numbers[0],
                compared=sorted(shown.compared.intersection(numbers)),
                gone=sorted(gone),
                near=shown.near,
            )

        whole = self._fullest(rendered, found)
        if whole is None:
            return None
        there = dict(found[: len(whole.quotes)])
        last, opened = whole.quotes[-1][0], shown.number if shown.number in there else whole.quotes[0][0]
        kept, rest = shown.until(shown.end if len(there) == len(found) else last)
        return replace(whole, shown=kept.opening(opened), opened=there[opened], others=rest)

    def _refusal(self, answer: Answer, numbered: Numbered) -> Page:
        """A no, and the nearest passages; those that find no place are not offered."""

        def rendered(excerpts: Sequence[Excerpt]) -> str:
            return self._messages.render("no_answer", answer=answer, excerpts=excerpts)

        whole = self._fullest(rendered, numbered)
        if whole is None:
            return Page(rendered(()))
        return _with_buttons(whole, numbered[: len(whole.quotes)], near=True)

    def _fullest(self, rendered: Rendered, numbered: Numbered) -> Page | None:
        """The page that shows the most whole quotes; None when not even one fits."""
        for count in range(len(numbered), 0, -1):
            html = rendered([self._excerpt(number, quote) for number, quote in numbered[:count]])
            if fits(html):
                return Page(html, _identified(numbered[:count]))
        return None

    def _continued(
        self, rendered: Rendered, numbered: Numbered, compared: frozenset[int]
    ) -> tuple[Page, ...]:
        """The first quote over several pages; the last of them has the buttons, and offers the others."""
        number, quote = numbered[0]

        def piece(text: str, first: bool, last: bool) -> str:
            return rendered([replace(self._excerpt(number, quote), text=text, first=first, last=last)])

        used = max(length(piece("", first, last)) for first in (True, False) for last in (True, False))
        texts = pieces(quote.text, LONGEST_TEXT - used)
        made = [
            Page(piece(text, i == 0, i == len(texts) - 1), _identified(numbered[:1]))
            for i, text in enumerate(texts)
        ]
        return (*made[:-1], _with_buttons(made[-1], numbered, compared))

    def _excerpt(self, number: int, quote: Quote) -> Excerpt:
        return Excerpt(number, quote, quote.text, url=self._citations.url(quote))


def _with_buttons(
    made: Page, numbered: Numbered, compared: frozenset[int] = frozenset(), *, near: bool = False
) -> Page:
    """A page that shows the first of some quotes, with the others on further pages."""
    count = len(made.quotes)
    held = [(number, Held.of(quote)) for number, quote in numbered]
    return replace(
        made,
        omitted=_identified(numbered[count:]),
        shown=page(held[:count], compared, near=near),
        opened=numbered[0][1],
        others=pages(held[count:], compared, near=near),
    )


def _identified(numbered: Iterable[tuple[int, Quote]]) -> tuple[tuple[int, str], ...]:
    return tuple((number, quote.id) for number, quote in numbered)
