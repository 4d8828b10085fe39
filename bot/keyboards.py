"""The buttons below a message. They carry identifiers, so they work after any restart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.messages import Messages
from bot.pages import Page

_QUOTE_ID = "[0-9a-z]{10}[1-4](?:[0-9a-z]{2})?"

SOURCE = re.compile(rf"source:([1-9][0-9]?):({_QUOTE_ID})\Z")
"""What a button for a quote's source carries: the quote's number in its answer, its identifier."""

MORE = re.compile(rf"more:([1-9][0-9]?):({_QUOTE_ID}(?:,{_QUOTE_ID})*)\Z")
"""What a button for further quotes carries: the number of the first one, their identifiers."""

MOST_BYTES = 64
"""Of what a button carries."""


def keyboard(messages: Messages, page: Page) -> InlineKeyboardMarkup | None:
    """A button for the source of each quote on the page, and one for those that found no place."""
    sources = [
        InlineKeyboardButton(
            messages.label("source", number=number), callback_data=f"source:{number}:{quote}"
        )
        for number, quote in page.quotes
    ]
    rows = [sources] if sources else []
    if page.omitted:
        label = messages.label("more", count=len(page.omitted))
        rows.append([InlineKeyboardButton(label, callback_data=_more(page.omitted))])
    return InlineKeyboardMarkup(rows) if rows else None


def numbered_quotes(message: Message | None) -> dict[int, str]:
    """Identifiers of the quotes a message of ours shows, by their numbers, read from its buttons."""
    markup = message.reply_markup if message else None
    buttons = [button for row in markup.inline_keyboard for button in row] if markup else []
    found = [
        SOURCE.fullmatch(button.callback_data) for button in buttons if isinstance(button.callback_data, str)
    ]
    return {int(match[1]): match[2] for match in found if match}


def omitted_quotes(match: re.Match[str]) -> list[tuple[int, str]]:
    """Number and identifier of each quote that a `MORE` button stands for."""
    return list(enumerate(match[2].split(","), start=int(match[1])))


def _more(omitted: Sequence[tuple[int, str]]) -> str:
    data = f"more:{omitted[0][0]}:{omitted[0][1]}"
    for _, quote in omitted[1:]:
        if len(data) + 1 + len(quote) <= MOST_BYTES:
            data += f",{quote}"
    return data
