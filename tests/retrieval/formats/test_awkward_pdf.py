"""Awkward PDFs: columns, notes, heads, marks; each word once, in the order of reading, on its page."""

from collections.abc import Sequence

import pytest

from awkward import Case, places
from file_makers import Words, column, drawn, drawn_pdf, pdf, pdf_file, stream
from persian_pdf import persian_pdf
from retrieval.formats.aside import Aside
from retrieval.formats.extracted import UnreadableError

FALL = [
    "The bridge fell on a Tuesday in March, after the frost had gone and",
    "the river had risen to the deck, as all of the town had feared. Nobody",
    "was on it, said the miller, who had seen it go from his window above.",
]
END = [
    "The council never said who had taken the decision to build it there,",
    "and nobody asked it to, in all of the years that followed the flood.",
]
FELL, ENDED = " ".join(FALL), " ".join(END)
ON_ONE = {"a Tuesday in March": (1, None), "nobody asked": (1, None)}
PERSIAN = [
    "پل چوبی در یکی از روزهای بهار فرو ریخت و رودخانه آن را برد.",
    "آسیاببان پیر همه چیز را از پنجره دید.",
]


def page(*lines: Sequence[Words], words: str = "") -> str:
    """A page in PDF's own words: lines, and what is drawn in another way."""
    return "\n".join([*(drawn(each) for part in lines for each in part), words])


def between(name: str, words: str, text: str, *probes: str) -> Case:
    """A page on which something stands between two paragraphs."""
    raw = drawn_pdf([page(column(60, 740, FALL), column(60, 400, END), words=words)])
    return Case(name, raw, f"{FELL}|{text}|{ENDED}", {**ON_ONE, **dict.fromkeys(probes, (1, None))})


def set_words(*parts: str, bottom: int = 600) -> str:
    """A line of parts that are drawn one after the other."""
    return f"BT 60 {bottom} Td /F 10 Tf {' '.join(parts)} ET"


def ligatures() -> bytes:
    """A page whose font has fi and ffl in one glyph each."""
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange\n<00> <ff>\n"
        "endcodespacerange\n1 beginbfrange\n<20> <7e> <0020>\nendbfrange\n2 beginbfchar\n<01> <FB01>\n<02> <00660066006C>\nendbfchar endcmap end end"
    )
    return pdf_file([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents 6 0 R>>",
        b"<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 0/LastChar 126/Widths[" + b"500 " * 127 + b"]/ToUnicode 5 0 R>>",
        stream(table.encode()),
        stream(b"BT /F 10 Tf 60 700 Td (The \001rst o\002ine of\001ces of the \001sh market.) Tj ET"),
    ])  # fmt: skip


def heads(pages: int) -> bytes:
    """Pages with a head that changes from left to right, and numbers in Roman figures."""
    numerals = ("ii", "iii", "iv", "v", "vi", "vii")
    made = []
    for number in range(pages):
        head = "Chapter One: The River" if number % 2 else "A History of Bridges"
        body = column(60, 700, FALL if number % 2 else END)
        made.append([Words(60, 815, head), Words(290, 20, numerals[number]), *body])
    return pdf(made)


LONG = [[*column(60, 760, ["Year", *map(str, years)]), *column(160, 760, ["Dead", *(str(year % 7) for year in years)])]
        for years in (range(1900, 1950), range(1950, 1980))]  # fmt: skip
