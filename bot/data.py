"""Where the files that travel with the code are found: templates and the shipped corpus."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def prompts_folder() -> Path:
    """Folder of the templates and catalogues, in an installed wheel or in a checkout."""
    return _shipped("prompts")


def shipped_corpus() -> Path:
    """Folder of the documents the project wrote itself, in an installed wheel or in a checkout."""
    return _shipped("corpus")


def is_shipped(folder: Path) -> bool:
    """Whether a folder is the corpus that comes with Opcit, or lies in it: nothing is ever written there."""
    return folder.resolve().is_relative_to(shipped_corpus().resolve())


def _shipped(name: str) -> Path:
    # A wheel carries the folder inside the package, a checkout beside it.
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
