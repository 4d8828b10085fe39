import json

import pytest

from retrieval.formats.webpage import extracted

MENU = "<nav><ul><li><a href=/>Home</a><li><a href=/n>News</a></ul></nav>"
STORY = (
    "<p>The bridge fell on a Tuesday in March, after the frost had gone and the river had risen to the deck."
    "</p><p>Nobody was hurt.</p><h2>The second time</h2>"
    "<p>It was built again, and it fell again in the year that"
    " followed, to the surprise of nobody at all.</p><p>Nobody was hurt.</p>"
)
FOOT = "<footer><p>All the rights of this page are somebody's.</p></footer>"


def page(body: str, head: str = "", attributes: str = "") -> bytes:
    """A whole page."""
    return f"<!doctype html><html{attributes}><head>{head}</head><body>{body}</body></html>".encode()


def test_the_main_text_is_the_page_s_own_words_in_its_order() -> None:
    """Menus and feet go; headings stand alone; a paragraph printed twice stays twice."""
    found = extracted(page(f"{MENU}<article><h1>The fall</h1>{STORY}</article>{FOOT}"))

    assert found.text.split("\n\n") == [
        "The fall",
        "The bridge fell on a Tuesday in March, after the frost had gone and the river had risen"
        " to the deck.",
        "Nobody was hurt.",
        "The second time",
        "It was built again, and it fell again in the year that followed, to the surprise of nobody at all.",
        "Nobody was hurt.",
    ]
    assert found.heading == "The fall"


def test_what_a_browser_does_not_show_is_no_text() -> None:
    """Scripts, styles and hidden parts are nobody's words."""
    hidden = "<script>var a = 'x';</script><style>p {}</style><p hidden>Unseen.</p>"
    hidden += "<p style='display: none'>Nor this.</p>"
    text = extracted(
        page(f"<article>{STORY}{hidden}<p>The miller saw it fall from the window of his house.</p></article>")
    ).text

    assert not [word for word in ("var", "{}", "Unseen", "Nor this") if word in text]


def test_a_page_that_no_main_text_is_found_on_is_not_empty() -> None:
    """What the search for the main text gives up on is taken whole, and that is said."""
    found = extracted(page("<div>Short.</div><div>Words only.</div>"))
    assert found.text == "Short.\n\nWords only."


def test_tables_and_lists_have_a_line_for_each_row_and_item() -> None:
    """Cells stand beside each other, items below each other."""
    table = (
        "<table><tr><th>Year<th>Dead<tr><td>1988<td><p>12</p></table><ul><li>one</li><li><p>two</p></li></ul>"
    )
    text = extracted(
        page(f"<article>{STORY}{table}<p>The council never said who had taken the decision.</p></article>")
    ).text

    assert "\n\nYear Dead\n1988 12\n\n• one\n• two\n\nThe council" in text


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ('<meta property="og:site_name" content="Daily Mill">', "publisher", "Daily Mill"),
        ('<meta name="author" content="N. One">', "creator", "N. One"),
        ('<meta name="citation_publication_date" content="2019/3/4">', "date", "2019-03-04"),
        (
            '<meta property="article:published_time" content="2019-03-04T08:00:00Z">',
            "date",
            "2019-03-04T08:00:00Z",
        ),
        ('<link rel="canonical" href="https://mill.example/a">', "source", "https://mill.example/a"),
        ("<title>The fall | Daily Mill</title>", "title", "The fall"),
        ('<meta name="DC.rights" content="CC0">', "rights", "CC0"),
    ],
)
def test_a_page_says_who_published_it_and_when(head: str, field: str, value: str) -> None:
    """Meta tags, the canonical link and the title are taken as they are."""
    found = extracted(page(f"<article><h1>The fall</h1>{STORY}</article>", head, " lang='en'"))
    assert (found.given[field], found.given["language"]) == (value, "en")


def test_linked_data_of_an_article_are_taken_and_broken_ones_are_not() -> None:
    """JSON-LD goes first where it describes an article; what is no JSON costs nothing."""
    data = {
        "@graph": [
            {"@type": "Organization", "name": "Nobody"},
            {
                "headline": "The fall",
                "datePublished": "2019-03-04",
                "author": [{"name": "N. One"}, {"name": "N. Two"}],
                "publisher": {"name": "Daily Mill"},
            },
        ]
    }
    scripts = [json.dumps(data), "{" * 5000, "[" * 100_000]
    head = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    given = extracted(page(STORY, head)).given
    facts = ("The fall", "2019-03-04", "N. One, N. Two", "Daily Mill")

    assert tuple(given[field] for field in ("title", "date", "creator", "publisher")) == facts


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp1256", "utf-16"])
def test_a_page_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    """The declared one counts where the bytes are not UTF-8 whatever they declare."""
    words = "سال دوم در تابستان" if encoding == "cp1256" else "Où est le café ?"
    html = f"<html><head><meta charset={encoding}></head><body><p>{words}</p></body></html>"
    assert extracted(html.encode(encoding)).text == words
