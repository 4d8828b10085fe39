"""Whole thoughts: what a sentence needs so that it can be understood alone, and is not turned round.

A sentence that begins with "he", "this" or "but" needs the one before; one that ends with a colon, or whose
claim the next sentence denies, needs that one; a question, a fragment or "read more" answers nothing.
Testimony in the first person needs nothing: its speaker is named beside the quote.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from retrieval.identifiers import LONGEST_QUOTE
from retrieval.model import BlockKind, Document, Passage, Sentence, Span
from retrieval.paragraphs import Paragraph, paragraphs
from retrieval.speakers import speakers
from retrieval.thought_words import (
    BEGINNING,
    BULLET,
    OPENERS,
    WORD,
    first_person,
    grammar,
    looks_back,
)

_END = re.compile("[.!?…。！？؟۔।:;：][\"'”’»“)\\]]*(?:\\[\\d{1,3}\\]|[⁰¹²³⁴-⁹])*\\Z")
_QUESTION = re.compile("[?？؟][\"'”’»“)\\]]*\\Z")
_ASKED = re.compile('[?？؟]["”’»“]\\s*[^.!?؟”»"]{0,60}[.]?\\Z')
_LEADS_ON = re.compile('[:：]["”’»“]?\\Z')
_VERBLIKE = re.compile(r"[a-z]{2,}ed\Z")

_TAIL = 80  # characters of a sentence that are read for the question it ends with
_FRAGMENT_WORDS = 14  # longer words in a row without a full stop are a sentence that lost its end
_FEWEST_WORDS = 3


class Need(enum.IntFlag):
    """What a sentence needs; `Need(0)` for one that can stand alone."""

    PREVIOUS = 1  # the sentence before: who "he" is, what "but" answers, the lead-in of a quotation
    NEXT = 2  # the sentence after: what a colon announces, or what turns the sentence round
    NOT_AN_ANSWER = 4  # no answer by itself: a question, a heading, a fragment


def needs(
    document: Document, passages: Sequence[Passage], spoken: Sequence[Span | None] | None = None
) -> list[Need]:
    """What each sentence needs to be understood alone.

    Args:
        document: A document.
        passages: What `retrieval.passages.passages` makes of it.
        spoken: Who says each sentence, as `retrieval.speakers.speakers` tells; found out when not given.

    Returns:
        In the order of all sentences. Languages without word lists are judged by punctuation alone.
    """
    told = speakers(document, passages).names if spoken is None else spoken
    reading = _Reading(document, told)
    found = [need for paragraph in paragraphs(document, passages) for need in reading.paragraph(paragraph)]
    place = 0
    for passage in passages:
        reading.turned_round(found, place, passage.sentences)
        place += len(passage.sentences)
    return found


class _Reading:
    """Judges the sentences of one document."""

    def __init__(self, document: Document, told: Sequence[Span | None]) -> None:
        self._text = document.text
        self._told = told
        language = (document.language or "").split("-")[0].casefold()
        self._grammar = grammar(language)
        self._first_person = first_person(language)

    def paragraph(self, paragraph: Paragraph) -> list[Need]:
        """What each sentence of a paragraph needs, but for what stands in other paragraphs."""
        found = [
            self._need(sentence, is_spoken=self._told[number] is not None)
            for number, sentence in zip(paragraph.numbers, paragraph.sentences, strict=True)
        ]
        for number in range(1, len(found)):
            found[number] |= self._inside(paragraph, number)
        self._denied_behind(paragraph, found)
        return found

    def _need(self, sentence: Sentence, *, is_spoken: bool) -> Need:
        """What a sentence needs by its own words."""
        text = self._text[sentence.start : sentence.end]
        need = Need(0)
        if sentence.kind is BlockKind.QUESTION or self._is_no_answer(text):
            need |= Need.NOT_AN_ANSWER
        if _LEADS_ON.search(text[-_TAIL:]) or sentence.kind is BlockKind.CUE:
            need |= Need.NEXT
        if looks_back(text, self._grammar) and not (is_spoken and self._only_goes_on(text)):
            need |= Need.PREVIOUS
        return need

    def _only_goes_on(self, text: str) -> bool:
        """Whether a sentence begins with "and" or "so" and then says "I": that is how people talk."""
        start = text[: 2 * BEGINNING].lstrip(OPENERS)
        loose = self._grammar.loose.match(start) if self._grammar else None
        return loose is not None and self._first_person.search(start[loose.end() :]) is not None

    def _is_no_answer(self, text: str) -> bool:
        """Whether a sentence asks, only leads somewhere else, or is no sentence."""
        if _QUESTION.search(text[-_TAIL:]) or _ASKED.search(text[-_TAIL:]):
            return True
        # Without a grammar, and where no spaces part the words, their number tells nothing.
        if self._grammar is None or len(text) > 20 * _FRAGMENT_WORDS:
            return False
        words = WORD.findall(text)
        if len(words) < 2 * _FRAGMENT_WORDS and self._grammar.filler.search(text):
            return True
        if len(words) < _FEWEST_WORDS:
            return not any(word[0].isdigit() or word[0].isupper() for word in words[1:])
        return len(words) <= _FRAGMENT_WORDS and not BULLET.match(text) and self._is_fragment(text, words)

    def _is_fragment(self, text: str, words: Sequence[str]) -> bool:
        """Whether words make no sentence: a heading, a caption, a line of date and place."""
        if not _END.search(text):
            grammar = self._grammar
            has_verb = grammar is None or any(
                word.lower() in grammar.auxiliaries or _VERBLIKE.search(word) for word in words
            )
            return not has_verb or len(words) <= _FEWEST_WORDS
        cased = any(word.lower() != word.upper() for word in words)
        return cased and not any(len(word) > _FEWEST_WORDS and word.islower() for word in words)

    def _inside(self, paragraph: Paragraph, number: int) -> Need:
        """What a sentence needs that stands in a quotation opened before it.

        Its speaker is named beside the quote; but a lead-in that doubts the words, or whose speaker the text
        does not name, has to be read with them.
        """
        sentence = paragraph.sentences[number]
        mark = paragraph.mark_at(sentence.start)
        if mark is None or mark.start >= sentence.start:
            return Need(0)
        if self._told[paragraph.first + number] is None:
            return Need.PREVIOUS
        lead = self._text[max(paragraph.span.start, mark.start - 3 * BEGINNING) : mark.start]
        is_doubted = self._grammar is not None and self._grammar.hedge.search(lead) is not None
        return Need.PREVIOUS if is_doubted else Need(0)

    def _denied_behind(self, paragraph: Paragraph, found: list[Need]) -> None:
        """A quotation whose words are denied right behind it needs its end."""
        if self._grammar is None:
            return
        for number, (sentence, following) in enumerate(pairwise(paragraph.sentences)):
            mark = paragraph.mark_at(sentence.end - 1)
            if mark is None or not sentence.end < mark.end <= following.end:
                continue
            behind = self._text[mark.end : min(following.end, mark.end + BEGINNING)]
            is_told = self._told[paragraph.first + number] is not None
            if self._grammar.hedge.search(behind) or (behind.strip(" .") and not is_told):
                found[number] |= Need.NEXT

    def turned_round(self, found: list[Need], first: int, sentences: Sequence[Sentence]) -> None:
        """Marks what the next sentence of a passage denies: "That is false", "He denied the charge"."""
        grammar = self._grammar
        if grammar is None:
            return
        for number, (start, end, *_) in enumerate(sentences[1:]):
            text = self._text[start : min(end, start + 2 * BEGINNING)]
            patterns = (grammar.denies, grammar.denies_behind)
            if grammar.is_untrue.match(text.lstrip(OPENERS)) or any(p.search(text) for p in patterns):
                found[first + number] |= Need.NEXT
                found[first + number + 1] |= Need.PREVIOUS


def whole(
    chosen: range,
    needs: Sequence[Need],
    within: range,
    size: Callable[[range], int],
    limit: int,
    most: int = LONGEST_QUOTE,
) -> range | None:
    """A chosen range of sentences, grown to a whole thought.

    Args:
        chosen: Numbers of sentences that follow each other.
        needs: What each sentence needs, by number.
        within: The sentences it may grow into: those of its passage, or of its paragraph.
        size: The characters from the first to the last sentence of a range.
        limit: The most characters a grown range may have.
        most: The most sentences.

    Returns:
        The smallest range around `chosen` whose first sentence needs none before it and whose last needs none
        after it; None when there is none within the limits, so that another sentence should be preferred.
    """
    first, last = chosen.start, chosen.stop
    while needs[first] & Need.PREVIOUS or needs[last - 1] & Need.NEXT:
        if needs[first] & Need.PREVIOUS:
            first -= 1
        else:
            last += 1
        if first < within.start or last > within.stop or last - first > most:
            return None
        if size(range(first, last)) > limit:
            return None
    return range(first, last)
