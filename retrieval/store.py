"""The index folder: what is in it, and how it stays sound.

    current                   names the generation in use, and the checksum of its manifest
    lock                      held by whoever changes anything here
    generations/<name>/       one whole index, never changed once `current` names it
        manifest.json         documents, unread files, size and checksum of every other file
        <array>.npy           the index's arrays, to be memory-mapped
        texts.utf8            all texts, end to end
        facts.json            what the corpus files looked like when they were read: replaceable
    originals/<sha256>        the original bytes of every document
    given_out.json            which quotes were given out, and how often (`retrieval.given_out`)

A generation is written aside, put on the disk file by file, and then named by replacing `current`:
whatever happens on the way, `current` names a whole one. Whoever reads a generation holds a shared
lock on its manifest until it is done, in whatever process; a generation is deleted only when nobody
does, and an original only when no generation left speaks of it. Locks die with their process.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import re
import secrets
import shutil
import tempfile
import weakref
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval import disk
from retrieval.errors import IndexStoreError, ReloadInProgressError
from retrieval.fingerprint import code_fingerprint
from retrieval.generation import FACTS, MANIFEST, OFFSETS, TEXTS, Generation, encoded_facts
from retrieval.manifest import Manifest, Past, hashes, pasts

log = logging.getLogger(__name__)

_NAME = re.compile(r"[0-9a-f]{16}")  # of a generation
_ORIGINAL = re.compile(r"[0-9a-f]{64}(\.part)?")
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_TRIES = 5  # to open a generation while others replace it; each try is lost to a whole build


class Store:
    """An index folder.

    Args:
        folder: Made when something is first written.
        code: Fingerprint of the code; an index made by other code is made anew.
    """

    def __init__(self, folder: Path, code: str | None = None) -> None:
        self.folder = folder.absolute()
        self.code = code or code_fingerprint()
        self._generations = self.folder / "generations"
        self._originals = self.folder / "originals"
        self._current = self.folder / "current"
        self._hashes: dict[str, frozenset[str]] = {}

    @classmethod
    def temporary(cls) -> Store:
        """A store in a folder of its own, which goes when the store does."""
        folder = tempfile.mkdtemp(prefix="opcit-")
        store = cls(Path(folder))
        weakref.finalize(store, shutil.rmtree, folder, ignore_errors=True)
        return store

    @contextlib.contextmanager
    def locked(self, patience: float = 0.0) -> Iterator[None]:
        """Alone among all threads and processes; waits `patience` seconds for it.

        Raises:
            ReloadInProgressError: Somebody else is at work.
            IndexStoreError: The folder can be neither made nor read.
        """
        with contextlib.ExitStack() as held:
            with self._told():
                self._make_folders()
                try:
                    held.enter_context(disk.exclusive(self.folder / "lock", patience))
                except BlockingIOError as error:
                    raise ReloadInProgressError(f"somebody else is building {self.folder}") from error
                except OSError as error:
                    if error.errno not in _FORBIDDEN:
                        raise
                    # Where nothing can be written, nothing needs to be kept from being written twice.
            yield

    def load(self) -> Generation | None:
        """The generation in use, checked byte by byte; none when there is none that can be used."""
        for _ in range(_TRIES):
            named = self._named()
            if named is None:
                return None
            try:
                return Generation(self._generations / named[0], named[1], self.code)
            except (OSError, ValueError, KeyError, TypeError) as error:
                problem = str(error)
            if self._named() == named:
                log.warning("the index in %s cannot be used and is made anew: %s", self.folder, problem)
                return None
        return None

    def pasts(self, corpus: str) -> tuple[Past, ...]:
        """What is remembered of the documents of a corpus, whatever code wrote it down.

        Args:
            corpus: The folder, as an absolute path.
        """
        named = self._named()
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            data = (self._generations / named[0] / MANIFEST).read_bytes() if named else b""
            if named and zlib.crc32(data) == named[1]:
                return pasts(data, corpus)
        return ()

    def write(
        self,
        manifest: Manifest,
        arrays: Mapping[str, npt.NDArray[Any]],
        texts: Iterable[str],
        facts: Mapping[str, str],
    ) -> Generation:
        """Make a new generation the one in use; only under `locked()`.

        Args:
            manifest: Its checksums are filled in here.
            arrays: Of the index.
            texts: Of the documents, in the order of the manifest.
            facts: What each file of the corpus looked like.

        Returns:
            The generation, as it will be read from now on.

        Raises:
            IndexStoreError: It cannot be written; the old generation stays in use.
        """
        name = secrets.token_hex(8)
        folder = self._generations / name
        with self._told():
            try:
                folder.mkdir()
                sums = _written(folder, arrays, texts)
                _, checksum = disk.write(folder / MANIFEST, [replace(manifest, checksums=sums).encoded()])
                disk.write(folder / FACTS, [encoded_facts(facts)])
                disk.sync_folder(folder)
                disk.sync_folder(self._generations)
                generation = Generation(folder, checksum, self.code)
                self._put(self._current, f"{name} {checksum:08x}\n".encode())
            except BaseException:
                if (self._named() or ("", 0))[0] != name:
                    shutil.rmtree(folder, ignore_errors=True)
                raise
        self.tidy()
        return generation

    def settle(self, generation: Generation, facts: Mapping[str, str]) -> None:
        """Note that the corpus files, though they look otherwise, hold what `generation` holds.

        Only under `locked()`. Nothing is lost when it cannot be noted: they are read again next time.
        """
        if facts != generation.facts():
            try:
                self._put(generation.folder / FACTS, encoded_facts(facts))
            except OSError as error:
                log.info("cannot note in %s which files are unchanged: %s", self.folder, error.strerror)

    def keep(self, sha256: str, original: bytes) -> None:
        """Keep a document's original bytes, which `sha256` is of; only under `locked()`.

        They are not synced: after a power failure a torn one is noticed, and the document read again.
        """
        if not self.keeps(sha256, len(original)):
            part = self._originals / f"{sha256}.part"
            with self._told():
                disk.write(part, [original], sync=False)
                part.replace(self._originals / sha256)

    def keeps(self, sha256: str, size: int) -> bool:
        """Whether the original of this hash and size is kept."""
        try:
            return (self._originals / sha256).stat().st_size == size
        except OSError:
            return False

    def original(self, sha256: str) -> Path:
        """The file that holds the original bytes of this hash, checked.

        Raises:
            IndexStoreError: It is not there, or no longer what it was; the next load mends that.
        """
        path = self._originals / sha256
        with self._told(), path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                return path
        with self._told():
            path.unlink(missing_ok=True)
        raise IndexStoreError(str(self.folder), f"the original {sha256} was damaged")

    def tidy(self) -> None:
        """Delete what no generation needs and what killed builds left; only under `locked()`."""
        named = self._named()
        try:
            for folder in self._generations.iterdir():
                if _NAME.fullmatch(folder.name) and (named is None or folder.name != named[0]):
                    _delete_unless_held(folder)
            for part in (self._current.with_name("current.part"), *self._generations.glob("*/*.part")):
                part.unlink(missing_ok=True)
            self._delete_originals()
        except OSError as error:
            log.info("cannot tidy %s: %s", self.folder, error.strerror)

    def _delete_originals(self) -> None:
        needed: set[str] = set()
        folders = list(self._generations.iterdir())
        here = {folder.name for folder in folders}
        self._hashes = {name: known for name, known in self._hashes.items() if name in here}
        for folder in folders:
            try:
                needed |= self._hashes_of(folder)
            except (ValueError, KeyError, TypeError):
                return  # held by a reader of another version, perhaps: nothing is known to be superfluous
        for path in self._originals.iterdir():
            if _ORIGINAL.fullmatch(path.name) and path.name not in needed:
                path.unlink()

    def _hashes_of(self, folder: Path) -> frozenset[str]:
        """The hashes of the documents of a generation; read once, for a generation never changes."""
        if folder.name not in self._hashes:
            self._hashes[folder.name] = frozenset(hashes((folder / MANIFEST).read_bytes()))
        return self._hashes[folder.name]

    def in_use(self) -> str | None:
        """The name of the generation in use; None when there is none."""
        named = self._named()
        return named[0] if named else None

    def _named(self) -> tuple[str, int] | None:
        """The name of the generation in use, and the checksum of its manifest."""
        try:
            name, checksum = self._current.read_text("ascii").split()
            if _NAME.fullmatch(name):
                return name, int(checksum, 16)
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            pass
        return "damaged", 0

    def _put(self, path: Path, data: bytes) -> None:
        part = path.with_name(f"{path.name}.part")
        disk.write(part, [data])
        disk.replace(part, path)

    def _make_folders(self) -> None:
        for folder in (self.folder, self._generations, self._originals):
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                disk.sync_folder(folder.parent)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """What the system says, said of this folder."""
        try:
            yield
        except OSError as error:
            raise IndexStoreError(str(self.folder), error.strerror or str(error)) from error


def _written(
    folder: Path, arrays: Mapping[str, npt.NDArray[Any]], texts: Iterable[str]
) -> dict[str, tuple[int, int]]:
    """Write arrays and texts; the size and checksum of each file."""
    starts = [0]

    def encoded() -> Iterator[bytes]:
        for text in texts:
            data = text.encode()
            starts.append(starts[-1] + len(data))
            yield data

    sums = {TEXTS: disk.write(folder / TEXTS, encoded())}
    for name, array in {**arrays, OFFSETS: np.array(starts, np.int64)}.items():
        sums[f"{name}.npy"] = disk.write_array(folder / f"{name}.npy", array)
    return sums


def _delete_unless_held(folder: Path) -> None:
    try:
        with disk.exclusive(folder / MANIFEST, 0.0):
            shutil.rmtree(folder)
    except BlockingIOError:
        log.debug("generation %s is still being read", folder.name)
