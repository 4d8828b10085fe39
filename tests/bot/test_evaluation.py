"""An evaluation as it is shown: the page is complete in itself and says what the figures say."""

from __future__ import annotations

import datetime as dt
import html.parser
import json
import re
from dataclasses import replace

import pytest

from answers import answer, bare_quote, full_quote, no_answer, quote
from bot.evaluation import Run, evaluation_page, percent, report_line
from bot.terminal import Page
from retrieval import Answer, Labelled, Reason, Report, Result

HOSTILE = "</title><script>alert(1)</script> & “who”? \u202e"
VOID = {"meta", "path", "polyline", "circle", "rect"}


def result(given: Answer, **facts: object) -> Result:
    """What came of a question."""
    labels = {"id": "1", "question": "Which bridge?", "kind": "fact", "answers": ("Tuesday",)}
    labelled = Labelled(**{**labels, **{k: facts.pop(k) for k in tuple(facts) if k in labels}})  # type: ignore[arg-type]  # the caller's affair
    return Result(labelled, given, **{"rank": None, "sides": 0, "inexact": 0, **facts})  # type: ignore[arg-type]  # likewise


RIGHT = result(answer(full_quote(), confidence=0.9), rank=1, seconds=0.002)
LATER = result(answer(bare_quote(), full_quote(), confidence=0.5), rank=2, id="2", question="Later?")
WRONG = result(
    answer(bare_quote(), confidence=0.3), id="3", kind=HOSTILE, question=HOSTILE, answers=(HOSTILE,)
)
REFUSED = result(
    replace(no_answer(Reason.NOTHING_NEAR, full_quote()), confidence=0.1), id="4", question="Refused?"
)
UNKNOWN = result(no_answer(Reason.STOP_WORDS), id="5", kind="off", answers=())
QUOTED = result(answer(full_quote(), confidence=0.26), id="6", kind="off", answers=(), question="Quoted?")
ALL = Report((RIGHT, LATER, WRONG, REFUSED, UNKNOWN, QUOTED))
FACTS = {
    "corpus": HOSTILE,
    "documents": 3,
    "passages": 7,
    "questions": HOSTILE,
    "strictness": "normal",
    "day": dt.date(2026, 1, 2),
}


class Element:
    """An element of a page: its attributes, and all text in it."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes, self.text = name, attributes, ""


class Parsed(html.parser.HTMLParser):
    """A page in its elements; what is not closed in order is an error."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(page)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def named(self, name: str, **attributes: str) -> list[Element]:
        """Elements of this name that have these attributes."""
        return [
            each
            for each in self.elements
            if each.name == name and all(each.attributes.get(k) == v for k, v in attributes.items())
        ]


def page(*reports: Report) -> Parsed:
    """The page about these reports."""
    return Parsed(evaluation_page([Run(f"run {n}", each) for n, each in enumerate(reports)], **FACTS))


