"""Links that open a page at the quoted words: text fragments, `#:~:text=first words,last words`.

A browser looks for the first words (the start), then for the nearest last words (the end), and lights up all
from the one to the other. It compares whole words, ignores case and accents, and takes the first match.
Hence:

- A part stays within one line of the text and within single spaces: it may not reach over two blocks of the
  page, and two spaces in a row may be any odd blanks there.
- A part ends where a word does, with its punctuation: half a word is never found.
- The start grows until it stands once in the document. Where a sentence stands twice, the words before it
  (the prefix) tell which one is meant, else, for a quote on one line, the words after it (the suffix). In a
  range a suffix tells ends apart but not starts: from a wrong start the browser would go on to the right end.

Words are compared without punctuation, and inside of other words too: so more places are counted than a
browser finds, never fewer.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote as percent_encoded

import regex

from retrieval.spans import Span

LONGEST = 350  # characters of a fragment, wherever one so short leads there
FEWEST_WORDS = 4  # of a start or an end: fewer soon stand elsewhere on a page, as in its menu
MOST_WORDS = 14  # more would hardly tell two places apart
_CONTEXT = 300  # characters around a quote in which a prefix or a suffix is looked for
_HELD_TEXTS = 8  # the quotes of one answer come from few documents

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"  # no spaces between words
_BREAK = regex.compile(r"\n\s*|\s{2,}")
_GAP = regex.compile(rf"\s|(?<=\p{{P}})(?=[{_UNSPACED}])")
_WORD = regex.compile(rf"[{_UNSPACED}]{{1,2}}|[^\s{_UNSPACED}]+")
_IGNORED = regex.compile(r"[\p{Mn}\p{Cf}]+")  # accents and joiners, which browsers do not compare
_BETWEEN = regex.compile(r"[\W_]+")


@dataclass(frozen=True)
class _Parts:
    """The parts of a fragment, as spans of the text."""

    start: Span
    end: Span | None = None
    prefix: Span | None = None
    suffix: Span | None = None

    @property
    def telling(self) -> Span:
        """What may not stand elsewhere, so that the browser finds the right start."""
        first, last = self.prefix or self.start, self.start if self.end else self.suffix or self.start
        return Span(first.start, last.end)

    def encoded(self, text: str) -> str:
        """The parts as they stand in a link."""
        prefix = f"{_encoded(text, self.prefix)}-" if self.prefix else None
        end = _encoded(text, self.end) if self.end else None
        suffix = f"-{_encoded(text, self.suffix)}" if self.suffix else None
        return ",".join(filter(None, (prefix, _encoded(text, self.start), end, suffix)))


def text_fragment(text: str, span: Span) -> str | None:
    """The fragment that leads to a span, without the `#`.

    Args:
        text: The document's, in normal form.
        span: Of a quote; it neither begins nor ends with white space.

    Returns:
        `:~:text=…`; nothing when no fragment would lead there.
    """
    fragments = [parts.encoded(text) for parts in _leading(text, span)]
    best = next((fragment for fragment in fragments if len(fragment) <= LONGEST), None)
    best = best or min(fragments, key=len, default=None)
    return f":~:text={best}" if best else None


def _leading(text: str, span: Span) -> Iterator[_Parts]:
    """Parts that stand nowhere else, up to the first short ones; if there are none, some that stand first."""
    everything = _folded_text(text)
    found = False
    for parts in _candidates(text, span):
        if _stands_once(text, parts.telling, everything):
            found = True
            yield parts
            if len(parts.encoded(text)) <= LONGEST:
                return
    if found:
        return
    for parts in _candidates(text, span):
        if _stands_once(text, parts.telling, _folded(text[: parts.telling.end])):
            yield parts
            return


def _candidates(text: str, span: Span) -> Iterator[_Parts]:
    """The parts to try: first those of the quote's own words, then those with words around it."""
    whole = [] if _BREAK.search(text, span.start, span.end) else [_Parts(span)]
    ranges = _ranges(text, span)
    first = next(ranges, None)
    short = whole and (first is None or _words(text, span) <= 2 * FEWEST_WORDS)
    if first is None and not whole:
        return
    base = whole[0] if short or first is None else first
    yield base
    yield from ranges
    yield from whole
    prefix = None
    for prefix in _before(text, span.start):
        yield replace(base, prefix=prefix)
    for suffix in _after(text, span.end) if whole else ():
        yield _Parts(span, prefix=prefix, suffix=suffix)


