"""The bot as a conversation: what people send goes in over HTTP, what they would see comes out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from retrieval import LiveArchive
from running import FILES, built, live_archive, running
from standin import StandIn
from standin_views import SentMessage

QUESTION = "Who built the bridge?"
SENTENCE = "Carpenters from Tolmin built the bridge within eleven weeks."
PURPOSE = "I answer typed questions with exact quotes"
FOR_KEEPERS = "Thank you for the file. Only t"
QUIET = 0.25
"""Seconds after which silence counts as silence: the bot answers within a few hundredths."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """An archive of three small documents, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on it; person 7 is its admin."""
    async with StandIn() as api, running(built(api, archive, admins=frozenset({7}))):
        yield api


def words(message: SentMessage) -> list[str]:
    """The quoted words of a message, as they arrived."""
    return message.parts("blockquote") + message.parts("expandable_blockquote")


async def test_question(api: StandIn) -> None:
    """A question in private is answered with exact quotes, their citations, and a button for each source."""
    answer = await api.user(1).asks(QUESTION)

    assert words(answer)[0].startswith(SENTENCE)
    assert all(any(text in file for file in FILES.values()) for text in words(answer))
    assert "The Tolmin Gazette · July 2016" in answer.text
    own = "https://t.me/OpcitTestBot?start=q_"
    assert [link.split("#:~:text=")[0] for link in answer.links][1:] == ["https://harbour.example.org/lake"]
    assert answer.links[0].startswith(own), "without a public source a title leads to the quote in this bot"
    buttons = ["In context 1", "Source 1", "Share 1", "Copy citation 1", "Quote 2"]
    assert [button.text for button in answer.buttons] == buttons
    assert answer.message["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize(
    "command", ["/start", "/corpus", "/privacy", "/ask " + QUESTION, "/ask\n" + QUESTION]
)
async def test_commands(api: StandIn, command: str) -> None:
    """Every command is answered, in private and in a group, where the answer is a reply."""
    ada = api.user(1)
    private = await ada.asks(command)
    group = api.group("Harbour", ada)
    public = await ada.asks(
        command.replace(command.split()[0], command.split()[0] + "@OpcitTestBot", 1), group
    )

    assert private.text == public.text
    assert private.reply_to is None
    assert public.reply_to is not None
    assert PURPOSE not in private.text
    assert "/reload" not in private.text


async def test_corpus(api: StandIn) -> None:
    """`/corpus` tells the documents, their publishers, the dates covered and when they were loaded."""
    answer = await api.user(1).asks("/corpus")
    for part in ("3 documents", "July 2016 to 2018", "Loaded: ", "The Harbour Post (1)", "The bridge"):
        assert part in answer.text


async def test_persian(api: StandIn) -> None:
    """A question in Persian is answered from the Persian document, its words as they are."""
    answer = await api.user(1).asks("چه کسی دفتر خاطرات سیل را نوشت؟")

    assert words(answer)[0].startswith("قایقران دفتر خاطرات سیل را نوشت.")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is xyzzy?", "“xyzzy” is nowhere in them. Another spelling may help"),
        ("the of and", "nearly every text"),
        ("😀", "Please ask in words"),
        ("/ask", "Write your question after /ask"),
        ("/ask    ", "Write your question after /ask"),
        ("<" * 4096, "at most 2,000 characters"),
        ("<" * 1999, "Please ask in words"),
        ("Did Agata Sorn like barley from Varna?", "documents do not say"),
        ("/nonsense", PURPOSE),
        ("/reload", PURPOSE),
        ("/stats", PURPOSE),
    ],
)
async def test_no(api: StandIn, question: str, said: str) -> None:
    """What cannot be answered gets a plain sentence that says why."""
    answer = await api.user(1).asks(question)

    assert said in answer.text
    assert api.refusals == [call for call in api.refusals if call.method == "getMyCommands"]


async def test_disagreement(tmp_path: Path) -> None:
    """Where documents differ, one line says so, and both stand below with publisher and date."""
    files = {
        f"{name}.md": f"---\npublisher: The {name} Post\ndate: {date}\nlanguage: en\n---\n\n{text}\n"
        for name, date, text in (
            (
                "Alfa",
                "2016-07",
                "In the great flood 40 sailors drowned off the cape of Qalat, the reeve wrote.",
            ),
            (
                "Bravo",
                "2018",
                "The harbour master counted 300 sailors who drowned in the great flood of Qalat.",
            ),
            ("Charlie", "2017", "The ferry to Varna leaves at nine. Barley is sold beside the old mill."),
        )
    }
    async with StandIn() as api, running(built(api, live_archive(tmp_path, files))):
        answer = await api.user(1).asks("How many sailors drowned in the great flood?")

    line = answer.text.split("\n")[0]
    assert line.startswith("The documents differ on this figure, or count different things: ")
    assert "40 (quote " in line
    assert "300 (quote " in line
    assert "The Alfa Post · July 2016" in answer.text
    assert "The Bravo Post · 2018" in answer.text
    assert len(answer.parts("blockquote")) == 2


async def test_other_content(api: StandIn) -> None:
    """Polls get a sentence of what the bot does, files one of who may add them; an album gets one in all."""
    ada = api.user(1)
    for event in (
        await ada.polls("Tea?", "yes", "no"),
        await ada.uploads("a.txt", b"x"),
        await ada.sends(location={"latitude": 1.0, "longitude": 2.0}),
        *[await ada.uploads(f"{i}.txt", b"x", media_group_id="9") for i in range(4)],
    ):
        assert event.kind == "message"
    answers = await api.answers_to(ada, 4)
    await asyncio.sleep(QUIET)

    assert len(api.messages_to(ada)) == 4
    beginnings = sorted(answer.text[:30] for answer in answers)
    assert beginnings == sorted([PURPOSE[:30], FOR_KEEPERS, PURPOSE[:30], FOR_KEEPERS])


async def test_silence(api: StandIn) -> None:
    """In groups the bot speaks only when spoken to; edits, posts and service messages change nothing."""
    ada, bob = api.user(1), api.user(2, "Bob")
    group, channel = api.group("Harbour", ada, bob), api.channel("News")
    asked = await ada.says("Good morning")
    await api.answers_to(asked)
    before = len(api.messages)
    update = {"message": {**asked.content, "message_id": 900, "pinned_message": asked.content}}
    update["message"].pop("text")
    await api.push(update)
    edited = {**asked.content, "text": QUESTION, "edit_date": asked.content["date"]}
    for update in (
        {"edited_message": edited},
        {"message": {**asked.content, "message_id": 901, "text": "/x@other_bot"}},
    ):
        if "message" in update:
            update["message"]["entities"] = [{"type": "bot_command", "offset": 0, "length": 12}]
        api.delivery._allowed = []
        await api.push(update)
    await ada.edits(asked, QUESTION)
    await channel.posts("/ask " + QUESTION)
    for text in (
        QUESTION,
        "/nonsense",
        "/ask@other_bot " + QUESTION,
        "/reload",
        "/stats",
    ):
        api.privacy = False
        await bob.says(text, group)
    await bob.polls("Tea?", "yes", "no", chat=group)
    await asyncio.sleep(QUIET)

    assert len(api.messages) == before


async def test_group_reply(api: StandIn) -> None:
    """A reply to the bot in a group is a question; a reply to somebody else is none."""
    ada, bob = api.user(1), api.user(2, "Bob")
    group = api.group("Harbour", ada, bob)
    api.privacy = False
    help_text = await ada.asks("/help", group)
    [answer] = await api.answers_to(await bob.says(QUESTION, group, reply_to=help_text))
    other = await ada.says("Hello", group)
    ignored = await bob.says(QUESTION, group, reply_to=other)
    await asyncio.sleep(QUIET)

    assert words(answer)[0].startswith(SENTENCE)
    assert api.messages_to(ignored) == []


async def test_anonymous_asker(api: StandIn) -> None:
    """An anonymous group admin, or somebody writing as a channel, may ask."""
    group, channel = api.group("Harbour"), api.channel("News")
    await group.says_anonymously("/ask " + QUESTION)
    await group.hears_channel(channel, "/ask " + QUESTION)
    for answer in await api.answers_to(group, 2):
        assert words(answer)[0].startswith(SENTENCE)


async def test_source_button(api: StandIn) -> None:
    """The button below a quote sends the original file, and the text around the quote, marked."""
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    await ada.presses(answer, "Quote 2")
    await api.edit_of(answer)
    press = await ada.presses(answer, "Source 2")
    await api.answer_to_press(press)
    file, place = await api.answers_to(press, 2)

    assert file.document
    assert (file.document.name, file.document.data) == ("lake.md", FILES["lake.md"].encode())
    assert "The lake of Varna Dol" in file.text
    assert file.links == ["https://harbour.example.org/lake"]
    assert answer.parts("blockquote") == place.parts("bold")
    assert "forty sacks of barley" in place.text


@pytest.mark.parametrize(
    ("wanted", "name"), [("2", "lake.md"), ("۲", "lake.md"), ("bridge", "bridge.md"), ("1", "bridge.md")]
)
async def test_source_command(api: StandIn, wanted: str, name: str) -> None:
    """`/source` with a number or an identifier sends that document."""
    ada = api.user(1)
    await ada.asks(QUESTION)
    [file, *_] = await api.answers_to(await ada.says(f"/source {wanted}"))

    assert file.document
    assert file.document.name == name


async def test_source_of_an_answer_replied_to(api: StandIn) -> None:
    """A reply with `/source 1` means the answer replied to, not the latest."""
    ada = api.user(1)
    first = await ada.asks(QUESTION)
    await ada.asks("Who kept a diary of the flood?")
    [file, *_] = await api.answers_to(await ada.says("/source 1", reply_to=first))

    assert file.document
    assert file.document.name == "bridge.md"


async def test_source_after_a_restart(archive: LiveArchive) -> None:
    """Buttons and replies work after a restart, for the identifiers are in the message itself."""
    async with StandIn() as api:
        ada = api.user(1)
        async with running(built(api, archive)):
            answer = await ada.asks(QUESTION)
        async with running(built(api, archive)):
            lost = await ada.asks("/source 1")
            by_reply, _ = await api.answers_to(await ada.says("/source 1", reply_to=answer), 2)
            by_button, _ = await api.answers_to(await ada.presses(answer, "Source 1"), 2)

    assert "no quote number 1" in lost.text
    assert by_reply.document
    assert by_button.document
    assert by_reply.document.name == by_button.document.name == "bridge.md"


@pytest.mark.parametrize(
    "wanted", ["", "7", "nope", "../corpus/lake.md", "lake.md", "/etc/passwd", "%2e%2e/lake"]
)
async def test_source_not_found(api: StandIn, wanted: str) -> None:
    """What `/source` cannot find gets a sentence, and never a file."""
    ada = api.user(1)
    await ada.asks(QUESTION)
    event = await ada.says(f"/source {wanted}".strip())
    [answer] = await api.answers_to(event)
    await asyncio.sleep(0.05)

    assert answer.document is None
    assert "/source" in answer.text or "/corpus" in answer.text
    assert len(api.messages_to(event)) == 1


async def test_other_buttons(api: StandIn, archive: LiveArchive) -> None:
    """A stale, tampered or foreign button is answered with a notice, and sends nothing."""
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    known = answer.buttons[0].data
    for data in (
        "reload",
        "/reload",
        known + "x",
        known.upper(),
        "source:1:../../etc",
        "more:1:",
        "source:1:zzzzzzzzzz1",
    ):
        press = await ada.presses(answer, forged=data)
        notice = await api.answer_to_press(press)

        assert "ask again" in notice["text"]
        assert api.messages_to(press) == []


async def test_gone_quote(tmp_path: Path) -> None:
    """When a quote's words left the archive, its button says so."""
    archive = live_archive(tmp_path)
    async with StandIn() as api, running(built(api, archive)):
        ada = api.user(1)
        answer = await ada.asks(QUESTION)
        (tmp_path / "corpus" / "bridge.md").write_text("Nothing of that kind was ever written here.")
        archive.reload()
        notice = await api.answer_to_press(await ada.presses(answer, "Source 1"))

    assert "no longer in the archive" in notice["text"]


