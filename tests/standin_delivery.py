"""How updates reach the bot: a queue read by long polling, or posted to its webhook."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from standin_schema import RefusalError

JSON = dict[str, Any]
FIRST_UPDATE_ID = 500_000_001
LONGEST_POLL = 50.0  # seconds; Telegram's own cap
ON_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}
WEBHOOK_PORTS = {443, 80, 88, 8443}
FIRST_RETRY, LONGEST_RETRY = 0.05, 1.0  # seconds; Telegram waits longer, tests must not
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True)
class Post:
    """One delivery to the webhook: the update's id and the status it was answered with (0: no answer)."""

    update_id: int
    status: int


class Delivery:
    """The bot's queue of updates, and who takes from it."""

    def __init__(self) -> None:
        self.pending: deque[JSON] = deque()
        self.confirmed: list[int] = []
        self.withheld: list[JSON] = []  # updates of a kind the bot did not ask for
        self.posts: list[Post] = []
        self.polls = 0
        self.polling = asyncio.Event()  # set once the bot has polled
        self.proxy = ""
        self._next_id = FIRST_UPDATE_ID
        self._allowed: list[str] = []
        self._arrival = asyncio.Condition()
        self._poller: asyncio.Future[str] | None = None
        self._webhook: JSON = {}
        self._last_error = ""
        self._posting: asyncio.Task[None] | None = None

    def next_id(self) -> int:
        """Return an update_id greater than all before."""
        self._next_id += 1
        return self._next_id - 1

    async def add(self, update: JSON) -> None:
        """Queue an update, unless it is of a kind the bot did not ask for."""
        kind = next(key for key in update if key != "update_id")
        wanted = kind in self._allowed if self._allowed else kind not in ON_REQUEST_ONLY
        if not wanted:
            self.withheld.append(update)
            return
        async with self._arrival:
            self.pending.append(update)
            self._arrival.notify_all()

    async def until_quiet(self, seconds: float) -> None:
        """Return when every update has been confirmed; raise TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds), self._arrival:
            await self._arrival.wait_for(lambda: not self.pending)

    async def updates(self, fields: JSON) -> list[JSON]:
        """Return what getUpdates returns, waiting as long as the bot asked to."""
        if self._webhook.get("url"):
            raise RefusalError(409, f"Conflict: {WEBHOOK_ACTIVE}")
        self._allow(fields)
        self.polls += 1
        self.polling.set()
        limit = fields.get("limit", 100)
        limit = limit if 0 < limit <= 100 else 100
        await self._confirm(fields.get("offset", 0))
        return await self._polled(limit, min(max(fields.get("timeout", 0), 0), LONGEST_POLL))

    def _allow(self, fields: JSON) -> None:
        if "allowed_updates" in fields:
            self._allowed = list(fields["allowed_updates"])

    async def _confirm(self, offset: int) -> None:
        async with self._arrival:
            if offset < 0:
                offset = self.pending[offset]["update_id"] if len(self.pending) >= -offset else 0
            while self.pending and self.pending[0]["update_id"] < offset:
                self.confirmed.append(self.pending.popleft()["update_id"])
            self._arrival.notify_all()

    async def _polled(self, limit: int, seconds: float) -> list[JSON]:
        self._end_poll(f"Conflict: {OTHER_POLLER}")
        poller = self._poller = asyncio.get_running_loop().create_future()
        arrival = asyncio.ensure_future(self._arrived())
        try:
            await asyncio.wait({poller, arrival}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrival.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await arrival
        if poller.done():
            raise RefusalError(409, poller.result())
        self._poller = None
        return list(self.pending)[:limit]

    async def _arrived(self) -> None:
        async with self._arrival:
            await self._arrival.wait_for(lambda: self.pending)

    def _end_poll(self, reason: str) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_result(reason)

    async def set_webhook(self, fields: JSON) -> bool:
        """Set or remove the webhook; refuse an address or secret Telegram would not take."""
        url = fields.get("url", "")
        secret = fields.get("secret_token", "")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise RefusalError(400, "Bad Request: secret token contains unallowed characters")
        if url:
            check_webhook_url(url)
        if fields.get("drop_pending_updates"):
            self.pending.clear()
        self._allow(fields)
        self._end_poll("Conflict: terminated by setWebhook request")
        await self.stop()
        self._webhook = dict(fields) if url else {}
        self._last_error = ""
        if url:
            self._posting = asyncio.create_task(self._post_all())
        return True

    def webhook_info(self) -> JSON:
        """Return what getWebhookInfo returns."""
        info: JSON = {
            "url": self._webhook.get("url", ""),
            "has_custom_certificate": "certificate" in self._webhook,
            "pending_update_count": len(self.pending),
        }
        if self._webhook:
            info["max_connections"] = self._webhook.get("max_connections", 40)
        if self._last_error:
            info |= {"last_error_date": 1, "last_error_message": self._last_error}
        if self._allowed:
            info["allowed_updates"] = self._allowed
        return info

    async def stop(self) -> None:
        """End polls and posts."""
        if self._posting:
            self._posting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._posting
            self._posting = None

    async def _post_all(self) -> None:
        url = urlsplit(self._webhook["url"])
        target = self._webhook["url"]
        if self.proxy:
            target = self.proxy.rstrip("/") + url.path + (f"?{url.query}" if url.query else "")
        secret = self._webhook.get("secret_token")
        headers = {SECRET_HEADER: secret} if secret else {}
        async with aiohttp.ClientSession(headers=headers) as session:
            wait = FIRST_RETRY
            while True:
                await self._arrived()
                update = self.pending[0]
                status = await posted(session, target, update)
                self.posts.append(Post(update["update_id"], status))
                if 200 <= status < 300:
                    await self._confirm(update["update_id"] + 1)
                    wait, self._last_error = FIRST_RETRY, ""
                    continue
                self._last_error = (
                    f"Wrong response from the webhook: {status}" if status else "Connection refused"
                )
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_RETRY)


async def posted(session: aiohttp.ClientSession, url: str, update: JSON) -> int:
    """Return the status a webhook answers an update with, 0 when it cannot be reached."""
    try:
        async with session.post(url, json=update) as response:
            await response.read()
            return response.status
    except (aiohttp.ClientError, TimeoutError):
        return 0


def check_webhook_url(url: str) -> None:
    """Raise a RefusalError for a webhook address Telegram would not take."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise RefusalError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in WEBHOOK_PORTS:
        raise RefusalError(
            400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
        )
    if "." not in (parts.hostname or ""):
        raise RefusalError(400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known")
