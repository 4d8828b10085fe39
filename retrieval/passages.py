"""A document's blocks -> its passages, the units that are ranked.

A passage follows the text: paragraphs of one section, a speaker's cue with its words, a question with its
answer. Short paragraphs are joined and long ones cut at sentence ends, so that passages are of a size that
ranking can compare. Boilerplate and headings stand in none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.analysis import primary
from retrieval.layout import REPEATED, normalised
from retrieval.model import Block, BlockKind, Passage, Sentence, Span
from retrieval.sentences import LIST_ITEM, sentences
from retrieval.structure import TEXT_KINDS
from retrieval.thought_words import Grammar, grammar, looks_back

FULL = 60  # words from which a passage takes no further paragraph: enough to stand by itself
LARGEST = 120  # words beyond which a paragraph is cut, and nothing is joined: about one newspaper paragraph
LEANING = 180  # the same, where a paragraph begins with a word for what the one before names
SCRAP = 25  # words under which a passage is joined to its neighbour even past LARGEST: a line says too little

_CJK_WORD = 2  # characters of scripts without spaces that count as a word
_LONG_WORD = 10  # characters a word on average: more of them, and the script has no spaces
_UNSPACED = re.compile("[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def passages(text: str, blocks: Sequence[Block], language: str | None = None) -> tuple[Passage, ...]:
    """The passages of a document, in reading order.

    Args:
        text: In normal form.
        blocks: What `retrieval.structure.blocks` makes of it.
        language: Of the document, where it is known: tells what begins with a word for what was named before.

    Returns:
        Passages that are disjoint; every sentence of every paragraph, cue and question stands in one of them.
    """
    words = grammar(primary(language))
    return tuple(
        Passage(tuple(members), section)
        for section, turn in _turns(text, blocks)
        for members in _sized(text, [_block_sentences(text, block) for block in turn], words)
    )


def _turns(text: str, blocks: Sequence[Block]) -> Iterator[tuple[Span | None, list[Block]]]:
    """Blocks of text that belong together, each group with the heading it stands under."""
    sections = _sections(text, blocks)
    turn: list[Block] = []
    section: Span | None = None
    for block, under in zip(blocks, sections, strict=True):
        if block.kind not in TEXT_KINDS:
            continue
        begins = block.kind is not BlockKind.PARAGRAPH or under != section
        if turn and (begins or turn[-1].kind is BlockKind.DISPUTED):
            yield section, turn
            turn = []
        section = under
        turn.append(block)
    if turn:
        yield section, turn


def _sections(text: str, blocks: Sequence[Block]) -> Iterator[Span | None]:
    """For each block, the heading it stands under."""
    dividers = _dividers(text, blocks)
    section: Span | None = None
    over_list: Span | None = None  # "The facts:" above a list ends with it
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.HEADING:
            if text[block.end - 1] == ":" and _is_list(text, blocks[number + 1 : number + 2]):
                over_list = Span(block.start, block.end)
            else:
                section, over_list = Span(block.start, block.end), None
        elif block.kind is BlockKind.BOILERPLATE and _key(text, block) in dividers:
            section = None
        yield over_list or section
        if block.kind in TEXT_KINDS:
            over_list = None


def _is_list(text: str, following: Sequence[Block]) -> bool:
    return any(LIST_ITEM.match(text, block.start, block.end) for block in following)


def _dividers(text: str, blocks: Sequence[Block]) -> set[str]:
    """Boilerplate that repeats before headings: it ends one article and the next follows."""
    counts: Counter[str] = Counter()
    before_heading: Counter[str] = Counter()
    for block, following in pairwise(blocks):
        if block.kind is BlockKind.BOILERPLATE:
            key = _key(text, block)
            counts[key] += 1
            before_heading[key] += following.kind is BlockKind.HEADING
    return {
        key for key, count in counts.items() if count >= REPEATED and before_heading[key] * 3 >= count * 2
    }


def _key(text: str, block: Block) -> str:
    return normalised(text[block.start : block.end])


def _block_sentences(text: str, block: Block) -> list[Sentence]:
    """The sentences of one block. Of a cue only the last announces; those before it may be quoted."""
    spans = sentences(text, block.start, block.end)
    kinds = [block.kind] * len(spans)
    if block.kind is BlockKind.CUE:
        kinds[:-1] = [BlockKind.PARAGRAPH] * (len(spans) - 1)
    return [Sentence(*span, block.paragraph, kind) for span, kind in zip(spans, kinds, strict=True)]


def _sized(
    text: str, paragraphs: Sequence[list[Sentence]], words_of: Grammar | None
) -> Iterator[list[Sentence]]:
    """The sentences of a group of paragraphs, as passages."""
    passage: list[Sentence] = []
    size = 0
    for paragraph in paragraphs:
        words = sum(_words(text, sentence) for sentence in paragraph)
        # What "they" are stands before: a quote never leaves its passage, so both belong in one.
        leans = looks_back(text[paragraph[0].start : paragraph[0].end], words_of)
        overflows = size + words > (LEANING if leans else LARGEST)
        is_enough = size >= FULL or (size >= SCRAP and overflows)
        if is_enough and (overflows or (words >= SCRAP and not leans)) and _says_something(passage):
            yield passage
            passage, size = [], 0
        passage, size = passage + paragraph, size + words
        if size > (LEANING if leans else LARGEST):
            *whole, passage = _cut(text, passage, size)
            yield from whole
            size = sum(_words(text, sentence) for sentence in passage)
    if passage:
        yield passage


def _says_something(passage: Sequence[Sentence]) -> bool:
    """Whether it holds more than a cue or a question, which need what follows them."""
    return any(sentence.kind is BlockKind.PARAGRAPH for sentence in passage)


def _cut(text: str, members: list[Sentence], size: int) -> list[list[Sentence]]:
    """Sentences cut into parts of about equal size, none much larger than `LARGEST`."""
    share = size / -(-size // LARGEST)
    parts: list[list[Sentence]] = [[]]
    filled = 0.0
    for sentence in members:
        words = _words(text, sentence)
        # A sentence goes where its middle is.
        if parts[-1] and filled + words / 2 > share * len(parts):
            parts.append([])
        parts[-1].append(sentence)
        filled += words
    return parts


def _words(text: str, sentence: Sentence) -> int:
    """About how many words, without making a list of them: a line may be very long."""
    start, end = sentence.start, sentence.end
    words = text.count(" ", start, end) + text.count("\n", start, end) + 1
    if words * _LONG_WORD > end - start:
        return words
    return words + sum(1 for _ in _UNSPACED.finditer(text, start, end)) // _CJK_WORD
