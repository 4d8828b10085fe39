"""Updates reach the bot as Telegram delivers them."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from standin import StandIn
from standin_client import Client
from standin_delivery import SECRET_HEADER
from standin_people import Person


async def test_long_polling_waits_and_confirms(client: Client, ada: Person) -> None:
    """Rule: getUpdates waits, wakes for an update, and repeats it until an offset confirms it."""
    poll = asyncio.create_task(client.result("getUpdates", timeout=5))
    await client.api.delivery.polling.wait()
    first = await ada.says("one")
    assert [update["message"]["text"] for update in await poll] == ["one"]
    second = await ada.says("two")
    assert second.id == first.id + 1
    assert second.message_id > first.message_id
    assert len(await client.result("getUpdates")) == 2
    assert len(await client.result("getUpdates", limit=1)) == 1
    [left] = await client.result("getUpdates", offset=second.id)
    assert left["update_id"] == second.id
    assert client.api.delivery.confirmed == [first.id]
    started = asyncio.get_running_loop().time()
    assert await client.result("getUpdates", offset=second.id + 1, timeout=1) == []
    assert asyncio.get_running_loop().time() - started >= 0.9


async def test_negative_offset_forgets_the_rest(client: Client, ada: Person) -> None:
    """Rule: offset -1 leaves the last update only."""
    events = [await ada.says(text) for text in "abc"]
    assert [update["update_id"] for update in await client.result("getUpdates", offset=-1)] == [events[-1].id]
    assert client.api.delivery.confirmed == [event.id for event in events[:-1]]


async def test_only_wanted_kinds_are_delivered(client: Client, ada: Person) -> None:
    """Rule: allowed_updates holds for updates that come later, until it is changed."""
    await client.result("getUpdates", allowed_updates=["callback_query"])
    event = await ada.says("x")
    assert await client.result("getUpdates") == []
    assert client.api.delivery.withheld == [event.update]


async def test_two_pollers_conflict(client: Client, ada: Person) -> None:
    """Rule: the older of two polls ends with a 409."""
    older = asyncio.create_task(client.refusal("getUpdates", timeout=5))
    await client.api.delivery.polling.wait()
    await client.result("getUpdates")
    assert (await older).startswith("409 Conflict: terminated by other getUpdates request")


async def test_an_update_can_come_twice(client: Client, ada: Person) -> None:
    """Rule: `push(times=2)` delivers one update_id two times."""
    event = await ada.says("x")
    again = await client.api.push(event.update, times=2)
    ids = [update["update_id"] for update in await client.result("getUpdates")]
    assert ids == [event.id] * 3 == [again.id] * 3


async def test_updates_telegram_would_not_send_are_mistakes(api: StandIn) -> None:
    """Rule: a test cannot push an update that the description does not allow, unless it says so."""
    with pytest.raises(AssertionError, match='can\'t find field "chat"'):
        await api.push({"message": {"message_id": 1, "date": 1}})
    await api.push({"message": {"message_id": 1, "date": 1}}, valid=False)


async def test_everything_people_do_is_a_valid_update(client: Client, ada: Person) -> None:
    """Rule: each way to act in the stand-in makes an update of the kind Telegram sends for it."""
    api = StandIn(privacy=False)
    eve, group, channel = api.user(9, "Eve"), api.group("Readers"), api.channel("News")
    said = await eve.says("/ask@OpcitTestBot who?", chat=group)
    assert said.content["entities"] == [{"type": "bot_command", "offset": 0, "length": 17}]
    events = [
        await eve.edits(said, "what?"),
        await channel.posts("news"),
        await group.says_anonymously("/reload"),
        await group.hears_channel(channel, "hello"),
        await eve.forwards("/reload", of=ada),
        await eve.forwards("x"),
        await eve.uploads("a.txt", b"x", caption="see"),
        await eve.polls("Which?", "this", "that"),
        await eve.blocks(),
        await eve.unblocks(),
        await eve.adds_bot(group),
        await eve.sends(location={"latitude": 1.0, "longitude": 2.0}),
    ]
    assert [event.kind for event in events] == [
        "edited_message", "channel_post", "message", "message", "message", "message", "message", "message",
        "my_chat_member", "my_chat_member", "my_chat_member", "message",
    ]  # fmt: skip
    anonymous = events[2].content
    assert (anonymous["from"]["id"], anonymous["sender_chat"]["id"]) == (1087968824, group.id)


async def test_privacy_mode_keeps_group_talk_from_the_bot(client: Client, ada: Person) -> None:
    """Rule: in a group only commands for the bot and replies to it reach it, unless privacy mode is off."""
    group = client.api.group("Readers", ada)
    await client.result("sendMessage", chat_id=group.id, text="x")
    for text in ("hello", "@OpcitTestBot hello", "/ask@OtherBot who?"):
        await ada.says(text, chat=group)
    await ada.says("/ask who?", chat=group)
    await ada.says("/ask@opcittestbot who?", chat=group)
    await ada.says("and then?", chat=group, reply_to=client.api.messages[0])
    texts = [update["message"]["text"] for update in await client.result("getUpdates")]
    assert texts == ["/ask who?", "/ask@opcittestbot who?", "and then?"]


async def test_webhook(client: Client, ada: Person) -> None:
    """Rule: updates are posted in order, with the secret, until answered 2xx; polling is refused."""
    seen: list[tuple[str, int]] = []

    async def hook(request: web.Request) -> web.Response:
        update = await request.json()
        seen.append((request.headers.get(SECRET_HEADER, ""), update["update_id"]))
        return web.Response(status=500 if len(seen) == 1 else 200)

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    client.api.delivery.proxy = f"http://127.0.0.1:{runner.addresses[0][1]}"
    await client.result("setWebhook", url="https://bot.example/hook", secret_token="s3cret")
    first, second = await ada.says("one"), await ada.says("two")
    await client.api.delivery.until_quiet(5)
    assert seen == [("s3cret", first.id), ("s3cret", first.id), ("s3cret", second.id)]
    assert [post.status for post in client.api.delivery.posts] == [500, 200, 200]
    assert (await client.refusal("getUpdates")).startswith("409 Conflict: can't use getUpdates method")
    assert (await client.result("getWebhookInfo"))["url"] == "https://bot.example/hook"
    await client.result("deleteWebhook")
    assert (await client.result("getWebhookInfo"))["url"] == ""
    assert await client.result("getUpdates") == []
    await runner.cleanup()
