"""The terminal's pages: what people see, broken and coloured only where it does no harm."""

import io
import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers import BRIDGE, PERSIAN, answer, bare_quote, disputed, full_quote, no_answer, quote
from bot.data import prompts_folder
from bot.terminal import LEAST_WIDTH, MOST_WIDTH, Page, columns, size
from retrieval import DocumentError, Marked, Query, Quote, Reason, Span

ESCAPE = re.compile(r"\x1b\[\d*m")


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        """Whether it is a terminal: yes."""
        return True


def test_an_answer_with_everything() -> None:
    """A quote in quotation marks, then who, what, when, where and a link, each on a line of its own."""
    assert Page().render("answer", answer=answer(full_quote())) == (
        "“The bridge fell on a Tuesday,  said Delta.”\n"
        "\n"
        "  speaker   Delta\n"
        "  title     On <bridges> & men\n"
        "  published E. Foxtrot, The Alfa, 2017-12, captured 2019-05-03\n"
        "  where     The fall, paragraph 12, page 3\n"
        "  link      https://example.org/bridge#page=3\n"
        "  also in   Copy (The Bravo) https://example.org/copy\n"
        "  more      opcit source abcdefghij1\n"
    )


def test_an_answer_with_nothing() -> None:
    """What is not known takes no line."""
    assert Page().render("answer", answer=answer(bare_quote())) == (
        "“echo foxtrot.”\n\n  title     A\n  more      opcit source zzzzzzzzzz1\n"
    )


def test_answers_are_apart() -> None:
    """Of several quotes each has its number; a blank line stands between two of them, and nowhere else."""
    text = Page().render("answer", answer=answer(full_quote(), bare_quote()))

    assert text.startswith("1. “The bridge")
    assert "abcdefghij1\n\n2. “echo" in text
    assert text == text.strip("\n") + "\n"


def test_what_was_searched_is_said() -> None:
    """Corrected spellings and other names are told before the answer."""
    query = Query(
        corrected={"brigde": "bridge", "sapn": "span"},
        aliases={"sapn": ("Span", "arch"), "Delta": tuple("vwxyz")},
    )
    text = Page().render("answer", answer=answer(bare_quote(), query=query))

    assert text.startswith(
        "Searched for “bridge” instead of “brigde”.\n"
        "Searched for “span” instead of “sapn”, also as arch.\n"
        "Searched for “Delta” also as v, w, x and 2 more.\n\n“echo"
    )


@pytest.mark.parametrize(
    ("about", "line"),
    [
        (
            "figure",
            "The documents differ on this figure, or count different things:"
            " 2,800–5,000 (quotes 1 and 3) and 30,000 (quote 2).",
        ),
        (
            "date",
            "The documents differ on when, or tell of different days:"
            " 1988-07 – 1988-09 (quotes 1 and 3) and 1988-12-04 (quote 2).",
        ),
        (
            "office",
            "The documents name different offices, at different times or by different accounts:"
            " “reeve” (quotes 1 and 3) and “miller” (quote 2).",
        ),
        (
            "account",
            "The documents differ on this: some say so, others say not so. Compare quotes 1, 2 and 3.",
        ),
    ],
)
def test_a_disagreement(about: str, line: str) -> None:
    """One neutral line above the quotes names each side by its quotes; with each stand who and when."""
    text = Page().render("answer", answer=disputed(about))

    assert text.startswith(f"{line}\n\n1. “Many drowned. ”\n")
    assert [row.split(maxsplit=1)[1] for row in text.splitlines() if "published" in row] == [
        "The Alfa, 2016-07",
        "The Bravo, 2017-12-04",
        "The Charlie, 2018",
    ]


def test_a_side_that_is_not_shown_is_not_named() -> None:
    """Where only one side is among the quotes, nothing is said of a disagreement."""
    whole = disputed("figure")

    assert Page().render("answer", answer=replace(whole, quotes=whole.quotes[:1])).startswith("“Many")


