"""Verifying: whether a text stands in the archive, where, and if not quite, how the two differ.

Candidates come from the inverted index; whether a text is the document's is then told by comparing every
word and mark (`retrieval.comparing`), never by a score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from retrieval.comparing import units
from retrieval.differing import pairs_shared
from retrieval.framing import without_attribution, without_layout, without_ornament
from retrieval.index import Index
from retrieval.likeness import Likeness, Stretch, likeness
from retrieval.matching import ROOM, SHORTEST, Match, Wanted, matches
from retrieval.model import Document, Metadata
from retrieval.neighbourhoods import Neighbourhood, Neighbourhoods, united
from retrieval.reprints import words_of
from retrieval.text import normal_form
from retrieval.verdict import Kind, Piece, Place, Verdict
from retrieval.whereabouts import Whereabouts

LONGEST = 20_000  # characters; a longer text is no quotation
COMPARED = 3  # stretches that are compared word by word
PIECES = 60  # sentences of a text that are looked for one by one


class Found(NamedTuple):
    """A match, and the number of its document."""

    document: int
    match: Match


class Verifier:
    """Verifies texts.

    Args:
        index: Of the archive.
        document: Gives the document of a number.
        documents: The metadata of all documents.
    """

    def __init__(
        self,
        index: Index,
        document: Callable[[int], Document],
        documents: Sequence[Metadata],
    ) -> None:
        self._document = document
        self._neighbourhoods = Neighbourhoods(index, document, documents)
        self._whereabouts = Whereabouts(index, document)
        self._titles = frozenset(each.title for each in documents)

    def verdict(self, text: str) -> Verdict:
        """The verdict on a text, with whatever stands around the quotation in it.

        Raises:
            ValueError: It is longer than `LONGEST` characters.
        """
        if len(text) > LONGEST:
            raise ValueError(f"a text has at most {LONGEST} characters, not {len(text)}")
        given = normal_form(text)
        whole = self._of_quotation(given)
        if whole.kind is Kind.EXACT:
            return whole
        bare = without_ornament(given)
        framed = without_layout(bare.quotations[0], self._titles)
        is_framed = framed.set_aside or bare.quotations[0] != given
        parts = [self._of_quotation(each) for each in framed.quotations] if is_framed else [whole]
        parts = [self._without_attribution(part) for part in parts]
        aside = (*bare.set_aside, *framed.set_aside, *(each for part in parts for each in part.set_aside))
        return replace(_together(parts), text=given, set_aside=aside)

    def _without_attribution(self, verdict: Verdict) -> Verdict:
        """The verdict on the same text without an attribution, if it has one."""
        if verdict.kind is Kind.EXACT:
            return verdict
        near = self._near(Wanted(verdict.text))[:COMPARED]
        known = {word for each in near for word in _facts(self._document(each.document))}
        framed = without_attribution(verdict.text, known)
        if not framed.set_aside:
            return verdict
        without = self._of_quotation(framed.quotations[0])
        return replace(without, set_aside=framed.set_aside)

    def _of_quotation(self, text: str) -> Verdict:
        """The verdict on a text that is all quotation."""
        wanted = Wanted(text)
        near = self._near(wanted) if wanted.words else []
        if wanted.words < SHORTEST or not near:
            return self._of_little(wanted, near)
        stretches = self._stretches(near)
        found = _exact(wanted, stretches)
        if found:
            return self._standing_there(wanted, found)
        best = self._nearest(wanted, stretches)
        if best is None or not best.is_close or best.foreign:
            return self._by_sentence(wanted, best)
        return self._like(text, best)

    def _near(self, wanted: Wanted) -> list[Neighbourhood]:
        return self._neighbourhoods.near(wanted.text, wanted.sentences, ROOM * (len(wanted.runs) - 1))

    def _of_little(self, wanted: Wanted, near: Sequence[Neighbourhood]) -> Verdict:
        """Too few words, or none that the index knows, are told only where they are whole sentences."""
        near = near or (self._neighbourhoods.wordless() if wanted.words else [])
        found = [each for each in _exact(wanted, self._stretches(near)) if self._place(each).whole]
        if found:
            return self._standing_there(wanted, found)
        tells = wanted.words >= SHORTEST and self._neighbourhoods.tells(wanted.text)
        return Verdict(Kind.ABSENT if tells else Kind.CANNOT_TELL, wanted.text)

    def _stretches(self, near: Iterable[Neighbourhood]) -> list[Stretch]:
        texts = [(each, self._document(each.document).text) for each in united(near)]
        return [Stretch(each.document, text, units(text, *each.span)) for each, text in texts]

    def _standing_there(self, wanted: Wanted, found: Sequence[Found]) -> Verdict:
        """The verdict on a text that is the document's word for word, if it is not cut in a telling place."""
        cuts = [self._whereabouts.cut(wanted, *each) for each in found]
        whole = [each for each, cut in zip(found, cuts, strict=True) if not cut]
        if not whole:
            return Verdict(Kind.DIFFERS, wanted.text, (self._place(found[0]),), tuple(cuts[0]))
        places = tuple(map(self._place, whole))
        return Verdict(Kind.EXACT, wanted.text, places, left_out=self._left_out(whole[0]))

    def _left_out(self, found: Found) -> tuple[str, ...]:
        document = self._document(found.document)
        return tuple(document.slice(span).strip() for span in found.match.left_out)

    def _place(self, found: Found) -> Place:
        return self._whereabouts.place(*found)

    def _nearest(self, wanted: Wanted, stretches: Sequence[Stretch]) -> Likeness | None:
        """How the text differs from what is nearest to it."""
        order = sorted(stretches, key=lambda stretch: -pairs_shared(wanted.plain, stretch.row))
        compared = (likeness(wanted, stretch, self._whereabouts) for stretch in order[:COMPARED])
        return min(
            (one for one in compared if one), key=lambda one: (not one.is_close, one.distance), default=None
        )

    def _like(self, text: str, best: Likeness) -> Verdict:
        """The verdict on a text that is a version of what stands in a document."""
        found = Found(best.document, best.match)
        if best.differences:
            return Verdict(Kind.DIFFERS, text, (self._place(found),), best.differences)
        return Verdict(Kind.EXACT, text, (self._place(found),), left_out=self._left_out(found))

    def _by_sentence(self, wanted: Wanted, best: Likeness | None) -> Verdict:
        """The verdict on a text that stands nowhere as a whole, from its sentences."""
        if len(wanted.sentences) > 1:
            pieces = tuple(self._piece(wanted.text[slice(*span)]) for span in wanted.sentences[:PIECES])
            if any(piece.places for piece in pieces):
                return Verdict(Kind.IN_PART, wanted.text, pieces=pieces)
        if best is not None and (best.is_close or len(best.foreign) < len(wanted.sentences) > 1):
            return self._like(wanted.text, best)
        return Verdict(Kind.ABSENT, wanted.text)

    def _piece(self, text: str) -> Piece:
        """A sentence by itself, and where it stands."""
        wanted = Wanted(text)
        if wanted.words < SHORTEST:
            return Piece(text)
        found = _exact(wanted, self._stretches(self._near(wanted)))
        return Piece(
            text, tuple(self._place(each) for each in found if not self._whereabouts.cut(wanted, *each))
        )


