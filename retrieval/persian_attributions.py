"""Who a sentence in Persian says is speaking: N گفت که …; به گفتهٔ N، …; N: «…»; او افزود.

Persian has no capitals. A name is what begins a sentence before a comma, a preposition or the verb of saying,
and it counts only with evidence: a title before it, what somebody is behind it ("N، وکیل خانواده، …"), or the
same words again in the document. A word for what somebody is, or a plural, is no name.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from retrieval.attributions import MOST_SAID, NOBODY, Said, Subject
from retrieval.capitals import Word
from retrieval.model import Span
from retrieval.quotations import MASK

_WORD = re.compile(r"[^\s\0“”\"«»„()\[\]{},،;؛:.!?؟…/|*•=—–]+")
_COMMA = re.compile("[،,]")
_BOUNDARIES = (*'«»”"؛:.!؟', MASK)
_QUOTE_ENDS = '»”"' + MASK
_PLURAL = re.compile(r"(?:ها|های|هایی|‌ان)\Z")
_EZAFE = re.compile(r"(?:[ٔۀ]|‌ی)\Z")
_QUOTED_NAME = re.compile(r"\s*[«“\"](\0{3,40})[»”\"]")

_NAME_WORDS = range(2, 5)
_VERB_REACH = 9  # words from a name to its verb of saying: further off, another may have come between
_SUBJECT_REACH = 300  # characters


def _words(text: str, start: int, end: int) -> list[Word]:
    return [Word(match.start(), match.end(), match[0]) for match in _WORD.finditer(text, start, end)]


def _alternatives(phrases: Iterable[str]) -> str:
    """A pattern of phrases, the longest first; for a joiner a text may have a space or nothing."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace("\u200c", "[\u200c ]?") for phrase in ordered)


