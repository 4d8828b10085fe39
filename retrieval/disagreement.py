"""Disagreement: good answers of independent documents that give other figures, dates, offices or accounts.

No side is judged. A side is a value and the sentences that give it; the same value about something
else is none: a figure or a date counts only where the words that were asked about stand close to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from retrieval.avowals import asks_for_avowal, by_avowal
from retrieval.figures import Figure, figures
from retrieval.kinds import Kind
from retrieval.matter import Matter
from retrieval.moments import Moment, is_told, moments
from retrieval.offices import by_office
from retrieval.questions import Analysed
from retrieval.quoting import QueryTerm
from retrieval.sides import Sentence, Sided

SUPPORT = 0.1  # share of the asked-about words, by weight, that have to stand close to a figure
DATED = 0.75  # the same for a date, which stands in a sentence for any reason
NEARLY = 0.5  # a side's support, and its best sentence's score, are at least this share of the best of all
MOST_SIDES = 3


def subject(asked: Analysed) -> str | None:
    """What documents could differ on here: `figure`, `date`, `office` or `account`, if anything is known."""
    if asked.kind is Kind.NUMBER:
        return "figure"
    if asked.kind is Kind.DATE:
        return "date"
    if asked.kind is Kind.OFFICE and any(word.is_name for word in asked.words):
        return "office"
    return "account" if asks_for_avowal(asked) else None


def sides(
    asked: Analysed,
    terms: Sequence[QueryTerm],
    sentences: Sequence[Sentence],
    number: Callable[[str], int | None],
) -> list[Sided]:
    """The sides of a disagreement, most direct first; none where the sentences agree.

    Args:
        asked: The question.
        terms: Its words in the archive, in their order.
        sentences: What answers, best first.
        number: Gives the number of a term in the archive.
    """
    kind = subject(asked)
    if kind is None or not sentences:
        return []
    floor = NEARLY * sentences[0].scored.score
    close = [sentence for sentence in sentences if sentence.scored.score >= floor]
    matter = Matter(asked, terms, number)
    by = {"figure": _by_figure, "date": _by_date, "account": by_avowal}
    found = by_office(close, asked) if kind == "office" else by[kind](close, matter)
    independent = _independent(found)
    return independent[:MOST_SIDES] if len(independent) > 1 else []


def _independent(found: Sequence[Sided]) -> list[Sided]:
    """Sides each of which has a voice independent of the sides before it; the others are no sides."""
    kept: list[Sided] = []
    for side in found:
        others = [sentence.voice for other in kept for sentence in other.sentences[:1]]
        free = [s for s in side.sentences if all(s.voice.is_independent_of(other) for other in others)]
        if free:
            kept.append(Sided(side.value, tuple(free)))
    return kept


def _by_figure(sentences: Sequence[Sentence], matter: Matter) -> list[Sided]:
    found = [(sentence, *_figure(sentence, matter)) for sentence in sentences if matter.is_about(sentence)]
    floor = max(SUPPORT, NEARLY * max((support for _, support, _ in found), default=0.0))
    groups: list[tuple[Figure, list[Sentence]]] = []
    for sentence, support, figure in found:
        if figure is None or support < floor:
            continue
        same = next((held for value, held in groups if value.agrees(figure)), None)
        if same is None:
            groups.append((figure, [sentence]))
        else:
            same.append(sentence)
    return [Sided(_written(figure), tuple(held)) for figure, held in groups]


def _figure(sentence: Sentence, matter: Matter) -> tuple[float, Figure | None]:
    """The figure of a sentence that is most about what was asked, and how much so."""
    found = [
        (matter.support(sentence, figure.start, figure.end), figure)
        for figure in figures(sentence.text, sentence.language)
        if figure.high > 1 and matter.counts(sentence, figure.end)
    ]
    return max(found, key=lambda pair: pair[0], default=(0.0, None))


def _written(figure: Figure) -> str:
    ends = dict.fromkeys((figure.low, figure.high))
    return "–".join(f"{value:,}" for value in ends)


def _by_date(sentences: Sequence[Sentence], matter: Matter) -> list[Sided]:
    if not matter.is_specific:  # of "the conference" there may have been many
        return []
    dated = [(s, moment) for s in sentences if matter.is_about(s) and (moment := _moment(s, matter))]
    groups: list[tuple[Moment, list[Sentence]]] = []
    # The closest first: a year agrees with each of two months in it, which differ.
    for sentence, moment in sorted(dated, key=lambda pair: pair[1].days):
        same = [held for value, held in groups if value.agrees(moment)]
        if same:
            same[0].append(sentence)
        else:
            groups.append((moment, [sentence]))
    found = [Sided(moment.written(), tuple(sorted(held, key=sentences.index))) for moment, held in groups]
    return sorted(found, key=lambda side: sentences.index(side.sentences[0]))


def _moment(sentence: Sentence, matter: Matter) -> Moment | None:
    """The moment of a sentence that is of what was asked about, if there is one."""
    found = [
        (matter.support(sentence, moment.start, moment.end), moment)
        for moment in moments(sentence.text, sentence.language)
        if not matter.names_year(moment.written()) and is_told(sentence.text, moment, sentence.language)
    ]
    support, moment = max(found, key=lambda pair: pair[0], default=(0.0, None))
    return moment if support >= DATED else None
