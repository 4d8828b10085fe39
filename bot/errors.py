"""What can go wrong in `bot`.

    BotError
    ├── UsageError          a command cannot begin: wrong use, or something it needs is broken
    │   └── SettingsError   settings are missing or not what they should be
    ├── StalledError        Telegram is not asked for updates any more; the bot has to be started again
    ├── SearchTimeoutError  a search took too long (`bot.search`)
    ├── NothingFoundError   `/source` names nothing that is there (`bot.sources`)
    ├── RefusalError        a page cannot be shown (`bot.reader.refusals`)
    └── BusyError           there is as much to do as can be done (`bot.reader.desk`)

The words for each code stand in `prompts/cli.toml` and the templates; the exceptions carry the facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.words import sentence


class BotError(Exception):
    """Base of every exception this package raises on purpose."""


class UsageError(BotError):
    """A command cannot begin; the program ends with exit code 2.

    Attributes:
        code: Key of its sentence in the catalogue's `[error]` table.
        values: The facts that sentence names.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(sentence(f"error.{code}", **values))
        self.code = code
        self.values = values


class StalledError(BotError):
    """Telegram is not asked for updates any more, and nothing but a new start helps."""


class Problem(NamedTuple):
    """What is wrong with one setting.

    Attributes:
        variable: Name of the setting, such as `OPCIT_ADMINS`, or `.env`.
        code: Key of its sentence in the catalogue's `[problem]` table.
        value: What was given, where it is no secret; else the fact the sentence names.
    """

    variable: str
    code: str
    value: str = ""

    @property
    def sentence(self) -> str:
        """Which setting, what is wrong with it, and what it should look like."""
        return sentence(
            f"problem.{self.code}",
            variable=self.variable,
            value=self.value,
            expected=sentence(f"settings.{self.variable.strip('.')}.expected"),
        )


class SettingsError(UsageError):
    """Settings are missing or not what they should be.

    Attributes:
        problems: Every one of them, not only the first.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("settings", problems="; ".join(problem.sentence for problem in problems))
        self.problems = tuple(problems)
