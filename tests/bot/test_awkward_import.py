"""`opcit import` of every format: saved pages, pages of many articles, Word files, books, PDFs, notes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from builders import corpus_folder
from command_line import CommandLine
from file_makers import column, docx, docx_paragraph, epub, pdf

FALL = "The bridge fell on a Tuesday in March, after the frost had gone and the river had risen to the deck."
END = "The council never said who had taken the decision, and nobody asked it to."
SAVED = f"""<!doctype html><html lang=en><!-- Page saved with SingleFile
 saved date: Fri May 03 2019 10:00:00 GMT+0000 --><head><title>The fall of a bridge | The Daily</title>
<link rel=canonical href="https://daily.example/fall"><meta property="og:site_name" content="The Daily">
<meta name=author content="Anna Brook"><meta property="article:published_time" content="1999-05-04"></head>
<body><nav><a href=/>Home</a></nav><article><h1>The fall of a bridge</h1><p>{FALL}</p><h2>What the miller saw</h2>
<p>{END}</p></article><footer>All rights of this page are somebody's.</footer></body></html>"""
ARTICLES = "".join(
    f"<h2>{title}</h2><p>By {name} | {date}</p><p>{words}</p><p>Share on Facebook</p>"
    for title, name, date, words in (
        ("The ferry stops for good", "Anna Brook", "4 May 1931", FALL),
        ("A bell is cast again", "Tomas Reed", "6 May 1931", END),
        (
            "The mill burns",
            "Iva Holm",
            "9 May 1931",
            "The mill at the upper weir burned down on a Friday night.",
        ),
    )
)
FOLDER: dict[str, str | bytes] = {
    "saved.html": SAVED,
    "many.html": f"<html><head><title>The archive</title></head><body><article>{ARTICLES}</article></body></html>",
    "word.docx": docx(
        docx_paragraph("The mill at the weir", "Heading1") + docx_paragraph(FALL)
        + docx_paragraph("After the flood", "Heading1") + docx_paragraph(END),
        {"dc:title": "The mill at the weir", "dc:creator": "M. Miller", "dcterms:created": "2019-03-04T10:00:00Z"},
    ),
    "book.epub": epub({"a": f"<h1>First chapter</h1><p>{FALL}</p>", "b": f"<h1>Second chapter</h1><p>{END}</p>"},
                      ["a", "b"], "<dc:title>Of bridges</dc:title><dc:creator>B. Writer</dc:creator><dc:date>1931</dc:date>"),
    "report.pdf": pdf([column(60, 700, ["The harbour master owned three parrots."])] * 2, {"Title": "The harbour"}),
    "note.md": "---\ntitle: A note\nidentifier: note-1\ndate: 1950\n---\nThe clerk kept a parrot in the office.\n",
    "again.md": "---\ntitle: Another note\nidentifier: note-1\n---\nThe clerk sold his parrot in the spring.\n",
    "broken.pdf": b"%PDF-1.7\n",
}  # fmt: skip


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Somebody at a command line."""
    return CommandLine(tmp_path, monkeypatch, capsys)


def test_a_folder_of_every_format(shell: CommandLine) -> None:
    """Pages, articles, Word files, books, PDFs and notes become documents, and each of them one row."""
    corpus_folder(shell.folder / "mixed", FOLDER)
    preview = shell.types("import", "mixed", "--corpus", "out", "--dry-run")
    assert not (shell.folder / "out").exists()
    done = shell.types("import", "mixed", "--corpus", "out")

    assert (preview.code, done.code) == (1, 1)  # for the one that cannot be read
    assert done.out.startswith(preview.out)
    assert "many.html: 3 documents" in preview.out
    assert "broken.pdf: it is damaged" in preview.out
    with (shell.folder / "out" / "sources.csv").open(encoding="utf-8", newline="") as table:
        rows = {row["title"]: row for row in csv.DictReader(table)}
    files = {path.name for path in (shell.folder / "out").iterdir() if not path.name.startswith(".")}
    assert {row["file"] for row in rows.values()} | {"sources.csv"} == files
    assert sorted(rows) == sorted([
        "The fall of a bridge", "The ferry stops for good", "A bell is cast again", "The mill burns",
        "The mill at the weir", "Of bridges", "The harbour", "A note", "Another note",
    ])  # fmt: skip
    saved = rows["The fall of a bridge"]
    facts = {name: saved[name] for name in ("creator", "publisher", "date", "source", "captured")}
    assert facts == {
        "creator": "Anna Brook", "publisher": "The Daily", "date": "1999-05-04",
        "source": "https://daily.example/fall", "captured": "2019-05-03",
    }  # fmt: skip
    assert rows["The harbour"]["file"] == "the-harbour.pdf"
    assert (rows["The mill at the weir"]["creator"], rows["Of bridges"]["date"]) == ("M. Miller", "1931")
    text = (shell.folder / "out" / saved["file"]).read_text()
    assert text == f"The fall of a bridge\n\n{FALL}\n\nWhat the miller saw\n\n{END}\n"


def test_what_was_imported_answers_with_its_section_page_and_day_of_capture(shell: CommandLine) -> None:
    """A page keeps address and day, a book its sections, a PDF its pages."""
    decided, owned = "Who decided? The council?", "Who owned three parrots?"
    answers = {}
    for name, question in (("saved.html", decided), ("book.epub", decided), ("report.pdf", owned)):
        corpus_folder(shell.folder / "mixed", {name: FOLDER[name]})
        shell.types("import", f"mixed/{name}", "--corpus", name)
        answers[name] = shell.types("ask", question, "--corpus", name).out

    for said in (
        "captured 2019-05-03",
        "https://daily.example/fall#:~:text=",
        "What the miller saw, paragraph 2",
    ):
        assert said in answers["saved.html"]
    assert "Second chapter" in answers["book.epub"]
    assert "page 1" in answers["report.pdf"]


def test_an_identifier_that_only_front_matter_gives_is_taken_all_the_same(shell: CommandLine) -> None:
    """Of the corpus or of what comes with it: the second one gets another, and that is said."""
    corpus_folder(shell.folder / "out", {"old.md": FOLDER["again.md"]})
    corpus_folder(shell.folder / "mixed", {"note.md": FOLDER["note.md"]})

    ended = shell.types("import", "mixed", "--corpus", "out")
    assert "The identifier note-1 belongs to another document" in ended.out
    checked = shell.types("check", "--corpus", "out")
    assert (checked.code, "belongs to" in checked.out) == (0, False)
