"""Whose turn it is: order within a chat, fairness between people, a bound on the work at once.

An update is given a *slot* and handled when

- nothing of its chat is being handled (so answers come in the order of the questions),
- fewer than `PER_PERSON` updates of its sender are being handled, in whichever chats,
- one of the `AT_WORK` slots is free; chats take turns for it.

In a group, somebody with many messages waiting lets the others go first; a person's own messages
never overtake each other. While an update waits (for its turn, or `resting` for Telegram's
permission to send) it holds no slot.

What somebody types after the bot's name needs no slot: a list of quotes is wanted at once or not at all. Of
one person's only the newest is handled (`bot.latest`).
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Hashable
from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.latest import Latest
from bot.rota import Rota, Turn

AT_WORK = 16
"""Updates handled at once: enough that slow sends do not hold up others, few enough for memory."""

PER_PERSON = 2
"""Updates of one person handled at once: a second chat of theirs need not wait for the first."""

REMEMBERED_UPDATES = 1000
"""Telegram repeats an update soon or not at all; ten polls of a hundred cover it."""

BACKLOG = 100_000
"""Updates that may wait as tasks; further ones wait in the library's queue."""


class Recent:
    """Remembers the last `capacity` keys it was asked about."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._keys: OrderedDict[Hashable, None] = OrderedDict()

    def knew(self, key: Hashable) -> bool:
        """Whether `key` was among the last ones; it is from now on."""
        known = key in self._keys
        self._keys[key] = None
        self._keys.move_to_end(key)
        if len(self._keys) > self._capacity:
            self._keys.popitem(last=False)
        return known

    def knows(self, key: Hashable) -> bool:
        """Whether `key` was among the last ones; asking changes nothing."""
        return key in self._keys


class FairProcessor(BaseUpdateProcessor):
    """Handles updates in a fair order; see the module's docstring for the rules."""

    def __init__(self, at_work: int = AT_WORK, per_person: int = PER_PERSON) -> None:
        # The base class's own bound holds a slot while it waits, so it is only a bound on the backlog.
        super().__init__(BACKLOG)
        self._rota = Rota(at_work, per_person)
        self._recent = Recent(REMEMBERED_UPDATES)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._typing = Latest()

    def drop(self) -> int:
        """Give up every update that is waiting or being handled; how many there were."""
        for task in self._tasks:
            task.cancel()
        return len(self._tasks)

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Await `coroutine` when it is the update's turn; drop it if the update was seen before."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if not isinstance(update, Update):
                await coroutine
            elif self._recent.knew(update.update_id):
                return
            elif update.inline_query:
                async with self._typing.turn(_person(update)) as is_newest:
                    if is_newest:
                        await coroutine
            else:
                async with self._rota.turn(_chat(update), _person(update)) as turn:
                    _turn.set(turn)  # every update has a task, and so a context, of its own
                    await coroutine
        finally:
            self._tasks.discard(task)
            if inspect.iscoroutine(coroutine):
                coroutine.close()  # one that was never begun; to any other this does nothing


@contextlib.asynccontextmanager
async def resting() -> AsyncIterator[None]:
    """Gives the slot of the update being handled to others meanwhile; outside of one, does nothing."""
    turn = _current_turn()
    if turn is None:
        yield
        return
    turn.rest()
    try:
        yield
    finally:
        await turn.resume()


@contextlib.asynccontextmanager
async def working() -> AsyncIterator[None]:
    """Takes the slot back for a while, inside `resting`."""
    turn = _current_turn()
    if turn is None:
        yield
        return
    await turn.resume()
    try:
        yield
    finally:
        turn.rest()


def step_aside() -> None:
    """Ends the turn of the update being handled, though its handler goes on: the chat's next may start."""
    turn = _current_turn()
    if turn is not None:
        turn.end()


def _chat(update: Update) -> Hashable:
    chat = update.effective_chat
    return chat.id if chat else ("person", _person(update))


def _person(update: Update) -> Hashable:
    # All anonymous admins and channels share one user; the chat they speak for tells them apart.
    message = update.effective_message
    if message and message.sender_chat and not update.callback_query:
        return message.sender_chat.id
    user = update.effective_user
    return user.id if user else ("update", update.update_id)


_turn: ContextVar[Turn | None] = ContextVar("_turn", default=None)


def _current_turn() -> Turn | None:
    # A task started by a handler inherits its context, but not its slot.
    turn = _turn.get()
    if turn is None or turn.ended or turn.task is not asyncio.current_task():
        return None
    return turn
