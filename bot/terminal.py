"""Text for people at a terminal: templates, and the width and colours of what they look at.

Lines are broken only for display, at blanks; every character stays as it is. What does not go to a
terminal is neither broken nor coloured, so that a quote can be searched for and copied in one piece.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, TextIO

import jinja2

from bot.data import prompts_folder
from bot.locales import SOURCE_LANGUAGE, language_name, listed, locale_of, translations
from bot.output import visible
from bot.remarks import searched, shown_sides
from bot.writing import Writing

LEAST_WIDTH = 24
"""Below this, breaking lines makes them harder to read."""

MOST_WIDTH = 96
"""Longer lines are hard to find one's way back from."""

_STYLES = {"bold": "\x1b[1m", "dim": "\x1b[2m", "underline": "\x1b[4m"}
_PLAIN = "\x1b[0m"

_MARKS = dict.fromkeys((0x200E, 0x200F, *range(0x2066, 0x206A)))
"""Marks and isolates that steer a line's direction in Telegram, and that many terminals show as boxes."""

_RIGHT_TO_LEFT = ("ar", "ckb", "fa", "he", "ps", "ur")


class Page:
    """Renders the terminal's templates.

    Args:
        width: At which column lines are broken; never, when None.
        colour: Whether bold and dim are shown.
        language: Of the words around the quotes; `en`, or one that has a catalogue.

    Raises:
        FileNotFoundError: There is no catalogue for `language`.
    """

    def __init__(
        self, width: int | None = None, *, colour: bool = False, language: str = SOURCE_LANGUAGE
    ) -> None:
        self.width = None if width is None else max(LEAST_WIDTH, min(width, MOST_WIDTH))
        self.colour = colour
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader([prompts_folder() / "terminal", prompts_folder()]),
            autoescape=jinja2.select_autoescape(["html.j2"]),  # these are plain text
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        )
        self._templates.policies["ext.i18n.trimmed"] = True
        catalogue, locale = translations(prompts_folder(), language), locale_of(language)
        self._templates.install_gettext_callables(  # type: ignore[attr-defined]  # by the i18n extension
            _without_marks(catalogue.gettext), _without_marks(catalogue.ngettext), newstyle=True
        )
        writing = Writing(locale, self._months)
        self._templates.filters.update(
            bold=lambda text: self.styled(text, "bold"),
            dim=lambda text: self.styled(text, "dim"),
            wrapped=self.wrapped,
            visible=visible,
            size=size if language == SOURCE_LANGUAGE else writing.bytes,
            digits=writing.digits,
            # In English as they are written in the corpus, for whoever searches for them there.
            date=str if language == SOURCE_LANGUAGE else lambda value: writing.date(value) or value,
            listed=lambda items: listed(items, locale).translate(_MARKS),
            language=lambda code: language_name(code, locale),
            searched=searched,
            sides=lambda answer: shown_sides(answer, enumerate(answer.quotes, start=1)),
        )
        self._templates.tests["right_to_left"] = lambda language: _base(language) in _RIGHT_TO_LEFT

    @classmethod
    def of(cls, stream: TextIO, environ: Mapping[str, str], language: str = SOURCE_LANGUAGE) -> Page:
        """The page that suits a stream: broken and coloured only on a terminal.

        Args:
            stream: Where the page will be written.
            environ: `NO_COLOR` (see no-color.org) and `TERM=dumb` switch colours off.
            language: Of the words around the quotes.
        """
        if not stream.isatty():
            return cls(language=language)
        plain = environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
        return cls(shutil.get_terminal_size().columns, colour=not plain, language=language)

    def render(self, name: str, **values: object) -> str:
        """The text of the template `prompts/terminal/<name>.txt.j2`."""
        return self._templates.get_template(f"{name}.txt.j2").render(**values)

    def _months(self) -> list[str]:
        calendar: Any = self._templates.get_template("_calendar.html.j2").module
        return str(calendar.months()).split()

    def styled(self, text: object, style: str) -> str:
        """`text` as `bold`, `dim` or `underline`, line by line, where colours are shown."""
        if not self.colour:
            return str(text)
        on = _STYLES[style]
        return "\n".join(f"{on}{line}{_PLAIN}" if line else line for line in str(text).split("\n"))

    def wrapped(self, text: object, indent: int = 0, hang: str | None = None) -> str:
        """`text` broken at blanks, for a terminal.

        Args:
            text: Line ends in it stay.
            indent: Columns already taken on the first line, and left free on the others.
            hang: What the other lines begin with, instead of `indent` blanks.
        """
        if self.width is None:
            return str(text)
        begin = " " * indent if hang is None else hang
        room = max(self.width - indent, LEAST_WIDTH // 2)
        lines = [line for given in str(text).split("\n") for line in _broken(given, room)]
        return f"\n{begin}".join(lines)


def _without_marks(translated: Callable[..., str]) -> Callable[..., str]:
    """A catalogue's function whose sentences hold nothing that steers a line's direction."""
    return lambda *texts: translated(*texts).translate(_MARKS)


def size(count: int) -> str:
    """A number of bytes as people say it, such as `12 kB`."""
    if count < 1000:
        return f"{count} B"
    amount = count / 1000
    for unit in ("kB", "MB"):
        if amount < 999.5:
            return f"{amount:.0f} {unit}" if amount >= 10 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def columns(text: str) -> int:
    """How many columns `text` takes on a terminal."""
    return sum(_character_columns(character) for character in text)


def _character_columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "FW" else 1


def _broken(line: str, room: int) -> list[str]:
    """`line` in pieces of at most `room` columns where blanks allow; joined by blanks, it is `line`."""
    first, *others = line.split(" ")
    lines, taken = [first], columns(first)
    for word in others:
        width = columns(word)
        if taken + 1 + width > room:
            lines.append(word)
            taken = width
        else:
            lines[-1] += f" {word}"
            taken += 1 + width
    return lines


def _base(language: str | None) -> str:
    return (language or "").partition("-")[0].lower()
