"""Citations: where a quote leads, and what is said of it in one line of plain text."""

from __future__ import annotations

from urllib.parse import quote as quoted

from bot.deeplinks import document_payload, quote_payload
from bot.limits import utf16_length
from bot.messages import Messages
from retrieval import Metadata, Place, Quote

LONGEST_COPY = 256
"""UTF-16 units a button can copy."""

_TITLES = (200, 120, 80, 50, 30, 15)
"""Characters of a title, in turn, until a citation fits."""


class Citations:
    """Where quotes and documents lead.

    Args:
        username: The bot's, for links to it; None where there is no Telegram, as in a terminal.
        public_url: The root of the reader page, without a slash at its end; None when there is none.

    Attributes:
        username: As given, or learnt when the bot starts.
        shares: Whether quotes can be sent into other chats by the bot's name there (inline mode).
    """

    def __init__(self, username: str | None = None, public_url: str | None = None) -> None:
        self.username = username
        self.shares = False
        self._public_url = public_url

    def url(self, quote: Quote | Place) -> str | None:
        """Where a quote can be read: its public source, else the reader page, else this bot."""
        if quote.url:
            return quote.url
        if quote.id is None:  # words that are never quoted, such as a heading's
            return self.document_url(quote.document)
        if self._public_url:
            return f"{self._reader(quote.document)}?q={quote.id}#q"
        return self._deep_link(quote_payload(quote.id))

    def document_url(self, document: Metadata) -> str | None:
        """Where a document can be read: its public source, else the reader page, else this bot."""
        if document.source:
            return document.source
        if self._public_url:
            return self._reader(document)
        return self._deep_link(document_payload(document.identifier))

    def plain(self, quote: Quote, messages: Messages, longest_title: int = _TITLES[0]) -> str:
        """The citation of a quote on one line of plain text, its identifier and link at the end."""
        return messages.plain("citation", quote=quote, url=self.url(quote), longest=longest_title)

    def copied(self, quote: Quote, messages: Messages) -> str | None:
        """The citation as a button can copy it, its title shortened if need be; None when it does not fit."""
        versions = (self.plain(quote, messages, longest) for longest in _TITLES)
        return next((each for each in versions if utf16_length(each) <= LONGEST_COPY), None)

    def _reader(self, document: Metadata) -> str:
        return f"{self._public_url}/d/{quoted(document.identifier, safe='')}"

    def _deep_link(self, payload: str) -> str | None:
        return f"https://t.me/{self.username}?start={payload}" if self.username else None
