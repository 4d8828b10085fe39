"""How a command ends: its exit code, and the line that says why."""

from __future__ import annotations

import sys

from bot.output import visible
from bot.words import sentence

DONE = 0
NOT_SO = 1
"""What was asked about is not so: no answer, no such document, a file that cannot be read."""
WRONG_USE = 2
"""Wrong use or broken configuration."""


def complain(message: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(visible(sentence("error.line", message=message)) + "\n")
