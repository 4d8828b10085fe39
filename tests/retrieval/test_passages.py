"""Tests of retrieval.passages."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.model import BlockKind, Passage
from retrieval.passages import FULL, LARGEST, SCRAP, passages
from retrieval.sentences import sentences
from retrieval.structure import TEXT_KINDS, blocks
from retrieval.text import normal_form

SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"


def cut(text: str, title: str = "") -> tuple[Passage, ...]:
    """The passages of a text."""
    return passages(text, blocks(text, title))


def prose(words: int, name: str = "word") -> str:
    """Sentences of ten words each, of which every one is different, `words` long."""
    return " ".join(
        f"Here {name}{n} stands before eight more that all follow it." for n in range(words // 10)
    )


def page(*parts: str) -> str:
    """Parts with blank lines between them."""
    return "\n\n".join(parts)


def size(text: str, passage: Passage) -> int:
    """How many words a passage holds."""
    return sum(len(text[sentence.start : sentence.end].split()) for sentence in passage.sentences)


LONG = [prose(20), prose(40, "other"), prose(70, "third"), prose(300, "long"), "word " * 200]
SHORT = [
    "A heading",
    "Share this:",
    "Anna says:",
    "“We went. We came back.”",
    "• One.\n• Two.",
    "Why was it so?",
]
PARTS = st.sampled_from(LONG + SHORT)


@given(st.one_of(st.lists(PARTS).map("\n\n".join), st.text(alphabet="aB. \n:?•“,", max_size=120)))
def test_every_sentence_of_the_text_stands_in_one_passage(written: str) -> None:
    """Passages are in order and hold the sentences of all text blocks, each once, and nothing else."""
    text = normal_form(written)
    found = blocks(text)

    members = [sentence for passage in passages(text, found) for sentence in passage.sentences]

    expected = [
        (span.start, span.end, block.paragraph)
        for block in found
        if block.kind in TEXT_KINDS
        for span in sentences(text, block.start, block.end)
    ]
    assert [(start, end, paragraph) for start, end, paragraph, _ in members] == expected
    assert bool(members) == bool(text.strip())
    assert cut(text) == cut(text)


@given(st.lists(PARTS, min_size=1))
def test_passages_keep_to_their_size(parts: list[str]) -> None:
    """No passage of several sentences is much larger than the largest; none is empty."""
    text = normal_form(page(*parts))

    for passage in cut(text):
        longest = max(len(text[sentence.start : sentence.end].split()) for sentence in passage.sentences)
        assert passage.sentences
        assert len(passage.sentences) == 1 or size(text, passage) <= LARGEST + SCRAP + longest


DIFFERENT = st.lists(st.sampled_from([prose(20 * n, f"p{n}") for n in range(1, 9)]), min_size=3, unique=True)


@given(DIFFERENT, st.data())
def test_editing_a_paragraph_leaves_the_sentences_of_the_others(
    parts: list[str], data: st.DataObject
) -> None:
    """A quote outlives the editing of other paragraphs: their sentences are cut as before."""
    place = data.draw(st.integers(0, len(parts) - 1))
    edited = [*parts[:place], "Something quite different. And more of it.", *parts[place + 1 :]]

    def spoken(written: list[str]) -> list[list[str]]:
        text = page(*written)
        words: dict[int, list[str]] = {}
        for passage in cut(text):
            for sentence in passage.sentences:
                words.setdefault(sentence.paragraph, []).append(text[sentence.start : sentence.end])
        return list(words.values())

    before, after = spoken(parts), spoken(edited)
    del before[place], after[place]
    assert before == after


def test_short_paragraphs_of_a_section_are_joined() -> None:
    """Paragraphs too short to say something by themselves make one passage."""
    text = page(prose(20), prose(20, "b"), prose(20, "c"))

    assert [size(text, passage) for passage in cut(text)] == [60]


def test_a_full_passage_takes_no_further_paragraph() -> None:
    """A paragraph of a good size is a passage of its own."""
    text = page(prose(FULL), prose(FULL, "b"))

    assert [size(text, passage) for passage in cut(text)] == [FULL, FULL]


def test_a_long_paragraph_is_cut_into_equal_parts() -> None:
    """A paragraph too long to rank is cut at sentence ends, without a scrap left over."""
    text = prose(2 * LARGEST + 10)

    sizes = [size(text, passage) for passage in cut(text)]

    assert len(sizes) == 3
    assert max(sizes) - min(sizes) <= 10


def test_no_passage_reaches_over_a_heading() -> None:
    """Each passage stands under one heading, and says which."""
    text = page("First part", prose(20), "Second part", prose(20, "b"))

    found = cut(text)

    sections = [text[p.section.start : p.section.end] for p in found if p.section]
    assert sections == ["First part", "Second part"]
    assert len(found) == 2


def test_what_stands_above_every_heading_has_no_section() -> None:
    """A text without headings has none."""
    assert [passage.section for passage in cut(prose(20))] == [None]


def test_boilerplate_is_in_no_passage_and_parts_none() -> None:
    """A caption amid a paragraph's neighbours neither is quoted nor keeps them apart."""
    text = page(prose(20), "* * *", prose(20, "b"))

    assert [size(text, passage) for passage in cut(text)] == [40]