@pytest.mark.parametrize(
    "reports", [(ALL,), (ALL, ALL), (Report(()),), (Report((UNKNOWN,)),), (Report((RIGHT,)),)]
)
def test_the_page_needs_nothing_else(reports: tuple[Report, ...]) -> None:
    """Nothing is run or fetched: no script, no address, no style from elsewhere; and it says so itself."""
    made = page(*reports)

    assert not {each.name for each in made.elements} & {"script", "link", "img", "iframe", "object", "form"}
    for each in made.elements:
        assert not {"src", "srcset", "action", "data"} & set(each.attributes)
        assert not [name for name in each.attributes if name.startswith("on")]
    (style,) = made.named("style")
    assert "url(" not in style.text
    assert "@import" not in style.text
    assert "prefers-color-scheme: dark" in style.text
    (policy,) = made.named("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy.attributes["content"].startswith("default-src 'none'")


def test_what_was_asked_cannot_change_the_page() -> None:
    """A question, a kind, an answer or a name that looks like markup is shown as it is written."""
    made = page(ALL)

    assert made.named("title")[0].text == f"How {HOSTILE} answers"
    assert HOSTILE in [each.text for each in made.named("h4")]
    assert HOSTILE in [each.text for each in made.named("li")]


def test_every_failure_is_listed_with_what_was_quoted_and_wanted() -> None:
    """Of each question that went wrong: its words, the first quote to the character, what would be right."""
    articles = {each.text.strip().split("\n")[0]: each.text for each in page(ALL).named("article")}

    assert set(articles) == {"Quoted?", HOSTILE, "Refused?", "Later?"}
    assert full_quote().text in articles["Quoted?"]
    assert bare_quote().text in articles[HOSTILE]
    assert "Nearest passage" in articles["Refused?"]
    assert "right as number 2" in articles["Later?"]
    assert "Tuesday" in articles["Later?"]
    assert "  said Delta." in full_quote().text, "two blanks have to arrive as two"


def test_quotes_are_in_their_own_direction_and_language() -> None:
    """A reader's program reads each quote aloud, and lays it out, in its language."""
    blocks = page(ALL).named("blockquote")

    assert {each.attributes["dir"] for each in blocks} == {"auto"}
    assert [each.attributes["lang"] for each in blocks if each.text == full_quote().text] == ["en"] * 2


@pytest.mark.parametrize("reports", [(ALL,), (ALL, ALL)])
def test_every_plot_can_be_read_without_being_seen(reports: tuple[Report, ...]) -> None:
    """Each plot has a title and a description, says the same figures, and has a table beside it."""
    made = page(*reports)
    plots = made.named("svg")

    assert len(plots) == 2
    for plot in plots:
        assert plot.attributes["role"] == "img"
        names = plot.attributes["aria-labelledby"].split()
        title, desc = (next(e for e in made.elements if e.attributes.get("id") == name) for name in names)
        assert (title.name, desc.name) == ("title", "desc")
        assert title.text
        assert desc.text
    curve, kinds = (each.text for each in made.named("desc"))
    assert all(percent(point.answered) in curve for point in Run("", ALL).calibration.levels().values())
    assert "1 of 3" in kinds
    assert len([each for each in made.named("summary") if "table" in each.text]) == 2


def test_bars_are_as_long_as_the_shares() -> None:
    """A kind's bar is to its track what its right questions are to all."""
    made = page(ALL)
    tracks = [float(each.attributes["width"]) for each in made.named("rect", **{"class": "track"})]
    bars = [
        float(each.attributes["width"]) for each in made.named("rect") if "bar" in each.attributes["class"]
    ]

    shares = [report.right / len(report.results) for report in ALL.by_kind().values()]
    assert [bar / track for bar, track in zip(bars, tracks, strict=True)] == pytest.approx(shares, abs=0.001)
    assert 0 in shares


def test_points_stand_where_the_axes_say() -> None:
    """What each strictness does is marked on the curves, at the place that the ticks give its shares."""
    made = page(ALL)
    ticks = [each for each in made.named("text", **{"class": "tick"}) if each.text.isdigit()]
    right = {int(e.text): float(e.attributes["y"]) for e in ticks if e.attributes["text-anchor"] == "end"}
    below = {int(e.text): float(e.attributes["x"]) for e in ticks if e.attributes["text-anchor"] == "middle"}
    assert set(right) == set(below) == {0, 25, 50, 75, 100}

    def place(answered: float | None, share: float | None) -> tuple[float, float]:
        assert answered is not None
        assert share is not None
        x = below[0] + answered * (below[100] - below[0])
        y = right[0] + share * (right[100] - right[0])
        return x, y

    dots = [(float(e.attributes["cx"]), float(e.attributes["cy"])) for e in made.named("circle")]
    levels = Run("", ALL).calibration.levels().values()
    places = [place(point.answered, share) for point in levels for share in (point.refused, point.right)]
    assert dots == [pytest.approx(each, abs=0.1) for each in places]


def test_several_ways_of_answering_stand_side_by_side() -> None:
    """Each has its column and its bars; what went wrong is told of the last."""
    made = page(Report((REFUSED,)), Report((RIGHT,)))
    heads = [each.text for each in made.named("th", scope="col")]

    assert heads[-2:] == ["run 0", "run 1"]
    assert not made.named("article")
    row = next(each.text for each in made.named("tr") if "hit@1" in each.text)
    assert re.findall(r"\d+", row) == ["1", "0", "100"]


def test_in_json_the_last_run_is_told_whole() -> None:
    """Programs get all figures of what people get, and the figures of what it is compared with."""
    record = json.loads(report_line([Run("a", Report((REFUSED,))), Run("b", ALL)]))

    assert record["name"] == "b"
    assert record["figures"]["hit@1"] == 0.25
    assert record["kinds"]["off"] | {"right": 1, "of": 2} == record["kinds"]["off"]
    assert list(record["strictness"]) == ["loose", "normal", "strict"]
    assert [each["failure"] for each in record["results"]] == [
        None, "later", "wrong", "refused", None, "answered",
    ]  # fmt: skip
    assert record["results"][0]["wanted"] == ["Tuesday"]
    assert record["results"][0]["milliseconds"] == 2.0
    assert record["curve"][0]["answered"] == 1.0
    (other,) = record["compared"]
    assert (other["name"], other["figures"]["hit@1"]) == ("a", 0.0)


def test_json_of_nothing() -> None:
    """Without a question there are no figures, and still it is JSON."""
    record = json.loads(report_line([Run("a", Report(()))]))

    assert record["figures"]["hit@1"] is record["suggested"] is None
    assert record["results"] == record["curve"] == []


@pytest.mark.parametrize(
    ("share", "shown"), [(None, "–"), (0.0, "0\u202f%"), (0.625, "62\u202f%"), (1.0, "100\u202f%")]
)
def test_shares_are_shown_as_percentages(share: float | None, shown: str) -> None:
    """In whole percent, with a space that does not break; a dash where nothing counts."""
    assert percent(share) == shown


def shown(*runs: Run, width: int | None = None) -> str:
    """The evaluation on a terminal."""
    return Page(width).render("report", runs=runs, asked=runs[-1], strictness="strict")


def test_on_a_terminal_failures_come_first_and_figures_last() -> None:
    """What scrolled away can be looked up; the figures are what is looked at first."""
    text = shown(Run("x", ALL))

    assert text.index("Later?") < text.index("first quote right")
    assert f"“{full_quote().text}”" in text
    assert "wanted  “Tuesday”" in text
    assert "\u202e" not in text
    assert "now strict" in text


def test_columns_on_a_terminal_stand_under_their_names() -> None:
    """With several ways of answering, each figure ends where its column's name ends."""
    text = shown(Run("words alone", Report((REFUSED,))), Run("with the model", Report((RIGHT,))))
    lines = text.splitlines()
    head = next(line for line in lines if line.endswith("with the model") and line.startswith("   "))
    row = next(line for line in lines if "first quote right  " in line)

    assert row.endswith("100.0 %")
    assert len(row) == len(head)
    assert row[: head.index("words alone") + len("words alone")].endswith("0.0 %")


@pytest.mark.parametrize("report", [Report(()), Report((UNKNOWN,)), Report((RIGHT,)), ALL])
@pytest.mark.parametrize("width", [None, 40])
def test_whatever_was_asked_can_be_shown(report: Report, width: int | None) -> None:
    """No question, none answerable, none unanswerable: what does not count is a dash."""
    text = shown(Run("x", report), width=width)

    assert f"{len(report.results)} question" in text
    assert ("–" in text) is (not report.answerable or not report.unanswerable or report is ALL)


def test_persian_quotes_keep_their_marks_on_a_terminal() -> None:
    """A quote in a right-to-left language stands in that language's quotation marks."""
    persian = quote("پل فرو ریخت.", "پل فرو ریخت.", language="fa")

    assert f"«{persian.text}»" in shown(Run("x", Report((result(answer(persian)),))))
