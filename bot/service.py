"""The library's application, that ends in time.

A supervisor that stops the bot kills it after a while. What was accepted is answered first; but where many
answers wait in one group for Telegram's pace, the last would take minutes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from telegram.ext import Application, ApplicationBuilder

from bot.processor import FairProcessor

logger = logging.getLogger(__name__)

GRACE_SECONDS = 8.0
"""To answer what was accepted, once the bot is to end; supervisors give it ten."""


Builder = ApplicationBuilder[Any, Any, Any, Any, Any, Any]


class Service(Application[Any, Any, Any, Any, Any, Any]):
    """An application that ends in `GRACE_SECONDS`, and says what it left unanswered.

    Args:
        on_stop: Called when it begins to end.
        parts: What the library makes an application of.

    Attributes:
        stalled: Set when there will be no more updates, and nothing but a new start helps.
    """

    def __init__(self, *, on_stop: Callable[[], None], **parts: Any) -> None:
        super().__init__(**parts)
        self._on_stop = on_stop
        self.stalled = asyncio.Event()

    async def stop(self) -> None:
        """Handle what was accepted, as far as there is time; then drop the rest."""
        self._on_stop()
        stopping = asyncio.ensure_future(super().stop())
        await asyncio.wait([stopping], timeout=GRACE_SECONDS)
        if not stopping.done() and isinstance(self.update_processor, FairProcessor):
            dropped = self.update_processor.drop()
            logger.warning("ended with %d messages unanswered: their turn did not come in time", dropped)
        await stopping


def service(builder: Builder, on_stop: Callable[[], None]) -> Service:
    """The application that a builder makes, as one that ends in time."""
    built = builder.application_class(Service, {"on_stop": on_stop}).build()
    assert isinstance(built, Service)
    return built
