"""From quotes to messages within Telegram's limits, without changing a character inside a quote.

A quote that does not fit is left for the next message whole; one that alone is longer than a message
is continued over several, cut at white space, so that the pieces joined are the quote.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from telegram.constants import MessageLimit

from bot.messages import Messages
from bot.remarks import shown_sides
from retrieval import Answer, Quote, Span

LONGEST_TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
"""After parsing. Telegram counts code points or UTF-16 units, by version: we count the larger."""

MOST_BYTES = 32_768
"""Of the HTML before parsing."""

MOST_ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)

_TAG = re.compile(r"<(/?)[a-z][^>]*>")
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


@dataclass(frozen=True)
class Excerpt:
    """A quote, or a piece of a long one, as a template shows it.

    Attributes:
        number: Of the quote in its answer, from 1.
        quote: The whole quote.
        text: The words shown here.
        first: Whether they begin the quote.
        last: Whether they end it.
    """

    number: int
    quote: Quote
    text: str
    first: bool = True
    last: bool = True


@dataclass(frozen=True)
class Page:
    """One message.

    Attributes:
        html: Its text.
        quotes: Number and identifier of each quote it shows.
        omitted: Number and identifier of each quote that found no place.
    """

    html: str
    quotes: tuple[tuple[int, str], ...] = ()
    omitted: tuple[tuple[int, str], ...] = ()


def answer_pages(messages: Messages, answer: Answer) -> tuple[Page, ...]:
    """An answer as messages: as a rule one, more only for a sentence longer than a message."""
    numbered = tuple(enumerate(answer.quotes or answer.near, start=1))
    if not answer.quotes:
        return (_refusal(messages, answer, numbered),)

    def page(excerpts: Sequence[Excerpt], omitted: int) -> str:
        sides = shown_sides(answer, [(each.number, each.quote) for each in excerpts])
        return messages.render("answer", answer=answer, excerpts=excerpts, sides=sides, omitted=omitted)

    return _pages(page, numbered)


def more_pages(messages: Messages, numbered: Sequence[tuple[int, Quote]]) -> tuple[Page, ...]:
    """Quotes that found no place before, as messages."""

    def page(excerpts: Sequence[Excerpt], omitted: int) -> str:
        return messages.render("more", excerpts=excerpts, omitted=omitted)

    return _pages(page, numbered)


def context_pages(messages: Messages, quote: Quote, surroundings: Span) -> tuple[Page, ...]:
    """A quote within the text around it, marked; as much of that text as fits."""

    def page(text: str, *, before: str = "", after: str = "", first: bool = True, last: bool = True) -> str:
        cut_before = first and len(before) < quote.span.start - surroundings.start
        cut_after = last and len(after) < surroundings.end - quote.span.end
        return messages.render(
            "context",
            quote=quote, text=text, before=before, after=after, first=first, last=last,
            cut_before=cut_before, cut_after=cut_after,
        )  # fmt: skip

    room = LONGEST_TEXT - _length(page(quote.text))
    if room < 0:
        pieces = _pieces_of(quote.text, lambda first, last: page("", first=first, last=last))
        ends = len(pieces) - 1
        return tuple(Page(page(text, first=i == 0, last=i == ends)) for i, text in enumerate(pieces))
    before, after = _around(quote, surroundings, room)
    return (Page(page(quote.text, before=before, after=after)),)


def fitting(render: Callable[[int], str], sizes: Iterable[int]) -> str:
    """The first of `render(size)` that fits one message; the last one if none does."""
    rendered = ""
    for size in sizes:
        rendered = render(size)
        if fits(rendered):
            break
    return rendered


def fits(rendered: str, longest: int = LONGEST_TEXT) -> bool:
    """Whether one message can hold this HTML."""
    entities = sum(1 for tag in _TAG.finditer(rendered) if not tag.group(1))
    return (
        _length(rendered) <= longest
        and len(rendered.encode("utf-8")) <= MOST_BYTES
        and entities <= MOST_ENTITIES
    )


def pieces(text: str, room: int) -> tuple[str, ...]:
    """`text` in pieces of at most `room` UTF-16 units, cut behind white space where there is some.

    Joined, they are `text`; no piece begins with a mark that belongs to the character before it.
    """
    cut: list[str] = []
    start = 0
    while start < len(text):
        end = _cut(text, start, room)
        cut.append(text[start:end])
        start = end
    return tuple(cut)


def utf16_length(text: str) -> int:
    """How many UTF-16 units `text` has."""
    return len(text) + sum(character > "\uffff" for character in text)


def _refusal(messages: Messages, answer: Answer, numbered: Sequence[tuple[int, Quote]]) -> Page:
    """A no, and the nearest passages.

    Those that find no place are not offered: they would stand in a message of their own, where nothing
    says that they do not answer.
    """

    def page(excerpts: Sequence[Excerpt], _omitted: int) -> str:
        return messages.render("no_answer", answer=answer, excerpts=excerpts)

    fullest = _fullest(page, numbered) or Page(page((), 0))
    return replace(fullest, omitted=())


def _pages(
    page: Callable[[Sequence[Excerpt], int], str], numbered: Sequence[tuple[int, Quote]]
) -> tuple[Page, ...]:
    whole = _fullest(page, numbered)
    return (whole,) if whole else _continued(page, numbered)


def _fullest(
    page: Callable[[Sequence[Excerpt], int], str], numbered: Sequence[tuple[int, Quote]]
) -> Page | None:
    """The page that shows the most whole quotes; None when not even one fits."""
    for count in range(len(numbered), 0, -1):
        excerpts = [Excerpt(number, quote, quote.text) for number, quote in numbered[:count]]
        rendered = page(excerpts, len(numbered) - count)
        if fits(rendered):
            return Page(rendered, _identified(numbered[:count]), _identified(numbered[count:]))
    return None


def _continued(
    page: Callable[[Sequence[Excerpt], int], str], numbered: Sequence[tuple[int, Quote]]
) -> tuple[Page, ...]:
    """The first quote over several pages; the last of them offers the others."""
    (number, quote), others = numbered[0], numbered[1:]

    def shell(first: bool, last: bool) -> str:
        return page([Excerpt(number, quote, "", first, last)], len(others) if last else 0)

    texts = _pieces_of(quote.text, shell)
    made = []
    for i, text in enumerate(texts):
        last = i == len(texts) - 1
        rendered = page([Excerpt(number, quote, text, i == 0, last)], len(others) if last else 0)
        made.append(Page(rendered, _identified(numbered[:1]), _identified(others) if last else ()))
    return tuple(made)


def _pieces_of(text: str, shell: Callable[[bool, bool], str]) -> tuple[str, ...]:
    """Pieces that fit into every page `shell(first, last)` makes without them."""
    used = max(_length(shell(first, last)) for first in (True, False) for last in (True, False))
    return pieces(text, LONGEST_TEXT - used)


def _around(quote: Quote, surroundings: Span, room: int) -> tuple[str, str]:
    """The text before and after a quote, at most `room` units of it, cut at white space."""
    before = quote.document.text[surroundings.start : quote.span.start]
    after = quote.document.text[quote.span.end : surroundings.end]
    marks = 100  # for the lines that say that text was left out, in any language
    room = max(0, room - marks) if utf16_length(before) + utf16_length(after) > room else room
    for_before = max(room // 2, room - utf16_length(after))
    before = _tail(before, for_before)
    return before, _head(after, room - utf16_length(before))


def _head(text: str, room: int) -> str:
    if utf16_length(text) <= room:
        return text
    head = pieces(text, room)[0] if room > 1 else ""
    return head if head[-1:].isspace() else ""


def _tail(text: str, room: int) -> str:
    if utf16_length(text) <= room:
        return text
    tail = text[len(text) - room // 2 :]  # half as many characters are never too many units
    begin = re.search(r"\s+", tail)
    return tail[begin.end() :] if begin else ""


def _cut(text: str, start: int, room: int) -> int:
    end, used = start, 0
    while end < len(text) and used < room:
        used += utf16_length(text[end])
        end += used <= room
    if end == len(text):
        return end
    blank = max(
        text.rfind(character, start + 1, end) for character in {*filter(str.isspace, text[start:end]), " "}
    )
    if blank > start:
        return blank + 1
    whole = end
    while whole > start + 1 and _belongs_to_previous(text, whole):
        whole -= 1
    return whole if whole > start + 1 else max(end, start + 1)


def _belongs_to_previous(text: str, position: int) -> bool:
    character, previous = text[position], text[position - 1]
    return unicodedata.category(character)[0] == "M" or character in _JOINERS or previous == "\u200d"


def _length(rendered: str) -> int:
    return utf16_length(html.unescape(_TAG.sub("", rendered)))


def _identified(numbered: Iterable[tuple[int, Quote]]) -> tuple[tuple[int, str], ...]:
    return tuple((number, quote.id) for number, quote in numbered)
