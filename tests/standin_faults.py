"""Faults that the stand-in commits when a test asks it to."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from time import monotonic
from typing import Any


@dataclass
class Fault:
    """What goes wrong with the next call of a method (perhaps in one chat only), and how often.

    `status` and `retry_after` refuse without doing anything; `hang` (seconds) does it and answers too late;
    `torn` closes the connection before doing it, `torn_after` after; `junk` answers with no JSON before
    doing it, `junk_after` after.
    """

    method: str
    chat_id: int | None = None
    times: int = 1
    status: int = 0
    description: str = ""
    retry_after: int | None = None
    hang: float = 0.0
    torn: bool = False
    torn_after: bool = False
    junk: bool = False
    junk_after: bool = False

    def meets(self, method: str, chat_id: Any) -> bool:
        """Return whether this fault is for a call of a method in a chat."""
        named = self.method == method or (self.method == "*" and method != "getUpdates")
        return named and self.chat_id in (None, chat_id)


class Faults:
    """The faults still to commit, and the flood limits of chats."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []
        self._limits: dict[int, tuple[int, float]] = {}
        self._times: defaultdict[int, deque[float]] = defaultdict(deque)

    def taken(self, method: str, chat_id: Any) -> Fault | None:
        """Return the first waiting fault that meets a call, using it up; None when there is none."""
        for fault in self.waiting:
            if fault.meets(method, chat_id):
                fault.times -= 1
                if fault.times == 0:
                    self.waiting.remove(fault)
                return fault
        return None

    def limit(self, chat_id: int, messages: int, seconds: float) -> None:
        """Let a chat take so many messages in so many seconds."""
        self._limits[chat_id] = (messages, seconds)

    def seconds_to_wait(self, chat_id: Any) -> int:
        """Return the whole seconds to wait before another message to a chat, 0 when it may go now."""
        if chat_id not in self._limits:
            return 0
        messages, seconds = self._limits[chat_id]
        now, times = monotonic(), self._times[chat_id]
        while times and times[0] <= now - seconds:
            times.popleft()
        if len(times) >= messages:
            return int(times[0] + seconds - now) + 1
        times.append(now)
        return 0
