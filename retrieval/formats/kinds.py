"""What a file is, by its content; its name has to say the same."""

from __future__ import annotations

import io
import re
import zipfile

PLAIN = frozenset({".md", ".txt"})
SUFFIXES = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
}

# Saved pages hold their pictures beside them, books and scans within.
LIMIT = 100 << 20  # bytes of a file that is no plain text

_PDF_HEAD = 1024  # bytes in which its mark stands
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and what Office has encrypted since
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TAG = re.compile(
    rb"<(?:!doctype|html|head|body|meta|title|article|main|section|div|p|h[1-6]|br|ul|table)\b", re.IGNORECASE
)
_MARKS = (
    (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"{\\rtf", "rtf"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"), (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gzip"),
)  # fmt: skip


def kind_of(raw: bytes) -> str:
    """`pdf`, `docx`, `epub`, `html`, `encrypted`, the name of another known kind, or `text` for the rest.

    Args:
        raw: All of the file.
    """
    if b"%PDF-" in raw[:_PDF_HEAD]:
        return "pdf"
    if raw.startswith(b"PK\x03\x04"):
        return _zip_kind(raw)
    if raw.startswith(_OLE):
        return "encrypted" if _ENCRYPTED in raw else "doc"
    known = next((kind for mark, kind in _MARKS if raw.startswith(mark)), None)
    if known:
        return known
    return "html" if _TAG.search(raw[: 1 << 16].replace(b"\0", b"")) else "text"


def _zip_kind(raw: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        # Cut off before its table, at the end. What its first entry is called still tells.
        names = {name for name in ("word/document.xml", "META-INF/container.xml") if name.encode() in raw}
        names |= {"word/document.xml"} if b"[Content_Types].xml" in raw[:64] else set()
    if "META-INF/container.xml" in names or raw[30:58] == b"mimetypeapplication/epub+zip":
        return "epub"
    return "docx" if "word/document.xml" in names else "zip"
