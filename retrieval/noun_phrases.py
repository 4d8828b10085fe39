"""Noun phrases: whose name "the former minister N", "Council of N" or "N of the Institute" is about."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.capitals import PARTICLES, POSSESSIVE, Word
from retrieval.model import Span
from retrieval.names import LONGEST_NAME, Names

_JOINTS = frozenset({"of", "for", "on", "at", "from", "the"})  # "Council of Experts of the North"


class NounPhrases:
    """Finds the names that noun phrases are about.

    Args:
        names: Of the document.
    """

    def __init__(self, names: Names) -> None:
        self._names = names

    def at_end(self, segment: Sequence[Word], *, opens: bool, beside: bool = False) -> Span | None:
        """The name with which a noun phrase ends, when it is the name of what the phrase is about.

        Args:
            segment: The words of a phrase without commas, such as "Renowned jurist Juan Garcés".
            opens: Whether the first of them begins a sentence, and has its capital perhaps from that.
            beside: Whether it stands beside a quotation, where a single unknown word may be a name.
        """
        runs = self._runs(segment)
        if runs is None:
            return None
        head, last = runs
        run = list(segment[head:last])
        name = self._names.without_roles(run)
        has_role = len(name) < len(run)
        if opens and head == 0 and not has_role and len(name) > 1 and not self._names.is_institution(name):
            rest = name[1:]
            if name[0].key in self._names.common and (len(rest) > 1 or self._names.is_known(rest[0])):
                name = rest
        before = segment[head - 1] if head else None
        if not name or len(name) > LONGEST_NAME or not self._may_precede(before, head, name, has_role):
            return None
        has_title = has_role or (before is not None and self._names.is_role(before))
        is_bare = len(name) == 1 and not has_title
        if is_bare and not self._may_stand_alone(name[0], beside and not (opens and name[0] == segment[0])):
            return None
        return self._with_rest(name, segment, last)

    def _runs(self, segment: Sequence[Word]) -> tuple[int, int] | None:
        """Where the run that heads "Council of Experts of Iran" begins and ends, when a segment ends so."""
        end = len(segment)
        start = self._run_start(segment, end)
        if start == end:
            return None
        while True:
            joint = start
            while joint > 0 and segment[joint - 1].key in _JOINTS:
                joint -= 1
            if all(word.key == "the" for word in segment[joint:start]):
                return start, end
            head = self._run_start(segment, joint)
            if head == joint:  # "a spokesman for Amnesty"
                return None
            start, end = head, joint

    def _run_start(self, segment: Sequence[Word], end: int) -> int:
        """Where the capitalised words that stand before `end` begin."""
        start = end
        while start > 0 and self._is_part(segment, start - 1, end):
            start -= 1
        return start

    def _is_part(self, segment: Sequence[Word], place: int, end: int) -> bool:
        """Whether a word is part of a name that ends at `end`; a particle is one between two others."""
        word = segment[place]
        if self._names.is_capitalised(word):
            return not POSSESSIVE.search(word.text)
        if word.key not in PARTICLES or place == end - 1:
            return False
        before = [other for other in segment[max(0, place - 2) : place] if other.key not in PARTICLES]
        return bool(before) and self._names.is_capitalised(before[-1])

    def _with_rest(self, name: Sequence[Word], segment: Sequence[Word], last: int) -> Span | None:
        """A body's name goes on after its first run; a person's affiliation is no part of the name."""
        if last == len(segment):
            return Span(name[0].start, name[-1].end)
        if self._names.is_institution(name):
            return Span(name[0].start, segment[-1].end)
        joint = segment[last].key
        is_person = len(name) > 1 or self._names.is_family_name(name[-1])
        return Span(name[0].start, name[-1].end) if is_person and joint != "and" else None

    def _may_precede(self, before: Word | None, head: int, name: Sequence[Word], has_role: bool) -> bool:
        """Whether a name may follow this word and still be what the phrase is about."""
        if before is None:
            return True
        if before.key == "the":
            return has_role or self._names.is_institution(name)
        if before.key in self._names.lists["coordinate"]:
            return head == 1 or before.key in ("but", "while", "whereas", "yet")
        if POSSESSIVE.search(before.text) or before.key in self._names.lists["adverbs"]:
            return True
        return self._names.is_role(before) or (
            head == 1 and before.key in self._names.no_names - self._names.lists["prepositions"]
        )

    def _may_stand_alone(self, word: Word, beside: bool) -> bool:
        if word.text in self._names.places:
            return False
        if word.key.endswith("s") and (
            word.key[:-1] in self._names.common or word.text[:-1] in self._names.places
        ):
            return False  # "Iranians", "Prisoners"
        if self._names.is_acronym(word.text) or self._names.is_known(word):
            return True
        return beside and word.key not in self._names.common
