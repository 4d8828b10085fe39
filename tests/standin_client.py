"""A bot reduced to HTTP, for the tests of the stand-in itself."""

from __future__ import annotations

from typing import Any

import aiohttp

from standin import StandIn

JSON = dict[str, Any]


class Client:
    """A bot of which only HTTP is left: `await client("method", field=...)` gives status and body.

    `token=` sends another token than the right one.
    """

    def __init__(self, api: StandIn, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session

    async def __call__(self, method: str, **fields: Any) -> tuple[int, JSON]:
        token = fields.pop("token", self.api.token)
        url = f"{self.api.base_url}/bot{token}/{method}"
        async with self.session.post(url, json=fields) as response:
            return response.status, await response.json()

    async def result(self, method: str, **fields: Any) -> Any:
        """Return the result of a call that must succeed."""
        status, body = await self(method, **fields)
        assert status == 200, body
        return body["result"]

    async def refusal(self, method: str, **fields: Any) -> str:
        """Return status and words of a call that must be refused."""
        status, body = await self(method, **fields)
        assert not body["ok"], body
        assert body["error_code"] == status
        return f"{status} {body['description']}"


def keyboard(**button: Any) -> JSON:
    """Return an inline keyboard of one button."""
    return {"inline_keyboard": [[{"text": "Go", **button}]]}
