"""What each Bot API method does in the stand-in's world."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from standin_content import caption_content, formatted, keyboard, text_content
from standin_delivery import Delivery
from standin_schema import RefusalError, Upload
from standin_world import TOO_OLD, ChatState, World, without_reply
from telegram_entities import utf16_length

JSON = dict[str, Any]
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
LARGEST_DOWNLOAD, LARGEST_UPLOAD, LARGEST_PHOTO = 20 << 20, 50 << 20, 10 << 20  # bytes
LONGEST_ALERT = 200
MOST_RESULTS = 50
LONGEST_NAMES = {"Name": 64, "Description": 512, "ShortDescription": 120}
MOST_COMMANDS = 100
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip
Uploads = Mapping[str, Upload]


class Methods:
    """The methods by name; those that are not here answer True once their fields are right."""

    def __init__(self, world: World, delivery: Delivery) -> None:
        self.world = world
        self.delivery = delivery

    async def call(self, method: str, fields: JSON, uploads: Uploads) -> Any:
        """Return a method's result; raise the RefusalError Telegram would give."""
        asynchronous: dict[str, Callable[[JSON], Awaitable[Any]]] = {
            "getUpdates": self.delivery.updates,
            "setWebhook": self.delivery.set_webhook,
            "deleteWebhook": lambda fields: self.delivery.set_webhook({**fields, "url": ""}),
        }
        if method in asynchronous:
            return await asynchronous[method](fields)
        if method in {"sendDocument", "sendPhoto"}:
            return self._send_file(method.removeprefix("send").lower(), fields, uploads)
        noun = re.fullmatch(r"(set|get)My(Name|Description|ShortDescription)", method)
        if noun:
            return self._profile(noun[1], noun[2], fields)
        own = getattr(self, "_" + re.sub(r"(?=[A-Z])", "_", method).lower(), None)
        return own(fields) if own else True

    def _get_me(self, fields: JSON) -> JSON:
        return self.world.me

    def _get_webhook_info(self, fields: JSON) -> JSON:
        return self.delivery.webhook_info()

    def _send_message(self, fields: JSON) -> JSON:
        chat = self.world.chat(fields["chat_id"])
        return self._sent(chat, fields, text_content(fields))

    def _send_file(self, kind: str, fields: JSON, uploads: Uploads) -> JSON:
        chat = self.world.chat(fields["chat_id"])
        largest = LARGEST_PHOTO if kind == "photo" else LARGEST_UPLOAD
        upload = self._upload(fields[kind], uploads, largest)
        content = caption_content(fields)
        about = self.world.new_file(upload)
        if kind == "photo":
            content["photo"] = [{**about, "width": 1, "height": 1}]
        else:
            content["document"] = {**about, "file_name": upload.name, "mime_type": upload.mime_type}
        return self._sent(chat, fields, content)

    def _upload(self, value: str, uploads: Uploads, largest: int) -> Upload:
        if value in self.world.files:
            return self.world.files[value]
        if not value.startswith("attach://"):
            reason = (
                "failed to get HTTP URL content"
                if "://" in value
                else "wrong remote file identifier specified"
            )
            raise RefusalError(400, f"Bad Request: {reason}")
        upload = uploads[value.removeprefix("attach://")]
        if not upload.data:
            raise RefusalError(400, "Bad Request: file must be non-empty")
        if len(upload.data) > largest:
            raise RefusalError(413, "Request Entity Too Large")
        return upload

    def _sent(self, chat: ChatState, fields: JSON, content: JSON) -> JSON:
        reply = self._reply(chat, fields.get("reply_parameters"))
        content = {**content, **keyboard(fields), **reply, **self.world.thread(chat, fields)}
        sender = {"sender_chat": chat.about} if chat.type == "channel" else {"from": self.world.bot}
        return self.world.new_message(chat, {**sender, **content})

    def _reply(self, chat: ChatState, parameters: JSON | None) -> JSON:
        if not parameters:
            return {}
        chat_id = parameters.get("chat_id", chat.id)
        original = self.world.messages.get((chat_id, parameters["message_id"]))
        if original is None:
            if parameters.get("allow_sending_without_reply"):
                return {}
            raise RefusalError(400, "Bad Request: message to be replied not found")
        reply: JSON = {"reply_to_message": without_reply(original)}
        if "quote" in parameters:
            quote = formatted(parameters["quote"], parameters.get("quote_parse_mode", ""), None).text
            text = str(original.get("text", original.get("caption", "")))
            if not quote or quote not in text or utf16_length(quote) > 1024:
                raise RefusalError(400, "Bad Request: QUOTE_TEXT_INVALID")
            reply["quote"] = {
                "text": quote,
                "position": utf16_length(text[: text.index(quote)]),
                "is_manual": True,
            }
        return reply

    def _edited(self, message: JSON, content: JSON, replaced: set[str]) -> JSON:
        kept = {key: value for key, value in message.items() if key not in replaced | {"edit_date"}}
        changed = {**kept, **content}
        if changed == {key: value for key, value in message.items() if key != "edit_date"}:
            raise RefusalError(400, f"Bad Request: {NOT_MODIFIED}")
        message.clear()
        message.update(changed, edit_date=self.world.now())
        return message

    def _edit_message_text(self, fields: JSON) -> JSON:
        message = self.world.own_message(fields)
        if "text" not in message:
            raise RefusalError(400, "Bad Request: there is no text in the message to edit")
        content = {**text_content(fields), **keyboard(fields)}
        return self._edited(message, content, {"text", "entities", "link_preview_options", "reply_markup"})

    def _edit_message_caption(self, fields: JSON) -> JSON:
        message = self.world.own_message(fields)
        if "text" in message:
            raise RefusalError(400, "Bad Request: there is no caption in the message to edit")
        content = {**caption_content(fields), **keyboard(fields)}
        return self._edited(message, content, {"caption", "caption_entities", "reply_markup"})

    def _edit_message_reply_markup(self, fields: JSON) -> JSON:
        return self._edited(self.world.own_message(fields), keyboard(fields), {"reply_markup"})

    def _delete_message(self, fields: JSON) -> bool:
        chat = self.world.chat(fields["chat_id"])
        message = self.world.messages.get((chat.id, fields["message_id"]))
        if message is None:
            raise RefusalError(400, "Bad Request: message to delete not found")
        if chat.type != "private" and message.get("from", {}).get("id") != self.world.bot["id"]:
            raise RefusalError(400, "Bad Request: message can't be deleted")
        del self.world.messages[chat.id, fields["message_id"]]
        return True

    def _send_chat_action(self, fields: JSON) -> bool:
        self.world.chat(fields["chat_id"])
        if fields["action"] not in ACTIONS:
            raise RefusalError(400, "Bad Request: wrong parameter action in request")
        return True

    def _answer_callback_query(self, fields: JSON) -> bool:
        query = self.world.query(fields["callback_query_id"])
        if utf16_length(fields.get("text", "")) > LONGEST_ALERT:
            raise RefusalError(400, "Bad Request: MESSAGE_TOO_LONG")
        query.answers.append(fields)
        return True

    def _answer_inline_query(self, fields: JSON) -> bool:
        query = self.world.query(fields["inline_query_id"])
        if query.answers:
            raise RefusalError(400, f"Bad Request: {TOO_OLD}")
        check_results(fields)
        query.answers.append(fields)
        return True

    def _get_file(self, fields: JSON) -> JSON:
        upload = self.world.files.get(fields["file_id"])
        if upload is None:
            raise RefusalError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(upload.data) > LARGEST_DOWNLOAD:
            raise RefusalError(400, "Bad Request: file is too big")
        return {
            "file_id": fields["file_id"],
            "file_unique_id": "AgAD" + fields["file_id"][-6:],
            "file_size": len(upload.data),
            "file_path": "documents/" + fields["file_id"],
        }

    def _profile(self, verb: str, noun: str, fields: JSON) -> Any:
        key = re.sub(r"(?<=.)(?=[A-Z])", "_", noun).lower()
        place = (noun, language_of(fields))
        if verb == "get":
            default = self.world.bot["first_name"] if noun == "Name" else ""
            return {key: self.world.settings.get(place, default)}
        if utf16_length(fields.get(key, "")) > LONGEST_NAMES[noun]:
            raise RefusalError(400, f"Bad Request: {key.replace('_', ' ')} is too long")
        self.world.settings[place] = fields.get(key, "")
        return True

    def _set_my_commands(self, fields: JSON) -> bool:
        if len(fields["commands"]) > MOST_COMMANDS:
            raise RefusalError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for command in fields["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise RefusalError(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= utf16_length(command["description"]) <= 256:
                raise RefusalError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.world.settings["Commands", self._scope(fields)] = fields["commands"]
        return True

    def _get_my_commands(self, fields: JSON) -> Any:
        return self.world.settings.get(("Commands", self._scope(fields)), [])

    def _delete_my_commands(self, fields: JSON) -> bool:
        self.world.settings.pop(("Commands", self._scope(fields)), None)
        return True

    def _scope(self, fields: JSON) -> str:
        scope = fields.get("scope") or {"type": "default"}
        if "chat_id" in scope:
            self.world.chat(scope["chat_id"])
        return json.dumps(scope, sort_keys=True) + language_of(fields)

    def _get_chat(self, fields: JSON) -> JSON:
        gifts = (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        )
        return {
            **self.world.chat(fields["chat_id"]).about,
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts, False),
        }

    def _get_chat_member(self, fields: JSON) -> JSON:
        chat = self.world.chat(fields["chat_id"])
        user = self.world.users.get(fields["user_id"])
        if user is None:
            raise RefusalError(400, "Bad Request: invalid user_id specified")
        return member(user, chat.members.get(fields["user_id"], "left"))

    def _get_chat_administrators(self, fields: JSON) -> list[JSON]:
        chat = self.world.chat(fields["chat_id"])
        if chat.type == "private":
            raise RefusalError(400, "Bad Request: there are no administrators in the private chat")
        known = {person: status for person, status in chat.members.items() if person in self.world.users}
        people = {person: status for person, status in known.items() if person != self.world.bot["id"]}
        leading = {"creator", "administrator"}
        return [
            member(self.world.users[each], status) for each, status in people.items() if status in leading
        ]

    def _leave_chat(self, fields: JSON) -> bool:
        chat = self.world.chat(fields["chat_id"])
        chat.barred = f"bot is not a member of the {chat.type} chat"
        return True


