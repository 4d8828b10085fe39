"""Awkward Word files: what Word shows of them, and nothing that was deleted or hidden, in its order."""

import pytest

from awkward import Case, places
from file_makers import docx, docx_paragraph, docx_table
from retrieval.formats.aside import Aside

FALL = "The bridge fell on a Tuesday in March, after the frost had gone and the river had risen."
END = "The council never said who had taken the decision, and nobody asked it to."
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
NUMBERING = (
    f"<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId='0'>"
    + "".join(f"<w:lvl w:ilvl='{level}'><w:numFmt w:val='bullet'/></w:lvl>" for level in range(3))
    + "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>"
)


def run(text: str, properties: str = "") -> str:
    """Words in one font."""
    about = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{about}<w:t xml:space='preserve'>{text}</w:t></w:r>"


def paragraph(*runs: str, properties: str = "") -> str:
    """Runs one after the other."""
    about = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{about}{''.join(runs)}</w:p>"


def item(text: str, level: int = 0) -> str:
    """An item of a list."""
    return paragraph(
        run(text), properties=f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='1'/></w:numPr>"
    )


def cell(*paragraphs: str, properties: str = "") -> str:
    """A cell of a table."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(docx_paragraph, paragraphs))}</w:tc>"


def table(*rows: str) -> str:
    """A table of rows of cells."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def notes(kind: str, text: str) -> str:
    """A part of a Word file that holds one note."""
    return f"<w:{kind}s {NAMESPACES}><w:{kind} w:id='2'>{docx_paragraph(text)}</w:{kind}></w:{kind}s>"


def box(text: str) -> str:
    """A box of text, once for new programs and once for old ones."""
    inside = f"<w:txbxContent>{docx_paragraph(text)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        "<mc:Choice Requires='wps'><w:drawing><s:txbx xmlns:s='urn:shape'>" + inside + "</s:txbx></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>" + inside
        + "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )  # fmt: skip


def report(name: str, body: str, text: str, *probes: str, **more: str) -> Case:
    """A report under a heading: so stands whatever it says; its notes come last."""
    raw = docx(
        docx_paragraph("The fall", "Heading1") + docx_paragraph(FALL) + body + docx_paragraph(END),
        None,
        "",
        **more,
    )
    text, _, after = text.partition("##")
    where = dict.fromkeys([*probes, "Tuesday in March", "nobody asked"], (None, "The fall"))
    return Case(name, raw, f"The fall|{FALL}|{text}|{END}|{after}".replace("||", "|").strip("|"), where)


