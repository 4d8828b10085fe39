"""What the bot sends is kept, changed and answered as in Telegram."""

from __future__ import annotations

import json

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile

from standin import StandIn
from standin_client import Client, keyboard
from standin_people import Person

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


async def test_text_is_stored_as_telegram_stores_it(client: Client, ada: Person) -> None:
    """Rule: what arrives is trimmed and cleaned, with entities extracted and links to bare hosts dropped."""
    text = " <b>a\tb</b>\u202e <a href='http://localhost/'>c</a> <a href='https://d.example'>d</a>\n"
    result = await client.result("sendMessage", chat_id=7, text=text, parse_mode="HTML")
    [message] = client.api.messages
    assert result["text"] == message.text == "a b c d"
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities] == [
        ("bold", 0, 3),
        ("text_link", 6, 1),
    ]
    assert message.links == ["https://d.example/"]
    assert message.html == text


async def test_longest_message_passes(client: Client, ada: Person) -> None:
    """Rule: 4096 characters after parsing are allowed, whatever the markup adds."""
    await client.result("sendMessage", chat_id=7, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML")


async def test_replies_and_quotes(client: Client, ada: Person) -> None:
    """Rule: a reply names its message; a quote must stand in it; a lost original may be allowed."""
    event = await ada.says("who signed it?")
    reply = {"message_id": event.message_id, "quote": "signed"}
    result = await client.result("sendMessage", chat_id=7, text="x", reply_parameters=reply)
    assert result["quote"] == {"text": "signed", "position": 4, "is_manual": True}
    assert client.api.messages[0].reply_to == event.message_id
    reply["quote"] = "sang"
    words = "400 Bad Request: QUOTE_TEXT_INVALID"
    assert await client.refusal("sendMessage", chat_id=7, text="x", reply_parameters=reply) == words
    lost = {"message_id": 9999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await client.result(
        "sendMessage", chat_id=7, text="x", reply_parameters=lost
    )


async def test_edits(client: Client, ada: Person) -> None:
    """Rule: only the bot's own, existing messages change, and only to something else."""
    sent = await client.result("sendMessage", chat_id=7, text="one", reply_markup=keyboard(callback_data="a"))
    place = {"chat_id": 7, "message_id": sent["message_id"]}
    same = {"text": "one", "reply_markup": keyboard(callback_data="a")}
    assert await client.refusal("editMessageText", **place, **same) == f"400 Bad Request: {NOT_MODIFIED}"
    await client.result("editMessageText", **place, text="two")
    [message] = client.api.messages
    assert (message.text, message.versions, message.edited, message.buttons) == ("two", ["one", "two"], 1, [])
    unknown = {"chat_id": 7, "message_id": 9999, "text": "x"}
    assert await client.refusal("editMessageText", **unknown) == "400 Bad Request: message to edit not found"
    event = await ada.says("mine")
    theirs = {"chat_id": 7, "message_id": event.message_id, "text": "x"}
    assert await client.refusal("editMessageText", **theirs) == "400 Bad Request: message can't be edited"
    await client.result("deleteMessage", **place)
    assert message.deleted
    assert await client.refusal("deleteMessage", **place) == "400 Bad Request: message to delete not found"


async def test_documents(client: Client, ada: Person) -> None:
    """Rule: uploads arrive byte for byte, are fetched again, and are refused empty or with a long caption."""
    form = aiohttp.FormData({"chat_id": "7", "caption": "<i>cap</i>", "parse_mode": "HTML"})
    form.add_field("document", b"\x00bytes", filename="a.txt", content_type="text/plain")
    url = f"{client.api.base_url}/bot{client.api.token}/sendDocument"
    async with client.session.post(url, data=form) as response:
        sent = (await response.json())["result"]["document"]
    [message] = client.api.messages
    assert message.document is not None
    assert (message.document.data, message.document.name, message.text) == (b"\x00bytes", "a.txt", "cap")
    place = (await client.result("getFile", file_id=sent["file_id"]))["file_path"]
    async with client.session.get(f"{client.api.base_url}/file/bot{client.api.token}/{place}") as response:
        assert await response.read() == b"\x00bytes"
    again = {"chat_id": 7, "document": sent["file_id"], "caption": "x" * 1025}
    assert await client.refusal("sendDocument", **again) == "400 Bad Request: message caption is too long"
    assert (await client.refusal("sendDocument", chat_id=7, document="made up")).startswith("400")


async def test_button_presses(client: Client, ada: Person) -> None:
    """Rule: a press names its message and data; it is answered once known, and not when unknown or old."""
    await client.result("sendMessage", chat_id=7, text="x", reply_markup=keyboard(callback_data="go:1"))
    press = await ada.presses(client.api.messages[0], "Go")
    assert press.content["data"] == "go:1"
    await client.result("answerCallbackQuery", callback_query_id=press.query_id, text="done")
    assert (await client.api.answer_to_press(press))["text"] == "done"
    words = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert await client.refusal("answerCallbackQuery", callback_query_id="5") == words
    client.api.world.query_lifetime = 0
    assert await client.refusal("answerCallbackQuery", callback_query_id=press.query_id) == words
    with pytest.raises(AssertionError, match=r"no button 'Stay'; there are .*Go"):
        await ada.presses(client.api.messages[0], "Stay")


async def test_inline_queries(client: Client, ada: Person) -> None:
    """Rule: inline results are checked like messages, their ids unique and short, fifty at most."""
    query = await ada.asks_inline("who?")
    article = {"type": "article", "id": "1", "title": "t", "input_message_content": {"message_text": "x"}}
    call = {"inline_query_id": query.query_id}
    double = await client.refusal("answerInlineQuery", **call, results=[article, article])
    assert double == "400 Bad Request: RESULT_ID_DUPLICATE"
    many = [{**article, "id": str(number)} for number in range(51)]
    assert (
        await client.refusal("answerInlineQuery", **call, results=many) == "400 Bad Request: RESULTS_TOO_MUCH"
    )
    await client.result("answerInlineQuery", **call, results=[article])
    assert (await client.api.answer_to_press(query))["results"] == [article]


async def test_forms_and_queries_are_read_too(client: Client, ada: Person) -> None:
    """Rule: fields may come as a form or in the address, numbers and objects as text."""
    url = f"{client.api.base_url}/bot{client.api.token}/sendMessage"
    fields = {"chat_id": "7", "text": "123", "reply_markup": json.dumps(keyboard(callback_data="a"))}
    async with client.session.post(url, data=fields) as response:
        assert (await response.json())["result"]["text"] == "123"
    async with client.session.get(url, params={**fields, "disable_notification": "true"}) as response:
        assert response.status == 200
    async with client.session.post(url, data={**fields, "reply_markup": "{"}) as response:
        assert (await response.json())["description"] == "Bad Request: can't parse reply_markup JSON object"


async def test_a_real_client_library_gets_along(api: StandIn) -> None:
    """Rule: python-telegram-bot sends, edits, uploads, polls and downloads as it does with Telegram."""
    ada = api.user(7, "Ada")
    await ada.says("/start")
    async with Bot(api.token, f"{api.base_url}/bot", f"{api.base_url}/file/bot") as bot:
        [update] = await bot.get_updates(timeout=1)
        assert update.message is not None
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
        sent = await update.message.reply_html("<b>hi</b>", reply_markup=markup, do_quote=True)
        await sent.edit_text("changed")
        document = await update.message.reply_document(InputFile(b"abc", "a.txt"), caption="file")
        assert document.document is not None
        file = await document.document.get_file()
        assert bytes(await file.download_as_bytearray()) == b"abc"
        assert await bot.set_my_commands([("help", "what I can do")])
    assert [message.versions for message in api.messages] == [["hi", "changed"], ["file"]]
    assert api.refusals == []
