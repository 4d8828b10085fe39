"""Why a page is not shown."""

from __future__ import annotations

from bot.errors import BotError


class RefusalError(BotError):
    """A page cannot be shown; its reader is told why.

    Attributes:
        status: Of the answer.
        kind: `unknown` (no such page), `malformed`, `too_long`, `method`, `withdrawn`, `busy`, `timeout`,
            `loading`, `damaged` (an original that cannot be read) or `fault`.
        values: Facts for the sentence.
    """

    def __init__(self, status: int, kind: str, **values: object) -> None:
        super().__init__(kind)
        self.status = status
        self.kind = kind
        self.values = values
