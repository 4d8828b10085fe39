"""The buttons below a message. They carry identifiers, so they work after any restart.

Below a page of quotes: what can be done with the quote that is open, the other quotes of the page, the other
pages. Below a window of a document: up and down, what can be done with the quote, and the way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.callbacks import MOVE, SHOW, SOURCE, Shown, page_data, page_of
from bot.citations import Citations
from bot.deeplinks import quote_payload
from bot.messages import Messages
from bot.pages import Page
from bot.windows import Window
from retrieval import Quote

Row = list[InlineKeyboardButton]


class Keyboards:
    """Makes keyboards.

    Args:
        messages: What stands on the buttons.
        citations: What is copied, and whether quotes can be sent into other chats.
    """

    def __init__(self, messages: Messages, citations: Citations) -> None:
        self._messages = messages
        self._citations = citations

    def page(self, page: Page) -> InlineKeyboardMarkup | None:
        """The buttons of a page of quotes; None for a message that has none."""
        shown, quote = page.shown, page.opened
        if shown is None or quote is None:
            return None
        number = shown.number if len(shown.quotes) > 1 or page.others else None
        look = self._button("in_context", page_data(shown, "text"), number=number)
        source, share, cite = self._actions(quote, shown.number, number)
        choice = [
            self._button("quote", page_data(shown.opening(other)), number=other)
            for other, _ in shown.numbered
            if other != shown.number
        ]
        return _markup([[look, source], [*share, cite], choice, self._pages(shown, page.others)])

    def window(
        self, window: Window, number: int = 1, back: Shown | None = None, others: Sequence[Shown] = ()
    ) -> InlineKeyboardMarkup:
        """The buttons of a window.

        Args:
            window: What is shown.
            number: Of its quote.
            back: The page it was opened from, if any.
            others: Further pages of that answer.
        """
        told = number if back and (len(back.quotes) > 1 or others) else None
        quote = window.quote.id
        moves = [
            self._button(way, f"{way}:{number}:{quote}:{offset}")
            for way, offset in (("up", window.up), ("down", window.down))
            if offset is not None
        ]
        source, share, cite = self._actions(window.quote, number, told)
        return _markup([moves, [source, *share], [cite, *self._back(back)], self._pages(back, others)])

    def _actions(
        self, quote: Quote, number: int, told: int | None
    ) -> tuple[InlineKeyboardButton, Row, InlineKeyboardButton]:
        """The buttons for a quote's document, for passing it on, and for its citation."""
        source = self._button("source", f"source:{number}:{quote.id}", number=told)
        share = InlineKeyboardButton(
            self._messages.label("share", number=told), switch_inline_query=quote_payload(quote.id)
        )
        copied = self._citations.copied(quote, self._messages)
        label = self._messages.label("copy", number=told)
        if copied is None:
            cite = InlineKeyboardButton(label, callback_data=f"cite:{number}:{quote.id}")
        else:
            cite = InlineKeyboardButton(label, copy_text=CopyTextButton(copied))
        return source, [share] if self._citations.shares else [], cite

    def _back(self, back: Shown | None) -> Row:
        return [self._button("back", page_data(back))] if back else []

    def _pages(self, here: Shown | None, others: Iterable[Shown]) -> Row:
        """A button for each other page; on the next one stands how many quotes are still to come."""
        others = sorted(others, key=lambda each: each.start)
        end = here.end if here else 0
        return [
            self._button("more", page_data(each), count=others[-1].end - end)
            if each.start == end + 1
            else self._button("range", page_data(each), first=each.start, last=each.end)
            for each in others
        ]

    def _button(self, label: str, data: str, **values: object) -> InlineKeyboardButton:
        return InlineKeyboardButton(self._messages.label(label, **values), callback_data=data)


def shown_pages(message: Message | None) -> tuple[Shown, ...]:
    """The pages of an answer that the buttons of one of our messages lead to, its own among them."""
    found: dict[int, Shown] = {}
    for data in _carried(message):
        match = SHOW.fullmatch(data)
        shown = page_of(match) if match else None
        if shown:
            found.setdefault(shown.start, shown.opening(shown.start))
    return tuple(found[start] for start in sorted(found))


def numbered_quotes(message: Message | None) -> dict[int, str]:
    """Identifiers of the quotes that a message of ours and its buttons stand for, by their numbers."""
    held = {number: held.id for shown in shown_pages(message) for number, held in shown.numbered}
    sources = (SOURCE.fullmatch(data) for data in _carried(message))
    return held | {int(match[1]): match[2] for match in sources if match}


def shows_context(message: Message | None) -> bool:
    """Whether a message of ours shows a quote in its document already."""
    matches = [SHOW.fullmatch(data) or MOVE.fullmatch(data) for data in _carried(message)]
    return any(matches) and not any(match and match[1] == "text" for match in matches)


def _carried(message: Message | None) -> Iterator[str]:
    markup = message.reply_markup if message else None
    for row in markup.inline_keyboard if markup else ():
        for button in row:
            if isinstance(button.callback_data, str):
                yield button.callback_data


def _markup(rows: Iterable[Row]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([row for row in rows if row])
