"""People and chats that a test plays: what they do becomes updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from standin_methods import chosen, member
from standin_schema import Upload
from standin_views import PATIENCE, Event, SentMessage
from standin_world import ANONYMOUS_ADMIN_ID, CHANNEL_BOT_ID, ChatState, without_reply
from telegram_html import found_entities

if TYPE_CHECKING:
    from standin import StandIn

JSON = dict[str, Any]
SERVICE_USERS = {
    ANONYMOUS_ADMIN_ID: {"first_name": "Group", "username": "GroupAnonymousBot"},
    CHANNEL_BOT_ID: {"first_name": "Channel", "username": "Channel_Bot"},
}


def text_fields(text: str) -> JSON:
    """Return a person's text with the entities Telegram finds in it."""
    entities = [entity.as_json() for entity in found_entities(text)]
    return {"text": text, "entities": entities} if entities else {"text": text}


class Chat:
    """A group or channel, and what happens in it without a person's name."""

    def __init__(self, api: StandIn, state: ChatState) -> None:
        self.api = api
        self.state = state

    @property
    def id(self) -> int:
        """Return the chat's id."""
        return self.state.id

    def topic(self, name: str) -> JSON:
        """Open a topic of a forum, and return the fields of a message in it."""
        self.state.about["is_forum"] = True
        opened = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self.api.world.new_message(self.state, {"from": self.api.world.bot, **opened})
        topic = {"message_thread_id": message["message_id"], "is_topic_message": True}
        self.state.topics.add(message["message_id"])
        message.update(topic)
        return {**topic, "reply_to_message": message}  # as Telegram has it, whatever it replies to otherwise

    async def forwards_post(self, channel: Chat, text: str) -> Event:
        """Get what its linked channel posts, which Telegram forwards by itself."""
        user = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
        origin = {
            "type": "channel",
            "date": self.api.world.now(),
            "chat": channel.state.about,
            "message_id": 1,
        }
        content = {"sender_chat": channel.state.about, "forward_origin": origin, "is_automatic_forward": True}
        return await self._event("message", {"from": user, **content, **text_fields(text)})

    async def posts(self, text: str, **fields: Any) -> Event:
        """Post in a channel: a channel_post update."""
        content = {"sender_chat": self.state.about, **text_fields(text), **fields}
        return await self._event("channel_post", content)

    async def says_anonymously(self, text: str, **fields: Any) -> Event:
        """Write as an anonymous admin of the group."""
        return await self.says_as(ANONYMOUS_ADMIN_ID, self, text, **fields)

    async def says_as(self, sender_id: int, sender: Chat, text: str, **fields: Any) -> Event:
        """Write in the group in the name of a chat: an anonymous admin's group, or a channel."""
        user = {"id": sender_id, "is_bot": True, **SERVICE_USERS[sender_id]}
        content = {"from": user, "sender_chat": sender.state.about, **text_fields(text), **fields}
        return await self._event("message", content)

    async def hears_channel(self, channel: Chat, text: str, **fields: Any) -> Event:
        """Get a message that somebody writes in the name of a channel."""
        return await self.says_as(CHANNEL_BOT_ID, channel, text, **fields)

    async def migrates(self) -> Chat:
        """Become a supergroup with a new id: two service messages; the old id refuses from now on."""
        new = self.api.group(str(self.state.about["title"]), kind="supergroup")
        new.state.members.update(self.state.members)
        admin = {"id": ANONYMOUS_ADMIN_ID, "is_bot": True, **SERVICE_USERS[ANONYMOUS_ADMIN_ID]}
        await self._event("message", {"from": admin, "migrate_to_chat_id": new.id})
        self.state.migrated_to = new.id
        await new._event("message", {"from": admin, "migrate_from_chat_id": self.id})
        return new

    async def _event(self, kind: str, content: JSON) -> Event:
        message = self.api.world.new_message(self.state, content)
        return await self.api.push({kind: message})


