"""The words: every template renders strictly, escapes, and is used."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from bot.limits import fits
from bot.messages import Messages, is_web_address
from bot.overview import Overview
from builders import document
from costly import costly
from every_message import EXPECTED, templates, values
from retrieval import Changes, DocumentError
from telegram_html import parse

ROOT = Path(__file__).parents[2]
PROMPTS = ROOT / "prompts"
MESSAGES = Messages(PROMPTS)

HOSTILE = "<b>&amp;\"'</i> {{ 7*7 }} %(x)s %s \u202e\u2066\n\n<a href=x>"


@pytest.mark.parametrize("name", sorted(templates()))
def test_renders(name: str) -> None:
    """Every template renders with what it is given, to HTML that Telegram takes, and to no empty message."""
    for given_values in values("Barley")[name]:
        assert parse(MESSAGES.render(name, **given_values)).text.strip()


@cache
def harmless_types(name: str) -> list[set[str]]:
    """The types of entities in a message, for each set of its values, none of which means any harm."""
    return [
        {entity.type for entity in parse(MESSAGES.render(name, **given_values)).entities}
        for given_values in values("Barley")[name]
    ]


@costly
@pytest.mark.parametrize("name", sorted(templates()))
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@example(HOSTILE)
def test_escapes(name: str, text: str) -> None:
    """No value can break a message or bring markup of its own: the entities are those of a harmless value."""
    for hostile, expected in zip(values(text)[name], harmless_types(name), strict=True):
        parsed = parse(MESSAGES.render(name, **hostile))

        assert "script" not in {entity.type for entity in parsed.entities}
        assert len([e for e in parsed.entities if e.type == "text_link"]) <= 1 + 20 * is_web_address(text)
        assert {e.type for e in parsed.entities} <= expected | {"text_link"}


def test_none_unused() -> None:
    """Every template, part and label is used by the code or by a template."""
    sources = [path.read_text("utf-8") for path in [*(ROOT / "bot").rglob("*.py"), *PROMPTS.glob("*.j2")]]
    text = "\n".join(sources)
    labels = re.findall(r"macro (\w+)\(", (PROMPTS / "labels.html.j2").read_text("utf-8"))
    parts = [path.name for path in PROMPTS.glob("_*.html.j2")]

    assert [name for name in {*templates(), *labels} if f'"{name}"' not in text] == []
    assert [name for name in parts if f'"{name}"' not in text] == []


def test_missing_value() -> None:
    """A value that is not given is an error, never an empty place in a message."""
    with pytest.raises(UndefinedError):
        MESSAGES.render("too_long")


def test_labels_fit() -> None:
    """Labels fit a button or an alert, and what a button carries fits 64 bytes."""
    for label in ("unknown_button", "gone", "not_allowed"):
        assert 0 < len(MESSAGES.label(label)) <= 200
    assert MESSAGES.label("more", count=9) == "More (9)"
    assert MESSAGES.label("range", first=4, last=6) == "4–6"
    assert MESSAGES.label("range", first=4, last=4) == "4"
    assert MESSAGES.label("in_context", number=None) == "In context"


def test_commands() -> None:
    """The menu keeps to Telegram's form of names and length of descriptions."""
    commands = MESSAGES.commands()

    assert next(iter(commands)) == "ask"
    assert all(re.fullmatch("[a-z0-9_]{1,32}", name) for name in commands)
    assert all(0 < len(text) <= 256 for text in commands.values())


def reported(code: str, **facts: object) -> str:
    """What an admin is told of a file."""
    error = DocumentError("a.md", code, **facts)
    report = {"changes": Changes(), "unread": (), "warnings": (error,), "shown": 9}
    return parse(MESSAGES.render("reload_done", **report)).text.splitlines()[-1].removeprefix("a.md: ")


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("sources_row", {"problem": "cells", "found": 2, "expected": 9}, "it should have 9 cells, but has 2"),
        ("sources_row", {"problem": "no_file"}, "the row names no file"),
        ("sources_row", {"problem": "unknown_file", "name": "b.md"}, "there is no file b.md here"),
        ("sources_row", {"problem": "repeated_file", "name": "b.md"}, "the file b.md has a row already"),
        ("sources_row", {"problem": "broken"}, "a quotation mark may be missing"),
        ("sources_row", {"problem": "no_file_column"}, "no column named file"),
        ("front_matter", {"problem": "not_yaml"}, "this is not YAML"),
        ("front_matter", {"problem": "references"}, "are not followed"),
        ("front_matter", {"problem": "not_words"}, "a text was expected"),
        ("front_matter", {"problem": "unclosed"}, "close it with a line ---"),
        ("aliases", {"problem": "not_groups"}, "a list of groups was expected"),
    ],
)
def test_problems_in_words(code: str, facts: dict[str, object], said: str) -> None:
    """What is wrong with a row or with front matter is told in words, with its line."""
    text = reported(code, line=3, **facts)

    assert said in text
    assert ", line 3: " in text


