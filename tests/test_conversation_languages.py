"""One bot, two languages: each chat is spoken to in its own, and what is kept of it is told and removed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.chats import NAME
from retrieval import LiveArchive
from running import built, live_archive, running
from standin import StandIn
from standin_views import SentMessage

QUESTION = "Who built the bridge?"
PERSIAN = re.compile("[\u0600-\u06ff]")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """An archive of three small documents, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on it; person 7 is its admin."""
    async with StandIn() as api, running(built(api, archive, admins=frozenset({7}))):
        yield api


def spoken(message: SentMessage) -> str:
    """The language of a message: what stands on its first line decides."""
    return "fa" if PERSIAN.search(message.text.split("\n")[0]) else "en"


@pytest.mark.parametrize(
    "said", ["/start", "/help", "/corpus", "/privacy", "/ask", "/source", "/verify", "/language", "/forget",
             "/nonsense", "the of and", "x" * 3000]
)  # fmt: skip
async def test_own_language(api: StandIn, said: str) -> None:
    """Two people are each answered in the language of their Telegram."""
    ada, parvin = api.user(1, "Ada", "en"), api.user(2, "Parvin", "fa")

    assert spoken(await ada.asks(said)) == "en"
    assert spoken(await parvin.asks(said)) == "fa"


async def test_admins_speak_too(api: StandIn) -> None:
    """Commands of admins, the report of a reload among them, are in the admin's language."""
    admin = api.user(7, "Cleo", "fa")
    stats, report = await admin.asks("/stats"), await admin.asks("/reload")
    await api.edit_of(report)

    assert spoken(stats) == spoken(report) == "fa"
    assert all(PERSIAN.search(version) for version in report.versions)


async def test_choosing(api: StandIn) -> None:
    """A tap on a language makes it the chat's, and its message says so in that language."""
    ada = api.user(1, "Ada", "en")
    offer = await ada.asks("/language")
    assert [button.text for button in offer.buttons] == ["✓ English", "فارسی"]
    await api.answer_to_press(await ada.presses(offer, "فارسی"))
    await api.edit_of(offer)

    assert [button.text for button in offer.buttons] == ["English", "✓ فارسی"]
    assert spoken(offer) == spoken(await ada.asks("/help")) == "fa"
    press = await ada.presses(await ada.asks(QUESTION), forged="source:1:zzzzzzzzzz1")
    assert PERSIAN.search((await api.answer_to_press(press))["text"])


async def test_tapped_twice(api: StandIn) -> None:
    """A tap on the language that is spoken already changes nothing, and nothing is refused."""
    ada = api.user(1)
    offer = await ada.asks("/language")
    presses = [await ada.presses(offer, "English"), await ada.presses(offer, forged="language:tlh")]
    answers = [await api.answer_to_press(press) for press in presses]

    assert ["text" in answer for answer in answers] == [False, True]
    assert not offer.edited
    assert {call.method for call in api.refusals} <= {"getMyCommands"}  # of the admin, who never wrote


@pytest.mark.parametrize("named", ["fa", "FA", "fa-IR", "Persian", "فارسی"])
async def test_named(api: StandIn, named: str) -> None:
    """A language can be named behind the command: by its code, in English or in itself."""
    assert spoken(await api.user(1).asks(f"/language {named}")) == "fa"


async def test_a_message_that_is_gone(api: StandIn) -> None:
    """Where the message with the buttons is gone, the choice is told in a new one."""
    ada = api.user(1)
    offer = await ada.asks("/language")
    button = offer.button("فارسی").data
    old = {"chat": offer.message["chat"], "message_id": offer.id, "date": 0}
    del api.world.messages[ada.id, offer.id]
    [told] = await api.answers_to(await ada.presses_data(old, str(button)))

    assert spoken(told) == "fa"


async def test_groups(api: StandIn) -> None:
    """A group speaks the operator's language until one of its administrators chooses; members cannot."""
    ada, bob = api.user(1, "Ada", "fa"), api.user(2, "Bob", "fa")
    group = api.group("Harbour", ada, bob)
    group.state.members[ada.id] = "administrator"
    refused = await bob.asks("/language fa", group)
    offer = await bob.asks("/language", group)
    notice = await api.answer_to_press(await bob.presses(offer, "فارسی"))

    assert refused.text == notice["text"] == "Only administrators of this group can change that."
    await api.answer_to_press(await ada.presses(offer, "فارسی"))
    await api.edit_of(offer)
    assert spoken(await bob.asks("/help", group)) == "fa"
    assert "مدیران" in (await bob.asks("/forget", group)).text
    [told] = await api.answers_to(await group.says_anonymously("/language en"))
    assert spoken(told) == "en"
    assert spoken(await bob.asks("/privacy")) == "fa"


