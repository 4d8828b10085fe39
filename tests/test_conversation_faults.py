"""When things go wrong: between the bot and Telegram, in the bot, or by what people do."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import aiohttp
import pytest

import bot.application
import bot.delivery
import bot.service
from bot.logs import configure
from bot.rota import PATIENCE
from bot.values import Secret
from builders import corpus_folder
from retrieval import LiveArchive
from running import FILES, built, live_archive, running
from standin import StandIn

ROOT = Path(__file__).parents[1]
QUESTION = "Who built the bridge?"
SENTENCE = "Carpenters from Tolmin built the bridge within eleven weeks."


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter waits between two tries than people are given."""
    monkeypatch.setattr(bot.delivery, "FIRST_WAIT", 0.05)
    monkeypatch.setattr(bot.delivery, "TORN_WAITS", (0.05, 0.1))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """An archive of three small documents, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on it."""
    async with StandIn() as api, running(built(api, archive)):
        yield api


async def test_flood_limit(api: StandIn) -> None:
    """A flood wait is kept in its chat, and holds up no other chat."""
    ada, bob = api.user(1), api.user(2, "Bob")
    api.fail_next("sendMessage", chat_id=1, retry_after=2)
    begun = monotonic()
    event = await ada.says(QUESTION)
    await api.until(lambda: api.refusals)
    await bob.asks(QUESTION)
    assert not api.messages_to(event)
    [answer] = await api.answers_to(event)

    assert SENTENCE in answer.text
    assert monotonic() - begun >= 2
    assert len(api.refusals) == 1


@pytest.mark.parametrize("fault", [{"status": 502}, {"torn": True}, {"junk": True}, {"status": 500}], ids=str)
async def test_failed_send(api: StandIn, fault: dict[str, int]) -> None:
    """A send that failed on its way is tried again, and the question is answered once."""
    api.fail_next("sendMessage", **fault)
    event = await api.user(1).says(QUESTION)
    [answer] = await api.answers_to(event)
    await asyncio.sleep(0.1)

    assert SENTENCE in answer.text
    assert len(api.calls("sendMessage")) == 2
    assert len(api.messages_to(event)) == 1


