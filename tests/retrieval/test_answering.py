"""Answering: quotes that are the documents' own words, and an honest no."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import document
from costly import costly
from retrieval.answering import AS_GOOD, Answerer
from retrieval.composing import QUOTE_CHARACTERS
from retrieval.confidence import THRESHOLDS
from retrieval.index import Index, index_document
from retrieval.model import Answer, Document, Reason

HARBOUR = document(
    "The harbour of Qalat was opened in 1951 by Ada Quill. It has twelve cranes.\n\n"
    "Fishing is forbidden inside the harbour, because the water is foul. Nobody swims there.\n\n"
    "The mayor denied that the harbour would be closed.",
    identifier="harbour",
    language="en",
)
LIGHTHOUSE = document(
    "The lighthouse of Qalat burned down in 1980. Its keeper, Bruno Tal, escaped by boat.",
    identifier="lighthouse",
    language="en",
)
PERSIAN = document(
    "بندر قلات در سال ۱۳۳۰ گشایش یافت. شهردار قلات بسته شدن بندر را تکذیب کرد.",
    identifier="bandar",
    language="fa",
)


def answerer(*documents: Document, aliases: Sequence[Sequence[str]] = ()) -> Answerer:
    """Answers from these documents."""
    index = Index.merged([index_document(each, aliases) for each in documents])
    languages = sorted({each.language for each in documents if each.language})
    years = {each.date[:4] for each in documents if each.date}
    return Answerer(index, lambda number: documents[number], languages, aliases, years)


QALAT = answerer(HARBOUR, LIGHTHOUSE, PERSIAN, aliases=[["Qalat", "قلات"], ["Ada Quill", "Mayor Quill"]])


def assert_exact(answer: Answer) -> None:
    """Every quote and near passage is the slice of its document that it says it is."""
    for quote in answer.quotes + answer.near:
        assert quote.text == quote.document.text[quote.locator.start : quote.locator.end]
        assert quote.text.strip() == quote.text != ""
        assert quote.answering is not None
        assert quote.span.start <= quote.answering.start < quote.answering.end <= quote.span.end


HOUSES = st.lists(
    st.sampled_from(
        [
            "The ferry of Qalat sank in the storm.",
            "He blamed the pilot of the ferry.",
            "In the storm nine sailors of the ferry drowned.",
            "Barley was dear that year.",
            "But the pilot of Qalat denied the storm.",
        ]
    ),
    min_size=1,
    max_size=30,
)


@costly
@given(HOUSES, st.integers(1, 5))
def test_further_quotes_change_none_of_the_first(sentences: list[str], size: int) -> None:
    """Asking for twelve quotes gives the three that asking for three gives, and then none much weaker."""
    parts = [" ".join(sentences[at : at + size]) for at in range(0, len(sentences), size)]
    asked = answerer(document("\n\n".join(parts), language="en"))
    three, twelve = (asked.answer("Which ferry sank in the storm of Qalat?", limit) for limit in (3, 12))

    assert twelve.quotes[:3] == three.quotes
    assert len(twelve.quotes) <= 12
    best = max((quote.score for quote in twelve.quotes), default=0.0)
    assert all(quote.score >= round(AS_GOOD * best, 3) for quote in twelve.quotes[3:])


PARAGRAPHS = st.lists(st.text(alphabet="abc dé. ?\n’مرگ«»", max_size=60), min_size=1, max_size=6).map(
    "\n\n".join
)


@given(st.lists(PARAGRAPHS, max_size=4), st.text(alphabet="abc dé?مرگ", max_size=20))
def test_every_quote_is_a_slice_of_its_document(texts: list[str], question: str) -> None:
    """Over any documents and any question, what is quoted stands there, character for character."""
    documents = [document(text.strip(), identifier=f"d{number}") for number, text in enumerate(texts)]

    answer = answerer(*documents).answer(question)

    assert_exact(answer)
    assert answer.status == ("answered" if answer.quotes else "no_answer")
    assert (answer.reason is None) == bool(answer.quotes)


@given(st.text())
def test_any_question_gets_an_answer_or_a_reason(question: str) -> None:
    """Whatever is typed, there are quotes, or none and a kind of no."""
    answer = QALAT.answer(question)

    assert_exact(answer)
    assert bool(answer.quotes) != (answer.reason is not None)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When was the harbour opened?", "opened in 1951"),
        ("Why is fishing forbidden?", "because the water is foul"),
        ("Who kept the lighthouse?", "Bruno Tal"),
        ("What became of the lighthouse in 1980?", "burned down"),
        ("HOW MANY CRANES DOES THE HARBOUR HAVE?", "twelve cranes"),
        ("بندر در چه سالی گشایش یافت؟", "۱۳۳۰"),
    ],
)
def test_a_question_is_answered_in_the_documents_words(question: str, words: str) -> None:
    """The first quote holds what was asked for."""
    assert words in QALAT.answer(question).quotes[0].text


def test_a_thought_of_four_sentences_grows_no_further() -> None:
    """A quote that is as long as quotes may be takes no neighbour, though there is room for its words."""
    text = "The mill burned. It was very large. It stood empty. It was built of elmwood. The mill had doors."

    quotes = answerer(document(text, language="en")).answer("Was it elmwood?").quotes

    assert quotes[0].text == text[: text.index(" The mill had")]


def test_who_speaks_belongs_to_what_is_said() -> None:
    """Asked what somebody said, their words go before another's, though only the lead-in names them."""
    text = (
        "Ada Quill said: “The harbour is foul. We told them so. Nobody ever came. They sleep, it seems, "
        "and the ships rot. The cranes have to go.”\n\n"
        "Bruno Tal said: “The cranes have to stay. We need them.”"
    )

    quotes = answerer(document(text, language="en")).answer("What did Ada Quill say of the cranes?").quotes

    on_cranes = [quote for quote in quotes if "cranes" in quote.text]
    assert [quote.speaker for quote in on_cranes] == ["Ada Quill", "Bruno Tal"]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("", Reason.NO_QUESTION),
        ("?!…", Reason.NO_QUESTION),
        ("😀", Reason.NO_QUESTION),
        ("<" * 4096, Reason.NO_QUESTION),
        ("Who is it, and what was that about?", Reason.STOP_WORDS),
        ("What is the capital of Mongolia?", Reason.OUTSIDE),
        ("Кто открыл гавань?", Reason.OTHER_LANGUAGE),
    ],
)
def test_a_no_has_its_reason(question: str, reason: Reason) -> None:
    """What cannot be answered is refused, with the kind of no."""
    answer = QALAT.answer(question)

    assert answer.reason is reason
    assert answer.quotes == ()