async def test_more(tmp_path: Path) -> None:
    """A sentence longer than a message goes on in the next one; a further one like it is read by windows."""
    endless = {
        "Dol": " and so on and on about the zeppelin",
        "Tolmin": ", over hills, as every zeppelin must",
    }
    files = {f"{name}.md": f"The zeppelin of {name} flew{more * 200}." for name, more in endless.items()}
    async with StandIn() as api, running(built(api, live_archive(tmp_path, files))):
        ada = api.user(1)
        first = await api.answers_to(await ada.says("Which zeppelin flew?"), 2)
        whole, last = "".join(words(message)[0] for message in first), first[-1]
        await ada.presses(last, "More (1)")
        windows = [words(await api.edit_of(last))[0]]
        while "▼ Further down" in [button.text for button in last.buttons]:
            await ada.presses(last, "▼ Further down")
            windows.append(words(await api.edit_of(last, len(windows) + 1))[0])
        [file, *_] = await api.answers_to(await ada.presses(last, "Source 2"))

    assert {whole, " ".join(windows)} == set(files.values())
    assert file.document
    assert file.document.data.decode().startswith(windows[0])


async def test_allowed_chats(archive: LiveArchive) -> None:
    """With a list of chats, others get a sentence in private and silence in groups; admins are known."""
    async with StandIn() as api:
        ada, bob, cleo = api.user(1), api.user(2, "Bob"), api.user(7, "Cleo")
        home, away = api.group("Home", ada, bob), api.group("Away", ada, bob)
        app = built(api, archive, allowed_chats=frozenset({2, home.id}), admins=frozenset({7}))
        async with running(app):
            refused = await ada.asks(QUESTION)
            assert "allowed" in refused.text
            assert words(await bob.asks(QUESTION))
            assert words(await cleo.asks(QUESTION))
            answer = await ada.asks("/ask " + QUESTION, home)
            ignored = await ada.says("/ask " + QUESTION, away)
            press = await ada.presses_data(
                answer.message | {"chat": away.state.about}, answer.buttons[0].data
            )
            await api.answer_to_press(press)
            await asyncio.sleep(QUIET)

            assert words(answer)
            assert api.messages_to(ignored) == []


async def test_webhook(archive: LiveArchive, unused_tcp_port: int) -> None:
    """By webhook the conversation is the same; a delivery without the right secret is refused."""
    webhook: dict[str, Any] = {"listen": "127.0.0.1", "port": unused_tcp_port, "secret_token": "right"}
    async with StandIn() as api:
        api.delivery.proxy = f"http://127.0.0.1:{unused_tcp_port}"
        async with running(built(api, archive), webhook_url="https://bot.example.org:8443/opcit", **webhook):
            ada = api.user(1)
            answer = await ada.asks(QUESTION)
            event = await ada.says("/help")
            await api.answers_to(event)
            forged = {**event.update, "update_id": 1}
            async with aiohttp.ClientSession() as session:
                for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "wrong"}):
                    url = f"http://127.0.0.1:{unused_tcp_port}/opcit"
                    async with session.post(url, json=forged, headers=headers) as response:
                        assert response.status == 403
            await asyncio.sleep(QUIET)

    assert words(answer)[0].startswith(SENTENCE)
    assert len(api.messages_to(event)) == 1
