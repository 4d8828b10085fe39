"""What each address of the reader page answers.

A page is made from one snapshot of the archive. Its tag names the snapshot, and a browser asks each time
whether that is still the one: so a reload is seen at once, and what has not changed is not sent again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response

from bot.reader import asking, citing
from bot.reader.desk import BusyError, Desk, Shelf
from bot.reader.edition import FOLDER, Edition, Words, editions, fingerprint, preferred
from bot.reader.leaves import headings, leaves
from bot.reader.listing import Listing
from bot.reader.metrics import Metrics
from bot.reader.originals import handed_over
from bot.reader.refusals import RefusalError
from bot.reader.sending import ALWAYS_ASK, Sent
from bot.remarks import shown_sides
from bot.search import SearchTimeoutError
from retrieval import Answer, Archive, DocumentError, IndexStoreError, LiveArchive, Span

ANNOTATION = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'

NEVER_KEEP = {"Cache-Control": "no-store"}
"""What tells a question is kept nowhere, not in the browser either."""

UNCHANGING = {"Cache-Control": "public, max-age=31536000, immutable"}
"""Of a file whose address changes when it does."""

FEW = 4
"""Pictures that may be drawn or wait: each takes a process of its own."""

PATIENCE = {"Retry-After": "5"}

T = TypeVar("T")


class Pages:
    """The pages.

    Args:
        live: Gives the archive; None as long as it is being loaded.
        folder: Of the templates.
        root: The public address, without a slash at its end.
        language: Of whoever does not say which one they read.
        metrics: Told how long searches took, and how they ended.
    """

    def __init__(
        self,
        live: Callable[[], LiveArchive | None],
        folder: Path,
        root: str,
        language: str,
        metrics: Metrics,
    ) -> None:
        self._find_live = live
        self._folder = folder / FOLDER
        self._root = root
        self._words = editions(folder, language)
        self._fingerprint = fingerprint(folder)
        self._metrics = metrics
        self._searching, self._making, self._drawing = Desk(), Desk(), Desk(waiting=FEW)
        self._shelf = Shelf()
        # Not a snapshot longer than it is in use: words that were taken out are to go from the disk.
        self._listings: WeakKeyDictionary[Archive, Listing] = WeakKeyDictionary()

    def close(self) -> None:
        """Begin nothing new."""
        for desk in (self._searching, self._making, self._drawing):
            desk.close()

    def _listing(self, archive: Archive) -> Listing:
        if archive not in self._listings:
            self._listings[archive] = Listing(archive)
        return self._listings[archive]

    async def front(self, request: Request) -> Response:
        """`/`: the list of the documents, a page of it with `?page=`; with `?q=`, an answer."""
        if question := asking.question(request):
            return await self._answer(request, question)
        archive, number = self._live().archive, asking.page_number(request)
        listing = await self._done(self._making, lambda: self._listing(archive))
        if number > listing.count:
            raise RefusalError(404, "unknown")

        def make(edition: Edition) -> str:
            return edition.page("list", archive=archive, listing=listing, number=number)

        return await self._page(request, archive, {"page": str(number)} if number > 1 else {}, make)

    async def document(self, request: Request) -> Response:
        """`/d/IDENTIFIER`: a document; with `?q=`, a quote marked in it."""
        archive = self._live().archive
        document = asking.document(archive, request)
        quote = asking.marked(archive, document, request)
        wanted = bool(request.query_params.get("q"))

        def make(edition: Edition) -> str:
            graphic = archive.graphic(document, Span(0, len(document.text)))
            found = leaves(
                document, archive.blocks(document.identifier), quote.span if quote else None, graphic
            )
            return edition.page(
                "document",
                document=document,
                leaves=found,
                contents=headings(found),
                quote=quote,
                is_gone=wanted and quote is None,
                plain=citing.plain(edition, document, quote),
                bibtex=citing.entry(edition, document, quote),
                annotation=citing.record(edition, quote) if quote else "",
            )

        asked = {"q": quote.id if quote else "-"} if wanted else {}
        return await self._page(request, archive, asked, make)

    async def text(self, request: Request) -> Response:
        """`/d/IDENTIFIER/text`: its text in normal form, of which all offsets count the characters."""
        document = asking.document(self._live().archive, request)
        return _plain(request, document.text, "text/plain", f"{document.identifier}.txt")

    async def original(self, request: Request) -> Response:
        """`/d/IDENTIFIER/original`: the bytes it was read from, to be saved and not to be shown."""
        archive = self._live().archive
        document = asking.document(archive, request)
        try:
            path = await self._done(self._making, lambda: archive.original(document))
        except IndexStoreError as error:
            raise RefusalError(500, "damaged") from error
        return handed_over(archive, document, path)

    async def picture(self, request: Request) -> Response:
        """`/d/IDENTIFIER/page/NUMBER.png`: a page of a PDF as it looks, for what cannot be read for sure."""
        archive = self._live().archive
        document = asking.document(archive, request)
        number = request.path_params["number"]
        if not 1 <= number <= len(document.pages):
            raise RefusalError(404, "unknown")
        tag = _tag(f"{document.sha256} {number}")
        headers = {"ETag": tag, "Content-Type": "image/png"} | ALWAYS_ASK
        if _knows(request, tag):
            return Response(status_code=304, headers=headers)
        try:
            return Sent(await self._done(self._drawing, lambda: archive.picture(document, number)), headers)
        except (DocumentError, IndexStoreError) as error:
            raise RefusalError(500, "damaged") from error

    async def citation(self, request: Request) -> Response:
        """`/d/IDENTIFIER/citation.txt`: the citation of a document or, with `?q=`, of a quote."""
        document, quote = asking.cited(self._live().archive, request)
        edition = self._edition(request)
        cited = await self._done(self._making, lambda: citing.plain(edition, document, quote))
        return _plain(request, f"{cited}\n", "text/plain")

    async def bibtex(self, request: Request) -> Response:
        """`/d/IDENTIFIER/citation.bib`: the same as BibTeX."""
        document, quote = asking.cited(self._live().archive, request)
        edition = self._edition(request)
        entry = await self._done(self._making, lambda: citing.entry(edition, document, quote))
        return _plain(request, entry, "application/x-bibtex", f"{document.identifier}.bib")

    async def annotation(self, request: Request) -> Response:
        """`/d/IDENTIFIER/annotation.json?q=`: a quote as a W3C Web Annotation."""
        _, quote = asking.cited(self._live().archive, request)
        if quote is None:
            raise RefusalError(404, "unknown")
        return _plain(request, citing.record(self._edition(request), quote), ANNOTATION)

    async def style(self, _request: Request) -> Response:
        """`/style.css`: how everything looks."""
        return Response((self._folder / "style.css").read_bytes(), headers=UNCHANGING, media_type="text/css")

    async def icon(self, _request: Request) -> Response:
        """`/icon.svg`: a quotation mark."""
        icon = (self._folder / "icon.svg").read_bytes()
        return Response(icon, headers=UNCHANGING, media_type="image/svg+xml")

    def refusal(self, request: Request, error: RefusalError) -> Response:
        """The page that says why there is none."""
        edition = self._edition(request)
        body = edition.page("refusal", kind=error.kind, values=error.values)
        headers = NEVER_KEEP | _spoken(edition) | (PATIENCE if error.status == 503 else {})
        return Response(body, error.status, headers, "text/html")

    async def _answer(self, request: Request, question: str) -> Response:
        live = self._live()
        archive = live.archive
        with self._metrics.searching() as outcome:
            answer = await self._done(self._searching, lambda: archive.ask(question))
            outcome.append(answer.status)
        edition = self._edition(request, {"q": question})
        body = await self._done(self._making, lambda: _answered(edition, archive, answer))
        given = [quote.id for quote in answer.quotes or answer.near]
        await asyncio.to_thread(live.given_out.note, given)
        return Sent(body.encode(), NEVER_KEEP | _spoken(edition))

    async def _page(
        self, request: Request, archive: Archive, asked: Mapping[str, str], make: Callable[[Edition], str]
    ) -> Response:
        """A page that depends on nothing but the snapshot, the language and what is asked for."""
        edition = self._edition(request, asked)
        facts = (archive.generation, edition.here, asked, edition.words.language, edition.chosen)
        tag = _tag(f"{self._fingerprint} {facts}")
        headers = {"ETag": tag} | ALWAYS_ASK | _spoken(edition)
        if _knows(request, tag):
            return Response(status_code=304, headers=headers)
        body = self._shelf.get(tag)
        if body is None:
            body = await self._done(self._making, lambda: make(edition).encode())
            self._shelf.put(tag, body)
        return Sent(body, headers)

    async def _done(self, desk: Desk, work: Callable[[], T]) -> T:
        try:
            return await desk.result(work)
        except BusyError as error:
            raise RefusalError(503, "busy") from error
        except SearchTimeoutError as error:
            raise RefusalError(503, "timeout") from error

    def _live(self) -> LiveArchive:
        live = self._find_live()
        if live is None:
            raise RefusalError(503, "loading")
        return live

    def _edition(self, request: Request, asked: Mapping[str, str] | None = None) -> Edition:
        chosen = request.query_params.get("lang", "")
        words = self._words.get(chosen) or self._liked(request)
        prefix = urlsplit(self._root).path
        path = request.url.path
        return Edition(
            words=words,
            others=tuple(each for each in self._words.values() if each is not words),
            root=self._root,
            prefix=prefix,
            chosen=chosen in self._words,
            here=(path.removeprefix(prefix) or "/") if f"{path}/".startswith(f"{prefix}/") else path,
            asked=asked or {},
            style=self._fingerprint,
        )

    def _liked(self, request: Request) -> Words:
        return self._words[preferred(request.headers.get("accept-language", ""), self._words)]


def _answered(edition: Edition, archive: Archive, answer: Answer) -> str:
    sides = shown_sides(answer, enumerate(answer.quotes, start=1))
    return edition.page("answer", archive=archive, answer=answer, sides=sides)


def _plain(request: Request, text: str, kind: str, name: str | None = None) -> Response:
    tag = _tag(text)
    headers = {"ETag": tag} | ALWAYS_ASK
    if _knows(request, tag):
        return Response(status_code=304, headers=headers)
    if name:
        headers["Content-Disposition"] = f'inline; filename="{name}"'
    headers["Content-Type"] = kind if "json" in kind else f"{kind}; charset=utf-8"
    return Sent(text.encode(), headers)


def _tag(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _knows(request: Request, tag: str) -> bool:
    return tag in request.headers.get("if-none-match", "")


def _spoken(edition: Edition) -> dict[str, str]:
    return {"Content-Language": edition.words.language, "Vary": "Accept-Language"}
