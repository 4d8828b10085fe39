"""Verifying quotations: `/verify`, and messages that people forward to ask whether what they say is real."""

from __future__ import annotations

from functools import partial

from telegram import Message, MessageEntity, Update
from telegram.ext import ContextTypes

from bot.citations import Citations
from bot.languages import Languages
from bot.messages import Messages
from bot.page_pictures import page_buttons
from bot.replies import Place, is_private, said, said_after_command
from bot.search import Searcher, SearchTimeoutError
from bot.verdicts import verdict_message, verdicts_message
from retrieval import DocumentPage, LiveArchive

QUOTATIONS = 5
"""Of one message; an answer of the bot itself shows three."""

Context = ContextTypes.DEFAULT_TYPE


class VerifyHandlers:
    """Whether quotes are real. In private a forwarded message is a quote; a typed one is a question."""

    def __init__(
        self, archive: LiveArchive, languages: Languages, searcher: Searcher, citations: Citations
    ) -> None:
        self._live = archive
        self._languages = languages
        self._searcher = searcher
        self._citations = citations

    async def verify(self, update: Update, _context: Context) -> None:
        """`/verify`: the quote stands behind the command, or in the message replied to."""
        message = update.message
        if message is None:
            return
        texts = _quotations(message, said_after_command(message))
        if not texts and message.reply_to_message:
            texts = _quotations(message.reply_to_message, said(message.reply_to_message))
        await self._answer(update, texts)

    async def forwarded(self, update: Update, _context: Context) -> None:
        """A forwarded message: somebody else's words."""
        if update.message:
            await self._answer(update, _quotations(update.message, said(update.message)))

    async def _answer(self, update: Update, texts: list[str]) -> None:
        place = Place.of(update)
        if place is None:
            return
        messages = self._languages.of(update)
        if not texts:
            await place.say(messages.render("verify_empty"))
        makes = [partial(self._verdict, messages, text) for text in texts[:QUOTATIONS]]
        if len(makes) > 1 and not is_private(update):
            makes = [partial(self._verdicts, messages, texts[:QUOTATIONS])]
        for make in makes:
            try:
                html, pages = await self._searcher.result(make)
            except SearchTimeoutError:
                html, pages = messages.render("timeout"), ()
            await place.say(html, page_buttons(messages, pages))

    def _verdicts(self, messages: Messages, texts: list[str]) -> tuple[str, tuple[DocumentPage, ...]]:
        archive = self._live.archive
        return verdicts_message(messages, self._citations, [archive.verify(text) for text in texts]), ()

    def _verdict(self, messages: Messages, text: str) -> tuple[str, tuple[DocumentPage, ...]]:
        verdict = self._live.archive.verify(text)
        return verdict_message(messages, self._citations, verdict), verdict.pages


def _quotations(message: Message, text: str) -> list[str]:
    """What is quoted in a message: what it shows as quotations, as this bot's answers do, or all of it."""
    kinds: list[str | None] = [MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE]
    entities = message.parse_entities(kinds) if message.text else {}
    quoted = [words for _, words in sorted(entities.items(), key=lambda item: item[0].offset)]
    whole = [text] if text else []
    return [words.encode("utf-8", "replace").decode("utf-8") for words in quoted if words.strip()] or whole
