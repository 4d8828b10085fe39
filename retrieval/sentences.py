"""A stretch of text -> the spans of its sentences.

Rules of its own, because quotes need exact offsets, testimony needs long quotations cut at their inner
sentences, and hostile input needs linear time. `_CANDIDATE` finds every place where a sentence might end;
each is then judged by a bounded look to its left and right. When in doubt the sentence goes on: a quote a
little too long is better than half a thought.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from retrieval.abbreviations import LEFT_REACH, WORD_AFTER, is_abbreviated, unmarked, word_before
from retrieval.model import Span
from retrieval.wording import QUOTE_GOES_ON, SAYING_ENGLISH

LIST_ITEM = re.compile(r"(?P<bullet>[•‣◦▪■●○·∙*–—-])\s+|\(?(?:\d{1,3}[.)]|[A-Za-z]\))\s+")

_HARD_STOPS = "。！？｡؟۔।॥።։။។"  # end a sentence whether or not a space follows
_CLOSERS = "\"'”’»›)\\]}」』】）》〉"
_CANDIDATE = re.compile(
    rf"""(?P<stop>\.(?:[ ]\.){{2,}}+|[.!?…{_HARD_STOPS}]++)
         (?P<close>(?:[{_CLOSERS}]|[“‘](?=[\s,;.]|\Z)|[ ][»›](?=\s|\Z)|\[\d{{1,3}}\]|[⁰¹²³⁴-⁹])*+)
         (?P<gap>\s*+)
       | (?P<line>\n\s*+)""",
    re.VERBOSE,
)
_QUOTE_CLOSER = re.compile("[\"'”’“‘»›」』》]")
_OPENERS = re.compile(r"[\"'“”‘’„«»‹›(\[{¿¡「『（《【\s–—-]{0,8}+")
_LOWERCASE_NAME = re.compile(r"[a-z]{1,3}[-’'][A-Z]")  # al-Bashir, d'Estaing
_LIST_NUMBER = re.compile(
    r"(?:[•‣◦▪■●○·∙*–—-]\s*)?[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,5}|[^\W\d_])[)\]]?"
)
_UNSPACED_LETTER = re.compile("[\u0590-\u08ff\u0900-\u0d7f\u3040-\u30ff\u3400-\u9fff\ufb1d-\ufefc]")
_GLUED_SENTENCE = re.compile(r"[A-Z][a-z]*(?:[\s,’']|\Z)")
_NAMED_SPEAKER = re.compile(
    rf"(?:[\w’'.-]+\s+){{1,5}}?(?:{SAYING_ENGLISH})\b(?!,?\s*[:\"'“‘«]|\s+that\b)", re.UNICODE
)
_QUOTE_GOES_ON = re.compile(QUOTE_GOES_ON)
_SUBJECT_MISSING = re.compile(rf"[”\"»]\s(?:{SAYING_ENGLISH})\Z")
_THAI_GAP = re.compile("(?<=[\u0e01-\u0e4e])\\s+(?=[\u0e01-\u0e4e])(?!และ|หรือ|ซึ่ง|โดย|ที่|กับ|ของ|แต่|เพื่อ)")

_RIGHT_REACH = 100  # a name with its titles and a verb of saying
_PARENTHESIS_REACH = 200
_WRAPPED = 30  # narrower lines are not prose that was wrapped
_VERSE_LINES = 3  # fewer lines without full stops are a wrapped sentence, not a list
_THAI_SENTENCE = 100  # Thai has no full stop: a space may end a sentence once it is this long


def sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """The sentences of one block of text, in order, without the white space around them.

    Args:
        text: A document's text, in normal form.
        start: Offset where the block starts.
        end: Offset after its end; the end of the text when not given.

    Returns:
        Disjoint spans inside the block; what lies between them is white space.
    """
    # A part of its own, for patterns that look back would see what stands before the block.
    block = text[start:end]
    spans = tuple(_spans(block, 0, len(block)))
    if _THAI_GAP.search(block):
        spans = tuple(part for span in spans for part in _thai_parts(block, span))
    return tuple(Span(start + first, start + last) for first, last in spans)


def _spans(text: str, start: int, end: int) -> Iterator[Span]:
    begin = _skipped(text, start, end)
    lines_are_sentences = _is_verse(text, begin, end)
    for match in _CANDIDATE.finditer(text, begin, end):
        if match.end() >= end:
            break
        if match["line"] is not None:
            is_boundary = _is_line_boundary(text, begin, match, lines_are_sentences)
        else:
            is_boundary = _is_boundary(text, begin, match, end)
        if is_boundary:
            yield Span(begin, _trimmed(text, begin, match.start() if match["line"] else match.end("close")))
            begin = match.end()
    last = _trimmed(text, begin, end)
    if begin < last:
        yield Span(begin, last)


def _skipped(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _is_verse(text: str, start: int, end: int) -> bool:
    """Whether the lines are verses or names, one below the other, rather than wrapped prose."""
    if text.find("\n", start, end) < 0:
        return False
    lines = [line.strip() for line in text[start:end].split("\n")]
    width = max(map(len, lines))
    if len(lines) < _VERSE_LINES or any(line[:1].islower() for line in lines):
        return False
    unfinished = sum(not line.endswith((".", ",", ";", "!", "?", "…", "؟", "،", "-")) for line in lines)
    # A wrapped line is full: the next line's first word would not have fitted.
    full = sum(
        len(line) + len(following.partition(" ")[0]) >= width for line, following in itertools.pairwise(lines)
    )
    return unfinished * 2 > len(lines) and (width < _WRAPPED or full * 2 < len(lines))


def _is_line_boundary(text: str, begin: int, match: re.Match[str], lines_are_sentences: bool) -> bool:
    before = text[match.start() - 1]
    if before in ",،、":
        return False
    if lines_are_sentences or match["line"].count("\n") > 1:
        return True
    item = LIST_ITEM.match(text, match.end())
    return item is not None and (
        item["bullet"] is not None or before in ":;" or LIST_ITEM.match(text, begin) is not None
    )


def _is_boundary(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Whether the sentence that starts at `begin` ends with this full stop, question mark or the like."""
    following = _OPENERS.match(text, match.end(), end)
    position = following.end() if following else match.end()
    is_short = match.start() - begin < LEFT_REACH
    if position >= end or (is_short and _LIST_NUMBER.fullmatch(text, begin, match.start())):
        return False
    if "\n" in match["gap"] and LIST_ITEM.match(text, match.end(), end):
        return True
    if _quotation_goes_on(text, match, position, end) or _is_in_parenthesis(text, begin, match):
        return False
    if not match["gap"]:
        return _is_glued_boundary(text, begin, match, end)
    if text[position].islower() and not _LOWERCASE_NAME.match(text, position):
        return False
    stop = match["stop"]
    if stop.startswith(("..", "…", ". .")) and stop.strip(".… ") == "":
        return _ellipsis_ends(text, match, position)
    is_bare = stop == "." and not match["close"]
    return not (is_bare and is_abbreviated(text, begin, match.start(), position))


