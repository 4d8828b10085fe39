"""A language as people read it: its catalogue, its digits, how it lists things and names languages."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterable
from pathlib import Path

from babel import Locale, UnknownLocaleError, lists
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "en"
"""What the templates are written in; it needs no catalogue."""

NEUTRAL_LOCALES = {"en": "en_GB"}
"""For dates: a day before its month, as the archive's readers outside of America write them."""

ZEROS = {"arab": "\u0660", "arabext": "\u06f0", "deva": "\u0966", "beng": "\u09e6", "mymr": "\u1040"}
"""The digit zero of numbering systems other than the Latin one, which Babel knows but does not write."""


def locale_of(language: str) -> Locale:
    """The locale of a language's code, or the neutral one when nobody knows it."""
    try:
        return Locale.parse(NEUTRAL_LOCALES.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(NEUTRAL_LOCALES[SOURCE_LANGUAGE])


def digits(locale: Locale) -> dict[int, str]:
    """What the Latin digits become in a locale, for `str.translate`."""
    zero = ZEROS.get(locale.default_numbering_system, "0")
    return {ord("0") + value: chr(ord(zero) + value) for value in range(10)}


def translations(folder: Path, language: str) -> gettext.NullTranslations:
    """The catalogue `locale/<language>.po` below a folder, compiled.

    Raises:
        FileNotFoundError: There is none.
    """
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    with (folder / "locale" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language.replace("-", "_"))
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def listed(items: Iterable[str], locale: Locale) -> str:
    """Items as one phrase, such as `one, two and three`."""
    return lists.format_list([str(item) for item in items], locale=locale)


def language_name(code: str, locale: Locale) -> str:
    """What a locale calls the language of a code such as `fa`; the code, where it has no name for it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(locale) or code
    except (UnknownLocaleError, ValueError):
        return str(locale.languages.get(code.partition("-")[0].lower(), code))
