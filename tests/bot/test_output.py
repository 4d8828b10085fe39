"""JSON: exactly the fields that were promised, whatever characters are in them."""

import json
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers import VALUES, answer, bare_quote, disputed, full_quote, no_answer, quote
from bot.output import answer_line, visible
from retrieval.model import Answer, Query, Reason


def test_every_promised_field() -> None:
    """The record holds the fields of the contract, in the contract's shapes."""
    query = Query(
        terms=("bridg",),
        unknown=("zulu",),
        names=("Delta",),
        corrected=MappingProxyType({"brigde": "bridge"}),
        aliases=MappingProxyType({"span": ("bridge", "arch")}),
    )
    record = json.loads(answer_line(answer(full_quote(), query=query, languages=("fa", "en"))))

    assert record == {
        "question": "Which bridge?",
        "status": "answered",
        "reason": None,
        "confidence": 0.0,
        "quotes": [
            {
                "id": "abcdefghij1",
                "text": "The bridge fell on a Tuesday,  said Delta.",
                "score": 1.5,
                "speaker": "Delta",
                "document": {
                    "identifier": "bridge",
                    "title": "On <bridges> & men",
                    "creator": "E. Foxtrot",
                    "publisher": "The Alfa",
                    "date": "2017-12",
                    "language": "en",
                    "source": "https://example.org/bridge",
                    "captured": "2019-05-03",
                    "sha256": full_quote().document.sha256,
                },
                "locator": {"start": 12, "end": 54, "section": "The fall", "paragraph": 12, "page": 3},
                "answering": {"start": 12, "end": 54},
                "url": "https://example.org/bridge#page=3",
                "graphic": False,
                "recognised": False,
                "reprints": [{"identifier": "copy", "url": "https://example.org/copy"}],
            }
        ],
        "near": [],
        "disagreement": None,
        "pages": [],
        "languages": ["fa", "en"],
        "query": {
            "terms": ["bridg"],
            "unknown": ["zulu"],
            "names": ["Delta"],
            "corrected": {"brigde": "bridge"},
            "aliases": {"span": ["bridge", "arch"]},
        },
    }


@pytest.mark.parametrize("about", VALUES)
def test_a_disagreement(about: str) -> None:
    """A disagreement names what it is about, and for each side its value and its quotes, as they come."""
    shown = disputed(about)
    record = json.loads(answer_line(shown))
    one, other = VALUES[about]
    first, second, third = (each["id"] for each in record["quotes"])

    assert record["disagreement"] == {
        "about": about,
        "sides": [
            {"value": one, "quotes": [first, third]},
            {"value": other, "quotes": [second, "elsewhere01"]},
        ],
    }


def test_nothing_known() -> None:
    """What is not known is null, and never left out."""
    record = json.loads(answer_line(answer(bare_quote())))["quotes"][0]

    assert record["speaker"] is record["url"] is None
    assert set(record["document"]) == {
        "identifier",
        "title",
        "creator",
        "publisher",
        "date",
        "language",
        "source",
        "captured",
        "sha256",
    }
    assert record["locator"] == {"start": 55, "end": 68, "section": None, "paragraph": None, "page": None}
    assert record["reprints"] == []


@pytest.mark.parametrize("reason", list(Reason))
def test_no_answer(reason: Reason) -> None:
    """A no says which kind of no it is, and holds the nearest quotes in the same shape."""
    record = json.loads(answer_line(no_answer(reason, bare_quote())))

    assert (record["status"], record["reason"], record["quotes"]) == ("no_answer", reason.value, [])
    assert record["near"] == json.loads(answer_line(answer(bare_quote())))["quotes"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_one_line_and_nothing_lost(text: str) -> None:
    """Any text makes exactly one line, for any reader's idea of a line, and comes back as it was."""
    line = answer_line(Answer(question=text))

    assert len(line.splitlines()) == 1
    assert json.loads(line)["question"] == text


def test_persian_is_written_as_it_is() -> None:
    """A person who looks at the JSON can read Persian in it."""
    assert "فرو ریخت" in answer_line(answer(quote("پل فرو ریخت.", "پل فرو ریخت.")))


@given(st.text())
def test_visible(text: str) -> None:
    """What is made visible is one line that no terminal obeys and that can be written as UTF-8."""
    line = visible(text)

    assert line.encode("utf-8").decode("utf-8") == line
    assert len(line.splitlines()) <= 1
    assert not set(line) & set("\x00\x07\x08\x1b\x7f\x9b\u202a\u202e\u2066\u2069\n\r")


def test_visible_leaves_words_alone() -> None:
    """Letters of any script, and the joiners inside of words, stay as they are."""
    for word in ("naïve", "می‌خواهم", "नमस्‍ते", "“x” – 5 %"):
        assert visible(word) == word
