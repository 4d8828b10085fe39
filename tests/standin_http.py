"""HTTP as Telegram speaks it: fields and files of a request, refusals, torn connections."""

from __future__ import annotations

import json
import mimetypes
from typing import Any

from aiohttp import web

from standin_schema import RefusalError, Upload

JSON = dict[str, Any]
REASONS = {401: "Unauthorized", 500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}


async def request_fields(request: web.Request) -> tuple[JSON, dict[str, Upload]]:
    """Return the fields of a request in any of the forms Telegram takes, and its files by field name."""
    fields: JSON = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body = await request.text()
        try:
            fields.update(json.loads(body or "{}"))
        except ValueError:
            raise RefusalError(400, "Bad Request: can't parse request body as JSON object") from None
        return fields, uploads
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            kind = mimetypes.guess_type(value.filename)[0] or value.content_type  # Telegram goes by the name
            uploads[name] = Upload(value.filename, kind, value.file.read())
        else:
            fields[name] = value if isinstance(value, str) else bytes(value).decode()
    return fields, uploads


def refused(refusal: RefusalError) -> web.Response:
    """Return a refusal as Telegram words it."""
    body: JSON = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.status)


def too_many(seconds: int) -> RefusalError:
    """Return the refusal of a flood."""
    return RefusalError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def torn(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response()


def broken(status: int, description: str = "") -> RefusalError:
    """Return an injected refusal."""
    return RefusalError(status, description or REASONS.get(status, f"Error {status}"))


def junk() -> web.Response:
    """Return what a broken proxy answers: a page instead of JSON."""
    return web.Response(text="<html><h1>Bad Gateway</h1></html>", content_type="text/html")
