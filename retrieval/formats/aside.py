"""Reading aside: one child process, with limits on time and memory, takes file after file.

It is started when the first file comes, and anew after one that it did not survive.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from types import MappingProxyType, TracebackType
from typing import Any, NamedTuple, Self

from retrieval.files import TEXT_LIMIT
from retrieval.formats.extracted import Extracted, Problem, UnreadableError
from retrieval.model import BlockKind, Mark


class Limits(NamedTuple):
    """What reading one file may take.

    Attributes:
        memory: Bytes of address space.
        processor: Seconds of processor time.
        wall: Seconds until it is given up.
    """

    memory: int = 1 << 30
    processor: int = 20
    wall: float = 30.0


Words = list[list[Any]]
"""Lines of a page: left, top, right and bottom edge as shares of its width and height, and words."""

MOST_PATIENCE = 150.0
"""Seconds beyond its limits that a long book may take."""

_MOST_FILES = 500  # for one child: what libraries leave behind goes with it
_STEP = 1 << 16  # bytes written or read at once
_LONGEST = 8 * TEXT_LIMIT  # bytes of an answer
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from retrieval.formats.child import serve; serve(int(sys.argv[2]), int(sys.argv[3]))"
)


class Aside:
    """Reads files in a child process; to be closed, or used in a `with`.

    Args:
        limits: Of each file.
    """

    def __init__(self, limits: Limits = Limits()) -> None:  # noqa: B008  # it cannot change
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child, if there is one."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def extracted(
        self,
        raw: bytes,
        kind: str,
        encoding: str | None = None,
        recognised: Mapping[int, Words] = MappingProxyType({}),
    ) -> Extracted:
        """What stands in a file.

        Args:
            raw: All of it.
            kind: `html`, `pdf`, `docx` or `epub`.
            encoding: What the archive's keeper says a page's characters are.
            recognised: Of a PDF, the words of pages that have none of their own, by their numbers.

        Raises:
            UnreadableError: It cannot be read, or not within the limits.
        """
        words = {str(page): lines for page, lines in recognised.items()}
        return _decoded(self._answer(raw, {"kind": kind, "encoding": encoding, "recognised": words}))

    def picture(self, raw: bytes, page: int, finest: float = 2.0, most_points: int = 4_000_000) -> bytes:
        """A page of a PDF as it looks, as a PNG.

        Args:
            raw: All of the file.
            page: From 1.
            finest: Points of the picture to one of the page, at most.
            most_points: Of the picture.

        Raises:
            UnreadableError: There is no such page, or it cannot be drawn within the limits.
        """
        answer = self._answer(raw, {"page": page, "finest": finest, "points": most_points})
        return base64.b64decode(answer["picture"])

    def _answer(self, raw: bytes, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the child answers to a request about a file."""
        if self._files >= _MOST_FILES:
            self.close()
        child = self._child or self._started()
        self._files += 1
        head = json.dumps({**request, "size": len(raw)}).encode() + b"\n"
        try:
            answer = _exchanged(child, head + raw, time.monotonic() + self._limits.wall)
        except _NoAnswerError as error:
            raise UnreadableError(self._ended(error)) from error
        if "error" in answer:
            self._closed_after(answer["error"])
            raise UnreadableError(answer["error"], **answer["values"])
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        arguments = [json.dumps(sys.path), str(self._limits.memory), str(self._limits.processor)]
        self._child = subprocess.Popen(  # noqa: S603  # this very Python, and words of our own
            [sys.executable, "-c", _PROGRAM, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        os.set_blocking(_number(self._child.stdin), False)
        self._files = 0
        return self._child

    def _closed_after(self, code: str) -> None:
        if code == "too_complex":  # its memory may be in pieces
            self.close()

    def _ended(self, error: _NoAnswerError) -> str:
        """End the child that gave no answer; the code of why it did not."""
        child = self._child
        assert child is not None
        if not error.is_late:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(1)
        died_of_itself = child.poll() not in (None, -signal.SIGXCPU, -signal.SIGKILL)
        self.close()
        return "damaged" if died_of_itself else "too_complex"


class _NoAnswerError(Exception):
    """The child ended or took too long.

    Attributes:
        is_late: It took too long.
    """

    def __init__(self, *, is_late: bool) -> None:
        super().__init__()
        self.is_late = is_late


def _exchanged(child: subprocess.Popen[bytes], request: bytes, deadline: float) -> Mapping[str, Any]:
    """Give a child its request, and take its answer; before that it may ask once for patience."""
    _write(_number(child.stdin), request, deadline)
    data = bytearray()
    answer = _message(_number(child.stdout), data, deadline)
    if "patience" in answer:
        deadline += min(answer["patience"], MOST_PATIENCE)
        answer = _message(_number(child.stdout), data, deadline)
    return answer


def _message(descriptor: int, data: bytearray, deadline: float) -> Mapping[str, Any]:
    """The next message of a child: `data` is what has come already, and what follows the message."""
    size = -1
    received = _received(descriptor, deadline)
    while True:
        if size < 0 and b"\n" in data:
            head = data[: data.index(b"\n")]
            size = int(head)
            del data[: len(head) + 1]
            if size > _LONGEST:
                raise _NoAnswerError(is_late=True)
        if 0 <= size <= len(data):
            answer: Mapping[str, Any] = json.loads(data[:size])
            del data[:size]
            return answer
        part = next(received, None)
        if part is None:
            raise _NoAnswerError(is_late=False)
        data += part


def _write(descriptor: int, request: bytes, deadline: float) -> None:
    view = memoryview(request)
    while view:
        _, ready, _ = select.select([], [descriptor], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise _NoAnswerError(is_late=True)
        try:
            view = view[os.write(descriptor, view[:_STEP]) :]
        except BrokenPipeError as error:
            raise _NoAnswerError(is_late=False) from error


def _received(descriptor: int, deadline: float) -> Iterator[bytes]:
    while True:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise _NoAnswerError(is_late=True)
        part = os.read(descriptor, _STEP)
        if not part:
            return
        yield part


def _number(pipe: Any) -> int:
    descriptor: int = pipe.fileno()
    return descriptor


def _decoded(answer: Mapping[str, Any]) -> Extracted:
    lists = {
        "pages": tuple(map(int, answer["pages"])),
        "marks": tuple(Mark(start, end, BlockKind(kind)) for start, end, kind in answer["marks"]),
        "recognised": tuple(map(int, answer["recognised"])),
        "problems": tuple(Problem(code, values) for code, values in answer["problems"]),
    }
    return Extracted(**{**answer, **lists})
