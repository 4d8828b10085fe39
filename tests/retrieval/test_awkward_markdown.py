"""Awkward Markdown: what a reader of the rendered page sees, in its order, and nothing of its marks."""

import codecs
from pathlib import Path

import pytest

from awkward import Case
from plain_files import placed, read

FALL = "The bridge fell on a Tuesday in March, after the frost had gone and the river had risen."
END = "The council never said who had taken the decision, and nobody asked it to."


def report(name: str, body: str, text: str, *probes: str) -> Case:
    """A report under a heading: so stands whatever it says."""
    raw = f"# The fall\n\n{FALL}\n\n{body}\n\n{END}\n".encode()
    where = dict.fromkeys([*probes, "Tuesday in March", "nobody asked"], (None, "The fall"))
    return Case(name, raw, f"The fall|{FALL}|{text}|{END}".replace("||", "|"), where)


HEADINGS = (
    f"The fall\n========\n{FALL}\n\nAt night\n--------\nNobody saw it.\n\n### What was said. ###\n{END}\n"
)
SECTIONS = {
    "Tuesday in": (None, "The fall"),
    "Nobody saw": (None, "At night"),
    "nobody asked": (None, "What was said."),
}
IN_SECTIONS = f"The fall|{FALL}|At night|Nobody saw it.|What was said.|{END}"
CASES = [
    Case("headings underlined and marked", HEADINGS.encode(), IN_SECTIONS, SECTIONS),
    Case("a mark of the encoding before the first heading", codecs.BOM_UTF8 + HEADINGS.encode(), IN_SECTIONS, SECTIONS),
    Case("line ends of two characters", HEADINGS.replace("\n", "\r\n").encode(), IN_SECTIONS, SECTIONS),
    Case(
        "what looks like front matter",
        f"---\nThe fall of the bridge: a report\n---\n\n{FALL}\n\n***\n\n## At night\n\n{END}\n".encode(),
        f"The fall of the bridge: a report|{FALL}|At night|{END}",
        {"Tuesday in": (None, "The fall of the bridge: a report"), "nobody asked": (None, "At night")},
    ),
    Case(
        "headings with numbers, and items with numbers",
        f"# 1. The fall\n\n{FALL}\n\n## 1.1 At night {{#night}}\n\n1. The frost had gone.\n2. The river had risen.\n\n{END}".encode(),
        f"1. The fall|{FALL}|1.1 At night|1. The frost had gone.\n2. The river had risen.|{END}",
        {"Tuesday in": (None, "1. The fall"), "The river had": (None, "1.1 At night"), "asked": (None, "1.1 At night")},
    ),
    report(
        "a table with edges",
        "The dead by year:\n\n| Year | Dead | Of them |\n|:-----|-----:|---|\n| 1988 | **12** | a\\|b |\n| 1989 | 30 |  |",
        "The dead by year:|Year Dead Of them\n1988 12 a|b\n1989 30".replace("a|b", "a¦b"),
        "1988 12",
        "1989 30",
    ),
    report("a table without edges", "Year | Dead\n--- | ---\n1988 | 12\n1989 | 30", "Year Dead\n1988 12\n1989 30", "1989 30"),
    report(
        "notes",
        "It fell.[^1] So it did.[^miller]\n\n[^1]: The miller said so.\n[^miller]: He saw it.",
        "It fell.[1] So it did.[2]|[1] The miller said so.\n[2] He saw it.",
        "So it did",
        "The miller",
    ),
    report(
        "items within items, and tasks",
        "- Piers\n  - the north one\n  - the south one,\n    of stone\n* Deck, of *oak*\n\n- [x] paid\n- [ ] built",
        "• Piers\n  • the north one\n  • the south one, of stone\n• Deck, of oak|• [x] paid\n• [ ] built",
        "the south",
        "built",
    ),
    report("code, and what looks like marks in it", "```sh\n# not a *heading*\n| a | b |\n\n```\nSo `*it*` ran.", "# not a *heading*\n¦ a ¦ b ¦|So *it* ran.", "not a"),
    report(
        "blocks and tags of HTML, and comments",
        '<div align="center">\n<p>The <b>miller</b> came.</p>\n</div>\n<!-- Is this\n\nso? -->\nHe left<sup>2</sup>,<br>and cried.\n<details><summary>It was night.</summary> He came again.</details>',
        "The miller came.|He left2,\nand cried.|It was night.|He came again.",
        "The miller",
        "and cried",
    ),
    report("breaks that are meant", "Down came the bridge,  \ndown came the mill,\\\ndown came\nthe rain.", "Down came the bridge,\ndown came the mill,\ndown came the rain.", "down came the mill"),
    report(
        "links whose addresses stand elsewhere",
        "See [the report][r], [the Minutes][] and [Council], but not [this] one[3].\n\n[r]: https://a.example/r_1 \"The *report*\"\n[the minutes]: <b.html>\n[council]: c.html",
        "See the report, the Minutes and Council, but not [this] one[3].|",
        "the Minutes",
        "not [this]",
    ),
    report("emphasis inside words", "The un**frigging**believable **bridge**s of 2*3*4 m, snake_case and *all*.", "The unfriggingbelievable bridges of 2*3*4 m, snake_case and all.", "bridges of"),
    report("escapes and entities", r"\*Not\* 1\. \# \\ &amp; AT&T &copy;&nbsp;1988 \[a\](b)", "*Not* 1. # \\ & AT&T © 1988 [a](b)", "AT&T"),
    Case(
        "quotations within quotations",
        f"# The fall\n{FALL}\n\n> The miller said:\n>\n> > “It fell,\n> > and we ran.”\n>\n> ## At home\n> Nobody slept.\n\n{END}".encode(),
        f"The fall|{FALL}|The miller said:|“It fell, and we ran.”|At home|Nobody slept.|{END}",
        {"and we ran": (None, "The fall"), "Nobody slept": (None, "At home"), "asked it to": (None, "At home")},
    ),
    report(
        "pictures with words below them",
        '![The bridge, (old)](b_(1).png "In 1931")\n*The bridge in 1931*\n\nNobody knew ![](x.png) it.\n\n![again][pic]\n\n[pic]: p.png',
        "The bridge in 1931|Nobody knew  it.|",
        "Nobody knew",
    ),
    report("words broken at the ends of lines", "They were impri-\nsoned for the well-\nknown reasons.", "They were impri-\nsoned for the well-\nknown reasons.", "soned for"),
    report("terms and what they mean", "Pier\n: What carries it.\n: Of stone.", "Pier\n: What carries it.\n: Of stone.", "What carries"),
    report("rules of every kind", "So it was.\n\n* * *\n\n_____\n\n- - -\nSo it stayed.", "So it was.|So it stayed.", "So it was", "So it stayed"),
    Case(
        "two languages, one of them from the right",
        "# پل\n\nپل **آسیاب**‌ها در سال ۱۳۶۷ *(The old bridge)* فرو ریخت.\n\n## شب\n\n> «کسی ندید.»[^۱]\n\n[^۱]: آسیابان گفت.\n".encode(),
        "پل|پل آسیاب‌ها در سال ۱۳۶۷ (The old bridge) فرو ریخت.|شب|«کسی ندید.»[1]|[1] آسیابان گفت.",
        {"فرو ریخت": (None, "پل"), "کسی ندید": (None, "شب"), "آسیابان گفت": (None, "شب")},
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_markdown_comes_out_as_it_is_rendered(tmp_path: Path, case: Case) -> None:
    """All its words and no others, in their order, and each under its heading."""
    found = read(tmp_path, "a.md", case.raw)
    assert found.text == case.expected.strip("\n").replace("¦", "|")
    assert placed(found, case) == case.where


def test_the_cases_are_twenty_at_least() -> None:
    """As many as of every other format."""
    assert len({case.name for case in CASES}) >= 20
