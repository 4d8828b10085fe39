"""The pages, asked in this process: what they hold, what they refuse, and what stands in no log."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote as quoted

import pytest

from bot.data import prompts_folder
from bot.reader import desk
from bot.reader.guard import HEADERS
from bot.reader.pages import Pages
from bot.reader.site import Site
from bot.values import Secret
from builders import corpus_folder
from persian_pdf import persian_pdf
from readers import ROOT, Page, get, site
from retrieval import Answer, Archive, LiveArchive, remove
from running import FILES, live_archive

QUESTION = "When did the flood reach the mill?"
SENTENCE = "The flood reached the mill on the ninth of May."
EVIL = "<script>alert(1)</script> & <b>bold</b> \u202e \"quoted\" 'single' {{ 7 * 7 }} %(x)s"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """A small archive, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def held(live: LiveArchive) -> Iterator[Site]:
    """Its site."""
    made = site(live)
    yield made
    made.close()


def quote_of(live: LiveArchive, question: str = QUESTION) -> tuple[str, str]:
    """The identifiers of the document and of the quote that answer a question."""
    quote = live.archive.ask(question).quotes[0]
    return quote.document.identifier, quote.id


async def page(held: Site, path: str, **headers: str) -> Page:
    """The page at an address, which the standard's parser takes without an error."""
    response = await get(held, path, **headers)
    assert response.status_code == 200, response.text
    return Page.of(response)


async def test_a_document(held: Site, live: LiveArchive) -> None:
    """A document has its title, its facts, its sections as headings and every word of its text."""
    shown = await page(held, "/d/lake")
    text = live.archive.document("lake").text

    assert shown.text("h1") == "The lake of Varna Dol"
    assert ["".join(each.itertext()) for each in shown.all("div[@class='text']/h2")] == [
        "The flood",
        "Afterwards",
    ]
    assert "The Harbour Post · 4 December 2017" in shown.text()
    assert shown.links()["Read it where it was published"] == "https://harbour.example.org/lake"
    for paragraph in text.split("\n\n"):
        assert paragraph in shown.text()
    assert [each.get("id") for each in shown.all("p[@class='paragraph']")] == ["p1", "p2", "p3"]
    assert not shown.all("script")


async def test_a_quote_is_marked(held: Site, live: LiveArchive) -> None:
    """Exactly the quote's words are marked, and the first of them is where the link jumps to."""
    document, quote = quote_of(live)
    shown = await page(held, f"/d/{document}?q={quote}")

    assert shown.marked() == live.archive.quote(quote).text
    assert shown.one("mark[@id='q']") is not None
    assert shown.links()["Go to the quote"] == "#q"


async def test_its_citation_is_ready(held: Site, live: LiveArchive) -> None:
    """The three forms of the citation stand on the page, and each has an address of its own."""
    document, quote = quote_of(live)
    shown = await page(held, f"/d/{document}?q={quote}")
    on_page = ["".join(each.itertext()).strip() for each in shown.all("pre")]
    files = [
        f"/d/{document}/{name}?q={quote}" for name in ("citation.txt", "citation.bib", "annotation.json")
    ]
    alone = [(await get(held, address)).text.strip() for address in files]

    assert on_page == alone
    assert [each.get("href") for each in shown.all("div[@class='field']//a")] == files
    assert live.archive.quote(quote).text in alone[0]
    assert "https://harbour.example.org/lake#" in alone[0]
    assert alone[1].startswith(f"@misc{{{document}-{quote},")
    record = json.loads(alone[2])
    assert record["id"] == f"{ROOT}/d/{document}/annotation.json?q={quote}"
    position = record["target"]["selector"][1]
    text = (await get(held, f"/d/{document}/text")).text
    assert record["target"]["source"]["id"] == f"{ROOT}/d/{document}/text"
    assert text[position["start"] : position["end"]] == live.archive.quote(quote).text


