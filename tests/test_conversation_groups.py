"""The bot among others: in groups it speaks when it is spoken to, and follows a group to its new id."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chats import Chats
from retrieval import LiveArchive
from running import built, live_archive, running
from standin import StandIn
from standin_views import SentMessage

QUESTION = "Who built the bridge?"
SENTENCE = "Carpenters from Tolmin built the bridge within eleven weeks."
QUIET = 0.25
"""Seconds after which silence counts as silence: the bot answers within a few hundredths."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """An archive of three small documents, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram that shows the bot everything in groups; person 7 is the bot's admin."""
    async with StandIn(privacy=False) as api, running(built(api, archive, admins=frozenset({7}))):
        yield api


def words(message: SentMessage) -> list[str]:
    """The quoted words of a message, as they arrived."""
    return message.parts("blockquote") + message.parts("expandable_blockquote")


@pytest.mark.parametrize(
    "text",
    [
        "/ask " + QUESTION,
        "/ask@OpcitTestBot " + QUESTION,
        "@OpcitTestBot " + QUESTION,
        "@opcittestbot: " + QUESTION,
        QUESTION + " @OpcitTestBot",
        "😀 Who built, @OpcitTestBot, the bridge?",
    ],
)
async def test_addressed(api: StandIn, text: str) -> None:
    """A command or a mention, wherever it stands, is answered once: best quote open, the others folded."""
    ada = api.user(1)
    group = api.group("Harbour", ada)
    event = await ada.says(text, group)
    [answer] = await api.answers_to(event)
    await asyncio.sleep(QUIET)

    assert [part.startswith(SENTENCE) for part in answer.parts("blockquote")] == [True]
    assert len(answer.parts("expandable_blockquote")) == 1
    assert answer.reply_to == event.message_id
    assert len(api.messages_to(event)) == 1


async def test_mention_by_link(api: StandIn) -> None:
    """A mention can be a link to the bot's account, with any words on it."""
    ada = api.user(1)
    group = api.group("Harbour", ada)
    entity = {"type": "text_mention", "offset": 0, "length": 6, "user": api.world.bot}
    answers = await api.answers_to(await ada.says("Friend, " + QUESTION, group, entities=[entity]))

    assert words(answers[0])[0].startswith(SENTENCE)


async def test_one_message(tmp_path: Path) -> None:
    """A sentence longer than a message makes several in private; in a group one, with a way on."""
    endless = {
        "Dol": " and so on and on about the zeppelin",
        "Tolmin": ", over hills, as every zeppelin must",
    }
    files = {f"{name}.md": f"The zeppelin of {name} flew{more * 200}." for name, more in endless.items()}
    async with StandIn() as api, running(built(api, live_archive(tmp_path, files))):
        ada = api.user(1)
        group = api.group("Harbour", ada)
        private = await api.answers_to(await ada.says("Which zeppelin flew?"), 2)
        event = await ada.says("/ask Which zeppelin flew?", group)
        [answer] = await api.answers_to(event)
        begun = answer.text
        await api.answer_to_press(await ada.presses(answer, "Further down"))
        await api.edit_of(answer)
        await asyncio.sleep(QUIET)

    assert words(private[0])[0].startswith(answer.versions[0].split("\n")[-1][:50])
    assert answer.text != begun
    assert len(api.messages_to(event)) == 1


async def test_bare_mention(api: StandIn) -> None:
    """A mention with nothing beside it is told how to ask."""
    ada = api.user(1)
    [answer] = await api.answers_to(await ada.says("@OpcitTestBot", api.group("Harbour", ada)))

    assert "/ask" in answer.text


async def test_not_addressed(api: StandIn) -> None:
    """Silence towards everything else: other names, other bots, a channel's posts, our own inline quotes."""
    ada, bob = api.user(1), api.user(2, "Bob")
    group, channel = api.group("Harbour", ada, bob), api.channel("News")
    other = api.user(9, "Robot", is_bot=True, username="other_bot")
    await api.answers_to(await ada.says("/help", group))
    before = len(api.messages)
    await ada.says(QUESTION, group)
    await ada.says("@OpcitTestBotany " + QUESTION, group)
    await ada.says("/ask@other_bot " + QUESTION, group)
    await ada.says("mail ada@OpcitTestBot.org", group)
    await other.says("/ask " + QUESTION, group)
    await other.says("@OpcitTestBot " + QUESTION, group)
    await group.forwards_post(channel, "/ask " + QUESTION)
    await group.forwards_post(channel, "@OpcitTestBot " + QUESTION)
    await bob.says("/ask " + QUESTION, group, via_bot=api.world.bot)
    await bob.says(QUESTION, via_bot=api.world.bot)
    await asyncio.sleep(QUIET)

    assert api.messages[before:] == []


