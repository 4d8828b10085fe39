"""The site: which address is answered by what."""

from __future__ import annotations

import datetime as dt
import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.incidents import incident_number
from bot.reader.guard import Guard
from bot.reader.metrics import CONTENT_TYPE, Metrics
from bot.reader.pages import NEVER_KEEP, Pages
from bot.reader.refusals import RefusalError
from bot.tally import Tally
from bot.values import Secret
from retrieval import Archive, LiveArchive

logger = logging.getLogger(__name__)

Endpoint = Callable[[Request], Awaitable[Response]]

REFUSED = {400: "malformed", 404: "unknown", 405: "method"}
"""What a status that nobody of ours chose means."""


@dataclass(frozen=True)
class Site:
    """What a server answers with.

    Attributes:
        app: The ASGI application.
        close: Begins nothing new.
    """

    app: Guard
    close: Callable[[], None]


def build_site(
    live: Callable[[], LiveArchive | None],
    folder: Path,
    *,
    root: str,
    language: str,
    metrics_token: Secret | None = None,
    has_pages: bool = True,
    further: Sequence[BaseRoute] = (),
    tally: Tally | None = None,
) -> Site:
    """The whole site; no network is needed to build it.

    Args:
        live: Gives the archive; None as long as it is being loaded.
        folder: Of the templates.
        root: The public address, without a slash at its end; its path may come with requests or be taken
            off by a proxy.
        language: Of whoever does not say which one they read.
        metrics_token: What a request for `/metrics` has to bring; without it there is no such page.
        has_pages: Whether there are pages for readers.
        further: Routes that are tried first.
        tally: What the bot counts, for the metrics.
    """

    def archive() -> Archive | None:
        found = live()
        return found.archive if found else None

    metrics = Metrics(archive, tally)
    pages = Pages(live, folder, root, language, metrics)
    routes: list[BaseRoute] = [Route("/healthz", _health(archive), name="health")]
    if metrics_token:
        routes.append(Route("/metrics", _metrics(metrics, metrics_token), name="metrics"))
    routes += _readers(pages) if has_pages else []
    app = Starlette(
        routes=[*further, *_below(urlsplit(root).path, routes), *routes],
        exception_handlers=_handlers(pages),
    )
    app.router.redirect_slashes = False  # a redirect would be made of the address a request claims
    return Site(Guard(app, metrics.answered), pages.close)


def _below(prefix: str, routes: Sequence[BaseRoute]) -> list[BaseRoute]:
    """The same routes below a path, and the first page at the path itself."""
    if not prefix:
        return []
    fronts = [each for each in routes if isinstance(each, Route) and each.path == "/"]
    return [*(Route(prefix, each.endpoint, name=each.name) for each in fronts), Mount(prefix, routes=routes)]


def _readers(pages: Pages) -> list[BaseRoute]:
    document = "/d/{identifier}"
    return [
        Route("/", pages.front, name="front"),
        Route(document, pages.document, name="document"),
        Route(f"{document}/text", pages.text, name="text"),
        Route(f"{document}/original", pages.original, name="original"),
        Route(f"{document}/page/{{number:int}}.png", pages.picture, name="picture"),
        Route(f"{document}/citation.txt", pages.citation, name="citation"),
        Route(f"{document}/citation.bib", pages.bibtex, name="bibtex"),
        Route(f"{document}/annotation.json", pages.annotation, name="annotation"),
        Route("/style.css", pages.style, name="style"),
        Route("/icon.svg", pages.icon, name="icon"),
        Route("/robots.txt", robots, name="robots"),
    ]


async def robots(_request: Request) -> Response:
    """`/robots.txt`: nothing here is to be listed."""
    return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")


def _health(archive: Callable[[], Archive | None]) -> Endpoint:
    async def health(_request: Request) -> Response:
        """`/healthz`: whether the archive is loaded, and how old it is."""
        held = archive()
        if held is None:
            return JSONResponse({"status": "loading"}, 503, NEVER_KEEP)
        age = dt.datetime.now(dt.UTC) - held.loaded_at
        facts = {
            "status": "ok",
            "documents": len(held.documents),
            "unread": len(held.unread),
            "generation": held.generation,
            "loaded_at": held.loaded_at.isoformat(timespec="seconds"),
            "age_seconds": round(age.total_seconds()),
        }
        return JSONResponse(facts, headers=NEVER_KEEP)

    return health


def _metrics(metrics: Metrics, token: Secret) -> Endpoint:
    wanted = f"Bearer {token.reveal()}".encode()

    async def shown(request: Request) -> Response:
        """`/metrics`: counts and times, for whoever has the token."""
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, wanted):
            raise RefusalError(404, "unknown")
        return Response(metrics.text(), headers=NEVER_KEEP, media_type=CONTENT_TYPE)

    return shown


def _handlers(pages: Pages) -> dict[Any, Callable[[Request, Any], Awaitable[Response]]]:
    async def refused(request: Request, error: RefusalError) -> Response:
        return pages.refusal(request, error)

    async def unforeseen(request: Request, error: HTTPException) -> Response:
        kind = REFUSED.get(error.status_code, "malformed")
        answer = pages.refusal(request, RefusalError(error.status_code, kind))
        answer.headers.update(error.headers or {})
        return answer

    async def broken(request: Request, error: Exception) -> Response:
        number = incident_number()
        logger.error("incident %s: page", number, exc_info=error)
        return pages.refusal(request, RefusalError(500, "fault", incident=number))

    return {RefusalError: refused, HTTPException: unforeseen, Exception: broken}
