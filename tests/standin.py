"""A strict stand-in for Telegram's Bot API server, on the loopback, for end-to-end tests.

It refuses what Telegram refuses, in Telegram's words, stores what is sent as Telegram stores it, and checks
every call and every update against the published description of the Bot API. A test reads like this::

    async with StandIn() as api:
        ...                                       # start the bot with api.base_url and api.token
        ada = api.user(7, "Ada")
        question = await ada.says("Who signed it?")
        [answer] = await api.answers_to(question)
        press = await ada.presses(answer, "Source")
        assert (await api.answer_to_press(press))["text"]
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, Self

from aiohttp import web

from standin_delivery import Delivery
from standin_faults import Fault, Faults
from standin_http import broken, junk, refused, request_fields, too_many, torn
from standin_methods import Methods
from standin_people import Chat, Person
from standin_schema import RefusalError, description
from standin_views import PATIENCE, Call, Event, SentMessage
from standin_world import ChatState, World
from telegram_entities import Entity, Parsed

JSON = dict[str, Any]
TOKEN = "1234567890:" + "AAtestTESTtest-TESTtest_TESTtestTES"
BOT_FLAGS = (
    "can_connect_to_business", "has_main_web_app", "has_topics_enabled", "allows_users_to_create_topics",
    "can_manage_bots", "supports_guest_queries", "supports_join_request_queries",
)  # fmt: skip
SERVICE_FIELDS = ("migrate_", "new_chat_", "left_chat_", "pinned_")
LARGEST_REQUEST = 60 << 20  # bytes; the limits of the methods are below it
GLANCE = 0.005  # seconds between two looks at what is awaited
SENDING = {"sendMessage", "sendDocument", "sendPhoto"}
EDITING = {"editMessageText", "editMessageCaption", "editMessageReplyMarkup"}


class StandIn:
    """The server, the people who use it, and the record of what the bot did."""

    def __init__(
        self, token: str = TOKEN, username: str = "OpcitTestBot", *, privacy: bool = True, port: int = 0
    ) -> None:
        """Make a stand-in; `privacy` is the bot's privacy mode in groups, `port` 0 any free port."""
        self.token = token
        self.privacy = privacy
        self.sent: list[Call] = []  # every call but getUpdates
        self.messages: list[SentMessage] = []
        self.delivery = Delivery()
        self.faults = Faults()
        flags = dict.fromkeys(BOT_FLAGS, False) | {
            "can_join_groups": True,
            "can_read_all_group_messages": not privacy,
            "supports_inline_queries": True,
        }
        bot_id = int(token.partition(":")[0])
        bot: JSON = {"id": bot_id, "is_bot": True, "first_name": "Opcit", "username": username, **flags}
        self.world = World(bot)
        self._methods = Methods(self.world, self.delivery)
        self._description = description()
        self._port = port
        self._group_ids = iter(range(-1, -1000, -1))

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.delivery.stop()
        await self._runner.cleanup()

    async def _open(self) -> None:
        app = web.Application(client_max_size=LARGEST_REQUEST)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Be out of reach for the time of a block: connections are cut and refused; nothing is forgotten."""
        await self._runner.cleanup()
        try:
            yield
        finally:
            await self._open()

    @property
    def base_url(self) -> str:
        """Return the root; the bot appends /bot<token>/<method>."""
        return f"http://127.0.0.1:{self._port}"

    # People and chats

    def user(self, user_id: int, first_name: str = "Ada", language_code: str = "en", **about: Any) -> Person:
        """Return a person; their private chat with the bot exists once they have written."""
        known = {"id": user_id, "is_bot": False, "first_name": first_name, **about}
        if language_code:
            known["language_code"] = language_code
        self.world.users[user_id] = known
        return Person(self, known)

    def group(self, title: str, *members: Person, kind: str = "supergroup", chat_id: int = 0) -> Chat:
        """Return a "group" or "supergroup" with these members and the bot in it."""
        number = next(self._group_ids)
        chat_id = chat_id or (number - 4_000_000 if kind == "group" else number - 1_002_000_000_000)
        state = ChatState({"id": chat_id, "type": kind, "title": title})
        state.members = {self.world.bot["id"]: "member"} | {person.id: "member" for person in members}
        self.world.chats[chat_id] = state
        return Chat(self, state)

    def channel(self, title: str, chat_id: int = 0) -> Chat:
        """Return a channel the bot may post in."""
        return self.group(title, kind="channel", chat_id=chat_id)

    # Updates

    async def push(self, update: JSON, times: int = 1, *, valid: bool = True) -> Event:
        """Give the bot an update, `times` over; fail if Telegram could not have sent it."""
        update = copy.deepcopy(update)
        update.setdefault("update_id", self.delivery.next_id())
        faults = self._description.faults("Update", update) if valid else []
        assert not faults, f"Telegram would not send this update: {'; '.join(faults)}"
        event = Event(update, chat_of(update), len(self.sent))
        if self._kept_private(update):
            self.delivery.withheld.append(update)
            return event
        for _ in range(times):
            await self.delivery.add(update)
        return event

    def _kept_private(self, update: JSON) -> bool:
        message = update.get("message", {})
        if not self.privacy or message.get("chat", {}).get("type") not in {"group", "supergroup"}:
            return False
        if any(key.startswith(SERVICE_FIELDS) for key in message):
            return False
        bot = self.world.bot
        if message.get("via_bot", {}).get("id") == bot["id"]:
            return False
        if message.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]:
            return False
        commands = [entity for entity in message.get("entities", ()) if entity["type"] == "bot_command"]
        whole = Parsed(message.get("text", ""))
        names = [whole.of(Entity("", c["offset"], c["length"])).lower().partition("@")[2] for c in commands]
        return not any(name in ("", bot["username"].lower()) for name in names)

    # Waiting

    async def until(
        self, holds: Callable[[], Any], within: float = PATIENCE, what: str = "what was awaited"
    ) -> None:
        """Return once `holds()` is true; fail after `within` seconds, naming the last calls."""
        end = monotonic() + within
        while not holds():
            if monotonic() > end:
                calls = "\n  ".join(map(str, self.sent[-10:])) or "none"
                raise AssertionError(f"{what} did not come in {within} s; the last calls:\n  {calls}")
            await asyncio.sleep(GLANCE)

    async def answers_to(
        self, whom: Event | Person | Chat | int, count: int = 1, within: float = PATIENCE
    ) -> list[SentMessage]:
        """Return the messages the bot sent in a chat since an event or ever, once there are `count`."""
        await self.until(
            lambda: len(self.messages_to(whom)) >= count, within, f"answer number {count} to {whom}"
        )
        return self.messages_to(whom)

    def messages_to(self, whom: Event | Person | Chat | int) -> list[SentMessage]:
        """Return the messages the bot has sent in a chat so far: since an event, or since the start."""
        chat_id = whom if isinstance(whom, int) else whom.chat_id if isinstance(whom, Event) else whom.id
        calls = self.sent[whom.calls_before :] if isinstance(whom, Event) else self.sent
        since = {id(call) for call in calls}
        return [m for m in self.messages if m.chat_id == chat_id and id(m.calls[0]) in since]

    async def answer_to_press(self, press: Event, within: float = PATIENCE) -> JSON:
        """Return the fields of the answer to a button press or an inline query."""
        query = self.world.queries[press.query_id]
        await self.until(lambda: query.answers, within, "the answer to the query")
        return query.answers[0]

    async def edit_of(self, message: SentMessage, count: int = 1, within: float = PATIENCE) -> SentMessage:
        """Return a message once it has been edited at least `count` times."""
        await self.until(lambda: message.edited >= count, within, f"edit number {count} of {message}")
        return message

    @property
    def refusals(self) -> list[Call]:
        """Return the calls that were refused, injected faults among them: a good bot causes few."""
        return [call for call in self.sent if call.refusal]

    def calls(self, method: str) -> list[Call]:
        """Return the calls of a method so far."""
        return [call for call in self.sent if call.method == method]

    # Faults

    def fail_next(self, method: str, *, chat_id: int | None = None, times: int = 1, **fault: Any) -> None:
        """Make the next calls of a method ("*": any) fail: see Fault for the ways to fail."""
        self.faults.waiting.append(Fault(method, chat_id, times, **fault))

    def flood_limit(self, chat: Person | Chat | int, messages: int, seconds: float) -> None:
        """Let a chat take so many messages in so many seconds, and answer 429 beyond."""
        self.faults.limit(chat if isinstance(chat, int) else chat.id, messages, seconds)

    # HTTP

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        root, _, rest = request.path.lstrip("/").partition("/")
        try:
            if root == "file":
                return self._file(*rest.partition("/")[::2])
            if not root.startswith("bot"):
                raise RefusalError(404, "Not Found")
            self._check_token(root)
            return await self._answer(request, self._description.method_named(rest))
        except RefusalError as refusal:
            return refused(refusal)

    def _check_token(self, root: str) -> None:
        if root != f"bot{self.token}":
            raise RefusalError(401, "Unauthorized") if ":" in root else RefusalError(404, "Not Found")

    def _file(self, root: str, path: str) -> web.Response:
        self._check_token(root)
        upload = self.world.files.get(path.removeprefix("documents/"))
        if upload is None:
            raise RefusalError(404, "Not Found")
        return web.Response(body=upload.data, content_type="application/octet-stream")

    async def _answer(self, request: web.Request, method: str) -> web.StreamResponse:
        sent, uploads = await request_fields(request)
        call = Call(method, sent, uploads)
        if method != "getUpdates":
            self.sent.append(call)
        try:
            call.fields = self._description.decoded(method, sent, uploads)
            fault = self.faults.taken(method, call.fields.get("chat_id"))
            return await (self._with_fault(request, call, fault) if fault else self._done(call))
        except RefusalError as refusal:
            call.refusal = refusal
            raise

    async def _with_fault(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        call.fault = str(fault)
        if fault.torn:
            return torn(request)
        if fault.junk:
            return junk()
        if fault.retry_after is not None:
            raise too_many(fault.retry_after)
        if fault.status:
            raise broken(fault.status, fault.description)
        response = await self._done(call)
        if fault.torn_after:
            return torn(request)
        await asyncio.sleep(fault.hang)
        return junk() if fault.junk_after else response

    async def _done(self, call: Call) -> web.Response:
        wait = self.faults.seconds_to_wait(call.fields["chat_id"]) if call.method in SENDING else 0
        if wait:
            raise too_many(wait)
        call.result = copy.deepcopy(await self._methods.call(call.method, call.fields, call.uploads))
        if call.method in SENDING | EDITING:
            faults = self._description.faults("Message", call.result)
            assert not faults, f"the stand-in itself is wrong: {'; '.join(faults)}"
        self._remember(call)
        return web.json_response({"ok": True, "result": call.result})

    def _remember(self, call: Call) -> None:
        if call.method in SENDING:
            key = (call.result["chat"]["id"], call.result["message_id"])
            upload = next((self.world.files[f["file_id"]] for f in files_of(call.result)), None)
            message = SentMessage(self.world.messages[key], [call], upload)
            message.versions.append(message.text)
            self.messages.append(message)
            return
        for message in self.messages:
            if (message.chat_id, message.id) == (call.fields.get("chat_id"), call.fields.get("message_id")):
                message.deleted |= call.method == "deleteMessage"
                if call.method in EDITING:
                    message.calls.append(call)
                    message.versions.append(message.text)


def files_of(message: Mapping[str, Any]) -> list[JSON]:
    """Return the files a message carries."""
    return [message["document"]] if "document" in message else list(message.get("photo", ()))


def chat_of(update: JSON) -> int | None:
    """Return the chat an update is about, None when it is about none (an inline query)."""
    content = next(value for key, value in update.items() if key != "update_id")
    if "chat" not in content:
        content = content.get("message", {})
    return int(content["chat"]["id"]) if "chat" in content else None
