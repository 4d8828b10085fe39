"""Tests of retrieval.structure, with the parts it judges by: layout, furniture, captions, interviews."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.model import BlockKind
from retrieval.structure import TEXT_KINDS, blocks
from retrieval.text import normal_form

SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"

P = "The miller walked down to the river every morning and looked for his boat among the reeds."
Q = "His daughter stayed at the mill, because somebody had to turn the stones and count the sacks."
R = "Nobody in the village remembered a summer in which the water had stood as low as it did then."


def page(*parts: str) -> str:
    """Parts with blank lines between them."""
    return "\n\n".join(parts)


def kinds(text: str, title: str = "") -> str:
    """The kind of each block by its first letter, in order."""
    return "".join(block.kind.name[0] for block in blocks(text, title))


@given(st.text(alphabet="aB .\n\n?:•“”,1", max_size=80), st.sampled_from(["", "a", "B a"]))
def test_blocks_hold_every_word_once(text: str, title: str) -> None:
    """Blocks are ordered, disjoint and not blank at their edges; only white space lies between."""
    position = 0
    for block in blocks(text, title):
        assert not text[position : block.start].strip()
        assert position <= block.start < block.end
        words = text[block.start : block.end]
        assert words == words.strip()
        position = block.end
    assert not text[position:].strip()


@given(st.lists(st.sampled_from([P, Q, R, "A label", "Share this:", "Anna said:", "• a\n• b\n• c", "Why?"])))
def test_paragraphs_are_numbered_from_one_without_gaps(parts: list[str]) -> None:
    """Paragraphs, cues and questions count, headings and boilerplate have number 0."""
    found = blocks(page(*parts))

    numbers = [block.paragraph for block in found if block.kind in TEXT_KINDS]

    assert numbers == list(range(1, len(numbers) + 1))
    assert all(block.paragraph == 0 for block in found if block.kind not in TEXT_KINDS)
    assert bool(parts) == bool(numbers)


@given(st.lists(st.sampled_from([P, Q, R]), min_size=1, max_size=2, unique=True))
def test_prose_is_paragraphs(parts: list[str]) -> None:
    """Full sentences between blank lines are paragraphs, whatever their number."""
    assert kinds(page(*parts)) == "P" * len(parts)


PAGES = {
    "a short line above prose is a heading": (page("The dry year", P, "What the miller found", Q), "HPHP"),
    "a line in capitals is one": (page("THE DRY YEAR", P), "HP"),
    "a line that ends with a colon is one": (page(P, "Notes on the mill:", Q), "PHP"),
    "a short question above prose is one": (page(P, "Why did the river fall?", Q), "PHP"),
    "a numbered line is one": (page("1. The dry year", P, "2. The mill", Q), "HPHP"),
    "headings may follow each other": (page("Part one", "The dry year", P), "HHP"),
    "a Persian heading": (page("سال خشک", "آسیابان هر بامداد به کنار رود می‌رفت و قایقش را می‌جست."), "HP"),
    "a title printed twice is one heading": (page("The dry year", "The dry year", P), "HBP"),
    "a title printed again without its prefix too": (
        page("LIVE: How the miller lost his boat", "How the miller lost his boat", P),
        "HBP",
    ),
    "a paragraph printed twice in a row is read once": (page(P, P, Q), "PBP"),
    "a caption printed twice that starts a later paragraph is boilerplate": (
        page("The dry year", f"{P} Photo: A. Dahl\n{P} Photo: A. Dahl | Licence", Q, f"{P[:-1]}, as ever."),
        "HBBPP",
    ),
    "a line that repeats through the document is boilerplate": (
        page(P, "Share this page:", Q, "Share this page:", R, "Share this page:"),
        "PBPBPB",
    ),
    "a line that ends with a repeated one is boilerplate": (
        page(P, "At the old mill, Dalby, 3/4/1950", Q, "Bo at the old mill, Dalby, 3/4/1950", R)
        + page("", "At the old mill, Dalby, 3/4/1950", P[4:], "At the old mill, Dalby, 3/4/1950", Q[4:]),
        "PBPBPBPBP",
    ),
    "a short answer given again and again is kept": (
        page(P, "I do not know.", Q, "I do not know.", R, "I do not know."),
        "PPPPPP",
    ),
    "a menu above the text is boilerplate": (
        page("• English\n• French\n• Persian", "The dry year", P),
        "BHP",
    ),
    "a list with an introduction is not": (page("The colours:", "• red\n• blue\n• green", P), "HPP"),
    "a list of sentences is not": (
        page(P, "• The mill stood still.\n• The boat was gone.\n• It rained.", Q),
        "PPP",
    ),
    "navigation below the text is boilerplate": (page(P, "Print", "Contact us", "About", "Imprint"), "PBBBB"),
    "a copyright line is boilerplate": (page(P, "Copyright © 1950 The Mill. All rights reserved."), "PB"),
    "a byline is boilerplate": (page("The dry year", "By Anna Dahl", P), "HBP"),
    "pointers to other pages are boilerplate": (
        page(P, "ALSO READ: Who sold the boat?", Q, "Read more", "More news"),
        "PBPBB",
    ),
    "addresses are boilerplate": (page(P, "https://mill.example/boat #boat", Q), "PBP"),
    "the name of an image is boilerplate": (page(P, "miller_1", Q), "PBP"),
    "a rule is boilerplate": (page(P, "* * *", Q), "PBP"),
    "labels after the last paragraph are boilerplate": (page(P, "Latest headlines"), "PB"),
    "a text that breaks off is not": (page(P, "Then the miller went down to the river without"), "PP"),
    "a long run of labels amid prose is a list": (page(P, *(f"Sack {n}" for n in "abcdef"), Q), "PPPPPPHP"),
    "a line that says who speaks next is a cue": (
        page("Anna Dahl, a miller, told the village:", P, "He added:", Q),
        "CPCP",
    ),
    "a paragraph that ends so is one": (page(f"{P} She wrote:", Q), "CP"),
    "a line with a colon before a quotation is one": (page("The old miller:", f"“{P}”"), "CP"),
    "a Persian cue": (page("آنا، آسیابان پیر، گفت:", "«آب پایین رفته است و قایق پیدا نیست.»"), "CP"),
    "a name amid quotations of the named is a caption": (
        page("Anna Dahl says:", f"“{P}” said Anna Dahl.", "Anna Dahl", f"“{Q}” she added.", "The mill", R),
        "CPBPHP",
    ),
    "a name above prose about the named is a heading": (
        page(P, "Anna Dahl", f"{Q} Anna Dahl knew.", "Bo Orr", R),
        "PHPHP",
    ),
    "an interviewer's turns are questions": (
        page(
            P,
            "When did you see it?",
            Q,
            "You were young then. Who else saw it, as far as you know?",
            P,
            "Was it the boat?",
            Q,
        )
        + page("", "So, as you say, nobody looked…", R),
        "PQPQPQPQP",
    ),
    "turns that say so are questions": (page(f"Q: {P}", f"A: {Q}", f"Q: {R}", f"A: {P}"), "QPQP"),
    "a rhetorical question is not": (page(P, f"{Q} But who would have known?", R, P[4:], Q[4:]), "PPPPP"),
    "a paragraph broken after a comma is one": (page(f"{P[:-1]},", "and so it went on for years."), "P"),
    "a salutation is a line of its own": (page("Dear Anna,", P), "HP"),
}


@pytest.mark.parametrize(("text", "expected"), PAGES.values(), ids=PAGES)
def test_blocks_are_what_a_reader_sees(text: str, expected: str) -> None:
    """Each sign by which a kind of block is known, on an invented page."""
    assert kinds(text) == expected


def test_title_is_the_heading() -> None:
    """The title is a heading even when it ends like a sentence; what stands above it is the page's head."""
    text = page(
        "Last changed:", "3 April 1950", "The miller lost his boat.", P, "The miller lost his boat.", Q
    )

    assert kinds(text, "The miller  lost his Boat") == "BBHPBP"


