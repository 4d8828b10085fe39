"""Tests of retrieval.speakers."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import document
from retrieval.corpus import list_corpus, read_document
from retrieval.model import Document, Span
from retrieval.passages import passages
from retrieval.quotations import MASK, masked, quotations
from retrieval.speakers import speakers
from retrieval.structure import blocks

SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"


def told(text: str, language: str = "en", title: str = "A") -> list[tuple[str, str | None]]:
    """Each sentence, with the name of who says it."""
    held = document(text, language=language, title=title)
    found = passages(text, blocks(text, title))
    sentences = [sentence for passage in found for sentence in passage.sentences]
    names = speakers(held, found).names
    return [
        (text[sentence.start : sentence.end], name and held.slice(name))
        for sentence, name in zip(sentences, names, strict=True)
    ]


def names(text: str, language: str = "en", title: str = "A") -> list[str | None]:
    """Who says each sentence."""
    return [name for _, name in told(text, language, title)]


@pytest.mark.parametrize(
    "sentence",
    [
        "“The gate was locked from outside that night,” said Daniel Okoro.",
        "“The gate was locked from outside that night,” Daniel Okoro said.",
        "“The gate was locked from outside that night,” said Mr. Daniel Okoro, who guarded it.",
        "“The gate was locked from outside that night,” said former harbour master Daniel Okoro on Friday.",
        "“The gate was locked from outside that night,” the engineer, Daniel Okoro, added.",
        "“The gate was locked from outside that night?” asked Daniel Okoro.",
        '"The gate was locked from outside that night," said Daniel Okoro.',
        "‘The gate was locked from outside that night,’ Daniel Okoro said.",
        "Daniel Okoro said: “The gate was locked from outside that night.”",
        "Daniel Okoro, the harbour master, said that the gate was locked.",
        "The harbour master, Daniel Okoro, said that the gate was locked.",
        "In March 2015, Daniel Okoro of the Harbour Institute told a meeting that the gate was locked.",
        "Former Ambassador to Norway, Daniel Okoro, said, “The gate was locked from outside that night.”",
        "The gate had been locked, Daniel Okoro said, but nobody had the key.",
        "The gate had been locked from outside, according to Daniel Okoro.",
        "According to Dr. Daniel Okoro, an engineer, the gate had been locked.",
        "Daniel Okoro began the meeting by saying that the gate had been locked.",
        "Daniel Okoro raised his hand, saying that the gate had been locked.",
        "Renowned Nigerian jurist Daniel Okoro tells the meeting that the gate was locked.",
        "Yesterday Daniel Okoro told reporters that the gate had been locked.",
    ],
)
def test_a_clause_tells_who_speaks(sentence: str) -> None:
    """A verb of saying with a name beside it, or "according to", names the speaker, without titles."""
    assert names(f"{sentence} The night of the fire was cold and the engines came late.") == [
        "Daniel Okoro",
        None,
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The report says that the gate was locked.",
        "Residents said they had smelled smoke for days.",
        "A spokesman for Daniel Okoro said that the gate was locked.",
        "The lawyer of Daniel Okoro said that the gate was locked.",
        "Daniel Okoro’s lawyer said that the gate was locked.",
        "Daniel Okoro and Amara Diallo said that the gate was locked.",
        "“The gate was locked,” said Daniel Okoro and Amara Diallo.",
        "Daniel Okoro said no, while officials said yes.",
        "Daniel Okoro said no and Amara Diallo said yes.",
        "Daniel Okoro, who told reporters that he was tired, left early.",
        "When Daniel Okoro told the clerk to come, nobody moved.",
        "Daniel Okoro was told that the gate was locked.",
        "Daniel Okoro has never said that the gate was locked.",
        "Daniel Okoro wrote two letters to the council in May.",
        "Officials in Bergen said that the gate was locked.",
        "“The gate was locked,” a survivor said.",
        "Witnesses such as Daniel Okoro said that the gate was locked.",
        "According to Daniel Okoro’s report, the gate was locked.",
        "Daniel Okoro walked through the “old gate” in the rain.",
    ],
)
def test_what_names_nobody_has_no_speaker(sentence: str) -> None:
    """Somebody not named, several people, words not said, and the author's narrative name no speaker."""
    assert names(f"{sentence} The night of the fire was cold and the engines came late.") == [None, None]


