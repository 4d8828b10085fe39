"""The words: templates in `prompts/`, rendered in one language to the HTML Telegram understands."""

from __future__ import annotations

import datetime as dt
import decimal
import html
import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from babel import dates, numbers, units
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.locales import SOURCE_LANGUAGE, digits, language_name, listed, locale_of, translations
from bot.remarks import searched

LONGEST_LINK = 2048
"""Characters of an address; Telegram makes no link of a longer one."""

_PRECISIONS = {"year": r"\d{4}", "month": r"\d{4}-\d{2}", "day": r"\d{4}-\d{2}-\d{2}"}

_FIGURE = re.compile(r"\d+(?:,\d{3})*", re.ASCII)
_LONGEST_NUMBER = 5000  # digits: more than any message holds
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LEFT_TO_RIGHT = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f]")
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


class Messages:
    """Renders templates.

    Args:
        folder: Holds `*.html.j2` and `locale/<language>.po`.
        language: Of the interface; `en`, or one that has a catalogue.
        covers: Whether what is marked as hard to read stands behind a spoiler.

    Attributes:
        language: The language's code.
        own_name: What its speakers call it, as it begins a line.
        names: What a person may call it, without regard to case.

    Raises:
        FileNotFoundError: There is no catalogue for `language`.
    """

    def __init__(self, folder: Path, language: str = SOURCE_LANGUAGE, *, covers: bool = True) -> None:
        self.language = language
        own, english = (language_name(language, locale_of(each)) for each in (language, SOURCE_LANGUAGE))
        self.own_name = own[:1].upper() + own[1:]
        self.names = frozenset(name.casefold() for name in (language, own, english))
        self.covers = covers
        self._folder = folder
        self._locale = locale_of(language)
        self._digits = digits(self._locale)
        self._right_to_left = self._locale.character_order == "right-to-left"
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        )
        self._environment.policies["ext.i18n.trimmed"] = True
        self._environment.filters.update(
            date=self.date,
            number=self.number,
            figure=self.figure,
            bytes=self.bytes,
            moment=self.moment,
            brief=self.brief,
            listed=self.listed,
            language=self.language_name,
            searched=searched,
            covered=self.covered,
        )
        self._environment.tests["web"] = is_web_address
        catalogue = translations(folder, language)
        self._environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # by the i18n extension

    @property
    def covering(self) -> Messages:
        """The same words, with what is hard to read behind a spoiler."""
        return self if self.covers else self._other

    @property
    def uncovering(self) -> Messages:
        """The same words, with nothing behind a spoiler."""
        return self._other if self.covers else self

    @cached_property
    def _other(self) -> Messages:
        other = Messages(self._folder, self.language, covers=not self.covers)
        other.__dict__["_other"] = self
        return other

    def render(self, name: str, **values: object) -> str:
        """The message `prompts/<name>.html.j2` makes of `values`, as HTML.

        Raises:
            jinja2.UndefinedError: The template needs a value that is not given.
        """
        return self._environment.get_template(f"{name}.html.j2").render(**values).strip()

    def label(self, name: str, **values: object) -> str:
        """A short plain text, such as a button's: the macro `name` of `prompts/labels.html.j2`."""
        macro = getattr(self._environment.get_template("labels.html.j2").module, name)
        return html.unescape(str(macro(**values))).strip()

    def commands(self) -> dict[str, str]:
        """What each command does, by its name, in the order of the menu."""
        lines = html.unescape(self.render("commands")).splitlines()
        return dict(line.split(" ", 1) for line in lines if line)

    def date(self, value: str | None) -> str:
        """An ISO 8601 date of any precision, written out; anything else as it is, but brief."""
        for precision, pattern in _PRECISIONS.items():
            if value and re.fullmatch(pattern, value):
                first_day = value + "0000-01-01"[len(value) :]
                try:
                    day = dt.date.fromisoformat(first_day)
                except ValueError:
                    break
                return self._day(day, precision)
        return self.brief(value or "", 40)

    def _day(self, day: dt.date, precision: str) -> str:
        if precision == "day":
            return dates.format_date(day, "long", locale=self._locale).translate(self._digits)
        skeleton = {"year": "y", "month": "yMMMM"}[precision]
        return dates.format_skeleton(skeleton, day, locale=self._locale).translate(self._digits)

    def moment(self, value: dt.datetime) -> str:
        """A date and time of day, in UTC."""
        both = str(dates.get_datetime_format("medium", locale=self._locale))
        pattern = both.replace("{1}", "d MMMM y").replace("{0}", "HH:mm z")
        written = dates.format_datetime(value, pattern, tzinfo=dt.UTC, locale=self._locale)
        return written.translate(self._digits)

    def number(self, value: float) -> str:
        """A number with this language's digits and separators."""
        # With the context of the thread, a figure of more digits than its precision could not be written.
        with decimal.localcontext(decimal.Context(prec=_LONGEST_NUMBER)):
            written = numbers.format_decimal(value, locale=self._locale, numbering_system="default")
        return written.translate(self._digits)

    def figure(self, value: str) -> str:
        """A text whose numbers, such as those of `2,800–5,000`, get this language's digits and separators."""
        return _FIGURE.sub(lambda match: self.number(int(match[0].replace(",", ""))), value)

    def listed(self, items: Iterable[str]) -> Markup:
        """Items as one phrase, such as `one, two and three`; what is no markup is escaped."""
        return Markup(listed(map(escape, items), self._locale))  # noqa: S704  # each item is escaped

    def covered(self, words: str, is_graphic: bool) -> Markup:
        """Words of a document, behind Telegram's spoiler if they are hard to read and not wanted open."""
        html = escape(words)
        return Markup("<tg-spoiler>{}</tg-spoiler>").format(html) if is_graphic and self.covers else html

    def language_name(self, code: str) -> str:
        """What this language calls the language of a code such as `fa`."""
        return self.brief(language_name(code, self._locale), 40)

    def bytes(self, value: int) -> str:
        """A size, in whole megabytes or, if small, kilobytes."""
        unit, divisor = ("megabyte", 1_000_000) if value >= 1_000_000 else ("kilobyte", 1000)
        count = max(1, round(value / divisor))
        written = units.format_unit(
            count, f"digital-{unit}", "short", locale=self._locale, numbering_system="default"
        )
        return written.translate(self._digits)

    def brief(self, value: object, longest: int = 200) -> str:
        """Facts such as a title on one line: shortened if need be, its direction kept to itself.

        Never for quoted words.
        """
        line = " ".join(str(value).encode("utf-8", "replace").decode("utf-8").translate(_ISOLATES).split())
        if len(line) > longest:
            line = line[: longest - 1].rstrip() + "…"
        against = _LEFT_TO_RIGHT if self._right_to_left else _RIGHT_TO_LEFT
        return f"{_FIRST_STRONG_ISOLATE}{line}{_POP_ISOLATE}" if against.search(line) else line


def is_web_address(value: object) -> bool:
    """Whether `value` can be a link in Telegram."""
    return (
        isinstance(value, str)
        and len(value) <= LONGEST_LINK
        and re.fullmatch(r"https?://[^\s<>]+", value, re.IGNORECASE) is not None
    )