async def test_a_document_without_a_source_is_cited_by_its_page(held: Site, live: LiveArchive) -> None:
    """Where there is no public source, the citation leads to this page."""
    document, quote = quote_of(live, "How much did the bridge cost?")

    assert f"{ROOT}/d/bridge?q={quote}#q" in (await get(held, f"/d/{document}/citation.txt?q={quote}")).text
    assert f"{ROOT}/d/bridge" in (await get(held, "/d/bridge/citation.bib")).text


async def test_words_that_are_gone(held: Site, live: LiveArchive) -> None:
    """A link to words that are no longer there shows the document, and says so; it has no citation."""
    _, quote = quote_of(live)
    for gone in ("aaaaaaaaaaaa1", "nonsense", "x" * 500, quote):
        shown = await page(held, f"/d/bridge?q={gone}")
        assert "no longer in this document" in shown.text()
        assert not shown.all("mark")
        for form in ("citation.txt", "citation.bib", "annotation.json"):
            assert (await get(held, f"/d/bridge/{form}?q={gone}")).status_code == 404


async def test_the_original(held: Site, live: LiveArchive) -> None:
    """The original comes as its very bytes, to be saved under its name and never to be shown."""
    response = await get(held, "/d/lake/original")

    assert response.content == FILES["lake.md"].encode()
    assert response.headers["content-disposition"].startswith('attachment; filename="lake.md"')
    assert response.headers["content-type"].startswith("text/markdown")
    assert response.headers["content-security-policy"].startswith("sandbox;")
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_the_list(held: Site, tmp_path: Path) -> None:
    """The front page lists every document with its year, the newest first."""
    shown = await page(held, "/")

    assert ["".join(each.itertext()) for each in shown.all("h2")] == ["2018", "2017", "2016"]
    assert {address for address in shown.links().values() if address.startswith("/d/")} == {
        "/d/lake", "/d/bridge", "/d/fa",
    }  # fmt: skip


async def test_a_long_list_has_pages(tmp_path: Path) -> None:
    """A list too long for a page is parted; every document is on one of them, and there is no page beyond."""
    files = {f"d{number:03}.txt": f"Delta {number} fell on a Tuesday." for number in range(230)}
    made = site(live_archive(tmp_path, files))
    found: list[str] = []
    for number in (1, 2, 3):
        shown = await page(made, f"/?page={number}")
        found += [address for address in shown.links().values() if address.startswith("/d/")]
    assert sorted(found) == [f"/d/d{number:03}" for number in range(230)]
    assert [(await get(made, f"/?page={each}")).status_code for each in ("4", "0", "-1", "x", "9" * 99)] == [
        404
    ] * 5
    made.close()


async def test_an_answer(held: Site, live: LiveArchive) -> None:
    """A search shows the quotes the archive gives, exactly, each leading to its place."""
    shown = await page(held, f"/?q={quoted(QUESTION)}")
    quotes = live.archive.ask(QUESTION).quotes

    assert ["".join(each.itertext()) for each in shown.all("blockquote")] == [quote.text for quote in quotes]
    leads = [str(each.get("href")) for each in shown.all("h3/a")]
    assert leads == [f"/d/{quote.document.identifier}?q={quote.id}#q" for quote in quotes]
    assert shown.one("input[@type='search']").get("value") == QUESTION


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did the zwiebelfisch say to the rhabarber?", "are nowhere in them"),
        ("the of and", "nearly every text"),
        ("?!", "Please ask in words"),
    ],
)
async def test_a_no_is_an_honest_one(held: Site, question: str, told: str) -> None:
    """Without an answer the page says which kind of no it is."""
    shown = await page(held, f"/?q={quoted(question)}")

    assert told in shown.text("main")
    assert not shown.all("section[@class='near']") or "They do not answer" in shown.text("main")


async def test_a_corrected_spelling_is_told(held: Site) -> None:
    """What was searched instead of a misspelt name stands beside the answer."""
    shown = await page(held, f"/?q={quoted('Who was Agatta Sornn?')}")

    assert "Searched for" in shown.text("main")


