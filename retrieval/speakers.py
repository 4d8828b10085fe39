"""Who says the words of each sentence, where the text tells.

Three things tell: a clause that says so ("…," said N; N told us that …; according to N), a line that
announces who speaks next ("N tells the conference:"), and the turns of an interview. What names nobody ends
what was known before; where two things disagree nothing is told. A name is recognised by its form, never
from a list of people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from retrieval.analysis import stop_words
from retrieval.attributions import Attributions, Said
from retrieval.english_attributions import EnglishAttributions
from retrieval.model import BlockKind, Document, Passage, Sentence, Span
from retrieval.names import Names
from retrieval.own_words import own_words
from retrieval.paragraphs import Paragraph, paragraphs, without_quotations
from retrieval.persian_attributions import PersianAttributions
from retrieval.quotations import Quotation
from retrieval.turns import turns
from retrieval.wordlists import word_lists

_LONG_QUOTATION = 12  # sentences of a quotation before the clause that says whose it is
_ADJACENT = 3  # characters between a verb of saying and the quotation it announces


class Speech(NamedTuple):
    """Who says the sentences of a document, in the order of all sentences.

    Attributes:
        names: The name of who says it or what it reports; None for the author and for somebody unnamed.
        own: Whether its words are that person's own, and not the author's report of them.
    """

    names: list[Span | None]
    own: list[bool]


def speakers(document: Document, passages: Sequence[Passage]) -> Speech:
    """For each sentence, the name of who says its words, and whether they are their own.

    A sentence has a speaker when it stands in a quotation, a cued run or an interviewee's turn whose speaker
    is named, or says itself who says what it reports. The author's own sentences have none.

    Args:
        document: Of a language whose word lists tell how speech is reported; of another, nobody is told.
        passages: What `retrieval.passages.passages` makes of it.

    Returns:
        Names are spans in the document's text, without titles, in the fullest form the document gives.
    """
    found = paragraphs(document, passages)
    attributions = _attributions(document, found)
    if attributions is None:
        nobody: list[Span | None] = [None for paragraph in found for _ in paragraph.sentences]
        return Speech(nobody, [False] * len(nobody))
    reading = _Reading(document.text, found, attributions)
    told = [voice.name if voice else None for voice in reading.voices()]
    taken = turns(document, found, attributions)
    for number, name in taken.items():
        told[number] = name
    own = own_words(document.text, found, reading.cued | taken.keys())
    return Speech(told, [name is not None and is_own for name, is_own in zip(told, own, strict=True)])


def _attributions(document: Document, found: Sequence[Paragraph]) -> Attributions | None:
    language = (document.language or "").split("-")[0].casefold()
    lists = word_lists(language).speech
    if not lists:
        return None
    text = without_quotations(document, found)
    spans = [paragraph.span for paragraph in found]
    if language == "fa":
        return PersianAttributions(text, spans, lists)
    return EnglishAttributions(text, Names(document.text, spans, lists, stop_words(language)), lists)


class _Voice(NamedTuple):
    """Who speaks; a voice without a name is somebody the text does not name."""

    name: Span | None = None


_UNNAMED = _Voice()


class _Reading:
    """Reads a document's paragraphs in order and keeps who spoke last."""

    def __init__(self, text: str, found: Sequence[Paragraph], attributions: Attributions) -> None:
        self._text = text
        self._paragraphs = found
        self._attributions = attributions
        self._sentences = [sentence for paragraph in found for sentence in paragraph.sentences]
        self._voices: list[_Voice | None] = [None] * len(self._sentences)
        self.cued: set[int] = set()  # the sentences that a line above announces as somebody's speech
        self._last: int | None = None  # the sentence before, in the same section
        self._first = 0  # the first sentence of the section
        self._quoted: set[int] = set()  # the sentences that begin in a quotation
        self._run: _Voice | None = (
            None  # who is quoted at the end of the paragraph before, or announced there
        )
        self._pending: list[int] = []  # sentences of quoted paragraphs before, whose speaker may still follow
        self._is_author_present = False  # the author says "I" too: it tells nothing of who speaks

    def voices(self) -> Sequence[_Voice | None]:
        """For each sentence who speaks, as far as the text tells."""
        section: Span | None = None
        number = 0
        while number < len(self._paragraphs):
            paragraph = self._paragraphs[number]
            if paragraph.section != section or paragraph.kind is BlockKind.QUESTION:
                self._run, self._pending, self._last = None, [], None
                self._first = paragraph.first
            section = paragraph.section
            is_announced = self._last is not None and self._paragraphs[number - 1].kind is BlockKind.CUE
            if (
                is_announced
                and self._run
                and not paragraph.is_quoted
                and paragraph.kind is BlockKind.PARAGRAPH
            ):
                number = self._give(number, self._end_of_speech(number), self._run)
            else:
                self._read(paragraph, self._paragraphs[number + 1 : number + 2])
                number += 1
        return self._voices

    def _give(self, first: int, last: int, voice: _Voice) -> int:
        """Gives whole paragraphs to one voice; the number of the next."""
        for paragraph in self._paragraphs[first : last + 1]:
            for number in paragraph.numbers:
                self._voices[number] = voice
            self.cued.update(paragraph.numbers)
        self._run, self._pending = None, []
        self._last = self._paragraphs[last].numbers[-1]
        return last + 1

    def _end_of_speech(self, first: int) -> int:
        """The last paragraph after a cue that is surely spoken: the first, or a later one that says "I".

        Nothing marks where such a speech ends; after the last paragraph in the first person, it may have.
        """
        last = first
        for place in range(first + 1, len(self._paragraphs)):
            paragraph = self._paragraphs[place]
            if paragraph.section != self._paragraphs[first].section or not self._may_go_on(paragraph):
                break
            if not self._is_author_present and self._attributions.is_first_person(*paragraph.span):
                last = place
        return last

    def _may_go_on(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph may belong to the speech before: no cue, no question, nobody else quoted."""
        if paragraph.kind is not BlockKind.PARAGRAPH or paragraph.is_quoted:
            return False
        return not any(
            said.name and (said.follows or paragraph.marks_from(said.end, said.end + _ADJACENT))
            for start, end, *_ in paragraph.sentences
            for said in self._attributions.said(start, end)
        )

    def _read(self, paragraph: Paragraph, following: Sequence[Paragraph]) -> None:
        """Finds who speaks in each sentence of one paragraph."""
        quoted: dict[Quotation, _Voice] = {}
        for number, sentence in zip(paragraph.numbers, paragraph.sentences, strict=True):
            said = self._attributions.said(sentence.start, sentence.end)
            voices = {one: self._resolved(one, sentence) for one in said}
            self._open(paragraph, number, voices, quoted)
            self._close(paragraph, number, voices, quoted)
            inside = paragraph.mark_at(sentence.start)
            if inside:
                self._quoted.add(number)
            self._voices[number] = self._main(voices) if said else quoted.get(inside) if inside else None
            self._last = number
        self._settle(paragraph, is_continued=bool(following) and following[0].is_quoted)
        self._run = self._at_end(paragraph)
        if paragraph.kind is BlockKind.PARAGRAPH and not paragraph.is_quoted:
            self._is_author_present |= self._attributions.is_first_person(*paragraph.span)

    def _open(
        self,
        paragraph: Paragraph,
        number: int,
        voices: Mapping[Said, _Voice],
        quoted: dict[Quotation, _Voice],
    ) -> None:
        """Who says the quotations that begin in a sentence, by what stands before them."""
        sentence = self._sentences[number]
        for mark in paragraph.marks_from(sentence.start, sentence.end):
            earlier = {one: voice for one, voice in voices.items() if one.end <= mark.start}
            if earlier:
                quoted[mark] = self._main(earlier)
            elif mark.start == sentence.start and mark.end >= sentence.end:
                before = self._run if number == paragraph.first else self._voices[number - 1]
                if before is not None:
                    quoted[mark] = before

    def _close(
        self,
        paragraph: Paragraph,
        number: int,
        voices: Mapping[Said, _Voice],
        quoted: dict[Quotation, _Voice],
    ) -> None:
        """Who says the quotations that end in a sentence, by what follows them at once."""
        sentence = self._sentences[number]
        for mark in paragraph.marks_until(sentence.start, sentence.end):
            after = next((voice for one, voice in voices.items() if one.start == mark.end), None)
            if after is None:
                continue
            first = number
            while first > paragraph.first and self._sentences[first].start > mark.start:
                first -= 1
            before = quoted.get(mark) if self._sentences[first].start < mark.start else None
            if before and before.name and not self._is_same(before, after):
                after = _UNNAMED  # what stands before and what stands behind disagree
            quoted[mark] = after
            self._voices[first:number] = [after] * (number - first)

    def _settle(self, paragraph: Paragraph, *, is_continued: bool) -> None:
        """Gives the quoted paragraphs before this one their speaker, or lets this one wait for its own."""
        waiting, self._pending = self._pending, []
        if not paragraph.quotations:
            return
        voice = self._voices[paragraph.first]
        if paragraph.is_quoted and voice is not None:
            for number in waiting:
                self._voices[number] = voice
        mark = paragraph.quotations[-1]
        inside = [n for n in paragraph.numbers if self._sentences[n].start >= mark.start]
        if not mark.is_closed and not is_continued:
            for number in inside[1:]:  # without its closing mark, nobody knows where the quotation ends
                self._voices[number] = None
        elif not mark.is_closed or (mark.start == paragraph.span.start and voice is None):
            self._pending = [*(waiting if paragraph.is_quoted else ()), *inside]

    def _at_end(self, paragraph: Paragraph) -> _Voice | None:
        """Who is announced, or quoted in the last sentence of a paragraph."""
        last = paragraph.numbers[-1]
        if paragraph.kind is BlockKind.CUE:
            return self._voices[last] or _UNNAMED
        is_quoted = bool(paragraph.quotations) and paragraph.quotations[-1].end > self._sentences[last].start
        return self._voices[last] if is_quoted else None

    def _main(self, voices: Mapping[Said, _Voice]) -> _Voice:
        """Who says what a sentence reports; nobody named where several do."""
        said, heard = list(voices), list(voices.values())
        named = [voice for voice in heard if voice.name]
        if not named or not all(self._is_same(named[0], voice) for voice in named):
            return _UNNAMED
        if len(named) == len(heard):
            return named[0]
        # "N said the guard had told him" is N's; "N said no, while officials said yes" is nobody's.
        is_outer = heard[0].name and not self._attributions.joins(said[0].end, said[-1].end)
        return named[0] if is_outer else _UNNAMED

    def _is_same(self, one: _Voice, other: _Voice) -> bool:
        return bool(one.name and other.name) and self._words(one) == self._words(other)

    def _words(self, voice: _Voice) -> str:
        return self._text[slice(*voice.name)] if voice.name else ""

    def _resolved(self, said: Said, sentence: Sentence) -> _Voice:
        """Who is meant: a name in its fullest form, or whom a pronoun stands for."""
        if said.name:
            return _Voice(self._attributions.fullest(said.name))
        name = self._antecedent(said, sentence) if said.pronoun else None
        return _Voice(name) if name and self._attributions.fits(said.pronoun, name) else _UNNAMED

    def _antecedent(self, said: Said, sentence: Sentence) -> Span | None:
        """Whom a pronoun stands for: the subject of its sentence, or who spoke or acted in the one before."""
        if not said.closes:
            subject = self._attributions.opening(sentence.start, said.end)
            if subject and subject.name:
                return self._attributions.fullest(subject.name)
        is_among_others = not said.closes and self._attributions.mentions(sentence.start, said.end)
        number = self._last
        if number is None or is_among_others:
            return None
        # Behind a quotation of several sentences, the one before it tells.
        for _ in range(_LONG_QUOTATION):
            if number - 1 < self._first or self._voices[number] or number not in self._quoted:
                break
            number -= 1
        voice = self._voices[number]
        return voice.name if voice else self._actor(self._sentences[number])

    def _actor(self, sentence: Sentence) -> Span | None:
        """Whom a sentence is about, when nobody else is named in it."""
        subject = self._attributions.opening(sentence.start, sentence.end)
        if subject is None or subject.name is None:
            return None
        others = self._attributions.mentions(subject.name.end, sentence.end, besides=subject.name)
        return None if others else self._attributions.fullest(subject.name)
