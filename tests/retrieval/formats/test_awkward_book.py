"""Awkward books: every page of the spine in its order, and nothing that only leads to another."""

from collections.abc import Mapping, Sequence

import pytest

from awkward import Case, places
from file_makers import epub_file
from retrieval.formats.aside import Aside
from retrieval.formats.extracted import UnreadableError

FALL = "The bridge fell on a Tuesday in March, after the frost had gone and the river had risen."
END = "The council never said who had taken the decision, and nobody asked it to."
XHTML = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'


def page(body: str) -> str:
    """A page of a book; `FALL` and `END` stand for those paragraphs."""
    words = body.replace("FALL", f"<p>{FALL}</p>").replace("END", f"<p>{END}</p>")
    return f'<?xml version="1.0" encoding="utf-8"?><html {XHTML}><head><title>x</title></head><body>{words}</body></html>'


def item(name: str, href: str = "", properties: str = "", media: str = "application/xhtml+xml") -> str:
    """A line of the book's list of parts."""
    return (
        f'<item id="{name}" href="{href or name + ".xhtml"}" properties="{properties}" media-type="{media}"/>'
    )


def book(
    parts: Mapping[str, str | bytes],
    spine: Sequence[str] = (),
    items: str = "",
    metadata: str = "",
    package: str = "OEBPS/book.opf",
) -> bytes:
    """A book of pages by their names, read as the spine says, or else in their order."""
    pages = {name: page(body) if isinstance(body, str) else body for name, body in parts.items()}
    line = "".join(name if name.startswith("<") else f'<itemref idref="{name}"/>' for name in spine or parts)
    return epub_file(pages, items or "".join(map(item, parts)), line, metadata, package)


def chapter(name: str, body: str, text: str, *probes: str) -> Case:
    """A chapter under its heading: so stands whatever it says."""
    where = dict.fromkeys([*probes, "Tuesday in March", "nobody asked"], (None, "The fall"))
    raw = book({"a": f"<h1>The fall</h1>FALL{body}END"})
    return Case(name, raw, f"The fall|{FALL}|{text}|{END}".replace("||", "|"), where)


