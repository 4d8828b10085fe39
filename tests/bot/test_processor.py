"""Whose turn it is."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, Update, User

from bot.processor import FairProcessor, Recent, resting, step_aside, working
from bot.rota import PATIENCE

Handler = Callable[[Update], Awaitable[None]]


def message(update_id: int, chat: int, person: int) -> Update:
    """A message of a person in a private chat, or in a group if the chat's id is negative."""
    kind = "private" if chat > 0 else "supergroup"
    content = Message(
        update_id,
        dt.datetime.now(dt.UTC),
        Chat(chat, kind),
        from_user=User(person, "P", is_bot=False),
        text="?",
    )
    return Update(update_id, message=content)


async def processed(updates: list[Update], handler: Handler, processor: FairProcessor | None = None) -> None:
    """Let updates arrive together, and be handled."""
    processor = processor or FairProcessor()
    tasks = [asyncio.create_task(processor.process_update(each, handler(each))) for each in updates]
    async with asyncio.timeout(10):
        await asyncio.gather(*tasks)


def chat_of(update: Update) -> int:
    """Id of the chat an update belongs to."""
    assert update.effective_chat
    return update.effective_chat.id


def person_of(update: Update) -> int:
    """Id of the person an update comes from."""
    assert update.effective_user
    return update.effective_user.id


class Log:
    """A handler that records who begins and who ends, and how many were at work at once."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.at_work: list[Update] = []
        self.most_at_work = 0
        self.most_per_person = 0
        self.overlaps = 0
        self._seconds = seconds

    async def __call__(self, update: Update) -> None:
        self.overlaps += any(chat_of(other) == chat_of(update) for other in self.at_work)
        self.at_work.append(update)
        self.begun.append(update.update_id)
        self.most_at_work = max(self.most_at_work, len(self.at_work))
        mine = sum(person_of(each) == person_of(update) for each in self.at_work)
        self.most_per_person = max(self.most_per_person, mine)
        await asyncio.sleep(self._seconds)
        self.at_work.remove(update)
        self.ended.append(update.update_id)


places = st.lists(st.tuples(st.sampled_from([1, 2, -1, -2, -3]), st.integers(1, 4)), max_size=60)


@given(places, st.integers(1, 5), st.integers(1, 3))
def test_bounds(arrivals: list[tuple[int, int]], at_work: int, per_person: int) -> None:
    """Everything is handled once; never two of a chat, too many of a person, or too many at all at once."""
    updates = [message(i, chat, person) for i, (chat, person) in enumerate(arrivals)]
    log = Log()
    asyncio.run(processed(updates, log, FairProcessor(at_work, per_person)))

    assert sorted(log.begun) == list(range(len(updates)))
    assert log.overlaps == 0
    assert log.most_at_work <= at_work
    assert log.most_per_person <= per_person


@given(places)
def test_own_order(arrivals: list[tuple[int, int]]) -> None:
    """What one person says in one chat is answered in the order it was said, however much there is."""
    updates = [message(i, chat, person) for i, (chat, person) in enumerate(arrivals)]
    log = Log()
    asyncio.run(processed(updates, log, FairProcessor(2, 1)))

    for place in set(arrivals):
        ids = [i for i in log.begun if arrivals[i] == place]
        assert ids == sorted(ids)


@given(st.lists(st.integers(1, 4), max_size=4))
def test_order_in_a_group(people: list[int]) -> None:
    """As long as nobody floods a group, its messages are answered in order, whoever wrote them."""
    updates = [message(i, -1, person) for i, person in enumerate(people)]
    log = Log()
    asyncio.run(processed(updates, log))

    assert log.begun == sorted(log.begun)


async def test_slow_chat() -> None:
    """A slow answer in one chat holds up no other chat."""
    log = Log()

    async def handler(update: Update) -> None:
        await asyncio.sleep(0.2 if chat_of(update) == 1 else 0)
        await log(update)

    await processed([message(1, 1, 1), message(2, 1, 1), message(3, 2, 2)], handler)

    assert log.ended == [3, 1, 2]


async def test_flooder_elsewhere() -> None:
    """Three hundred messages of one person, over many groups, leave room for another person's one."""
    updates = [message(i, -1 - i % 30, 1) for i in range(300)]
    log = Log(0.002)
    await processed([*updates, message(300, 2, 2)], log)

    assert log.begun.index(300) <= 2
    assert log.most_per_person == 2


async def test_flooder_in_the_same_group() -> None:
    """Somebody who floods a group lets the others in it go first, in their order."""
    flood = [message(i, -1, 1) for i in range(300)]
    log = Log()
    await processed([*flood, message(300, -1, 2), message(301, -1, 3)], log)

    assert log.begun.index(300) == 1 + PATIENCE  # behind the one at work and the flooder's first few
    assert log.begun.index(301) == 2 + PATIENCE


