"""Tests of retrieval.running_heads: lines at the edges of printed pages."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.running_heads import running_heads
from retrieval.text import normal_form


def heads(*pages: str) -> list[str]:
    """What is marked in a text of these pages."""
    text = "\f".join(pages)
    normal = normal_form(text)
    return [normal[mark.start : mark.end] for mark in running_heads(text, normal)]


def test_a_line_on_three_pages_is_a_head_whatever_its_number() -> None:
    """Above or below the text of a page; a number alone is no words, and is known without this."""
    pages = [f"{page}\n\nOf mills  {page}\n\nText {page}.\n\nPART ONE\n\n{page}\n" for page in range(7, 10)]
    inner = [page.partition("\n\n")[2].rpartition("\n\n")[0] for page in pages]
    assert heads(*inner) == ["Of mills  7", "PART ONE\nOf mills  8", "PART ONE\nOf mills  9", "PART ONE"]
    assert heads(*pages) == []


def test_two_pages_have_no_heads_and_no_paragraph_is_one() -> None:
    """A head that touches a paragraph stays: the paragraph would go with it."""
    assert heads("Of mills 1\n\nA.", "Of mills 2\n\nB.") == []
    assert heads(*(f"Of mills {page}\nIt fell.\nSo it did." for page in "123")) == []


@given(st.lists(st.text("ab1\n ."), max_size=6))
def test_marks_are_lines_of_the_text_in_order(pages: list[str]) -> None:
    """Whatever stands on the pages."""
    text = "\f".join(pages)
    normal = normal_form(text)
    marks = running_heads(text, normal)
    assert all(normal[mark.start : mark.end].strip() for mark in marks)
    assert list(marks) == sorted(marks, key=lambda mark: mark.start)