def test_a_word_that_is_nowhere_is_named() -> None:
    """A refusal says which words stand in no document, and shows what is nearest."""
    answer = QALAT.answer("Which zeppelin crossed Mongolia and Qalat?")

    assert answer.query.unknown == ("zeppelin", "crossed", "Mongolia")
    assert answer.near


def test_without_documents_there_is_nothing_to_ask() -> None:
    """An empty archive says that it is empty."""
    assert answerer().answer("When was the harbour opened?").reason is Reason.EMPTY_ARCHIVE


def test_an_archive_of_one_sentence_answers() -> None:
    """One document of one sentence is enough to be asked."""
    one = document("The harbour was opened in 1951.", language="en")

    assert answerer(one).answer("When was the harbour opened?").quotes[0].text == one.text


def test_the_same_words_are_quoted_once() -> None:
    """Two documents with the same sentence give one quote of it."""
    twin = document(LIGHTHOUSE.text, identifier="twin", language="en")

    quotes = answerer(LIGHTHOUSE, twin).answer("When did the lighthouse burn?", limit=5).quotes

    assert len({quote.text for quote in quotes}) == len(quotes)


def test_answers_are_the_same_every_time() -> None:
    """Ties are broken the same way, however often and by whomever it is asked."""
    first = [quote.id for quote in QALAT.answer("harbour of Qalat", limit=9).quotes]

    assert [quote.id for quote in QALAT.answer("harbour of Qalat", limit=9).quotes] == first
    assert first


def test_a_quote_is_in_the_language_of_the_question_where_there_is_one() -> None:
    """A name in two scripts finds both languages; the asker's own comes first."""
    assert QALAT.answer("Was the harbour of Qalat opened?").quotes[0].document.language == "en"
    assert QALAT.answer("گشایش بندر قلات").quotes[0].document.language == "fa"


def test_a_question_that_names_a_year_prefers_documents_of_that_year() -> None:
    """Of two documents that say it alike, the one of the year asked about comes first."""
    old = document("The mayor of Qalat is Ada Quill.", "old", language="en", date="1951-03")
    new = document("The mayor of Qalat is Bruno Tal.", "new", language="en", date="1980")

    for year, name in (("1951", "Ada"), ("1980", "Bruno")):
        assert name in answerer(old, new).answer(f"Who was the mayor of Qalat in {year}?").quotes[0].text


