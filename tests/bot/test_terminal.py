"""The terminal's pages: what people see, broken and coloured only where it does no harm."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers import BRIDGE, PERSIAN, answer, bare_quote, full_quote, no_answer, quote
from bot.data import prompts_folder
from bot.terminal import LEAST_WIDTH, MOST_WIDTH, Page, columns, size
from retrieval.model import Query, Reason

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
        "  published E. Foxtrot, The Alfa, 2017-12\n"
        "  where     The fall, paragraph 12, page 3\n"
        "  link      https://example.org/bridge\n"
        "  also in   Copy, The Bravo, https://example.org/copy\n"
        "  more      opcit source abcdefghij1\n"
    )


def test_an_answer_with_nothing() -> None:
    """What is not known takes no line."""
    assert Page().render("answer", answer=answer(bare_quote())) == (
        "“echo foxtrot.”\n\n  title     A\n  more      opcit source zzzzzzzzzz1\n"
    )


def test_answers_are_apart() -> None:
    """A blank line stands between two quotes, none before the first or after the last."""
    text = Page().render("answer", answer=answer(full_quote(), bare_quote()))

    assert "abcdefghij1\n\n“echo" in text
    assert text == text.strip("\n") + "\n"


def test_what_was_searched_is_said() -> None:
    """Corrected spellings and other names are told before the answer."""
    query = Query(corrected={"brigde": "bridge"}, aliases={"span": ("arch", "bridge")})
    text = Page().render("answer", answer=answer(bare_quote(), query=query))

    assert text.startswith(
        "Searched for “bridge” instead of “brigde”.\nSearched for “span” also as arch, bridge.\n\n“echo"
    )


@pytest.mark.parametrize("reason", list(Reason))
def test_each_kind_of_no(reason: Reason) -> None:
    """Each kind of no has a sentence of its own, and what is near is marked as no answer."""
    page = Page()
    text = page.render("answer", answer=no_answer(reason, unknown=("zulu",)))
    others = {page.render("answer", answer=no_answer(other)) for other in Reason if other != reason}

    assert text.endswith((".\n", '"\n'))
    assert text.count("\n") == 1
    assert text not in others
    assert ("zulu" in text) == (reason is Reason.UNKNOWN_WORDS)
    near = page.render("answer", answer=no_answer(reason, bare_quote(), unknown=("zulu",)))
    assert near.startswith(f"{text}\nNearest, but not an answer:\n\n“echo foxtrot.”\n")


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
        "document",
        "greeting",
        "message",
        "no_button",
        "notice",
        "report",
        "surroundings",
    }
