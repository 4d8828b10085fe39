"""Pages that are pictures: read by Tesseract where it is switched on, marked as such, and read once."""

import shutil
import stat
import zlib
from pathlib import Path

import pypdfium2
import pytest

from builders import corpus_folder
from file_makers import Words, column, drawn_pdf, pdf, pdf_file, stream
from retrieval import LiveArchive, RecognitionError, accepted, offered, open_archive, remove

LINES = ["The bridge fell on a Tuesday in March.", "Nobody was on it, said the miller of Millford."]
STAND_IN = """#!/usr/bin/env python3
import sys
if "--list-langs" in sys.argv:
    print("List of available languages (2):\\neng\\nfas")
    sys.exit()
picture = sys.stdin.buffer.read()
assert picture.startswith(b"\\x89PNG"), picture[:8]
width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
with open({log!r}, "a") as log:
    print(sys.argv[sys.argv.index("-l") + 1], width, height, file=log)
print("level\\tpage_num\\tblock_num\\tpar_num\\tline_num\\tword_num\\tleft\\ttop\\twidth\\theight\\tconf\\ttext")
print(f"1\\t1\\t0\\t0\\t0\\t0\\t0\\t0\\t{{width}}\\t{{height}}\\t-1\\t")
for line, words in enumerate({lines!r}):
    for number, word in enumerate(words.split()):
        box = (200 + 120 * number, 400 + 60 * line, 110, 40)
        print("5", 1, 1, 1, line, number, *box, 5 if word == "stain" else 96, word, sep="\\t")
"""