async def test_flooder_below_the_cap_elsewhere() -> None:
    """A person with enough at work elsewhere does not hold up others in a group either."""
    gate = asyncio.Event()
    log = Log()

    async def handler(update: Update) -> None:
        if person_of(update) == 1:
            await gate.wait()
        await log(update)
        if update.update_id == 4:
            gate.set()

    await processed([message(1, -1, 1), message(2, -2, 1), message(3, -3, 1), message(4, -3, 2)], handler)

    assert log.ended[0] == 4


async def test_resting_holds_no_slot() -> None:
    """While an update waits for Telegram's permission, another chat's uses its slot; its own chat waits."""
    gate = asyncio.Event()
    log = Log()

    async def handler(update: Update) -> None:
        if update.update_id == 1:
            async with resting():
                await gate.wait()
                async with working():
                    log.begun.append(-1)
        await log(update)
        if update.update_id == 3:
            gate.set()

    await processed([message(1, 1, 1), message(2, 1, 1), message(3, 2, 2)], handler, FairProcessor(at_work=1))

    assert log.begun == [3, -1, 1, 2]


async def test_working_waits_for_a_slot() -> None:
    """Slots stay bounded when many that rested go on at the same moment."""
    gate = asyncio.Event()
    log = Log(0.001)

    async def handler(update: Update) -> None:
        async with resting():
            await gate.wait()
            async with working():
                await log(update)

    processor = FairProcessor(at_work=3)
    task = asyncio.create_task(processed([message(i, i, i) for i in range(1, 30)], handler, processor))
    await asyncio.sleep(0.02)
    gate.set()
    await task

    assert log.most_at_work == 3


async def test_step_aside() -> None:
    """A handler that steps aside lets its chat go on, and ends as it likes."""
    gate = asyncio.Event()
    log = Log()

    async def handler(update: Update) -> None:
        if update.update_id == 1:
            step_aside()
            async with resting(), working():
                await gate.wait()
        await log(update)
        gate.set()

    await processed([message(1, 1, 1), message(2, 1, 1), message(3, 1, 1)], handler, FairProcessor(at_work=1))

    assert log.ended[0] == 2
    assert sorted(log.ended) == [1, 2, 3]


async def test_inherited_context() -> None:
    """A task that a handler starts has no slot to give away."""
    log = Log(0.01)
    started: list[asyncio.Task[None]] = []

    async def rest_a_while() -> None:
        async with resting():
            await asyncio.sleep(0.02)

    async def handler(update: Update) -> None:
        started.append(asyncio.create_task(rest_a_while()))
        await log(update)

    await processed([message(i, i, i) for i in range(1, 6)], handler, FairProcessor(at_work=1))
    await asyncio.gather(*started)

    assert log.most_at_work == 1


async def test_duplicate() -> None:
    """An update that is delivered twice is handled once."""
    log = Log()
    await processed([message(1, 1, 1), message(1, 1, 1), message(2, 1, 1), message(1, 1, 1)], log)

    assert log.begun == [1, 2]


async def test_failure_frees_the_turn() -> None:
    """A handler that raises, or is cancelled, leaves its chat and its slot to the next."""
    processor = FairProcessor(at_work=1)
    log = Log()

    async def fails(_update: Update) -> None:
        raise ValueError

    failing = asyncio.create_task(processor.process_update(message(1, 1, 1), fails(message(1, 1, 1))))
    blocking = asyncio.create_task(processor.process_update(message(2, 1, 1), asyncio.sleep(60)))
    waiting = asyncio.create_task(processor.process_update(message(3, 1, 1), log(message(3, 1, 1))))
    last = asyncio.create_task(processor.process_update(message(4, 1, 1), log(message(4, 1, 1))))
    await asyncio.sleep(0.01)
    waiting.cancel()
    blocking.cancel()
    results = await asyncio.gather(failing, blocking, waiting, last, return_exceptions=True)

    assert [type(result) for result in results[:3]] == [
        ValueError,
        asyncio.CancelledError,
        asyncio.CancelledError,
    ]
    assert log.ended == [4]


async def test_no_update() -> None:
    """What is no update at all is handled at once."""
    done = asyncio.Event()

    async def handler() -> None:
        done.set()

    await FairProcessor().process_update(object(), handler())

    assert done.is_set()


async def test_anonymous_admins_are_not_one_person() -> None:
    """Anonymous admins of different groups share one account, and are still told apart."""
    log = Log(0.01)
    updates = []
    for i in range(1, 5):
        group = Chat(-i, "supergroup")
        anonymous = User(1087968824, "Group", is_bot=True)
        updates.append(
            Update(
                i, message=Message(i, dt.datetime.now(dt.UTC), group, from_user=anonymous, sender_chat=group)
            )
        )
    await processed(updates, log, FairProcessor(at_work=4, per_person=1))

    assert log.most_at_work == 4


@given(st.lists(st.integers(0, 8)), st.integers(1, 5))
def test_recent(keys: list[int], capacity: int) -> None:
    """`Recent` knows exactly the last different keys, as many as its capacity."""
    recent = Recent(capacity)
    for i, key in enumerate(keys):
        latest = list(dict.fromkeys(reversed(keys[:i])))[:capacity]

        assert recent.knew(key) == (key in latest)
