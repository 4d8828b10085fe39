"""Whoever reads the page, without a network: requests to the site in this process, and what it answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as quoted
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import html5lib

from bot.data import prompts_folder
from bot.reader.site import Site, build_site
from retrieval import LiveArchive

ROOT = "https://archive.example.org"


def site(live: LiveArchive | None, root: str = ROOT, **options: Any) -> Site:
    """The site of an archive."""
    return build_site(lambda: live, prompts_folder(), root=root, language="en", **options)


@dataclass
class Response:
    """What the site answered."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The body, in UTF-8."""
        return self.content.decode()

    def json(self) -> Any:
        """What the body says."""
        return json.loads(self.content)


async def get(held: Site, target: str, method: str = "GET", **headers: str) -> Response:
    """What the site answers; the target reaches it as a server would hand it on, dots and all."""
    raw, _, query = quoted(target, safe="/?%&=+:#").encode("ascii").partition(b"?")
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": unquote(raw.decode()), "raw_path": raw, "query_string": query, "root_path": "",
        "headers": [(b"host", b"evil.example"), *named], "client": ("192.0.2.7", 5),
        "server": ("127.0.0.1", 80),
    }  # fmt: skip
    sent: list[Any] = []

    bodies = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Any:
        if not bodies:
            await asyncio.Event().wait()  # the reader stays
        return bodies.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    await held.app(scope, receive, send)
    start, *pieces = sent
    told = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Response(start["status"], told, b"".join(piece.get("body", b"") for piece in pieces))


@dataclass
class Page:
    """A page as the standard's own parser understands it; it takes none with an error."""

    root: Element

    @classmethod
    def of(cls, response: Response | str) -> Page:
        """The page of a response."""
        text = response if isinstance(response, str) else response.text
        return cls(html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text))

    def all(self, path: str) -> list[Element]:
        """The elements of an XPath."""
        return self.root.findall(f".//{path}")

    def one(self, path: str) -> Element:
        """The only element of an XPath."""
        (found,) = self.all(path)
        return found

    def text(self, path: str = "body") -> str:
        """The characters of an element."""
        return "".join(self.one(path).itertext())

    def links(self) -> Mapping[str, str]:
        """The address of each link, by its words."""
        return {"".join(each.itertext()): each.get("href", "") for each in self.all("a")}

    def marked(self) -> str:
        """The characters that are marked."""
        return "".join("".join(each.itertext()) for each in self.all("mark"))
