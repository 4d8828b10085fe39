"""A page -> its articles: clean texts with what the page states of each.

Sentences are copied and never changed. What goes is the page's own: menus, lines to share, the second copy of
a title; bylines and dates of their own line go as well, once the article carries what they say.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from retrieval.datelines import dateline
from retrieval.layout import normalised
from retrieval.metadata import has_words
from retrieval.model import BlockKind
from retrieval.page_lines import Line, Mark, page_lines
from retrieval.seams import Layout, Piece
from retrieval.structure import TEXT_KINDS, blocks

_PUBLISHER_FORMS = frozenset(
    {"source:", "publisher:", "quelle:", "منبع:", "ناشر:", "المصدر:"}  # these words say what they name
)
_TITLE_PLACES = 12  # a title further down than this many lines is none
_SIGNS = (Mark.BYLINE, Mark.DATE)


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article of a page.

    Attributes:
        text: In normal form; its title, if it has one, is the first line.
        title: As the page prints it; none where it prints none.
        creator: Whom its byline, or the line above its closing date, names.
        publisher: Whom its credit or its dateline names.
        date: Of its date line or dateline, ISO 8601.
    """

    text: str = field(repr=False)
    title: str | None = None
    creator: str | None = None
    publisher: str | None = None
    date: str | None = None


def articles(text: str, title: str = "", *, whole: bool = False) -> tuple[Article, ...]:
    """The articles of a page, in their order.

    Args:
        text: Of the page, in normal form.
        title: Of the page as its metadata give it; it is the title of the article if there is just one.
        whole: Take the page as one article whatever it looks like.
    """
    page = _Page(text, title)
    pieces = page.layout.pieces()
    if len(pieces) > 1 and not whole:
        return tuple(page.article(piece) for piece in pieces)
    return (page.article(Piece(range(len(page.lines)), page.place_of(title, pieces[0])), is_alone=True),)


