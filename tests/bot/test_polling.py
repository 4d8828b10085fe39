"""Polling goes on whatever happens; where it cannot, the program ends and says so."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update
from telegram.error import TimedOut
from telegram.request import HTTPXRequest

import bot.polling
from bot.polling import Polling, Watch
from builders import corpus_folder
from retrieval import LiveArchive
from running import FILES, built, live_archive, running
from standin import StandIn

ROOT = Path(__file__).parents[2]
QUESTION = "Who built the bridge?"
SENTENCE = "Carpenters from Tolmin built the bridge within eleven weeks."
QUICK = (
    "import bot.polling, bot.service;"
    "bot.polling.REFUSED_SECONDS = 1; bot.polling.GLANCE_SECONDS = 0.1; bot.service.GRACE_SECONDS = 1.5;"
    "from bot.cli import main; raise SystemExit(main(['run']))"
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """An archive of three small documents, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on it."""
    async with StandIn() as api, running(built(api, archive)):
        yield api


async def started(api: StandIn, corpus: Path, index: Path) -> asyncio.subprocess.Process:
    """The bot as a program of its own, less patient than in real life."""
    environ = os.environ | {"OPCIT_TOKEN": api.token, "OPCIT_API_BASE_URL": api.base_url}
    environ |= {"OPCIT_CORPUS": str(corpus), "OPCIT_INDEX": str(index)}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", QUICK, cwd=ROOT, env=environ, stderr=asyncio.subprocess.PIPE
    )


async def test_a_poll_that_hangs(
    archive: LiveArchive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A poll that is never answered is given up and made anew, over a new connection, and the log says so."""
    monkeypatch.setattr(bot.polling, "LONGEST_POLL", 1.0)
    monkeypatch.setattr(bot.polling, "CLOSING_SECONDS", 0.2)
    async with StandIn() as api:
        api.fail_next("getUpdates", hang=60.0)
        async with running(built(api, archive)):
            answer = await api.user(1).asks(QUESTION, within=15)

    assert SENTENCE in answer.text
    assert "was not answered" in caplog.text


async def test_an_update_that_cannot_be_understood(api: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    """An update that the library cannot read is confirmed and logged by its number; the next is answered."""
    number = api.delivery.next_id()
    ada = api.user(1)
    await ada.asks("/help")
    await api.delivery.add({"update_id": number, "message": {"text": "zanzibar whisper", "chat": {"id": 1}}})
    answer = await ada.asks(QUESTION)

    assert SENTENCE in answer.text
    await api.delivery.until_quiet(5)
    assert number in api.delivery.confirmed
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        f"update {number} cannot be understood: KeyError"
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["message", "chat", "id"]), inner)
    ),
    max_leaves=6,
)


@given(
    st.lists(
        st.fixed_dictionaries({"update_id": st.integers(1, 99)}, optional={"message": json_values})
        | json_values
    )
)
def test_whatever_comes_can_be_read(updates: list[object]) -> None:
    """What a poll returns never stops the library, and no number of an update is lost."""
    payload = json.dumps({"ok": True, "result": updates}).encode()
    read = Polling.parse_json_payload(payload)["result"]

    numbers = [each["update_id"] for each in updates if isinstance(each, dict) and "update_id" in each]
    assert [update.update_id for update in Update.de_list(read, None)] == numbers


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": True, "result": [{"update_id": 7, "callback_query": {"id": "1", "chat_instance": "2", "from": {
            "id": 3, "is_bot": False, "first_name": "Ada"}, "data": "x"}}]},
        {"ok": True, "result": True},
        {"ok": False, "description": "Conflict", "error_code": 409},
    ],
)  # fmt: skip
def test_good_answers_are_not_touched(answer: dict[str, object]) -> None:
    """An answer that can be understood is passed on as it is, and so is a refusal."""
    assert Polling.parse_json_payload(json.dumps(answer).encode()) == answer


async def test_connections_that_are_never_given_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """When no connection is free for polling, all of them are made anew."""

    async def no_connection(*_: object, **__: object) -> tuple[int, bytes]:
        raise TimedOut from httpx.PoolTimeout("full")

    polling = Polling()
    client = polling._client
    monkeypatch.setattr(HTTPXRequest, "do_request", no_connection)
    with pytest.raises(TimedOut):
        await polling.do_request("http://127.0.0.1/", "POST")

    assert polling._client is not client
    assert client.is_closed
    assert "no connection is free" in caplog.text
    await polling.shutdown()


@pytest.mark.parametrize(
    ("begun", "ended", "refused", "trouble"),
    [
        (None, None, None, None),
        (None, -1, None, None),
        (-50, -51, None, None),
        (None, -91, None, "nobody polls any more"),
        (-181, -182, None, "a poll does not end"),
        (None, -1, -59, None),
        (None, -1, -61, "the token is refused"),
    ],
)
async def test_what_is_trouble(
    begun: float | None, ended: float | None, refused: float | None, trouble: str | None
) -> None:
    """A poll that waits is no trouble, nor is a bot that has not begun; what will never come back is."""
    polling, now = Polling(), monotonic()
    polling._begun_at, polling._ended_at, polling._refused_at = (
        None if at is None else now + at for at in (begun, ended, refused)
    )

    assert polling.trouble == trouble
    await polling.shutdown()


async def test_the_watch(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """The watch gives up once, when polling is in trouble."""
    monkeypatch.setattr(bot.polling, "IDLE_SECONDS", 0.2)
    monkeypatch.setattr(bot.polling, "GLANCE_SECONDS", 0.02)
    polling, given_up = Polling(), asyncio.Event()
    watch = Watch(polling, given_up.set)
    watch.start()
    await asyncio.sleep(0.4)
    assert not given_up.is_set(), "polling has not begun"
    polling._ended_at = monotonic()
    await asyncio.wait_for(given_up.wait(), 5)
    await watch.stop()
    await polling.shutdown()

    assert [record.levelname for record in caplog.records] == ["CRITICAL"]


@pytest.mark.slow
async def test_a_revoked_token(tmp_path: Path) -> None:
    """When Telegram no longer knows the token the program ends with 1 and says why: it does not sit there."""
    corpus = corpus_folder(tmp_path / "corpus", FILES)
    async with StandIn() as api:
        process = await started(api, corpus, tmp_path / "index")
        await api.user(1).asks("/help", within=30)
        api.fail_next("getUpdates", status=401, description="Unauthorized", times=50)
        await api.user(1).says("/help")
        _, log = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode == 1, log.decode()
    assert b"the token is refused; ending" in log
    assert b"start the bot again" in log
    assert api.token.encode() not in log


@pytest.mark.slow
async def test_an_end_in_time(tmp_path: Path) -> None:
    """Where Telegram's pace would take minutes, SIGTERM ends it in time; the log says what is lost."""
    corpus = corpus_folder(tmp_path / "corpus", FILES)
    async with StandIn() as api:
        process = await started(api, corpus, tmp_path / "index")
        ada = api.user(1)
        group = api.group("Harbour", ada)
        await ada.asks("/help", within=30)
        api.faults.limit(group.id, 2, 60)
        for _ in range(12):
            await ada.says("/ask " + QUESTION, group)
        await api.delivery.until_quiet(10)
        process.send_signal(signal.SIGTERM)
        _, log = await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode == 0, log.decode()
    assert b"messages unanswered" in log
