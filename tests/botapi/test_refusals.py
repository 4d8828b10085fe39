"""The stand-in refuses what Telegram refuses, in Telegram's words."""

from __future__ import annotations

from typing import Any

import pytest

from standin_client import Client, keyboard
from standin_people import Person

JSON = dict[str, Any]
REFUSED = [
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "text must be non-empty"),
    ({"text": "\u200f\u200b"}, "text must be non-empty"),
    ({"text": "x" * 4097}, "message is too long"),
    ({"text": "😀" * 2049}, "message is too long"),
    ({"text": "<b></b>" * 5000 + "x", "parse_mode": "HTML"}, "text is too long"),
    (
        {"text": "<p>x</p>", "parse_mode": "HTML"},
        'can\'t parse entities: Unsupported start tag "p" at byte offset 0',
    ),
    (
        {"text": "<b>x", "parse_mode": "html"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    ({"parse_mode": "HTLM"}, "unsupported parse_mode"),
    ({"chat_id": 404}, "chat not found"),
    ({"chat_id": "@nobody"}, "chat not found"),
    ({"chat_id": [7]}, 'field "chat_id" must be of type Integer, not [7] (in sendMessage)'),
    ({"colour": "red"}, 'there is no field "colour" (in sendMessage)'),
    (
        {"link_preview_options": {"is_disabled": "yes"}},
        'field "link_preview_options.is_disabled" must be of type Boolean',
    ),
    ({"reply_parameters": {"message_id": 9999}}, "message to be replied not found"),
    ({"reply_markup": keyboard(callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
    ({"reply_markup": keyboard(callback_data="ё" * 33)}, "BUTTON_DATA_INVALID"),
    ({"reply_markup": keyboard(copy_text={"text": "x" * 257})}, "BUTTON_COPY_TEXT_INVALID"),
    (
        {"reply_markup": keyboard()},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"reply_markup": keyboard(callback_data="x", url="http://a.b")},
        "can't parse inline keyboard button: exactly one action is allowed, not callback_data, url",
    ),
    (
        {"reply_markup": keyboard(url="http://localhost:8080/")},
        "inline keyboard button URL 'http://localhost:8080/' is invalid: Wrong HTTP URL",
    ),
    (
        {"reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 8] * 13}},
        "reply markup is too long",
    ),
    (
        {"entities": [{"type": "bold", "offset": 0, "length": 100}]},
        "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
    ),
]


@pytest.mark.parametrize(("fields", "words"), REFUSED, ids=[words[:40] for _, words in REFUSED])
async def test_bad_messages_are_refused(client: Client, ada: Person, fields: JSON, words: str) -> None:
    """Rule: what Telegram would not send is refused with its status and words, and nothing is sent."""
    refusal = await client.refusal("sendMessage", **{"chat_id": ada.id, "text": "x", **fields})
    assert refusal.removeprefix("400 Bad Request: ").startswith(words)
    assert client.api.messages == []
    assert [call.method for call in client.api.refusals] == ["sendMessage"]


async def test_required_fields_are_asked_for(client: Client, ada: Person) -> None:
    """Rule: a call without a required field is refused with Telegram's words for that field."""
    assert await client.refusal("sendMessage", text="x") == "400 Bad Request: chat_id is empty"
    assert await client.refusal("sendMessage", chat_id=7) == "400 Bad Request: message text is empty"
    assert (
        await client.refusal("sendDocument", chat_id=7)
        == "400 Bad Request: there is no document in the request"
    )


async def test_tokens_and_methods_are_checked(client: Client) -> None:
    """Rule: a wrong token is a 401, no token and no such method a 404; names of methods ignore case."""
    assert await client("getMe", token="1:wrong") == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    assert (await client("getMe", token="nothing"))[0] == 404
    assert (await client("sendTelepathy"))[0] == 404
    assert (await client.result("GETME"))["username"] == "OpcitTestBot"


async def test_strangers_and_blockers_cannot_be_written_to(client: Client, ada: Person) -> None:
    """Rule: no writing to those who never wrote or who blocked the bot; unblocking helps."""
    client.api.user(8)
    words = "403 Forbidden: bot can't initiate conversation with a user"
    assert await client.refusal("sendMessage", chat_id=8, text="x") == words
    event = await ada.blocks()
    assert event.content["new_chat_member"]["status"] == "kicked"
    words = "403 Forbidden: bot was blocked by the user"
    assert await client.refusal("sendMessage", chat_id=7, text="x") == words
    await ada.unblocks()
    await client.result("sendMessage", chat_id=7, text="x")


async def test_groups_migrate_and_throw_the_bot_out(client: Client, ada: Person) -> None:
    """Rule: an old group's id refuses and names the new one; a group the bot was removed from refuses."""
    group = client.api.group("Readers", ada, kind="group")
    await client.result("sendMessage", chat_id=group.id, text="x")
    new = await group.migrates()
    status, body = await client("sendMessage", chat_id=group.id, text="x")
    assert (status, body["parameters"]) == (400, {"migrate_to_chat_id": new.id})
    await client.result("sendMessage", chat_id=new.id, text="x")
    await ada.removes_bot(new)
    words = "403 Forbidden: bot was kicked from the supergroup chat"
    assert await client.refusal("sendMessage", chat_id=new.id, text="x") == words


async def test_profile_and_commands(client: Client, ada: Person) -> None:
    """Rule: names and commands are kept a scope and language each, within their limits."""
    commands = [{"command": "help", "description": "what I can do"}]
    await client.result("setMyCommands", commands=commands, language_code="fa")
    assert await client.result("getMyCommands", language_code="fa") == commands
    assert await client.result("getMyCommands") == []
    await client.result("deleteMyCommands", language_code="fa")
    assert await client.result("getMyCommands", language_code="fa") == []
    bad = [{"command": "Help!", "description": "x"}]
    assert await client.refusal("setMyCommands", commands=bad) == "400 Bad Request: BOT_COMMAND_INVALID"
    await client.result("setMyShortDescription", short_description="quotes")
    assert await client.result("getMyShortDescription") == {"short_description": "quotes"}
    assert (await client.refusal("setMyName", name="x" * 65)).startswith("400")
    chat = {"type": "chat", "chat_id": 404}
    assert (
        await client.refusal("setMyCommands", commands=commands, scope=chat)
        == "400 Bad Request: chat not found"
    )


async def test_chats_and_members(client: Client, ada: Person) -> None:
    """Rule: chats and members are described as in Telegram; leaving a group ends writing there."""
    group = client.api.group("Readers", ada)
    assert (await client.result("getChat", chat_id=group.id))["title"] == "Readers"
    assert (await client.result("getChatMember", chat_id=group.id, user_id=7))["status"] == "member"
    await client.result("leaveChat", chat_id=group.id)
    assert (await client.refusal("sendMessage", chat_id=group.id, text="x")).startswith("403")
    words = "400 Bad Request: wrong parameter action in request"
    assert await client.refusal("sendChatAction", chat_id=7, action="sleeping") == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "http://bot.example/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://bot.example:9000/"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://bot.example/", "secret_token": "ä"}, "secret token contains unallowed characters"),
    ],
)
async def test_bad_webhooks_are_refused(client: Client, fields: JSON, words: str) -> None:
    """Rule: a webhook needs HTTPS, one of four ports, and a plain secret."""
    assert await client.refusal("setWebhook", **fields) == f"400 Bad Request: {words}"
