"""Pages that hold several articles, made up: what a site's archive looks like when it is saved as text."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

_NOUNS = ["miller", "ferry", "lantern", "orchard", "bell", "quarry", "weaver", "canal", "kiln", "shepherd"]
_VERBS = ["watched", "counted", "repaired", "remembered", "painted", "measured", "sold", "carried"]
_PLACES = ["by the river", "behind the church", "on the hill", "near the harbour", "at the crossing"]
PEOPLE = ["Anna Brook", "Tomas Reed", "Mira Holt", "Jon Vale", "Ida Marsh"]
OUTLETS = ["The Valley Post", "Harbour Times", "Hill Gazette", "Morning Lamp", "River Courier"]
MONTHS = ["March", "April", "May", "June", "July"]


@dataclass(frozen=True)
class Made:
    """An article of a made page, and what the page says of it."""

    title: str
    paragraphs: tuple[str, ...]
    name: str
    date: str
    written: str


@dataclass(frozen=True)
class Layout:
    """How a page prints its articles."""

    is_doubled: bool
    byline: str = ""  # "above", "below", or not at all
    credit: bool = False  # the byline names an outlet, and the line after it says it again
    date: str = ""  # "before" the title, "above" the text, "below", or not at all
    share: str = ""  # the line to share below each article, if any
    rule: str = ""
    menu: tuple[str, ...] = field(default=())

    @property
    def shows_articles(self) -> bool:
        """Whether anything in it comes back with each article."""
        return self.is_doubled or bool(self.byline or self.date or self.share)

    def printed(self, articles: list[Made]) -> str:
        """The page."""
        parts = list(self.menu)
        for article in articles:
            parts += self._article(article)
        return "\n\n".join(parts)

    def _article(self, article: Made) -> list[str]:
        name = [f"By: {article.name}", article.name] if self.credit else [f"By {article.name}"]
        date = [article.written]
        parts = date if self.date == "before" else []
        parts = [*parts, *[article.title] * (2 if self.is_doubled else 1)]
        parts += name if self.byline == "above" else []
        parts += date if self.date == "above" else []
        parts += article.paragraphs
        parts += name if self.byline == "below" else []
        parts += date if self.date == "below" else []
        return [*parts, *filter(None, [self.share, self.rule])]


layouts = st.builds(
    Layout,
    is_doubled=st.booleans(),
    byline=st.sampled_from(["", "above", "below"]),
    credit=st.booleans(),
    date=st.sampled_from(["", "before", "above", "below"]),
    share=st.sampled_from(["", "Share this:", "Please follow us:", "Facebook | Twitter"]),
    rule=st.sampled_from(["", "* * *", "----------"]),
    menu=st.sampled_from([(), ("Archive of the year",)]),
).filter(lambda layout: layout.shows_articles)


@st.composite
def articles(draw: st.DrawFn, credit: bool = False) -> list[Made]:
    """Two to five articles, no sentence of which stands in another."""
    made = []
    for number in range(draw(st.integers(2, 5))):
        title = f"{_NOUNS[number].title()} found {_PLACES[number]} after {draw(st.integers(2, 9))} winters"
        paragraphs = [_paragraph(draw, number, place) for place in range(draw(st.integers(1, 4)))]
        day = draw(st.integers(13, 28))
        month = draw(st.integers(0, len(MONTHS) - 1))
        made.append(
            Made(
                title + draw(st.sampled_from(["", "?", ": a report"])),
                tuple(paragraphs),
                (OUTLETS if credit else PEOPLE)[number],
                f"1931-0{month + 3}-{day}",
                draw(st.sampled_from([f"{day} {MONTHS[month]} 1931", f"{MONTHS[month]} {day}, 1931"])),
            )
        )
    return made


def _paragraph(draw: st.DrawFn, number: int, place: int) -> str:
    sentences = []
    for count in range(draw(st.integers(1, 3))):
        noun, verb = draw(st.sampled_from(_NOUNS)), draw(st.sampled_from(_VERBS))
        where = draw(st.sampled_from(_PLACES))
        sentences.append(
            f"The {noun} of house {number * 100 + place * 10 + count} {verb} nineteen boats {where},"
            " and nobody in the village asked why."
        )
    return " ".join(sentences)