def test_lines_of_their_own_are_found_where_breaks_were_meant() -> None:
    """Where paragraphs are long lines, a short line above one is a block; in wrapped text it is a line."""
    long = f"{P} {Q}"

    assert kinds(page(f"The dry year\n{long}", f"{R} {Q}\nWritten in spring\n{R} {P}")) == "HPPHP"
    assert kinds("The miller walked down to the river\nAnna came later and\nsat down.") == "P"


def test_a_wrapped_paragraph_is_one_block() -> None:
    """Line ends forced by a width are no paragraph ends, but for those before a speaker's turn."""
    wrapped = (
        "The miller went down every\nday. Anna came\nlater, and she\nbrought him: two oars.\nBo: I saw her."
    )

    assert kinds(page(wrapped, Q)) == "PPP"


@pytest.mark.parametrize(
    "text",
    ["word", "A label", page("A label", "Another label"), "© 1950", page("x1", "x1", "x1"), "• a\n• b\n• c"],
)
def test_no_document_with_words_is_without_a_paragraph(text: str) -> None:
    """What only looks like a heading or furniture is a paragraph where there is nothing else."""
    assert "P" in kinds(text)


def test_blank_text_has_no_blocks() -> None:
    """Nothing is in nothing."""
    assert blocks("") == blocks("\n \n") == ()