async def test_persian(held: Site) -> None:
    """A Persian browser gets the words in Persian from right to left, and so does whoever chooses it."""
    asked = await page(held, "/d/fa", accept_language="fa-IR")
    chosen = await page(held, "/d/lake?lang=fa")

    for shown in (asked, chosen):
        assert (shown.root.get("lang"), shown.root.get("dir")) == ("fa", "rtl")
        assert "دربارهٔ این سند" in shown.text()
    assert asked.one("div[@class='text']").get("dir") == "rtl"
    assert chosen.one("div[@class='text']").get("dir") == "ltr"
    assert chosen.links()["آرشیو"] == "/?lang=fa"
    assert chosen.links()["English"] == "/d/lake?lang=en"


async def test_scripts_in_a_text_are_text(tmp_path: Path) -> None:
    """Whatever a document, its metadata or a question holds is shown as it is, and is no markup."""
    facts = "\n".join(f"{name}: {json.dumps(EVIL)}" for name in ("title", "creator", "publisher", "rights"))
    live = live_archive(tmp_path, {"evil.md": f"---\n{facts}\n---\n\nThe bridge said: {EVIL}.\n"})
    made = site(live)
    for path in ("/", "/d/evil", f"/?q={quoted(EVIL)}", f"/?q={quoted('What did the bridge say?')}"):
        for language in ("en", "fa"):
            response = await get(made, path, accept_language=language)
            shown = Page.of(response)
            assert not shown.all("script")
            assert not [each for each in shown.all("main//b") if "".join(each.itertext()) == "bold"]
            assert "<script" not in response.text
            assert "alert(1)" in shown.text()
    made.close()


REFUSED = [
    "/nothing", "/d", "/d/", "/d/nope", "/d/lake/", "/d/lake/nothing", "/d/..", "/d/%2e%2e",
    "/d/%2e%2e%2fbridge",
    "/d/../../etc/passwd", "/d/lake%00", "/d/%00", "/d/" + "x" * 5000, "/d/%ff%fe", "//evil.example/",
    "/d/lake/original/..",
    "/d/lake.md", "/style.css/x", "/d/\u202e", "/metrics", "/d/lake/annotation.json",
]  # fmt: skip


@pytest.mark.parametrize("path", REFUSED)
async def test_addresses_that_lead_nowhere(held: Site, path: str) -> None:
    """Unknown, malformed and tricky addresses get a plain sentence, and tell nothing of the machine."""
    response = await get(held, path)

    assert response.status_code in {404, 400}
    assert "There is no such page here." in Page.of(response).text("h1")


async def test_what_may_be_asked(held: Site) -> None:
    """A question too long for one is refused; one with what no text can hold is not."""
    assert (await get(held, "/?q=" + "x" * 2001)).status_code == 400
    assert (await get(held, "/?q=%00%ff%ED%A0%80&lang=%00&q=b")).status_code == 200
    assert (await get(held, "/?page=1&q=%20")).status_code == 200


async def test_pages_can_only_be_read(held: Site) -> None:
    """Nothing can be sent to the site."""
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert (await get(held, "/d/lake", method)).status_code == 405
    assert (await get(held, "/d/lake", "HEAD")).status_code == 200


async def test_headers_of_every_answer(held: Site) -> None:
    """Whatever is answered: no script, no frame, no robot, no cookie, no word of where a reader came from."""
    for path in (
        "/",
        "/d/lake",
        "/nothing",
        "/?q=mill",
        "/style.css",
        "/icon.svg",
        "/healthz",
        "/d/lake/text",
    ):
        response = await get(held, path)
        for name, value in HEADERS.items():
            assert response.headers[name.lower()] == value
        assert "set-cookie" not in response.headers
        assert "server" not in response.headers
    assert "'unsafe" not in HEADERS["Content-Security-Policy"]
    assert "Disallow: /" in (await get(held, "/robots.txt")).text


