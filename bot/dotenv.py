"""A small reader for `.env` files: `KEY=VALUE` lines, quotes, comments."""

from __future__ import annotations

import re
from pathlib import Path

from bot.errors import Problem

PREFIX = "OPCIT_"

_LINE = re.compile(r"\s*(?:export\s+)?(OPCIT_\w*)\s*(=?)\s*(.*?)\s*", re.DOTALL)
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<value>.*)(?P=quote)\s*(?:\#.*)?""")


def dotenv_settings(path: Path, problems: list[Problem]) -> dict[str, str]:
    """Our variables in a `.env` file; other programs' lines are passed over.

    Args:
        path: The file; nothing is wrong when there is none.
        problems: Where a line or file that cannot be read is added.

    Returns:
        Text by variable, of those that are not empty.
    """
    if not path.is_file():
        return {}
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        problems.append(Problem(".env", "unreadable_dotenv"))
        return {}
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        match = _LINE.fullmatch(line)
        value = _value(match[3]) if match and match[2] else None
        if match and value is None:
            problems.append(Problem(".env", "bad_dotenv", str(number)))
        elif match and value:
            found[match[1]] = value
    return found


def _value(written: str) -> str | None:
    """What stands after the equals sign, without its quotes or comment; None if a quote is left open."""
    if quoted := _QUOTED.fullmatch(written):
        return quoted["value"].strip()
    if written.startswith(("'", '"')):
        return None
    return re.sub(r"(^|\s+)#.*", "", written).strip()