TWO = {"a": "<h1>The fall</h1>FALL", "b": "<h1>The end</h1>END"}
WHERE = {"Tuesday in March": (None, "The fall"), "nobody asked": (None, "The end")}
FORWARD, BACKWARD = f"The fall|{FALL}|The end|{END}", f"The end|{END}|The fall|{FALL}"
LATIN = '<?xml version="1.0" encoding="{}"?><html><body><h1>Le café</h1><p>Où est l\'année du café ? Personne ne le dit.</p></body></html>'
CASES = [
    Case("a spine in another order than its files", book(TWO, ["b", "a"]), BACKWARD, WHERE),
    Case(
        "pages beside the line of reading follow it",
        book({"n": "<h1>Notes</h1><p>The miller said so to the court.</p>", **TWO}, ['<itemref idref="n" linear="no"/>', "a", "b"]),
        f"{FORWARD}|Notes|The miller said so to the court.",
        {**WHERE, "The miller": (None, "Notes")},
    ),
    Case(
        "a table of contents as the standard has it",
        book({"toc": "<nav epub:type='toc'><ol><li><a href='a.xhtml'>One</a></li></ol></nav>", **TWO}, items=item("toc", properties="nav") + item("a") + item("b")),
        FORWARD,
        WHERE,
    ),
    Case(
        "a table of contents as a page of links",
        book({"toc": "<h1>Contents</h1><p><a href='a.xhtml'>The fall</a></p><p><a href='b.xhtml'>The end</a></p>", **TWO}),
        FORWARD,
        WHERE,
    ),
    Case("names with blanks and letters of their own", book({"a b é": TWO["a"], "b": TWO["b"]}, ["x", "b"], item("x", "a%20b%20%C3%A9.xhtml") + item("b")), FORWARD, WHERE),
    Case("a package at the top", book(TWO, package="book.opf"), FORWARD, WHERE),
    Case("a cover and empty pages", book({"c": "<div><img src='c.jpg' alt='Cover'/></div>", "e": "<p> </p>", **TWO}), FORWARD, WHERE),
    Case("parts that are no pages", book(TWO, ["s", "a", "b"], item("s", "s.svg", media="image/svg+xml") + item("a") + item("b")), FORWARD, WHERE),
    Case("a page in Latin-1", book({"a": LATIN.format("iso-8859-1").encode("latin-1")}), "Le café|Où est l'année du café ? Personne ne le dit.", {"Personne": (None, "Le café")}),
    Case("a page in UTF-16", book({"a": LATIN.format("utf-16").encode("utf-16")}), "Le café|Où est l'année du café ? Personne ne le dit.", {"Personne": (None, "Le café")}),
    chapter("marks of notes, and notes in the margin", "<p>It fell in 1988.<a epub:type='noteref' href='#n'><sup>1</sup></a></p>"
            "<aside id='n' epub:type='footnote'><p>1. The miller said so. <a href='#r'>↩</a></p></aside>",
            "It fell in 1988.¹|1. The miller said so.", "The miller"),
    chapter("pages of the printed book", "<p>It <span epub:type='pagebreak' id='p12' title='12'/>fell <a id='p13'></a>again.</p>", "It fell again.", "fell again"),
    chapter("entities and raw parts", "<p>Caf&eacute;&nbsp;&mdash; it&#8217;s <![CDATA[ <b> & raw ]]> so.</p><script>//<![CDATA[\nvar a=1;\n//]]></script>", "Café — it’s <b> & raw so.", "it’s"),
    chapter("tags that close themselves", "<p>One of them.</p><p/><script src='x'/><p>Two of them.</p><title/><p>Three.</p>", "One of them.|Two of them.|Three.", "Two of"),
    chapter("verses", "<div class='poem'><p>The frost is gone,<br/>the river high,</p><p>the bridge is down.</p></div>", "The frost is gone,\nthe river high,|the bridge is down.", "the river high"),
    chapter("a table", "<table><thead><tr><th>Year</th><th>Dead</th></tr></thead><tbody><tr><td>1988</td><td><p>12</p></td></tr></tbody></table>", "Year Dead\n1988 12", "1988 12"),
    chapter("items within items", "<ol><li>Piers<ul><li>the north one</li></ul></li><li>Deck, of oak</li></ol>", "• Piers\n• the north one\n• Deck, of oak", "the north"),
    chapter("a large first letter and small capitals", "<p><span class='dropcap'>N</span><small>OBODY</small> was on the <i>bridge</i>.</p>", "NOBODY was on the bridge.", "was on the"),
    chapter("places where a word may break", "<p>The dis&#173;trict coun&shy;cil met.</p>", "The dis\u00adtrict coun\u00adcil met.", "met"),
    chapter("a picture with its caption", "<figure><img src='b.jpg' alt=''/><figcaption>The bridge in May</figcaption></figure>", "The bridge in May"),
    chapter("drawings and what is hidden", "<svg><text>drawn</text></svg><p style='display:none'>Unseen.</p><p>It <span hidden='hidden'>un</span>seen fell.</p>", "It seen fell.", "seen fell"),
    chapter("two languages, one of them from the right", "<p dir='rtl' xml:lang='fa'>پل در سال ۱۳۶۷ فرو ریخت<sup>۲</sup>.</p>", "پل در سال ۱۳۶۷ فرو ریخت².", "فرو ریخت"),
    Case(
        "headings of several levels in sections",
        book({"a": "<section epub:type='chapter'><header><h1>The fall</h1></header>FALL<section><h2>At night</h2><p>Nobody saw how it began.</p></section></section>", "b": TWO["b"]}),
        f"The fall|{FALL}|At night|Nobody saw how it began.|The end|{END}",
        {**WHERE, "Nobody saw": (None, "At night")},
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_book_comes_out_as_it_is_read(aside: Aside, case: Case) -> None:
    """All its words and no others, in the order of reading, and each under its heading."""
    found = aside.extracted(case.raw, "epub")
    assert found.text == case.expected
    assert places(found, case.where) == case.where
    assert not found.problems


def test_of_several_days_and_people_those_of_the_work_count(aside: Aside) -> None:
    """Not who drew the pictures, nor when the file was made."""
    facts = (
        "<dc:title>Of mills</dc:title><dc:title>A tale</dc:title><dc:language>en</dc:language>"
        "<dc:date opf:event='conversion'>2021-01-01</dc:date><dc:date opf:event='publication'>1931</dc:date>"
        "<dc:creator opf:role='ill'>D. Raw</dc:creator><dc:creator opf:role='aut'>M. Miller</dc:creator>"
    )
    given = aside.extracted(book(TWO, metadata=facts), "epub").given
    assert given == {"title": "Of mills", "date": "1931", "creator": "M. Miller", "language": "en"}


def test_a_part_that_is_listed_and_not_there_is_said(aside: Aside) -> None:
    """What is there is read."""
    found = aside.extracted(book(TWO, ["gone", "a"], item("gone") + item("a")), "epub")
    (problem,) = found.problems
    assert (found.text, problem.code, problem.values) == (
        f"The fall\n\n{FALL}",
        "parts_missing",
        {"parts": 1},
    )


@pytest.mark.parametrize(("locked", "code"), [("a.xhtml", "encrypted"), ("font.otf", None)])
def test_a_locked_book_says_so_and_locked_fonts_do_no_harm(
    aside: Aside, locked: str, code: str | None
) -> None:
    """Shops lock pages, publishers fonts."""
    rights = f"<encryption><CipherReference URI='OEBPS/{locked}'/></encryption>"
    raw = epub_file(
        {"a": page(TWO["a"])}, item("a"), '<itemref idref="a"/>', more={"META-INF/encryption.xml": rights}
    )
    if code is None:
        assert aside.extracted(raw, "epub").text == f"The fall\n\n{FALL}"
        return
    with pytest.raises(UnreadableError) as caught:
        aside.extracted(raw, "epub")
    assert caught.value.code == code