async def test_written_as_a_channel(api: StandIn) -> None:
    """Anonymous admins, and people who write as a channel, are people."""
    group, channel = api.group("Harbour"), api.channel("News")
    await group.says_anonymously("@OpcitTestBot " + QUESTION)
    await group.hears_channel(channel, "/ask " + QUESTION)
    for answer in await api.answers_to(group, 2):
        assert words(answer)[0].startswith(SENTENCE)


@pytest.mark.parametrize("command", ["/reload", "/stats", "/reload@OpcitTestBot"])
async def test_admins(api: StandIn, command: str) -> None:
    """Whoever leads a group is no admin of the bot, and the bot's admin is none in a group."""
    cleo, ada = api.user(7, "Cleo"), api.user(1)
    group = api.group("Harbour", cleo, ada)
    group.state.members[ada.id] = "creator"
    for event in (
        await cleo.says(command, group),
        await ada.says(command, group),
        await group.says_anonymously(command),
    ):
        await asyncio.sleep(QUIET / 2)
        assert api.messages_to(event) == []


@pytest.mark.parametrize("way", ["/source 1", "/source bridge", "button"])
async def test_a_source(api: StandIn, way: str) -> None:
    """A document comes as one message, in private with a second one that shows the quote in it."""
    ada = api.user(1)
    group = api.group("Harbour", ada)
    [answer] = await api.answers_to(await ada.says("/ask " + QUESTION, group))
    event = await (ada.presses(answer, "Source 1") if way == "button" else ada.says(way, group, answer))
    [file] = await api.answers_to(event)
    await asyncio.sleep(QUIET)

    assert file.document
    assert file.text.startswith("The bridge")
    assert len(api.messages_to(group)) == 2


async def test_topics(api: StandIn) -> None:
    """In a forum the answer goes to the topic of the question; that a topic was opened asks nothing."""
    ada = api.user(1)
    group = api.group("Harbour", ada)
    weather, history = group.topic("Weather"), group.topic("History")
    ignored = await ada.says(QUESTION, group, **weather)
    asked = await ada.says("/ask " + QUESTION, group, **history)
    [answer] = await api.answers_to(asked)
    general = (await api.answers_to(await ada.says("/ask " + QUESTION, group)))[0]
    press = await ada.presses(answer, "Source 1")
    [file] = await api.answers_to(press)

    assert answer.message["message_thread_id"] == history["message_thread_id"]
    assert answer.reply_to == asked.message_id
    assert "message_thread_id" not in general.message
    assert file.message["message_thread_id"] == history["message_thread_id"]
    assert [m.reply_to for m in api.messages_to(ignored)].count(ignored.message_id) == 0


