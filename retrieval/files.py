"""What lies in a corpus folder, and the bytes of one file of it: never of anything else.

A path is opened part by part, each part below the one before and never through a link, so that no
name, link or race leads out of the folder; and never waiting, so that a pipe cannot hang a reload.
Listing and opening refuse the same things. The corpus folder itself may be a link: its path is the
operator's own.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from retrieval.errors import CorpusError, DocumentError

# Four times the whole of the King James Bible. A larger text is many documents in one file, and its
# sentences and terms, at some 40 bytes for each of its own, would not fit a small server's memory.
TEXT_LIMIT = 16 << 20

_SAFE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
# Word's `~$letter.docx`, Emacs's `#letter.txt#`, and `letter.txt~` of them all.
_HIDDEN = re.compile(r"\.|~\$|#.*#\Z|.*~\Z", re.DOTALL)
# No characters (controls, halves of a surrogate pair), ends of lines, and marks that turn round what follows.
_UNFIT = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Listed(NamedTuple):
    """A regular file of the corpus, with the facts that tell whether it changed.

    Attributes:
        file: Path relative to the corpus folder, with `/`.
        size: In bytes.
        mtime_ns: When its content was changed, in nanoseconds; any program can set it.
        ctime_ns: When the system last changed anything about it; no program can set it.
        inode: Another one when the file was replaced.
    """

    file: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Listing(NamedTuple):
    """The files below a folder, in the order of their paths, and what there was refused and why."""

    files: tuple[Listed, ...]
    refused: tuple[DocumentError, ...]


class Contents(NamedTuple):
    """The bytes of a file, and the facts of that very file, taken before it was read."""

    raw: bytes
    listed: Listed


def listing(folder: Path) -> Listing:
    """Everything below `folder` but what is hidden, links not followed.

    Hidden is what begins with a dot, and what editors put beside a file for themselves.

    Args:
        folder: The corpus.

    Raises:
        CorpusError: It is not there, is no folder, or may not be read.
    """
    _check(folder)
    files: list[Listed] = []
    refused: list[DocumentError] = []
    folders = [""]
    while folders:
        below = folders.pop()
        try:
            found = list(_scanned(folder, below))
        except DocumentError as error:
            if not below:
                raise CorpusError("forbidden", str(folder)) from error
            refused.append(error)
            continue
        for file, facts in found:
            try:
                if _is_folder(file, facts):
                    folders.append(file)
                else:
                    files.append(_listed(file, facts))
            except DocumentError as error:
                refused.append(error)
    return Listing(tuple(sorted(files)), tuple(sorted(refused, key=lambda error: error.file)))


def contents(folder: Path, file: str, limit: int = TEXT_LIMIT) -> Contents:
    """The bytes of one file below `folder`.

    Args:
        folder: The corpus.
        file: Path relative to it, with `/`; anything may stand here, and what is not a plain path
            to a regular file is refused.
        limit: The largest file to read, in bytes.

    Raises:
        DocumentError: `name`, `vanished`, `link`, `not_a_file`, `forbidden` or `too_large`.
    """
    with _opened(folder, file) as descriptor:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise DocumentError(printable(file), "not_a_file")
        raw = b"" if facts.st_size > limit else _read(descriptor, limit)
        size = max(facts.st_size, len(raw))
        if size > limit:
            raise DocumentError(printable(file), "too_large", size=size, limit=limit)
        return Contents(raw, _listed(file, facts))


def printable(name: str) -> str:
    """A file name as it can be shown: what is no character, or would disturb a line, as an escape."""
    return _UNFIT.sub(lambda match: _escape(match[0]), name)


def _check(folder: Path) -> None:
    try:
        mode = folder.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise CorpusError("missing", str(folder)) from error
    except OSError as error:
        raise CorpusError("forbidden", str(folder)) from error
    if not stat.S_ISDIR(mode):
        raise CorpusError("not_a_folder", str(folder))


def _scanned(folder: Path, below: str) -> Iterator[tuple[str, os.stat_result]]:
    """The paths and facts of what stands directly in a folder; what vanishes meanwhile is not there."""
    with _opened(folder, below) as descriptor, _said(below), os.scandir(descriptor) as entries:
        for entry in entries:
            if _HIDDEN.match(entry.name):
                continue
            with contextlib.suppress(FileNotFoundError):
                yield f"{below}/{entry.name}" if below else entry.name, entry.stat(follow_symlinks=False)


def _is_folder(file: str, facts: os.stat_result) -> bool:
    """Whether it is a folder, and not a file; DocumentError when it is neither, or has an unfit name."""
    if _UNFIT.search(file):
        raise DocumentError(printable(file), "name")
    if stat.S_ISLNK(facts.st_mode):
        raise DocumentError(file, "link")
    if not (stat.S_ISREG(facts.st_mode) or stat.S_ISDIR(facts.st_mode)):
        raise DocumentError(file, "not_a_file")
    return stat.S_ISDIR(facts.st_mode)


def _listed(file: str, facts: os.stat_result) -> Listed:
    return Listed(file, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)


@contextlib.contextmanager
def _opened(folder: Path, file: str) -> Iterator[int]:
    """A descriptor of a file or folder below `folder`, or of `folder` itself for an empty path."""
    with _said(file):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in file.split("/") if file else ():
            with _said(file):
                below = _opened_part(descriptor, part, file)
            os.close(descriptor)
            descriptor = below
        yield descriptor
    finally:
        os.close(descriptor)


def _opened_part(folder: int, part: str, file: str) -> int:
    if part in ("", ".", "..") or _UNFIT.search(part):
        raise DocumentError(printable(file), "name")
    mode = os.stat(part, dir_fd=folder, follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        raise DocumentError(printable(file), "link")
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        # To open a device can do something; so it is not even opened.
        raise DocumentError(printable(file), "not_a_file")
    return os.open(part, _SAFE, dir_fd=folder)


def _read(descriptor: int, limit: int) -> bytes:
    """All of a file, or one byte more than `limit` when it has grown past that."""
    with os.fdopen(os.dup(descriptor), "rb") as file:
        return file.read(limit + 1)


@contextlib.contextmanager
def _said(file: str) -> Iterator[None]:
    """What the system refuses, in the archive's words."""
    try:
        yield
    except FileNotFoundError as error:
        raise DocumentError(printable(file), "vanished") from error
    except NotADirectoryError as error:
        raise DocumentError(printable(file), "not_a_file") from error
    except OSError as error:
        # Links that appeared after the look are refused here too (ELOOP).
        raise DocumentError(printable(file), "forbidden") from error


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how Python keeps a byte of a name that is not valid Unicode
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("ascii", "backslashreplace").decode() if code > 0x7F else f"\\x{code:02x}"