def _quotation_goes_on(text: str, match: re.Match[str], position: int, end: int) -> bool:
    """Whether what follows a closing quotation mark says who spoke: "Why?" Smith asked."""
    if _SUBJECT_MISSING.search(text[max(0, match.start() - LEFT_REACH) : match.start()]):
        return True
    if not _QUOTE_CLOSER.search(match["close"]):
        return False
    if _QUOTE_GOES_ON.match(text, position, end):
        return True
    reach = min(end, position + _RIGHT_REACH)
    return (
        match["stop"][-1] in "?!…"
        and text[position].isupper()
        and bool(_NAMED_SPEAKER.match(text, position, reach))
    )


def _is_in_parenthesis(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether the stop stands in brackets that opened in mid-sentence, as in "(sic!)"."""
    if not match["close"].startswith((")", "]", "）")):
        return False
    reach = max(begin, match.start() - _PARENTHESIS_REACH)
    opening = text.rfind({")": "(", "]": "[", "）": "（"}[match["close"][0]], reach, match.start())
    return begin < opening


def _is_glued_boundary(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Whether a sentence ends although the next begins without a space, as often in Persian or Chinese."""
    stop, following = match["stop"], text[match.end()]
    if stop[-1] in _HARD_STOPS:
        return not following.islower()
    if stop.startswith(("..", "…")) or not following.isalpha():
        return False
    if _UNSPACED_LETTER.match(following):
        return stop[-1] in "!?" or _separates_words(text, begin, match.start(), match.end(), end)
    word = word_before(text, begin, match.start())
    return (
        len(word) > 1
        and word.isalpha()
        and word.islower()
        and bool(_GLUED_SENTENCE.match(text, match.end(), end))
    )


def _separates_words(text: str, begin: int, left: int, right: int, end: int) -> bool:
    """Whether a full stop without a space stands between words, not in an abbreviation (`ه.ش`)."""
    word, following = (
        word_before(text, begin, left),
        WORD_AFTER.match(unmarked(text[right : min(end, right + LEFT_REACH)])),
    )
    if following is None or "." in word or len(following[0]) < 2:
        return False
    after = text[right : min(end, right + LEFT_REACH)].split(maxsplit=1)[0]
    return len(unmarked(word)) > 1 and "." not in after.rstrip(".")


def _ellipsis_ends(text: str, match: re.Match[str], position: int) -> bool:
    """Whether a sentence ends with dots: only where a capital follows and no space stands before them."""
    spaced = match.start() == 0 or text[match.start() - 1].isspace()
    pronoun = text.startswith(("I ", "I’", "I'"), position)
    return text[position].isupper() and not spaced and not pronoun


def _thai_parts(text: str, span: Span) -> Iterator[Span]:
    """The span cut at spaces between Thai words, where what stands before is long enough for a sentence."""
    begin = span.start
    for gap in _THAI_GAP.finditer(text, span.start, span.end):
        if gap.start() - begin >= _THAI_SENTENCE:
            yield Span(begin, gap.start())
            begin = gap.end()
    yield Span(begin, span.end)
