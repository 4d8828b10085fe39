"""What is remembered between two messages: in memory only, and identifiers only."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

REMEMBERED_CHATS = 1000
"""Chats whose last answer `/source 2` can refer to; older answers carry their own buttons."""


class LastAnswers:
    """The identifiers of the quotes each chat was shown last, by their numbers.

    Args:
        capacity: How many chats; the one not used for the longest time is forgotten first.
    """

    def __init__(self, capacity: int = REMEMBERED_CHATS) -> None:
        self._capacity = capacity
        self._quotes: OrderedDict[int, Mapping[int, str]] = OrderedDict()

    def remember(self, chat: int, quotes: Mapping[int, str]) -> None:
        """Take `quotes` as the last ones shown in `chat`."""
        self._quotes[chat] = quotes
        self._quotes.move_to_end(chat)
        if len(self._quotes) > self._capacity:
            self._quotes.popitem(last=False)

    def quotes(self, chat: int) -> Mapping[int, str]:
        """What was shown last in `chat`; nothing if that is not remembered."""
        if chat in self._quotes:
            self._quotes.move_to_end(chat)
        return self._quotes.get(chat, {})
