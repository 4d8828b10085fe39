"""Kinds of answer: what a question asks for, and what shows it in a sentence."""

import pytest

from retrieval.kinds import Kind, holds, kinds


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("How many bridges are there?", "en", Kind.NUMBER),
        ("Since what year is it open?", "en", Kind.DATE),
        ("Who built it?", "en", Kind.PERSON),
        ("Why is it shut?", "en", Kind.REASON),
        ("bridge", "en", Kind.OTHER),
        ("پل در چه سالی ساخته شد؟", "fa", Kind.DATE),
        ("چند پل هست؟", "fa", Kind.NUMBER),
        ("چرا بسته است؟", "fa", Kind.REASON),
        ("چه کسی آن را ساخت؟", "fa", Kind.PERSON),
        ("What is a bridge?", "en", Kind.DEFINITION),
        ("پل چیست؟", "fa", Kind.DEFINITION),
        ("Who?", "xx", Kind.OTHER),
    ],
)
def test_the_words_of_a_question_tell_what_it_asks_for(question: str, language: str, expected: Kind) -> None:
    """Question words decide the kind of answer, in each language with word lists."""
    assert next(iter(kinds(question, language)), Kind.OTHER) is expected


@pytest.mark.parametrize(
    ("sentence", "asked", "language", "expected"),
    [
        ("It has 12 arches.", Kind.NUMBER, "en", True),
        ("It has dozens of arches.", Kind.NUMBER, "en", True),
        ("It has arches.", Kind.NUMBER, "en", False),
        ("It opened in 1951.", Kind.DATE, "en", True),
        ("It opened after 30,000 days.", Kind.DATE, "en", False),
        ("The mayor, Ada Quill, opened it.", Kind.PERSON, "en", True),
        ("The mayor opened it.", Kind.PERSON, "en", False),
        ("پل دوازده طاق و هزار سنگ دارد.", Kind.NUMBER, "fa", True),
        ("It is a bridge.", Kind.OTHER, "en", False),
    ],
)
def test_a_sentence_shows_what_it_could_answer(
    sentence: str, asked: Kind, language: str, expected: bool
) -> None:
    """Figures, dates, names and reasons are seen for what they are."""
    assert holds(sentence, asked, language) is expected


@pytest.mark.parametrize(
    ("sentence", "asked", "language", "said", "expected"),
    [
        ("The bridge of 1951 has 12 arches.", Kind.NUMBER, "en", {"1951"}, True),
        ("The bridge of 1951 has arches.", Kind.NUMBER, "en", {"1951"}, False),
        ("It is said that Quill opened it.", Kind.PERSON, "en", {"quill"}, False),
        ("پل سال ۱۳۳۰ باز شد.", Kind.DATE, "fa", {"1330"}, False),
        ("Die Brücke wurde vom Rat eröffnet.", Kind.PERSON, "de", set(), False),
        ("Die Brücke wurde von Ada Quill eröffnet.", Kind.PERSON, "de", set(), True),
    ],
)
def test_what_the_question_says_itself_answers_nothing(
    sentence: str, asked: Kind, language: str, said: set[str], expected: bool
) -> None:
    """A year or a name of the question's own is no answer; a German noun is no name for its capital."""
    assert holds(sentence, asked, language, said) is expected
