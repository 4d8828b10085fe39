"""What an archive speaks of, told by the form of words alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import corpus_folder
from retrieval import open_archive
from retrieval.subjects import Subjects, subjects


def test_names_of_several_words() -> None:
    """A run of capitalised words is a name; the one in the most texts comes first."""
    texts = [
        "The reeve met Agata Sorn. Then Agata Sorn left with Ilko Brenn.",
        "A letter to Ilko Brenn was lost.",
    ]

    assert subjects(texts, "en").names[:2] == ("Ilko Brenn", "Agata Sorn")


def test_single_words() -> None:
    """A capitalised word within a sentence is a name; one that begins a sentence, or a month, is none."""
    assert subjects(["Nobody knew Tolmin. Perhaps it was in March, or when Tolmin fell."], "en").names == (
        "Tolmin",
    )


def test_a_sentence_ends() -> None:
    """The end of one sentence and the beginning of the next are no name, nor are headlines in capitals."""
    assert subjects(["It was in May. Nobody came. THE GREAT FLOOD OF VARNA."], "en").names == ()


def test_german() -> None:
    """Where every noun has a capital, only several words are a name."""
    assert subjects(["Da fiel die Brücke, sagte Agata Sorn."], "de").names == ("Agata Sorn",)


def test_aliases() -> None:
    """Names of aliases come first, in any script, as the texts mostly write them, and never a time."""
    groups = [("Sorn", "Agata Sorn", "سرن"), ("Varna", "وارنا"), ("1988", "summer of 88")]
    persian = subjects(["سرن به وارنا رفت. سرن برگشت.", "سرن آمد."], "fa", groups)
    english = subjects(["Then Agata Sorn and Ilko Brenn met Agata Sorn in the summer of 88."], "en", groups)

    assert persian.names == ("سرن", "وارنا")
    assert english.names == ("Agata Sorn", "Ilko Brenn")


@pytest.mark.parametrize(
    ("text", "language", "years"),
    [
        ("In 1988 and in 2017; again in 1988.", "en", {"1988", "2017"}),
        ("On page 1988-12, by 1,988 men, at 12.1988.", "en", set()),
        ("در سال ۱۳۶۷ و ۱۳۹۶", "fa", {"1367", "1396"}),
        ("در ۱۳۶۷۵ خانه", "fa", set()),
    ],
)
def test_years(text: str, language: str, years: set[str]) -> None:
    """Years are four figures that are part of no other number; in Persian those of the Iranian calendar."""
    assert {*subjects([text], language).years} == years


@given(st.lists(st.text(alphabet="Ab .,’'-ÄÖ19سم\n", max_size=80), max_size=4))
def test_any_text(texts: list[str]) -> None:
    """Whatever the texts hold, names are words of theirs, each once, and none is empty."""
    found = subjects(texts, "en")

    assert len({*found.names}) == len(found.names)
    assert all(name and all(word in " ".join(texts) for word in name.split()) for name in found.names)


def test_of_an_archive(tmp_path: Path) -> None:
    """An archive tells them for each of its languages, and nothing for others."""
    english = "Agata Sorn built the bridge of Tolmin in 1931. It was for Agata Sorn."
    files = {
        "en.md": f"---\nlanguage: en\n---\n\n{english}\n",
        "fa.md": "---\nlanguage: fa\n---\n\nپل در سال ۱۳۱۰ ساخته شد.\n",
    }
    archive = open_archive(corpus_folder(tmp_path / "corpus", files), tmp_path / "index")

    assert archive.subjects("en") == Subjects(("Agata Sorn", "Tolmin"), ("1931",))
    assert archive.subjects("fa-IR") == Subjects((), ("1310",))
    assert archive.subjects("de") == Subjects()
