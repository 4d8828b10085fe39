"""The sentences of the command line, from `prompts/cli.toml`."""

from __future__ import annotations

import functools
import tomllib
from typing import Any

from bot.data import prompts_folder


@functools.cache
def catalogue() -> dict[str, Any]:
    """All tables of `prompts/cli.toml`, read once."""
    return tomllib.loads((prompts_folder() / "cli.toml").read_text("utf-8"))


def sentence(key: str, **values: object) -> str:
    """The sentence at a dotted key, such as `error.no_command`, with `values` in its places.

    Raises:
        KeyError: The catalogue has no such sentence, or the sentence names a value not given.
    """
    found: Any = catalogue()
    for part in key.split("."):
        found = found[part]
    return str(found).format(**values)
