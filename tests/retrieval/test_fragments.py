"""Text fragments lead to the quoted words, and never to others."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from retrieval.fragments import LONGEST, text_fragment
from retrieval.spans import Span

WORDS = ["the", "bridge", "fell", "no", "well-known,", "one & two", "پل", "می‌رود", "(later)", "1,200"]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(lambda words: " ".join(words) + ".")
documents = st.lists(
    st.tuples(sentences, st.sampled_from([" ", "\n", "\n\n", "  "])), min_size=1, max_size=12
)


def fragment(text: str, words: str, occurrence: int = 0) -> str:
    """The fragment that leads to `words`, decoded; empty when there is none."""
    start = [found.start() for found in re.finditer(re.escape(words), text)][occurrence]
    found = text_fragment(text, Span(start, start + len(words)))
    return unquote((found or "").removeprefix(":~:text="))


def matches(text: str, part: str, start: int) -> Iterator[Span]:
    """Where whole words stand on one line of a text."""
    pattern = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)", re.IGNORECASE)
    while found := pattern.search(text, start):
        yield Span(*found.span())
        start = found.start() + 1


def lit_up(text: str, directive: str) -> Span | None:
    """What the algorithm of the WICG draft "Text Fragments" lights up, of a text whose lines are blocks."""
    parts = directive.removeprefix(":~:text=").split(",")
    prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else None
    suffix = unquote(parts.pop()[1:]) if parts[-1].startswith("-") else None
    start, *end = map(unquote, parts)
    for place in matches(text, prefix, 0) if prefix else [None]:
        for found in matches(text, start, place.end if place else 0):
            if place and text[place.end : found.start].strip():
                break  # something stands between this prefix and the words
            for last in matches(text, end[0], found.end) if end else [found]:
                after = rf"\s*{re.escape(suffix or '')}(?!\w)" if suffix else ""
                if re.match(after, text[last.end :], re.IGNORECASE):
                    return Span(found.start, last.end)
            if place:
                break
    return None


@example([("no.", "\n")] * 3, 1, 1)
@example([("the bridge fell.", " ")] * 4, 1, 2)
@given(documents, st.integers(0, 11), st.integers(1, 4))
def test_leads_to_the_quote_and_to_nothing_else(parts: list[tuple[str, str]], first: int, count: int) -> None:
    """A browser that follows the standard lights up the quote, from its first character to its last."""
    text = "".join(sentence + gap for sentence, gap in parts)
    first %= len(parts)
    start = sum(map(len, map("".join, parts[:first])))
    quoted = "".join(map("".join, parts[first : first + count])).rstrip()

    found = text_fragment(text, Span(start, start + len(quoted)))

    if found is not None:
        assert lit_up(text, found) == (start, start + len(quoted))


@given(documents, st.integers(0, 11))
def test_words_that_stand_once_have_a_fragment(parts: list[tuple[str, str]], which: int) -> None:
    """Whatever stands once in a document can be linked to."""
    text = "".join(sentence + gap for sentence, gap in parts)
    sentence = parts[which % len(parts)][0]
    assume(text.count(sentence.rstrip(".")) == 1)

    assert fragment(text, sentence)


@given(st.text(alphabet="-,&+%#: \n.آبپab‌é«»’", min_size=1, max_size=60))
def test_is_encoded(text: str) -> None:
    """A part holds nothing unencoded that it may not hold, and decodes to the document's words."""
    text = text.strip()
    assume(text)
    found = text_fragment(text, Span(0, len(text)))
    assume(found)
    assert found is not None

    directive = found.removeprefix(":~:text=")
    assert re.fullmatch(r"(?:[A-Za-z0-9_.~]|%[0-9A-F]{2}|,|-(?=,)|(?<=,)-)*", directive)
    for part in directive.split(","):
        assert unquote(part.strip("-")) in text


def test_a_short_sentence_is_named_whole() -> None:
    """A sentence of few words stands in the link as it is."""
    assert fragment("It rained. The bridge fell on Tuesday. So.", "The bridge fell on Tuesday.") == (
        "The bridge fell on Tuesday."
    )


def test_a_long_sentence_by_its_first_and_last_words() -> None:
    """A longer one by its first four words and its last four, with their punctuation."""
    text = "It rained. “The old bridge over the river fell, as all had feared, on a Tuesday.” So."

    assert fragment(text, text[11:-4]) == "“The old bridge over,feared, on a Tuesday.”"


def test_the_start_grows_until_it_is_unique() -> None:
    """First words that stand elsewhere too are joined by the next, though elsewhere comes later."""
    text = (
        "The old bridge over the river fell down at last. The old bridge over the lake stood for long after."
    )

    assert fragment(text, text[49:]).startswith("The old bridge over the lake,")
    assert fragment(text, text[:48]).startswith("The old bridge over the river,")


def test_the_end_grows_until_it_is_the_quotes_own() -> None:
    """Last words that stand earlier in the quote would end it too soon."""
    text = "On Monday the bridge fell in the night, on Friday a wall fell in the night."

    assert fragment(text, text) == "On Monday the bridge,wall fell in the night."


def test_words_that_stand_twice_have_a_prefix() -> None:
    """The words before tell the second of two equal sentences from the first."""
    text = "Alfa asked. Nobody came.\n\nBravo asked. Nobody came."

    assert fragment(text, "Nobody came.", 1) == "Bravo asked.-,Nobody came."
    assert fragment(text, "Nobody came.", 0) == "Alfa asked.-,Nobody came."


def test_a_suffix_where_the_words_before_are_the_same() -> None:
    """At the beginning of a text, where nothing stands before, the words after tell."""
    text = "Nobody came.\nAlfa asked.\nNobody came.\nAlfa left."

    assert fragment(text, "Nobody came.", 0) == "Nobody came.,-Alfa asked."


def test_no_part_crosses_a_line_or_two_spaces() -> None:
    """Two blocks, or odd blanks, may be there on the page."""
    text = "The bridge\n\nfell  down and then it rained for days and days.\nSo."

    assert fragment(text, text[:-4]) == "The bridge,for days and days."


def test_a_script_without_spaces_is_cut_at_its_punctuation() -> None:
    """Between Chinese words no space says where to cut; a comma does."""
    text = "他说，这座桥在一九八八年倒塌了，没有人受伤，也没有人知道为什么会发生这样的事情。"

    assert fragment(text, text) == "他说，这座桥在一九八八年倒塌了，,也没有人知道为什么会发生这样的事情。"


def test_the_documents_own_letters() -> None:
    """Arabic and Persian forms of a letter are different letters to a browser, and stay what they are."""
    assert fragment("اين كتاب. آن یکی.", "اين كتاب.") == "اين كتاب."


@pytest.mark.parametrize("words", ["…", "— — —", "***"])
def test_nothing_without_words(words: str) -> None:
    """Where there is no letter or digit, there is nothing to look for."""
    assert text_fragment(words, Span(0, len(words))) is None


def test_long_words_stay_short_where_they_can() -> None:
    """A Persian sentence, whose letters take six characters each, keeps within the limit."""
    text = " ".join(f"واژه{'ی' * (number % 5)} شماره{number}" for number in range(60)) + "."

    assert len(text_fragment(text, Span(0, len(text))) or "") <= LONGEST + len(":~:text=")


def test_time_grows_with_the_text() -> None:
    """A megabyte of one repeated sentence takes no more than seconds, though nothing in it is unique."""
    text = "The bridge fell on a Tuesday in the rain of March.\n" * 20_000
    started = time.process_time()

    text_fragment(text, Span(510_000, 510_050))

    assert time.process_time() - started < 20