def test_a_line_repeated_before_headings_ends_the_section() -> None:
    """On a page of several articles, one without a heading does not stand under the last one's."""
    articles = [page(f"Article {n}", prose(20, n), "Share this:") for n in "abc"]

    found = cut(page(*articles, prose(20, "d"), "Share this:"))

    assert [passage.section is None for passage in found] == [False, False, False, True]


def test_a_heading_over_a_list_ends_with_it() -> None:
    """What follows a list stands again under the heading above."""
    text = page("Main part", prose(20), "The facts:", "• One is this.\n• Two is that.", prose(20, "b"))

    sections = [text[p.section.start : p.section.end] for p in cut(text) if p.section]

    assert sections == ["Main part", "The facts:", "Main part"]


def test_a_cue_opens_the_passage_of_what_it_announces() -> None:
    """Who speaks stands first in the passage of the words spoken; what comes before may be quoted."""
    text = page(prose(30), "They met at noon. Anna Dahl said:", f"“{prose(30, 'b')}”")

    passage = cut(text)[-1]

    assert [sentence.kind for sentence in passage.sentences[:3]] == [0, BlockKind.CUE, 0]
    assert text[passage.span.start : passage.span.end].startswith("They met")


def test_a_cue_is_never_left_alone() -> None:
    """However long the words that follow, their first sentences stand with the cue."""
    text = page("Anna Dahl, a miller of the village, said:", prose(400))

    assert size(text, cut(text)[0]) > SCRAP


def test_a_question_stands_with_its_answer() -> None:
    """An interviewer's turn opens the passage of its answer, even where both are long."""
    asked = "Were you there before anybody else came down to the river that morning? " * 5
    text = page(asked, prose(110), "And then?", prose(20, "b"), "Why was it so?", prose(20, "c"))

    found = cut(text)

    assert [p.sentences[0].kind is BlockKind.QUESTION for p in found] == [True, False, True, True]
    assert all(p.sentences[-1].kind is BlockKind.PARAGRAPH for p in found)


def test_scripts_without_blanks_are_measured_by_characters() -> None:
    """A page of Chinese is many passages, not one of a few words."""
    text = "".join(f"他在第{n}天走到河边去看他的小船还在不在那里。" for n in range(60))

    assert len(cut(text)) > 3


@pytest.mark.parametrize("text", ["One sentence.", "word", "A label", "© 1950"])
def test_a_document_of_one_sentence_is_one_passage(text: str) -> None:
    """However little a document says, it can be found."""
    assert [passage.span for passage in cut(text)] == [(0, len(text))]


def test_a_paragraph_that_needs_the_one_before_stands_in_its_passage() -> None:
    """A quote never leaves its passage: so whom "they" are has to stand in the same."""
    first, goes_on = prose(70), "They " + prose(70, "other")
    text = page(first, goes_on)
    found = blocks(text, "")

    assert len(passages(text, found, "en")) == 1
    assert len(passages(text, found)) == 2, "in a language without lists, only length tells"
    assert (
        len(passages(page(first, prose(70, "other")), blocks(page(first, prose(70, "other")), ""), "en")) == 2
    )


def test_no_text_has_no_passages() -> None:
    """Nothing is cut into nothing."""
    assert cut("") == ()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not there")
def test_real_texts_make_passages_of_a_good_size() -> None:
    """On the seeds nine of ten passages are of the size aimed at."""
    sizes = []
    for row in csv.DictReader((SEEDS / "sources.csv").read_text(encoding="utf-8").splitlines()):
        text = normal_form((SEEDS / row["file"]).read_text(encoding="utf-8-sig"))
        sizes += [size(text, passage) for passage in cut(text, row["title"])]

    fitting = sum(FULL / 2 <= words <= LARGEST for words in sizes)
    assert fitting / len(sizes) > 0.9
    assert 200 < len(sizes) < 280