class PersianAttributions:
    """Finds what is said to be said in the sentences of one document.

    Args:
        masked: The text, with quotations blotted out.
        paragraphs: Where its paragraphs stand.
        lists: What the language's file says under `speech`.
    """

    def __init__(self, masked: str, paragraphs: Sequence[Span], lists: Mapping[str, frozenset[str]]) -> None:
        self._text = masked
        self._lists = lists
        edge, tail = r"(?<![\w\u200c])", r"(?![\w\u200c\u064b-\u0655])"
        self._verb = re.compile(
            rf"{edge}(?:(?P<others>{_alternatives(lists['others'])})|{_alternatives(lists['free'])}){tail}"
        )
        self._according = re.compile(rf"{edge}(?:{_alternatives(lists['according'])})\s")
        self._title = re.compile(rf"{edge}(?:{_alternatives(lists['titles'])})\s")
        self._interview = re.compile(rf"{edge}(?:{_alternatives(lists['interview'])})\s")
        self._first_person = re.compile(rf"{edge}(?:{_alternatives(lists['first_person'])}){tail}")
        self._by_last: dict[str, list[Span]] = defaultdict(list)
        self._forms: dict[str, set[str]] = defaultdict(set)
        self._openings = Counter(self._opening_words(paragraphs))
        for paragraph in paragraphs:
            self._gather(paragraph)

    def _opening_words(self, paragraphs: Sequence[Span]) -> Iterable[str]:
        for start, end in paragraphs:
            for match in _SENTENCE.finditer(self._text, start, end):
                yield self._key(self._run(_words(self._text, match.start(), match.end())))

    def _gather(self, paragraph: Span) -> None:
        """Files the names of a paragraph for which there is evidence."""
        for match in self._title.finditer(self._text, *paragraph):
            run = self._run(_words(self._text, match.end(), min(paragraph.end, match.end() + 80)))
            self._keep(run[:3])
        for match in _SENTENCE.finditer(self._text, *paragraph):
            segments = self._segments(_words(self._text, match.start(), match.end())[: 3 * _VERB_REACH])
            if len(segments) > 1 and self._is_apposed(segments):
                self._keep(self._run(segments[0]))

    def _keep(self, run: Sequence[Word]) -> None:
        if len(run) in _NAME_WORDS and self._may_be_name(run):
            self._by_last[run[-1].text].append(Span(run[0].start, run[-1].end))
            self._forms[run[-1].text].add(self._key(run))

    def _segments(self, found: Sequence[Word]) -> list[list[Word]]:
        """The words between commas, up to a full stop or the like."""
        segments: list[list[Word]] = [[]]
        for number, word in enumerate(found):
            between = self._text[found[number - 1].end : word.start].strip() if number else ""
            if between and not _COMMA.fullmatch(between):
                break
            if between:
                segments.append([])
            segments[-1].append(word)
        return segments

    def _is_apposed(self, segments: Sequence[Sequence[Word]]) -> bool:
        """Whether a whole segment is followed by what somebody is: "N، وکیل خانواده، …"."""
        is_whole = len(self._run(segments[0])) == len(segments[0]) in _NAME_WORDS
        following = segments[1][:2]
        return is_whole and any(self._is_role(word) for word in following)

    def _run(self, found: Sequence[Word]) -> list[Word]:
        """The words before the first that no name holds, and before any punctuation."""
        run: list[Word] = []
        for word in found:
            is_apart = bool(run) and self._text[run[-1].end : word.start].strip() != ""
            if is_apart or word.text in self._lists["ends"] or self._verb.match(self._text, word.start):
                break
            run.append(word)
            if len(run) > _NAME_WORDS.stop:
                break
        return run

    def _is_role(self, word: Word) -> bool:
        plain = _EZAFE.sub("", word.text)
        stems = (
            word.text,
            plain,
            plain.removesuffix("ی"),
            plain.removesuffix("ان"),
            plain.removesuffix("ین"),
        )
        return any(stem in self._lists["roles"] for stem in stems)

    def _may_be_name(self, run: Sequence[Word]) -> bool:
        """Whether words may be a name: none of them a plural, none bound to the next by a mark."""
        return not (
            self._is_role(run[0])
            or any(_PLURAL.search(word.text) or word.text.isdigit() for word in run)
            or any(_EZAFE.search(word.text) for word in run)
        )

    @staticmethod
    def _key(run: Sequence[Word]) -> str:
        return " ".join(word.text for word in run)

    def said(self, start: int, end: int) -> list[Said]:
        """What the sentence from `start` to `end` says of who speaks, in order."""
        found: list[Said] = []
        after = start
        for verb in itertools.islice(self._verb.finditer(self._text, start, end), MOST_SAID):
            begin = self._clause_start(after, verb.start())
            follows = begin > start and self._text[begin - 1] in _QUOTE_ENDS
            # What a quotation's speaker reports to have been said is still theirs.
            if found and not follows:
                continue
            subject = NOBODY if verb["others"] else self._subject(begin, verb.start())
            found.append(Said(begin, verb.end(), follows, *subject))
            after = verb.end()
        found.extend(
            Said(match.start(), match.end(), False, *self._according_to(match.end(), end))
            for match in itertools.islice(self._according.finditer(self._text, start, end), MOST_SAID)
        )
        return sorted(found[:MOST_SAID])

    def _clause_start(self, low: int, verb: int) -> int:
        low = max(low, verb - _SUBJECT_REACH)
        return max([low, *(self._text.rfind(mark, low, verb) + 1 for mark in _BOUNDARIES)])

    def _subject(self, begin: int, verb: int) -> Subject:
        segments = self._segments(_words(self._text, begin, verb))
        if not segments[0]:
            return Subject(None, "he")  # the verb alone: who spoke before
        if segments[0][0].text in self._lists["he"]:
            return Subject(None, "he")
        if segments[0][0].text in self._lists["coordinate"] and len(segments[0]) > 1:
            segments[0] = segments[0][1:]
        if segments[0][0].text in self._lists["ends"] and len(segments) > 1:
            segments = segments[1:]
        if segments[0][0].text in self._lists["he"]:
            return Subject(None, "he")
        run = self._run(segments[0])
        behind = segments[0][len(run) : len(run) + 1]
        is_far = sum(map(len, segments)) - len(run) > _VERB_REACH and len(segments) < 3
        if not run or is_far or any(word.text in ("و", "را", "که") for word in behind):
            return NOBODY
        if self._is_role(run[0]) and len(segments) > 1 and not behind:
            return Subject(self._evident(self._run(segments[1])))
        return Subject(self._evident(run, is_apposed=len(segments) > 1 and self._is_apposed(segments)))

    def _according_to(self, place: int, end: int) -> Subject:
        quoted = _QUOTED_NAME.match(self._text, place, end)
        if quoted:
            return Subject(Span(*quoted.span(1)))
        found = _words(self._text, place, min(end, place + 80))
        if found and found[0].text in self._lists["he"]:
            return Subject(None, "he")
        return Subject(self._evident(self._run(found)))

    def _evident(self, run: Sequence[Word], *, is_apposed: bool = False) -> Span | None:
        """The name in some words, when there is evidence that they are one."""
        title = self._title.match(self._text, run[0].start) if run else None
        if title:
            run = [word for word in run if word.start >= title.end()]
            return Span(run[0].start, run[-1].end) if 1 <= len(run) < _NAME_WORDS.stop else None
        if not run or not self._may_be_name(run):
            return None
        if len(run) == 1:
            is_evident = run[0].text in self._by_last
        else:
            is_known = self._key(run) in self._forms.get(run[-1].text, ())
            is_evident = len(run) in _NAME_WORDS and (
                is_apposed or is_known or self._openings[self._key(run)] > 1
            )
        return Span(run[0].start, run[-1].end) if is_evident else None

    def opening(self, start: int, end: int) -> Subject | None:
        """Whom the sentence is about, when it begins with a name or pronoun; else None."""
        segments = self._segments(_words(self._text, start, min(end, start + _SUBJECT_REACH)))
        if segments[0] and segments[0][0].text in self._lists["he"]:
            return Subject(None, "he")
        run = self._run(segments[0])
        name = self._evident(run, is_apposed=len(segments) > 1 and self._is_apposed(segments))
        is_object = any(word.text in ("و", "را") for word in segments[0][len(run) : len(run) + 1])
        return Subject(name) if name and not is_object else None

    def mentions(self, start: int, end: int, besides: Span | None = None) -> bool:
        """Whether people are named from `start` to `end`, other than `besides`."""
        known = self._text[slice(*besides)].split()[-1:] if besides else []
        return any(
            word.text in self._by_last and [word.text] != known for word in _words(self._text, start, end)
        )

    def joins(self, start: int, end: int) -> bool:
        """Whether another clause of the same rank begins there, by a comma or a word like "and"."""
        found = _words(self._text, start, min(end, start + _SUBJECT_REACH))
        has_comma = re.search("[،,؛]", self._text[start:end]) is not None
        return has_comma or any(word.text in self._lists["coordinate"] for word in found)

    def fullest(self, name: Span) -> Span:
        """Where the same name stands in the fullest form the document gives."""
        found = self._text[slice(*name)].split()
        if len(found) != 1 or len(self._forms.get(found[0], ())) != 1:
            return name
        places = self._by_last[found[0]]
        before = [place for place in places[:1] if place.start <= name.start]
        return before[-1] if before else places[0]

    def fits(self, pronoun: str, name: Span) -> bool:
        """Whether a pronoun may stand for a name: in Persian one pronoun stands for everybody."""
        return bool(pronoun and name)

    def is_first_person(self, start: int, end: int) -> bool:
        """Whether somebody says "I" or "we" there, outside quotations."""
        return self._first_person.search(self._text, start, end) is not None

    def label(self, start: int, end: int) -> Span | None:
        """The name of the speaker in what stands before a colon, when it is one."""
        run = self._run(_words(self._text, start, end))
        return self._evident(run) if run and run[-1].end == end else None

    def interviewed(self, title: str, end: int) -> list[Span]:
        """The names, in their fullest form, of those whom the text says it interviews, before `end`."""
        found = []
        for match in self._interview.finditer(self._text, 0, end):
            run = self._run(_words(self._text, match.end(), min(end, match.end() + 80)))
            found.append(self._named(run))
        titled = self._interview.search(title)
        words = title[titled.end() :].split("،")[0].split() if titled else []
        if len(words) in _NAME_WORDS:
            place = self._text.find(" ".join(words))
            found.append(Span(place, place + len(" ".join(words))) if place >= 0 else None)
        return [self.fullest(name) for name in found if name]

    def _named(self, run: Sequence[Word]) -> Span | None:
        """A name behind "interview with", which needs no other evidence than to be short."""
        title = self._title.match(self._text, run[0].start) if run else None
        run = [word for word in run if not title or word.start >= title.end()]
        is_name = len(run) in _NAME_WORDS and self._may_be_name(run)
        return Span(run[0].start, run[-1].end) if is_name else None

    def addressed(self, start: int, end: int) -> list[Span]:
        """The names, in their fullest form, of those whom a question addresses: "آقای N، …"."""
        title = self._title.match(self._text, start, end)
        segments = self._segments(_words(self._text, title.end(), end)[:8]) if title else []
        run = self._run(segments[0]) if len(segments) > 1 else []
        is_name = bool(run) and len(run) == len(segments[0]) < _NAME_WORDS.stop
        return [self.fullest(Span(run[0].start, run[-1].end))] if is_name else []


_SENTENCE = re.compile(r"[^\s.!?؟؛:\0«»][^.!?؟؛:\0«»]*")
