"""Reprints: the same words are known whatever their typography, and chance likeness is none."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import token_texts
from retrieval.reprints import is_reprint, same_words, word_keys

SENTENCE = "The harbour of Qalat was opened by Ada Quill in the spring of 1951."


def test_typography_does_not_hide_a_reprint() -> None:
    """Case, kinds of quotation marks and dashes, and white space do not make other words."""
    one = 'He said: "The harbour – all of it – isn\'t open."'
    other = "he said: “The harbour—all of it—isn’t  OPEN.”"

    assert is_reprint(one, other)
    assert len(set(word_keys(map(token_texts, (one, other))).tolist())) == 1


def test_a_long_part_is_a_reprint() -> None:
    """A sentence inside a longer text, and a text that lost its end, are reprints."""
    assert is_reprint(SENTENCE, f"In other news, {SENTENCE} Nobody came.")
    assert is_reprint(SENTENCE + " Nobody came to see it that day, they say.", SENTENCE)


def test_one_figure_changed_in_a_short_sentence_is_another_statement() -> None:
    """Sentences of one form with other figures differ: they may be two sides."""
    assert not is_reprint("They counted 50 goats there.", "They counted 55 goats there.")


def test_a_denial_or_a_figure_makes_other_words() -> None:
    """A long sentence that differs only in a denial or a figure says something else."""
    long = (
        "The clerk of the harbour admitted before the court that the old pier had been sold for 300 crowns."
    )

    assert not is_reprint(long, long.replace("admitted", "never admitted"))
    assert not is_reprint(long, long.replace("had", "hadn't"))
    assert not is_reprint(long, long.replace("300", "400"))
    assert is_reprint(long, long.replace(" old", ""))


def test_likeness_by_chance_is_no_reprint() -> None:
    """A few shared words in a row, or very short sentences, do not make a reprint."""
    assert not is_reprint(
        SENTENCE, "The harbour of Qalat was shut, as everybody in the town had long expected."
    )
    assert not is_reprint("She was shot.", "She was shot.")
    assert word_keys([token_texts("She was shot.")]).tolist() == [0]


@given(
    st.lists(
        st.sampled_from([SENTENCE, SENTENCE.upper(), "She was shot.", "Nobody has ever seen such a thing."])
    )
)
def test_the_same_words_are_found_by_their_key(texts: list[str]) -> None:
    """Looking a key up gives exactly the sentences with these words, in their order."""
    keys = word_keys(map(token_texts, texts))
    order = np.argsort(keys, kind="stable")

    for key in keys.tolist():
        expected = [number for number, other in enumerate(keys.tolist()) if other == key and key]
        assert same_words(key, keys, order) == expected