def _ranges(text: str, span: Span) -> Iterator[_Parts]:
    """Longer and longer starts, each with the shortest end that is found at the quote's end."""
    line = _BREAK.search(text, span.start, span.end)
    for start in _growing(text, Span(span.start, line.start() if line else span.end)):
        rest = Span(start.end, span.end)
        if found := _end(text, rest) if text[rest.start : rest.end].strip() else None:
            yield _Parts(start, found[0], suffix=found[1])


def _end(text: str, rest: Span) -> tuple[Span, Span | None] | None:
    """The shortest end of `rest` that stands nowhere earlier in it, with a suffix if need be."""
    words = _folded(text[rest.start : rest.end])
    ends = list(_growing_back(text, rest))
    for end in ends:
        if _stands_once(text, end, words):
            return end, None
    for suffix in _after(text, rest.end):
        if _stands_once(text, Span(ends[-1].start, suffix.end), _folded(text[rest.start : suffix.end])):
            return ends[-1], suffix
    return None


def _before(text: str, place: int) -> Iterator[Span]:
    """The last words before a place, more and more of them, on the line that ends there or before it."""
    start = max(0, place - _CONTEXT)
    before = Span(start, start + len(text[start:place].rstrip()))
    if _folded(text[before.start : before.end]):
        yield from _growing_back(text, before)


def _after(text: str, place: int) -> Iterator[Span]:
    """The first words after a place, more and more of them, on the line that begins there or after it."""
    after = text[place : place + _CONTEXT]
    first = Span(place + len(after) - len(after.lstrip()), place + len(after.rstrip()))
    if _folded(text[first.start : first.end]):
        line = _BREAK.search(text, first.start, first.end)
        yield from _growing(text, Span(first.start, line.start() if line else first.end))


def _growing(text: str, line: Span) -> Iterator[Span]:
    """The first words of a line, more and more of them; all of it when they are few."""
    gaps = (gap.start() for gap in _GAP.finditer(text, line.start, line.end))
    yield from _long_enough(text, [Span(line.start, end) for end in (*gaps, line.end)])


def _growing_back(text: str, rest: Span) -> Iterator[Span]:
    """The last words of the last line, more and more of them; all of it when they are few."""
    breaks = [found.end() for found in _BREAK.finditer(text, rest.start, rest.end)]
    blank = len(text[rest.start : rest.end]) - len(text[rest.start : rest.end].lstrip())
    first = breaks[-1] if breaks else rest.start + blank
    gaps = [gap.end() for gap in _GAP.finditer(text, first, rest.end)]
    starts = [start for start in (*reversed(gaps), first) if start < rest.end]
    yield from _long_enough(text, [Span(start, rest.end) for start in starts])


def _long_enough(text: str, spans: list[Span]) -> Iterator[Span]:
    """Of longer and longer spans those with neither too few words nor too many; the last if all have few."""
    for span in spans:
        words = _words(text, span)
        if words >= FEWEST_WORDS or span == spans[-1]:
            yield span
        if words >= MOST_WORDS:
            return


def _words(text: str, span: Span) -> int:
    return len(_WORD.findall(text, span.start, span.end))


def _stands_once(text: str, span: Span, folded: str) -> bool:
    """Whether the words at a span stand once in a folded text; never when there is no word."""
    words = _folded(text[span.start : span.end])
    first = folded.find(words) if words else -1
    return first >= 0 and folded.find(words, first + 1) < 0


def _folded(text: str) -> str:
    """What browsers compare of a text, and less: letters and digits, without case, accents and joiners."""
    plain = _IGNORED.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return _BETWEEN.sub(" ", plain).strip()


@functools.lru_cache(_HELD_TEXTS)
def _folded_text(text: str) -> str:
    return _folded(text)


def _encoded(text: str, span: Span) -> str:
    return percent_encoded(text[span.start : span.end], safe="").replace("-", "%2D")
