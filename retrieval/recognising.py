"""Recognising: the words on pages that are pictures, by Tesseract, where the operator has switched it on.

A page is drawn aside, Tesseract reads it in a process of its own with limits, and what it read is kept beside
the index, page by page, so that no reload repeats it.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence, Set
from itertools import groupby
from pathlib import Path

from retrieval import disk
from retrieval.errors import RecognitionError
from retrieval.formats.aside import Aside, Words
from retrieval.formats.extracted import Extracted, UnreadableError

PROGRAM = "tesseract"
FINEST = 300 / 72  # points of the picture to one of the page, as Tesseract wants it
MOST_POINTS = 12_000_000
_PATIENCE = 60.0  # seconds for a page
_MEMORY = 2 << 30  # bytes
_LEAST_CONFIDENCE = 30  # of 100, under which Tesseract guesses at stains
_LANGUAGES = re.compile(r"[A-Za-z_]{3,20}(?:\+[A-Za-z_]{3,20}){0,4}")
_KEPT = re.compile(r"([0-9a-f]{64})-.+")
_LIMITED = (
    "import os, resource, sys; resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2);"
    "resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]),) * 2); os.environ['OMP_THREAD_LIMIT'] = '1';"
    "os.execvp(sys.argv[3], sys.argv[3:])"
)


class Recogniser:
    """Reads pages that are pictures.

    Args:
        languages: Of the pages, as Tesseract calls them: `fas+eng`.
        folder: Where what was read is kept; nowhere when None.

    Raises:
        RecognitionError: There is no Tesseract, or it does not know a language.
    """

    def __init__(self, languages: str, folder: Path | None = None) -> None:
        if not _LANGUAGES.fullmatch(languages):
            raise RecognitionError("languages", languages)
        unknown = set(languages.split("+")) - _known_languages()
        if unknown:
            raise RecognitionError("languages", "+".join(sorted(unknown)))
        self._languages = languages
        self._folder = folder
        self._used: set[str] = set()

    def extracted(self, raw: bytes, aside: Aside, found: Extracted | None, pages: Sequence[int]) -> Extracted:
        """The text of a PDF with the words of pages that have none of their own.

        Args:
            raw: All of the file.
            aside: Draws the pages.
            found: What was read without; None when there was nothing at all.
            pages: Those without text, from 1.

        Raises:
            UnreadableError: There is nothing in the pictures either.
        """
        digest = hashlib.sha256(raw).hexdigest()
        self._used.add(digest)
        words = {page: self._words(raw, digest, page, aside) for page in pages}
        read = {page: each for page, each in words.items() if each}
        if not read and found is not None:
            return found
        return aside.extracted(raw, "pdf", recognised=read)

    def forget_others(self, needed: Set[str]) -> None:
        """Delete what is kept of files that are no longer there.

        Args:
            needed: The SHA-256 of files that are, beside those that were read by this recogniser.
        """
        if self._folder is None or not self._folder.is_dir():
            return
        for kept in self._folder.iterdir():
            match = _KEPT.fullmatch(kept.name)
            if match and match[1] not in needed | self._used:
                shutil.rmtree(kept, ignore_errors=True)

    def forget(self, sha256: str) -> None:
        """Delete what is kept of a file that nobody is to have any more."""
        self._used.discard(sha256)
        if self._folder and self._folder.is_dir():
            for kept in self._folder.glob(f"{sha256}-*"):
                shutil.rmtree(kept, ignore_errors=True)

    def _words(self, raw: bytes, digest: str, page: int, aside: Aside) -> Words:
        """The lines of words of one page: read before, or now."""
        path = self._folder / f"{digest}-{self._languages}" / f"{page}.json" if self._folder else None
        if path:
            with contextlib.suppress(OSError, ValueError):
                kept: Words = json.loads(path.read_bytes())
                return kept
        try:
            words = _lines(self._table(aside.picture(raw, page, FINEST, MOST_POINTS)))
        except UnreadableError:  # a page that cannot be drawn stays without words
            words = []
        if path:
            with contextlib.suppress(OSError):  # a full disk costs time, no text
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                disk.write(path, [json.dumps(words).encode()])
        return words

    def _table(self, picture: bytes) -> str:
        """What Tesseract says of a picture; nothing when it fails or takes too long."""
        command = [PROGRAM, "stdin", "stdout", "-l", self._languages, "--psm", "3", "tsv"]
        limits = [str(_MEMORY), str(int(_PATIENCE))]
        try:
            done = subprocess.run(  # noqa: S603  # a program the operator named, and words of our own
                [sys.executable, "-c", _LIMITED, *limits, *command],
                input=picture,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return ""
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _known_languages() -> set[str]:
    if shutil.which(PROGRAM) is None:
        raise RecognitionError("program", PROGRAM)
    try:
        listed = subprocess.run(  # noqa: S603  # a program the operator named, and words of our own
            [PROGRAM, "--list-langs"], capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RecognitionError("program", PROGRAM) from error
    return {line.strip() for line in listed.stdout.decode("utf-8", "replace").splitlines()[1:]}


def _lines(table: str) -> Words:
    """The lines of a page: their edges as shares of its width and height from its upper left, and words."""
    rows = list(csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    whole = next((row for row in rows if row.get("level") == "1"), None)
    if whole is None:
        return []
    width, height = float(whole["width"]) or 1.0, float(whole["height"]) or 1.0
    words = [row for row in rows if row.get("level") == "5" and _is_word(row)]
    lines: Words = []
    for _, line in groupby(words, key=lambda row: (row["block_num"], row["par_num"], row["line_num"])):
        boxes = [(*_box(row), row["text"]) for row in line]
        lines.append([
            min(box[0] for box in boxes) / width, min(box[1] for box in boxes) / height,
            max(box[2] for box in boxes) / width, max(box[3] for box in boxes) / height,
            " ".join(box[4] for box in boxes),
        ])  # fmt: skip
    return lines


def _is_word(row: Mapping[str, str]) -> bool:
    try:
        return bool((row.get("text") or "").strip()) and float(row["conf"]) >= _LEAST_CONFIDENCE
    except ValueError:
        return False


def _box(row: Mapping[str, str]) -> tuple[float, float, float, float]:
    left, top = float(row["left"]), float(row["top"])
    return left, top, left + float(row["width"]), top + float(row["height"])
