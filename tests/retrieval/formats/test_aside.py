import contextlib
import io
import os
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from builders import corpus_folder
from file_makers import Words, column, docx, docx_paragraph, epub, pdf, pdf_file, stream, zipped
from retrieval.corpus import list_corpus, read_document
from retrieval.errors import DocumentError
from retrieval.formats.aside import Aside, Limits
from retrieval.formats.extracted import UnreadableError
from retrieval.text import normal_form

GOOD = pdf([column(60, 700, ["Plain words on a page."])])
LAUGHS = (
    "<!DOCTYPE a [<!ENTITY l0 'ha'>"
    + "".join(f"<!ENTITY l{number} '{f'&l{number - 1};' * 10}'>" for number in range(1, 12))
    + "]>"
)
BOMB = zipped({"word/document.xml": b"\0" * (60 << 20), "[Content_Types].xml": "x"})


@pytest.fixture(scope="module")
def aside() -> Iterator[Aside]:
    """A child for all tests of this file, with a shorter patience."""
    with Aside(Limits(processor=4, wall=8)) as opened:
        yield opened


def inflated_pdf() -> bytes:
    """A page whose drawing is a gigabyte, packed twice to a few kilobytes."""
    packed = zlib.compressobj(9)
    zeros = b"".join(packed.compress(b" " * (1 << 20)) for _ in range(1024)) + packed.flush()
    twice = zlib.compress(zeros, 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    return pdf_file(
        [b"<</Type/Catalog/Pages 2 0 R>>", pages, page, stream(twice, "/Filter[/FlateDecode/FlateDecode]")]
    )


def deep_html(depth: int) -> bytes:
    """Words at the bottom of a deep page."""
    return b"<html><body>" + b"<div>" * depth + b"<p>Words far below.</p>" + b"</div>" * depth


def locked_pdf() -> bytes:
    """A page behind a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(GOOD))
    writer.encrypt("secret", algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def looping_pdf() -> bytes:
    """A page that draws a form which draws itself."""
    form = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"
    return pdf_file([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>",
        stream(b"/X Do"),
        stream(b"/X Do", form),
    ])  # fmt: skip


def crowded_pdf(kids: int) -> bytes:
    """One page, so many times."""
    listed = b"3 0 R " * kids
    return pdf_file([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (kids, listed),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    ])  # fmt: skip


def xxe(name: str) -> str:
    """A document type that asks for a file of the machine."""
    return f'<!DOCTYPE {name} [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty.pdf": (b"", "empty"),
    "head.pdf": (b"%PDF-1.7\n", "damaged"),
    "cut.docx": (docx(docx_paragraph("x" * 9000))[:-400], "damaged"),
    "locked.pdf": (locked_pdf(), "encrypted"),
    "crowded.pdf": (crowded_pdf(200_000), "too_complex"),
    "xxe.docx": (docx(docx_paragraph("x").replace("x", "&x;"), head=xxe("w")), "empty"),
    "xxe.epub": (epub({"a": "<p>a</p>"}, [], **{"OEBPS/book.opf": xxe("p") + "<p>&x;</p>"}), "damaged"),
    "slip.docx": (zipped({"word/document.xml": "<a/>", "../../evil": "x"}), "bomb"),
    "slip.epub": (epub({"a": "<p>a</p>"}, ["a"], **{"../../evil.xhtml": "x"}), "bomb"),
    "no-pages.pdf": (pdf([]), "damaged"),
    "scan.pdf": (pdf([[], []]), "no_text_layer"),
    "bomb.docx": (BOMB, "bomb"),
    "bomb.epub": (epub({"a": "<p>" + "a" * (30 << 20) + "</p>"}, ["a"]), "bomb"),
    "laughs.docx": (docx(docx_paragraph("x").replace("x", "&l11;"), head=LAUGHS), "damaged"),
    "laughs.epub": (epub({"a": "<p>a</p>"}, [], **{"OEBPS/book.opf": LAUGHS + "<a>&l11;</a>"}), "damaged"),
    "picture.pdf": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "type"),
    "word.pdf": (docx(docx_paragraph("A Word file.")), "type"),
    "pdf.docx": (GOOD, "type"),
    "pdf.txt": (GOOD, "type"),
    "program.html": (b"\x7fELF" + b"\0" * 99, "type"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "type"),
    "locked.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    "nothing.html": (b"<html><body><p> </p><script>1</script></body></html>", "empty"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_reported_by_name_and_the_next_one_is_read(
    tmp_path: Path, aside: Aside, name: str
) -> None:
    """Each says what is wrong with it, within seconds, and the reader goes on with the others."""
    content, code = HOSTILE[name]
    entries = list_corpus(corpus_folder(tmp_path, {name: content, "zz.pdf": GOOD})).entries
    started = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        read_document(tmp_path, entries[0], aside)

    assert (caught.value.file, caught.value.code) == (name, code)
    assert read_document(tmp_path, entries[1], aside).document.text == "Plain words on a page."
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("html", deep_html(100_000)),
        ("html", b"<html><body>" + b"<p " + b"a=b " * 300_000 + b">x</p>"),
        pytest.param("html", b"<!--" * 200_000, marks=pytest.mark.slow),
        ("html", b"</div>" * 200_000 + b"<p>x</p>"),
        pytest.param("pdf", inflated_pdf(), marks=pytest.mark.slow),
        ("pdf", looping_pdf()),
        ("pdf", pdf([[Words(9, 9, "w" * 50)]] * 60)[:-2000]),
        ("pdf", pdf([[Words(n % 500, n % 800, "w") for n in range(30_000)]])),
    ],
    ids=["deep", "attributes", "comments", "ends", "inflated", "loop", "truncated", "drawing"],
)
def test_reading_is_bounded_in_time(aside: Aside, kind: str, content: bytes) -> None:
    """A file made to take for ever is read, or given up, soon; and the child reads the next one."""
    started = time.monotonic()
    with contextlib.suppress(UnreadableError):
        found = aside.extracted(content, kind)
        assert normal_form(found.text) == found.text
    assert time.monotonic() - started < 20
    assert aside.extracted(GOOD, "pdf").text == "Plain words on a page."


@pytest.mark.parametrize("code", ["docx", "epub"])
def test_no_file_of_the_machine_is_read_into_a_document(aside: Aside, code: str) -> None:
    """Whatever a document type asks for, its words are not those of the machine."""
    page = f'<?xml version="1.0"?>{xxe("html")}<html><body><p>Plain words. &x;</p></body></html>'
    raw = epub({"a": ""}, ["a"], **{"OEBPS/text/a.xhtml": page}) if code == "epub" else HOSTILE["xxe.docx"][0]
    with contextlib.suppress(UnreadableError):
        found = aside.extracted(raw, code)
        assert Path("/etc/hostname").read_text().strip() not in found.text


@pytest.mark.slow
def test_a_book_of_five_thousand_pages_is_read() -> None:
    """Its length gives it more time than one file may take, and it needs no more memory than that."""
    lines = [f"The bridge number {number} fell on a Tuesday in March." for number in range(5000)]
    raw = pdf(
        [
            [*column(60, 780, [line, *["The river had risen to the deck, as all had feared."] * 9])]
            for line in lines
        ]
    )
    with Aside() as opened:
        found = opened.extracted(raw, "pdf")
    assert len(found.pages) == 5000
    assert all(found.text[start:].startswith(line) for start, line in zip(found.pages, lines, strict=True))


@pytest.mark.slow
def test_a_long_book_gets_more_time_and_no_other_file_does() -> None:
    """Six hundred pages are given what they ask for beyond a limit that is too short for them."""
    raw = pdf([column(60, 780, [f"Words of page {number}." for _ in range(40)]) for number in range(600)])
    with Aside(Limits(wall=0.0)) as opened, pytest.raises(UnreadableError):
        opened.extracted(GOOD, "pdf")
    with Aside(Limits(processor=1, wall=8)) as opened:
        assert len(opened.extracted(raw, "pdf").pages) == 600


def test_words_at_any_depth_are_read(aside: Aside) -> None:
    """Depth alone costs a page nothing."""
    assert aside.extracted(deep_html(100_000), "html").text == "Words far below."


def test_a_child_that_is_killed_costs_one_file(aside: Aside) -> None:
    """The file it was reading is given up; the next one has a new child."""
    aside.extracted(GOOD, "pdf")
    assert aside._child is not None
    os.kill(aside._child.pid, 9)
    with pytest.raises(UnreadableError):
        aside.extracted(GOOD, "pdf")
    assert aside.extracted(GOOD, "pdf").text == "Plain words on a page."


def test_closing_leaves_no_child() -> None:
    """A child lives no longer than who reads with it."""
    with Aside() as opened:
        opened.extracted(GOOD, "pdf")
        child = opened._child
    assert child is not None
    assert child.poll() is not None
