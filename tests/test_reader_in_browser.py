"""The reader page in Chromium: the quote is in view and lit up, and everybody can read the page, at once."""

from __future__ import annotations

import itertools
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote as quoted

import aiohttp
import pytest
import pytest_asyncio

from bot.reader import server
from builders import corpus_folder
from chromium import EXECUTABLE
from readers import Page, site
from retrieval import LiveArchive

playwright = pytest.importorskip("playwright.async_api")
axe = pytest.importorskip("axe_playwright_python.async_playwright")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(EXECUTABLE is None, reason="needs chromium"),
    pytest.mark.asyncio(loop_scope="module"),
]

SCREENS = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "fa")

TRADES = ("carpenter", "miller", "weaver", "ferryman", "mason", "smith")
PARTS = ("bridge", "mill", "roof", "gate", "well")
TRADES_FA = ("نجار", "آسیابان", "بافنده", "قایقران", "بنّا", "آهنگر")
PARTS_FA = ("پل", "آسیاب", "بام", "دروازه", "چاه")
ENGLISH = [
    f"The {trade} of Tolmin mended the {part} in week {number}. Nobody paid for it, and nobody asked why."
    for number, (trade, part) in enumerate(itertools.product(TRADES, PARTS), 4)
]
PERSIAN = [
    f"{trade} تولمین در هفتهٔ {number} {part} را درست کرد. کسی مزدی نداد و کسی نپرسید چرا."
    for number, (trade, part) in enumerate(itertools.product(TRADES_FA, PARTS_FA), 4)
]
FILES = {
    "en.md": "---\ntitle: The repairs <of> Tolmin\npublisher: The Tolmin Gazette\ndate: 2016-07\n"
    "language: en\nsource: https://example.org/repairs\n---\n\n# The weeks\n\n"
    + "\n\n".join(ENGLISH)
    + "\n\n# What it cost\n\nIn all it cost nine hundred crowns, said Agata Sorn.\n\n# After\n\nIt rained.\n",
    "fa.md": "---\ntitle: تعمیرهای تولمین\npublisher: روزنامهٔ Tolmin\ndate: 1395\nlanguage: fa\n---\n\n"
    + "\n\n".join(PERSIAN)
    + "\n",
}
QUESTIONS = {"en": "When did the ferryman mend the roof?", "fa": "قایقران بام را کی درست کرد؟"}

MARKED = """
() => {
  const marks = [...document.querySelectorAll("mark")];
  const boxes = marks.flatMap(mark => [...mark.getClientRects()]);
  const page = getComputedStyle(document.documentElement).backgroundColor;
  const seen = box => {
    const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return found !== null && found.closest("mark") !== null;
  };
  return {
    text: marks.map(mark => mark.textContent).join(""),
    inView: boxes.every(
      box => box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth
    ),
    seen: boxes.length > 0 && boxes.every(seen),
    lit: marks.every(mark => getComputedStyle(mark).backgroundColor !== page),
    id: marks[0].id,
    scrolled: scrollY,
    wide: document.documentElement.scrollWidth > innerWidth,
  };
}
"""


@dataclass
class Shown:
    """A running site, and a browser to look at it with."""

    live: LiveArchive
    root: str
    browser: Any

    async def page(self, path: str, screen: str = "desk", scheme: str = "light", language: str = "en") -> Any:
        """A page in a browser of its own."""
        context = await self.browser.new_context(
            viewport=SCREENS[screen], color_scheme=scheme, locale=language, bypass_csp=True
        )
        opened = await context.new_page()
        await opened.goto(self.root + path)
        return opened

    def quote(self, language: str) -> tuple[str, str]:
        """The address of the quote that answers the question of a language, and its words."""
        quote = self.live.archive.ask(QUESTIONS[language]).quotes[0]
        return f"/d/{quote.document.identifier}?q={quote.id}#q", quote.text


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shown(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shown]:
    """A site over loopback, and the Chromium that is installed."""
    folder = tmp_path_factory.mktemp("reader")
    live = LiveArchive(corpus_folder(folder / "corpus", FILES), folder / "index")
    held, listening = site(live), server.bound("127.0.0.1", 0)
    root = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with server.served(held.app, [listening]), playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=EXECUTABLE, args=["--no-sandbox"])
        yield Shown(live, root, browser)
        await browser.close()
    held.close()


