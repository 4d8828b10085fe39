"""Letters: other forms of a word, compounds and spellings share runs of letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.letters import Letters


@given(st.text(max_size=40), st.text(max_size=80))
def test_a_share_lies_between_nothing_and_all(question: str, text: str) -> None:
    """Any text has from none to all of a question's letters, and a question has all of its own."""
    letters = Letters(question)

    assert 0 <= letters.share(text) <= 1
    assert letters.share(question) == 1


@pytest.mark.parametrize(
    ("question", "nearer", "farther"),
    [
        ("independence", "It was independent.", "It was in debt."),
        ("Hafenmeister", "Der Meister des Hafens", "Der Vater des Kindes"),
        ("old harbour", "an old harbour", "a harbour of old"),
        ("技术委员会", "委员会的技术", "天文学会议"),
        ("كتاب", "کتاب‌ها", "خانه‌ها"),
    ],
)
def test_the_nearer_spelling_has_the_larger_share(question: str, nearer: str, farther: str) -> None:
    """Endings, compounds, the order of words and the forms of one letter do not hide a likeness."""
    letters = Letters(question)

    assert letters.share(nearer) > letters.share(farther)
