"""Data files that come with the package: YAML, one file a language."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml

# Sixty word lists tell a question's language: PyYAML's reader in C takes a tenth of the time.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def data_file(folder: str, language: str) -> Any:
    """What the package's file `folder/language.yaml` holds; None when there is none."""
    file = resources.files(__package__) / folder / f"{language}.yaml"
    if not language.isalpha() or not file.is_file():
        return None
    return yaml.load(file.read_text(encoding="utf-8"), _LOADER)  # noqa: S506  # both loaders are the safe ones
