"""Files sent to the bot: an admin's is read, shown, corrected and added; nobody else's is even fetched."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from pathlib import Path

from markupsafe import Markup
from telegram import (
    CallbackQuery,
    Document,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
)
from telegram.constants import FileSizeLimit
from telegram.error import TelegramError
from telegram.ext import ContextTypes, filters

from bot.access import Access
from bot.changes import ChangeQueue, failure
from bot.data import is_shipped
from bot.languages import Languages
from bot.messages import Messages
from bot.pending import Pending, Shelf
from bot.processor import Recent, step_aside
from bot.replies import Place, acknowledge, said
from retrieval import (
    CORRECTABLE,
    CorpusWriteError,
    DocumentError,
    LiveArchive,
    Offer,
    accepted,
    corrected,
    offered,
    printable,
)

LARGEST = int(FileSizeLimit.FILESIZE_DOWNLOAD)
"""Bytes of a file that a bot may fetch."""

READING = 2
"""Files read at once: what one takes is bounded, and so is what all take."""

REMEMBERED_ALBUMS = 100
"""An album comes as several messages within a moment; one sentence is enough for it."""

EMPTY = frozenset("-–—−")
"""What empties a field."""

UPLOAD = re.compile(r"upload:(add|split|discard|" + "|".join(CORRECTABLE) + r"):([0-9a-f]{16})\Z")
"""What a button below a file carries: what is to be done, and with which file."""

Context = ContextTypes.DEFAULT_TYPE


class UploadHandlers:
    """Adding documents by sending them."""

    def __init__(
        self, archive: LiveArchive, languages: Languages, access: Access, changes: ChangeQueue
    ) -> None:
        self._live = archive
        self._languages = languages
        self._access = access
        self._changes = changes
        self._shelf = Shelf()
        self._albums = Recent(REMEMBERED_ALBUMS)
        self._reading = asyncio.Semaphore(READING)
        self.asked = _Asked(self._shelf)

    def close(self) -> None:
        """Forget all files that were not added."""
        self._shelf.close()

    async def file(self, update: Update, _context: Context) -> None:
        """A file, sent or forwarded: from an admin it is read and shown."""
        message, place = update.message, Place.of(update)
        document = message.document if message else None
        if message is None or place is None or document is None:
            return
        refused = self._refused(update, message, document)
        if refused:
            await self._tell(update, refused, limit=LARGEST)
        elif self._access.is_admin_alone(update):
            step_aside()  # the admin's next messages need not wait
            await self._show(update, place, document)

    async def picture(self, update: Update, _context: Context) -> None:
        """A picture from an admin: its text would be lost."""
        await self._tell(update, "photo")

    async def button(self, update: Update, context: Context) -> None:
        """One of the buttons below a file."""
        query, messages = update.callback_query, self._languages.of(update)
        if query is None or not context.matches:
            return
        wanted, token = context.matches[0].groups()
        pending = self._shelf.get(token, query.from_user.id) if self._access.is_admin_alone(update) else None
        if pending is None or pending.busy:
            await acknowledge(query, messages.label("upload_busy" if pending else "upload_gone"))
            return
        await acknowledge(query)
        if wanted in CORRECTABLE:
            await self._ask(update, pending, wanted)
        elif wanted == "discard":
            self._shelf.drop(token)
            await asyncio.to_thread(self._live.forget, pending.offer.sha256)
            await query.edit_message_text(_told(messages, "discarded", file=pending.offer.name))
        else:
            step_aside()
            await self._add(update, query, pending, split=wanted == "split")

    async def correction(self, update: Update, _context: Context) -> None:
        """A reply to the message that asked for a value."""
        message, messages = update.message, self._languages.of(update)
        asking = message.reply_to_message if message else None
        pending = self._shelf.asking(message.chat_id, asking.message_id) if message and asking else None
        if message is None or asking is None or pending is None:
            return
        field, value = pending.asked[asking.message_id], said(message)
        try:
            pending.offer = corrected(pending.offer, field, "" if value in EMPTY else value)
        except DocumentError as error:
            await self._ask(update, pending, field, error)
            return
        pending.asked.clear()
        html, buttons = _preview(messages, pending)
        await message.get_bot().edit_message_text(html, pending.chat, pending.message, reply_markup=buttons)
        await self._tell(update, "corrected")

    def _refused(self, update: Update, message: Message, document: Document) -> str:
        """Why a file is not looked at; empty if it is, or if that has been said."""
        if not self._access.is_admin_alone(update):
            album = message.media_group_id
            return "" if album and self._albums.knew(album) else "not_admin"
        if is_shipped(self._live.archive.folder):
            return "shipped"
        return "too_large" if (document.file_size or 0) > LARGEST else ""

    async def _show(self, update: Update, place: Place, document: Document) -> None:
        """Read a file and show what it is, with buttons."""
        messages, name = self._languages.of(update), printable(document.file_name or "")
        shown = await place.say(_told(messages, "reading", file=name))
        token, folder = self._shelf.place()
        buttons = None
        try:
            async with self._reading:
                offer = await self._read(document, name, folder)
            pending = Pending(token, offer, place.chat, shown.message_id)
            self._shelf.put(pending)
            html, buttons = _preview(messages, pending)
        except TelegramError:
            html = _told(messages, "not_fetched", file=name)
        except DocumentError as error:
            html = _told(messages, "unread", file=name, error=error)
        except Exception as error:
            html = failure(messages, error, update.update_id)
        if buttons is None:
            self._shelf.drop(token)
        await place.bot.edit_message_text(html, place.chat, shown.message_id, reply_markup=buttons)

    async def _read(self, document: Document, name: str, folder: Path) -> Offer:
        fetched = await document.get_file()
        raw = bytes(await fetched.download_as_bytearray())
        if len(raw) > LARGEST:  # a server of one's own may send more than it said
            raise DocumentError(name, "too_large", size=len(raw), limit=LARGEST)
        return await asyncio.to_thread(offered, self._live, raw, name, folder)

    async def _ask(
        self, update: Update, pending: Pending, field: str, wrong: DocumentError | None = None
    ) -> None:
        """Ask for the right value of a field; again, if what came is none."""
        messages, place = self._languages.of(update), Place.of(update)
        if place is None:
            return
        html = _told(messages, "wrong", error=wrong) if wrong else _told(messages, "ask", field=field)
        label = messages.label("field", column=field)
        sent = await place.bot.send_message(
            place.chat, html, reply_markup=ForceReply(input_field_placeholder=label)
        )
        pending.asked[sent.message_id] = field

    async def _add(self, update: Update, query: CallbackQuery, pending: Pending, *, split: bool) -> None:
        messages, offer = self._languages.of(update), pending.offer
        pending.busy, buttons = True, None
        await query.edit_message_text(_told(messages, "adding", file=offer.name))
        try:
            who = self._changes.who(query.from_user.id)
            work = partial(accepted, self._live, offer, who, split=split)
            html = _told(messages, "added", documents=await self._changes.made(work))
            self._shelf.drop(pending.token)
        except Exception as error:
            told = _unread(messages, error) or failure(messages, error, update.update_id)
            html, buttons = _preview(messages, pending, told)
        finally:
            pending.busy = False
        await query.edit_message_text(html, reply_markup=buttons)

    async def _tell(self, update: Update, state: str, **facts: object) -> None:
        if place := Place.of(update):
            await place.say(_told(self._languages.of(update), state, **facts))


class _Asked(filters.MessageFilter):
    """A reply to a message that asked for a value."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__("reply to what was asked of a file")
        self._shelf = shelf

    def filter(self, message: Message) -> bool:
        asking = message.reply_to_message
        return asking is not None and self._shelf.asking(message.chat_id, asking.message_id) is not None


