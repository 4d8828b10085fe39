"""Turns: who may be handled next, given who waits, who is at work and what is free.

See `bot.processor` for the rules in words.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Hashable

PATIENCE = 5
"""Messages one person may have waiting in a chat before further ones let other people go first."""


class Turn:
    """One update's place in the rota, from its arrival until it is handled."""

    def __init__(self, rota: Rota, chat: Hashable, person: Hashable) -> None:
        self.chat = chat
        self.person = person
        self.task = asyncio.current_task()
        self.come: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ended = False
        self._rota = rota

    def rest(self) -> None:
        """Give the slot to others."""
        self._rota.give_back_slot()

    async def resume(self) -> None:
        """Take a slot again, once one is free."""
        await self._rota.slot_again()

    def end(self) -> None:
        """Let the next one of the chat begin; a second time does nothing."""
        if not self.ended:
            self.ended = True
            self._rota.end(self)


class Lane:
    """The updates waiting in one chat."""

    def __init__(self) -> None:
        self.busy = False
        self._prompt: deque[Turn] = deque()
        self._late: deque[Turn] = deque()
        self._waiting: Counter[Hashable] = Counter()
        self._behind: Counter[Hashable] = Counter()

    def __bool__(self) -> bool:
        return bool(self._prompt or self._late)

    def add(self, turn: Turn) -> None:
        """Let a turn wait, behind everybody else if its person has many waiting already."""
        person = turn.person
        late = self._behind[person] or self._waiting[person] >= PATIENCE
        self._waiting[person] += 1
        if late:
            self._behind[person] += 1
        (self._late if late else self._prompt).append(turn)

    def next(self, may_start: Callable[[Hashable], bool]) -> Turn | None:
        """Take out the turn that is first among those of people who `may_start`."""
        for queue in (self._prompt, self._late):
            for turn in queue:
                if not turn.come.done() and may_start(turn.person):
                    self.remove(turn)
                    return turn
        return None

    def remove(self, turn: Turn) -> None:
        """Let a turn wait no longer."""
        if turn in self._prompt:
            self._prompt.remove(turn)
        elif turn in self._late:
            self._late.remove(turn)
            _count_down(self._behind, turn.person)
        _count_down(self._waiting, turn.person)


class Rota:
    """Gives out turns.

    Args:
        slots: How many updates are handled at once.
        per_person: How many of them may be one person's.
    """

    def __init__(self, slots: int, per_person: int) -> None:
        self._free = slots
        self._per_person = per_person
        self._lanes: dict[Hashable, Lane] = {}
        self._ready: deque[Hashable] = deque()  # chats with something waiting and nothing at work
        self._at_work: Counter[Hashable] = Counter()
        self._resuming: deque[asyncio.Future[None]] = deque()

    @contextlib.asynccontextmanager
    async def turn(self, chat: Hashable, person: Hashable) -> AsyncIterator[Turn]:
        """Waits for a turn, and ends it."""
        turn = Turn(self, chat, person)
        self._queue(turn)
        try:
            await turn.come
            yield turn
        finally:
            turn.end()

    def give_back_slot(self) -> None:
        """One more slot is free."""
        self._free += 1
        self._go_on()

    async def slot_again(self) -> None:
        """Wait for a free slot, before those who have not begun."""
        if self._free > 0 and not self._resuming:
            self._free -= 1
            return
        free: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._resuming.append(free)
        try:
            await free
        except asyncio.CancelledError:
            # Whoever ends the turn gives a slot back, so even a cancelled update has to take one.
            if free.cancelled():
                self._free -= 1
            raise

    def _queue(self, turn: Turn) -> None:
        lane = self._lanes.setdefault(turn.chat, Lane())
        if not lane and not lane.busy:
            self._ready.append(turn.chat)
        lane.add(turn)
        self._go_on()

    def end(self, turn: Turn) -> None:
        """Take note that a turn is over, or that it will never come."""
        lane = self._lanes[turn.chat]
        if turn.come.cancelled() or not turn.come.done():  # cancelled while it waited
            lane.remove(turn)
            if not lane and not lane.busy:
                self._ready.remove(turn.chat)
        else:
            lane.busy = False
            self._free += 1
            _count_down(self._at_work, turn.person)
            if lane:
                self._ready.append(turn.chat)
        if not lane and not lane.busy:
            del self._lanes[turn.chat]
        self._go_on()

    def _go_on(self) -> None:
        """Give the free slots to those who may go on: first to who rested, then chat by chat."""
        while self._free > 0 and self._resuming:
            free = self._resuming.popleft()
            if not free.done():
                self._free -= 1
                free.set_result(None)
        for _ in range(len(self._ready)):
            if self._free <= 0:
                return
            chat = self._ready.popleft()
            turn = self._lanes[chat].next(self._may_start)
            if turn is None:
                self._ready.append(chat)  # everybody waiting there has enough at work elsewhere
            else:
                self._start(turn)

    def _start(self, turn: Turn) -> None:
        self._free -= 1
        self._lanes[turn.chat].busy = True
        self._at_work[turn.person] += 1
        turn.come.set_result(None)

    def _may_start(self, person: Hashable) -> bool:
        return self._at_work[person] < self._per_person


def _count_down(counter: Counter[Hashable], key: Hashable) -> None:
    counter[key] -= 1
    if counter[key] <= 0:
        del counter[key]