async def test_read_timeout(archive: LiveArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a time-out nothing is sent a second time, no error message either: the answer did arrive."""
    monkeypatch.setattr(bot.application, "READ_SECONDS", 0.3)
    async with StandIn() as api, running(built(api, archive)):
        api.fail_next("sendMessage", hang=1.0)
        ada = api.user(1)
        event = await ada.says(QUESTION)
        await asyncio.sleep(1.5)
        assert len(api.calls("sendMessage")) == 1
        assert SENTENCE in (await ada.asks(QUESTION)).text

    assert len(api.messages_to(event)) == 2


async def test_blocked(api: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    """Somebody who blocked the bot costs one call, is no incident, and others are answered."""
    ada = api.user(1)
    await ada.asks("/help")
    ada.state().barred = "bot was blocked by the user"
    await api.push({"message": {**(await api.user(2).says("/help")).content, "chat": ada.state().about}})
    await api.until(lambda: api.refusals)

    assert SENTENCE in (await api.user(3).asks(QUESTION)).text
    assert [str(call.refusal) for call in api.refusals] == ["403 Forbidden: bot was blocked by the user"]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_duplicate_update(api: StandIn) -> None:
    """An update that is delivered three times is answered once."""
    ada = api.user(1)
    event = await ada.says("/help")
    await api.answers_to(event)
    await api.push(event.update, times=3)
    await ada.asks("/privacy")

    assert len(api.messages_to(event)) == 2


async def test_order(api: StandIn) -> None:
    """Answers in a chat come in the order of what was sent there, whatever each of them takes."""
    ada = api.user(1)
    sent = [QUESTION, "/help", "the", "/start", "Who kept a diary of the flood?", "/privacy", "/source 9"] * 3
    events = [await ada.says(text) for text in sent]
    answers = await api.answers_to(events[0], len(sent))
    expected = ["bridge", "Also:", "nearly every", "Ask me", "diary", "no name is kept", "number 9"] * 3

    assert [part in answer.text for part, answer in zip(expected, answers, strict=True)] == [True] * len(sent)


async def test_flooder(api: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three hundred messages of one person do not hold up another person's one."""
    monkeypatch.setattr(bot.service, "GRACE_SECONDS", 0.2)  # nobody waits for the rest of the flood
    flooder, quiet = api.user(1), api.user(2, "Bob")
    groups = [api.group(f"Group {i}", flooder) for i in range(5)]
    for i in range(300):  # no more in a group than Telegram's pace allows it in a minute
        await flooder.says("/ask " + QUESTION, groups[i % 5] if i < 90 else None)
    before = len(api.messages)
    answer = await quiet.asks(QUESTION)

    assert SENTENCE in answer.text
    assert len(api.messages) - before < 60, "two seconds at the pace that Telegram allows for all chats"


async def test_flooder_in_a_group(api: StandIn) -> None:
    """Somebody who floods a group lets the others in it go first."""
    flooder, quiet = api.user(1), api.user(2, "Bob")
    group = api.group("Harbour", flooder, quiet)
    api.fail_next("sendMessage", chat_id=group.id, hang=0.5)
    for _ in range(17):
        await flooder.says("/help", group)
    await quiet.says("/privacy", group)
    answers = await api.answers_to(group, 18)

    assert ["no name is kept" in answer.text for answer in answers].index(True) == 1 + PATIENCE


async def test_group_becomes_supergroup(api: StandIn) -> None:
    """A question asked while its group moves is answered under the new id."""
    ada = api.user(1)
    group = api.group("Harbour", ada, kind="group")
    event = await ada.says("/ask " + QUESTION, group)
    await api.answers_to(event)
    new = await group.migrates()
    await api.push({"message": {**event.content, "message_id": 999}})
    [answer] = await api.answers_to(new)

    assert SENTENCE in answer.text


WHISPER = "zanzibar whisper"


class FaultyArchive(LiveArchive):
    """An archive that fails on a certain question, quoting it."""

    @property
    def archive(self):  # type: ignore[no-untyped-def]  # stands in for a snapshot
        """Raise, as a fault in the program would."""
        raise KeyError(WHISPER)


async def test_incident(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A fault gets one plain sentence with a number; the log has the number and the update, not the words."""
    live_archive(tmp_path)
    async with StandIn() as api, running(built(api, FaultyArchive(tmp_path / "corpus", tmp_path / "index"))):
        event = await api.user(1, "Ada Zanzibar").says(WHISPER + "?")
        [answer] = await api.answers_to(event)
    number = re.search(r"number: ([0-9A-F]{6})$", answer.text)
    assert number
    [record] = [record for record in caplog.records if number[1] in record.getMessage()]

    assert "went wrong" in answer.text
    assert str(event.id) in record.getMessage()
    assert "anzibar" not in record.getMessage() + answer.text


@pytest.fixture
def whole_log() -> Iterator[None]:
    """The log as the program itself writes it, at DEBUG; put back afterwards."""
    root, ours = logging.getLogger(), [logging.getLogger(name) for name in ("bot", "retrieval")]
    handlers, levels = root.handlers[:], [each.level for each in (root, *ours)]
    raises = logging.raiseExceptions
    yield
    root.handlers[:] = handlers
    logging.captureWarnings(capture=False)
    logging.raiseExceptions = raises
    for each, level in zip((root, *ours), levels, strict=True):
        each.setLevel(level)


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING"])
async def test_private_log(
    tmp_path: Path, whole_log: None, capfd: pytest.CaptureFixture[str], unused_tcp_port: int, level: str
) -> None:
    """Whatever goes wrong, the log holds neither the token, nor a question, nor a name, at any level."""
    archive = live_archive(tmp_path)
    async with StandIn() as api:
        configure(level, [Secret(api.token)])
        async with running(built(api, archive, admins=frozenset({7}))):
            ada = api.user(1, "Quillon")
            answer = await ada.asks("Which heliotrope built the bridge?")
            await ada.presses(answer, forged="heliotrope")
            for fault in ({"status": 400}, {"status": 502}, {"junk": True}, {"torn": True}):
                api.fail_next("sendMessage", **fault)
                await ada.asks("Which heliotrope?")
                api.fail_next("answerInlineQuery", **fault)
                await ada.asks_inline("Which heliotrope?")
            api.fail_next("getUpdates", status=502)
            await ada.says("heliotrope " * 300)
        address: dict[str, Any] = {
            "listen": "127.0.0.1",
            "port": unused_tcp_port,
            "secret_token": "heliotrope-secret",
        }
        app = built(api, archive)
        async with (
            running(app, webhook_url="https://bot.example.org", **address),
            aiohttp.ClientSession() as session,
        ):
            for secret in ("heliotrope-secret", "heliotrope-guess"):
                headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
                for body in ({"update_id": 1, "message": {"text": "heliotrope"}}, ["heliotrope"]):
                    url = f"http://127.0.0.1:{unused_tcp_port}"
                    taken = secret == "heliotrope-secret" and isinstance(body, dict)
                    async with session.post(url, json=body, headers=headers) as response:
                        assert (response.status == 200) is taken
        async with running(built(api, FaultyArchive(tmp_path / "corpus", tmp_path / "index"))):
            await ada.asks("heliotrope")
    written = "".join(capfd.readouterr())

    assert "incident" in written
    for secret in (api.token, api.token.partition(":")[2], "heliotrope", "zanzibar", "Quillon"):
        assert secret not in written


@pytest.mark.slow
async def test_outage_at_start(archive: LiveArchive) -> None:
    """A bot started while Telegram is away begins to answer when it comes back."""
    api = StandIn()
    async with api:
        root = api.base_url
    port = int(root.rpartition(":")[2])
    environ = os.environ | {"OPCIT_TOKEN": api.token, "OPCIT_API_BASE_URL": root}
    environ |= {"OPCIT_CORPUS": str(archive.archive.folder), "OPCIT_LOG_LEVEL": "INFO"}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", cwd=ROOT, env=environ)
    await asyncio.sleep(1.5)
    async with StandIn(port=port) as api:
        answer = await api.user(1).asks(QUESTION, within=20)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0

    assert SENTENCE in answer.text


async def test_sigterm(tmp_path: Path) -> None:
    """SIGTERM answers what was accepted, confirms it to Telegram, and ends the program in order."""
    corpus = corpus_folder(tmp_path / "corpus", FILES)
    async with StandIn() as api:
        environ = os.environ | {"OPCIT_TOKEN": api.token, "OPCIT_API_BASE_URL": api.base_url}
        environ |= {"OPCIT_CORPUS": str(corpus), "OPCIT_INDEX": str(tmp_path / "index")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=environ
        )
        people = [api.user(i) for i in range(1, 31)]
        await people[0].asks("/help", within=20)
        for person in people:
            api.fail_next("sendMessage", chat_id=person.id, retry_after=1)
            await person.says(QUESTION)
        await api.delivery.until_quiet(5)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0
        answered = [SENTENCE in api.messages_to(person)[-1].text for person in people]

    assert answered == [True] * 30