def test_the_speaker_of_a_quotation_says_all_of_it() -> None:
    """All of a quotation has its speaker, and so has the quotation after it; narrative has none."""
    text = (
        "“I was a boy. They took my father. We never saw him again,” Nils Brandt said. “A guard told me, ‘Go "
        "home.’ I went.” The mill was closed in May."
    )

    assert names(text) == ["Nils Brandt"] * 5 + [None]


def test_a_pronoun_carries_the_speaker_before() -> None:
    """A pronoun stands for who spoke, or for whom the sentence before is about; else for nobody."""
    assert names("Nils Brandt said the mill was old. He added that it was dark.") == ["Nils Brandt"] * 2
    assert names("Amara Diallo opened the door. “Come in,” she said.") == [None, "Amara Diallo"]
    assert (
        names("The judge, Yuki Mori, rose. “It is late. Go home. Sleep,” she said.")[1:] == ["Yuki Mori"] * 3
    )
    assert names("But Amara Diallo was tired. “Go away,” she said.") == [None, "Amara Diallo"]
    assert names("Amara Diallo met Rosa Figueroa. “Come in,” she said.") == [None, None]
    assert names("Rain fell all day on the town. “Come in,” she said.") == [None, None]
    assert names("Mr. Nils Brandt said the mill was old. She added that it was dark.")[1] is None
    assert names("The Harbour Institute said the mill was old. He added that it was dark.")[1] is None


def test_a_name_is_given_in_its_fullest_form() -> None:
    """A family name is the name the document introduced; where two share it, it stays as it stands."""
    one = "Nils Brandt came at noon with his dog. Mr. Brandt said the mill was old."
    two = "Nils Brandt and his sister Ida Brandt came at noon. “The mill is old,” Brandt said."

    assert names(one)[1] == "Nils Brandt"
    assert names(two)[1] == "Brandt"


def test_an_office_is_no_part_of_a_name() -> None:
    """Where an office and a name run together, no fuller name is made of both."""
    text = "Minister of Housing Laura Bennett rose. “It is warm,” Laura Bennett said. Bennett said no."

    assert names(text)[1:] == ["Laura Bennett", "Laura Bennett"]


@pytest.mark.parametrize(
    "name",
    [
        "Peter O'Hara",
        "Jean-Luc de la Tour",
        "Omar al-Hassan",
        "H.R. Lindqvist",
        "Zorica Marić-Djordjević",
        "John F. Marsh",
    ],
)
def test_names_have_many_forms(name: str) -> None:
    """Particles, prefixes, hyphens and initials are parts of a name."""
    assert names(f"The judge, {name}, said that the court would rise.") == [name]
    assert names(f"“The court will rise,” said {name}.") == [name]


CUED = """09.30: Nils Brandt, former mayor of the town, tells the meeting:

{first}

{second}

The meeting was closed at noon and the doors were locked again."""


def test_a_cue_announces_who_speaks_below() -> None:
    """Paragraphs below a cue are its speaker's: quoted ones, the first plain one, and those that say "I"."""
    quoted = CUED.format(first="“The wall fell at night.”", second="“Nobody was warned in time.”")
    plain = CUED.format(
        first="The wall fell at night and all the mill was gone.", second="We ran, and I was afraid."
    )
    doubtful = CUED.format(
        first="The wall fell at night and all was gone.", second="The mill was built again in May."
    )

    assert names(quoted) == ["Nils Brandt"] * 3 + [None]
    assert names(plain) == ["Nils Brandt"] * 3 + [None]
    assert names(doubtful) == ["Nils Brandt"] * 2 + [None, None]


