"""Analysis: what counts as one word, and which differences do not tell words apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import Analyzer, analyzer, folded, stop_words, tokens


@given(st.text())
def test_tokens_are_slices_of_the_text(text: str) -> None:
    """A token says where it stands: the text holds it there, and tokens do not overlap."""
    end = 0
    for token in tokens(text):
        assert text[token.start : token.start + len(token.text)] == token.text
        assert token.start >= end
        end = token.start + len(token.text)


@given(st.text())
def test_terms_are_the_same_for_documents_and_questions(text: str) -> None:
    """Analysing a text twice, or within another, gives the same terms."""
    language = Analyzer("en")

    assert language.terms(text) == Analyzer("en").terms(text)
    assert language.terms(f"{text}\n{text}") == language.terms(text) * 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zoltan’s 30,000 figs.", ["Zoltan’s", "30,000", "figs"]),
        ("The U.N. met; the end.", ["The", "U.N.", "met", "the", "end"]),
        ("Ra'isi, O’Dell", ["Ra'isi", "O’Dell"]),
        ("Pour-Hassan", ["Pour", "Hassan"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("زندان‌ها", ["زندان", "ها"]),
    ],
)
def test_words_hold_together(text: str, words: list[str]) -> None:
    """Marks, apostrophes, initials and separators of figures stay inside a word; hyphens part words."""
    assert [token.text for token in tokens(text)] == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoltan’s", "zoltan"),
        ("Ra’isi", "RAISI"),
        ("U.N.", "un"),
        ("30,000", "30000"),
        ("۱۳۶۷", "1367"),
        ("٣٠٬٠٠٠", "30000"),
        ("كتابي", "کتابی"),
        ("مُحَمَّد", "محمد"),
        ("STRASSE", "straße"),
    ],
)
def test_folding_joins_what_is_one_word(one: str, other: str) -> None:
    """Case, possessives, apostrophes, separators, letter forms, vowel marks and digits fall together."""
    assert folded(one) == folded(other)


def test_stop_words_fall_and_acronyms_stay() -> None:
    """'us' carries no subject, 'US' does."""
    assert analyzer("en").terms("They told us of the US") == analyzer("en").terms("told US")


def test_words_are_stemmed_in_their_language() -> None:
    """Prisoner's and prisoners are one term; زندان‌ها and زندان too."""
    assert analyzer("en").terms("prisoner's prisoners") == ["prison", "prison"]
    assert analyzer("fa").terms("زندان‌ها") == analyzer("fa-IR").terms("زندان")


@pytest.mark.parametrize("language", [None, "", "xx"])
def test_an_unknown_language_has_words(language: str | None) -> None:
    """Without a known language, words are folded and otherwise left as they are."""
    assert analyzer(language).terms("The Prisoners") == ["the", "prisoners"]


def test_stop_word_lists_are_folded() -> None:
    """Every language's list holds words as the analyzer sees them, or they would never match."""
    for language in ("en", "fa"):
        assert stop_words(language)
        assert all(word == folded(word) for word in stop_words(language))
