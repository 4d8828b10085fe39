"""Keeping the archive by chat: what admins do to it, put together for the composition root."""

from __future__ import annotations

from typing import Any

from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.access import NEW, Access
from bot.changes import ChangeQueue
from bot.history import EVENTS, HistoryHandlers
from bot.languages import Languages
from bot.removal import REMOVE, RemovalHandlers
from bot.uploads import UPLOAD, UploadHandlers
from retrieval import LiveArchive


class Keeping:
    """Uploads, withdrawals and the history.

    Args:
        archive: What is kept.
        languages: The words.
        access: Who may.
        is_local: Whether all this happens in a terminal.
    """

    def __init__(self, archive: LiveArchive, languages: Languages, access: Access, *, is_local: bool) -> None:
        self._access = access
        self._changes = ChangeQueue(is_local=is_local)
        self._removal = RemovalHandlers(archive, languages, access, self._changes)
        self._history = HistoryHandlers(archive, languages, access)
        self._uploads = UploadHandlers(archive, languages, access, self._changes)

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        """The ways in, to be tried before those of everybody."""
        private, said = filters.ChatType.PRIVATE & NEW, filters.TEXT & ~filters.COMMAND
        return [
            CommandHandler("remove", self._removal.remove, self._access.from_admin),
            CommandHandler("history", self._history.history, self._access.from_admin),
            CallbackQueryHandler(self._removal.button, REMOVE),
            CallbackQueryHandler(self._history.button, EVENTS),
            CallbackQueryHandler(self._uploads.button, UPLOAD),
            MessageHandler(private & filters.Document.ALL, self._uploads.file),
            MessageHandler(self._access.alone & NEW & filters.PHOTO, self._uploads.picture),
            MessageHandler(self._access.alone & NEW & said & self._uploads.asked, self._uploads.correction),
        ]

    def close(self) -> None:
        """End what is at work."""
        self._changes.close()
        self._uploads.close()