def test_a_section_that_is_the_title() -> None:
    """A section with the document's own title is not told again."""
    text = Page().render("answer", answer=answer(quote(BRIDGE, "echo", title="A", section="A.", paragraph=2)))

    assert "  where     paragraph 2\n" in text


NAMED = {
    Reason.OTHER_LANGUAGE: ("Persian",),
    Reason.OUTSIDE: ("“zulu”", "“x-ray”"),
    Reason.UNKNOWN_WORDS: ("“zulu”", "“x-ray”"),
    Reason.NAMES_APART: ("“Delta”",),
}
"""What each kind of no has to name, of all that could be named."""


@pytest.mark.parametrize("reason", list(Reason))
def test_each_kind_of_no(reason: Reason) -> None:
    """Each kind of no has a line of its own that names what it is about; what is near is no answer."""
    page = Page()

    def line(reason: Reason, *near: Quote) -> str:
        facts = {"unknown": ("zulu", "x-ray"), "names": ("Delta",), "languages": ("fa",)}
        return page.render("answer", answer=no_answer(reason, *near, **facts))

    text = line(reason)

    assert text.endswith((".\n", '"\n'))
    assert text.count("\n") == 1
    assert text not in {line(other) for other in Reason if other != reason}
    for named in {name for names in NAMED.values() for name in names}:
        assert (named in text) == (named in NAMED.get(reason, ()))
    near = line(reason, bare_quote())
    assert near.startswith(
        f"{text}\nThe nearest passages. They do not answer the question:\n\n“echo foxtrot.”"
    )


def test_many_words_that_are_nowhere() -> None:
    """Of many words the first are named, and how many more there are; none can steer the terminal."""
    words = ("\x1b[31m", *"bcdefg")
    text = Page().render("answer", answer=no_answer(Reason.UNKNOWN_WORDS, unknown=words))

    assert "“b”, “c”, “d”, “e” and 2 more are in none of them" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("code", sorted(DocumentError.CODES))
def test_each_problem_with_a_file(code: str) -> None:
    """Whatever is wrong with a file is told in words; of what is told with a line, the line."""
    told_with: dict[str, dict[str, object]] = {
        "front_matter": {"line": 3, "problem": "not_words"},
        "sources_row": {"line": 3, "problem": "cells", "found": 2, "expected": 9},
        "aliases": {"line": 3, "problem": "not_groups"},
        "thesaurus": {"line": 3, "problem": "not_lines"},
        "metadata": {"field": "date", "value": "soon", "expected": "date"},
        "duplicate_identifier": {"identifier": "a", "other": "b.md"},
        "too_large": {"size": 5000, "limit": 4000},
        "format": {"suffix": ".xls"},
    }
    facts = told_with.get(code, {})
    error = DocumentError("a.md", code, **facts)
    values: dict[str, object] = {
        "documents": (),
        "languages": (),
        "dates": (),
        "passages": 0,
        "sentences": 0,
        "graphic": Marked(),
    }
    text = Page().render("check", folder="x", warnings=(), unread=(error,), **values)
    told = next(line for line in text.splitlines() if "a.md: " in line).partition(": ")[2]

    assert told.count(" ") > 2
    assert "not_" not in told
    assert ("line 3: " in told) == ("line" in facts)


def test_persian() -> None:
    """Persian stands in Persian quotation marks, with its joiners."""
    text = Page().render("answer", answer=answer(quote(PERSIAN, PERSIAN, language="fa-IR")))

    assert text.startswith(f"«{PERSIAN}»\n")


@given(
    st.text(st.sampled_from("ab آب‌́漢 \n"), min_size=1).filter(str.strip),
    st.integers(min_value=1, max_value=200),
)
def test_only_blanks_become_line_ends(text: str, width: int) -> None:
    """Breaking lines for a terminal changes blanks to line ends and not one other character."""
    broken = Page(width).wrapped(text)

    assert len(broken) == len(text)
    assert all(new == old or (old, new) == (" ", "\n") for old, new in zip(text, broken, strict=True))


