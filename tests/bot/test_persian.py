"""Catalogues are whole; what is made with the Persian one is Persian and reaches Telegram as it should."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from answers import PERSIAN, VALUES, answer, bare_quote, disputed, full_quote, no_answer, quote
from bot.data import prompts_folder
from bot.messages import Messages
from bot.pages import Excerpt
from bot.terminal import Page
from every_message import templates, values
from retrieval import Reason
from telegram_html import parse, stored

LOCALE = prompts_folder() / "locale"
LANGUAGES = sorted(path.stem for path in LOCALE.glob("*.po"))
PERSIAN_MESSAGES = Messages(prompts_folder(), "fa")

PLACE = re.compile(r"%\(\w+\)s")
TAG = re.compile(r"</?\w+[^>]*>")
COMMAND = re.compile(r"(?<![\w</])/[a-z]+\b")
ISOLATED = re.compile("\u2068[^\u2066-\u2069]*\u2069")

AS_TYPED = {"sha256"}
"""What is the same in every language."""


def catalogue(language: str) -> Catalog:
    """The catalogue of a language, as it stands in the file."""
    with (LOCALE / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def in_templates() -> set[str | tuple[str, ...]]:
    """All that can be translated, as Babel finds it with the options that translators use."""
    options = dict(
        line.split(" = ", 1)
        for line in (LOCALE / "babel.cfg").read_text("utf-8").splitlines()
        if " = " in line
    )
    found: set[str | tuple[str, ...]] = set()
    for path in prompts_folder().rglob("*.j2"):
        with path.open("rb") as file:
            for _, message, _, _ in extract("jinja2.ext:babel_extract", file, options=options):
                found.add(message if isinstance(message, str) else tuple(message[:2]))
    return found


def translated(language: str = "fa") -> Iterator[tuple[Message, tuple[str, ...], tuple[str, ...]]]:
    """The messages of a catalogue: what the templates say, and what it says, each in its forms."""
    for message in catalogue(language):
        if message.id:
            ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
            strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
            yield message, tuple(ids), tuple(map(str, strings))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string(language: str) -> None:
    """A catalogue holds what the templates hold, no more and no less; none is fuzzy or empty."""
    held = catalogue(language)
    messages = list(translated(language))
    ids = {ids if len(ids) > 1 else ids[0] for _, ids, _ in messages}

    assert in_templates() - ids == set(), "not in the catalogue"
    assert ids - in_templates() == set(), "no longer in the templates"
    assert not held.obsolete
    assert not [ids for message, ids, _ in messages if message.fuzzy]
    assert not [ids for _, ids, strings in messages if not all(map(str.strip, strings))]
    assert not [
        ids for _, ids, strings in messages if len(strings) != (held.num_plurals if len(ids) > 1 else 1)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_of_values(language: str) -> None:
    """Every value, tag and command of a string stands in its translation, and no other does."""
    for _, ids, strings in translated(language):
        for string in strings:
            for pattern in (PLACE, TAG, COMMAND):
                assert sorted(pattern.findall(string)) in [sorted(pattern.findall(each)) for each in ids], (
                    string
                )
            assert string.count("%") == len(PLACE.findall(string)), string


def test_plural_forms() -> None:
    """Persian has two forms: one for none and one, one for more."""
    assert catalogue("fa").plural_forms == "nplurals=2; plural=(n > 1);"


def test_persian_letters_and_marks() -> None:
    """The letters, digits and punctuation are Persian ones, and no word is left in English."""
    for _, ids, strings in translated():
        for string in set(strings) - AS_TYPED:
            told = TAG.sub("", PLACE.sub("", string))
            assert not re.search("[يكةى٠-٩“”?;]|(?<!,),(?!,)", told), string
            assert not re.search(r"\b(?:ن?می|بی) (?=\w)|\w ها\b|\w های\b", told), string
            assert (
                re.search("[\u0600-\u06ff]", told)
                or not re.search("[A-Za-z]", "".join(ids))
                or not told.strip(" ()«»:.")
            ), string


def test_isolates() -> None:
    """A command is isolated, so that its slash stays before it; not where only terminals show it."""
    for message, _, strings in translated():
        for string in strings:
            if all("/terminal/" in path for path, _ in message.locations):
                assert not re.search("[\u2066-\u2069]", string)
                continue
            assert not COMMAND.search(ISOLATED.sub("", string)), string
            assert string.count("\u2068") == string.count("\u2069") == len(ISOLATED.findall(string))


@pytest.mark.parametrize("name", sorted(templates()))
def test_renders(name: str) -> None:
    """Every template renders to HTML that Telegram takes, with the markup and commands it has in English."""
    english = Messages(prompts_folder())
    for given in values("Barley")[name]:
        persian = stored(parse(PERSIAN_MESSAGES.render(name, **given)))
        plain = stored(parse(english.render(name, **given)))

        assert persian.text.strip()
        assert persian.text.count("\u2068") == persian.text.count("\u2069")
        assert sorted(e.type for e in persian.entities) == sorted(e.type for e in plain.entities)


@pytest.mark.parametrize("name", sorted(templates() - {"commands"}))
def test_names_do_not_jump(name: str) -> None:
    """A Latin name that a message is given stands isolated, wherever it stands but in a quote."""
    for given in values("Barley")[name]:
        parsed = parse(PERSIAN_MESSAGES.render(name, **given))
        quoted = [e for e in parsed.entities if e.type in {"blockquote", "expandable_blockquote"}]
        for match in re.finditer("Barley", parsed.text):
            before = parsed.text[: match.start()]
            if not any(e.offset <= match.start() < e.end for e in quoted):
                assert before.count("\u2068") == before.count("\u2069") + 1, parsed.text


@pytest.mark.parametrize("shown", [full_quote(), bare_quote(), quote(PERSIAN, PERSIAN, language="fa")])
def test_quotes_arrive_as_they_are(shown: object) -> None:
    """No character of a quote is changed, and none comes into it, whatever its language."""
    told = getattr(shown, "text")  # noqa: B009  # of a parameter
    html = PERSIAN_MESSAGES.render(
        "answer",
        answer=answer(shown),  # type: ignore[arg-type]  # quotes, as listed above
        excerpts=[Excerpt(1, shown, told, True, True)],  # type: ignore[arg-type]
        sides=(),
    )
    parsed = stored(parse(html))
    block = next(e for e in parsed.entities if e.type == "blockquote")
    units = parsed.text.encode("utf-16-le")

    assert units[2 * block.offset : 2 * block.end].decode("utf-16-le") == told


def test_digits_and_dates() -> None:
    """Numbers, sizes and dates are written in Persian."""
    assert PERSIAN_MESSAGES.label("source", number=2) == "منبع ۲"
    assert PERSIAN_MESSAGES.label("more", count=9) == "بیشتر (۹)"
    assert PERSIAN_MESSAGES.bytes(5_200_000) == "۵ مگابایت"
    for name in sorted(templates()):
        for given in values("ب")[name]:
            text = parse(PERSIAN_MESSAGES.render(name, **given)).text
            assert not re.search("[0-9]", ISOLATED.sub("", text)), text
    moment = dt.datetime(2017, 12, 4, 9, 5, tzinfo=dt.UTC)
    assert PERSIAN_MESSAGES.moment(moment).replace("\u200f", "") == (
        "۴ دسامبر ۲۰۱۷ (۱۳ آذر ۱۳۹۶)، ۰۹:۰۵ \u2068UTC\u2069"
    )


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("1988", "۱۹۸۸ (۱۳۶۶–۱۳۶۷)"),
        ("1988-07", "ژوئیهٔ ۱۹۸۸ (تیر–مرداد ۱۳۶۷)"),
        ("2018-03", "مارس ۲۰۱۸ (اسفند ۱۳۹۶–فروردین ۱۳۹۷)"),
        ("2017-12-04", "۴ دسامبر ۲۰۱۷ (۱۳ آذر ۱۳۹۶)"),
        ("2021-03-20", "۲۰ مارس ۲۰۲۱ (۳۰ اسفند ۱۳۹۹)"),
        ("1492-10-12", "۱۲ اکتبر ۱۴۹۲"),
    ],
)
def test_iranian_calendar(iso: str, shown: str) -> None:
    """Beside a date of ours stands that of the Iranian calendar: a year or a month of ours is two there."""
    assert PERSIAN_MESSAGES.date(iso) == shown


def test_terminal() -> None:
    """In the terminal the words are Persian too, and nothing that steers a line's direction is shown."""
    page = Page(language="fa")
    shown = [answer(full_quote(), bare_quote()), *map(disputed, VALUES)]
    facts: dict[str, object] = {"unknown": ("Alfa",) * 7, "names": ("Alfa",) * 7, "languages": ("fa", "en")}
    shown += [no_answer(reason, full_quote(), **facts) for reason in Reason]  # type: ignore[arg-type]
    for each in shown:
        text = page.render("answer", answer=each)

        assert re.search("[\u0600-\u06ff]", text)
        assert not re.search(r"[\u200e\u200f\u2066-\u2069]|\\u20", text)
        told = re.sub(r"opcit source \w+|https?://\S+", "", text)
        assert not re.search("[0-9]", re.sub("[“«].*?[”»]", "", told, flags=re.DOTALL)), told
