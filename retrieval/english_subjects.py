"""Clauses in English: who is the subject of a verb that stands behind or before a name.

"N said", "N, a lawyer, said", "The lawyer, N, said", "said the former minister N": a clause is taken apart at
its commas, and the segment that names somebody is told from those that describe.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from retrieval.attributions import NOBODY, Subject
from retrieval.capitals import PARTICLES, Word, words
from retrieval.model import Span
from retrieval.names import Names
from retrieval.noun_phrases import NounPhrases

COMMA = re.compile(r"[,،–—]")
CLOCK = re.compile(r"\s*\(?\d{1,2}[.:h]\d{2}\)?(?:\s?[ap]\.?m\.?)?\s*[:–—-]?\s*")  # "17.05: "
PARENTHESIS = re.compile(r"\([^()]{0,200}\)")
PRONOUNS = frozenset({"he", "she"})
SUBJECT_REACH = 420  # longest clause before a verb that is looked at, in characters
OBJECT_REACH = 120  # a quotation that begins further behind the verb is not what it announces
NAME_WORDS = 14  # longest noun phrase behind a verb, in words

_AND_NAME = re.compile(r"(?:\s*,(?: [A-Z][\w’'-]*)+)*\s*,? and (?:to )?(?:the )?[A-Z]")


class Subjects:
    """Finds the subjects of clauses in one document.

    Args:
        masked: The text, with quotations blotted out.
        names: Of the document.
        lists: What the language's file says under `speech`.

    Attributes:
        phrases: Finds the name that a noun phrase is about.
    """

    def __init__(self, masked: str, names: Names, lists: Mapping[str, frozenset[str]]) -> None:
        self._text = masked
        self._names = names
        self._lists = lists
        self._verbs = lists["beside"] | lists["bound"] | lists["participles"] | lists["free"]
        self.phrases = NounPhrases(names)

    def segments(self, clause: Sequence[Word]) -> list[list[Word]]:
        """The words between commas."""
        segments: list[list[Word]] = [[]]
        for number, word in enumerate(clause):
            if number and COMMA.search(self._text, clause[number - 1].end, word.start):
                segments.append([])
            segments[-1].append(word)
        return segments

    def apposed(
        self, segments: Sequence[Sequence[Word]], *, opens: bool, comma: bool, beside: bool
    ) -> Subject | None:
        """The subject of "N said", "N, a lawyer, said", "The lawyer, N, said"."""
        if not comma:
            last = segments[-1]
            if last[0].key in self._lists["subordinate"] or self._has_relative(last):
                return None
            name = self.phrases.at_end(last, opens=opens and len(segments) == 1, beside=beside)
            is_list = len(segments) > 1 and last[0].key in ("and", "or") and self._is_name(segments[-2])
            return NOBODY if is_list else Subject(name)
        for number, segment in enumerate(segments):
            if segment[0].key in self._lists["subordinate"]:
                continue
            name = self.phrases.at_end(segment, opens=opens and number == 0, beside=beside)
            if name is not None:
                rest = segments[number + 1 :]
                several = any(part[0].key in ("and", "or") for part in rest) or (
                    len(rest) > 1 and all(map(self._is_name, rest))
                )
                return NOBODY if several else Subject(name)
        return NOBODY

    def _has_relative(self, segment: Sequence[Word]) -> bool:
        return any(word.key in ("who", "whom", "which", "that", "when", "what") for word in segment)

    def _is_name(self, segment: Sequence[Word]) -> bool:
        return all(self._names.is_capitalised(word) for word in segment)

    def behind(self, place: int, end: int, *, beside: bool) -> Subject:
        """The subject that stands behind a verb: said Ms. N; said the former minister N, who knew him."""
        following = words(self._text, place, min(end, place + 2 * OBJECT_REACH))[:NAME_WORDS]
        if following and following[0].key in PRONOUNS:
            return Subject(None, following[0].key)
        segments = self.segments(self._until_mark(following))
        phrase: list[Word] = []
        for word in segments[0]:
            if phrase and self._ends_phrase(word):
                break
            phrase.append(word)
        if not phrase:
            return NOBODY
        if any(word.key in ("and", "or") for word in segments[0][len(phrase) :][:1]):
            return NOBODY
        name = self.phrases.at_end(phrase, opens=False, beside=beside)
        if name is None and len(phrase) == len(segments[0]) and len(segments) > 1:
            is_described = any(self._names.is_role(word) for word in phrase)
            name = self._apposition(segments[1]) if is_described else None
        return NOBODY if name and self._is_first_of_several(name.end, end) else Subject(name)

    def _is_first_of_several(self, place: int, end: int) -> bool:
        """Whether a name is followed by others: "N (2017), M (2018) and O"."""
        behind = PARENTHESIS.sub("", self._text[place : min(end, place + OBJECT_REACH)])
        return _AND_NAME.match(behind) is not None

    def _apposition(self, segment: Sequence[Word]) -> Span | None:
        """The name that a segment of several words is, as in "said the lawyer, Jane Doe"."""
        is_name = len(segment) > 1 and self._is_name(segment)
        return self.phrases.at_end(segment, opens=False) if is_name else None

    def _until_mark(self, following: Sequence[Word]) -> list[Word]:
        """The words before a full stop, a quotation or the like."""
        for number in range(1, len(following)):
            between = self._text[following[number - 1].end : following[number].start]
            if between.strip(" ,–—\n") not in ("", "."):
                return list(following[:number])
            if between.startswith(".") and following[number - 1].key not in self._lists["roles"]:
                return list(following[:number])
        return list(following)

    def _ends_phrase(self, word: Word) -> bool:
        return not self._names.is_capitalised(word) and (
            word.key in self._lists["prepositions"]
            or word.key in self._lists["subordinate"]
            or word.key in self._lists["coordinate"]
            or word.key in self._lists["adverbs"]
            or word.key in self._verbs
            or word.key.isdigit()
        )

    def opening(self, start: int, end: int) -> Subject | None:
        """Whom a sentence is about, when it begins with a name or pronoun; None when it does not."""
        clock = CLOCK.match(self._text, start, end)
        following = words(self._text, clock.end() if clock else start, min(end, start + SUBJECT_REACH))
        segments = self.segments(following) if following else []
        if len(following) > 1 and self._only_leads(following[0]) and self._names.is_capitalised(following[1]):
            segments[0] = segments[0][1:] or segments[0]
        while segments and self._is_adverbial(segments[0]):
            segments = segments[1:]
        if not segments:
            return None
        if segments[0][0].key in self._lists["adverbs"]:
            segments[0] = segments[0][1:] or segments[0]
        if segments[0][0].key in PRONOUNS:
            return Subject(None, segments[0][0].key)
        return self._opening_name(segments, opens=segments[0][0].start == following[0].start)

    def _opening_name(self, segments: Sequence[Sequence[Word]], *, opens: bool) -> Subject | None:
        first = segments[0]
        length = 0
        while length < len(first) and (
            self._names.is_capitalised(first[length])
            or self._names.is_role(first[length])
            or first[length].key in ("the", "of", "and", "for")
            or (length and first[length - 1].key != "and" and first[length].key in PARTICLES)
        ):
            length += 1
        phrase = list(first[:length])
        while phrase and phrase[-1].key in ("of", "for", "the"):
            phrase.pop()
        name = self.phrases.at_end(phrase, opens=opens) if phrase else None
        if name is None and len(segments) > 1:
            is_described = any(self._names.is_role(word) for word in first)
            name = self._apposition(segments[1]) if is_described else None
        return Subject(name) if name else None

    def _only_leads(self, word: Word) -> bool:
        return word.key in self._lists["coordinate"] or word.key in self._lists["adverbs"]

    def _is_adverbial(self, segment: Sequence[Word]) -> bool:
        key = segment[0].key
        return (
            key in self._lists["prepositions"]
            or key in self._lists["coordinate"]
            or (len(segment) == 1 and (key.endswith("ly") or key in self._lists["adverbs"]))
            or self._names_nobody(segment)
        )

    def _names_nobody(self, segment: Sequence[Word]) -> bool:
        """Whether a segment is a phrase of common words, as in "Two weeks after the flood, N said"."""
        first, *rest = segment
        is_common = first.key in self._names.common or first.key.isdigit()
        if not is_common or first.key in PRONOUNS | self._lists["others"]:
            return False
        return not any(self._names.is_capitalised(word) or self._names.is_role(word) for word in rest)