@pytest.mark.parametrize("document", LANGUAGES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("scheme", SCHEMES)
async def test_the_quote_is_in_view(
    shown: Shown, document: str, language: str, screen: str, scheme: str
) -> None:
    """A quote's link opens with exactly its words lit up, all of them on the screen; nothing sticks out."""
    address, words = shown.quote(document)
    page = await shown.page(address, screen, scheme, language)
    found = await page.evaluate(MARKED)
    await page.context.close()

    assert found["text"] == words
    assert found["id"] == "q"
    assert (found["inView"], found["seen"], found["lit"]) == (True, True, True)
    assert found["scrolled"] > 200
    assert not found["wide"]


def addresses(shown: Shown) -> Mapping[str, str]:
    """A page of each kind."""
    return {
        "list": "/",
        "document": "/d/en",
        "quote": shown.quote("en")[0],
        "persian quote": shown.quote("fa")[0],
        "answer": f"/?q={quoted(QUESTIONS['en'])}",
        "persian answer": f"/?q={quoted(QUESTIONS['fa'])}",
        "no": f"/?q={quoted('Who painted the lighthouse of Tolmin?')}",
        "gone": "/d/en?q=aaaaaaaaaaaa1",
        "refusal": "/d/nothing",
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("scheme", SCHEMES)
async def test_everybody_can_read_it(shown: Shown, language: str, screen: str, scheme: str) -> None:
    """No page breaks a rule of axe-core, with everything that folds unfolded."""
    for name, address in addresses(shown).items():
        page = await shown.page(address, screen, scheme, language)
        await page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        found = await axe.Axe().run(page)
        await page.context.close()
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"


async def test_nothing_is_fetched_but_the_style(shown: Shown) -> None:
    """A page needs its style sheet and its icon, and the browser finds nothing to complain of."""
    context = await shown.browser.new_context(viewport=SCREENS["phone"])
    page = await context.new_page()
    fetched: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.removeprefix(shown.root)))
    page.on("console", lambda message: said.append(message.text))
    await page.goto(shown.root + shown.quote("en")[0])
    await page.wait_for_load_state("networkidle")
    cookies = await context.cookies()
    await context.close()

    assert {each.partition("?")[0] for each in fetched} <= {"/d/en", "/style.css", "/icon.svg"}
    assert (said, cookies) == ([], [])


async def test_it_needs_no_script(shown: Shown) -> None:
    """Where scripts are switched off a question can be asked and a quote be followed to its place."""
    context = await shown.browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{shown.root}/")
    await page.get_by_role("searchbox").fill(QUESTIONS["en"])
    await page.get_by_role("button", name="Search").click()
    await page.locator("article.quote h3 a").first.click()
    marked = await page.locator("mark").first.text_content()
    await page.get_by_text("Cite this quote").click()
    visible = await page.locator("pre").first.is_visible()
    await context.close()

    assert marked == shown.quote("en")[1]
    assert visible


async def test_paper(shown: Shown) -> None:
    """On paper there is the text with its title and where it is from, and nothing to press."""
    page = await shown.page(shown.quote("en")[0])
    await page.emulate_media(media="print")
    for hidden in ("form", "header.site", "footer.site", "details.cite", "ul.ways"):
        assert not await page.locator(hidden).first.is_visible()
    for there in ("h1", ".text", "mark", ".facts"):
        assert await page.locator(there).first.is_visible()
    assert await page.pdf()
    await page.context.close()


async def test_a_long_document_comes_at_once(tmp_path: Path) -> None:
    """A document of three hundred pages is there in a tenth of a second, made for this very reader."""
    paragraph = " ".join(ENGLISH[:4])
    sections = [
        f"# Week {number}\n\n" + f"{paragraph} It was week {number}.\n\n" * 11 for number in range(150)
    ]
    text = "".join(sections)
    live = LiveArchive(corpus_folder(tmp_path / "corpus", {"long.md": text}), tmp_path / "index")
    quotes = live.archive.ask("What was mended in week 77?").quotes
    asked = ["", "?lang=en", "?lang=fa", "?q=x", *(f"?q={quote.id}" for quote in quotes)]
    held, listening = site(live), server.bound("127.0.0.1", 0)
    root = f"http://127.0.0.1:{listening.getsockname()[1]}"
    took = []
    async with server.served(held.app, [listening]), aiohttp.ClientSession() as session:
        # Each address is another page, so that none comes from the shelf.
        for path in asked:
            began = time.process_time()  # of this process alone, site and reader: the machine may be busy
            async with session.get(f"{root}/d/long{path}") as response:
                body = await response.text()
            took.append(time.process_time() - began)
    held.close()

    assert len(text) > 600_000
    assert len(Page.of(body).all("p")) > 1200
    assert sorted(took)[len(took) // 2] < 0.1, took