def scanned(pages: int, text_on: int | None = None) -> bytes:
    """A PDF of pages that are drawings, but for one that has words."""
    word = "\n".join(
        f"BT /F 10 Tf 60 {700 - 12 * n} Td (The council met on page two, line {n}.) Tj ET" for n in range(3)
    )
    return drawn_pdf([word if number == text_on else "0 0 99 99 re f" for number in range(1, pages + 1)])


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for Tesseract is on the path; what it was asked for is written here."""
    log = tmp_path / "asked"
    program = tmp_path / "bin" / "tesseract"
    corpus_folder(program.parent, {"tesseract": STAND_IN.format(log=str(log), lines=["stain", *LINES])})
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return log


def test_a_scan_is_read_marked_and_read_only_once(tmp_path: Path, log: Path) -> None:
    """Its words answer, with page and mark; no reload and no restart asks Tesseract again."""
    corpus_folder(tmp_path / "in", {"scan.pdf": scanned(1), "a.md": "The clerk kept a parrot."})
    for _ in range(2):
        archive = open_archive(tmp_path / "in", tmp_path / "index", ocr="fas+eng")
        quote = archive.ask("When did the bridge fall?").quotes[0]
        assert (quote.text, quote.locator.page, quote.is_recognised) == (" ".join(LINES), 1, True)
        assert [(each.code, each.values["pages"]) for each in archive.warnings] == [("recognised", 1)]
        assert not archive.unread
        (tmp_path / "in" / "scan.pdf").touch()
    asked = log.read_text().splitlines()
    assert [line.split()[0] for line in asked] == ["fas+eng"]
    assert all(int(side) > 2000 for line in asked for side in line.split()[1:])


def test_of_a_partly_scanned_pdf_only_the_pictures_are_read(tmp_path: Path, log: Path) -> None:
    """Pages with words of their own are as they were, and not marked."""
    corpus_folder(tmp_path / "in", {"scan.pdf": scanned(3, text_on=2)})
    archive = open_archive(tmp_path / "in", tmp_path / "index", ocr="eng")
    assert archive.documents[0].recognised == (1, 3)
    assert not archive.ask("Where did the council meet?").quotes[0].is_recognised
    assert len(log.read_text().splitlines()) == 2


@pytest.mark.slow
def test_an_offered_scan_is_read_and_a_withdrawn_one_forgotten(tmp_path: Path, log: Path) -> None:
    """What is sent is shown as it would be read; of what is taken out no reading is kept either."""
    corpus_folder(tmp_path / "in", {"a.md": "The clerk kept a parrot."})
    (tmp_path / "place").mkdir()
    live = LiveArchive(tmp_path / "in", tmp_path / "index", ocr="eng")
    offer = offered(live, scanned(1), "scan.pdf", tmp_path / "place")
    assert LINES[0] in offer.beginning
    accepted(live, offer, 7)
    assert len(log.read_text().splitlines()) == 1
    assert list((tmp_path / "index" / "recognised").iterdir())

    [scan] = [each for each in live.archive.documents if each.file != "a.md"]
    remove(live, scan, keeps_file=False)
    assert not list((tmp_path / "index" / "recognised").iterdir())


def test_it_is_off_unless_switched_on(tmp_path: Path, log: Path) -> None:
    """Without languages nobody is asked, and the scan is reported; switched off again, likewise."""
    corpus_folder(tmp_path / "in", {"scan.pdf": scanned(2), "half.pdf": scanned(2, text_on=2)})
    before = open_archive(tmp_path / "in", tmp_path / "index")
    assert not log.exists()
    assert [(each.file, each.code) for each in before.unread] == [("scan.pdf", "no_text_layer")]
    assert before.warnings[0].values == {"pages": 1, "of": 2, "numbers": [1]}
    switched_on = open_archive(tmp_path / "in", tmp_path / "index", ocr="eng")
    assert {each.file: each.recognised for each in switched_on.documents} == {
        "half.pdf": (1,),
        "scan.pdf": (1, 2),
    }
    after = open_archive(tmp_path / "in", tmp_path / "index")
    assert [(each.file, each.recognised) for each in after.documents] == [("half.pdf", ())]


def test_what_was_read_goes_with_its_file(tmp_path: Path, log: Path) -> None:
    """The words of a withdrawn scan do not stay beside the index."""
    corpus_folder(tmp_path / "in", {"scan.pdf": scanned(1), "a.md": "The clerk kept a parrot."})
    open_archive(tmp_path / "in", tmp_path / "index", ocr="eng")
    assert list((tmp_path / "index" / "recognised").iterdir())
    (tmp_path / "in" / "scan.pdf").unlink()
    open_archive(tmp_path / "in", tmp_path / "index", ocr="eng")
    assert not list((tmp_path / "index" / "recognised").iterdir())


@pytest.mark.parametrize(
    ("ocr", "code"), [("kli", "languages"), ("eng; rm", "languages"), ("-l", "languages")]
)
def test_a_language_that_it_does_not_know_is_said_at_once(
    tmp_path: Path, log: Path, ocr: str, code: str
) -> None:
    """Before anything is read."""
    corpus_folder(tmp_path / "in", {"a.md": "The clerk kept a parrot."})
    with pytest.raises(RecognitionError) as caught:
        open_archive(tmp_path / "in", ocr=ocr)
    assert caught.value.code == code


def test_without_the_program_it_cannot_be_switched_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And that is what is said."""
    monkeypatch.setenv("PATH", str(tmp_path))
    corpus_folder(tmp_path / "in", {"a.md": "The clerk kept a parrot."})
    with pytest.raises(RecognitionError) as caught:
        open_archive(tmp_path / "in", ocr="eng")
    assert caught.value.code == "program"


def pictured(raw: bytes) -> bytes:
    """A PDF with its first page as a grey picture."""
    bitmap = pypdfium2.PdfDocument(raw)[0].render(scale=3, grayscale=True)
    data = zlib.compress(bitmap.to_numpy()[:, :].tobytes())
    size = f"/Width {bitmap.width}/Height {bitmap.height}"
    facts = f"/Type/XObject/Subtype/Image{size}/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
    return pdf_file([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>",
        stream(data, facts),
        stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
    ])  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_tesseract_reads_a_scanned_page(tmp_path: Path) -> None:
    """The real program, on a page that is a picture of words."""
    page = [*column(80, 700, LINES, 16, 24), Words(80, 600, "The council met in May.", 16)]
    corpus_folder(tmp_path, {"scan.pdf": pictured(pdf([page]))})
    archive = open_archive(tmp_path, ocr="eng")
    assert archive.ask("When did the bridge fall?").quotes[0].text.startswith(LINES[0])
