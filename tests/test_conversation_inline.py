"""Inline mode, end to end: what somebody types after the bot's name, and what they can send of it."""

from __future__ import annotations

import asyncio
import itertools
import logging
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

import bot.inline
from bot.search import Searcher
from retrieval import LiveArchive, remove
from running import FILES, built, live_archive, running
from standin import StandIn
from standin_people import Person
from standin_views import SentMessage

JSON = dict[str, Any]
QUESTION = "Who built the bridge?"
SENTENCE = "Carpenters from Tolmin built the bridge within eleven weeks."
GIVEN_SECONDS = bot.inline.SECONDS  # as in real life


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """An archive of three small documents, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """On a busy machine no list is cut short, but where that is what is tested."""
    seconds = 0.5 if request.function in {test_slow_search, test_partial_list} else 15.0
    monkeypatch.setattr(bot.inline, "SECONDS", seconds)


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on it."""
    async with StandIn() as api, running(built(api, archive)):
        yield api


async def listed(api: StandIn, person: Person, query: str, offset: str = "") -> JSON:
    """The answer to an inline query."""
    return await api.answer_to_press(await person.asks_inline(query, offset))


def quoted(message: SentMessage) -> str:
    """The quoted words of a message, as they arrived."""
    [words] = message.parts("blockquote")
    return words


async def test_a_quote_for_any_chat(api: StandIn) -> None:
    """The list shows title, publisher and first words; what is chosen arrives whole, with its citation."""
    ada = api.user(1)
    event = await ada.asks_inline(QUESTION)
    answer = await api.answer_to_press(event)
    first = answer["results"][0]
    sent = await ada.chooses(event, first["id"], api.group("Friends", ada))
    second = await ada.chooses(event, answer["results"][1]["id"])

    assert (first["type"], first["title"]) == ("article", "The bridge")
    assert first["description"].startswith("The Tolmin Gazette · Carpenters from Tolmin")
    assert quoted(sent).startswith(SENTENCE)
    assert quoted(sent) in FILES["bridge.md"]
    assert "The Tolmin Gazette · July 2016" in sent.text
    assert sent.message["link_preview_options"] == {"is_disabled": True}
    assert [button.url for button in sent.buttons] == [f"https://t.me/OpcitTestBot?start=q_{first['id']}"]
    assert sent.links == [sent.buttons[0].url]  # the way to a document without a public source
    assert second.links[0].startswith("https://harbour.example.org/lake#:~:text=")


async def test_for_one_person_now(api: StandIn) -> None:
    """No list is kept by Telegram, for anybody or for any time."""
    ada = api.user(1)
    for query in (QUESTION, "", "the", "q_nothing"):
        answer = await listed(api, ada, query)
        assert (answer["is_personal"], answer["cache_time"]) == (True, 0)


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("", "Type a question"),
        ("   ", "Type a question"),
        ("What is xyzzy?", "No quote found"),
        ("😀" * 256, "No quote found"),
        ("<b>&amp;\u202e" * 20, "No quote found"),
        ("q_zzzzzzzzzz1", "These words are no longer in the archive"),
        ("q_nothing", "No quote found"),
    ],
)
async def test_nothing_to_choose(api: StandIn, query: str, label: str) -> None:
    """Without quotes one line says how to use it, and leads to the private chat."""
    answer = await listed(api, api.user(1), query)

    assert answer["results"] == []
    assert answer["button"]["text"].startswith(label)
    assert answer["button"]["start_parameter"]


async def test_in_persian(api: StandIn) -> None:
    """The words around a quote are of the person's language; those of the quote of its document."""
    ada = api.user(1, language_code="fa")
    event = await ada.asks_inline("چه کسی دفتر خاطرات سیل را نوشت؟")
    answer = await api.answer_to_press(event)
    sent = await ada.chooses(event, answer["results"][0]["id"])

    assert quoted(sent).startswith("قایقران دفتر خاطرات سیل را نوشت.")
    assert "۲۰۱۸" in sent.text
    assert (await listed(api, ada, ""))["button"]["text"].startswith("پرسشی بنویسید")


async def test_one_quote_by_its_identifier(api: StandIn) -> None:
    """What the button for passing on a quote types lists that quote alone."""
    ada = api.user(1)
    chosen = (await listed(api, ada, QUESTION))["results"][1]["id"]
    answer = await listed(api, ada, f"q_{chosen}")

    assert [result["id"] for result in answer["results"]] == [chosen]
    assert not answer.get("next_offset")


