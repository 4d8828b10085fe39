"""Zip files that are looked at before anything in them is unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from retrieval.formats.extracted import UnreadableError

MOST_ENTRIES = 5_000
MOST_UNPACKED = 200 << 20  # bytes
MOST_RATIO = 200  # of the unpacked size to the packed; text comes down to a tenth, seldom to a fiftieth
_SMALL = 1 << 20  # an entry of less is no bomb, however well it packs


class Zipped:
    """The entries of a zip file that has passed the look.

    Args:
        raw: All of the file.

    Raises:
        UnreadableError: `damaged`, `encrypted`, or `bomb`.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableError("damaged") from error
        entries = self._archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise UnreadableError("encrypted")
        too_large = sum(entry.file_size for entry in entries) > MOST_UNPACKED
        if too_large or len(entries) > MOST_ENTRIES or any(map(_is_unfit, entries)):
            raise UnreadableError("bomb")

    def __contains__(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def read(self, name: str) -> bytes:
        """The bytes of one entry, never more than the table says.

        Args:
            name: Of the entry.

        Raises:
            UnreadableError: It is `damaged`, or not there.
        """
        try:
            return self._archive.read(name)
        except (
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            OSError,
            EOFError,
            NotImplementedError,
            zlib.error,
        ) as error:
            raise UnreadableError("damaged") from error

    def replaced(self, entries: Mapping[str, bytes]) -> bytes:
        """The zip file with other bytes in some of its entries, and everything else as it was.

        Args:
            entries: Their bytes, by name.
        """
        if all(self.read(name) == data for name, data in entries.items()):
            return self._raw
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name in self._archive.NameToInfo:
                archive.writestr(name, entries[name] if name in entries else self.read(name))
        return made.getvalue()


def _is_unfit(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry packs too well, is a link, or has a name that leads out of the archive."""
    packs_too_well = entry.file_size > max(_SMALL, MOST_RATIO * entry.compress_size)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    return packs_too_well or is_link or path.is_absolute() or ".." in path.parts
