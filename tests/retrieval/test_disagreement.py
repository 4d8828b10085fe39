"""Disagreement: independent documents that differ stand side by side; what only looks so does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from builders import document
from retrieval.answering import Answerer
from retrieval.index import Index, index_document
from retrieval.model import Answer


def answer(question: str, texts: Sequence[str], language: str = "en", limit: int = 3) -> Answer:
    """What documents with these texts answer."""
    documents = [document(text, f"d{n}", language=language) for n, text in enumerate(texts)]
    index = Index.merged([index_document(each) for each in documents])
    return Answerer(index, lambda number: documents[number], [language]).answer(question, limit)


def values(answer: Answer) -> list[str]:
    """The values of the sides."""
    return [side.value for side in answer.disagreement.sides] if answer.disagreement else []


def test_figures_of_independent_documents_stand_side_by_side() -> None:
    """Two counts of one thing are two sides, each with the identifier of a quote that is shown."""
    found = answer(
        "How many sailors were drowned in the storm?",
        ["The port office wrote that 40 sailors were drowned in the storm.",
         "According to the union, 300 sailors were drowned in the storm."],
    )  # fmt: skip

    assert sorted(values(found)) == ["300", "40"]
    assert found.disagreement is not None
    assert found.disagreement.about == "figure"
    shown = {quote.id for quote in found.quotes}
    assert all(set(side.quotes) <= shown and side.quotes for side in found.disagreement.sides)


def test_figures_that_agree_are_no_sides() -> None:
    """The same value, or one inside the other's range, is no disagreement."""
    texts = ["The port office wrote that 40 sailors were drowned in the storm.",
             "The union said that some 40 sailors were drowned in the storm.",
             "Between 30 and 50 sailors were drowned in the storm, said the mayor."]  # fmt: skip

    assert values(answer("How many sailors were drowned in the storm?", texts)) == []


def test_the_same_unit_about_something_else_is_no_side() -> None:
    """A figure of people who signed, of days or of years is no count of the drowned."""
    texts = ["The port office wrote that 40 sailors were drowned in the storm.",
             "A petition about sailors drowned in the storm was signed by the names of 9,000 townspeople.",
             "In those weeks 7 sailors were drowned every night in the storm.",
             "The storm in which sailors were drowned lasted 3 days."]  # fmt: skip

    assert values(answer("How many sailors were drowned in the storm?", texts)) == []


def test_a_copy_is_no_side() -> None:
    """An original and its reprint with another figure by mistake in one word are listed once."""
    text = "The harbour office of Qalat wrote in its account that 40 sailors were drowned in the great storm."
    found = answer("How many sailors were drowned in the great storm?", [text, text.upper()])

    assert values(found) == []
    assert [other.identifier for other in found.quotes[0].reprints] == ["d1"]
    assert len(found.quotes) == 1


def test_one_voice_does_not_disagree_with_itself() -> None:
    """Two figures in one section of one document, of no known speakers, are one account."""
    text = "In the storm 300 sailors were drowned. At the north pier 40 sailors were drowned in the storm."

    assert values(answer("How many sailors were drowned in the storm?", [text])) == []


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (
            "Has the mayor admitted that the pier was sold?",
            [
                "The mayor admitted that the pier had been sold.",
                "The mayor never admitted that the pier was sold.",
            ],
        ),
        (
            "Did the mayor deny the sale of the pier?",
            [
                "The mayor denied the sale of the pier.",
                "Of the sale of the pier the mayor made a full confession.",
            ],
        ),
        (
            "Has the mayor admitted the sale of the pier?",
            [
                "The mayor has confirmed the sale of the pier.",
                "The mayor has never acknowledged the facts or admitted the sale of the pier.",
            ],
        ),
    ],
)
def test_admitting_and_denying_are_sides(question: str, texts: list[str]) -> None:
    """Asked whether somebody admitted a thing, who says so and who says not so are both shown."""
    assert sorted(values(answer(question, texts))) == ["no", "yes"]


def test_a_not_about_something_else_is_no_side() -> None:
    """Where nothing was admitted or denied, a "not" nearby makes no side."""
    texts = ["Sailors were drowned in the storm.", "Sailors are not given boots in a storm."]

    assert values(answer("Were sailors drowned in the storm?", texts)) == []


def test_days_of_one_event_are_sides() -> None:
    """Different days, in independent documents, of the very thing that is asked about stand side by side."""
    texts = ["The pier of Qalat collapsed on 4 May 1999.", "The pier of Qalat collapsed in July 1999."]
    found = answer("When did the pier of Qalat collapse?", texts)

    assert sorted(values(found)) == ["1999-05-04", "1999-07"]
    assert found.disagreement is not None
    assert found.disagreement.about == "date"


@pytest.mark.parametrize(
    "texts",
    [
        ["The pier of Qalat collapsed on 4 May 1999.", "The pier of Qalat collapsed in May 1999."],
        ["The pier of Qalat collapsed on 4 May 1999.", "In Qalat the 1990 pier collapsed."],
        ["The pier of Qalat collapsed on 4 May 1999.", "The pier of Qalat was opened on 3 June 1990."],
    ],
)
def test_other_days_are_no_sides(texts: list[str]) -> None:
    """A wider date, a year that is part of a name, and the day of another event are no disagreement."""
    assert values(answer("When did the pier of Qalat collapse?", texts)) == []


def test_offices_of_one_person_are_sides() -> None:
    """Different offices beside one name, in different documents, stand side by side."""
    texts = [
        "The new mayor Bruno Tal opened the pier.",
        "Among the guests was the candidate for governor, Bruno Tal.",
    ]
    found = answer("What office does Bruno Tal hold?", texts)

    assert sorted(values(found)) == ["candidate", "mayor"]


def test_an_office_of_somebody_else_is_no_side() -> None:
    """In Persian an office stands right beside its name; in two languages one office has two words."""
    texts = [
        "شهردار قلات از برونو تال پرسید. برونو تال معاون دادستان قلات است.",
        "نایب‌رئیس مجلس دیروز در تالار شهر از برونو تال خواست پاسخ بدهد.",
        "Bruno Tal is the mayor of Qalat.",
    ]

    assert values(answer("برونو تال چه سمتی دارد؟", texts, "fa")) == []


def test_with_one_quote_wanted_there_are_no_sides() -> None:
    """A disagreement is only told where its sides are shown."""
    texts = ["40 sailors were drowned in the storm.", "300 sailors were drowned in the storm."]

    assert values(answer("How many sailors were drowned in the storm?", texts, limit=1)) == []


def test_persian_figures_are_sides() -> None:
    """Figures in Persian digits and words are compared by their values."""
    texts = ["به گفتهٔ بندر، ۴۰ ملوان در توفان غرق شدند.", "اتحادیه نوشت که سیصد ملوان در توفان غرق شدند."]

    assert sorted(values(answer("چند ملوان در توفان غرق شدند؟", texts, "fa"))) == ["300", "40"]


def test_in_persian_a_count_of_others_is_no_side() -> None:
    """What is counted is the noun after the word for "how many", and not the verb that follows it."""
    texts = ["۴۰ زن در توفان غرق شدند.", "سیصد مرد در توفان غرق شدند."]

    assert values(answer("چند زن در توفان غرق شدند؟", texts, "fa")) == []
    assert sorted(values(answer("چند نفر در توفان غرق شدند؟", texts, "fa"))) == ["300", "40"]