@pytest.mark.parametrize(("language", "label"), [("en", "Withdrawn on "), ("fa", "پس گرفته شد")])
async def test_a_quote_that_was_withdrawn(tmp_path: Path, language: str, label: str) -> None:
    """A shared quote of a withdrawn document says when that was, and leads to where it is said at length."""
    archive = live_archive(tmp_path)
    async with StandIn() as api, running(built(api, archive)):
        ada = api.user(1, language_code=language)
        chosen = (await listed(api, ada, QUESTION))["results"][0]["id"]
        remove(archive, archive.archive.document("bridge"))
        answer = await listed(api, ada, f" q_{chosen} ")
        told = await ada.asks("/start " + answer["button"]["start_parameter"])

    assert answer["results"] == []
    assert label in answer["button"]["text"]
    assert answer["button"]["text"] in told.text


async def test_a_quote_whose_words_are_gone(tmp_path: Path) -> None:
    """A shared quote of a file that changed says so, and never becomes another one."""
    archive = live_archive(tmp_path)
    async with StandIn() as api, running(built(api, archive)):
        ada = api.user(1)
        chosen = (await listed(api, ada, QUESTION))["results"][0]["id"]
        (tmp_path / "corpus" / "bridge.md").write_text("Carpenters from Bovec mended the bridge.\n", "utf-8")
        archive.reload()
        answer = await listed(api, ada, f"q_{chosen}")
        told = await ada.asks("/start " + answer["button"]["start_parameter"])

    assert answer["results"] == []
    assert answer["button"]["text"] == "These words are no longer in the archive"
    assert "no longer in the archive" in told.text


