"""What cannot be quoted and has to be read on the page, asked for in Telegram and in the terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli import main
from builders import corpus_folder
from persian_pdf import persian_pdf
from retrieval import LiveArchive, remove
from running import built, running
from standin import StandIn

LINE = "در سال ۱۳۶۷ شهردار دستور ساختن دیوار سنگی را داد و ۱۲ کارگر آن را ساختند."
QUESTION = "چه کسی دستور ساختن دیوار سنگی را داد؟"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with a PDF whose only page two readers read differently."""
    folder = tmp_path_factory.mktemp("archive")
    corpus_folder(folder / "corpus", {"report.pdf": persian_pdf([[LINE]])})
    return folder


@pytest.fixture
async def api(folder: Path) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on that archive."""
    archive = LiveArchive(folder / "corpus", folder / "index")
    async with StandIn() as api, running(built(api, archive)):
        yield api


async def test_a_page_is_offered_and_its_button_shows_it(api: StandIn) -> None:
    """No word of it is quoted: the answer says so, and the button sends the page as a picture."""
    ada = api.user(1)
    event = await ada.says(QUESTION)
    answer, offer = await api.answers_to(event, 2)
    assert "Not in words that I can be sure of" in answer.text
    assert "Read it on the page" in offer.text
    assert LINE[:20] not in answer.text + offer.text

    (picture,) = await api.answers_to(await ada.presses(offer, "Page 1: report"))
    assert picture.upload is not None
    assert picture.upload.data.startswith(b"\x89PNG")
    assert "report, page 1" in picture.text


async def test_a_page_that_is_not_there_is_said_without_a_picture(api: StandIn) -> None:
    """Neither a page nor a document that nobody offered is drawn."""
    ada = api.user(3)
    _, offer = await api.answers_to(await ada.says(QUESTION), 2)
    data = offer.buttons[0].data
    for forged, said in (
        (data.replace(":1:", ":7:"), "could not be drawn"),
        (f"page:1:{'0' * 16}", "out of date"),
    ):
        answer = await api.answer_to_press(await ada.presses(offer, forged=forged))
        assert said in answer["text"]
    assert not [call for call in api.calls("sendPhoto") if call.fields["chat_id"] == ada.id]


async def test_a_page_of_a_withdrawn_document(tmp_path: Path) -> None:
    """The button of a page says that its document was withdrawn, and when."""
    corpus_folder(tmp_path / "corpus", {"report.pdf": persian_pdf([[LINE]])})
    archive = LiveArchive(tmp_path / "corpus", tmp_path / "index")
    async with StandIn() as api, running(built(api, archive)):
        ada = api.user(1)
        _, offer = await api.answers_to(await ada.says(QUESTION), 2)
        remove(archive, archive.archive.documents[0])
        notice = await api.answer_to_press(await ada.presses(offer, "Page 1: report"))

    assert notice["text"].startswith("Withdrawn on ")


async def test_a_quotation_from_such_a_page_is_to_be_compared_there(api: StandIn) -> None:
    """`/verify` gives no verdict on letters that nobody can be sure of, but the page."""
    verdict = await api.user(2).asks(f"/verify {LINE}")
    assert "I cannot tell." in verdict.text
    assert verdict.button("Page 1: report")


def test_the_terminal_names_the_page_and_writes_its_picture(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The answer gives the command, and the command gives the picture."""
    options = ["--corpus", str(folder / "corpus"), "--index", str(folder / "index")]
    assert main(["ask", QUESTION, *options]) == 1
    assert b"opcit source report --page 1 > page-1.png" in capsysbinary.readouterr().out
    assert main(["ask", "--json", QUESTION, *options]) == 1
    assert b'"pages": [{"document": {"identifier": "report"' in capsysbinary.readouterr().out
    assert main(["source", "report", "--page", "1", *options]) == 0
    assert capsysbinary.readouterr().out.startswith(b"\x89PNG")
    assert main(["source", "report", "--page", "2", *options]) == 1
