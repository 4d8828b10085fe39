"""The words: templates in `prompts/`, rendered in one language to the HTML Telegram understands."""

from __future__ import annotations

import datetime as dt
import html
import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.locales import SOURCE_LANGUAGE, language_name, listed, locale_of, translations
from bot.remarks import searched
from bot.writing import Writing

LONGEST_LINK = 2048
"""Characters of an address; Telegram makes no link of a longer one."""

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = frozenset({"L"}), frozenset({"R", "AL", "AN"})
_STEERING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
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
        self._writing = Writing(self._locale, self._months)
        self.number, self.figure = self._writing.number, self._writing.figure
        self.bytes = self._writing.bytes
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
            code=self.code,
            digits=self._writing.digits,
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

    def plain(self, name: str, **values: object) -> str:
        """What `render` gives, as plain text."""
        return html.unescape(self.render(name, **values))

    def label(self, name: str, **values: object) -> str:
        """A short plain text, such as a button's: the macro `name` of `prompts/labels.html.j2`."""
        macro = getattr(self._environment.get_template("labels.html.j2").module, name)
        return html.unescape(str(macro(**values))).strip()

    def commands(self) -> dict[str, str]:
        """What each command does, by its name, in the order of the menu."""
        lines = html.unescape(self.render("commands")).splitlines()
        return dict(line.split(" ", 1) for line in lines if line)

    def _months(self) -> list[str]:
        calendar: Any = self._environment.get_template("_calendar.html.j2").module
        return str(calendar.months()).split()

    def date(self, value: str | None) -> str:
        """An ISO 8601 date of any precision, written out; anything else as it is, but brief."""
        return self._writing.date(value or "") or self.brief(value or "", 40)

    def moment(self, value: dt.datetime) -> str:
        """A date and time of day, in UTC."""
        return self._writing.moment(value, zone=self.brief("UTC"))

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

    def brief(self, value: object, longest: int = 200) -> str:
        """Facts such as a title on one line: shortened if need be, its direction kept to itself.

        Never for quoted words.
        """
        line = " ".join(str(value).encode("utf-8", "replace").decode("utf-8").translate(_STEERING).split())
        if len(line) > longest:
            line = line[: longest - 1].rstrip() + "…"
        against = _LEFT_TO_RIGHT if self._right_to_left else _RIGHT_TO_LEFT
        turns = any(unicodedata.bidirectional(character) in against for character in line)
        return f"{_FIRST_STRONG_ISOLATE}{line}{_POP_ISOLATE}" if turns else line

    def code(self, identifier: str) -> Markup:
        """An identifier that a tap copies: what keeps its direction to itself is not copied with it."""
        shown = self.brief(identifier)
        copied = Markup("<code>{}</code>").format(identifier)
        return copied if shown == identifier else copied.join([_FIRST_STRONG_ISOLATE, _POP_ISOLATE])


def is_web_address(value: object) -> bool:
    """Whether `value` can be a link in Telegram."""
    return (
        isinstance(value, str)
        and len(value) <= LONGEST_LINK
        and re.fullmatch(r"https?://[^\s<>]+", value, re.IGNORECASE) is not None
    )