@pytest.mark.parametrize("expected", EXPECTED)
def test_expectations_in_words(expected: str) -> None:
    """What a value should have been is told in words."""
    text = reported("metadata", field="x", value="y", expected=expected)

    assert text.startswith("a wrong value in its metadata: x = “y”; it should be ")
    assert text.partition("should be ")[2].count(" ") >= 1


def test_figures() -> None:
    """Of a side's figures the digits and separators are the interface's, and nothing else changes."""
    assert MESSAGES.figure("2,800–5,000") == "2,800–5,000"
    assert MESSAGES.figure("about 12345 men") == "about 12,345 men"


def test_longest_report_fits() -> None:
    """Without any lists, a reload's report and the overview fit, whatever there is to report."""
    many = (document("x", title="t" * 900),) * 3000
    errors = (DocumentError("f" * 900, "empty"),) * 3000
    overview = Overview(
        many, tuple((f"{i}", 1) for i in range(3000)), "2001", "2002", dt.datetime.now(dt.UTC)
    )
    changes = Changes(many, many, many, 0, many)

    assert fits(MESSAGES.render("corpus", overview=overview, shown=0))
    assert fits(MESSAGES.render("reload_done", changes=changes, unread=errors, warnings=errors, shown=1))


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2017", "2017"),
        ("2017-12", "December 2017"),
        ("2017-12-04", "4 December 2017"),
        ("2017-13", "2017-13"),
        ("2017-02-30", "2017-02-30"),
        ("about 1990", "about 1990"),
    ],
)
def test_dates(iso: str, shown: str) -> None:
    """A date is written out as precisely as it is known; what is no date stays as it is."""
    assert MESSAGES.date(iso) == shown


def test_day_of_capture() -> None:
    """A document that was saved on a known day says so in words."""
    held = document("x", publisher="P", date="2017", captured="2019-05-03")

    assert "P · 2017 · captured 3 May 2019" in MESSAGES.render("source", document=held)


def test_numbers_and_sizes() -> None:
    """Numbers and sizes are rounded to what a person wants to know."""
    assert MESSAGES.number(1234) == "1,234"
    assert MESSAGES.bytes(5_200_000) == "5 MB"
    assert MESSAGES.bytes(1900) == "2 kB"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_brief(text: str) -> None:
    """A fact stands on one line, at most as long as allowed, and takes no direction to its neighbours."""
    line = MESSAGES.brief(text, 30)

    assert "\n" not in line
    assert len(line) <= 32
    assert line.count("\u2068") == line.count("\u2069") <= 1


def test_names_in_another_direction_are_isolated() -> None:
    """A Persian title among English facts is isolated, so that dates and links around it do not jump."""
    assert MESSAGES.brief("سیل") == "\u2068سیل\u2069"
    assert MESSAGES.brief("Flood") == "Flood"


def test_half_a_surrogate_pair() -> None:
    """A file name that is not valid Unicode can still be shown."""
    MESSAGES.brief("a\udcff").encode("utf-8")


CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "That is too long for one question: at most %(limit)s characters, please."
msgstr "خیلی بلند است: حداکثر %(limit)s نویسه."

msgid "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand"
msgstr "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"

msgid "More (%(number)s)"
msgstr "بیشتر (%(number)s)"
"""


@pytest.fixture
def persian(tmp_path: Path) -> Messages:
    """The templates with a small Persian catalogue."""
    for path in PROMPTS.glob("*.j2"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "fa.po").write_text(CATALOGUE, "utf-8")
    return Messages(tmp_path, "fa")


def test_second_language(persian: Messages) -> None:
    """A second language is a catalogue: sentences, plurals, digits and dates follow it."""
    assert persian.render("too_long", limit=2000) == "خیلی بلند است: حداکثر ۲٬۰۰۰ نویسه."
    assert persian.label("more", count=3) == "بیشتر (۳)"
    assert persian.date("2017-12-04") == "۴ دسامبر ۲۰۱۷ (۱۳ آذر ۱۳۹۶)"
    assert persian.figure("2,800–5,000") == "۲٬۸۰۰–۵٬۰۰۰"
    assert persian.language_name("en") == "انگلیسی"
    assert persian.brief("The Post") == "\u2068The Post\u2069"
    assert persian.render("purpose") == MESSAGES.render("purpose")


def test_unknown_language() -> None:
    """A language without a catalogue is refused at start."""
    with pytest.raises(FileNotFoundError):
        Messages(PROMPTS, "xx")


@pytest.mark.parametrize(
    ("value", "accepted"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("https://example.org/a b", False),
        ("https://example.org/\n", False),
        ("file:///etc/passwd", False),
        ("https://example.org/" + "a" * 3000, False),
        ("", False),
        (None, False),
    ],
)
def test_web_addresses(value: str | None, accepted: bool) -> None:
    """Only what leads to the web becomes a link."""
    assert is_web_address(value) is accepted
