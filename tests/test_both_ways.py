"""`opcit run` as a process, by polling and by webhook: the same conversation comes out of both."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from builders import corpus_folder
from retrieval import open_archive
from running import FILES
from standin import StandIn

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
QUESTION = "Who built the bridge?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and its index."""
    folder = tmp_path_factory.mktemp("both")
    open_archive(corpus_folder(folder / "corpus", {**FILES, "graphic.txt": "diary"}), folder / "index")
    return folder


@contextlib.asynccontextmanager
async def opcit_run(api: StandIn, folder: Path, **settings: str) -> AsyncIterator[None]:
    """The program, told by its environment where Telegram is."""
    environ = os.environ | {"OPCIT_TOKEN": api.token, "OPCIT_API_BASE_URL": api.base_url}
    environ |= {"OPCIT_CORPUS": str(folder / "corpus"), "OPCIT_INDEX": str(folder / "index"), **settings}
    command = (sys.executable, "-m", "bot", "run")
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environ)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0


async def conversation(api: StandIn) -> list[object]:
    """What people see: commands, questions, taps, lists, groups that come, go and move, in two languages."""
    ada, parvin = api.user(1), api.user(2, "Parvin", "fa")
    seen: list[object] = [(await ada.asks("/start", within=60)).text]
    for person in (ada, parvin):
        for said in ("/help", QUESTION, "Who kept a diary of the flood?", "/ask", "/graphic on", "/privacy"):
            answer = await person.asks(said)
            seen.append((answer.text, answer.entities, [button.text for button in answer.buttons]))
    answer = await ada.asks(QUESTION)
    seen.append((await api.answer_to_press(await ada.presses(answer, "context"))).get("text"))
    seen.append((await api.edit_of(answer)).text)
    seen.append((await api.answer_to_press(await ada.presses(answer, forged="x"))).get("text"))
    results = (await api.answer_to_press(await ada.asks_inline(QUESTION)))["results"]
    seen += [(result["title"], result["description"]) for result in results]
    group = api.group("Harbour", ada, kind="group")
    seen += [message.text for message in await api.answers_to(await ada.adds_bot(group))]
    seen += [message.text for message in await api.answers_to(await ada.says("/ask " + QUESTION, group))]
    moved = await group.migrates()
    seen += [message.text for message in await api.answers_to(await ada.says("/ask " + QUESTION, moved))]
    return [*seen, *[(await person.asks("/forget")).text for person in (ada, parvin)]]


async def test_both_ways(folder: Path, unused_tcp_port: int) -> None:
    """Word for word and button for button, with nothing lost or refused on either way."""
    async with StandIn() as api, opcit_run(api, folder):
        polled = await conversation(api)
        assert api.delivery.polls
        assert not api.delivery.posts
        assert not api.delivery.withheld
    async with StandIn() as api:
        api.delivery.proxy = f"http://127.0.0.1:{unused_tcp_port}"
        webhook: Mapping[str, str] = {
            "OPCIT_WEBHOOK_URL": "https://bot.example.org:8443/opcit",
            "OPCIT_WEBHOOK_PORT": str(unused_tcp_port),
        }
        async with opcit_run(api, folder, **webhook):
            delivered = await conversation(api)
            assert not api.delivery.polls
            assert {post.status for post in api.delivery.posts} <= {0, 200}
            assert not api.delivery.withheld

    assert delivered == polled