CASES = [
    Case(
        "three columns, drawn row by row",
        pdf([[word for row in zip(
            column(60, 700, ["The first column tells of", "the river and its water,", "which rose in the spring."]),
            column(230, 700, ["The second column tells", "of the bridge, which was", "built of oak and of iron."]),
            column(400, 700, ["The third column tells of", "the mayor, who had said", "nothing at all about it."]), strict=True) for word in row]]),
        "The first column tells of the river and its water, which rose in the spring."
        "|The second column tells of the bridge, which was built of oak and of iron."
        "|The third column tells of the mayor, who had said nothing at all about it.",
        {"the river": (1, None), "oak and of": (1, None), "the mayor": (1, None)},
    ),
    Case(
        "a note in the margin",
        pdf([[*column(60, 700, FALL + END), *column(430, 690, ["Seen from here: the", "second bridge of", "the town."], 8)]]),
        f"{FELL} {ENDED}|Seen from here: the second bridge of the town.",
        {**ON_ONE, "second bridge": (1, None)},
    ),
    Case(
        "a foot note, over which a paragraph goes on to the next page",
        pdf([[*column(60, 700, FALL), *column(60, 600, END[:1]), *column(60, 80, ["1 The miller told the court so in May."], 8)],
             [*column(60, 780, END[1:])]]),
        f"{FELL}|1 The miller told the court so in May.|{ENDED}",
        {"a Tuesday": (1, None), "The miller told": (1, None), "The council": (1, None)},
    ),
    Case("a long table over two pages", pdf(LONG),
         "Year Dead|" + "\n".join(f"{y} {y % 7}" for y in range(1900, 1950)) + "|Year Dead|" + "\n".join(f"{y} {y % 7}" for y in range(1950, 1980)),
         {"1900 3": (1, None), "1949 3": (1, None), "1950 4": (2, None)}),
    Case(
        "a table of long cells",
        pdf([[*column(60, 740, FALL), *column(60, 680, ["Name of the town", "Millford upon the Water", "Longbridge in the Hills"]),
              *column(250, 680, ["What was lost there", "The bridge, and the mill", "Nothing but the harvest"]), *column(60, 600, END)]]),
        f"{FELL}|Name of the town What was lost there\nMillford upon the Water The bridge, and the mill"
        f"\nLongbridge in the Hills Nothing but the harvest|{ENDED}",
        {**ON_ONE, "and the mill": (1, None)},
    ),
    Case("heads that change from left to right, Roman numbers", heads(4),
         f"A History of Bridges|ii|{ENDED}|Chapter One: The River|iii|{FELL}|A History of Bridges|iv|{ENDED}|Chapter One: The River|v|{FELL}",
         {"who had taken": (1, None), "a Tuesday": (2, None)}),
    Case("pages with nothing on them", pdf([column(60, 700, FALL), [], [], column(60, 700, END)]), f"{FELL}|{ENDED}",
         {"a Tuesday": (1, None), "nobody asked": (4, None)}),
    Case("a word that a soft hyphen breaks", pdf([column(60, 700, ["The bridge at the mill fell on a Tues\xad", "day in March, after the frost."])]),
         "The bridge at the mill fell on a Tues-\nday in March, after the frost.", {"Tues-": (1, None)}),
    Case("ligatures", ligatures(), "The first offline offices of the fish market.", {"market": (1, None)}),
    Case(
        "headings of several sizes",
        pdf([[Words(60, 760, "Of bridges", 20), *column(60, 720, FALL), Words(60, 650, "At night", 14), *column(60, 625, END)],
             [*column(60, 770, FALL), Words(60, 600, "The second", 14), *column(60, 575, END)]]),
        f"Of bridges|{FELL}|At night|{ENDED}|{FELL}|The second|{ENDED}",
        {"a Tuesday": (1, "Of bridges"), "nobody asked": (1, "At night")},
    ),
    Case("a large first letter",
         pdf([[Words(60, 686, "T", 36), *column(84, 700, ["he bridge fell on a Tuesday in March, after the", "frost had gone and the river had risen to the"]),
               *column(60, 676, ["deck, as all of the town had feared it would, and it was never built again."])]]),
         "The bridge fell on a Tuesday in March, after the frost had gone and the river had risen to the deck, as all of"
         " the town had feared it would, and it was never built again.", {"The bridge": (1, None)}),
    Case("verses", pdf([[*column(60, 700, ["The frost is gone,", "the river high,", "the bridge is down."]), *column(60, 620, END)]]),
         f"The frost is gone,\nthe river high,\nthe bridge is down.|{ENDED}", {"the river high": (1, None)}),
    Case("paragraphs that begin with an indent",
         pdf([[Words(72, 700, FALL[0] + "."), Words(60, 688, "The river had risen to the deck, and all of the town had feared it."),
               Words(72, 676, "Nobody was on it, said the miller, who had seen it from his window."), Words(60, 664, "He told the court so in May.")]]),
         f"{FALL[0]}. The river had risen to the deck, and all of the town had feared it.|Nobody was on it, said the miller,"
         " who had seen it from his window. He told the court so in May.", {"He told": (1, None)}),
    Case("lines drawn from the last to the first", pdf([list(reversed(column(60, 700, FALL + END)))]), f"{FELL} {ENDED}", ON_ONE),
    Case("letters drawn twice, to look bold", drawn_pdf([page(column(60, 700, FALL), column(60.3, 700, FALL))]), FELL, {"a Tuesday": (1, None)}),
    Case("words that stand behind a picture", drawn_pdf([page(words="BT /F 10 Tf 3 Tr 60 700 Td (The words that stand behind a picture.) Tj ET")]),
         "The words that stand behind a picture.", {"behind": (1, None)}),
    Case("a page on its side", drawn_pdf([page(column(60, 700, FALL))], about="/Rotate 90"), FELL, {"a Tuesday": (1, None)}),
    Case("words up the edge of a page", drawn_pdf([page(column(60, 700, FALL), words="BT /F 8 Tf 0 1 -1 0 30 300 Tm (Archive of the town, copy 7) Tj ET")]),
         f"{FELL}|Archive of the town, copy 7", {"a Tuesday": (1, None)}),
    between("words in several fonts", set_words("(The bridge of ) Tj /B 10 Tf (Millford) Tj /F 10 Tf ( fell, said the ) Tj /B 10 Tf (mill) Tj /F 10 Tf (er.) Tj"),
            "The bridge of Millford fell, said the miller.", "Millford fell"),
    between("raised figures that call a note", set_words("(It fell in 1988) Tj /F 6 Tf 4 Ts (2) Tj 0 Ts /F 10 Tf ( and once again.) Tj"),
            "It fell in 1988² and once again.", "once again"),
    between("words set apart by kerning", set_words("[(The) -250 (bri) 20 (dge) -260 (fell) -250 (in) -240 (March.)] TJ"), "The bridge fell in March.", "bridge fell"),
    between("typographic marks", set_words(r"(\223So it was,\224 he said \226 of \2435 at Caf\351 Noir.) Tj"), "“So it was,” he said – of £5 at Café Noir.", "So it was"),
    between("items within items", page(column(75, 620, ["• the north pier of the bridge", "• the south pier and its deck"]), column(90, 596, ["– all of it of oak, and old"])),
            "• the north pier of the bridge|• the south pier and its deck|– all of it of oak, and old", "the south pier"),
    Case("Persian, on which both readers agree", persian_pdf([PERSIAN[:1], PERSIAN[1:]]), "|".join(PERSIAN), {"چوبی": (1, None), "آسیاببان": (2, None)}),
    Case("two languages, one of them from the right", persian_pdf([[PERSIAN[0], "The bridge fell."[::-1]]]), f"{PERSIAN[0]}|The bridge fell.", {"چوبی": (1, None)}),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_pdf_comes_out_as_it_is_read(aside: Aside, case: Case) -> None:
    """All its words and no others, in their order, each under its heading and on its page."""
    found = aside.extracted(case.raw, "pdf")
    assert found.text == case.expected
    assert places(found, case.where) == case.where


def test_persian_figures_that_the_readers_order_differently_are_disputed(aside: Aside) -> None:
    """The paragraph is there, and marked."""
    found = aside.extracted(persian_pdf([["در سال ۱۳۶۷ پل چوبی فرو ریخت."]]), "pdf")
    assert [(mark.start, mark.end) for mark in found.marks] == [(0, len(found.text))]
    assert [problem.code for problem in found.problems] == ["disputed"]


@pytest.mark.parametrize("raw", [pdf([[], []]), drawn_pdf(["0 0 595 842 re f"] * 2)])
def test_a_scan_says_how_many_pages_wait_for_their_words(aside: Aside, raw: bytes) -> None:
    """Silence would be a lie."""
    with pytest.raises(UnreadableError) as caught:
        aside.extracted(raw, "pdf")
    assert (caught.value.code, caught.value.values["pages"]) == ("no_text_layer", 2)
