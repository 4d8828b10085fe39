"""A page in one language: its words, its direction, its links."""

from __future__ import annotations

import functools
import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote as quoted
from urllib.parse import urlencode

from bot.locales import SOURCE_LANGUAGE, language_name, locale_of
from bot.messages import Messages

FOLDER = "reader"
"""Of the templates, below that of the messages."""


class Words(Messages):
    """The templates of the pages, in one language.

    Args:
        folder: Holds `reader/*.html.j2` and `locale/<language>.po`.
        language: Of the interface; `en`, or one that has a catalogue.

    Attributes:
        direction: `rtl` or `ltr`.
        own_name: What the language calls itself.

    Raises:
        FileNotFoundError: There is no catalogue for `language`.
    """

    def __init__(self, folder: Path, language: str = SOURCE_LANGUAGE) -> None:
        super().__init__(folder, language)
        self.direction = direction(language)
        self.own_name = language_name(language, locale_of(language))
        self._environment.filters.update(numeral=self.numeral, isolated=self.isolated, direction=direction)

    def prepare(self) -> None:
        """Read the pages' templates now, so that no reader waits for that."""
        for name in ("answer", "document", "list", "refusal"):
            self._environment.get_template(f"{FOLDER}/{name}.html.j2")

    def numeral(self, value: int) -> str:
        """A number that counts off, such as a paragraph's: this language's digits, no separators."""
        return self._writing.digits(value)

    def isolated(self, value: str) -> str:
        """A fact on one line, whole, its direction kept to itself."""
        return self.brief(value, len(value))

    def text(self, name: str, **values: object) -> str:
        """The plain text `prompts/reader/<name>.html.j2` makes of `values`."""
        return html.unescape(self.render(f"{FOLDER}/{name}", **values))


@dataclass(frozen=True)
class Edition:
    """One page in one language, and the addresses of others from it.

    Attributes:
        words: Its language's.
        others: The other languages'.
        root: What every address of this site begins with: the public one, without a slash at its end.
        prefix: The path of `root`.
        chosen: Whether the language was chosen on the page, so that links have to keep it.
        here: The path of this page below the prefix.
        asked: The query of this page, without the language.
        style: Changes whenever the style sheet does.
    """

    words: Words
    others: tuple[Words, ...]
    root: str
    prefix: str
    chosen: bool
    here: str
    asked: Mapping[str, str]
    style: str

    def page(self, name: str, **values: object) -> str:
        """The page `prompts/reader/<name>.html.j2` makes of `values`."""
        return self.words.render(f"{FOLDER}/{name}", edition=self, at=self.at, words=self.words, **values)

    def at(self, path: str, fragment: str = "", /, **query: object) -> str:
        """The address of a page of this site, for a link on this page."""
        language = {"lang": self.words.language} if self.chosen else {}
        return address(self.prefix, path, fragment, **query, **language)

    def in_language(self, other: Words) -> str:
        """The address of this page in another language."""
        return address(self.prefix, self.here, **{**self.asked, "lang": other.language})

    def public(self, path: str, fragment: str = "", /, **query: object) -> str:
        """An address of this site that holds elsewhere too."""
        return address(self.root, path, fragment, **query)


def address(root: str, path: str, fragment: str = "", /, **query: object) -> str:
    """An address below `root`; a part of the query that is None or empty is left out."""
    asked = urlencode({name: str(value) for name, value in query.items() if value not in (None, "")})
    return (
        root + quoted(path, safe="/") + (f"?{asked}" if asked else "") + (f"#{fragment}" if fragment else "")
    )


def editions(folder: Path, default: str) -> dict[str, Words]:
    """The words of every language there is, the default one first."""
    languages = [SOURCE_LANGUAGE, *sorted(path.stem for path in (folder / "locale").glob("*.po"))]
    languages.sort(key=lambda language: language != default)
    return {language: _words(folder, language) for language in languages}


def preferred(accepted: str, held: Mapping[str, Words]) -> str:
    """The language of `held` that a reader likes best, by the header Accept-Language; else the first."""
    wanted: list[tuple[float, str]] = []
    for item in accepted[:1000].split(","):
        code, _, weight = item.strip().partition(";")
        match = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", weight) if weight else None
        share = float(match[1]) if match else 0.0 if weight else 1.0
        language = _held(code.strip(), held)
        if language and share:
            wanted.append((share, language))
    return max(wanted, key=lambda pair: pair[0])[1] if wanted else next(iter(held))


def direction(language: str | None) -> str:
    """`rtl` or `ltr`; `auto` for a language that is not told."""
    if not language:
        return "auto"
    return "rtl" if locale_of(language).character_order == "right-to-left" else "ltr"


def fingerprint(folder: Path) -> str:
    """Other whenever any template, style or catalogue is."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@functools.cache
def _words(folder: Path, language: str) -> Words:
    words = Words(folder, language)
    words.prepare()
    return words


def _held(code: str, held: Mapping[str, Words]) -> str | None:
    if code in held:
        return code
    primary = code.partition("-")[0].lower()
    return next((language for language in held if language.partition("-")[0].lower() == primary), None)
