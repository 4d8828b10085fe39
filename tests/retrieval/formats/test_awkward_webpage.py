"""Awkward web pages: what a browser shows of them, and nothing else, in its order."""

import pytest

from awkward import Case, places
from retrieval.formats.aside import Aside

FALL = "The bridge fell on a Tuesday in March, after the frost had gone and the river had risen to the deck."
END = "The council never said who had taken the decision, and nobody asked it to."


def page(body: str, head: str = "") -> bytes:
    """A whole page; `FALL` and `END` stand for those paragraphs."""
    words = body.replace("FALL", f"<p>{FALL}</p>").replace("END", f"<p>{END}</p>")
    return f"<!doctype html><html><head>{head}</head><body>{words}</body></html>".encode()


def article(name: str, body: str, text: str, *probes: str) -> Case:
    """An article under a heading: so stands whatever it says."""
    raw = page(f"<article><h1>The fall</h1>FALL{body}END</article>")
    where = dict.fromkeys([*probes, "Tuesday in March", "nobody asked"], (None, "The fall"))
    return Case(name, raw, f"The fall|{FALL}|{text}|{END}".replace("||", "|"), where)


CASES = [
    article(
        "marks of notes are raised, and no digits of the word before",
        "<p>It fell.<sup><a href=#n1>1</a></sup> In 1988<sup>2</sup> it fell again.<sup>[3]</sup> So it did.</p>"
        "<p id=n1>1. The miller said so. <a href=#r1>↩</a></p>",
        "It fell.¹ In 1988² it fell again.[3] So it did.|1. The miller said so.",
        "In 1988",
        "The miller",
    ),
    article(
        "a table with joined and many-lined cells",
        "<table><caption>The dead</caption><thead><tr><th>Year<th colspan=2>Dead</thead>"
        "<tr><td>1988<td><p>12</p><p>(two children)</p><td>none</table>",
        "The dead|Year Dead\n1988 12 (two children) none",
        "1988 12",
    ),
    article(
        "a long table",
        "<table>" + "".join(f"<tr><td>{year}<td>{year % 7}" for year in range(1900, 1990)) + "</table>",
        "\n".join(f"{year} {year % 7}" for year in range(1900, 1990)),
        "1988 0",
    ),
    article(
        "items within items",
        "<ul><li>Piers<ul><li>the north one</li><li>the south one</li></ul></li><li><p>Deck, of oak</p></li></ul>",
        "• Piers\n• the north one\n• the south one\n• Deck, of oak",
        "the south",
    ),
    article(
        "a list of definitions",
        "<dl><dt>Pier</dt><dd>What a bridge stands on, in the water.</dd><dt>Deck</dt><dd>What is walked on.</dd></dl>",
        "Pier|What a bridge stands on, in the water.|Deck|What is walked on.",
    ),
    article(
        "what opens when it is touched",
        "<details><summary>What the miller said</summary><p>He saw the pier lean over, and told the court.</p></details>",
        "What the miller said|He saw the pier lean over, and told the court.",
    ),
    article(
        "what is hidden",
        "<p style='display:none'>Unseen words.</p><p aria-hidden=true>Nor these.</p><p hidden>Nor those.</p>"
        "<noscript><p>Nor this.</p></noscript><template><p>Nor that.</p></template><svg><text>drawn</text></svg>",
        "",
    ),
    article(
        "consent, shares, forms and margins",
        "<div class='cookie-banner'><p>We use cookies to give you the best of all experiences here.</p></div>"
        "<div class='share-buttons'><a href=/f>Share it</a></div><aside>Read also: another one fell.</aside>"
        "<form><label>Name</label><select><option>One</option></select><button>Send</button></form>"
        "<div role=dialog><p>Subscribe to our newsletter today.</p></div>",
        "",
    ),
    article(
        "entities, known, unknown and double",
        "<p>5 &lt; 6 &amp; 7 &gt; 6, &#8220;so&#x201d; he said&nbsp;&mdash; caf&eacute; &amp;amp; &bogus; tea.</p>",
        "5 < 6 & 7 > 6, “so” he said — café &amp; &bogus; tea.",
        "“so” he said",
    ),
    article(
        "quotations within quotations",
        "<blockquote><p>He told the court:</p><blockquote>She said: <q>no</q>, and again: <q>no</q>.</blockquote></blockquote>",
        "He told the court:|She said: “no”, and again: “no”.",
        "and again",
    ),
    article(
        "remarks and raw parts",
        "<!-- a remark --><![CDATA[raw]]><p>After <!--[if IE]>old<![endif]-->it all the river was quiet.</p>",
        "After it all the river was quiet.",
        "After it all",
    ),
    article(
        "places where a word may break",
        "<p>The dis&shy;trict coun&shy;cil met in the mill<wbr>stream hall.</p>",
        "The dis\u00adtrict coun\u00adcil met in the millstream hall.",
        "millstream",
    ),
    article(
        "words in several fonts",
        "<p><span style='float:left;font-size:3em'>T</span><small>he</small> <b>M</b>iller of <i>Mill</i><b>town</b> saw"
        " <a href=x>it</a>, <em>twice</em>.</p>",
        "The Miller of Milltown saw it, twice.",
        "Milltown",
    ),
    article(
        "verses",
        "<p>The frost is gone,<br>the river high,<br/>\nthe bridge is down,<br>and none knows why.</p>",
        "The frost is gone,\nthe river high,\nthe bridge is down,\nand none knows why.",
        "the river high",
    ),
    article("lines that are set as they are", "<pre>the north pier\n  the south pier</pre>", "the north pier\nthe south pier"),
    article(
        "a picture with its caption",
        "<figure><img src=a.jpg alt='a bridge'><figcaption>The bridge in May. Photo: N. One</figcaption></figure>",
        "The bridge in May. Photo: N. One",
    ),
    article(
        "words struck out and put in",
        "<p>The mayor <del>never</del> <ins>often</ins> crossed <s>a</s> the bridge at night with a lamp.</p>",
        "The mayor often crossed the bridge at night with a lamp.",
        "mayor often",
    ),
    article(
        "readings above the letters",
        "<p><ruby>漢字<rp>(</rp><rt>kanji</rt><rp>)</rp></ruby> are read so, and the bridge is written with them.</p>",
        "漢字 are read so, and the bridge is written with them.",
        "are read so",
    ),
    article("a paragraph that is printed twice", "<p>Nobody was hurt.</p><p>It rose.</p><p>Nobody was hurt.</p>",
            "Nobody was hurt.|It rose.|Nobody was hurt."),
    article(
        "tags that nobody closes",
        "<p>One paragraph that is not closed.<p>Another of the kind, and the <b>bold goes on.<p>And on.</b>",
        "One paragraph that is not closed.|Another of the kind, and the bold goes on.|And on.",
        "And on.",
    ),
    Case(
        "headings of several levels, and sections",
        page(
            "<main><h1>Of bridges</h1>FALL<section><h2><a href=#a>The first fall</a></h2><p>It was March, and the"
            " frost had gone.</p><h3>At night</h3><p>Nobody saw how it began.</p></section>"
            "<section><h2>The second</h2>END</section></main>"
        ),
        f"Of bridges|{FALL}|The first fall|It was March, and the frost had gone.|At night|Nobody saw how it began."
        f"|The second|{END}",
        {
            "on a Tuesday": (None, "Of bridges"),
            "It was March": (None, "The first fall"),
            "Nobody saw": (None, "At night"),
            "who had taken": (None, "The second"),
        },
    ),
    Case(
        "a page that is laid out by tables, as old ones are",
        page(
            "<table><tr><td width=100><a href=/>Home</a><br><a href=/n>News</a></td><td><font size=5><b>The fall"
            f"</b></font><br><br>{FALL} {FALL}<br><br>{END}</td></tr></table>"
        ),
        f"The fall|{FALL} {FALL}|{END}",
        {"who had taken": (None, "The fall")},
    ),
    Case(
        "two languages, one of them from the right",
        page(
            "<article><h1>پل</h1><p dir=rtl>پل در روز سه‌شنبه در ماه مارس فرو ریخت، پس از آنکه یخبندان تمام شده بود"
            "<sup>۱</sup>.</p>FALL<p dir=rtl>&#8235;شهردار&#8236; چیزی نگفت.</p></article>"
        ),
        f"پل|پل در روز سه‌شنبه در ماه مارس فرو ریخت، پس از آنکه یخبندان تمام شده بود¹.|{FALL}|شهردار چیزی نگفت.",
        {"فرو ریخت": (None, "پل"), "Tuesday": (None, "پل"), "چیزی نگفت": (None, "پل")},
    ),
]  # fmt: skip
_WORDS = "<p>Où est passée l'année du café ? Personne ne le dit à la mairie.</p>"
ENCODED = {
    "declared by http-equiv": f"<meta http-equiv=Content-Type content='text/html; charset=windows-1252'>{_WORDS}".encode("cp1252"),
    "declared by meta": f"<meta charset='iso-8859-15'>{_WORDS}".encode("iso-8859-15"),
    "declared in XML": f"<?xml version='1.0' encoding='iso-8859-1'?><html><body>{_WORDS}</body></html>".encode("latin-1"),
    "with the mark of UTF-8": b"\xef\xbb\xbf" + f"<html><body>{_WORDS}</body></html>".encode(),
    "with the mark of UTF-16": f"<html><body>{_WORDS}</body></html>".encode("utf-16"),
    "declared wrong, being UTF-8": f"<meta charset=windows-1256>{_WORDS}".encode(),
    "not declared": f"<html><body>{_WORDS}</body></html>".encode("cp1252"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_comes_out_as_it_is_shown(aside: Aside, case: Case) -> None:
    """All its words and no others, in their order, and each under its heading."""
    found = aside.extracted(case.raw, "html")
    assert found.text == case.expected
    assert places(found, case.where) == case.where


@pytest.mark.parametrize("name", ENCODED)
def test_a_page_is_decoded_as_a_browser_does(aside: Aside, name: str) -> None:
    """By its mark, its declaration, or what its bytes are."""
    found = aside.extracted(ENCODED[name], "html")
    assert found.text == "Où est passée l'année du café ? Personne ne le dit à la mairie."


def test_of_contradicting_metadata_the_article_s_own_count(aside: Aside) -> None:
    """Linked data about the article go before Open Graph, and Open Graph before the title of the page."""
    head = (
        "<title>Mill | The Daily</title><meta property='og:title' content='A mill'>"
        "<meta property='og:site_name' content='daily.example'><meta name=date content='2001-01-01'>"
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The mill",'
        ' "datePublished": "1999-05-04", "publisher": {"name": "The Daily"}}</script>'
    )
    given = aside.extracted(page("<article><h1>Mill</h1>FALLEND</article>", head), "html").given
    assert (given["title"], given["date"], given["publisher"]) == ("The mill", "1999-05-04", "The Daily")
