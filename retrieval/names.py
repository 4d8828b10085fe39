"""Names in scripts with capitals, recognised by their form alone.

A name is a run of capitalised words with what such runs may hold ("de", "al-", "O'", initials), without the
words for what somebody is ("Mr.", "Ambassador"). What else is written with a capital is told apart by its
place: the first word of a sentence, a place people are "in", a day, a body of several words.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from retrieval.capitals import CAPITALISED, CAPITALS, POSSESSIVE, RUN, Word, words
from retrieval.model import Span

_LOWER = re.compile(r"(?<![\w’'-])[a-z]{2,}")
_AGENT = re.compile(r"(?:er|or|ist|ian|man|woman|person|ant|ent|ee|eur|list)\Z")  # "lawyer", "activist"

_OFFICE_OF = re.compile(rf"[{CAPITALS}][\w’'-]* (?:of|for) \Z")
LONGEST_NAME = 6  # words
_MOST_FORMS = 6  # different full names with one family name: which is meant cannot be told

_Forms = dict[tuple[str, ...], list[Span]]  # a name's words, and where it stands


class Names:
    """The names of one document.

    Args:
        text: Its text.
        paragraphs: Where its paragraphs stand: names are gathered from them, not from headings.
        lists: What a language's file says under `speech`.
        stop_words: Of the language.

    Attributes:
        text: The document's text.
        lists: As given.
        common: The words it has without a capital.
        places: The words that are names of places in it.
        no_names: Words that are no part of a name even with a capital.
    """

    def __init__(
        self,
        text: str,
        paragraphs: Sequence[Span],
        lists: Mapping[str, frozenset[str]],
        stop_words: frozenset[str],
    ) -> None:
        self.text = text
        self.lists = lists
        self.no_names = stop_words | lists["calendar"] | lists["adverbs"] | lists["coordinate"]
        self.common = {match for span in paragraphs for match in _LOWER.findall(text, *span)}
        self.places = self._found_places(paragraphs)
        self._by_last: dict[str, _Forms] = defaultdict(dict)
        self._by_first: dict[str, _Forms] = defaultdict(dict)
        self._genders: dict[str, set[str]] = defaultdict(set)
        self._gather(paragraphs)
        self._chosen = lru_cache(maxsize=None)(self._candidates)

    def _found_places(self, paragraphs: Sequence[Span]) -> frozenset[str]:
        """Single capitalised words that people are "in"."""
        before = "|".join(sorted(self.lists["places"]))
        pattern = re.compile(rf"(?<!\w)(?:{before}) ([{CAPITALS}][\w’-]*+)(?! [{CAPITALS}])(?![’'])")
        return frozenset(match[1] for span in paragraphs for match in pattern.finditer(self.text, *span))

    def _gather(self, paragraphs: Sequence[Span]) -> None:
        for span in paragraphs:
            for match in RUN.finditer(self.text, *span):
                for run in self._parts(words(self.text, match.start(), match.end())):
                    self._keep(run, span.start)

    def _keep(self, run: list[Word], begin: int) -> None:
        """Files a run of capitalised words under its last and its first word."""
        whole = run
        run = self.without_roles(run)
        while run and run[0].key in self.no_names:
            run = run[1:]
        if not run:
            return
        if len(run) > 1 and self._opens(run[0], begin) and run[0].key in self.common:
            run = run[1:]
        self._note_gender(whole, run)
        if not 2 <= len(run) <= LONGEST_NAME or all(word.text.isupper() for word in run):
            return
        # "the Free Iran convention" names no person
        is_person = not self.is_institution(run) and not self._is_bound(run[0].start, begin)
        form, span = tuple(word.key for word in run), Span(run[0].start, run[-1].end)
        if is_person and run[-1].text not in self.places:
            self._by_last[form[-1]].setdefault(form, []).append(span)
        if is_person or form[0] in self.lists["institutions"]:
            self._by_first[form[0]].setdefault(form, []).append(span)

    def _is_bound(self, place: int, begin: int) -> bool:
        """Whether what stands before a run takes a part of it: "the Free N", "Minister of Housing N"."""
        before = self.text[max(begin, place - 60) : place]
        return before.endswith("the ") or _OFFICE_OF.search(before) is not None

    def _note_gender(self, whole: Sequence[Word], run: Sequence[Word]) -> None:
        for word in whole[: len(whole) - len(run)]:
            for gender in ("masculine", "feminine"):
                if word.key in self.lists[gender]:
                    self._genders[run[-1].key].add(gender)

    def _opens(self, word: Word, begin: int) -> bool:
        """Whether a word has its capital perhaps only for beginning a sentence."""
        before = self.text[max(begin, word.start - 3) : word.start].strip()
        return not before or before[-1] in ".!?…:”“\"'‘’«»–—-•"

    def _parts(self, run: Sequence[Word]) -> list[list[Word]]:
        """A run cut where a sentence ends in it, and behind a possessive."""
        parts: list[list[Word]] = [[]]
        for number, word in enumerate(run):
            if number and parts[-1]:
                last = run[number - 1]
                is_stop = "." in self.text[last.end : word.start] and last.key not in self.lists["roles"]
                if is_stop or POSSESSIVE.search(last.text):
                    parts.append([])
            parts[-1].append(word)
        return [[word for word in part if not POSSESSIVE.search(word.text)] for part in parts]

    def is_institution(self, run: Iterable[Word]) -> bool:
        """Whether a run of capitalised words names a body rather than a person."""
        return any(word.key in self.lists["institutions"] or self.is_acronym(word.text) for word in run)

    @staticmethod
    def is_acronym(word: str) -> bool:
        """Whether a word is the letters of a longer name: "UNHCR", "NCRI-US"."""
        return 2 <= len(word) <= 8 and word.isupper() and word.replace("-", "").isalpha()

    def is_role(self, word: Word) -> bool:
        """Whether a word says what somebody is."""
        return word.key in self.lists["roles"] or (word.text.islower() and bool(_AGENT.search(word.key)))

    def without_roles(self, run: list[Word]) -> list[Word]:
        """What stands after the last word for what somebody is."""
        roles = [number for number, word in enumerate(run) if word.key in self.lists["roles"]]
        return run[roles[-1] + 1 :] if roles else run

    def is_capitalised(self, word: Word) -> bool:
        """Whether a word has the form of a part of a name."""
        return bool(CAPITALISED.match(word.text)) and word.key not in self.no_names

    def is_known(self, word: Word) -> bool:
        """Whether a word is a part of a fuller name in the document."""
        return word.key in self._by_last or word.key in self._by_first

    def is_family_name(self, word: Word) -> bool:
        """Whether a word is the last of a person's fuller name."""
        return word.key in self._by_last

    def fullest(self, name: Span) -> Span:
        """Where the same name stands in its fullest form: the last such place before `name`, else the first.

        Where the form is shared by several people, it stays as it is.
        """
        parts = tuple(word.key for word in words(self.text, *name))
        candidates, starts = self._chosen(parts)
        if not candidates:
            return name
        place = bisect_left(starts, name.start + 1)
        return candidates[max(0, place - 1)]

    def _candidates(self, parts: tuple[str, ...]) -> tuple[list[Span], list[int]]:
        """The places of the fullest form of a name, and where they start."""
        if not parts or len(self._by_last.get(parts[-1], ())) > _MOST_FORMS:
            return [], []
        known = self._by_last.get(parts[-1], {})
        fuller = {form: spans for form, spans in known.items() if _is_longer(form, parts)}
        if not known and len(parts) == 1:
            fuller = self._by_first.get(parts[0], {})
        if not fuller or not _is_one_name(fuller):
            return [], []
        spans = fuller[max(fuller, key=len)]
        return spans, [span.start for span in spans]

    def mentions(self, masked: str, start: int, end: int, besides: Span | None) -> bool:
        """Whether people are named in a part of `masked`, other than `besides`."""
        known = words(self.text, *besides)[-1].key if besides else ""
        found = words(masked, start, end)
        place = 0
        while place < len(found):
            last = place
            while last < len(found) and self.is_capitalised(found[last]):
                last += 1
            run = self.without_roles(found[place:last])
            if run and run[-1].key != known and self._is_person(run, found[place]):
                return True
            place = last + 1
        return False

    def _is_person(self, run: Sequence[Word], first: Word) -> bool:
        if self.is_institution(run) or run[-1].text in self.places:
            return False
        return run[-1].key in self._by_last or run[0] != first

    def gender(self, name: Span) -> str | None:
        """`masculine` or `feminine` where a title tells."""
        found = words(self.text, *name)
        genders = self._genders.get(found[-1].key, set()) if found else set()
        return next(iter(genders)) if len(genders) == 1 else None


def _is_longer(form: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    return len(form) > len(parts) and form[-len(parts) :] == parts


def _is_one_name(forms: Iterable[tuple[str, ...]]) -> bool:
    """Whether all forms may be one name: each holds the words of the shorter ones."""
    ordered = sorted(forms, key=len)
    return all(set(a) <= set(b) for a, b in itertools.pairwise(ordered))
