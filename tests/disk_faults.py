"""A disk that fails: the N-th thing that changes it raises, as a full or dying disk would."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

_CHANGES = ("write", "fsync", "replace", "rename", "link", "mkdir", "unlink", "rmdir")


@dataclass
class Faults:
    """What happened to a failing disk.

    Attributes:
        at: Which change fails, counted from 1; it and all later ones when `lasting`.
        lasting: Whether the disk stays broken.
        count: Changes tried so far.
    """

    at: int
    lasting: bool = False
    count: int = 0

    @property
    def struck(self) -> bool:
        """Whether the failure has happened."""
        return self.count >= self.at

    def check(self) -> None:
        """Count a change, and fail if its time has come."""
        self.count += 1
        if self.count == self.at or (self.lasting and self.struck):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextlib.contextmanager
def failing_disk(at: int, *, lasting: bool = False) -> Iterator[Faults]:
    """Within it, the change numbered `at` fails; with `lasting`, all after it fail too."""
    faults = Faults(at, lasting)
    with pytest.MonkeyPatch.context() as patch:
        for name in _CHANGES:
            patch.setattr(os, name, _failing(getattr(os, name), faults))
        patch.setattr(os, "open", _failing(os.open, faults, only=os.O_CREAT))
        yield faults


def _failing(change: Callable[..., Any], faults: Faults, only: int = 0) -> Callable[..., Any]:
    def changed(*args: Any, **kwargs: Any) -> Any:
        if not only or (len(args) > 1 and args[1] & only):
            faults.check()
        return change(*args, **kwargs)

    return changed
