"""What two readers of a PDF read differently: found, never quoted, to be read on its page."""

from pathlib import Path

import pytest

from builders import corpus_folder
from file_makers import column, pdf
from persian_pdf import persian_pdf
from retrieval import Archive, DocumentError, Kind, Reason, open_archive

SURE = [
    "پل چوبی در یکی از روزهای بهار فرو ریخت و رودخانه تخته‌های آن را برد.",
    "آسیاببان پیر همه چیز را از پنجره دید.",
]
UNSURE = ["در سال ۱۳۶۷ شهردار دستور ساختن دیوار سنگی را داد و ۱۲ کارگر آن را ساختند."]
BOTH = "چه کسی دستور ساختن دیوار سنگی را داد؟"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive with a Persian PDF of three pages, the last of them disputed for its figures."""
    folder = tmp_path_factory.mktemp("archive")
    made = persian_pdf([SURE, ["نامه‌ای از شهر دور رسید و کسی آن را نخواند."], UNSURE])
    corpus_folder(
        folder / "in", {"report.pdf": made, "other.md": "The clerk kept a green parrot in the office."}
    )
    return open_archive(folder / "in", folder / "index")


def test_a_disputed_paragraph_is_never_quoted_and_its_page_is_named(archive: Archive) -> None:
    """Nothing sure answers: the page that may is given, with its document, and no word of it."""
    answer = archive.ask(BOTH)

    assert (answer.status, answer.reason) == ("no_answer", Reason.ON_A_PAGE)
    assert [(page.document.identifier, page.number) for page in answer.pages] == [("report", 3)]
    assert not any("دیوار" in quote.text for quote in (*answer.quotes, *answer.near))


def test_a_sure_paragraph_of_the_same_file_is_quoted(archive: Archive) -> None:
    """Where the readers agree on every letter and figure, words are words; its joints are there."""
    answer = archive.ask("پل چوبی کی فرو ریخت؟")

    assert answer.quotes[0].text.startswith(SURE[0])
    assert answer.quotes[0].locator.page == 1
    assert not answer.pages


def test_what_stands_around_a_quote_holds_nothing_disputed(archive: Archive) -> None:
    """Neither does the context of a quote on the page before."""
    quote = archive.ask("نامه از کجا رسید؟").quotes[0]
    assert "نامه" in quote.text
    assert "دیوار" not in quote.document.slice(archive.surroundings(quote))


@pytest.mark.parametrize("text", [UNSURE[0], UNSURE[0].replace("۱۳۶۷", "۱۳۶۸")])
def test_no_verdict_rests_on_disputed_words(archive: Archive, text: str) -> None:
    """Whether such a quotation is real is for the page to tell."""
    verdict = archive.verify(text)
    assert (verdict.kind, verdict.places) == (Kind.CANNOT_TELL, ())
    assert [page.number for page in verdict.pages] == [3]


def test_a_page_is_drawn_within_bounds(archive: Archive) -> None:
    """As a PNG, for every page there is and no other; what has no pages has no picture."""
    document = next(each for each in archive.documents if each.identifier == "report")
    assert archive.picture(document, 3).startswith(b"\x89PNG")
    for number in (0, 4):
        with pytest.raises(DocumentError):
            archive.picture(document, number)
    with pytest.raises(DocumentError):
        archive.picture(next(each for each in archive.documents if each.identifier == "other"), 1)


@pytest.mark.slow
def test_a_huge_page_is_drawn_small_and_a_line_not_at_all(tmp_path: Path) -> None:
    """However large a page says it is, its picture has so many points and no more."""
    big = pdf([column(60, 700, ["Words."])]).replace(b"[0 0 595 842]", b"[0 0 9999 999]")
    corpus_folder(tmp_path, {"a.pdf": big, "b.pdf": big.replace(b"[0 0 9999 999]", b"[0 0 99999 9]")})
    archive = open_archive(tmp_path)
    first, second = archive.documents

    picture = archive.picture(first, 1)
    width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    assert width + height <= 10_000  # Telegram refuses larger photos
    assert width * height <= 4_010_000
    with pytest.raises(DocumentError):
        archive.picture(second, 1)