async def test_privacy_and_forget(tmp_path: Path) -> None:
    """`/privacy` lists what is kept of this chat, a restart keeps it, and `/forget` removes it."""
    archive, index = live_archive(tmp_path), tmp_path / "index"
    async with StandIn() as api:
        ada = api.user(1)
        async with running(built(api, archive, index=index)):
            before = await ada.asks("/privacy")
            await ada.asks(QUESTION)
            asked = await ada.asks("/privacy")
            assert not (index / NAME).exists()
            await ada.asks("/language fa")
        async with running(built(api, archive, index=index)):
            kept = await ada.asks("/privacy")
            await ada.asks("/forget")
            after = await ada.asks("/privacy")

    assert "Last answer: nothing" in before.text
    assert "Last answer: the identifiers of 2 quotes" in asked.text
    assert spoken(kept) == "fa"
    assert "زبان: فارسی" in kept.text
    assert after.text == before.text
    assert b"fa" not in (index / NAME).read_bytes()


async def test_turned_away(archive: LiveArchive) -> None:
    """Who is not answered is told so in their own language."""
    async with StandIn() as api, running(built(api, archive, allowed_chats=frozenset({9}))):
        assert spoken(await api.user(2, "Parvin", "fa").asks("/start")) == "fa"


async def test_menus(archive: LiveArchive) -> None:
    """Each scope has its commands in each language; what is so already is not set again at the next start."""
    settings = {"admins": frozenset({7}), "language": "en"}
    async with StandIn() as api:
        await api.user(7).says("hello")
        async with running(built(api, archive, **settings)):
            pass
        first = len(api.calls("setMyCommands"))
        menus: list[dict[str, Any]] = [call.fields for call in api.calls("setMyCommands")]
        async with running(built(api, archive, **settings)):
            pass
        assert not api.refusals
        profile = {method: api.calls(method) for method in ("setMyDescription", "setMyShortDescription")}
        assert len(api.calls("setMyCommands")) == first == 8

    by_scope = {
        (menu["scope"]["type"], menu.get("language_code")): {
            each["command"]: each["description"] for each in menu["commands"]
        }
        for menu in menus
    }
    assert {scope for scope, _ in by_scope} == {
        "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
    }  # fmt: skip
    for (scope, code), commands in by_scope.items():
        assert bool(PERSIAN.search("".join(commands.values()))) == (code == "fa"), scope
        assert ("reload" in commands) == (scope == "chat")
        assert ("language" in commands) == (scope != "all_group_chats")
    for calls in profile.values():
        assert [call.fields.get("language_code") for call in calls] == [None, "fa"]


async def test_profile_of_the_operator(archive: LiveArchive) -> None:
    """A description the operator wrote at @BotFather stays, and one of ours is brought up to date."""
    async with StandIn() as api:
        api.world.settings["Description", ""] = "Ask the harbour's archive."
        async with running(built(api, archive, language="fa")):
            pass
        short = api.world.settings["ShortDescription", ""]
        async with running(built(api, archive, language="en")):
            pass

        assert api.world.settings["Description", ""] == "Ask the harbour's archive."
        assert PERSIAN.search(short)
        assert not PERSIAN.search(api.world.settings["ShortDescription", ""])


async def test_menu_follows_the_choice(api: StandIn) -> None:
    """A chat that chose a language has its menu in it, until it is forgotten."""
    ada = api.user(1)
    await ada.asks("/language fa")
    [menu] = [call.fields for call in api.calls("setMyCommands") if call.fields["scope"].get("chat_id") == 1]
    await ada.asks("/forget")

    assert PERSIAN.search(menu["commands"][0]["description"])
    assert "reload" not in {each["command"] for each in menu["commands"]}
    assert api.calls("deleteMyCommands")[0].fields["scope"] == {"type": "chat", "chat_id": 1}


@pytest.mark.parametrize("fault", [{"status": 500}, {"retry_after": 3600}, {"torn": True}])
async def test_menus_are_not_needed(archive: LiveArchive, fault: dict[str, Any]) -> None:
    """When menus cannot be set, the bot starts at once and answers."""
    async with StandIn() as api:
        for method in ("getMyCommands", "setMyCommands", "getMyDescription"):
            api.fail_next(method, times=99, **fault)
        async with running(built(api, archive)):
            assert (await api.user(1).asks(QUESTION)).buttons


@pytest.mark.parametrize("public_url", [None, "https://archive.example.org"])
async def test_privacy_tells_of_pages(archive: LiveArchive, public_url: str | None) -> None:
    """Where citations lead to pages of the archive's own, `/privacy` says who could see their readers."""
    async with StandIn() as api, running(built(api, archive, public_url=public_url)):
        told = (await api.user(1).asks("/privacy")).text

    assert ("this archive’s own pages" in told) == (public_url is not None)
