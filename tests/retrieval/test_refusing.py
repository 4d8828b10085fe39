"""Refusing: a no says which kind it is."""

import pytest

from retrieval.kinds import Kind
from retrieval.model import Reason
from retrieval.questions import Analysed, Word
from retrieval.quoting import QueryTerm
from retrieval.refusing import kind_of_no

KNOWN = QueryTerm(1, {}, 2.0)
RELATED = QueryTerm(None, {7: 0.5}, 2.0)
UNKNOWN = QueryTerm(None, {}, 4.0)


def word(typed: str, is_name: bool = False, is_light: bool = False) -> Word:
    """A word of a question."""
    return Word(typed, typed.lower(), is_name, is_light)


def question(*words: Word, language: str = "en") -> Analysed:
    """A question of these words."""
    return Analysed("?", words, Kind.OTHER, {}, {}, language)


@pytest.mark.parametrize(
    ("asked", "terms", "expected"),
    [
        (question(word("pier"), language="ru"), [KNOWN], Reason.OTHER_LANGUAGE),
        (question(word("pier"), language=""), [KNOWN], Reason.OTHER_LANGUAGE),
        (question(word("pier"), word("quark")), [KNOWN, UNKNOWN], Reason.OUTSIDE),
        (
            question(word("pier"), word("quay"), word("crane"), word("quark")),
            [KNOWN, KNOWN, RELATED, UNKNOWN],
            Reason.UNKNOWN_WORDS,
        ),
        (question(word("Qalat", is_name=True), word("pier")), [KNOWN, RELATED], Reason.NAMES_APART),
        (question(word("pier"), word("quay")), [KNOWN, KNOWN], Reason.NOTHING_NEAR),
        (question(word("pier"), word("year", is_light=True)), [KNOWN, UNKNOWN], Reason.NOTHING_NEAR),
    ],
)
def test_the_kind_of_no_follows_from_what_is_known(
    asked: Analysed, terms: list[QueryTerm], expected: Reason
) -> None:
    """Another language, another subject, an absent word, names that are apart, or nothing near enough."""
    assert kind_of_no(asked, terms, ["en", "fa"]) is expected


def test_an_archive_without_known_languages_blames_none() -> None:
    """Where no document has a language, none is missing."""
    assert kind_of_no(question(word("pier"), language=""), [KNOWN], []) is Reason.NOTHING_NEAR