def _exact(wanted: Wanted, stretches: Iterable[Stretch]) -> list[Found]:
    """Everywhere that a text stands, word for word."""
    found = [Found(each.document, match) for each in stretches for match in matches(wanted, each.row)]
    return list(dict.fromkeys(found))


def _together(parts: Sequence[Verdict]) -> Verdict:
    """One verdict on the quotations of one message."""
    if len(parts) == 1:
        return parts[0]
    kinds = {part.kind for part in parts}
    if kinds == {Kind.EXACT}:
        places = tuple(dict.fromkeys(place for part in parts for place in part.places))
        return replace(
            parts[0], places=places, left_out=tuple(one for part in parts for one in part.left_out)
        )
    if Kind.EXACT in kinds or Kind.IN_PART in kinds:
        return Verdict(Kind.IN_PART, "", pieces=tuple(piece for part in parts for piece in _pieces(part)))
    return next((part for part in parts if part.kind is Kind.DIFFERS), parts[0])


def _pieces(verdict: Verdict) -> tuple[Piece, ...]:
    if verdict.kind is Kind.IN_PART:
        return verdict.pieces
    return (Piece(verdict.text, verdict.places if verdict.kind is Kind.EXACT else ()),)


def _facts(document: Metadata) -> set[str]:
    """The words of what is known of a document."""
    facts = (document.title, document.creator, document.publisher, document.date, document.identifier)
    return {word for fact in facts if fact for word in words_of(fact)}
