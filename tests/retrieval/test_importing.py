"""Tests of retrieval.importing, with the parts it judges by: page_lines and seams."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pages import Layout, Made, layouts
from pages import articles as made_articles
from retrieval.importing import Article, articles
from retrieval.structure import TEXT_KINDS, blocks
from retrieval.text import normal_form

SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not here")


@st.composite
def pages(draw: st.DrawFn) -> tuple[Layout, list[Made]]:
    """A layout, and articles that it could print."""
    layout = draw(layouts)
    return layout, draw(made_articles(credit=layout.credit))


@given(pages())
def test_a_page_comes_apart_into_its_articles(page: tuple[Layout, list[Made]]) -> None:
    """Whatever shows a page's articles, each comes out with its title and exactly its own paragraphs."""
    layout, made = page

    found = articles(layout.printed(made))

    assert [article.title for article in found] == [article.title for article in made]
    for article, whole in zip(found, made, strict=True):
        assert article.text == "\n\n".join([whole.title, *whole.paragraphs])


@given(pages())
def test_what_the_page_states_is_carried(page: tuple[Layout, list[Made]]) -> None:
    """Each article has the date and the name its own lines state, and none that they do not."""
    layout, made = page

    found = articles(layout.printed(made))

    for article, whole in zip(found, made, strict=True):
        named, is_credit = bool(layout.byline), layout.credit
        assert article.date == (whole.date if layout.date else None)
        assert article.publisher == (whole.name if named and is_credit else None)
        assert article.creator == (whole.name if named and not is_credit else None)


_PARTS = [
    "A label",
    "Share this:",
    "By Anna Brook",
    "4 May 1931",
    "Why so?",
    "Anna said:",
    "* * *",
    "• a\n• b\n• c",
]
_PROSE = [
    "The miller walked down to the river every morning and looked for his boat among the reeds.",
    "Nobody in the village remembered a summer in which the water had stood as low as it did then.",
    "His daughter stayed at the mill. Somebody had to turn the stones and count the sacks of flour.",
]


@given(st.lists(st.sampled_from([*_PARTS, *_PROSE]), max_size=14), st.sampled_from(["", "A label"]))
@example([*_PROSE[:1], "By Anna Brook", "Why so?", *_PROSE[1:], "By Anna Brook"], "")
def test_no_prose_is_lost_or_doubled(parts: list[str], title: str) -> None:
    """Of any page at all, each paragraph that can be quoted in it is in the articles."""
    text = normal_form("\n\n".join(parts))

    found = articles(text, title)

    quotable = {text[b.start : b.end] for b in blocks(text, title) if b.kind in TEXT_KINDS} & set(_PROSE)
    for prose in quotable:
        assert sum(article.text.count(prose) for article in found) >= 1
        assert sum(article.text.count(prose) for article in found) <= text.count(prose)


@given(st.text(alphabet="aB .\n\n?:12|By*", max_size=120), st.booleans())
def test_articles_are_in_normal_form(text: str, whole: bool) -> None:
    """An article's text is in normal form, so that its offsets hold when it is read again."""
    found = articles(normal_form(text), whole=whole)

    assert all(normal_form(article.text) == article.text for article in found)
    assert len(found) == 1 or not whole


def test_a_site_that_credits_other_papers() -> None:
    """A name that the page prints again below its byline is an outlet's; so are all of that form."""
    page = """Month: May

The ferry stops at noon for good

The ferry stops at noon for good

The last ferry of the valley tied up on Tuesday, and forty people stood on the quay to see it.

By: Hill Gazette

Hill Gazette

Tell a friend about us:
A bell is cast again

A bell is cast again

The bell of the lower church was poured at dawn, in one piece, from the metal of the old one.

By: Harbour Times

Tell a friend about us:

OLDTOWN, May 9, 1931 /Lamp Wire/ — The council of Oldtown voted for a new bridge on Saturday evening.

Tell a friend about us:
The quarry floods once more

The quarry floods once more

Water came into the quarry by night, and the pumps that were bought last year could not hold it.

Reed Miners' Union

1931May 11

Tell a friend about us:"""

    found = articles(page)

    assert [(a.title, a.creator, a.publisher, a.date) for a in found] == [
        ("The ferry stops at noon for good", None, "Hill Gazette", None),
        ("A bell is cast again", None, "Harbour Times", None),
        (None, None, "Lamp Wire", "1931-05-09"),
        ("The quarry floods once more", "Reed Miners' Union", None, "1931-05-11"),
    ]
    assert not any("friend" in a.text or "By:" in a.text or "Month" in a.text for a in found)