def check_results(fields: JSON) -> None:
    """Raise a RefusalError for inline results that Telegram would not take."""
    results = fields["results"]
    identifiers = [result["id"] for result in results]
    if len(results) > MOST_RESULTS:
        raise RefusalError(400, "Bad Request: RESULTS_TOO_MUCH")
    if not all(1 <= len(identifier.encode()) <= 64 for identifier in identifiers):
        raise RefusalError(400, "Bad Request: RESULT_ID_INVALID")
    if len(set(identifiers)) < len(identifiers):
        raise RefusalError(400, "Bad Request: RESULT_ID_DUPLICATE")
    if len(fields.get("next_offset", "").encode()) > 64:
        raise RefusalError(400, "Bad Request: NEXT_OFFSET_INVALID")
    if "button" in fields:
        check_results_button(fields["button"])
    for result in results:
        if result["type"] == "article" and not result["title"].strip():
            raise RefusalError(400, "Bad Request: ARTICLE_TITLE_EMPTY")
        chosen(result)


def chosen(result: JSON) -> JSON:
    """Return the content of the message that an inline result sends; raise a RefusalError for a bad one."""
    content = result.get("input_message_content")
    if content is None or "message_text" not in content:
        raise RefusalError(400, "Bad Request: input message content is not specified")
    return {**text_content({**content, "text": content["message_text"]}), **keyboard(result)}


def check_results_button(button: JSON) -> None:
    """Raise a RefusalError for a button above inline results that Telegram would not take."""
    if not button["text"].strip():
        raise RefusalError(400, "Bad Request: can't parse inline query results button: no text")
    if ("start_parameter" in button) == ("web_app" in button):
        raise RefusalError(400, "Bad Request: can't parse inline query results button: exactly one action")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "web_app")):
        raise RefusalError(400, "Bad Request: START_PARAM_INVALID")


def language_of(fields: JSON) -> str:
    """Return the language a setting is for; raise a RefusalError for what is not a two-letter code."""
    language = fields.get("language_code", "")
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise RefusalError(400, "Bad Request: invalid language code specified")
    return str(language)


def member(user: JSON, status: str) -> JSON:
    """Return a ChatMember: "creator", "administrator", "member", "left" or "kicked"."""
    about: JSON = {"status": status, "user": user}
    if status == "creator":
        about["is_anonymous"] = False
    elif status == "kicked":
        about["until_date"] = 0
    elif status == "administrator":
        about |= dict.fromkeys(RIGHTS, False)
    return about