def many(count: int) -> dict[str, str]:
    """Documents that all answer one question."""
    cargo = [a + b for a in ("bar", "cop", "dul", "fen", "gor", "hal", "jur", "kol") for b in ("ley", "per")]
    loads = itertools.islice(itertools.combinations(cargo, 4), 0, None, 1820 // count)
    return {
        f"{number}.md": f"The zeppelin reached Dol in May with {', '.join(load)}.\n"
        for number, load in enumerate(itertools.islice(loads, count))
    }


async def test_pages(tmp_path: Path) -> None:
    """A long list comes in pages, each quote once; an offset nobody made, or of another snapshot, ends it."""
    archive = live_archive(tmp_path, many(64))
    async with StandIn() as api, running(built(api, archive)):
        ada, bob = api.user(1), api.user(2)
        first = await listed(api, ada, "When did the zeppelin reach Dol?")
        seen, offset = [result["id"] for result in first["results"]], first["next_offset"]
        while offset:
            page = await listed(api, bob, "When did the zeppelin reach Dol?", offset)
            seen, offset = seen + [result["id"] for result in page["results"]], page.get("next_offset", "")
        for forged in ("10", "x", "-1.5", "99." + first["next_offset"][3:], "0" + first["next_offset"]):
            assert (await listed(api, ada, "When did the zeppelin reach Dol?", forged))["results"] == []
        (tmp_path / "corpus" / "1.md").unlink()
        archive.reload()
        late = await listed(api, ada, "When did the zeppelin reach Dol?", first["next_offset"])

    assert len(first["results"]) == bot.inline.PAGE
    assert len(seen) == len(set(seen))
    assert 2 * bot.inline.PAGE < len(seen) <= bot.inline.MOST
    assert late["results"] == []
    assert "button" not in late


async def test_too_long_for_a_message(tmp_path: Path) -> None:
    """A sentence that no message can hold is not offered, rather than cut; the others are."""
    files = {
        "long.md": f"# Long\n\nThe zeppelin of Dol flew{' and so on and on about the zeppelin' * 200}.",
        "short.md": "# Short\n\nThe zeppelin of Tolmin flew over the hills at dawn.",
    }
    async with StandIn() as api, running(built(api, live_archive(tmp_path, files))):
        answer = await listed(api, api.user(1), "Which zeppelin flew?")

    assert [result["title"] for result in answer["results"]] == ["Short"]


async def test_hard_to_read(tmp_path: Path) -> None:
    """What is marked is covered in the list and in the message, whatever the person chose for themselves."""
    files = {**FILES, "graphic.txt": "carpenters"}
    async with StandIn() as api, running(built(api, live_archive(tmp_path, files))):
        ada = api.user(1)
        event = await ada.asks_inline(QUESTION)
        results = (await api.answer_to_press(event))["results"]
        sent = await ada.chooses(event, results[0]["id"])

    assert "arpenters" not in results[0]["description"]
    assert sent.parts("spoiler") == [quoted(sent)]


async def test_two_people_at_once(api: StandIn) -> None:
    """Each gets the list of their own query."""
    ada, bob = api.user(1), api.user(2, "Bob")
    events = [
        (await person.asks_inline(query), title)
        for _ in range(5)
        for person, query, title in (
            (ada, QUESTION, "The bridge"),
            (bob, "چه کسی دفتر خاطرات سیل را نوشت؟", "سیل دریاچه"),
        )
    ]
    for event, title in events[-2:]:
        assert title in (await api.answer_to_press(event))["results"][0]["title"]
    for event, title in events:
        for answer in api.world.queries[event.query_id].answers:
            assert title in answer["results"][0]["title"]


class Held:
    """Holds up searches until it is told to let them go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, archive: LiveArchive) -> None:
        self.go, self.begun = threading.Event(), 0
        ask = type(archive.archive).ask

        def held(*arguments: Any) -> Any:
            self.begun += 1
            assert self.go.wait(20)
            return ask(*arguments)

        monkeypatch.setattr(type(archive.archive), "ask", held)


async def test_typing(api: StandIn, archive: LiveArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what one person types only the first and the last is searched for while the first takes its time."""
    held = Held(monkeypatch, archive)
    ada = api.user(1)
    events = [await ada.asks_inline(QUESTION[:end]) for end in range(8, len(QUESTION) + 1)]
    await api.until(lambda: held.begun)
    await api.delivery.until_quiet(5)
    held.go.set()
    answer = await api.answer_to_press(events[-1])

    assert answer["results"]
    assert [bool(api.world.queries[event.query_id].answers) for event in events].count(True) == 2
    assert held.begun == 2


async def test_slow_search(api: StandIn, archive: LiveArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list is there within two seconds; when nothing is, it says so."""
    assert GIVEN_SECONDS < 2
    held = Held(monkeypatch, archive)
    answer = await listed(api, api.user(1), QUESTION)
    held.go.set()

    assert answer["results"] == []
    assert answer["button"]["text"].startswith("This takes too long")


async def test_partial_list(api: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the time is over in the middle of a list, what there is of it is shown."""
    make, go = bot.inline._Work._result, threading.Event()
    made: list[Any] = []

    def slow(work: bot.inline._Work, quote: Any) -> Any:
        if made:
            go.wait(20)
        made.append(quote)
        return make(work, quote)

    monkeypatch.setattr(bot.inline._Work, "_result", slow)
    answer = await listed(api, api.user(1), QUESTION)
    go.set()

    assert len(answer["results"]) == 1
    assert not answer.get("next_offset")


async def test_before_ordinary_questions(
    api: StandIn, archive: LiveArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list does not wait for heavy work, however much of it waits."""
    go = threading.Event()
    result = Searcher.result

    async def slow(searcher: Searcher, work: Any) -> Any:
        if searcher._seconds != bot.inline.SECONDS:
            return await result(searcher, lambda: (go.wait(20), work())[1])
        return await result(searcher, work)

    monkeypatch.setattr(Searcher, "result", slow)
    for number in range(40):
        await api.user(100 + number).says(QUESTION)
    answer = await listed(api, api.user(1), QUESTION)
    go.set()  # only now may anything else be found

    assert answer["results"]


async def test_too_late(api: StandIn, archive: LiveArchive, caplog: pytest.LogCaptureFixture) -> None:
    """A query that Telegram no longer waits for is nobody's fault, and the next one is answered."""
    ada = api.user(1)
    api.world.query_lifetime = -1.0
    with caplog.at_level(logging.INFO):
        await ada.asks_inline(QUESTION)
        await api.until(lambda: api.calls("answerInlineQuery"))
        await asyncio.sleep(0.1)
    api.world.query_lifetime = 10.0

    assert [record for record in caplog.records if record.name.startswith("bot")] == []
    assert (await listed(api, ada, QUESTION))["results"]


async def test_allowed_chats(archive: LiveArchive) -> None:
    """Where chats are restricted, lists are for people on the list and for admins: the chat is not known."""
    async with StandIn() as api:
        app = built(api, archive, allowed_chats=frozenset({2}), admins=frozenset({7}))
        async with running(app):
            assert (await listed(api, api.user(2), QUESTION))["results"]
            assert (await listed(api, api.user(7), QUESTION))["results"]
            refused = await listed(api, api.user(1), QUESTION)

    assert refused["results"] == []
    assert refused["button"]["text"] == "This bot does not answer you"