def test_a_persian_site() -> None:
    """Dates of the Iranian calendar above the texts part articles, and come out as days of the common one."""
    page = "\n\n".join(
        [
            "پل تازه بر رود کهنه",
            "۱۳ آذر ۱۳۹۶",
            "پل تازه روز دوشنبه باز شد و مردم روستا با چراغ و نان به دیدن آن رفتند.",
            "آسیاب دوباره می‌چرخد",
            "۱ دی ۱۳۹۶",
            "آسیاب پس از نه سال دوباره چرخید و نخستین کیسه آرد را به مدرسه دادند.",
        ]
    )

    found = articles(page)

    assert [(a.title, a.date) for a in found] == [
        ("پل تازه بر رود کهنه", "2017-12-04"),
        ("آسیاب دوباره می‌چرخد", "2017-12-22"),
    ]


def test_a_digest_of_signed_columns() -> None:
    """Columns with a byline and a date on one line come apart without anything printed twice."""
    page = "\n\n".join(
        [
            "What the river took",
            "By Anna Brook | 4 May 1931",
            "The river took the lower road in the first week, and the school in the second one.",
            "A heading inside",
            "Nobody slept that night, and the bell was rung until the rope broke in the morning.",
            "Whose bridge is it",
            "By Tomas Reed | 6 May 1931",
            "The bridge belongs to two parishes, and neither of them wants to pay for its paint.",
        ]
    )

    found = articles(page)

    assert [(a.title, a.creator, a.date) for a in found] == [
        ("What the river took", "Anna Brook", "1931-05-04"),
        ("Whose bridge is it", "Tomas Reed", "1931-05-06"),
    ]
    assert "A heading inside" in found[0].text