class Person:
    """Somebody with an account; `chat` is their private chat with the bot."""

    def __init__(self, api: StandIn, about: JSON) -> None:
        self.api = api
        self.about = about
        self.id = int(about["id"])

    def state(self, chat: Chat | None = None) -> ChatState:
        """Return the state of a chat, by default the private one, which begins to exist with it."""
        if chat:
            chat.state.members.setdefault(self.id, "member")
            return chat.state
        if self.id not in self.api.world.chats:
            names: JSON = {
                key: self.about[key] for key in ("first_name", "last_name", "username") if key in self.about
            }
            self.api.world.chats[self.id] = ChatState({"id": self.id, "type": "private", **names})
        return self.api.world.chats[self.id]

    async def says(
        self, text: str, chat: Chat | None = None, reply_to: SentMessage | Event | None = None, **fields: Any
    ) -> Event:
        """Write a text, in private or in a group, perhaps as a reply."""
        return await self.sends(chat, reply_to, **{**text_fields(text), **fields})

    async def asks(self, text: str, chat: Chat | None = None, within: float = PATIENCE) -> SentMessage:
        """Write a text and return the bot's first answer, waiting `within` seconds for it."""
        event = await self.says(text, chat)
        return (await self.api.answers_to(event, within=within))[0]

    async def sends(
        self, chat: Chat | None = None, reply_to: SentMessage | Event | None = None, **content: Any
    ) -> Event:
        """Send a message of any content: the fields of a Message."""
        state = self.state(chat)
        assert not state.barred, f"{self.about['first_name']} cannot write there: {state.barred}"
        if reply_to is not None:
            original = reply_to.message if isinstance(reply_to, SentMessage) else reply_to.content
            content["reply_to_message"] = without_reply(original)
        message = self.api.world.new_message(state, {"from": self.about, **content})
        return await self.api.push({"message": message})

    async def edits(self, event: Event, text: str) -> Event:
        """Change a message of their own: an edited_message update."""
        message = self.api.world.messages[event.content["chat"]["id"], event.message_id]
        message.update(text_fields(text), edit_date=self.api.world.now())
        return await self.api.push({"edited_message": message})

    async def forwards(self, text: str, of: Person | None = None, chat: Chat | None = None) -> Event:
        """Forward a text that somebody else wrote (by default somebody who hides their account)."""
        now = self.api.world.now()
        origin: JSON = {"type": "hidden_user", "date": now, "sender_user_name": "Somebody"}
        if of:
            origin = {"type": "user", "date": now, "sender_user": of.about}
        return await self.says(text, chat, forward_origin=origin)

    async def uploads(
        self, name: str, data: bytes, chat: Chat | None = None, mime_type: str = "text/plain", **fields: Any
    ) -> Event:
        """Send a file; the bot may fetch it with getFile."""
        about = self.api.world.new_file(Upload(name, mime_type, data))
        document = {**about, "file_name": name, "mime_type": mime_type}
        return await self.sends(chat, document=document, **fields)

    async def polls(self, question: str, *options: str, chat: Chat | None = None) -> Event:
        """Send a poll."""
        listed = [
            {"persistent_id": str(number), "text": option, "voter_count": 0}
            for number, option in enumerate(options)
        ]
        flags = dict.fromkeys(
            ("is_closed", "allows_multiple_answers", "allows_revoting", "members_only"), False
        )
        poll = {"id": str(self.api.world.serial()), "question": question, "options": listed, **flags}
        poll |= {"type": "regular", "total_voter_count": 0, "is_anonymous": True}
        return await self.sends(chat, poll=poll)

    async def presses(self, message: SentMessage, button: str = "", forged: str = "") -> Event:
        """Press a button by its label or data; `forged` sends data that no button has."""
        data = forged or message.button(button).data
        assert data, f"the button {button!r} opens a link: {message.button(button).url}"
        return await self.presses_data(message.message, data)

    async def presses_data(self, message: JSON, data: str) -> Event:
        """Send a callback query for any Message or InaccessibleMessage, with any data."""
        query = {
            "id": self.api.world.new_query(self.id),
            "from": self.about,
            "message": message,
            "chat_instance": "-42",
            "data": data,
        }
        return await self.api.push({"callback_query": query})

    async def asks_inline(self, query: str, offset: str = "") -> Event:
        """Type a query after the bot's name in some other chat."""
        asked = {
            "id": self.api.world.new_query(self.id),
            "from": self.about,
            "query": query,
            "offset": offset,
            "chat_type": "private",
        }
        return await self.api.push({"inline_query": asked})

    async def chooses(self, asked: Event, result: str, chat: Chat | None = None) -> SentMessage:
        """Send a result of an inline query into a chat, and return what stands there."""
        query = self.api.world.queries[asked.query_id]
        [found] = [each for each in query.answers[0]["results"] if each["id"] == result]
        event = await self.sends(chat, via_bot=self.api.world.bot, **chosen(found))
        return SentMessage(self.api.world.messages[event.content["chat"]["id"], event.message_id], [])

    async def blocks(self) -> Event:
        """Block the bot: sending to them is refused from now on."""
        self.state().barred = "bot was blocked by the user"
        return await self._membership("member", "kicked")

    async def unblocks(self) -> Event:
        """Take the block back."""
        self.state().barred = ""
        return await self._membership("kicked", "member")

    async def _membership(self, old: str, new: str, chat: Chat | None = None) -> Event:
        bot = self.api.world.bot
        change = {
            "chat": self.state(chat).about,
            "from": self.about,
            "date": self.api.world.now(),
            "old_chat_member": member(bot, old),
            "new_chat_member": member(bot, new),
        }
        return await self.api.push({"my_chat_member": change})

    async def adds_bot(self, chat: Chat) -> Event:
        """Add the bot to a group."""
        chat.state.barred = ""
        return await self._membership("left", "member", chat)

    async def removes_bot(self, chat: Chat) -> Event:
        """Throw the bot out of a group: sending there is refused from now on."""
        chat.state.barred = f"bot was kicked from the {chat.state.type} chat"
        return await self._membership("member", "kicked", chat)
