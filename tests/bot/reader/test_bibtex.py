"""BibTeX entries: whole, braced, and with nothing in them that TeX would run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers import bare_quote, full_quote
from bot.reader.bibtex import bibtex
from builders import document


def test_everything_known() -> None:
    """An entry holds who, what, where, when and the words."""
    quote = full_quote()

    assert bibtex(quote.document, quote.url, "page 3, paragraph 12", quote) == (
        "@misc{bridge-abcdefghij1,\n"
        "  title = {{On <bridges> \\& men}},\n"
        "  author = {{E. Foxtrot}},\n"
        "  howpublished = {The Alfa},\n"
        "  year = {2017},\n"
        "  month = dec,\n"
        "  note = {page 3, paragraph 12},\n"
        "  language = {en},\n"
        "  url = {https://example.org/bridge#page=3},\n"
        "  urldate = {2019-05-03},\n"
        "  annote = {The bridge fell on a Tuesday, said Delta.}\n"
        "}\n"
    )


def test_nothing_known() -> None:
    """What is not known is left out; a document has its identifier for a key."""
    assert bibtex(bare_quote().document, None) == "@misc{a,\n  title = {{A}}\n}\n"


@pytest.mark.parametrize(
    ("date", "expected"),
    [("2017", ["year"]), ("2017-12", ["year", "month"]), ("2017-12-04", ["year", "month", "day"])],
)
def test_dates_of_any_precision(date: str, expected: list[str]) -> None:
    """Only as much of a date is given as is known."""
    entry = bibtex(document("x", date=date), None)

    assert [name for name in ("year", "month", "day") if f" {name} = " in entry] == expected


@given(text=st.text(st.sampled_from('aé{}\\%$#&_~^\n "@,=س'), min_size=1, max_size=30))
def test_no_text_breaks_an_entry(text: str) -> None:
    """Whatever stands in a title or an address: the braces balance, and TeX's own signs are escaped."""
    entry = bibtex(document("x", title=text, creator=text, publisher=text), f"https://x.org/{text}", text)
    bare = re.sub(r"\\(?:text\w+|[&%$#_{}])", "", entry)

    assert bare.count("{") == bare.count("}")
    for line in bare.splitlines()[1:-1]:
        depth = 0
        for place, sign in enumerate(line):
            depth += {"{": 1, "}": -1}.get(sign, 0)
            assert depth > 0 or "{" not in line[:place] or line[place:] in ("}", "},", ",")
        if not line.startswith("  url"):
            assert not re.search(r"[\\%$#&~^]", line)