@given(st.lists(st.sampled_from([P, Q, R]), min_size=3, max_size=3, unique=True))
def test_editing_a_paragraph_leaves_the_others(parts: list[str]) -> None:
    """Another paragraph in the middle changes neither the kind nor the number of its neighbours."""
    edited = [parts[0], "Something else stood here once, and now this does.", parts[2]]

    before, after = blocks(page(*parts)), blocks(page(*edited))

    assert [(block.kind, block.paragraph) for block in before] == [
        (block.kind, block.paragraph) for block in after
    ]


@pytest.mark.parametrize(
    "part",
    [
        "Label {n}\n\n",
        "Label {n}\n\nshare\n\n",
        "Why {n}?\n\n",
        "A{n} said:\n\n",
        "• {n}\n",
        "five words and a comma{n},\n\n",
        "A{n}: b\n",
    ],
)
def test_time_is_linear(part: str) -> None:
    """Many thousand blocks of one kind are judged in a moment."""
    text = "".join(part.format(n=n) for n in range(10_000))
    began = time.process_time()

    blocks(text)

    assert time.process_time() - began < 2


def seed(number: str) -> tuple[str, list[tuple[BlockKind, str]]]:
    """A seed's blocks: their kinds and words."""
    with (SEEDS / "sources.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["file"].startswith(number))
    text = normal_form((SEEDS / row["file"]).read_text(encoding="utf-8-sig"))
    return row["title"], [(block.kind, text[block.start : block.end]) for block in blocks(text, row["title"])]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not there")
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("000", {"HEADING": 1, "QUESTION": 10, "BOILERPLATE": 6}),
        ("001", {"HEADING": 17, "CUE": 5, "BOILERPLATE": 38}),
        ("002", {"HEADING": 2, "CUE": 13, "BOILERPLATE": 21}),
        ("003", {"HEADING": 1, "BOILERPLATE": 4}),
        ("004", {"HEADING": 1, "CUE": 5, "BOILERPLATE": 1}),
    ],
)
def test_real_pages_are_read_as_judged_by_hand(number: str, expected: dict[str, int]) -> None:
    """On the seeds each kind is found as often as a reader finds it, and the title is no paragraph."""
    title, found = seed(number)

    counts = {kind: sum(block.name == kind for block, _ in found) for kind in expected}

    assert counts == expected
    assert all(
        kind is not BlockKind.PARAGRAPH for kind, words in found if words.strip(".") == title.strip(".")
    )
