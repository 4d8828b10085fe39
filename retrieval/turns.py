"""Turns: whose words the paragraphs of an interview or a transcript are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from retrieval.attributions import Attributions
from retrieval.model import BlockKind, Document, Span
from retrieval.paragraphs import Paragraph

_LABEL = re.compile(r"([^\s:“”\"«».!?]{1,30}(?:\.? [^\s:“”\"«».!?]{1,30}){0,4}?)\s?:\s")
_FEWEST = 3  # labelled turns that make a transcript


def turns(document: Document, found: Sequence[Paragraph], attributions: Attributions) -> dict[int, Span]:
    """The sentences that are a named person's turn, by number, with the name.

    Args:
        document: The document.
        found: Its paragraphs.
        attributions: What tells names in it.
    """
    labels = _labels(document.text, found, attributions)
    questions = [number for number, paragraph in enumerate(found) if paragraph.kind is BlockKind.QUESTION]
    name = _interviewee(document, found, questions, attributions) if questions else None
    result: dict[int, Span] = {}
    for number, speaker in _answers(found, questions, labels, name, attributions):
        result.update(dict.fromkeys(found[number].numbers, speaker))
    return result


def _labels(text: str, found: Sequence[Paragraph], attributions: Attributions) -> dict[int, Span]:
    """The paragraphs that begin with a name and a colon, in a document where the same names come back."""
    labels = {}
    for number, paragraph in enumerate(found):
        match = _LABEL.match(text, *paragraph.span)
        if match and paragraph.kind is BlockKind.PARAGRAPH:
            name = attributions.label(match.start(1), match.end(1))
            if name is not None:
                labels[number] = attributions.fullest(name)
    counts = Counter(text[slice(*name)] for name in labels.values())
    if len(labels) < _FEWEST:
        return {}
    return {number: name for number, name in labels.items() if counts[text[slice(*name)]] > 1}


def _answers(
    found: Sequence[Paragraph],
    questions: Sequence[int],
    labels: dict[int, Span],
    name: Span | None,
    attributions: Attributions,
) -> Iterator[tuple[int, Span]]:
    """The paragraphs of named turns. What follows the last turn is a part of it while it says "I"."""
    starts = sorted({*questions, *labels})
    for place, start in enumerate(starts):
        speaker = labels.get(start, name if start in questions else None)
        if speaker is None:
            continue
        is_last = place + 1 == len(starts)
        until = len(found) if is_last else starts[place + 1]
        members = [number for number in range(start, until) if number in labels or number > start]
        members = [number for number in members if found[number].section == found[start].section]
        if is_last:
            members = _while_first_person(members, found, attributions)
        yield from ((number, speaker) for number in members)


def _while_first_person(
    members: list[int], found: Sequence[Paragraph], attributions: Attributions
) -> list[int]:
    personal = [
        place for place, number in enumerate(members) if attributions.is_first_person(*found[number].span)
    ]
    return members[: max((personal or [0])[-1] + 1, 1)]


def _interviewee(
    document: Document, found: Sequence[Paragraph], questions: Sequence[int], attributions: Attributions
) -> Span | None:
    """Whose answers the interview gives, where its title, introduction or questions name one person."""
    begin = found[questions[0]].span.start
    named = attributions.interviewed(document.title, begin)
    addressed = [name for number in questions for name in attributions.addressed(*found[number].span)]
    counts = Counter(document.slice(name) for name in (*named, *addressed))
    if len(counts) != 1:
        return None
    return next(iter((*named, *addressed)))
