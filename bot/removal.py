"""`/remove`: an admin withdraws a document, after a look at what that means."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Sequence
from functools import partial

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ContextTypes

from bot.access import Access
from bot.changes import ChangeQueue, failure
from bot.data import is_shipped
from bot.languages import Languages
from bot.messages import Messages
from bot.processor import step_aside
from bot.replies import Place, acknowledge, said_after_command
from retrieval import (
    LiveArchive,
    Metadata,
    UnknownIdentifierError,
    Withdrawal,
    WithdrawnError,
    delete_left_behind,
    left_behind,
    loss,
    remove,
)

REMOVE = re.compile(r"remove:(keep|delete|leave|purge):([0-9a-f]{16})\Z")
"""What a button for a removal carries: what is to be done, and which document in which state it is for."""

Context = ContextTypes.DEFAULT_TYPE


class RemovalHandlers:
    """Withdrawing documents; whoever is no admin never gets here."""

    def __init__(
        self, archive: LiveArchive, languages: Languages, access: Access, changes: ChangeQueue
    ) -> None:
        self._live = archive
        self._languages = languages
        self._access = access
        self._changes = changes

    async def remove(self, update: Update, _context: Context) -> None:
        """`/remove IDENTIFIER`: what would go, and buttons to have it go or stay."""
        place, messages = Place.of(update), self._languages.of(update)
        if place is None or update.message is None:
            return
        identifier = said_after_command(update.message)
        if not identifier or is_shipped(self._live.archive.folder):
            await place.say(messages.render("removal", state="shipped" if identifier else "which"))
            return
        buttons: InlineKeyboardMarkup | None = None
        try:
            # Whose words would go is looked for among all quotes ever given out: not on the event loop.
            html, buttons = await asyncio.to_thread(self._confirmation, messages, identifier)
        except WithdrawnError as error:
            html, buttons = self._withdrawn_before(messages, identifier, error.date)
        except UnknownIdentifierError:
            html = messages.render("removal", state="unknown")
        await place.say(html, buttons)

    async def button(self, update: Update, context: Context) -> None:
        """One of the buttons below that."""
        query, messages = update.callback_query, self._languages.of(update)
        if query is None or not context.matches:
            return
        if not self._access.is_admin_alone(update):
            await acknowledge(query, messages.label("unknown_button"))
            return
        wanted, mark = context.matches[0].groups()
        found = self._found(wanted, mark)
        await acknowledge(query, None if found else messages.label("unknown_button"))
        if found:
            step_aside()  # a change may have to wait for another one; the admin's next messages need not
            await self._do(update, query, wanted, found)

    async def _do(
        self, update: Update, query: CallbackQuery, wanted: str, found: Metadata | Withdrawal
    ) -> None:
        messages = self._languages.of(update)
        if wanted == "leave" and isinstance(found, Metadata):
            await query.edit_message_text(messages.render("removal", state="left", title=found.title))
            return
        await query.edit_message_text(messages.render("removal", state="working"))
        try:
            who = self._changes.who(query.from_user.id)
            html = await self._changes.made(partial(self._done, messages, who, wanted, found))
        except WithdrawnError as error:
            html, _ = self._withdrawn_before(messages, found.identifier, error.date)
        except Exception as error:
            html = failure(messages, error, update.update_id)
        await query.edit_message_text(html)

    def _done(self, messages: Messages, who: int | None, wanted: str, found: Metadata | Withdrawal) -> str:
        if isinstance(found, Withdrawal):
            delete_left_behind(self._live.archive.folder, found.identifier, who)
            return messages.render("removal", state="deleted")
        kept = wanted == "keep"
        remove(self._live, found, who, keeps_file=kept)
        return messages.render(
            "removal", state="done", title=found.title, identifier=found.identifier, kept=kept
        )

    def _found(self, wanted: str, mark: str) -> Metadata | Withdrawal | None:
        """The document a button is for, unless it is another one by now."""
        archive = self._live.archive
        held: Sequence[Metadata | Withdrawal] = archive.withdrawn if wanted == "purge" else archive.documents
        return next((each for each in held if _mark(each) == mark), None)

    def _confirmation(self, messages: Messages, identifier: str) -> tuple[str, InlineKeyboardMarkup]:
        document = self._live.archive.document(identifier)
        html = messages.render(
            "removal", state="confirm", document=document, loss=loss(self._live, identifier)
        )
        names = {"keep": "withdraw_keep", "delete": "withdraw_delete", "leave": "leave"}
        return html, _buttons(messages, names, _mark(document))

    def _withdrawn_before(
        self, messages: Messages, identifier: str, date: str
    ) -> tuple[str, InlineKeyboardMarkup | None]:
        archive = self._live.archive
        kept = left_behind(archive.folder, identifier) is not None
        marks = [_mark(each) for each in archive.withdrawn if each.identifier == identifier]
        buttons = _buttons(messages, {"purge": "delete_file"}, marks[-1]) if kept and marks else None
        return messages.render("removal", state="before", date=date, kept=kept), buttons


def _mark(document: Metadata | Withdrawal) -> str:
    """A short name of a document as it is, for an identifier can be too long for a button."""
    return hashlib.sha256(f"{document.identifier}\n{document.sha256}".encode()).hexdigest()[:16]


def _buttons(messages: Messages, names: dict[str, str], mark: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(messages.label(label), callback_data=f"remove:{wanted}:{mark}")]
            for wanted, label in names.items()
        ]
    )
