"""Reading many files at once: processes of their own, one for each core, read them, cut and analyse them.

They only compute. What is found goes back to the process that asked, which alone writes; and what a worker
could not finish, because it was killed or something unforeseen happened, is done there again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import NamedTuple, Self

from retrieval.aliases import Groups
from retrieval.corpus import Entry, Reading, read_document
from retrieval.errors import DocumentError
from retrieval.formats.aside import Aside
from retrieval.formats.kinds import PLAIN
from retrieval.index import Part, index_document
from retrieval.model import Document, Metadata
from retrieval.recognising import Recogniser

WORTH = 2_000_000
"""Characters, as `weight` estimates them, from which workers take less time than their start costs."""

_MOST = 8  # workers: beyond, whoever writes is what takes the time
_BATCH = 16  # files for a worker at once
_BATCH_WEIGHT = 500_000
_HEAVIEST = 1_000_000  # of one file's size: what is larger holds pictures
_FORMAT_COST = 20_000  # what reading a format takes, in characters of plain text
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from retrieval.workers import serve; serve(int(sys.argv[2]))"
)


class Task(NamedTuple):
    """A file to be read and analysed.

    Attributes:
        number: Of the task.
        entry: The file.
        known: What was known of it; if nothing else is found that its part depends on, it is not analysed.
        document: It need not be read: this is the document.
    """

    number: int
    entry: Entry
    known: Metadata | None = None
    document: Document | None = None


class Finding(NamedTuple):
    """What came of a task.

    Attributes:
        number: Of the task.
        reading: The file, read, or why it cannot be; None where the document was given.
        part: Of the document under the identifier it asks for, or was given with, without vectors; None where
            it is known.
    """

    number: int
    reading: Reading | DocumentError | None
    part: Part | None = None


def weight(entries: Iterable[Entry]) -> int:
    """About how much work it is to read files, in characters of plain text."""
    return sum(
        min(entry.listed.size, _HEAVIEST)
        + (0 if PurePosixPath(entry.file).suffix.lower() in PLAIN else _FORMAT_COST)
        for entry in entries
    )


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Processes that read; to be used in a `with`, at whose end they are gone.

    Args:
        corpus: The folder of the documents.
        aliases: Names for one thing each.
        count: How many processes; as many as cores when None.
    """

    def __init__(self, corpus: Path, aliases: Groups, count: int | None = None) -> None:
        self._setting = (corpus, aliases)
        self._count = min(count or cores(), _MOST)
        self._processes: list[subprocess.Popen[bytes]] = []
        self._waiting: dict[Connection, list[Task]] = {}

    def __enter__(self) -> Self:
        for _ in range(self._count):
            ours, theirs = Pipe()
            arguments = [json.dumps(sys.path), str(theirs.fileno())]
            process = subprocess.Popen(  # noqa: S603  # this very Python, and words of our own
                [sys.executable, "-c", _PROGRAM, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )
            theirs.close()
            self._processes.append(process)
            self._waiting[ours] = []
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in self._waiting:
            connection.close()
        for process in self._processes:
            process.kill()
            process.wait()

    def findings(self, tasks: Sequence[Task]) -> Iterator[Finding | Task]:
        """What came of each task, in the order in which they are done; or the task, if nothing did."""
        left = iter(tasks)
        for connection in list(self._waiting):
            try:
                connection.send(self._setting)
            except OSError:
                self._lose(connection)
            else:
                self._feed(connection, left)
        while busy := [connection for connection, waiting in self._waiting.items() if waiting]:
            for ready in wait(busy):
                assert isinstance(ready, Connection)
                yield from self._received(ready, left)
        yield from left  # there is no worker any more

    def _received(self, connection: Connection, left: Iterator[Task]) -> Iterator[Finding | Task]:
        """The next finding of a worker; of one that is gone, all its tasks."""
        waiting = self._waiting[connection]
        try:
            found: Finding | None = connection.recv()
        except (EOFError, OSError):
            yield from self._lose(connection)
            return
        task = waiting.pop(0)
        if not waiting:
            self._feed(connection, left)  # before what was found is looked at
        yield task if found is None else found

    def _feed(self, connection: Connection, left: Iterator[Task]) -> None:
        """Give a worker that has nothing to do the next files."""
        # Only to one that is listening: two that both write to each other would wait for ever.
        batch = list(_batch(left))
        self._waiting[connection] = batch
        if batch:
            try:
                connection.send(batch)
            except OSError:
                return  # what it does not answer is noticed when it is waited for

    def _lose(self, connection: Connection) -> list[Task]:
        connection.close()
        return self._waiting.pop(connection)


def _batch(left: Iterator[Task]) -> Iterator[Task]:
    heavy = 0
    for task in islice(left, _BATCH):
        yield task
        heavy += weight([task.entry])
        if heavy >= _BATCH_WEIGHT:
            return


def serve(descriptor: int) -> None:
    """Be a worker, until there is nobody to work for.

    Args:
        descriptor: Of the pipe to who asks.
    """
    with Connection(descriptor) as asking, Aside() as aside:
        corpus, aliases = asking.recv()
        while True:
            try:
                batch: list[Task] = asking.recv()
            except EOFError:
                return
            for task in batch:
                asking.send(_tried(corpus, task, aliases, aside))


def _tried(corpus: Path, task: Task, aliases: Groups, aside: Aside) -> Finding | None:
    try:
        return finding(corpus, task, aliases, aside)
    except Exception:  # who asked tries it again, and says what is wrong
        return None


def finding(
    corpus: Path, task: Task, aliases: Groups, aside: Aside, recogniser: Recogniser | None = None
) -> Finding:
    """What comes of a task, done here.

    Args:
        corpus: The folder of the documents.
        task: To be done.
        aliases: Names for one thing each.
        aside: Reads what is no plain text.
        recogniser: Reads pages that are pictures.
    """
    if task.document:
        return Finding(task.number, None, index_document(task.document, aliases))
    try:
        reading = read_document(corpus, task.entry, aside, recogniser)
    except DocumentError as error:
        return Finding(task.number, error)
    is_known = task.known is not None and _is_analysed(reading.document, task.known)
    return Finding(task.number, reading, None if is_known else index_document(reading.document, aliases))


def _is_analysed(document: Document, known: Metadata) -> bool:
    """Whether the part of what was known is that of `document`, but for its identifier."""
    # What is recognised in a picture may be other words the next time.
    return not document.recognised and _telling(document) == _telling(known)


def _telling(metadata: Metadata) -> tuple[object, ...]:
    return (
        metadata.sha256,
        metadata.encoding,
        metadata.title,
        metadata.language,
        metadata.pages,
        metadata.marks,
    )


class Terms:
    """Each term once in memory, however many documents have it."""

    def __init__(self) -> None:
        self._terms: dict[str, str] = {}

    def shared(self, part: Part) -> Part:
        """`part` with terms that other parts have too."""
        known = self._terms
        return replace(part, terms=tuple([known.setdefault(term, term) for term in part.terms]))
