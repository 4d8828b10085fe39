"""`/start`, with whatever a deep link puts behind it."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ContextTypes

from bot.buttons import ButtonHandlers
from bot.deeplinks import HELP, Link, identifier_of, linked
from bot.handlers import Handlers
from bot.sources import NothingFoundError
from bot.welcome import Welcome
from retrieval import (
    Archive,
    Document,
    LiveArchive,
    Metadata,
    UnknownIdentifierError,
    Withdrawal,
    WithdrawnError,
)

Context = ContextTypes.DEFAULT_TYPE


class LinkHandlers:
    """Opens what a deep link leads to.

    Args:
        archive: Where it is looked up.
        handlers: Answer questions and send documents.
        buttons: Show quotes in their documents.
        welcome: Says what the bot does.
    """

    def __init__(
        self, archive: LiveArchive, handlers: Handlers, buttons: ButtonHandlers, welcome: Welcome
    ) -> None:
        self._live = archive
        self._handlers = handlers
        self._buttons = buttons
        self._welcome = welcome

    async def start(self, update: Update, context: Context) -> None:
        """`/start`: what this bot does, or what the link leads to that somebody came by."""
        if not context.args:
            await self._welcome.start(update, context)
            return
        link = linked(context.args[0])
        if context.args[0] == HELP:
            await self._welcome.help(update, context)
        elif link is None:
            await self._handlers.nothing_found(update, NothingFoundError("link"))
        else:
            await self._open(update, link)

    async def _open(self, update: Update, link: Link) -> None:
        if link.kind == "question":
            await self._handlers.answer(update, link.value)
        elif link.kind == "document":
            await self._handlers.give(update, lambda archive: _document(archive, link.value))
        else:
            try:
                await self._buttons.open(update, link.value)
            except NothingFoundError as error:
                await self._handlers.nothing_found(update, error)


def _document(archive: Archive, handle: str) -> Document:
    known: list[Metadata | Withdrawal] = [*archive.documents, *archive.withdrawn]
    try:
        return archive.document(identifier_of(handle, known) or handle)
    except WithdrawnError as error:
        raise NothingFoundError("withdrawn", date=error.date) from None
    except UnknownIdentifierError:
        raise NothingFoundError("unknown") from None
