"""Where one article of a page ends and the next begins, by what repeats in the page itself.

Four things show it: a title printed twice, a line that asks to share, a byline, a date. One of them alone is
nothing; a page whose articles each have it shows a layout, and the seams are where that layout begins again.
A page that shows none is one article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from retrieval.page_lines import Line, Mark, recurring

_SURE_TITLE = 3  # words; what is printed twice and shorter may be a name below a picture
_SIGNS = (Mark.BYLINE, Mark.DATE)
_PLAIN = (Mark.LABEL, Mark.NOTE, Mark.RULE)


@dataclass(frozen=True)
class Piece:
    """One article, as lines of the page.

    Attributes:
        lines: Numbers of the lines from its first to its last.
        title: The number of its title's line, if it has one.
    """

    lines: range
    title: int | None


@dataclass(frozen=True)
class Layout:
    """The lines of a page, and what of them comes back with each article.

    Attributes:
        lines: Of the whole page.
    """

    lines: Sequence[Line]

    @cached_property
    def runs(self) -> list[range]:
        """The lines before, between and after prose, as runs; the first and the last may be empty."""
        prose = [n for n, line in enumerate(self.lines) if line.mark is Mark.PROSE]
        edges = [-1, *prose, len(self.lines)]
        found = [range(first + 1, last) for first, last in pairwise(edges)]
        return [run for place, run in enumerate(found) if run or place in (0, len(found) - 1)]

    @cached_property
    def _counts(self) -> Counter[str]:
        return recurring(self.lines)

    @cached_property
    def doubled(self) -> frozenset[int]:
        """The numbers of lines that the next one repeats: titles, where they are longer than a name."""
        return frozenset(
            n
            for n, (line, after) in enumerate(pairwise(self.lines))
            if line.is_label and line.key == after.key and len(line.key.split()) >= _SURE_TITLE
        )

    @cached_property
    def names_again(self) -> frozenset[int]:
        """The numbers of lines that say the name of the byline before them once more."""
        pairs = enumerate(pairwise(self.lines), 1)
        return frozenset(
            n
            for n, (line, after) in pairs
            if line.name and after.is_label and after.key == line.name.casefold()
        )

    @cached_property
    def closers(self) -> frozenset[int]:
        """The numbers of lines that stand between articles: to share, or most often above a title."""
        before: Counter[str] = Counter(
            self.lines[n - 1].key
            for n in range(1, len(self.lines))
            if self._opens(n) and self.lines[n - 1].is_label
        )
        learned = {key for key, count in before.items() if count > 1 and 2 * count >= self._counts[key]}
        return frozenset(
            n
            for n, line in enumerate(self.lines)
            if line.mark is Mark.SHARE or (line.mark in _PLAIN and line.key in learned)
        )

    def _opens(self, number: int) -> bool:
        """Whether an article surely begins here: a title twice, or one with a byline or date below it."""
        line, after = self.lines[number], self.lines[number + 1 : number + 2]
        is_signed = (
            line.mark is Mark.LABEL and after and after[0].mark in _SIGNS and number + 2 < len(self.lines)
        )
        return number in self.doubled or bool(is_signed and self.lines[number - 1].mark is Mark.LABEL)

    def titles(self, run: range) -> list[int]:
        """The numbers of a run's lines that may be a title."""
        return [
            n
            for n in run
            if self.lines[n].mark is Mark.LABEL
            and n not in self.closers
            and n not in self.names_again
            and n - 1 not in self.doubled
            and self._counts[self.lines[n].key] == 1
        ]

    def pieces(self) -> list[Piece]:
        """The page's articles in their order; together they hold every line."""
        starts = list(self._starts())
        # What stands above the first title is the page's own, and goes with the first article.
        bounds = [(0, self._first(starts)), *starts, (len(self.lines), None)]
        return [Piece(range(begin, end), title) for (begin, title), (end, _) in pairwise(bounds)]

    def _first(self, starts: Sequence[tuple[int, int | None]]) -> int | None:
        """The title of the page's first article, above which the page's own lines may stand."""
        run = self.runs[0]
        candidates = self.titles(run)
        if any(n in self.doubled for n in run) or any(n in self.closers for n in run) or self._by_kind(run):
            return self._title(run)
        # Nothing marks it: it is as near to the text as the titles of the others are.
        others = [title for _, title in starts if title is not None]
        near = [title for title in others if self.lines[title + 1].mark is Mark.PROSE]
        return self._title(run) if not candidates or 2 * len(near) <= len(others) else candidates[-1]

    def _starts(self) -> Iterator[tuple[int, int | None]]:
        """Where the second article and each after it begins, and its title."""
        kinds = self._kinds()
        closers_are_sure = self._closers_are_sure(kinds)
        for run in self.runs[1:-1]:
            title = self._title(run)
            closers = [n for n in run if n in self.closers]
            if title is not None and self._has(run, kinds):
                yield self._begin(run, title), title
            elif title is None and closers and closers_are_sure:
                yield closers[-1] + 1, None

    def _kinds(self) -> set[str]:
        """What shows articles on this page: each stands with two of them at least."""
        inner = Counter(kind for run in self.runs[1:-1] for kind in self._of(run))
        edges = self._of(self.runs[0]) | self._of(self.runs[-1])
        return {kind for kind, count in inner.items() if kind in edges or (kind == "doubled" and count > 1)}

    def _of(self, run: range) -> set[str]:
        found = {self.lines[n].mark.value for n in run if self.lines[n].mark in _SIGNS}
        found |= {"doubled"} if any(n in self.doubled for n in run) else set()
        return found | ({"closer"} if any(n in self.closers for n in run) else set())

    def _has(self, run: range, kinds: set[str]) -> bool:
        of_run = self._of(run) & kinds
        return bool(of_run) and ("doubled" not in kinds or bool(of_run - {"byline", "date"}))

    def _closers_are_sure(self, kinds: set[str]) -> bool:
        """Whether most lines to share on this page stand between two titled articles."""
        runs = [run for run in self.runs[1:-1] if "closer" in self._of(run)]
        titled = [run for run in runs if self._title(run) is not None]
        return "closer" in kinds and len(titled) > 1 and 2 * len(titled) > len(runs)

    def _title(self, run: range) -> int | None:
        """The line of a run that is the title of the article after it, were one to begin there."""
        doubled = [n for n in run if n in self.doubled]
        candidates = self.titles(run)
        if doubled or not candidates:
            return doubled[0] if doubled else None
        closers = [n for n in run if n in self.closers]
        marks = closers or [n for n in run if self.lines[n].mark in _SIGNS]
        below = [n for n in marks if self._kind(n) in self._below]
        if below:
            ahead = [n for n in candidates if n < below[-1]] or candidates[:1]
            return max((n for n in ahead if n < below[0]), default=ahead[0])
        if not marks:
            return candidates[0] if run == self.runs[0] else None
        behind = [n for n in candidates if n > (marks[0] if closers else marks[-1])]
        return behind[0] if behind else candidates[-1]

    def _kind(self, number: int) -> str:
        return "closer" if number in self.closers else self.lines[number].mark.value

    @cached_property
    def _below(self) -> set[str]:
        """The kinds of marks that stand below the titles on this page, as most of its runs have it."""
        votes: Counter[str] = Counter()
        for place, run in enumerate(self.runs[:-1]):
            titles = self.titles(run)
            weight = 2 if place else 1  # above the first article stands the head of the page, too
            for kind, numbers in self._by_kind(run).items():
                votes[kind] += weight * (
                    any(n < numbers[-1] for n in titles) - any(n > numbers[0] for n in titles)
                )
        at_end = self._by_kind(self.runs[-1])
        return {kind for kind, count in votes.items() if count > 0 and kind not in at_end}

    def _by_kind(self, run: range) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for n in run:
            if n in self.closers or self.lines[n].mark in _SIGNS:
                found.setdefault(self._kind(n), []).append(n)
        return found

    def _begin(self, run: range, title: int) -> int:
        """The article's first line: its title, or what stands above the page's first title too."""
        first = self.runs[0]
        its_title = self._title(first)
        above = {self.lines[n].mark for n in first if its_title is not None and n < its_title} & set(_SIGNS)
        begin = title
        while begin - 1 in run and self.lines[begin - 1].mark in above:
            begin -= 1
        return begin
