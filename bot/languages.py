"""Which language a chat is spoken to in: what it chose, else its person's own, else the operator's."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from telegram import Update
from telegram.constants import ChatType

from bot.chats import Chats
from bot.locales import SOURCE_LANGUAGE
from bot.messages import Messages

logger = logging.getLogger(__name__)


class Languages:
    """The words in every language that has a catalogue.

    Args:
        folder: Holds the templates, and `locale/<language>.po`.
        default: The operator's language, for groups and for people whose own has no catalogue.
        chats: What chats chose.

    Attributes:
        default: The words in the operator's language.

    Raises:
        FileNotFoundError: There is no catalogue for `default`.
    """

    def __init__(self, folder: Path, default: str, chats: Chats) -> None:
        self.default = Messages(folder, default)
        self._chats = chats
        codes = (SOURCE_LANGUAGE, *sorted(path.stem for path in folder.glob("locale/*.po")))
        usable = {code: _usable(folder, code) for code in codes if code != default}
        self._messages = {code: found for code in codes if (found := usable.get(code, self.default))}

    def __iter__(self) -> Iterator[Messages]:
        """The words in each language: the one the templates are written in first."""
        return iter(self._messages.values())

    def of(self, update: Update) -> Messages:
        """The words for whoever sees the answer to `update`, as they want them."""
        place = update.effective_chat or update.effective_user
        graphic = place is not None and self._chats.preferences(place.id).graphic
        messages = self._of(update)
        return messages.uncovering if graphic else messages

    def _of(self, update: Update) -> Messages:
        chat, person = update.effective_chat, update.effective_user
        # Whoever asks inline is in no chat we know; the private chat with them has their own number.
        place = chat or person
        chosen = self.chosen(place.id) if place else None
        if chosen:
            return chosen
        alone = chat is None or chat.type == ChatType.PRIVATE
        own = person.language_code if person and alone else None
        return self.matching(own or "") or self.default

    def chosen_by(self, chat: int) -> Messages:
        """The words for a chat that nothing came from just now."""
        return self.chosen(chat) or self.default

    def matching(self, code: str) -> Messages | None:
        """The words in the language of an IETF tag such as `fa` or `fa-IR`; None when nobody wrote them."""
        known = {each.lower().replace("_", "-"): each for each in self._messages}
        parts = re.split("[-_]", code.lower())
        tags = ("-".join(parts[:end]) for end in range(len(parts), 0, -1))
        return next((self._messages[known[tag]] for tag in tags if tag in known), None)

    def chosen(self, chat: int) -> Messages | None:
        """The words in the language `chat` chose; None when it chose none, or one that is there no more."""
        return self._messages.get(self._chats.preferences(chat).language or "")

    def named(self, words: str) -> Messages | None:
        """The words in a language as a person names it: by its code, its own name or its English one."""
        wanted = words.strip().casefold()
        return next((each for each in self if wanted in each.names), None) or self.matching(wanted)


def _usable(folder: Path, code: str) -> Messages | None:
    """The words of one language; a catalogue that cannot be read costs nobody the others."""
    try:
        return Messages(folder, code)
    except (OSError, ValueError) as error:
        logger.warning("the catalogue of the language %s cannot be used: %s", code, error)
        return None
