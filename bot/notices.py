"""What admins are told without having asked."""

from __future__ import annotations

import logging
from collections.abc import Collection

from telegram import Bot
from telegram.error import TelegramError

from bot.languages import Languages
from bot.reloading import Outcome

logger = logging.getLogger(__name__)


async def tell_admins(bot: Bot, admins: Collection[int], outcome: Outcome, languages: Languages) -> None:
    """Send each admin the report of a reload, in the language of their chat; only a failure makes a sound."""
    silent = outcome.failure is None
    for admin in sorted(admins):
        words = outcome.words(languages.chosen_by(admin))
        try:
            await bot.send_message(admin, words, disable_notification=silent)
        except TelegramError as error:  # such as an admin who never wrote to the bot
            logger.info("an admin could not be told of a reload: %s", type(error).__name__)
