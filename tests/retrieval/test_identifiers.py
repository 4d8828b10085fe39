"""Quote identifiers: stable, short, and never pointing to other words."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import document
from retrieval.identifiers import ALPHABET, candidates, parsed, quote_id, sentence_key, sentence_keys
from retrieval.model import Document, Span

words = st.text(alphabet="abc دی", min_size=1, max_size=6)
texts = st.lists(words, min_size=1, max_size=8)
FORM = re.compile(r"[0-9a-z]{10}[1-4]([0-9a-z]{2})?")


def spans(sentences: list[str]) -> list[Span]:
    """Where `sentences` stand when they are joined by single line ends."""
    ends = np.cumsum([len(sentence) + 1 for sentence in sentences]) - 1
    return [Span(int(end) - len(text), int(end)) for text, end in zip(sentences, ends, strict=True)]


def built(sentences: list[str], identifier: str = "a") -> Document:
    """A document of `sentences`, one a line."""
    return document("\n".join(sentences), identifier)


@given(texts, st.integers(0, 7), st.integers(1, 4), st.sampled_from(["a", "b-2", "z.Z_9"]))
def test_has_the_agreed_form(sentences: list[str], first: int, count: int, identifier: str) -> None:
    """An identifier is ten characters, the number of sentences, and two more for more than one."""
    chosen = spans(sentences)[first % len(sentences) :][:count]
    name = quote_id(built(sentences, identifier), chosen)

    assert FORM.fullmatch(name)
    assert int(name[10]) == len(chosen)
    assert len(name) == (11 if len(chosen) == 1 else 13)
    assert parsed(name) is not None


@given(texts, st.integers(0, 7), st.integers(1, 4))
def test_finds_its_own_first_sentence(sentences: list[str], first: int, count: int) -> None:
    """The first sentence of a quote is always among the candidates of its identifier."""
    first %= len(sentences)
    name = parsed(quote_id(built(sentences), spans(sentences)[first : first + count]))
    keys = sentence_keys("a", sentences)

    assert name is not None
    found = candidates(name, keys, np.argsort(keys, kind="stable"))
    assert first in found
    assert found == sorted(found)


@given(st.lists(words, min_size=2, max_size=4), st.integers(1, 3), words)
def test_changes_with_any_later_sentence(sentences: list[str], which: int, other: str) -> None:
    """Another word in a later sentence makes another identifier, though the first sentence is the same."""
    which %= len(sentences)
    changed = [*sentences[:which], other, *sentences[which + 1 :]]
    before, after = (quote_id(built(text), spans(text)) for text in (sentences, changed))

    assert (before == after) == (sentences == changed)


@given(texts, st.integers(1, 4))
def test_depends_on_nothing_around_the_quote(sentences: list[str], count: int) -> None:
    """The same words in the same document have the same identifier wherever they stand in it."""
    alone, later = sentences[:count], ["before", *sentences]

    assert quote_id(built(alone), spans(alone)) == quote_id(built(later), spans(later)[1 : count + 1])


def test_differs_between_documents() -> None:
    """The same words in another document are another quote."""
    one, other = (quote_id(document("Same words.", name), [Span(0, 11)]) for name in ("a", "b"))

    assert one != other


def test_same_first_sentence_gives_no_alias() -> None:
    """The identifier of a longer quote, cut to a shorter one's form, is not the shorter one's."""
    sentences = ["one.", "two.", "three."]
    long = quote_id(built(sentences), spans(sentences))
    short = quote_id(built(sentences), spans(sentences)[:1])

    assert long[:10] + "1" != short


@given(st.text(max_size=15) | st.from_regex(FORM, fullmatch=True))
def test_malformed_is_nothing(identifier: str) -> None:
    """Whatever is not an identifier is parsed to nothing; what is, to a range of 50-bit keys."""
    name = parsed(identifier)

    legal = FORM.fullmatch(identifier) and set(identifier) <= set(ALPHABET)
    assert (name is not None) == bool(legal and (len(identifier) == 11) == (identifier[10] == "1"))
    assert name is None or 0 <= name.first <= name.last < 2**50


@pytest.mark.parametrize("identifier", ["", "0" * 11, "0" * 10 + "2", "0" * 10 + "1aa", "0" * 10 + "5aa"])
def test_known_malformed(identifier: str) -> None:
    """The digit says 1 to 4 sentences, and the length agrees with it."""
    assert parsed(identifier) is None


@pytest.mark.parametrize("count", [0, 5])
def test_refuses_other_lengths(count: int) -> None:
    """A quote of no sentence, or of five, has no identifier."""
    sentences = ["word"] * max(count, 1)

    with pytest.raises(ValueError, match="1 to 4"):
        quote_id(built(sentences), spans(sentences)[:count])


def test_is_the_same_for_ever() -> None:
    """Identifiers stand in chats for years: this one was made by the first version."""
    sentences = ["The prisoner spoke.", "Nobody answered."]

    assert quote_id(built(sentences, "doc-1"), spans(sentences)[:1]) == "4dd1z25zcc1"
    assert quote_id(built(sentences, "doc-1"), spans(sentences)) == "4dd1z25mzy2ey"


def test_keys_hardly_collide() -> None:
    """Keys spread over all 50 bits: a hundred thousand different sentences have different ones."""
    keys = sentence_keys("a", (f"Sentence {number}." for number in range(100_000)))

    assert len(np.unique(keys)) == len(keys)
    assert int(keys.max()) >> 49 == 1
    assert sentence_key("a", "Sentence 7.") == int(keys[7])