_WRAPPED = _PROSE[0].replace("morning and", "morning\nand")
LAYOUTS = {
    "lines wrapped to a width": "THE MILL\nBy Anna Brook\n4 May 1931\n\n{0}\n\n"
    "THE FLOOD\nBy Jon Vale\n5 May 1931\n\n{1}",
    "a word above each title": "NEWS\n\nThe mill\n\nMay 4, 1931\n\n{0}\n\n"
    "NEWS\n\nThe flood\n\nMay 5, 1931\n\n{1}",
    "sharing above and below": "Home\n\nThe mill\n\nShare\n\nBy Anna Brook\n\n{0}\n\nShare\n\nNo comments\n\n"
    "The flood\n\nShare\n\nBy Jon Vale\n\n{1}\n\nShare\n\nNo comments",
    "day and name in one line": "The mill\n\nPosted on May 4, 1931 by Anna Brook\n\n{0}\n\n"
    "The flood\n\nPosted on May 5, 1931 by Jon Vale\n\n{1}",
    "sources below": "The mill\n\n{0}\n\nSource: Hill Gazette, 4 May 1931\n\n"
    "The flood\n\n{1}\n\nSource: Lamp, 5 May 1931",
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_layouts(layout: str) -> None:
    """Pages of many looks come apart at their titles, and of each article only its words are left."""
    found = articles(layout.format(_WRAPPED, _PROSE[1]))

    texts = [article.text.partition("\n\n") for article in found]
    assert [(title.upper(), prose) for title, _, prose in texts] == [
        ("THE MILL", _WRAPPED),
        ("THE FLOOD", _PROSE[1]),
    ]
    assert all(article.creator or article.publisher or article.date for article in found)


SINGLE = {
    "an interview": [*["Where were you then?", _PROSE[0], "And who came?", _PROSE[1]] * 2, _PROSE[2]],
    "headings": ["The river", _PROSE[0], "The mill", _PROSE[1], "The village", _PROSE[2]],
    "a diary": ["4 May 1931", _PROSE[0], "5 May 1931", _PROSE[1], "6 May 1931", _PROSE[2]],
    "rules": [_PROSE[0], "* * *", _PROSE[1], "* * *", _PROSE[2]],
    "one byline": ["The mill by the river", "By Anna Brook", "4 May 1931", *_PROSE],
    "names": ["The mill", _PROSE[0], *["Anna Brook"] * 2, _PROSE[1], *["Jon Vale"] * 2, _PROSE[2]],
    "buttons": ["Share this", _PROSE[0], "Share this", _PROSE[1], "Share this", _PROSE[2]],
}  # fmt: skip


@pytest.mark.parametrize("parts", SINGLE.values(), ids=SINGLE)
def test_one_article_stays_one(parts: list[str]) -> None:
    """A page of one article is not cut at its headings, questions, rules, dates, captions or buttons."""
    text = "\n\n".join(parts)

    found = articles(text)

    assert len(found) == 1
    assert all(prose in found[0].text for prose in _PROSE)


def test_whole_keeps_a_page_in_one_piece() -> None:
    """A page is one article when that is asked for."""
    page = "\n\n".join(
        ["One title here", "One title here", _PROSE[0], "Two titles here", "Two titles here", _PROSE[1]]
    )

    assert len(articles(page)) == 2
    assert len(articles(page, whole=True)) == 1


def test_dates_that_are_not_the_article_s() -> None:
    """A date within the text, after "Last updated:", or among links below the text is not the article's."""
    inside = [
        "A title of its own",
        "Last updated:",
        "4 May 1931",
        "On 5 May 1931 the river rose, they say.",
        _PROSE[0],
    ]
    below = [_PROSE[1], "Other news", "6 May 1931", "More news", "7 May 1931"]

    assert articles("\n\n".join([*inside, *below]))[0].date is None


def test_a_title_that_metadata_give() -> None:
    """The title that metadata give is put first, and what stands above it on the page goes."""
    found = articles("\n\n".join(["Home", "The mill", _PROSE[0], _PROSE[1]]), "The mill")

    assert found == (Article(text="\n\n".join(["The mill", _PROSE[0], _PROSE[1]]), title="The mill"),)


@needs_seeds
def test_real_pages() -> None:
    """A real archive page comes apart into its ten articles, nine with titles; other pages stay whole."""
    with (SEEDS / "sources.csv").open(encoding="utf-8") as table:
        titles = {row["file"]: row["title"] for row in csv.DictReader(table)}
    found = {
        name: articles(normal_form((SEEDS / name).read_text("utf-8")), title)
        for name, title in titles.items()
    }

    counts = sorted(len(each) for each in found.values())
    ten = max(found.values(), key=len)
    assert counts == [1, 1, 1, 1, 10]
    assert sum(article.title is None for article in ten) == 1
    assert [article.date for article in ten if article.date] == ["2017-12-04", "2017-11-28"]
    assert sum(article.publisher is not None for article in ten) == 6


@needs_seeds
def test_real_pages_lose_no_paragraph() -> None:
    """Each paragraph of a real page that can be quoted is in its articles as often as on the page."""
    for path in SEEDS.glob("*.txt"):
        text = normal_form(path.read_text("utf-8"))
        texts = [article.text for article in articles(text)]
        for block in blocks(text):
            words = text[block.start : block.end]
            if block.kind in TEXT_KINDS:
                assert sum(each.count(words) for each in texts) == text.count(words)