async def test_a_page_is_sent_once(tmp_path: Path) -> None:
    """What a browser has is not sent again, until a reload changes the archive; then it is, at once."""
    live = live_archive(tmp_path)
    held = site(live)
    first = await get(held, "/d/lake")
    tag = first.headers["etag"]
    assert (await get(held, "/d/lake", if_none_match=tag)).status_code == 304
    assert (await get(held, "/d/lake", if_none_match=tag, accept_language="fa")).status_code == 200

    corpus_folder(live.archive.folder, {"lake.md": FILES["lake.md"].replace("barley", "rye")})
    live.reload()
    again = await get(held, "/d/lake", if_none_match=tag)
    assert again.status_code == 200
    assert "forty sacks of rye" in again.text
    held.close()


async def test_questions_are_kept_nowhere(held: Site, caplog: pytest.LogCaptureFixture) -> None:
    """A page that tells what was asked is not to be kept, and no log tells it."""
    caplog.set_level(logging.DEBUG)
    response = await get(held, f"/?q={quoted('zwiebelfisch ' + QUESTION)}")

    assert response.headers["cache-control"] == "no-store"
    assert "zwiebelfisch" not in caplog.text
    assert "192.0.2.7" not in caplog.text


async def test_a_flood_is_turned_away(held: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """More searches than can wait are told to come back; the others are answered."""
    gate = threading.Event()

    def slow(_archive: Archive, question: str) -> Answer:
        gate.wait(20)
        return Answer(question)

    monkeypatch.setattr(Archive, "ask", slow)
    asked = [asyncio.create_task(get(held, f"/?q=flood{number}")) for number in range(desk.WAITING + 5)]
    await asyncio.wait(asked[desk.WAITING :])
    gate.set()
    answers = await asyncio.gather(*asked)

    assert [each.status_code for each in answers] == [200] * desk.WAITING + [503] * 5
    assert answers[-1].headers["retry-after"]
    assert "try again" in Page.of(answers[-1]).text("h1")


async def test_a_fault_is_told_by_a_number(
    held: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What goes wrong gets a number, which is in the log; what was asked is not."""

    def broken(_archive: Archive, question: str) -> Answer:
        raise KeyError(question)

    monkeypatch.setattr(Archive, "ask", broken)
    response = await get(held, "/?q=zwiebelfisch")

    assert response.status_code == 500
    assert response.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    number = Page.of(response).text("h1").rsplit(" ", 1)[1].strip(".")
    assert f"incident {number}" in caplog.text


async def test_a_damaged_original(tmp_path: Path) -> None:
    """An original that is no longer what it was is not handed out."""
    live = live_archive(tmp_path)
    live.archive.original(live.archive.document("lake")).write_bytes(b"something else")
    held = site(live)

    assert (await get(held, "/d/lake/original")).status_code == 500
    held.close()


@pytest.mark.parametrize("root", [ROOT, f"{ROOT}/archive/x"])
async def test_a_path_after_the_host(live: LiveArchive, root: str) -> None:
    """Under a path, links bear it, and requests may come with it or without."""
    made = site(live, root)
    prefix = root.removeprefix(ROOT)
    if prefix:
        assert (await page(made, prefix)).links()["فارسی"] == f"{prefix}/?lang=fa"
    for before in {prefix, ""}:
        shown = await page(made, f"{before}/d/lake?lang=fa")
        assert shown.one("form").get("action") == f"{prefix}/"
        assert shown.links()["English"] == f"{prefix}/d/lake?lang=en"
        assert all(address.startswith((f"{prefix}/", "#", "http")) for address in shown.links().values())
    made.close()


async def test_health(held: Site, live: LiveArchive) -> None:
    """`/healthz` says what is loaded, and is 503 as long as nothing is."""
    facts = (await get(held, "/healthz")).json()
    assert (facts["status"], facts["documents"], facts["generation"]) == ("ok", 3, live.archive.generation)
    assert 0 <= facts["age_seconds"] < 600

    loading = site(None)
    assert (await get(loading, "/healthz")).status_code == 503
    response = await get(loading, "/d/lake")
    assert response.status_code == 503
    assert "being loaded" in Page.of(response).text("h1")
    loading.close()


async def test_metrics(live: LiveArchive) -> None:
    """`/metrics` counts for whoever has the token, without a word of any question; others do not find it."""
    made = site(live, metrics_token=Secret("a-token-of-length"))
    await get(made, f"/?q={quoted(QUESTION)}")
    await get(made, "/?q=zwiebelfisch")
    await get(made, "/nothing")
    for wrong in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer é"}):
        assert (await get(made, "/metrics", **wrong)).status_code == 404
    text = (await get(made, "/metrics", authorization="Bearer a-token-of-length")).text

    assert 'opcit_searches_total{outcome="answered"} 1.0' in text
    assert 'opcit_searches_total{outcome="no_answer"} 1.0' in text
    assert 'opcit_answers_total{page="unknown",status="404"} 1.0' in text
    assert "opcit_documents 3.0" in text
    assert "zwiebelfisch" not in text
    made.close()


async def test_without_pages(live: LiveArchive) -> None:
    """Where only the webhook is served there are no pages, but its health is told."""
    made = site(live, has_pages=False)

    assert (await get(made, "/")).status_code == 404
    assert (await get(made, "/healthz")).status_code == 200
    made.close()


def test_every_page_is_documented() -> None:
    """Each thing `Pages` answers says at which address."""
    for name in (
        "front",
        "document",
        "text",
        "original",
        "citation",
        "bibtex",
        "annotation",
        "style",
        "icon",
    ):
        assert "`/" in str(getattr(Pages, name).__doc__)
    assert (prompts_folder() / "reader" / "style.css").is_file()


async def test_what_is_hard_to_read(tmp_path: Path) -> None:
    """What the operator marked is folded, in its document and in an answer, and opens without a script."""
    files = {"grim.md": "---\ntitle: Grim\ngraphic: yes\n---\n\nThe miller drowned in the flood of May.\n"}
    live = live_archive(tmp_path, files)
    made = site(live)
    for path in ("/d/grim", f"/?q={quoted('Who drowned in the flood?')}"):
        shown = await page(made, path)
        (folded,) = shown.all("details[@class='graphic']")
        assert "The miller drowned" in "".join(folded.itertext())
        assert folded.get("open") is None
    quote = live.archive.ask("Who drowned in the flood?").quotes[0]
    assert not (await page(made, f"/d/grim?q={quote.id}")).all("details[@class='graphic']")
    made.close()


async def test_a_withdrawn_document(tmp_path: Path) -> None:
    """What was withdrawn is gone, and says since when."""
    live = live_archive(tmp_path)
    remove(live, live.archive.document("lake"), 7)
    made = site(live)
    response = await get(made, "/d/lake")
    made.close()

    assert response.status_code == 410
    assert "was withdrawn from the archive on" in Page.of(response).text("h1")


async def test_what_can_only_be_read_on_its_page(tmp_path: Path) -> None:
    """A paragraph that nobody can be sure of has its page as a picture, in its document and as an answer."""
    sure = ["پل چوبی در یکی از روزهای بهار فرو ریخت و رودخانه تخته‌های آن را برد."]
    unsure = ["در سال ۱۳۶۷ شهردار دستور ساختن دیوار سنگی را داد و ۱۲ کارگر آن را ساختند."]
    corpus_folder(tmp_path / "corpus", {"report.pdf": persian_pdf([sure, unsure])})
    made = site(LiveArchive(tmp_path / "corpus", tmp_path / "index"))
    shown = await page(made, "/d/report")
    asked = await page(made, f"/?q={quoted('چه کسی دستور ساختن دیوار سنگی را داد؟')}")
    picture = await get(made, "/d/report/page/2.png")
    beyond = [(await get(made, f"/d/report/page/{number}.png")).status_code for number in (0, 3, "x")]
    made.close()

    assert "The letters of the next paragraph are not certain." in shown.text()
    assert shown.links()["See page 2 as it looks"] == "/d/report/page/2.png"
    assert "a page to read yourself" in asked.text("main")
    assert "/d/report/page/2.png" in asked.links().values()
    assert picture.content.startswith(b"\x89PNG")
    assert beyond == [404, 404, 404]
