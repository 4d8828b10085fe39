"""Awkward plain text: every word as it stands, and what a reader takes for headings, furniture and sentences."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from awkward import Case
from plain_files import placed, quotable, read

FALL = "The bridge fell on a Tuesday in March, after the frost had gone and the river had risen."
END = "The council never said who had taken the decision, and nobody asked it to."
WRAPPED = (
    "The bridge fell on a Tuesday in March, after the frost had gone and\n"
    "the river had risen. Nobody on the bank could say afterwards how it\n"
    "had begun, for it was dark, and those who had crossed it were impri-\n"
    "soned by the water on the other side until the morning came."
)
LAST = (
    "The council never said who had taken the decision, and nobody asked\n"
    "it to. So it was forgotten, as such things are, within the year."
)


class Plain(NamedTuple):
    """A text, the sections of some of its words, its sentences as they have to be, and what is no sentence.

    Attributes:
        name: What is awkward about it.
        raw: Its bytes.
        text: What it is in normal form.
        where: By words of it: the section they stand in.
        quoted: Sentences it has to have, as a quote shows them.
        unquoted: Words that no quote may show.
    """

    name: str
    raw: bytes
    text: str
    where: Mapping[str, str | None]
    quoted: tuple[str, ...] = ()
    unquoted: tuple[str, ...] = ()


def written(
    name: str,
    text: str,
    where: Mapping[str, str | None],
    quoted: tuple[str, ...] = (),
    unquoted: tuple[str, ...] = (),
    encoding: str = "utf-8",
    becomes: str | None = None,
) -> Plain:
    """A text in an encoding, that comes out as it is if not said otherwise."""
    return Plain(name, text.encode(encoding), text if becomes is None else becomes, where, quoted, unquoted)


DUMP = "\f".join(
    f"{'A true report' if page == 12 else f'THE FALL OF THE BRIDGE          {page}'}\n\n{body}\n"
    for page, body in enumerate((WRAPPED, LAST, f"{FALL}\n\n{END}", WRAPPED.replace("Tuesday", "Monday")), 12)
)
COLUMNS = (
    "The bridge fell on a Tuesday       The council never said who\n"
    "in March, after the frost          had taken the decision, and\n"
    "had gone and the river had         nobody asked it to. So it\n"
    "risen. Nobody on the bank          was forgotten, as such things\n"
    "could say how it had begun.        are, within the year."
)
PERSIAN = "پل آسیاب در سال ۱۳۶۷ فرو ریخت و هیچ کس نگفت که چرا چنین شد."
CASES = [
    written(
        "lines wrapped to a width, with broken words",
        f"The fall\n\n{WRAPPED}\n\nWhat came after\n\n{LAST}",
        {"Tuesday": "The fall", "soned by": "The fall", "forgotten": "What came after"},
        ("The council never said who had taken the decision, and nobody asked\nit to.",),
    ),
    written(
        "paragraphs told by their indents",
        "   The bridge fell on a Tuesday in March, after the frost had gone and\n"
        "the river had risen. Nobody saw it.\n"
        "   The council never said who had taken the decision, and nobody asked\n"
        "it to.",
        {"Tuesday": None, "council": None},
        ("Nobody saw it.", "The council never said who had taken the decision, and nobody asked\nit to."),
    ),
    written(
        "headings in capitals right above wrapped lines",
        f"THE FALL\n{WRAPPED}\n\nWHAT CAME AFTER\n{LAST}",
        {"Tuesday": "THE FALL", "forgotten": "WHAT CAME AFTER"},
        ("So it was forgotten, as such things are, within the year.",),
        ("THE FALL", "WHAT CAME AFTER"),
    ),
    written(
        "headings with lines below them",
        f"The fall\n========\n\n{WRAPPED}\n\nWhat came after\n---------------\n{LAST}",
        {"Tuesday": "The fall", "forgotten": "What came after"},
        unquoted=("====", "----"),
    ),
    written(
        "headings with numbers",
        f"1. The fall\n\n{WRAPPED}\n\n1.1 On the bank\n\n{FALL}\n\nII. What came after\n\n{LAST}",
        {"could say": "1. The fall", FALL: "1.1 On the bank", "forgotten": "II. What came after"},
    ),
    written(
        "a table drawn with lines",
        f"The dead\n\n{FALL}\n\n+------+------+\n| year | dead |\n+------+------+\n| 1988 | 12   |\n+------+------+\n\n{END}",
        {"Tuesday": "The dead", "| 1988": "The dead", "council": "The dead"},
        unquoted=("+---",),
    ),
    written(
        "a table of blanks",
        f"The dead\n\n{FALL}\n\nyear    dead    hurt\n1988      12       3\n1989      30       7\n1990       4       1\n\n{END}",
        {"1989      30": "The dead", "council": "The dead"},
    ),
    written(
        "the head of a letter",
        f"From: Anna Dahl <anna@mill.example>\nTo: Bo Orr <bo@mill.example>\nDate: Tue, 4 May 1999 10:00:00 +0000\nSubject: The fall\n\nDear Bo,\n\n{WRAPPED}\n\n> {FALL}\n\nYours,\nAnna",
        {"Tuesday": "Dear Bo,"},
    ),
    written(
        "pages of a dump, with their heads and numbers",
        DUMP,
        {"Tuesday in March, after the frost had gone and\n": "A true report", "council": "A true report", "Monday": "A true report"},
        unquoted=("THE FALL OF THE BRIDGE",),
        becomes=DUMP.replace("\f", "\n").strip("\n"),
    ),
    written(
        "numbers of pages alone",
        f"{WRAPPED}\n\n- 12 -\n\n{LAST}\n\nPage 13 of 20\n\n{FALL}",
        {"forgotten": None},
        unquoted=("- 12 -", "Page 13"),
    ),
    written(
        "notes at the foot of a page",
        f"The fall\n\nThe bridge fell on a Tuesday.[1] Nobody knew why.[2]\n\n{END}\n\n________\n[1] The miller said so.\n[2] So did his wife.",
        {"Nobody knew": "The fall", "The miller": "The fall"},
        ("The bridge fell on a Tuesday.[1]", "Nobody knew why.[2]"),
        unquoted=("____",),
    ),
    written(
        "verse",
        f"The song\n\nDown came the bridge\nDown came the mill\nDown came the miller\nAll down the hill\n\n{END}",
        {"Down came the mill\n": "The song", "council": "The song"},
        ("Down came the mill",),
    ),
    written("letters of two bytes", f"The fall\n\n{FALL}\n\nAt night\n\n{END}", {"Tuesday": "The fall", "council": "At night"}, encoding="utf-16"),
    written("typography of old Windows", f"The fall\n\n“{FALL}” — so she said, née O’Brien.\n\n{END}", {"née": "The fall"}, encoding="cp1252"),
    written(
        "Persian of old Windows",
        f"سال خشک\n\n{PERSIAN}".replace("ی", "ي").replace("۱۳۶۷", "1367"),
        {"فرو ريخت": "سال خشک"},
        encoding="cp1256",
    ),
    written(
        "two directions in a line",
        f"سال خشک\n\n{PERSIAN} (The Old Mill, 12-1-B) «آب رفت.»\n\nThe dry year\n\n{FALL} پل.",
        {"The Old Mill": "سال خشک", "Tuesday": "The dry year"},
    ),
    written(
        "hyphens nobody sees and blanks of many kinds",
        "The fall\n\nThe bridge fell in the after\xadnoon,\u00a0and the\u2003river\u200c\tcame. Nobody saw.",
        {"came": "The fall"},
        ("Nobody saw.",),
        becomes="The fall\n\nThe bridge fell in the after\xadnoon, and the river\u200c came. Nobody saw.",
    ),
    written("line ends of old Macs", f"The fall\r\r{FALL}\r\rAt night\r\r{END}", {"Tuesday": "The fall", "council": "At night"}, becomes=f"The fall\n\n{FALL}\n\nAt night\n\n{END}"),
    written("one line of 100,000 letters", f"{FALL} " * 1200 + END, {"council": None}, (FALL, END)),
    written("a title printed twice", f"The fall of the bridge\n\nThe fall of the bridge\n\n{FALL}\n\n{END}", {"Tuesday": "The fall of the bridge"}),
    written(
        "items",
        f"The fall\n\nThree things fell:\n* the bridge,\n* the mill,\n  with its wheel,\n* the price of corn.\n\n{END}",
        {"with its wheel": "Three things fell:", "council": "The fall"},
    ),
    written(
        "turns of an interview",
        "Q: When did you see it?\nA: On a Tuesday in March. It was dark.\nQ: And who else saw it?\nA: Nobody. They were asleep.",
        {"It was dark": "Q: When did you see it?", "They were asleep": "Q: And who else saw it?"},
        ("It was dark.", "They were asleep."),
    ),
    written(
        "a line with a date below the title",
        f"The fall\n\nTuesday, 4 May 1999\n\n{FALL}\n\n{END}",
        {"Tuesday in": "The fall"},
    ),
    written("two columns side by side, which stay as they stand", f"The fall\n\n{COLUMNS}", {"Tuesday": "The fall"}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_text_is_read_as_a_reader_sees_it(tmp_path: Path, case: Plain) -> None:
    """All its words in their order, each under its heading, in whole sentences, and no furniture."""
    found = read(tmp_path, "a.txt", case.raw)
    assert found.text == case.text
    where = {probe: (None, section) for probe, section in case.where.items()}
    assert placed(found, Case(case.name, case.raw, case.text, where)) == where
    sentences = quotable(found)
    assert set(case.quoted) <= set(sentences)
    assert not [words for words in case.unquoted if any(words in sentence for sentence in sentences)]


def test_the_cases_are_twenty_at_least() -> None:
    """As many as of every other format."""
    assert len({case.name for case in CASES}) >= 20
