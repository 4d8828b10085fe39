"""The smallest things a test needs: documents from strings, corpus folders from a dict of files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from retrieval.model import Document


def document(text: str, identifier: str = "a", **metadata: str | None) -> Document:
    """A document holding `text`, with whatever metadata matters to the test."""
    data = text.encode()
    facts: dict[str, object] = {
        "identifier": identifier,
        "title": identifier.title(),
        "file": f"{identifier}.md",
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        **metadata,
    }
    return Document(text=text, **facts)  # type: ignore[arg-type]  # the values are the caller's affair


def corpus_folder(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """`folder` holding `files`, by their paths below it; made if need be, other files left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
