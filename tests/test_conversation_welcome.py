"""`/help` and `/start` begin with questions that this archive answers, and fit one screen."""

from __future__ import annotations

import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.examples import Examples
from retrieval import LiveArchive
from running import built, live_archive, running
from standin import StandIn
from standin_views import SentMessage

COLUMNS = 40
"""Of a phone's screen, in a bubble of a chat."""

LINES = 25
"""Of a phone's screen, below the name of the chat and above the keyboard's buttons."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """An archive of three small documents, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on it; person 7 is its admin."""
    async with StandIn() as api, running(built(api, archive, admins=frozenset({7}))):
        yield api


def lines(message: SentMessage) -> int:
    """How many lines a message takes on a phone."""
    return sum(max(1, len(textwrap.wrap(line, COLUMNS))) for line in message.text.split("\n"))


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_one_screen(api: StandIn, language: str) -> None:
    """`/help` fits one screen, for people, in a group and for an admin."""
    ada, admin = api.user(1, "Ada", language), api.user(7, "Cleo", language)
    group = api.group("Harbour", ada)

    for message in (await ada.asks("/help"), await admin.asks("/help"), await ada.asks("/help", group)):
        assert lines(message) <= LINES, message.text


@pytest.mark.parametrize("command", ["/help", "/start"])
async def test_examples_are_answered(api: StandIn, archive: LiveArchive, command: str) -> None:
    """What is shown as an example is answered by this archive, and so is a tap on its button."""
    ada = api.user(1)
    message = await ada.asks(command)
    [at] = [n for n, line in enumerate(message.text.split("\n")) if line == "Ask, for example"]
    shown = [line.partition(". ")[2] for line in message.text.split("\n")[at + 1 :][: len(message.buttons)]]

    assert shown
    assert [button.text for button in message.buttons] == [f"Ask {n}" for n in range(1, len(shown) + 1)]
    for question, button in zip(shown, message.buttons, strict=True):
        [answer, *_] = await api.answers_to(await ada.presses(message, button.text))

        assert archive.archive.ask(question).quotes
        assert answer.parts("blockquote") == [archive.archive.ask(question).quotes[0].text]


async def test_begins_with_them(api: StandIn) -> None:
    """`/help` begins with the examples."""
    assert (await api.user(1).asks("/help")).text.startswith("Ask, for example\n1. ")


async def test_in_the_language_of_the_chat(tmp_path: Path) -> None:
    """Where documents are in the language of the chat, examples are too, in its digits; else in theirs."""
    text = "آسیاب کهنه کنار دریاچه بود. آسیاب کهنه را سیل سال ۱۳۶۷ برد و قایقران آن را دید."
    files = {"fa.md": f"---\ntitle: آسیاب کهنه\nlanguage: fa\n---\n\n{text}\n"}
    archive = live_archive(tmp_path, files)
    async with StandIn() as api, running(built(api, archive)):
        parvin, ada = api.user(2, "Parvin", "fa"), api.user(1)
        persian = (await parvin.asks("/help")).text.replace("\u2068", "")
        english = (await ada.asks("/help")).text

    assert "۱. دربارهٔ آسیاب کهنه چه گفته شده است؟" in persian
    assert "What is said about" not in persian
    assert archive.archive.ask("دربارهٔ آسیاب کهنه چه گفته شده است؟").quotes
    assert "آسیاب کهنه" in english


async def test_what_the_bot_can_see(archive: LiveArchive) -> None:
    """In a group `/help` tells what Telegram shows the bot there."""
    for privacy, told in ((True, "I see and answer only /ask"), (False, "Telegram shows me every message")):
        async with StandIn(privacy=privacy) as api, running(built(api, archive)):
            ada = api.user(1)
            assert told in (await ada.asks("/help", api.group("Harbour", ada))).text
            assert told not in (await ada.asks("/help")).text


async def test_only_admins_see_their_commands(api: StandIn) -> None:
    """The commands of admins are told to admins, in their own chat with the bot."""
    admin = api.user(7)
    group = api.group("Harbour", admin)

    told = (await admin.asks("/help")).text.split("\n")[-1]
    assert {"/reload", "/stats", "/gaps", "/remove", "/history"} <= {*told.split()}
    assert "/reload" not in (await admin.asks("/help", group)).text
    assert "/reload" not in (await api.user(1).asks("/help")).text


async def test_nothing_to_ask(tmp_path: Path) -> None:
    """An archive that answers nothing has no examples, and `/help` does without."""
    async with (
        StandIn() as api,
        running(built(api, live_archive(tmp_path, {"a.md": "---\ntitle: 1\n---\n\n2 3"}))),
    ):
        message = await api.user(1).asks("/help")

    assert not message.buttons
    assert message.text.startswith("Ask in whole words")


async def test_stale_example(api: StandIn) -> None:
    """An example in a language that is there no more is stale; one somebody made up is a question as any."""
    ada = api.user(1)
    message = await ada.asks("/help")
    unknown = await api.answer_to_press(await ada.presses(message, forged="about:tlh:Qo'noS"))
    [forged] = await api.answers_to(await ada.presses(message, forged="about:en:<b>xyzzy</b>"))

    assert "ask again" in unknown["text"]
    assert "documents do not say" in forged.text


async def test_found_once(archive: LiveArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples are found once for each language and each state of the archive."""
    found: list[str] = []
    real = Examples._answered

    def counted(self: Examples, archive: object, messages: object) -> object:
        found.append(messages.language)  # type: ignore[attr-defined]  # as in `Examples`
        return real(self, archive, messages)  # type: ignore[arg-type]

    monkeypatch.setattr(Examples, "_answered", counted)
    async with StandIn() as api, running(built(api, archive)):
        ada, parvin = api.user(1), api.user(2, "Parvin", "fa")
        for person in (ada, ada, parvin, ada):
            await person.asks("/help")
        archive.reload()
        await ada.asks("/help")

    assert found in (["en", "fa"], ["en", "fa", "en"])
