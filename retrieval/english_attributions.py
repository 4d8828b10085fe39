"""Who a sentence in English says is speaking: "…," said N; N told us that; according to N; he added.

Judged by the clause before or after a verb of saying, with the words inside quotations blotted out. What
names nobody ("the report says") is told too: it says that the words are not those of the speaker before.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from retrieval.attributions import MOST_SAID, NOBODY, Said, Subject
from retrieval.capitals import Word, words
from retrieval.english_subjects import (
    CLOCK,
    COMMA,
    NAME_WORDS,
    OBJECT_REACH,
    PARENTHESIS,
    PRONOUNS,
    SUBJECT_REACH,
    Subjects,
)
from retrieval.model import Span
from retrieval.names import Names
from retrieval.quotations import MASK

_LOWER_WORD = re.compile(r"(?<![\w’'-])[a-z]+(?![\w’'-])")
_QUOTE_ENDS = "”»\"’'“" + MASK
_BOUNDARIES = (*_QUOTE_ENDS, ";", ":")
_OPENING = re.compile("[“\"«„‘]\0|['‘]\0")
_AT_END = re.compile(r"\s*(?:[.,!]|\Z)")
_CLOSING = re.compile('[^"“«„\0.!]{0,40}[.!]|\\s*(?:,(?!\\s*["“«„\'‘])|\\Z)')
_COLON_END = re.compile(r"[^.;]*:\s*\Z")

_REPORTING_REACH = 70  # likewise "that"
_LONG_SENTENCE = 2_000  # characters in which somebody is sure to be mentioned


class EnglishAttributions:
    """Finds what is said to be said in the sentences of one document.

    Args:
        masked: The text, with quotations blotted out (see `retrieval.quotations.masked`).
        names: Of the document.
        lists: What the language's file says under `speech`.
    """

    def __init__(self, masked: str, names: Names, lists: Mapping[str, frozenset[str]]) -> None:
        self._text = masked
        self._names = names
        self._subjects = Subjects(masked, names, lists)
        self._lists = lists
        kinds = ("beside", "bound", "participles", "free")
        self._verbs = {verb: kind for kind in kinds for verb in lists[kind]}
        self._reporting = re.compile(
            rf"[^.,;:]{{0,{_REPORTING_REACH}}}?\s(?:{'|'.join(sorted(lists['reporting']))})\b"
        )
        phrases = "|".join(sorted(lists["according"]))
        self._first_person = re.compile(
            rf"(?<![\w’'-])(?:{'|'.join(sorted(_cased(lists['first_person'])))})(?![\w-])"
        )
        self._interview = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(lists['interview']))})\s+", re.IGNORECASE)
        self._according = re.compile(rf"(?<!\w)(?:{phrases})\s", re.IGNORECASE)

    def said(self, start: int, end: int) -> list[Said]:
        """What the sentence from `start` to `end` says of who speaks, in order."""
        found = list(itertools.islice(self._found(start, end), MOST_SAID))
        return sorted(found)

    def _found(self, start: int, end: int) -> Iterator[Said]:
        for match in _LOWER_WORD.finditer(self._text, start, end):
            if match[0] in self._verbs:
                yield from self._judged(match, start, end)
        for match in self._according.finditer(self._text, start, end):
            subject = self._subjects.behind(match.end(), end, beside=False)
            yield Said(match.start(), match.end(), False, subject.name, subject.pronoun)

    def _judged(self, verb: re.Match[str], start: int, end: int) -> list[Said]:
        kind = self._verbs[verb[0]]
        begin = self._clause_start(start, verb.start())
        follows = begin > start and self._text[begin - 1] in _QUOTE_ENDS
        clause = self._clause(begin, verb.start())
        comma = bool(COMMA.search(self._text, clause[-1].end if clause else begin, verb.start()))
        if kind == "participles":
            return self._participle(verb, start, end, clause, comma=comma)
        if not self._is_complete(kind, verb.end(), end, follows=follows, closes=len(clause) < NAME_WORDS):
            return []
        subject = self._subject(verb, start, begin, end, clause, follows=follows, comma=comma)
        is_behind = follows or (begin < verb.start() and len(self._subjects.segments(clause)) > 1)
        closes = is_behind and _CLOSING.match(self._text, verb.end(), end) is not None
        is_noun = kind == "bound" and verb[0].endswith("s") and subject == NOBODY  # "their claims that"
        return (
            [] if subject is None or is_noun else [Said(begin, verb.end(), follows, *subject, closes=closes)]
        )

    def _clause_start(self, start: int, verb: int) -> int:
        low = max(start, verb - SUBJECT_REACH)
        clock = CLOCK.match(self._text, start, verb)
        found = max(self._text.rfind(mark, low, verb) for mark in _BOUNDARIES)
        # An apostrophe is no boundary.
        while found > low and self._text[found] in "’'" and self._text[found - 1] != MASK:
            found = max(self._text.rfind(mark, low, found) for mark in _BOUNDARIES)
        begin = max(low, found + 1) if found >= low else low
        return max(begin, clock.end()) if clock else begin

    def _clause(self, begin: int, verb: int) -> list[Word]:
        """The words before a verb, without what stands in brackets and without adverbs at the end."""
        text = self._text[begin:verb]
        if "(" in text:
            text = PARENTHESIS.sub(lambda match: " " * len(match[0]), text)
            opened = text.rfind("(") + 1
            text = " " * opened + text[opened:]
        found = [Word(w.start + begin, w.end + begin, w.text) for w in words(text, 0, len(text))]
        while found and (found[-1].key in self._lists["adverbs"] or found[-1].text.endswith("ly")):
            found.pop()
        return found

    def _is_complete(self, kind: str, place: int, end: int, *, follows: bool, closes: bool) -> bool:
        """Whether what stands behind a verb shows that words are reported."""
        if kind == "free" or follows:
            return True
        opening = _OPENING.search(self._text, place, min(end, place + OBJECT_REACH))
        if kind == "beside":
            return opening is not None and not self._text[place : opening.start()].strip(" ,:")
        return (
            opening is not None
            or self._reporting.match(self._text, place, end) is not None
            or (closes and _AT_END.match(self._text, place, end) is not None)
            or _COLON_END.match(self._text, place, end) is not None
        )

    def _subject(
        self,
        verb: re.Match[str],
        start: int,
        begin: int,
        end: int,
        clause: list[Word],
        *,
        follows: bool,
        comma: bool,
    ) -> Subject | None:
        """Who is the subject of a verb; None when nobody is said to say anything."""
        is_telling = verb[0].startswith(("tell", "told"))
        if not clause:
            return self._subjects.behind(verb.end(), end, beside=True) if follows and not is_telling else None
        last = clause[-1].key
        if last in self._lists["undoing"] or last.endswith(("n’t", "n't")):
            return None
        if last in PRONOUNS:
            return Subject(None, last)
        if last in self._lists["others"]:
            return NOBODY
        if last in ("and", "but", "then"):
            return self.opening(start, end)
        segments = self._subjects.segments(clause)
        if comma and not is_telling:
            inverted = self._subjects.behind(verb.end(), end, beside=False)
            if inverted.name and _AT_END.match(self._text, inverted.name.end, end):
                return inverted
        opens = begin == start or clause[0].start == start
        return self._subjects.apposed(segments, opens=opens, comma=comma, beside=follows)

    def _participle(
        self, verb: re.Match[str], start: int, end: int, clause: Sequence[Word], *, comma: bool
    ) -> list[Said]:
        """Of a verb without a subject of its own: N began by saying that; N raised his hand, adding that."""
        is_joined = comma or (bool(clause) and clause[-1].key == "by")
        subject = self.opening(start, verb.start()) if is_joined else None
        opening = _OPENING.search(self._text, verb.end(), min(end, verb.end() + OBJECT_REACH))
        reports = opening or self._reporting.match(self._text, verb.end(), end)
        if subject is None or not reports or subject == NOBODY:
            return []
        return [Said(verb.start(), verb.end(), False, *subject)]

    def opening(self, start: int, end: int) -> Subject | None:
        """Whom the sentence is about, when it begins with a name or pronoun; else None."""
        return self._subjects.opening(start, end)

    def mentions(self, start: int, end: int, besides: Span | None = None) -> bool:
        """Whether people are named from `start` to `end`, other than `besides`."""
        return end - start > _LONG_SENTENCE or self._names.mentions(self._text, start, end, besides)

    def joins(self, start: int, end: int) -> bool:
        """Whether another clause of the same rank begins there, by a comma or a word like "and"."""
        found = words(self._text, start, min(end, start + _LONG_SENTENCE))
        has_comma = re.search("[,;]", self._text[start:end]) is not None
        return has_comma or any(word.key in self._lists["coordinate"] for word in found)

    def fullest(self, name: Span) -> Span:
        """Where the same name stands in the fullest form the document gives."""
        return self._names.fullest(name)

    def fits(self, pronoun: str, name: Span) -> bool:
        """Whether a pronoun may stand for a name: no body, and no title that speaks against it."""
        gender = self._names.gender(name)
        if self._names.is_institution(words(self._names.text, *name)):
            return False
        return gender is None or gender == {"he": "masculine", "she": "feminine"}[pronoun]

    def is_first_person(self, start: int, end: int) -> bool:
        """Whether somebody says "I" or "we" there, outside quotations."""
        return self._first_person.search(self._text, start, end) is not None

    def label(self, start: int, end: int) -> Span | None:
        """The name of the speaker in what stands before a colon, when it is one."""
        found = words(self._names.text, start, end)
        is_name = all(self._names.is_capitalised(word) or self._names.is_role(word) for word in found)
        if not found or not is_name or self._names.is_institution(w for w in found if not w.text.isupper()):
            return None
        name = self._subjects.phrases.at_end(found, opens=False)
        return name if name and name.end == found[-1].end else None

    def interviewed(self, title: str, end: int) -> list[Span]:
        """The names, in their fullest form, of those whom the text says it interviews, before `end`."""
        text = self._names.text
        behind = [
            self._subjects.behind(match.end(), end, beside=False).name
            for match in self._interview.finditer(text, 0, end)
        ]
        return [self.fullest(name) for name in (*behind, *self._titled(title)) if name]

    def _titled(self, title: str) -> list[Span]:
        """The places in the text of a name that follows "interview with" in the title."""
        match = self._interview.search(title)
        found = words(title, match.end(), len(title)) if match else []
        length = 0
        while length < len(found) and self._names.is_capitalised(found[length]):
            length += 1
        name = title[found[0].start : found[length - 1].end] if length > 1 else ""
        place = self._names.text.find(name) if name else -1
        return [Span(place, place + len(name))] if place >= 0 else []

    def addressed(self, start: int, end: int) -> list[Span]:
        """The names, in their fullest form, of those whom a question addresses: "Mr. N, what …"."""
        found = words(self._text, start, min(end, start + OBJECT_REACH))
        if not found or found[0].key not in self._lists["masculine"] | self._lists["feminine"] | _TITLES:
            return []
        phrase = self._subjects.segments(found)[0]
        after = self._text[phrase[-1].end : phrase[-1].end + 1]
        name = self._subjects.phrases.at_end(phrase, opens=False) if after in (",", ";") else None
        return [self.fullest(name)] if name else []


def _cased(forms: frozenset[str]) -> set[str]:
    """Words as they stand in a text: "i" only as a capital, the others also where a sentence begins."""
    capitals = {form.capitalize() for form in forms}
    return capitals | {form for form in forms if form[0] != "i"}


_TITLES = frozenset({"dr", "prof", "professor"})
