"""Layout: a text -> its units, and what can be seen of each without knowing what it says.

A unit is what stands between blank lines, or a line of its own inside such a run. Where a paragraph is one
long line, a line break was meant; where lines are full to one width, it only ended the line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.model import Span
from retrieval.sentences import LIST_ITEM

REPEATED = 3  # a line that stands this often in a document is furniture of the page
LABEL_WORDS = 16  # longest heading, caption or menu entry, in words
LABEL_LENGTH = 140  # and in characters, which also counts where no spaces stand
QUOTES = "\"'“”‘’„«»‹›「『"

_WRAPPED_WIDTH = 130  # lines longer than this are paragraphs, not lines wrapped to a width
_SHARED_START = 40  # two neighbours that share so many first characters are one caption printed twice
_VERSE_LINES = 4  # so many short lines in a row are a list or verse, not headings
_TURN = re.compile(r"[^\s:.,;!?]{1,20}(?: [^\s:.,;!?]{1,20}){0,2}:\s")
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_RULE = re.compile(
    r"[-=_*~+#–—─━═.·][-=_*~+#–—─━═.· |]{3,}"
)  # a line drawn below a heading, or round a table
_ENDS_SENTENCE = re.compile("[.!?…。！？؟۔।]$")
_COMMAS = ",،、"
_GOES_ON = _COMMAS + "-"  # a word broken at the end of a line
_FULL_LINE = 45  # characters: a shorter line has hardly been wrapped
_BROKEN_WORDS = 4  # "Dear Sir," ends a line by itself
_AFTER_STOP = re.compile("(?:[\"'”’“»›)\\]}」』 ]|\\[\\d{1,3}\\]|[⁰¹²³⁴-⁹])+\\Z")
_TAIL = 24  # characters in which closing quotation marks and the numbers of notes may follow the last word


@dataclass(frozen=True)
class Unit:
    """A paragraph, heading, line of furniture or list, not yet judged.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last.
        key: The words by which equal lines are recognised; a start of them when it is long.
        words: How many, counted to a little over `LABEL_WORDS`.
        lines: How many.
        is_list: Whether it starts with a bullet.
        last: Its last character before closing quotation marks, brackets and numbers of notes.
    """

    start: int
    end: int
    key: str
    words: int
    lines: int
    is_list: bool
    last: str

    @property
    def is_sentence(self) -> bool:
        """Ended like one."""
        return _ENDS_SENTENCE.match(self.last) is not None

    @property
    def is_label(self) -> bool:
        """Short, of one line, and not ended like a sentence: a heading, caption, menu entry or the like."""
        short = self.words <= LABEL_WORDS and self.end - self.start <= LABEL_LENGTH
        return short and self.lines == 1 and not self.is_list and not self.is_sentence


def normalised(text: str) -> str:
    """Words in one form, so that lines which differ in case, blanks or edges are equal."""
    return " ".join(text.casefold().split()).strip(" .:|–—-")


def units(text: str, title: str = "") -> list[Unit]:
    """The units of a text in reading order; between them is only white space.

    Args:
        text: A document's text, in normal form.
        title: The document's title, a line of which is a unit of its own.
    """
    lines = [_stripped(match) for match in _LINE.finditer(text)]
    keys = [_key(text, line) for line in lines]
    alone = {key for key, count in Counter(keys).items() if count >= REPEATED}
    if not _is_wrapped(text, lines, keys, normalised(title)):
        alone.add(normalised(title))
    in_long_lines = sum(line.end - line.start for line in lines if line.end - line.start > _WRAPPED_WIDTH)
    divider = _Divider(text, lines, keys, alone, is_flowing=in_long_lines * 2 > len(text))
    found = [_unit(text, lines[run[0]].start, lines[run[-1]].end) for run in divider.runs()]
    return list(_rejoined(text, found, alone))


def _rejoined(text: str, found: list[Unit], alone: set[str]) -> Iterator[Unit]:
    """The units, those that a layout has broken after a comma made one again."""
    first = 0
    for number, unit in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        if (
            following
            and _goes_on(unit, alone)
            and text[following.start].isalpha()
            and following.key not in alone
        ):
            continue
        yield unit if first == number else _unit(text, found[first].start, unit.end)
        first = number + 1


def _is_wrapped(text: str, lines: list[Span], keys: list[str], title: str) -> bool:
    """Whether a title is only the first line of a paragraph, for want of another one."""
    if title not in keys[:-1]:
        return False
    line, following = lines[keys.index(title)], lines[keys.index(title) + 1]
    is_next = text.count("\n", line.end, following.start) == 1
    return is_next and line.end - line.start >= _FULL_LINE and text[following.start].islower()


def _goes_on(unit: Unit, alone: set[str]) -> bool:
    breaks_off = unit.last in _COMMAS and unit.words >= _BROKEN_WORDS
    return breaks_off and not unit.is_list and unit.key not in alone


def _is_bullet(text: str, start: int, end: int) -> bool:
    item = LIST_ITEM.match(text, start, end)
    return item is not None and item["bullet"] is not None


def _stripped(match: re.Match[str]) -> Span:
    words = match[0]
    return Span(match.end() - len(words.lstrip()), match.start() + len(words.rstrip()))


def _key(text: str, line: Span) -> str:
    return normalised(text[line.start : min(line.end, line.start + 2 * LABEL_LENGTH)])


def _unit(text: str, start: int, end: int) -> Unit:
    is_short = end - start <= 4 * LABEL_LENGTH
    tail = _AFTER_STOP.sub("", text[max(start, end - _TAIL) : end])
    return Unit(
        start=start,
        end=end,
        key=_key(text, Span(start, end)),
        words=len(text[start:end].split()) if is_short else 4 * LABEL_LENGTH,
        lines=text.count("\n", start, end) + 1,
        is_list=_is_bullet(text, start, end),
        last=tail[-1:] or text[end - 1],
    )


@dataclass(frozen=True)
class _Divider:
    """Where the lines between two blank lines are more than one unit."""

    text: str
    lines: list[Span]
    keys: list[str]
    alone: set[str]  # lines that never belong to a paragraph
    is_flowing: bool  # a line break was meant

    def runs(self) -> Iterator[range]:
        """The lines of each unit, by number."""
        first = 0
        for number in range(1, len(self.lines) + 1):
            if number == len(self.lines) or self._is_blank_between(number - 1):
                yield from self._parts(range(first, number))
                first = number

    def _is_blank_between(self, number: int) -> bool:
        return self.text.count("\n", self.lines[number].end, self.lines[number + 1].start) > 1

    def _parts(self, run: range) -> Iterator[range]:
        # Many short lines below each other are one list, poem or address.
        is_verse = len(run) >= _VERSE_LINES and all(map(self._is_short, run))
        first = run.start
        for number in run[1:]:
            if self._is_edge(number, breaks_are_meant=self.is_flowing and not is_verse):
                yield range(first, number)
                first = number
        yield range(first, run.stop)

    def _is_edge(self, number: int, *, breaks_are_meant: bool) -> bool:
        """Whether a unit starts with the line of this number, which has another right before it."""
        before, line = self.lines[number - 1], self.lines[number]
        if self.keys[number] in self.alone or self.keys[number - 1] in self.alone:
            return True
        if self._is_rule(number) or self._is_rule(number - 1) or self._is_shouted(number - 1):
            return True
        if self._is_item(number):
            return not self._is_item(number - 1) and self._is_short(number - 1)
        if self.keys[number][:_SHARED_START] == self.keys[number - 1][:_SHARED_START]:
            return True
        is_finished = _ENDS_SENTENCE.match(self.text[before.end - 1]) is not None
        if is_finished and _TURN.match(self.text, line.start, line.end):
            return True
        goes_on = self.text[before.end - 1] in _GOES_ON or self.text[line.start].islower()
        return breaks_are_meant and not goes_on

    def _is_rule(self, number: int) -> bool:
        line = self.lines[number]
        return _RULE.fullmatch(self.text, line.start, line.end) is not None

    def _is_shouted(self, number: int) -> bool:
        """Whether a line in capitals stands right above one that is not, and below a blank one."""
        line, following = (self.text[each.start : each.end] for each in self.lines[number : number + 2])
        is_first = number == 0 or self._is_blank_between(number - 1)
        return is_first and line.isupper() and " " in following and not following.isupper()

    def _is_short(self, number: int) -> bool:
        line = self.lines[number]
        return line.end - line.start <= LABEL_LENGTH // 2

    def _is_item(self, number: int) -> bool:
        line = self.lines[number]
        return LIST_ITEM.match(self.text, line.start, line.end) is not None