def test_a_run_of_quoted_paragraphs_has_one_speaker() -> None:
    """Paragraphs that each open with a quotation mark are the speaker's named behind the last."""
    run = "“We lost everything in the fire.\n\n“Not one photograph is left,” said Keiko Abe, a widow."
    end = "“We lost everything in the fire.\n\n“Not one photograph is left.”\n\nThe town was quiet at night."

    assert names(run) == ["Keiko Abe"] * 2
    assert names(end) == [None] * 3


def test_somebody_not_named_ends_what_was_known() -> None:
    """After words of somebody the text does not name, a pronoun or a further quotation is nobody's."""
    text = "“It was late,” Nils Brandt said. “It was dark,” a guard said. “It was cold.”"

    assert names(text) == ["Nils Brandt", None, None]


INTERVIEW = """{introduction}

How did you begin?

My father had the boat before me and he taught me everything.

And were you never afraid of the sea?

Every day of my life, and most of all at night.

What will happen to the ferry now?

I do not know what the county wants.

The ferry makes its last trip in the month of May."""


def test_answers_are_the_interviewees() -> None:
    """An interview that names one person gives them the answers, not the questions nor what follows."""
    text = INTERVIEW.format(introduction="Rosa Figueroa has run the ferry for thirty years.")
    unnamed = INTERVIEW.format(introduction="She has run the ferry for thirty years.")
    rosa = "Rosa Figueroa"

    assert names(text, title="An interview with Rosa Figueroa") == [
        None,
        None,
        rosa,
        None,
        rosa,
        None,
        rosa,
        None,
    ]
    assert set(names(unnamed)) == {None}


def test_turns_of_a_transcript_are_labelled() -> None:
    """A name and a colon, again and again, say whose turn a paragraph is; a word like "Note" does not."""
    text = """MR. BRANDT: I was at the mill when the wall fell down.

MS. AHLBERG: Tell the court what you saw there.

MR. BRANDT: I saw two men at the gate of the mill.

MS. AHLBERG: Thank you, that is all for today.

Nils Brandt left the town by train."""
    notes = "\n\n".join(f"Note: the wall fell down in the year {year}." for year in (1901, 1902, 1903))

    assert names(text)[:4] == ["Nils Brandt", "AHLBERG", "Nils Brandt", "AHLBERG"]
    assert set(names(notes)) == {None}


PERSIAN = [
    ("رضا کیانی، وکیل کارگران، روز دوشنبه گفت پرونده به دادگاه رفته است.", "رضا کیانی"),
    ("آقای مرادی می‌گوید: «در انبار قفل بود.»", "مرادی"),
    ("به گفتهٔ دکتر سارا نیکنام، پزشک بیمارستان، چهل نفر زخمی شدند.", "سارا نیکنام"),
    ("به گفتهٔ «انجمن کارگران»، در انبار قفل بود.", "انجمن کارگران"),
    ("شهردار گفت راه بسته می‌ماند.", None),
    ("کارگران گفتند حقوقی نگرفته‌اند.", None),
    ("به گفتهٔ این سازمان، در انبار قفل بود.", None),
    ("باران تمام شب بارید و سیل راه را بست.", None),
]


@pytest.mark.parametrize(("sentence", "name"), PERSIAN)
def test_persian_tells_who_speaks(sentence: str, name: str | None) -> None:
    """In Persian a title, what somebody is, or quotation marks show a name; a common noun is none."""
    assert names(sentence, "fa") == [name]


def test_persian_pronouns_and_family_names() -> None:
    """او and a verb alone carry the speaker on, and a family name is the name introduced before."""
    text = (
        "رضا کیانی، وکیل کارگران، گفت پرونده به دادگاه رفته است. او افزود: «ما سه بار درخواست دادیم.» "
        "کیانی گفت شمار زخمی‌ها بیشتر است."
    )

    assert names(text, "fa") == ["رضا کیانی"] * 3


