"""The bot at work: polling or webhook, with the page beside it, from its start to its end."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram.error import InvalidToken, NetworkError, RetryAfter

from bot import serving
from bot.application import ALLOWED_UPDATES, build_application
from bot.errors import UsageError
from bot.serving import at_work, serve
from bot.settings import Settings
from bot.signals import told_to_stop
from bot.tally import Tally
from bot.values import Secret
from retrieval import LiveArchive
from running import built, live_archive, settings_for
from standin import StandIn

QUESTION = "When did the flood reach the mill?"
SENTENCE = "The flood reached the mill on the ninth of May."


@pytest.fixture
async def api() -> AsyncIterator[StandIn]:
    """A stand-in for Telegram."""
    async with StandIn() as standing_in:
        yield standing_in


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """A small archive, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"))


async def fetched(url: str, **headers: str) -> tuple[int, str]:
    """The status and the text at an address."""
    async with aiohttp.ClientSession(headers=headers) as session, session.get(url) as response:
        return response.status, await response.text()


async def test_polling_alone_opens_no_port(api: StandIn, archive: LiveArchive, unused_tcp_port: int) -> None:
    """Without a page, a webhook or metrics nothing listens."""
    settings = settings_for(api, port=unused_tcp_port, webhook_port=unused_tcp_port)
    async with at_work(built(api, archive), settings, archive):
        assert SENTENCE in (await api.user(1).asks(QUESTION)).text
        with pytest.raises(aiohttp.ClientConnectionError):
            await fetched(f"http://127.0.0.1:{unused_tcp_port}/")


async def test_the_page_beside_the_bot(api: StandIn, archive: LiveArchive, unused_tcp_port: int) -> None:
    """With a public address the page is served beside the polling bot; the metrics count both."""
    settings = settings_for(
        api,
        public_url="https://archive.example.org/x",
        port=unused_tcp_port,
        metrics_token=Secret("a-token-of-length"),
    )
    tally, root = Tally(), f"http://127.0.0.1:{unused_tcp_port}"
    application = build_application(settings, archive, tally=tally)
    async with at_work(application, settings, archive, tally):
        assert SENTENCE in (await api.user(1).asks(QUESTION)).text
        assert "forty sacks" in (await fetched(f"{root}/x/d/lake"))[1]
        metrics = (await fetched(f"{root}/metrics", Authorization="Bearer a-token-of-length"))[1]
        assert 'opcit_bot_searches_total{outcome="answered"} 1.0' in metrics
    with pytest.raises(aiohttp.ClientConnectionError):
        await fetched(f"{root}/x/d/lake")


async def test_the_webhook_shares_the_server(
    api: StandIn, archive: LiveArchive, unused_tcp_port: int
) -> None:
    """Webhook and page on one port: deliveries are answered, readers served, and each keeps to its own."""
    settings = settings_for(
        api,
        webhook_url="https://bot.example.org/opcit",
        webhook_port=unused_tcp_port,
        public_url="https://bot.example.org",
        port=unused_tcp_port,
    )
    root = api.delivery.proxy = f"http://127.0.0.1:{unused_tcp_port}"
    async with at_work(built(api, archive), settings, archive):
        assert SENTENCE in (await api.user(1).asks(QUESTION)).text
        assert (await fetched(f"{root}/opcit"))[0] == 405
        assert (await fetched(f"{root}/d/lake"))[0] == 200


async def test_what_the_webhook_accepted_is_answered(
    api: StandIn, archive: LiveArchive, unused_tcp_port: int
) -> None:
    """Whatever was delivered before the end is answered before it, and then nothing is taken in any more."""
    settings = settings_for(api, webhook_url="https://bot.example.org", webhook_port=unused_tcp_port)
    api.delivery.proxy = f"http://127.0.0.1:{unused_tcp_port}"
    people = [api.user(number) for number in range(1, 13)]
    async with at_work(built(api, archive), settings, archive):
        for person in people:
            api.fail_next("sendMessage", chat_id=person.id, retry_after=1)
            await person.says(QUESTION)
        await api.delivery.until_quiet(10)
    await people[0].says(QUESTION)

    assert [SENTENCE in api.messages_to(person)[-1].text for person in people] == [True] * 12
    assert [len(api.messages_to(person)) for person in people] == [1] * 12


async def test_the_webhook_takes_what_cannot_be_understood(
    api: StandIn, archive: LiveArchive, unused_tcp_port: int
) -> None:
    """An update that the library cannot read is delivered once, and the next one is answered at once."""
    settings = settings_for(api, webhook_url="https://bot.example.org", webhook_port=unused_tcp_port)
    api.delivery.proxy = f"http://127.0.0.1:{unused_tcp_port}"
    number = api.delivery.next_id()
    async with at_work(built(api, archive), settings, archive):
        await api.delivery.add({"update_id": number, "message": {"text": "whisper", "chat": {"id": 1}}})
        answer = await api.user(1).asks(QUESTION)

    assert SENTENCE in answer.text
    assert [post.status for post in api.delivery.posts if post.update_id == number] == [200]


