"""Word files and books, which are zip files of XML."""

import pytest

from file_makers import docx, docx_paragraph, docx_table, epub, zipped
from retrieval.formats import book, word
from retrieval.formats.extracted import UnreadableError
from retrieval.formats.zipped import Zipped

W = (
    "<w:p><w:ins w:id='1' w:author='a'><w:r><w:t>added</w:t></w:r></w:ins>"
    "<w:del w:id='2' w:author='a'><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
)


def test_a_word_file_gives_headings_paragraphs_and_rows() -> None:
    """In their order, each on a line of its own; what was inserted is there, what was deleted is not."""
    body = docx_paragraph("The mill", "Heading1") + docx_paragraph("It stood & fell.")
    found = word.extracted(docx(body + docx_table([["Year", "Dead"], ["1988", "12"]]) + W))

    assert found.text == "The mill\n\nIt stood & fell.\n\nYear Dead\n1988 12\n\nadded"
    assert found.heading == "The mill"


def test_a_word_file_gives_its_properties() -> None:
    """Title, authors and the day it was made."""
    facts = {"dc:title": "Of mills", "dc:creator": "M. Miller", "dcterms:created": "2019-03-04T10:00:00Z"}
    assert word.extracted(docx(docx_paragraph("Words."), facts)).given == {
        "title": "Of mills",
        "creator": "M. Miller",
        "date": "2019-03-04T10:00:00Z",
    }


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    """Not in that of its files; its metadata are those of its package, and an ISBN is no address."""
    chapters = {
        "a": "<h1>One</h1><p>First <i>words</i>.</p>",
        "b": "<h1>Two</h1><p>Second.</p><aside epub:type='footnote'>A note.</aside>",
    }
    facts = "<dc:title>Mills</dc:title><dc:creator>A</dc:creator><dc:creator>B</dc:creator>"
    facts += "<dc:source>isbn:1</dc:source>"
    found = book.extracted(epub(chapters, ["b", "a"], facts))

    assert found.text == "Two\n\nSecond.\n\nA note.\n\nOne\n\nFirst words."
    assert found.given == {"title": "Mills", "creator": "A, B"}


def test_a_book_whose_pages_are_encrypted_says_so() -> None:
    """Fonts may be; pages may not."""
    locked = {
        "META-INF/encryption.xml": "<encryption><CipherReference URI='OEBPS/text/a.xhtml'/></encryption>"
    }
    with pytest.raises(UnreadableError) as caught:
        book.extracted(epub({"a": "<p>x</p>"}, ["a"], **locked))
    assert caught.value.code == "encrypted"


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"a": b"\0" * (40 << 20)}, "bomb"),
        ({str(number): "" for number in range(5001)}, "bomb"),
        ({"../../evil": "x"}, "bomb"),
        ({"/etc/evil": "x"}, "bomb"),
        ({"..\\evil": "x"}, "bomb"),
    ],
)
def test_a_zip_is_looked_at_before_it_is_unpacked(files: dict[str, str | bytes], code: str) -> None:
    """What packs too well, is too many, or has names that lead out is not opened."""
    with pytest.raises(UnreadableError) as caught:
        Zipped(zipped(files))
    assert caught.value.code == code
