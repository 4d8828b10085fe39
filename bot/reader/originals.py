"""Original files, handed over as they are: to be saved, and never to be shown in the page's own name."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from urllib.parse import quote as quoted

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from bot.reader.sending import ALWAYS_ASK
from retrieval import Archive, Metadata

KINDS = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".htm": "text/html",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".epub": "application/epub+zip",
}
"""What an original is, by the end of its name."""

SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'"}
"""Should a browser show an original after all, it does so as if it came from nowhere, and runs nothing."""


def handed_over(archive: Archive, document: Metadata, path: Path) -> FileResponse:
    """The file at `path`, the original of a document of `archive`, under a name of its own."""
    name = PurePosixPath(document.file)
    return FileResponse(
        path,
        media_type=KINDS.get(name.suffix.lower(), "application/octet-stream"),
        headers={**ALWAYS_ASK, **SANDBOX, "Content-Disposition": _attached(name.name)},
        background=BackgroundTask(_let_go, archive),  # while a snapshot is held, its files stay
    )


def _attached(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9 ._()-]|^\.+", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quoted(name, safe='')}"


def _let_go(_archive: Archive) -> None:
    """The snapshot may go."""
