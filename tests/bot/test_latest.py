"""Of what somebody is still typing, what is handled."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.latest import Latest


async def handled(people: list[int]) -> list[int]:
    """The numbers of the updates that are handled, if all arrive while the first ones are at work."""
    latest, done = Latest(), []

    async def handle(number: int, person: int) -> None:
        async with latest.turn(person) as is_newest:
            await asyncio.sleep(0)
            if is_newest:
                done.append(number)

    await asyncio.gather(*(handle(number, person) for number, person in enumerate(people)))
    assert not latest._newest
    return done


@given(st.lists(st.integers(1, 4)))
def test_the_first_and_the_newest(people: list[int]) -> None:
    """Each person's first update is handled, for nothing newer waits yet, and their last; none between."""
    expected = {person: [n for n, each in enumerate(people) if each == person] for person in people}
    wanted = sorted({ns[at] for ns in expected.values() for at in (0, -1)})

    assert sorted(asyncio.run(handled(people))) == wanted


async def test_one_after_the_other() -> None:
    """What comes when nothing is at work is handled; one that was given up holds up nothing."""
    latest = Latest()
    for _ in range(3):
        async with latest.turn(1) as is_newest:
            assert is_newest
    async with latest.turn(1) as is_newest:
        waiting = asyncio.create_task(latest.turn(1).__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert is_newest
    async with asyncio.timeout(1), latest.turn(1) as is_newest:
        assert is_newest
