import io
from pathlib import Path

import pypdf
import pytest

from builders import corpus_folder
from file_makers import Words, column, pdf
from retrieval import open_archive
from retrieval.formats.extracted import UnreadableError
from retrieval.formats.pdf import extracted
from retrieval.model import BlockKind

LEFT = [
    "The bridge at the mill fell on a Tues-",
    "day in March, after the frost had gone.",
    "Nobody was on it, said the miller, who",
    "had seen it go from his window above.",
]
RIGHT = [
    "The second column tells of the money",
    "that was set aside for its repair and",
    "was spent on a festival. The council",
    "never said who had taken the decision.",
]
COLUMNS = (
    "The bridge at the mill fell on a Tues-\nday in March, after the frost had gone. Nobody was on it, said"
    " the miller, who had seen it go from his window above.\n\nThe second column tells of the money that was"
    " set aside for its repair and was spent on a festival."
    " The council never said who had taken the decision."
)


def report(pages: int = 3) -> bytes:
    """A report with a head and a number on every page, and a paragraph over two of them."""
    made = []
    for number in range(1, pages + 1):
        body = column(60, 780, [f"Day {number} was a day of wind."])
        if number == 1:
            body += column(
                60, 90, ["This paragraph begins on the first page and runs on to its very last line,"]
            )
        if number == 2:
            body = column(60, 780, ["goes on at the top of the second page, where it ends."])
            body += [Words(60, 740, "What the miller saw", 14)]
            body += column(
                60, 715, ["The miller saw the pier of the bridge lean over, and told the court so."]
            )
        head = [Words(60, 815, "Harbour Report"), Words(290, 20, f"Page {number} of {pages}")]
        made.append([*head, *body])
    return pdf(made)


@pytest.mark.parametrize("by_row", [True, False])
def test_columns_are_read_one_after_the_other(by_row: bool) -> None:
    """Whatever order a page is drawn in, a column is read to its end before the next one."""
    left, right = column(60, 700, LEFT), column(310, 700, RIGHT)
    words = [word for pair in zip(left, right, strict=True) for word in pair] if by_row else [*right, *left]

    assert extracted(pdf([words])).text == COLUMNS


def test_what_stands_over_columns_comes_first_and_what_stands_below_last() -> None:
    """A heading and a closing line across the page are in no column."""
    page = [Words(60, 760, "A heading that is set in large letters", 18)]
    page += [*column(60, 700, LEFT), *column(310, 700, RIGHT)]
    page += column(
        60, 600, ["A line below, as wide as both of the columns together, which ends the whole page."]
    )

    parts = extracted(pdf([page])).text.split("\n\n")
    assert (parts[0], parts[-1][:12], "\n\n".join(parts[1:-1])) == (
        "A heading that is set in large letters",
        "A line below",
        COLUMNS,
    )


def test_the_cells_of_a_table_are_read_row_by_row() -> None:
    """Figures stay beside what they are figures of."""
    page = [
        *column(60, 700, ["Year", "1988", "1989"]),
        *column(160, 700, ["Dead", "12", "4,000"]),
        *column(260, 700, ["Hurt", "30", "7"]),
    ]
    assert extracted(pdf([page])).text == "Year Dead Hurt\n1988 12 30\n1989 4,000 7"


def test_a_paragraph_goes_on_over_the_page_and_every_page_has_its_place() -> None:
    """The words of a broken paragraph follow each other; a page begins where its first word stands."""
    found = extracted(report())
    begins = [found.text[start : start + 7] for start in found.pages]

    assert "to its very last line, goes on at the top of the second page, where it ends.\n" in found.text
    assert (begins[1], len(found.pages)) == ("goes on", 3)


def test_heads_and_numbers_of_pages_are_boilerplate() -> None:
    """What repeats at the edges of pages is known as such, and nothing else is."""
    found = extracted(report())
    kept = [found.text[start:end] for start, end, kind in found.marks if kind is BlockKind.BOILERPLATE]

    assert sorted(kept) == sorted(["Harbour Report"] * 3 + [f"Page {number} of 3" for number in (1, 2, 3)])


def test_a_citation_names_the_page_and_its_link_opens_there(tmp_path: Path) -> None:
    """A quote of a PDF has the page its first word stands on, after a restart as before."""
    table = "file,source\nr.pdf,https://port.example/r.pdf\n"
    corpus_folder(tmp_path / "corpus", {"r.pdf": report(), "sources.csv": table})
    for _ in range(2):
        archive = open_archive(tmp_path / "corpus", tmp_path / "index")
        quote = archive.ask("Who saw the pier lean over?").quotes[0]
        assert (quote.locator.page, quote.locator.section) == (2, "What the miller saw")
        assert quote.url == "https://port.example/r.pdf#page=2"


def test_a_word_that_a_line_breaks_is_found_and_shown_as_it_stands(tmp_path: Path) -> None:
    """A hyphen at the end of a line does not hide a word from a search, and stays in the quote."""
    corpus_folder(tmp_path, {"a.pdf": pdf([column(60, 700, LEFT)])})

    assert "a Tues-\nday in March" in open_archive(tmp_path).ask("What fell on a Tuesday?").quotes[0].text


def test_a_scan_is_reported_with_its_pages() -> None:
    """A PDF of pictures is no empty document: it says how many pages wait for their text."""
    with pytest.raises(UnreadableError) as caught:
        extracted(pdf([[], [], []]))
    assert (caught.value.code, caught.value.values) == ("no_text_layer", {"pages": 3})


def test_pages_without_text_among_others_are_said() -> None:
    """Nothing is lost in silence: two of four pages are named as unread."""
    page = column(60, 700, LEFT)
    (problem,) = extracted(pdf([page, [], page, []])).problems
    assert (problem.code, problem.values) == ("pages_without_text", {"pages": 2, "of": 4, "numbers": [2, 4]})


def test_a_pdf_gives_its_title_author_and_day_but_no_file_name() -> None:
    """Properties that people wrote are taken, those that programs leave are not."""
    page = [column(60, 700, LEFT)]
    given = extracted(
        pdf(page, {"Title": "Of mills", "Author": "M. Miller", "CreationDate": "D:20190304101500Z"})
    ).given
    assert given == {"title": "Of mills", "creator": "M. Miller", "date": "2019-03-04"}
    assert "title" not in extracted(pdf(page, {"Title": "Microsoft Word - draft7.doc"})).given


def test_an_encrypted_pdf_says_so() -> None:
    """It needs a password, and that is what is said."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(report()))
    writer.encrypt("secret", algorithm="RC4-128")
    data = io.BytesIO()
    writer.write(data)
    with pytest.raises(UnreadableError) as caught:
        extracted(data.getvalue())
    assert caught.value.code == "encrypted"


def test_pages_that_are_all_alike_are_a_text() -> None:
    """What would be nothing but running heads is quoted."""
    found = extracted(pdf([column(60, 700, LEFT)] * 3))
    assert [found.text.count(line) for line in RIGHT + LEFT[1:]] == [0, 0, 0, 0, 3, 3, 3]
    short = extracted(pdf([column(60, 700, LEFT[:1])] * 3))
    assert (short.text, short.marks) == ("\n\n".join(LEFT[:1] * 3), ())
