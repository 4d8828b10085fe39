"""A process that is killed at its N-th change of the disk, as a power cut or `kill -9` would."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import TypeVar

from disk_faults import Faults, failing_disk
from retrieval import Changes, LiveArchive, Progress

T = TypeVar("T")


def is_killed(prepared: Callable[[], T], work: Callable[[T], object], at: int) -> bool:
    """Do `work` in a process of its own, killed right before its change of the disk numbered `at`.

    Args:
        prepared: Makes in that process what `work` is given; its changes do not count.
        work: What is killed.
        at: From 1.

    Returns:
        Whether it was killed; False when there were fewer changes and it came to its end.
    """
    child = os.fork()
    if not child:  # nothing but `work` may happen here: no test goes on in this process
        try:
            given = prepared()
            with failing_disk(at) as faults:
                faults.check = lambda: _count(faults)  # type: ignore[method-assign]  # of this one
                work(given)
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == 0
    return False


class Unharmed(LiveArchive):
    """An archive in whose reloads nothing is killed: that they are sound is tested for themselves."""

    is_reloading = False

    def reload(self, progress: Progress | None = None) -> Changes:
        """As any archive's."""
        Unharmed.is_reloading = True
        try:
            return super().reload(progress)
        finally:
            Unharmed.is_reloading = False

    def tidy(self) -> None:
        """As any archive's."""
        Unharmed.is_reloading = True
        super().tidy()
        Unharmed.is_reloading = False


def _count(faults: Faults) -> None:
    if Unharmed.is_reloading:
        return
    faults.count += 1
    if faults.struck:
        os.kill(os.getpid(), signal.SIGKILL)
