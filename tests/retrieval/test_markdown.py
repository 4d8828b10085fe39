import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.markdown import first_heading, marked_text, plain_text
from retrieval.model import BlockKind
from retrieval.text import normal_characters, normal_form


def read(markdown: str) -> str:
    """The text of a Markdown document."""
    return normal_form(plain_text(normal_characters(markdown)))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# The letters\nNobody wrote.", "The letters\n\nNobody wrote."),
        ("###### The letters ######\nNobody wrote.", "The letters\n\nNobody wrote."),
        ("The letters\n===========\nNobody wrote.", "The letters\n\nNobody wrote."),
        ("The letters\n---\nNobody wrote.", "The letters\n\nNobody wrote."),
        ("#hashtag and C#\n\n####### seven", "#hashtag and C#\n\n####### seven"),
        ("Nobody\nwrote.\n\nOr  \nso.", "Nobody wrote.\n\nOr\nso."),
        ("Nobody\\\nwrote.", "Nobody\nwrote."),
        ("One.\n\n---\n\nTwo.\n* * *\nThree.", "One.\n\nTwo.\n\nThree."),
        ("- one\n  more\n* two\n  + three", "• one more\n• two\n  • three"),
        ("1. one\n2. two", "1. one\n2. two"),
        ("It was in\n1988. Then it ended.", "It was in 1988. Then it ended."),
        ("> Nobody\n> *wrote*.", "Nobody wrote."),
        ("| a | b |\n|---|:-:|\n| c | d |", "a b\nc d"),
        ("```\n# no *heading*\n- [x](y)\n```\nafter", "# no *heading*\n- [x](y)\nafter"),
        ("~~~~\n~~~\n~~~~\nafter", "~~~\nafter"),
        ("*a* **b** ***c*** _d_ __e__ **f *g* h**", "a b c d e f g h"),
        ("*one\ntwo*", "one two"),
        ("snake_case_word 2*3*4 * a * b_ _c", "snake_case_word 2*3*4 * a * b_ _c"),
        ("`*a*` and ``b`` and `", "*a* and b and `"),
        (r"\*a\* 1\. \\ \q", r"*a* 1. \ \q"),
        ('[words *here*](https://a.org/b_(c)_d "title") and [not] (this)', "words here and [not] (this)"),
        ("<https://a.org/_b_c> <b>*c*</b> <d> `<b>`", "https://a.org/_b_c c <d> <b>"),
        ("One ![a picture](p.png) two", "One  two"),
        ("One <!-- never\nshown --> two <!-- open", "One  two <!-- open"),
        ("A&amp;B &eacute; &#1583; &nosuch; & ; AT&T", "A&B é د &nosuch; & ; AT&T"),
        (r"\&amp; `&amp;`", "&amp; &amp;"),
    ],
)
def test_marks_go_and_words_stay(markdown: str, text: str) -> None:
    """Each kind of mark reads as the module says; what it does not name stays as it is written."""
    assert read(markdown) == text


@given(st.lists(st.text("abc dé.,\n1", min_size=1), max_size=8))
def test_plain_paragraphs_keep_every_word(paragraphs: list[str]) -> None:
    """A Markdown source without marks is its own text, lines of a paragraph joined."""
    source = "\n\n".join(paragraphs)

    assert re.findall(r"\w", read(source)) == re.findall(r"\w", source)


@given(st.text("ab \n#*_`[]()<>!&;\\-=|~>1.\u064b"))
def test_no_source_loses_or_invents_a_letter(markdown: str) -> None:
    """Whatever the marks, letters come in their order, but for pictures, addresses and comments."""
    source = re.sub(r"[<>()&;]", "", markdown)

    assert re.findall(r"[ab]", read(source)) == re.findall(r"[ab]", source)


@given(st.text("ab #*_`[]()<>!:^&;\\-=|~>1.\n\u200e\u0301"))
def test_headings_are_told_without_a_change_of_the_text(markdown: str) -> None:
    """What is marked stands in the same text, but that a table stands between blank lines."""
    source = normal_characters(markdown)
    found = marked_text(source)

    assert found.text.split() == normal_form(plain_text(source)).split()
    assert normal_form(found.text) == found.text
    headings = [mark for mark in found.marks if mark.kind is BlockKind.HEADING]
    assert (first_heading(source) or "").strip() in ("", *(found.text[m.start : m.end] for m in headings[:1]))


@given(st.text("ab#*_`[]()<>!&;\\-=|~>1. \n"))
def test_any_source_can_be_read(markdown: str) -> None:
    """No arrangement of marks breaks the reading, and nothing used inside it comes out."""
    assert not re.search("[\ufdd0-\ufdef]", plain_text(markdown))


def test_the_first_heading_is_the_first_outside_code() -> None:
    """A document without a title is called what its first heading says."""
    assert first_heading("Text.\n\n```\n# code\n```\n#\n## The *real* one ##\n# Next") == "The real one"
    assert first_heading("Underlined\n---\n\n# Marked") == "Underlined"
    assert first_heading("Text only.") is None


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit",
    [
        "*a ",
        "_a_",
        "`a",
        '[a](b "',
        "<!--",
        "![](",
        "- ",
        "> ",
        "[(",
        "|-",
        " :",
        "a  \n",
        "\\*",
        "****",
        "[a](",
        "1. a\n",
        "[a]: b\n",
        "a\n: b\n",
        "a|b\n-|-\n",
        "[^a]",
        "<b ",
        "<div ",
        "<br",
        "[^1]: a[^1]\n",
        "[a][",
        " {#",
        "# a {#",
    ],
)
def test_hostile_marks_take_linear_time(unit: str) -> None:
    """Marks that open and never close, however many, are read in a moment."""
    plain_text(unit * (600_000 // len(unit)))


@pytest.mark.timeout(20)
def test_a_heading_of_blanks_takes_linear_time() -> None:
    """A run of blanks inside a heading is no trap."""
    plain_text("# a" + " " * 1_000_000 + "b" + "#" * 1_000_000 + " x")
