"""Updates as they arrive: one that the library cannot read is taken too, or it would come again."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Update

logger = logging.getLogger(__name__)


def understood(update: Any) -> dict[str, Any] | None:
    """An update that the library can read, if need be an empty one; None of one without a number.

    Args:
        update: What Telegram gave, as JSON.
    """
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return None
    try:
        Update.de_json(update, None)
    except Exception as error:  # whatever the library makes of what it does not know
        logger.error("update %s cannot be understood: %s", update["update_id"], type(error).__name__)
        return {"update_id": update["update_id"]}  # so that Telegram is told it was received
    return update