async def test_the_webhook_alone_shows_no_pages(
    api: StandIn, archive: LiveArchive, unused_tcp_port: int
) -> None:
    """Whoever set no public address has no page, only the webhook and its health."""
    settings = settings_for(api, webhook_url="https://bot.example.org", webhook_port=unused_tcp_port)
    root = api.delivery.proxy = f"http://127.0.0.1:{unused_tcp_port}"
    async with at_work(built(api, archive), settings, archive):
        assert SENTENCE in (await api.user(1).asks(QUESTION)).text
        assert (await fetched(f"{root}/d/lake"))[0] == 404
        assert (await fetched(f"{root}/healthz"))[0] == 200


async def test_what_is_told_to_telegram(api: StandIn, archive: LiveArchive, unused_tcp_port: int) -> None:
    """Telegram is told the address, the kinds of updates, and a secret: the one set, or a new one each."""
    told = []
    for secret in (Secret("a-b_9"), None, None):
        settings = settings_for(
            api, webhook_url="https://a.example/x", webhook_port=unused_tcp_port, webhook_secret=secret
        )
        async with at_work(built(api, archive), settings, archive):
            told.append(api.calls("setWebhook")[-1].fields)
    secrets = [each["secret_token"] for each in told]

    assert {each["url"] for each in told} == {"https://a.example/x"}
    assert all(set(each["allowed_updates"]) == set(ALLOWED_UPDATES) for each in told)
    assert secrets[0] == "a-b_9"
    assert len(set(secrets)) == 3
    assert all(re.fullmatch("[A-Za-z0-9_-]{40,256}", secret) for secret in secrets[1:])


async def test_a_port_that_is_taken(api: StandIn, archive: LiveArchive, unused_tcp_port: int) -> None:
    """Where nothing can listen the start fails in one line, and everything is closed again."""
    settings = settings_for(api, public_url="https://a.example", port=unused_tcp_port)
    async with at_work(built(api, archive), settings, archive):
        second = built(api, archive)
        with pytest.raises(UsageError, match=str(unused_tcp_port)):
            async with at_work(second, settings, archive):
                raise AssertionError("it should not have begun")
        assert not second.running


class Failing:
    """A call that fails so often."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.calls = 0

    async def __call__(self) -> None:
        """Fail once more, or not."""
        self.calls += 1
        if self.failures:
            raise self.failures.pop(0)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits between two tries, which take no time."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return waited


async def test_an_outage_at_start_is_waited_for(waits: list[float]) -> None:
    """Calls at start are made again, with growing waits, and as late as Telegram says."""
    call = Failing(NetworkError("x"), NetworkError("y"), RetryAfter(7), NetworkError("z"))
    await serving._tried(call)

    assert call.calls == 5
    assert waits == [1.0, 1.5, 7.0, 2.25]


async def test_an_outage_has_an_end(waits: list[float]) -> None:
    """After many tries it is given up."""
    call = Failing(*[NetworkError("x")] * 99)
    with pytest.raises(NetworkError):
        await serving._tried(call)

    assert call.calls == serving.START_TRIES
    assert 300 < sum(waits) < 600


async def test_a_refused_token_is_not_tried_again(waits: list[float]) -> None:
    """What trying again does not mend is told at once."""
    call = Failing(InvalidToken("x"))
    with pytest.raises(InvalidToken):
        await serving._tried(call)

    assert (call.calls, waits) == (1, [])


def test_it_ends_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal ends the work in order; a failure of its own is passed on."""
    ended: list[str] = []

    async def work(*_: Any) -> None:
        try:
            await asyncio.sleep(30)
        finally:
            await asyncio.sleep(0.01)
            ended.append("in order")

    async def fail(*_: Any) -> None:
        raise InvalidToken("x")

    monkeypatch.setattr(serving, "_work", work)
    monkeypatch.setattr(serving, "told_to_stop", TellingSoon)
    serve(None, Settings(), None, Tally())  # type: ignore[arg-type]  # not used by `work`
    assert ended == ["in order"]

    monkeypatch.setattr(serving, "_work", fail)
    with pytest.raises(InvalidToken):
        serve(None, Settings(), None, Tally())  # type: ignore[arg-type]  # likewise


class TellingSoon:
    """As `told_to_stop`, and a signal follows."""

    def __init__(self) -> None:
        self._told = told_to_stop()

    def __enter__(self) -> asyncio.Event:
        stop = self._told.__enter__()
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)
        return stop

    def __exit__(self, *error: object) -> None:
        self._told.__exit__(None, None, None)
