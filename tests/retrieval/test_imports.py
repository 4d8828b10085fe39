"""Tests of retrieval.imports, and of retrieval.placement through it."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import corpus_folder
from retrieval import Standing, bring_in, facts_without_column, open_archive, placed, read_pages
from retrieval.errors import CorpusError

FERRY = "The last ferry of the valley tied up on Tuesday, and forty people stood on the quay to see it."
BELL = "The bell of the lower church was poured at dawn, in one piece, from the metal of the old one."
QUAY = "آخرین قایق روز سه‌شنبه پهلو گرفت و چهل نفر برای دیدن آن بر اسکله ایستادند."


def page(*articles: tuple[str, str]) -> str:
    """A page of articles, each with its title printed twice."""
    return "\n\n".join(f"{title}\n\n{title}\n\n{text}\n\nShare this:" for title, text in articles)


TWO = page(("The ferry stops for good", FERRY), ("A bell’s second voice, 1,200 pounds", BELL))


def brought(tmp_path: Path, *names: str, whole: bool = False) -> list[tuple[Standing, str]]:
    """Bring files of `tmp_path/in` into `tmp_path/out`; how each stands, and its file."""
    pages = read_pages([tmp_path / "in" / name for name in names], whole=whole)
    return [(each.standing, each.facts["file"]) for each in bring_in(pages.incoming, tmp_path / "out")]


def test_articles_become_documents(tmp_path: Path) -> None:
    """Each article is a document of its own, found under an identifier made of its title."""
    corpus_folder(tmp_path / "in", {"old page.txt": TWO})

    found = brought(tmp_path, "old page.txt")

    assert found == [
        (Standing.NEW, "the-ferry-stops-for-good.txt"),
        (Standing.NEW, "a-bells-second-voice-1200-pounds.txt"),
    ]
    archive = open_archive(tmp_path / "out")
    document = archive.document("the-ferry-stops-for-good")
    assert (document.title, document.references) == ("The ferry stops for good", ("old page.txt",))
    assert document.text == f"The ferry stops for good\n\n{FERRY}"
    assert not archive.unread
    assert not archive.warnings


def test_a_second_time(tmp_path: Path) -> None:
    """What is there already is said to be, and not one byte changes."""
    corpus_folder(tmp_path / "in", {"page.txt": TWO})
    brought(tmp_path, "page.txt")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.is_file()}

    found = brought(tmp_path, "page.txt")

    assert {standing for standing, _ in found} == {Standing.THERE}
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.is_file()} == before


def test_an_edited_document_stays(tmp_path: Path) -> None:
    """A document that somebody has mended since it was brought in is left as it is."""
    corpus_folder(tmp_path / "in", {"page.txt": TWO})
    brought(tmp_path, "page.txt")
    mended = tmp_path / "out" / "the-ferry-stops-for-good.txt"
    mended.write_text(mended.read_text() + "\nA note.\n")

    found = brought(tmp_path, "page.txt")

    assert [standing for standing, _ in found] == [Standing.EDITED, Standing.THERE]
    assert mended.read_text().endswith("A note.\n")


def test_equal_titles(tmp_path: Path) -> None:
    """Articles of one title have identifiers of their own, whether in one page or in two."""
    same = "A week in the valley"
    corpus_folder(
        tmp_path / "in", {"1.txt": page((same, FERRY), (same, BELL)), "2.txt": f"{same}\n\n{BELL} Again."}
    )

    first = brought(tmp_path, "1.txt", "2.txt")
    second = brought(tmp_path, "1.txt", "2.txt")

    assert len({file.casefold() for _, file in first}) == len(first) == 3
    assert {standing for standing, _ in second} == {Standing.THERE}
    assert {file for _, file in first} == {file for _, file in second}


def test_names_that_latin_letters_cannot_tell(tmp_path: Path) -> None:
    """Where a title has other letters, the identifier is made of the publisher, the date and a hash."""
    corpus_folder(
        tmp_path / "in",
        {
            "a.txt": f"آخرین قایق\n\n{QUAY}",
            "b.txt": f"قایق آخر\n\n{QUAY} پایان.",
            "sources.csv": "file,publisher,date\na.txt,Harbour Times,1931-05\n",
        },
    )

    first, second = (file for _, file in brought(tmp_path, "a.txt", "b.txt"))

    assert first.startswith("harbour-times-1931-05-")
    assert second.startswith("document-")


def test_rows_beside_a_file(tmp_path: Path) -> None:
    """What a row says of a file is true of its one article; of several, only what can be true of each."""
    row = "identifier,file,title,creator,publisher,date,language,source,rights,captured\n"
    facts = "Anna Brook,Hill Gazette,1931,en,https://example.org/a,CC BY 4.0,2020-02-03"
    table = row + f"one-page,one.txt,The title,{facts}\ntwo-page,two.txt,Archive of the year,{facts}\n"
    corpus_folder(tmp_path / "in", {"one.txt": FERRY, "two.txt": TWO, "sources.csv": table})

    one, *two = read_pages([tmp_path / "in" / "one.txt", tmp_path / "in" / "two.txt"]).incoming

    assert one.facts["identifier"] == "one-page"
    assert [one.facts[name] for name in ("title", "creator", "publisher", "date")] == [
        "The title", "Anna Brook", "Hill Gazette", "1931",
    ]  # fmt: skip
    assert one.facts["captured"] == "2020-02-03"
    for each in two:
        assert "identifier" not in each.facts
        assert (each.facts["creator"], each.facts["date"]) == ("", "")
        assert (each.facts["publisher"], each.facts["source"]) == ("Hill Gazette", "https://example.org/a")


def test_folders(tmp_path: Path) -> None:
    """Of a folder all files are read, and those that cannot be are reported; the rest come in."""
    corpus_folder(tmp_path / "in", {"deep/a.md": f"# A title\n\n{FERRY}", "b.xyz": "no", "c.txt": b""})

    pages = read_pages([tmp_path / "in"])

    assert [each.facts["title"] for each in pages.incoming] == ["A title"]
    assert {(error.file, error.code) for error in pages.unread} == {("b.xyz", "format"), ("c.txt", "empty")}


def test_one_file_among_others(tmp_path: Path) -> None:
    """To read one file, its neighbours are not looked at; and a link is not followed."""
    corpus_folder(tmp_path / "in", {"a.txt": FERRY, "c.txt": b""})
    (tmp_path / "in" / "l.txt").symlink_to(tmp_path / "in" / "a.txt")

    pages = read_pages([tmp_path / "in" / "a.txt", tmp_path / "in" / "l.txt"])

    assert [each.page for each in pages.incoming] == ["a.txt"]
    assert [error.code for error in pages.unread] == ["link"]


def test_nothing_there(tmp_path: Path) -> None:
    """A path that is not there is an error; a corpus that is not there yet is an empty one."""
    with pytest.raises(CorpusError):
        read_pages([tmp_path / "nowhere.txt"])

    corpus_folder(tmp_path / "in", {"a.txt": FERRY})
    found = placed(read_pages([tmp_path / "in"]).incoming, tmp_path / "out")
    assert [each.standing for each in found] == [Standing.NEW]
    assert not (tmp_path / "out").exists()


def test_facts_that_a_table_has_no_column_for(tmp_path: Path) -> None:
    """An older table without some columns keeps its own; which facts are lost is said."""
    corpus_folder(tmp_path / "in", {"a.txt": f"A title of its own\n\n{FERRY}"})
    corpus_folder(tmp_path / "out", {"sources.csv": "file,title\n"})
    incoming = read_pages([tmp_path / "in" / "a.txt"]).incoming

    bring_in(incoming, tmp_path / "out")

    assert facts_without_column(incoming, tmp_path / "out") == ("language", "references")
    assert open_archive(tmp_path / "out").documents[0].title == "A title of its own"


def test_the_same_words_elsewhere_in_the_corpus(tmp_path: Path) -> None:
    """A document that lies in the corpus under another name is not brought in again."""
    corpus_folder(tmp_path / "in", {"a.txt": FERRY})
    corpus_folder(tmp_path / "out", {"deep/other.txt": FERRY + "\n"})

    assert brought(tmp_path, "a.txt") == [(Standing.THERE, "deep/other.txt")]


def test_language_of_each_article(tmp_path: Path) -> None:
    """Articles of one page are each in their own language, unless a row says otherwise."""
    corpus_folder(
        tmp_path / "in", {"a.txt": page(("The ferry stops for good", FERRY), ("آخرین قایق این دره", QUAY))}
    )

    assert [each.facts["language"] for each in read_pages([tmp_path / "in"]).incoming] == ["en", "fa"]
