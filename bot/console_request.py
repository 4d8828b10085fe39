"""Telegram's side of a conversation held in one terminal, in place of HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from telegram.request import BaseRequest, RequestData

LOCAL_PERSON = 1
"""Id of whoever sits at the terminal, and of the private chat with them."""

BOT = {
    "id": 2,
    "is_bot": True,
    "first_name": "Opcit",
    "username": "opcit_bot",
    "supports_inline_queries": True,
}

_KNOWN: dict[str, Any] = {
    "getMe": BOT,
    "getMyCommands": [],
    "getMyDescription": {"description": ""},
    "getMyShortDescription": {"short_description": ""},
}
"""What is asked of Telegram and shown to nobody here: a terminal has no menus and no profile."""

_PERSON = {"id": LOCAL_PERSON, "is_bot": False, "first_name": "You"}
_CHAT = {"id": LOCAL_PERSON, "type": "private", "first_name": "You"}


class File(NamedTuple):
    """A file the bot sent."""

    name: str
    content: bytes


class Call(NamedTuple):
    """One call of the Bot API that a person would notice.

    Attributes:
        method: Such as `sendMessage`.
        parameters: As the bot gave them.
        message: The message it made or changed, as Telegram would return it.
        file: What was sent along.
    """

    method: str
    parameters: dict[str, Any]
    message: dict[str, Any]
    file: File | None = None


class ConsoleRequest(BaseRequest):
    """Answers the Bot API's methods as Telegram would for one private chat.

    Args:
        show: Called with each call that changes what a person sees.
    """

    def __init__(self, show: Callable[[Call], None]) -> None:
        self._show = show
        self._messages: dict[int, dict[str, Any]] = {}
        self._files: dict[str, File] = {}
        self._ids = 0

    @property
    def read_timeout(self) -> float | None:
        """None: nobody is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing needs to be opened."""

    async def shutdown(self) -> None:
        """Nothing needs to be closed."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002  # of HTTP; the Bot API's own stands in the address
        request_data: RequestData | None = None,
        *_timeouts: object,
        **_more_timeouts: object,
    ) -> tuple[int, bytes]:
        """The HTTP status and body Telegram would answer with."""
        parameters: dict[str, Any] = request_data.parameters if request_data else {}
        uploads = request_data.multipart_data if request_data and request_data.contains_files else {}
        files = [_file(*upload[:2]) for upload in uploads.values()]
        result = self._result(url.rpartition("/")[2], parameters, files[0] if files else None)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def typed(self, text: str) -> dict[str, Any]:
        """The update Telegram would send for a line a person typed."""
        message = {**self._new_message(_PERSON), "text": text}
        if text.startswith("/"):
            command = text.split(maxsplit=1)[0]
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return {"update_id": self._next_id(), "message": message}

    def typed_inline(self, text: str) -> dict[str, Any]:
        """The update Telegram would send for what a person typed after the bot's name, in whatever chat."""
        query = {"id": str(self._next_id()), "from": _PERSON, "query": text, "offset": ""}
        return {"update_id": self._next_id(), "inline_query": query}

    def pressed(self, message: dict[str, Any], data: str) -> dict[str, Any]:
        """The update Telegram would send for a button under `message`."""
        query = {
            "id": str(self._next_id()),
            "from": _PERSON,
            "message": message,
            "chat_instance": "1",
            "data": data,
        }
        return {"update_id": self._next_id(), "callback_query": query}

    def _result(self, method: str, parameters: dict[str, Any], file: File | None) -> Any:
        if method in _KNOWN:
            return _KNOWN[method]
        if method in {"answerCallbackQuery", "answerInlineQuery"}:
            self._show(Call(method, parameters, {}))
        if method == "sendChatAction" or not method.startswith(("send", "edit")):
            return True
        if method == "sendDocument":
            file = file or self._files[parameters["document"]]
        message = self._changed(parameters) if method.startswith("edit") else self._new_message(BOT)
        message |= self._content(parameters, file)
        self._messages[message["message_id"]] = message
        self._show(Call(method, parameters, message, file))
        return message

    def _changed(self, parameters: dict[str, Any]) -> dict[str, Any]:
        message = dict(self._messages[int(parameters["message_id"])])
        message.pop("reply_markup", None)  # an edit without a keyboard takes it away
        return message

    def _content(self, parameters: dict[str, Any], file: File | None) -> dict[str, Any]:
        content: dict[str, Any] = {
            name: parameters[name] for name in ("text", "caption", "reply_markup") if name in parameters
        }
        if file and "photo" not in parameters:
            name = f"file-{file.name}"
            self._files[name] = file
            content["document"] = {
                "file_id": name,
                "file_unique_id": name,
                "file_name": file.name,
                "file_size": len(file.content),
            }
        return content

    def _new_message(self, sender: dict[str, Any]) -> dict[str, Any]:
        return {"message_id": self._next_id(), "date": int(time.time()), "from": sender, "chat": _CHAT}

    def _next_id(self) -> int:
        self._ids += 1
        return self._ids


def _file(name: str, content: Any) -> File:
    return File(name, content if isinstance(content, bytes) else content.read())
