"""Answers made by hand, for tests of how they are shown."""

from __future__ import annotations

from builders import document
from retrieval.model import Answer, Disagreement, Document, Locator, Query, Quote, Reason, Side, Span

BRIDGE = "alfa bravo. The bridge fell on a Tuesday,  said Delta. echo foxtrot."
PERSIAN = "پل سه‌شنبه فرو ریخت. دلتا این را گفت."


def quote(text: str, words: str, **facts: object) -> Quote:
    """The quote of `words` in a document that holds `text`; `facts` go to whichever has them."""
    of_document = {name: facts.pop(name) for name in tuple(facts) if name in Document.__dataclass_fields__}
    of_place = {name: facts.pop(name) for name in tuple(facts) if name in Locator.__dataclass_fields__}
    start = text.index(words)
    return Quote(
        id=str(facts.pop("id", "abcdefghij1")),
        document=document(text, **of_document),  # type: ignore[arg-type]  # the caller's affair
        locator=Locator(start, start + len(words), **of_place),  # type: ignore[arg-type]  # likewise
        **facts,  # type: ignore[arg-type]  # likewise
    )


def full_quote() -> Quote:
    """A quote of which everything is known."""
    return quote(
        BRIDGE,
        "The bridge fell on a Tuesday,  said Delta.",
        identifier="bridge",
        title="On <bridges> & men",
        creator="E. Foxtrot",
        publisher="The Alfa",
        date="2017-12",
        language="en",
        source="https://example.org/bridge",
        captured="2019-05-03",
        speaker="Delta",
        section="The fall",
        paragraph=12,
        page=3,
        score=1.5,
        answering=Span(12, 54),
        reprints=(document("x", "copy", publisher="The Bravo", source="https://example.org/copy"),),
    )


def bare_quote() -> Quote:
    """A quote of which nothing is known but its words."""
    return quote(BRIDGE, "echo foxtrot.", id="zzzzzzzzzz1")


def answer(*quotes: Quote, **facts: object) -> Answer:
    """An answer to a question about a bridge."""
    return Answer(question="Which bridge?", quotes=quotes, **facts)  # type: ignore[arg-type]  # the caller's


VALUES = {
    "figure": ("2,800–5,000", "30,000"),
    "date": ("1988-07/1988-09", "1988-12-04"),
    "office": ("reeve", "miller"),
    "account": ("no", "yes"),
}
"""What two sides of a disagreement say, for each thing it can be about."""


def disputed(about: str, length: int = 1) -> Answer:
    """An answer whose first and third quote are one side, the second the other, `length` words long each."""
    one, other = VALUES[about]
    quotes = [
        quote(
            text,
            text,
            identifier=name,
            publisher=f"The {name.title()}",
            date=date,
            id=f"{name}00000001"[-11:],
        )
        for name, date, text in (
            ("alfa", "2016-07", "Many drowned. " * length),
            ("bravo", "2017-12-04", "Few drowned. " * length),
            ("charlie", "2018", "All drowned. " * length),
        )
    ]
    first, second, third = (each.id for each in quotes)
    sides = (Side(one, (first, third)), Side(other, (second, "elsewhere01")))
    return answer(*quotes, disagreement=Disagreement(about, sides))


def no_answer(reason: Reason, *near: Quote, languages: tuple[str, ...] = (), **of_query: object) -> Answer:
    """An answer without quotes."""
    query = Query(**of_query)  # type: ignore[arg-type]  # the caller's affair
    return Answer(question="Which bridge?", near=near, reason=reason, query=query, languages=languages)