def _preview(messages: Messages, pending: Pending, failed: str = "") -> tuple[str, InlineKeyboardMarkup]:
    html = messages.render("upload", offer=pending.offer, failed=Markup(failed))  # noqa: S704  # it is a rendered message
    return html, _buttons(messages, pending)


def _buttons(messages: Messages, pending: Pending) -> InlineKeyboardMarkup:
    def button(wanted: str, label: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(label, callback_data=f"upload:{wanted}:{pending.token}")

    offer = pending.offer
    rows = []
    if offer.articles > 1:
        rows.append([button("split", messages.label("add_split", count=offer.articles))])
    if not offer.there:
        rows.append([button("add", messages.label("add_whole" if offer.articles > 1 else "add"))])
        fields = [button(name, messages.label("field", column=name)) for name in CORRECTABLE]
        rows += [fields[:3], fields[3:]]
    return InlineKeyboardMarkup([*rows, [button("discard", messages.label("discard"))]])


def _unread(messages: Messages, error: Exception) -> str:
    """What is told of a file that the archive did not take."""
    if isinstance(error, CorpusWriteError) and error.code == "unread" and error.problem:
        return _told(messages, "unread", file=error.path, error=DocumentError(error.path, error.problem))
    return ""


def _told(messages: Messages, state: str, **facts: object) -> str:
    return messages.render("upload_told", state=state, **facts)
