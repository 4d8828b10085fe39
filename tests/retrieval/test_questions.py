"""Questions: what is asked for, in which language, about what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.kinds import Kind
from retrieval.questions import Analyst, other_years
from retrieval.spelling import Speller

VOCABULARY = sorted(["=zorah", "bridg", "harbour", "kotchner", "open", "zorah"])
SPELLER = Speller(VOCABULARY, [9] * len(VOCABULARY), str.title)
ANALYST = Analyst(SPELLER, ["en", "fa"], [["Zorah", "Zora", "زورا"], ["Kotchner", "Old Kot"]])


def terms(question: str) -> list[str]:
    """The terms searched for."""
    return [word.term for word in ANALYST.analysed(question).words]


def test_a_name_is_searched_under_all_its_names() -> None:
    """A name of a group becomes the group's one term, and the other names are reported."""
    asked = ANALYST.analysed("Did zora open the bridge?")

    assert [word.term for word in asked.words] == ["=zorah", "open", "bridg"]
    assert asked.aliases == {"zora": ("Zorah", "زورا")}


def test_a_word_that_is_nowhere_is_put_right_and_said() -> None:
    """A misspelled name becomes the archive's, and then all the names of that one."""
    asked = ANALYST.analysed("What did Kotchnr say?")

    assert [word.term for word in asked.words] == ["=kotchner"]
    assert asked.corrected == {"Kotchnr": "Kotchner"}


def test_capitals_and_figures_mark_names_but_the_first_letter_does_not() -> None:
    """'Bridges' at the beginning of a question may be any word; 'Qala' inside it is a name."""
    words = ANALYST.analysed("Bridges of Qala in 1951").words

    assert [(word.typed, word.is_name) for word in words] == [
        ("Bridges", False),
        ("Qala", True),
        ("1951", True),
    ]


def test_words_that_only_say_what_is_asked_for_are_light() -> None:
    """'Year' in 'in what year' says nothing of the subject; 'people' hardly ever does."""
    words = ANALYST.analysed("In what year did people open the bridge?").words

    assert [word.typed for word in words if word.is_light] == ["year", "people"]


def test_what_something_is_and_what_else_is_asked_of_it_are_told_apart() -> None:
    """'Who is Zorah' asks who that is; 'who is Zorah's harbour master' asks for a person."""
    assert ANALYST.analysed("Who is Zorah?").kind is Kind.DEFINITION
    assert ANALYST.analysed("Who is the master of Qala bridge and harbour?").kind is Kind.PERSON


def test_a_shouted_question_is_a_question() -> None:
    """Capitals throughout say nothing: stop words fall all the same."""
    assert terms("WHO OPENED THE HARBOUR BRIDGE?") == terms("who opened the harbour bridge?")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Kotchner که بود؟", ["Kotchner"]),
        ("Kotchner Harbour چیست؟", ["Kotchner", "Harbour"]),
        ("این Kotchner of Qala Harbour که بود و پل را ساخت؟", ["Kotchner", "Qala", "Harbour", "پل", "ساخت"]),
        ("who was رئیس کل بندر زورا بزرگ?", ["رئیس", "کل", "بندر", "زورا", "بزرگ"]),
        ("پل بزرگ شهر زورا را IT ساخت؟", ["پل", "بزرگ", "شهر", "زورا", "IT", "ساخت"]),
        ("Кто был Zorah Kotchner Harbour?", ["Zorah", "Kotchner", "Harbour"]),
    ],
)
def test_question_words_beside_a_name_in_other_letters(question: str, words: list[str]) -> None:
    """Question words are stop words in whichever letters the rest of the question is; a name is none."""
    assert [word.typed for word in ANALYST.analysed(question).words] == words


@given(st.text())
def test_any_text_is_analysed(text: str) -> None:
    """Whatever is typed, each term comes once and the words say where they come from."""
    found = terms(text)

    assert len(found) == len(set(found))


@pytest.mark.parametrize(("year", "others"), [("1367", {"1988", "1989"}), ("1988", {"1367", "1366"})])
def test_a_year_of_one_calendar_finds_the_other(year: str, others: set[str]) -> None:
    """1367 began in March 1988; a year of either calendar touches two of the other."""
    assert set(other_years(year)) == others
    assert max(other_years(year), key=lambda other: other_years(year)[other]) in ("1988", "1367")


def test_two_digits_are_a_year_of_the_last_century() -> None:
    """The 80s are the 1980s, and the summer of 67 is that of 1367."""
    assert set(other_years("80")) == {"1980", "1380"}


@pytest.mark.parametrize("term", ["988", "0031", "3000", "abcd", "12345", "1750"])
def test_what_is_no_year_has_no_other(term: str) -> None:
    """Only four digits that could be a year of both calendars are one."""
    assert other_years(term) == {}


def test_names_joined_or_parted_are_one_name() -> None:
    """A name typed as one word is found in two, and one typed in two is found in one."""
    speller = Speller(sorted(["gran", "vaska", "zorahjam", "bridg"]), [1] * 4, str.title)
    analyst = Analyst(speller, ["en"])

    assert analyst.analysed("Who was Granvaska?").corrected == {"Granvaska": "Gran Vaska"}
    assert analyst.analysed("Who was Zorah-Jam?").corrected == {"Zorah-Jam": "Zorahjam"}
    assert [word.term for word in analyst.analysed("Who was Zorah Jam?").words] == ["zorahjam"]


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("Which harbour did Zorah open?", "harbour"),
        ("How many bridges did Zorah open?", "bridg"),
        ("Did Zorah open the harbour?", None),
        ("Which?", None),
    ],
)
def test_the_noun_that_is_asked_for_is_known(question: str, focus: str | None) -> None:
    """The word behind "which" or "how many" is what an answer should name."""
    asked = ANALYST.analysed(question)

    assert (asked.words[asked.focus].term if asked.focus >= 0 else None) == focus
