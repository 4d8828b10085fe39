"""What happens when something goes wrong: a number for the person, the rest for the log.

The log gets the number, the update's id, the exception's type and where it arose; never what was
said or by whom. The person gets one sentence and the number, unless Telegram itself is what failed:
then a second message would fail too or, after a time-out, come on top of an answer that did arrive.
"""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.languages import Languages
from bot.replies import Place

logger = logging.getLogger(__name__)

SILENCE = 60.0
"""Seconds between two lines about the same outage."""

_HARMLESS = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
    # A group does not let the bot write, or its topic is closed or gone.
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "topic_closed",
    "message thread not found",
)


def incident_number() -> str:
    """A short random number, to find a fault in the log by."""
    return secrets.token_hex(3).upper()


class Incidents:
    """The application's error handler.

    Args:
        languages: For the sentence the person gets.
    """

    def __init__(self, languages: Languages) -> None:
        self._languages = languages
        self._conflict_at = -SILENCE
        self._outage_told = -SILENCE

    async def handle(self, update: object, context: Any) -> None:
        """Log an error, and tell the person if that makes sense."""
        error: Exception = context.error
        if not isinstance(update, Update):
            self._log_polling_error(error)
        elif is_harmless(error):
            logger.debug("update %s: %s", update.update_id, type(error).__name__)
        else:
            number = incident_number()
            logger.error("incident %s: update %s", number, update.update_id, exc_info=error)
            if not is_telegrams(error):
                await self._tell(update, number)

    async def _tell(self, update: Update, number: str) -> None:
        place = Place.of(update)
        if place is None:
            return
        try:
            await place.say(self._languages.of(update).render("error", incident=number))
        except TelegramError as error:
            logger.info("incident %s: the person could not be told: %s", number, type(error).__name__)

    def _log_polling_error(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            # The two of them disturb each other every few seconds: that is one conflict, and told once.
            if time.monotonic() - self._conflict_at >= SILENCE:
                logger.error("another program is running with this bot's token; stop one of the two")
            self._conflict_at = time.monotonic()
        elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            if time.monotonic() - self._outage_told >= SILENCE:
                logger.warning("Telegram cannot be reached: %s; trying again", type(error).__name__)
                self._outage_told = time.monotonic()
        else:
            logger.error("incident %s: while polling", incident_number(), exc_info=error)


def is_harmless(error: Exception) -> bool:
    """Whether an error is nobody's fault: the bot was blocked or silenced, a button pressed twice or late."""
    if isinstance(error, Forbidden):
        return True
    return isinstance(error, BadRequest) and any(words in str(error).lower() for words in _HARMLESS)


def is_telegrams(error: Exception) -> bool:
    """Whether it was the way to Telegram that failed."""
    unreachable = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return unreachable or isinstance(error, RetryAfter) or type(error) is TelegramError