def test_two_sentences_that_need_the_same_words_make_one_quote() -> None:
    """A second good sentence that needs what the first one needed is not lost: the quote grows by it."""
    text = (
        "Bruno Tal kept the lighthouse of Qalat. He sold the lighthouse lamp. He fled the lighthouse by boat."
    )
    quotes = answerer(document(text, language="en")).answer("lighthouse lamp boat").quotes

    assert [quote.text for quote in quotes] == [text]


def test_a_spelling_is_said_as_the_archive_writes_the_name() -> None:
    """What was searched instead is the name itself, not the form it happens to have in a sentence."""
    text = "Kotchner's harbour was sold. The clerk saw it."

    assert answerer(document(text, language="en")).answer("Kochner harbour").query.corrected == {
        "Kochner": "Kotchner"
    }


def test_a_quote_begins_with_the_name_its_pronoun_stands_for() -> None:
    """A sentence about 'he' comes with the one that says who he is."""
    tal = document("Bruno Tal kept the lighthouse. He fled to Qalat by boat.", language="en")

    assert answerer(tal).answer("Who fled to Qalat?").quotes[0].text == tal.text


def test_a_quote_says_who_is_speaking_where_the_text_tells() -> None:
    """Words in quotation marks carry the name of who said them; the author's own carry none."""
    told = document(
        "“The harbour was sold for nothing,” said Ada Quill. The pier was built of oak.", language="en"
    )

    assert answerer(told).answer("What was the harbour sold for?").quotes[0].speaker == "Ada Quill"
    assert answerer(HARBOUR).answer("How many cranes has the harbour?").quotes[0].speaker is None


def test_what_an_author_reports_is_not_put_into_another_mouth() -> None:
    """Indirect speech is the author's wording: it carries no speaker, though it names one."""
    text = "Ada Quill said that the harbour was sold for nothing. The pier was built of oak."

    assert (
        answerer(document(text, language="en")).answer("What was the harbour sold for?").quotes[0].speaker
        is None
    )


def test_a_question_in_the_text_is_no_answer() -> None:
    """An interviewer's or rhetorical question repeats the words asked for and answers nothing."""
    talk = document("Why was the harbour of Qalat closed? Because the water was foul.", language="en")

    quotes = answerer(talk).answer("Why was the harbour of Qalat closed?").quotes

    assert all(not quote.document.slice(quote.answering or quote.span).endswith("?") for quote in quotes)


def test_a_long_sentence_is_quoted_whole() -> None:
    """A single sentence longer than a quote's usual limit is not cut."""
    long = "The harbour " + "and the harbour " * 100 + "was opened in 1951."
    answer = answerer(document(f"{long} It is big.", language="en")).answer("When was the harbour opened?")

    assert len(long) > QUOTE_CHARACTERS
    assert answer.quotes[0].text == long


def test_limit_bounds_the_quotes() -> None:
    """No more quotes come than were asked for, and fewer questions than that are not padded."""
    assert len(QALAT.answer("harbour of Qalat", limit=1).quotes) == 1


def test_strictness_is_an_ordered_choice() -> None:
    """How sure an answer is does not depend on the strictness; whether it is given does, by the threshold."""
    documents = [HARBOUR, LIGHTHOUSE]
    index = Index.merged([index_document(each) for each in documents])
    by_name = {name: Answerer(index, documents.__getitem__, ["en"], strictness=name) for name in THRESHOLDS}
    words = ("harbour", "keeper", "mayor", "boat", "cranes", "parrots", "Zanzibar")
    given = set()
    for chosen in itertools.combinations(words, 4):
        answers = {name: one.answer(f"What of {', '.join(chosen)}?") for name, one in by_name.items()}
        assert len({answer.confidence for answer in answers.values()}) == 1
        for name, answer in answers.items():
            assert bool(answer.quotes) == (answer.confidence >= THRESHOLDS[name])
        given.add("".join(name[0] for name, answer in answers.items() if answer.quotes))

    assert sorted(THRESHOLDS.values()) == list(THRESHOLDS.values())
    assert given == {"", "l", "ln", "lns"}


def test_a_quote_holds_no_caption() -> None:
    """What a sentence needs is not fetched from behind a line that is no text, which would be quoted too."""
    parted = "Mira Sand opened the gate of Qalat.\n\n{}She closed the gate with a chain at night."
    whole, cut = (
        answerer(document(parted.format(line), "gate", language="en")).answer(
            "Who closed the gate with a chain?"
        )
        for line in ("", "Photo: Bruno Tal\n\n")
    )

    assert whole.quotes[0].text == parted.format("")
    assert cut.quotes or cut.near
    assert all("Photo" not in quote.text for quote in (*cut.quotes, *cut.near))