def test_a_language_without_word_lists_tells_nobody() -> None:
    """Without lists of its verbs of saying, nothing is guessed of a language."""
    assert names("„Das Tor war zu“, sagte Nils Brandt.", "de") == [None]


def assert_sound(held: Document) -> None:
    """Each span lies in the document and is a name by form: short, with a capital where there are any."""
    found = passages(held.text, blocks(held.text, held.title))
    spans = speakers(held, found).names
    assert len(spans) == sum(len(passage.sentences) for passage in found)
    assert spans == speakers(held, found).names
    for span in spans:
        if span is not None:
            name = held.slice(span)
            assert 0 <= span.start < span.end <= len(held.text)
            assert name == name.strip()
            assert len(name) < 200
            assert held.language == "fa" or any(letter.isupper() for letter in name)


WORDS = """Mr. said Okoro Amara Diallo he she told that , . : “ ” " « » ‘ ’ and of the according to adding by
    who
    گفت او آقای کیانی به گفتهٔ ، وکیل رضا ? ( ) — O'Hara al-Hassan H.R. is"""
FRAGMENTS = st.sampled_from([*WORDS.split(), " ", " ", " ", "\n", "\n\n"])


@given(st.one_of(st.text(), st.lists(FRAGMENTS).map(" ".join)), st.sampled_from(["en", "fa", "de"]))
def test_any_text_is_read(text: str, language: str) -> None:
    """On any text it raises nothing, gives a span or None for each sentence, and the same again."""
    text = text.replace(MASK, "")
    if text.strip():
        assert_sound(document(text, language=language, title="A"))


@given(st.text(alphabet='ab “”"«».,‘’ '))
def test_quotations_are_disjoint_and_blotted_out(text: str) -> None:
    """Quotations lie one behind the other, and blotting them out keeps every other character in its place."""
    found = quotations(text, 0, len(text))
    hidden = masked(text, found)

    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len(hidden) == len(text)
    inside = {place for mark in found for place in range(mark.start + 1, mark.end - mark.is_closed)}
    assert all((hidden[n] == MASK) if n in inside else (hidden[n] == text[n]) for n in range(len(text)))


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(
    "unit",
    [
        "“a” said B. ",
        '"',
        "he said ",
        "Mr. A ",
        "A B ",
        "( ",
        "the of ",
        ", and A",
        "x, he said. ",
        "گفت ",
        "A B: x\n\n",
    ],
)
def test_time_is_linear(unit: str, language: str) -> None:
    """A long text of anything is read in a moment, whatever its paragraphs are made of."""
    text = unit * (100_000 // len(unit))
    held = document(text, language=language)
    found = passages(text, blocks(text))
    began = time.process_time()

    speakers(held, found)

    assert time.process_time() - began < 1.5


def seed(identifier: str) -> tuple[Document, list[Span | None]]:
    """A real text, and who says each of its sentences."""
    entries = list_corpus(SEEDS).entries
    held = next(
        d for entry in entries if (d := read_document(SEEDS, entry).document) and d.identifier == identifier
    )
    return held, speakers(held, passages(held.text, blocks(held.text, held.title))).names


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not there")
@pytest.mark.parametrize(
    ("identifier", "fewest", "people"),
    [
        ("khalili-interview", 45, 1),
        ("jvmi-archive-2017", 75, 25),
        ("ncri-live-2019", 240, 12),
        ("jvmi-paris-2023", 85, 10),
    ],
)
def test_real_texts_tell_as_judged_by_hand(identifier: str, fewest: int, people: int) -> None:
    """As many sentences of the seeds keep their speaker as were right by eye, and no more people speak."""
    held, found = seed(identifier)
    spoken = [held.slice(name) for name in found if name]

    assert len(spoken) >= fewest
    assert people <= len(set(spoken)) <= people + 8