FOOTNOTES, ENDNOTES, COMMENTS = "word/footnotes.xml", "word/endnotes.xml", "word/comments.xml"
REFERENCE = "<w:r><w:{}Reference w:id='2'/></w:r>"
CASES = [
    report(
        "items within items",
        item("Piers") + item("the north one", 1) + item("the south one", 1) + item("Deck, of oak"),
        "• Piers\n• the north one\n• the south one\n• Deck, of oak",
        "the south",
        **{"word/numbering.xml": NUMBERING},
    ),
    report(
        "cells that are joined",
        table(
            cell("The dead", properties="<w:gridSpan w:val='2'/>"),
            cell("1988", properties="<w:vMerge w:val='restart'/>") + cell("12"),
            cell("", properties="<w:vMerge/>") + cell("30"),
        ),
        "The dead\n1988 12\n30",
        "1988 12",
    ),
    report(
        "a long table with two paragraphs in a cell",
        table(*(cell(str(year)) + cell(f"{year % 7} dead", "and none hurt") for year in range(1900, 1960))),
        "\n".join(f"{year} {year % 7} dead and none hurt" for year in range(1900, 1960)),
        "1959 6 dead",
    ),
    report(
        "a table in a table",
        table(f"<w:tc>{docx_paragraph('Year')}{docx_table([['1988', '12']])}{docx_paragraph('')}</w:tc>"),
        "Year\n1988 12",
        "1988 12",
    ),
    report(
        "a foot note",
        paragraph(run("It fell."), REFERENCE.format("footnote"), run(" So it did.")),
        "It fell.[1] So it did.##• The miller said so.",
        "So it did",
        "The miller",
        **{FOOTNOTES: notes("footnote", "The miller said so.")},
    ),
    report(
        "an end note",
        paragraph(run("It fell."), REFERENCE.format("endnote"), run(" So it did.")),
        "It fell.[1] So it did.##• The miller said so.",
        "The miller",
        **{ENDNOTES: notes("endnote", "The miller said so.")},
    ),
    report(
        "a comment",
        paragraph("<w:commentRangeStart w:id='2'/>", run("It fell."), "<w:commentRangeEnd w:id='2'/>", REFERENCE.format("comment")),
        "It fell.",
        "It fell",
        **{COMMENTS: notes("comment", "Is this so?")},
    ),
    report(
        "words put in and words deleted",
        paragraph(
            run("The mayor "), "<w:del w:id='1' w:author='a'><w:r><w:delText>never </w:delText></w:r></w:del>",
            "<w:ins w:id='2' w:author='a'>" + run("often ") + "</w:ins>", run("crossed it, "), run("struck", "<w:strike/>"), run("at night."),
        ),
        "The mayor often crossed it, at night.",
        "often crossed",
    ),
    report(
        "words that were moved",
        paragraph("<w:moveFrom w:id='1' w:author='a'>" + run("Old place.") + "</w:moveFrom>", run("It stays here. "))
        + paragraph("<w:moveTo w:id='2' w:author='a'>" + run("A new place it is.") + "</w:moveTo>"),
        "It stays here.|A new place it is.",
        "A new place",
    ),
    report(
        "a paragraph whose end was deleted",
        paragraph(run("It fell, and was "), properties="<w:rPr><w:del w:id='1' w:author='a'/></w:rPr>") + paragraph(run("built again.")),
        "It fell, and was built again.",
        "built again",
    ),
    report(
        "fields to fill in",
        "<w:sdt><w:sdtContent>" + docx_paragraph("Said under oath in the court.") + "</w:sdtContent></w:sdt>"
        + paragraph(run("On "), "<w:sdt><w:sdtPr><w:date/></w:sdtPr><w:sdtContent>" + run("4 May") + "</w:sdtContent></w:sdt>", run(" it fell.")),
        "Said under oath in the court.|On 4 May it fell.",
        "On 4 May",
    ),
    report("a box of text", paragraph(run("The anchor of the box."), box("It stands in the box.")),
           "The anchor of the box.|It stands in the box.", "in the box."),
    report("hidden words", paragraph(run("It is seen. "), run("It is hidden.", "<w:vanish/>"), run("Shown.", "<w:vanish w:val='0'/>")),
           "It is seen. Shown.", "It is seen"),
    report(
        "hyphens that may break and that may not",
        paragraph("<w:r><w:t>The mil</w:t><w:softHyphen/><w:t>ler of Mill</w:t><w:noBreakHyphen/><w:t>ford saw it.</w:t></w:r>"),
        "The mil\u00adler of Mill\u2011ford saw it.",
        "saw it",
    ),
    report(
        "verses, and the break of a page",
        paragraph("<w:r><w:t>The frost is gone,</w:t><w:br/><w:t>the river high.</w:t><w:br w:type='page'/><w:t>None knows why.</w:t></w:r>"),
        "The frost is gone,\nthe river high.\nNone knows why.",
        "the river high",
    ),
    report(
        "a large first letter",
        paragraph(run("N"), properties="<w:framePr w:dropCap='drop' w:lines='3'/>") + docx_paragraph("obody was on the bridge."),
        "Nobody was on the bridge.",
        "Nobody was",
    ),
    report(
        "fields that are filled in by Word, and links",
        paragraph(
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> NUMPAGES </w:instrText></w:r>"
            "<w:r><w:fldChar w:fldCharType='separate'/></w:r>", run("12"), "<w:r><w:fldChar w:fldCharType='end'/></w:r>", run(" pages of "),
            "<w:fldSimple w:instr='DATE'>" + run("4 May") + "</w:fldSimple>", run(", see "), "<w:hyperlink w:anchor='x'>" + run("there") + "</w:hyperlink>", run("."),
        ),
        "12 pages of 4 May, see there.",
        "12 pages",
    ),
    report(
        "raised figures, lowered ones and a formula",
        paragraph(
            run("Of 10"), run("6", "<w:vertAlign w:val='superscript'/>"), run(" tons of H"), run("2", "<w:vertAlign w:val='subscript'/>"), run("O, "),
            "<m:oMath xmlns:m='urn:math'><m:r><m:t>x=2</m:t></m:r></m:oMath>", run(" fell."),
        ),
        "Of 10⁶ tons of H2O, x=2 fell.",
        "x=2",
    ),
    report(
        "words in pieces, tags and signs",
        paragraph(
            run("The brid"), "<w:proofErr w:type='spellStart'/>", run("ge", "<w:b/>"), "<w:bookmarkStart w:id='1' w:name='a'/>", run(" of "),
            "<w:smartTag>" + run("Millford") + "</w:smartTag>", "<w:customXml>" + run(" fell") + "</w:customXml>", "<w:r><w:tab/></w:r>", run("twice."),
        ),
        "The bridge of Millford fell twice.",
        "Millford fell",
    ),
    report(
        "readings above the letters",
        paragraph("<w:r><w:ruby><w:rt>" + run("kan") + "</w:rt><w:rubyBase>" + run("漢") + "</w:rubyBase></w:ruby></w:r>", run(" is read so.")),
        "漢 is read so.",
        "is read so",
    ),
    report(
        "two languages, one of them from the right",
        paragraph(run("پل در سال ", "<w:rtl/>"), run("۱۳۶۷", "<w:rtl/>"), run(" فرو ریخت."), properties="<w:bidi/>"),
        "پل در سال ۱۳۶۷ فرو ریخت.",
        "فرو ریخت",
    ),
    report("paragraphs with nothing in them", docx_paragraph("") * 9 + paragraph("<w:r><w:br w:type='page'/></w:r>") + docx_paragraph(" "), ""),
    Case(
        "headings of several levels, and a title",
        docx(
            docx_paragraph("Of bridges", "Title") + docx_paragraph("The first fall", "Heading1") + docx_paragraph(FALL)
            + docx_paragraph("At night", "Heading2") + docx_paragraph("Nobody saw how it began.")
            + docx_paragraph("A short label") + docx_paragraph("The second", "Heading1") + docx_paragraph(END), None, "",
            **{"word/styles.xml": f"<w:styles {NAMESPACES}>" + "".join(
                f"<w:style w:type='paragraph' w:styleId='{name}'><w:name w:val='{shown}'/></w:style>"
                for name, shown in (("Title", "Title"), ("Heading1", "heading 1"), ("Heading2", "heading 2"))
            ) + "</w:styles>"},
        ),
        f"Of bridges|The first fall|{FALL}|At night|Nobody saw how it began.|A short label|The second|{END}",
        {"on a Tuesday": (None, "The first fall"), "Nobody saw": (None, "At night"), "who had taken": (None, "The second")},
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_word_file_comes_out_as_it_is_shown(aside: Aside, case: Case) -> None:
    """All its words and no others, in their order, and each under its heading."""
    found = aside.extracted(case.raw, "docx")
    assert found.text == case.expected
    assert places(found, case.where) == case.where
    assert not found.problems
