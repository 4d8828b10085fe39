"""Links seen in Chromium: a quote's link lights up the quote's own words, and scrolls there."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
import pytest_asyncio
from aiohttp import web

from chromium import EXECUTABLE, browser
from retrieval.links import quote_link
from retrieval.spans import Span
from retrieval.text import normal_form

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(EXECUTABLE is None, reason="needs chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]

# Sentences stand in brackets, which the pages are served without.
PAGES = {
    "repeated": """
        <p>[Nobody came to the bridge that night.]</p>
        <p>[Delta was asked.] [Nobody came to the bridge that night.]</p>
        <p>[Echo was asked.]</p><p>[Nobody came to the bridge that night.]</p>""",
    "beginnings": """
        <p>[In the morning of that day the old bridge over the river gave way.]</p>
        <p>[In the morning of that day the old bridge over the lake stood as it had always stood.]</p>
        <p>[In the morning of that day the new bridge gave way, as had been foreseen, over the river.]</p>""",
    "inline tags": """
        <p>[The <b>old</b> bridge, <a href='#x'>said</a> <i>De</i>lta, had <em>twice</em> been mended.]
        [It was <u>never</u> safe.]</p>
        <p>[The old bridge had been painted, and mended not even <b>once</b>.]</p>""",
    "lists": """
        <ul><li>[The bridge fell.]</li><li>[The wall fell.]</li><li>[The tower stood.]</li></ul>
        <p>[The wall fell, they say, because the bridge fell.]</p>
        <ol><li>[Nothing else fell in that year of rain.]</li></ol>""",
    "marks": """
        <p>[Well-known, yes – but R&amp;D, at 10%, was “half-done”; why?]
        [C+D, A&amp;B: 1,200 (or 1-2)!]</p>
        <p>[Half-done, he said: A&amp;B = C+D + 100% of R&amp;D, well-known #1 – or #2?]</p>
        <p>[Don’t.]</p>""",
    "spaces": """
        <p>[In&nbsp;1988 some 12&nbsp;000 people\u2009crossed\u202fit, and 3&nbsp;&nbsp;of them fell.]</p>
        <p>[In 1988,\n   they say,\tnobody fell from the bridge.]</p>
        <p>[One \u202bword\u202c and another.]</p>""",
    "persian": """
        <p dir=rtl>[پل کهنه در بامداد روز سه‌شنبه، به گفتهٔ دلتا، در باران فرو ریخت.] [هیچ‌کس نیامد.]</p>
        <p dir=rtl>[پل کهنه در بامداد روز چهارشنبه هنوز برپا بود و می‌شد از آن گذشت.]</p>
        <p dir=rtl>[از دلتا پرسیدند.]</p><p dir=rtl>[هیچ‌کس نیامد.]</p>
        <p dir=rtl>[اين كتاب در سال ۱۳۶۷ نوشته شد.]</p>""",
    "chinese": """
        <p>[他说，这座桥在那一年倒塌了，没有人受伤，也没有人知道为什么会这样。][后来下了雨。]</p>""",
}
BLOCK = re.compile(r"</?(?:p|ul|ol|li)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[^\s<>]+(?![^<]*>)")  # outside of tags
MOST_WORDS = 120

LitUp = Callable[[str], Awaitable[set[int]]]


@dataclass
class Page:
    """A page as it is served, each of its words in a colour of its own, and as a document holds it.

    Attributes:
        markup: Its HTML.
        text: Its words in normal form.
        sentences: Where they stand in the text.
        words: The numbers of the words of each sentence.
    """

    markup: str
    text: str
    sentences: list[Span]
    words: list[set[int]]


def page(source: str, gap: int) -> Page:
    """The page of a source, with `gap` pixels between its blocks."""
    number = itertools.count(1)
    words: list[set[int]] = []
    pieces = []
    for piece in re.split(r"([\[\]])", source):
        if piece == "[":
            words.append(set())
        inside = words[-1] if words else set()

        def coloured(found: re.Match[str], inside: set[int] = inside) -> str:
            inside.add(own := next(number))
            return f"<span id=w{own}>{found[0]}</span>"

        pieces.append(WORD.sub(coloured, piece) if piece not in ("[", "]") else "")
    rules = "".join(
        f"#w{own}::target-text {{background: rgb({own}, 0, 255); color: transparent}}"
        for own in range(1, MOST_WORDS)
    )
    style = f"<style>p, li {{margin: {gap}px 0}} {rules}</style>"
    markup = f"<!doctype html><meta charset=utf-8>{style}<p>Alfa</p>{''.join(pieces)}<p>Omega</p>"
    assert next(number) < MOST_WORDS
    return Page(markup, *_text(source), words)


def _text(source: str) -> tuple[str, list[Span]]:
    blank = re.sub(r"[ \n\t]+", " ", source)
    bracketed = normal_form(html.unescape(TAG.sub("", BLOCK.sub("\n\n", blank))))
    text, spans, start = "", [], 0
    for character in bracketed:
        if character == "[":
            start = len(text)
        elif character == "]":
            spans.append(Span(start, len(text)))
        else:
            text += character
    return text, spans


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lit_up() -> AsyncIterator[LitUp]:
    """Tells which words can be seen lit up when Chromium opens a link; pages are served by name and gap."""

    async def served(request: web.Request) -> web.Response:
        name, gap = request.match_info["name"], int(request.match_info["gap"])
        return web.Response(text=page(PAGES[name], gap).markup, content_type="text/html")

    application = web.Application()
    application.router.add_get("/{name}/{gap}", served)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with browser() as shown:
            yield lambda address: shown.highlighted(root + address)
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("name", PAGES)
async def test_a_link_lights_up_its_sentence(lit_up: LitUp, name: str) -> None:
    """Of a page that can be seen at once, every word of the sentence is lit up, and no other."""
    held = page(PAGES[name], 4)
    for span, words in zip(held.sentences, held.words, strict=True):
        link = quote_link(f"/{name}/4", held.text, span)
        assert await lit_up(link) == words, (held.text[span.start : span.end], link)


@pytest.mark.parametrize("name", PAGES)
async def test_a_link_lights_up_neighbouring_sentences(lit_up: LitUp, name: str) -> None:
    """So are all the words of a quote of two or three sentences, over blocks too."""
    held = page(PAGES[name], 4)
    for count in (2, 3):
        for first in range(len(held.sentences) - count + 1):
            last = first + count - 1
            span = Span(held.sentences[first].start, held.sentences[last].end)
            link = quote_link(f"/{name}/4", held.text, span)
            assert await lit_up(link) == set().union(*held.words[first : last + 1]), link


@pytest.mark.parametrize("name", PAGES)
async def test_a_link_scrolls_to_its_sentence(lit_up: LitUp, name: str) -> None:
    """On a long page the sentence, however often its words occur, is on the screen."""
    held = page(PAGES[name], 700)
    for span, words in zip(held.sentences, held.words, strict=True):
        link = quote_link(f"/{name}/700#place", held.text, span)
        assert await lit_up(link) == words, link


async def test_without_a_fragment_nothing_is_lit_up(lit_up: LitUp) -> None:
    """The picture tells: what is not linked to has no colour."""
    assert await lit_up("/repeated/4") == set()