@given(st.text(st.sampled_from("ab آب漢 "), max_size=300), st.integers(min_value=1, max_value=200))
def test_lines_fit(text: str, width: int) -> None:
    """No line is wider than the terminal unless it is a single word."""
    page = Page(width)
    assert page.width is not None

    for line in page.wrapped(text, indent=4).split("\n    "):
        assert columns(line) <= page.width - 4 or " " not in line.strip(" ")


@pytest.mark.parametrize(("width", "used"), [(1, LEAST_WIDTH), (80, 80), (500, MOST_WIDTH)])
def test_the_width_is_kept_readable(width: int, used: int) -> None:
    """A page is neither too narrow nor too wide to read."""
    assert Page(width).width == used


def test_what_goes_to_a_file_is_plain() -> None:
    """Without a terminal there are no colours, and the quote stands in one piece."""
    words = "word " * 60 + "end."
    text = Page.of(io.StringIO(), {}).render("answer", answer=answer(quote(words, words)))

    assert words in text
    assert "\x1b" not in text


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_when_not_wanted(environ: dict[str, str]) -> None:
    """NO_COLOR and a dumb terminal get no colours, and a terminal that does gets them."""
    shown = answer(bare_quote())

    assert "\x1b" in Page.of(Terminal(), {}).render("answer", answer=shown)
    assert "\x1b" not in Page.of(Terminal(), environ).render("answer", answer=shown)


def test_colours_change_no_character() -> None:
    """Without its escapes a coloured page is the plain one."""
    shown = answer(full_quote(), bare_quote())

    assert ESCAPE.sub("", Page(colour=True).render("answer", answer=shown)) == Page().render(
        "answer", answer=shown
    )


@given(
    st.lists(st.text("ab \n", max_size=30).map("x{}.".format), min_size=1, max_size=4),
    st.integers(0, 3),
    st.sampled_from([None, 24, 40]).map(cache(lambda width: Page(width, colour=True))),
    st.booleans(),
)
def test_the_sentence_that_answers_is_bold(
    sentences: list[str], which: int, page: Page, several: bool
) -> None:
    """Of a longer quote only the sentence that answers is bold, wherever lines break."""
    text, which = " ".join(sentences), which % len(sentences)
    start = sum(len(sentence) + 1 for sentence in sentences[:which])
    found = replace(quote(text, text), answering=Span(start, start + len(sentences[which])))
    shown = answer(found, found) if several else answer(found)
    words = page.render("answer", answer=shown).partition("\n\n  \x1b[2mtitle")[0]
    bold = "\n".join(re.findall("\x1b\\[1m(.*?)\x1b\\[0m", words))

    if len(sentences) > 1:
        assert bold.split() == sentences[which].split()
    else:
        assert bold.split("“")[1].strip("”").split() == text.split()


def test_a_title_cannot_steer_the_terminal() -> None:
    """Whatever is in a document's metadata, no escape of it reaches the terminal."""
    evil = quote(BRIDGE, "echo foxtrot.", title="\x1b[31mred\u202e", section="\x07", speaker="\x9b1m")
    text = Page().render("answer", answer=answer(evil))

    assert not set("\x1b\x07\x9b\u202e") & set(text)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (12_345, "12 kB"),
        (999_600, "1.0 MB"),
        (3 * 10**9, "3.0 GB"),
    ],
)
def test_sizes(count: int, said: str) -> None:
    """Sizes are said with two or three digits."""
    assert size(count) == said


def test_every_template_is_used() -> None:
    """There is no template that nothing renders."""
    names = {path.name.partition(".")[0] for path in (prompts_folder() / "terminal").iterdir()}

    assert {name for name in names if not name.startswith("_")} == {
        "answer",
        "check",
        "covered",
        "document",
        "greeting",
        "import",
        "inline",
        "imported",
        "message",
        "no_button",
        "notice",
        "pressed",
        "report",
        "surroundings",
        "verdict",
    }
