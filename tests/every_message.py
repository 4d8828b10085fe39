"""Every template of a message, and values that reach all branches of each."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.chats import Preferences
from bot.data import prompts_folder
from bot.examples import Example
from bot.gaps import Asked
from bot.overview import Overview
from bot.pages import Excerpt
from bot.remarks import ShownSide
from bot.windows import Window
from builders import document
from retrieval import (
    CORRECTABLE,
    Answer,
    Changes,
    DocumentError,
    Event,
    Incoming,
    Locator,
    Loss,
    Offer,
    Overlap,
    Query,
    Quote,
    Reason,
    Span,
    Standing,
)
from retrieval.model import Disagreement, Document, DocumentPage
from retrieval.verdict import Difference, DifferenceKind, Kind, Piece, Place, Verdict

EVENTS = ("added", "removed", "deleted")
"""All that can be done to a corpus."""

UPLOAD_STATES = (
    "not_admin", "photo", "shipped", "too_large", "reading", "not_fetched", "unread", "discarded", "adding",
    "wrong", "corrected",
)  # fmt: skip
"""All that can become of a file that is sent, but what has values of its own."""

NOT_MESSAGES = {"labels", "citation", "evaluation"}
"""Plain texts for buttons and to be copied, and a page for a browser."""

WITHOUT_VALUES = (
    "purpose",
    "ask_empty",
    "verify_empty",
    "timeout",
    "not_allowed",
    "group_admins",
    "gaps_off",
    "reload_busy",
    "commands",
)


PROBLEMS = (
    "not_yaml", "references", "not_words", "unclosed", "not_groups", "not_lines", "cells", "no_file",
    "unknown_file",
    "repeated_file", "broken", "no_file_column",
)  # fmt: skip
"""All that can be wrong with front matter, with a row or with aliases."""

EXPECTED = ("identifier", "date", "language", "url", "short", "flag", "encoding")
"""All that a value in the metadata can be expected to be."""


@lru_cache(maxsize=8)  # some texts are asked for again and again
def values(text: str) -> dict[str, list[dict[str, Any]]]:
    """For each template, sets of values that reach all its branches, with `text` wherever a text goes."""
    held = document(
        text, title=text, creator=text, publisher=text, date=text, source=text, rights=text, captured=text
    )
    held = type(held)(**{**vars(held), "references": (text,) * 3})
    quote = Quote("aaaaaaaaaa1", held, Locator(0, 1, text, 2, 3), speaker=text, reprints=(held,) * 5)
    excerpts = [Excerpt(1, quote, text, True, False, text), Excerpt(2, quote, text, False, True)]
    query = Query(
        unknown=(text,) * 7,
        names=(text, text),
        corrected={text: text + "y"},
        aliases={text: tuple(text + letter for letter in "abcdef"), text + "z": (text,)},
    )
    examples = (Example(text, "about:en:x", quote.id, True),) * 3
    overview = Overview((held,), ((text, 2),), text, text + "z", dt.datetime.now(dt.UTC))
    wrong: list[dict[str, Any]] = [
        {},
        dict.fromkeys(["problem", "field", "value", "expected", "identifier", "other"], text),
        *({"line": 3, "problem": each, "name": text, "found": 2, "expected": 9} for each in PROBLEMS),
        *({"field": text, "value": text, "expected": each} for each in EXPECTED),
    ]
    errors = tuple(
        DocumentError(text, code, **facts) for code in sorted(DocumentError.CODES) for facts in wrong
    )
    differing = [
        (Disagreement(about, ()), sides)
        for about in ("figure", "date", "office", "account")
        for sides in ((), (ShownSide(text, (1, 2)), ShownSide(text, (3,))))
    ]
    numbers = dict.fromkeys(["uptime", "answered", "unanswered", "documents", "passages", "unread"], 1234)
    paged = replace(quote, document=replace(held, text=f"{text} {text} {text}", pages=(0,)))
    spans = (Span(0, len(text) + 2), Span(len(text) + 1, 2 * len(text) + 1))
    return {
        "answer": [
            {
                "answer": Answer(text, query=query, disagreement=differ),
                "excerpts": excerpts,
                "sides": sides,
            }
            for differ, sides in ((None, ()), *differing)
        ],
        "help": [
            {
                "examples": shown,
                "described": {"corpus": text},
                "others": ["language", "privacy"],
                "for_admins": names,
                "group": group,
                "hears_all": hears,
                "username": username,
            }
            for shown, names, username in (((), [], None), (examples, ["reload", "stats"], "opcit"))
            for group, hears in ((False, False), (True, False), (True, True))
        ],
        "verdicts": [
            {"verdicts": verdicts(text, quote)[start::16], "shown": shown, "url": lambda _: text}
            for start in (0, 15)
            for shown in (2, 0)
        ],
        "verdict": [
            {
                "verdict": verdict,
                "shown": shown,
                "marked": lambda _: [(text, True), (text, False)],
                "url": lambda _: text,
            }
            for verdict in verdicts(text, quote)
            for shown in (0, 1, 9)
        ],
        "quotes": [
            {"excerpts": excerpts, "opened": 1, "near": near, "compared": compared, "gone": gone}
            for near in (False, True)
            for compared in ((), (1,), (1, 2))
            for gone in ((), (2,), (2, 3))
        ],
        "citation_message": [{"citation": re.sub("[\u2066-\u2069]", "", text)}],
        "no_answer": [
            {"answer": Answer(text, reason=reason, query=asked, languages=spoken), "excerpts": shown}
            for reason in Reason
            for shown in ([], excerpts)
            for asked in (query, Query(unknown=(text,), names=(text,)), Query())
            for spoken in ((), ("fa",), (text, "en", "fa"))
        ],
        "inline": [{"quote": quote, "url": text}, {"quote": replace(quote, graphic=True), "url": text}],
        "graphic": [{"covered": each} for each in (True, False)],
        "hello": [{"username": "opcit", "hears_all": each} for each in (False, True)],
        "gaps": [
            {"reasons": [(reason, 3) for reason in reasons], "words": words, "floor": 5, "shown": n}
            for reasons in ((), Reason)
            for words in ([], [Asked(text, 7)] * 3)
            for n in (0, 2)
        ],
        "language": [{"code": "fa"}],
        "forget": [{"erased": erased} for erased in (False, True)],
        "privacy": [
            {"chosen": chosen, "quotes": n, "counts": bool(n), "floor": 5, "pages": bool(n)}
            for chosen in (Preferences(), Preferences("fa", graphic=True))
            for n in (0, 1, 2)
        ],
        "start": [{"documents": n, "examples": shown} for n in (0, 1, 2) for shown in ((), examples)],
        "source": [{"document": held}],
        "pages": [{"pages": (DocumentPage(held, 3),) * n} for n in (1, 2)],
        "page": [{"page": DocumentPage(held, 3)}],
        "source_too_large": [{"document": held, "limit": 50_000_000}],
        "context": [
            {"window": Window(each, span, (Span(0, 1),)), "url": url}
            for each in (quote, paged, replace(paged, locator=Locator(2 * len(text) + 2, 3 * len(text) + 2)))
            for span in spans
            for url in (None, text)
        ],
        "nothing_found": [
            {"kind": kind, "wanted": 7, "date": text}
            for kind in ("gone", "link", "number", "which", "withdrawn", "unknown")
        ],
        "removal": [
            {
                "state": state,
                "document": held,
                "loss": Loss(12, 3, (held,) * 7),
                "title": text,
                "identifier": text,
                "date": text,
                "kept": kept,
            }
            for state in (
                "which",
                "unknown",
                "shipped",
                "confirm",
                "working",
                "left",
                "done",
                "before",
                "deleted",
            )
            for kept in (False, True)
        ],
        "change_failed": [
            {"kind": kind, "path": text, "problem": text, "incident": text}
            for kind in (
                "unfinished",
                "unwritable",
                "busy",
                "table",
                "unread",
                "corpus",
                "index",
                "changed",
                "fault",
            )
        ],
        "upload": [
            {"offer": each, "failed": failed} for each in offers(text, held, errors) for failed in ("", "…")
        ],
        "upload_told": [
            *(
                {"state": state, "file": text, "limit": 20_000_000, "error": errors[0]}
                for state in UPLOAD_STATES
            ),
            *({"state": "ask", "field": field} for field in CORRECTABLE),
            *({"state": "added", "documents": incoming(text, count)} for count in (1, 12)),
        ],
        "history": [
            {"events": (), "unread": text},
            *(
                {"events": events, "unread": None}
                for events in (
                    (),
                    [
                        Event(what=w, identifier=text, file=text, sha256=text, who=i)
                        for w in (*EVENTS, text)
                        for i in (None, 7)
                    ],
                )
            ),
        ],
        "corpus": [{"overview": overview, "shown": n} for n in (0, 1)],
        "too_long": [{"limit": 2000}],
        "error": [{"incident": text}],
        "reload_progress": [{"done": 1, "total": n} for n in (0, 2)],
        "reload_done": [
            {
                "changes": Changes((held,), (held,), (held,), 3, (held,), 2, 1, gone),
                "unread": errors,
                "warnings": errors,
                "shown": n,
            }
            for n in (0, 99)
            for gone in (0, 4)
        ],
        "reload_failed": [
            {"kind": kind, "code": code, "path": text, "problem": text, "incident": text}
            for kind in ("corpus", "index", "system", "fault", "stopped")
            for code in ("missing", "not_a_folder", "forbidden")
        ],
        "stats": [
            {**numbers, "memory": memory, "loaded_at": dt.datetime.now(dt.UTC)} for memory in (None, 5)
        ],
        **{name: [{}] for name in WITHOUT_VALUES},
    }


def offers(text: str, held: Document, errors: tuple[DocumentError, ...]) -> list[Offer]:
    """Files that were sent, with `text` wherever a text goes."""
    facts = dict.fromkeys([*CORRECTABLE, "rights", "captured"], text)
    full = Offer(
        path=Path(text),
        name=text,
        sha256="",
        facts=facts,
        beginning=text,
        author=text,
        articles=10,
        warnings=errors[:9],
        columnless=(text, text),
        overlap=Overlap(40, 12, held),
        there=None,
        withdrawn=text,
    )
    empty = {**dict.fromkeys(facts, ""), "title": text}
    return [
        full,
        replace(full, there=held, overlap=Overlap(1, 1)),
        replace(full, facts=empty, articles=1, withdrawn=None, warnings=(), columnless=()),
        replace(full, facts=empty, author=None, overlap=Overlap()),
    ]


def incoming(text: str, count: int) -> list[Incoming]:
    """Documents that were added, or were there already."""
    facts = {"title": text, "identifier": text, "file": text}
    return [
        Incoming(page=text, facts=facts, text=text, data=b"", standing=standing)
        for standing in (Standing.NEW, Standing.THERE)
    ] * count


def verdicts(text: str, quote: Quote) -> list[Verdict]:
    """Verdicts of each kind, with `text` wherever a text goes."""
    held = quote.document
    places = (Place(held, quote.locator, quote.span, quote), Place(held, quote.locator, quote.span)) * 2
    sides = ((text, text), ("", text), (text, ""))
    differences = tuple(
        Difference(kind, typed, words, quote.span) for kind in DifferenceKind for typed, words in sides
    )
    pieces = (Piece(text, places), Piece(text))
    return [
        Verdict(kind, typed, places, differences, chosen, left_out, (text,), pages)
        for kind in Kind
        for pages in ((), (DocumentPage(held, 3),))
        for typed in ("", text)
        for chosen in (pieces, pieces[:1])
        for left_out in ((), (text,))
    ]


def templates() -> set[str]:
    """Names of all messages; files that begin with an underscore are parts of them."""
    names = {path.name.removesuffix(".html.j2") for path in prompts_folder().glob("*.html.j2")}
    return {name for name in names if not name.startswith("_")} - NOT_MESSAGES