async def test_closed_topic(api: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    """A topic that is gone, or a group where the bot may not write, is nobody's fault."""
    ada = api.user(1)
    group = api.group("Harbour", ada)
    topic = group.topic("Weather")
    group.state.topics.clear()
    with caplog.at_level(logging.WARNING):
        await ada.says("/ask " + QUESTION, group, **topic)
        await api.until(lambda: len(api.calls("sendMessage")) == 1)
        words = "Bad Request: not enough rights to send text messages to the chat"
        api.fail_next("sendMessage", chat_id=group.id, status=400, description=words)
        await ada.says("/ask " + QUESTION, group)
        await api.until(lambda: len(api.calls("sendMessage")) == 2)
        await asyncio.sleep(QUIET)

    assert caplog.records == []
    assert api.messages_to(group) == []


async def test_migration(archive: LiveArchive, tmp_path: Path) -> None:
    """What a group chose goes with it to its new id, whoever hears of it first, and is told once."""
    async with StandIn() as api:
        ada = api.user(1)
        group = api.group("Harbour", ada, kind="group")
        Chats(tmp_path, api.token.encode()).set_graphic(group.id, True)
        app = built(api, archive, index=tmp_path, allowed_chats=frozenset({group.id}))
        async with running(app):
            new = await group.migrates()
            await ada.adds_bot(new)
            [answer] = await api.answers_to(await ada.says("/ask " + QUESTION, new))
            await asyncio.sleep(QUIET)
            assert len(api.messages_to(new)) == 1
        kept = Chats(tmp_path, api.token.encode())

        assert words(answer)[0].startswith(SENTENCE)
        assert kept.preferences(new.id).graphic
        assert not kept.preferences(group.id).graphic


async def test_migration_in_mid_answer(archive: LiveArchive, tmp_path: Path) -> None:
    """A group that moves between question and answer gets it once, and keeps its choices."""
    async with StandIn() as api:
        ada = api.user(1)
        group = api.group("Harbour", ada, kind="group")
        Chats(tmp_path, api.token.encode()).set_graphic(group.id, True)
        app = built(api, archive, index=tmp_path)
        new = api.group("Harbour", ada)
        async with running(app):
            group.state.migrated_to = new.id  # the service messages have not come yet
            await ada.says("/ask " + QUESTION, group)
            [answer] = await api.answers_to(new)
            await asyncio.sleep(QUIET)

    assert words(answer)[0].startswith(SENTENCE)
    assert len(api.messages_to(new)) == 1
    assert not api.messages_to(group)
    assert Chats(tmp_path, api.token.encode()).preferences(new.id).graphic


async def test_membership(archive: LiveArchive, tmp_path: Path) -> None:
    """Added to a group the bot says hello once and how to ask; removed, it forgets; added again, it works."""
    async with StandIn() as api:
        ada = api.user(1)
        group = api.group("Harbour", ada)
        Chats(tmp_path, api.token.encode()).set_graphic(group.id, True)
        app = built(api, archive, index=tmp_path)
        async with running(app):
            [hello] = await api.answers_to(await ada.adds_bot(group))
            assert "/ask" in hello.text
            assert "@OpcitTestBot" not in hello.text
            assert words((await api.answers_to(await ada.says(QUESTION, group, reply_to=hello)))[0])
            assert Chats(tmp_path, api.token.encode()).preferences(group.id).graphic
            promoted = await ada._membership("member", "administrator", group)
            removed = await ada.removes_bot(group)
            await asyncio.sleep(QUIET)
            assert api.messages_to(promoted) == api.messages_to(removed) == []
            assert not Chats(tmp_path, api.token.encode()).preferences(group.id).graphic
            [again] = await api.answers_to(await ada.adds_bot(group))
            assert again.text == hello.text
            assert words((await api.answers_to(await ada.says("/ask " + QUESTION, group)))[0])


async def test_hello_where_it_hears_all(api: StandIn) -> None:
    """A bot that is shown everything says that it can be named, and that it is silent otherwise."""
    ada = api.user(1)
    [hello] = await api.answers_to(await ada.adds_bot(api.group("Harbour", ada)))

    assert "@OpcitTestBot" in hello.text
    assert "silent" in hello.text


async def test_no_hello(archive: LiveArchive) -> None:
    """None in channels, to a person who lets the bot in again, or where it is not allowed."""
    async with StandIn() as api:
        ada, bob = api.user(1), api.user(2, "Bob")
        channel, group = api.channel("News"), api.group("Harbour", bob)
        async with running(built(api, archive, allowed_chats=frozenset({ada.id, channel.id}))):
            await ada.asks("/help")
            before = len(api.messages)
            await ada.adds_bot(channel)
            await ada.blocks()
            await ada.unblocks()
            await bob.adds_bot(group)
            await asyncio.sleep(QUIET)

            assert api.messages[before:] == []


async def test_blocked_in_mid_answer(api: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    """A person who blocks the bot before the answer gets none, and no log line speaks of it."""
    ada = api.user(1)
    await ada.asks("/help")
    with caplog.at_level(logging.WARNING):
        await ada.says(QUESTION)
        await ada.blocks()
        await api.until(lambda: any("blocked" in str(call.refusal) for call in api.refusals))
        await ada.unblocks()
        answer = await ada.asks(QUESTION)

    assert words(answer)[0].startswith(SENTENCE)
    assert caplog.records == []