@dataclass(frozen=True)
class _Page:
    text: str
    title: str

    @cached_property
    def lines(self) -> list[Line]:
        return page_lines(self.text, self.title)

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.lines)

    @cached_property
    def kinds(self) -> list[BlockKind]:
        """What each line is in the page as a whole."""
        found = blocks(self.text, self.title)
        starts = [block.start for block in found]
        return [found[bisect.bisect_right(starts, line.start) - 1].kind for line in self.lines]

    @cached_property
    def credit_forms(self) -> frozenset[str]:
        """The forms of byline that name a publisher: this page says such a name a second time."""
        again = {self.lines[n - 1].form for n in self.layout.names_again}
        doubled = {line.form for line in self.lines if line.name and _once(line.name) != line.name}
        return _PUBLISHER_FORMS | again | doubled

    def words(self, number: int) -> str:
        line = self.lines[number]
        return self.text[line.start : line.end]

    def place_of(self, title: str, piece: Piece) -> int | None:
        """The line of the title that a page of one article has."""
        key = normalised(title)
        near = (n for n, line in enumerate(self.lines[:_TITLE_PLACES]) if line.key == key)
        return next(near, None) if key else piece.title

    def article(self, piece: Piece, *, is_alone: bool = False) -> Article:
        stated = self._stated(piece, is_alone=is_alone)
        kept = [self.words(n) for n in self._kept(piece, stated)]
        title = None if piece.title is None else self.words(piece.title)
        if not kept and is_alone:
            return Article(text=self.text, title=title)
        return Article(text="\n\n".join([title, *kept] if title else kept), title=title, **stated)

    def _stated(self, piece: Piece, *, is_alone: bool) -> dict[str, str | None]:
        """Creator, publisher and date, as the lines around the article's prose state them."""
        head, tail = self._edges(piece)
        dates = [date for n in head if (date := self._date(n))]
        last = [date for n in tail if (date := self._date(n))]
        # Below a page's only article, several dates are those of other articles it leads to.
        dates += [] if is_alone and len(set(last)) > 1 else last[-1:]
        names = [n for n in (*head, *tail) if self.lines[n].name]
        publishers = [name for n in names if self._is_credit(n, piece) and (name := self._name(n))]
        creators = [name for n in names if not self._is_credit(n, piece) and (name := self._name(n))]
        signer = self._signer(tail)
        creators += [self.words(signer)] if signer is not None and not creators else []
        opening = next((n for n in piece.lines if self.lines[n].mark is Mark.PROSE), None)
        line = dateline(self.words(opening)) if opening is not None else None
        return {
            "creator": next(iter(creators), None),
            "publisher": next(iter(publishers), line.agency if line else None),
            "date": next(iter(dates), line.date if line else None),
        }

    def _edges(self, piece: Piece) -> tuple[list[int], list[int]]:
        """The lines between title and prose, and those after the prose; without a title none are before."""
        prose = [n for n in piece.lines if self.lines[n].mark is Mark.PROSE]
        if not prose:
            return [], []
        is_above = piece.title is not None and piece.lines.start > 0
        begin = prose[0] if piece.title is None else piece.lines.start if is_above else self._top(piece.title)
        return list(range(begin, prose[0])), list(range(prose[-1] + 1, piece.lines.stop))

    def _top(self, title: int) -> int:
        """The first of the lines that belong to the page's first article: as far above as for the second."""
        others = [piece for piece in self.layout.pieces()[1:] if piece.title is not None]
        above = max(
            (piece.title - piece.lines.start for piece in others if piece.title is not None), default=0
        )
        return max(0, title - above)

    def _date(self, number: int) -> str | None:
        """The date of a line, unless the words before it say it is some other day ("Last updated:")."""
        before = self.lines[number - 1] if number else None
        is_other = before is not None and before.mark is Mark.NOTE and number - 1 not in self.layout.closers
        return None if is_other and self.lines[number].mark is Mark.DATE else self.lines[number].date

    def _name(self, number: int) -> str | None:
        name = self.lines[number].name
        return _once(name) if name else None

    def _is_credit(self, number: int, piece: Piece) -> bool:
        """Whether a byline names a publisher, and not a person whom the article's last words introduce."""
        name = self._name(number) or ""
        last = next((n for n in reversed(piece.lines) if self.lines[n].mark is Mark.PROSE), None)
        is_introduced = last is not None and self.words(last).startswith(f"{name} ")
        is_said_again = number + 1 in self.layout.names_again
        return self.lines[number].form in self.credit_forms and (is_said_again or not is_introduced)

    def _signer(self, tail: Sequence[int]) -> int | None:
        """The line above the date that ends an article, when nothing else stands there: who signed it."""
        if len(tail) < 2 or self.lines[tail[1]].mark is not Mark.DATE or self._date(tail[1]) is None:
            return None
        line = self.lines[tail[0]]
        return tail[0] if line.mark is Mark.LABEL and tail[0] not in self.layout.closers else None

    def _kept(self, piece: Piece, stated: dict[str, str | None]) -> Iterator[int]:
        """The lines that are the article's own words, without its title."""
        own = self._judged_alone(piece)
        title = -1 if piece.title is None else piece.title
        for n in piece.lines:
            kind = self.kinds[n]
            is_title = n == title or (n - 1 == title and self.lines[n].key == self.lines[title].key)
            if is_title or n in self.layout.closers or self._is_carried(n, stated):
                continue
            is_text = kind in TEXT_KINDS or (self.lines[n].mark is Mark.PROSE and n in own)
            if is_text or (kind is BlockKind.HEADING and n > title and self.lines[n].mark not in _SIGNS):
                yield n

    def _is_carried(self, number: int, stated: dict[str, str | None]) -> bool:
        """Whether the article's metadata say what a line says."""
        line = self.lines[number]
        if line.mark is Mark.LABEL and number not in self.layout.names_again:
            return self.words(number) == stated["creator"]
        facts = [self._name(number), line.date] if line.mark in _SIGNS else [_once(self.words(number))]
        said = {fact and normalised(fact) for fact in stated.values()}
        return line.mark is not Mark.PROSE and all(fact is None or normalised(fact) in said for fact in facts)

    def _judged_alone(self, piece: Piece) -> set[int]:
        """The lines of prose that are text in their article, though something on the page repeats them."""
        prose = [n for n in piece.lines if self.lines[n].mark is Mark.PROSE]
        alone = blocks("\n\n".join(self.words(n) for n in prose))
        texts = [block.start for block in alone if block.kind in TEXT_KINDS]
        found, position = set(), 0
        for n in prose:
            place = bisect.bisect_left(texts, position)
            if place < len(texts) and texts[place] == position:
                found.add(n)
            position += len(self.words(n)) + 2
        return found


def _once(name: str) -> str:
    """A name that is printed twice in one line, once."""
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half and words[:half] == words[half:] and has_words(name) else name
