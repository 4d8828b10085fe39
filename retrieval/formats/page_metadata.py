"""What a web page says of itself: JSON-LD, Open Graph, Dublin Core and other meta tags, link, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from retrieval.text import one_line

_LARGEST_JSON = 1 << 20  # characters of one block of JSON-LD
_MOST_NODES = 1000
# The first that is given counts; names of meta tags, in lower case. `ld:` are keys of JSON-LD.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("ld:headline", "og:title", "citation_title", "dc.title", "dcterms.title", "twitter:title"),
    "creator": ("ld:author", "author", "dc.creator", "dcterms.creator", "citation_author", "article:author"),
    "publisher": (
        "ld:publisher", "og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher",
        "citation_journal_title",
    ),
    "date": (
        "ld:datepublished", "article:published_time", "og:article:published_time", "dc.date", "dcterms.date",
        "dc.date.issued", "dcterms.issued", "citation_publication_date", "citation_date", "date", "pubdate",
        "publishdate", "parsely-pub-date", "sailthru.date", "ld:datecreated",
    ),
    "source": ("canonical", "og:url", "ld:url"),
    "captured": ("captured", "archived-at"),
    "rights": ("dc.rights", "dcterms.rights", "license", "ld:license", "copyright"),
    "language": (
        "html:lang", "content-language", "dc.language", "dcterms.language", "ld:inlanguage", "og:locale",
    ),
}  # fmt: skip
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_OTHER_DATE = re.compile(r"(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?")
_SITE = re.compile(r"\s+[|–—·»-]\s+")


def page_metadata(html: str, heading: str | None = None) -> dict[str, str]:
    """The metadata that a page gives, by field, not yet checked.

    Args:
        html: All of the page.
        heading: Its first heading: where the `<title>` begins with it, the rest is the site's name.
    """
    tags = _Tags()
    tags.feed(html)
    tags.close()
    found = tags.found
    for name, value in _linked_data(tags.scripts):
        found.setdefault(f"ld:{name.lower()}", value)
    given = {field: value for field, names in _NAMES.items() if (value := _first(found, names, field))}
    if "title" not in given and (title := one_line(found.get("title", ""))):
        given["title"] = _without_site(title, heading)
    if "date" in given:
        given["date"] = iso_date(given["date"])
    return given


def iso_date(value: str) -> str:
    """A date with slashes or dots after its year, as ISO 8601 has it; any other as it is."""
    other = _OTHER_DATE.match(value)
    return "-".join([other[1], *(part.zfill(2) for part in other.groups()[1:] if part)]) if other else value


def _first(found: Mapping[str, str], names: tuple[str, ...], field: str) -> str:
    for name in names:
        value = one_line(found.get(name, ""))
        if value and (field in ("source", "rights") or not _ADDRESS.match(value)):
            return value
    return ""


def _without_site(title: str, heading: str | None) -> str:
    words = one_line(heading or "")
    is_headed = words and title.startswith(words) and _SITE.match(title, len(words))
    return words if is_headed else title


class _Tags(HTMLParser):
    """The tags of a page's head that say something of it; the first of each name counts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self.scripts: list[str] = []
        self._within = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs[:50]}
        if tag == "meta":
            name = (
                facts.get("property")
                or facts.get("name")
                or facts.get("http-equiv")
                or facts.get("itemprop")
                or ""
            )
            self._note(name.lower(), facts.get("content", ""))
        elif tag == "link" and facts.get("rel", "").lower() in ("canonical", "license"):
            self._note(facts["rel"].lower(), facts.get("href", ""))
        elif tag == "html":
            self._note("html:lang", facts.get("lang") or facts.get("xml:lang") or "")
        elif tag == "time" and "pubdate" in facts:
            self._note("pubdate", facts.get("datetime", ""))
        elif (tag == "title" and "title" not in self.found) or facts.get("type") == "application/ld+json":
            self._within, self._words = tag, []

    def handle_endtag(self, tag: str) -> None:
        if tag != self._within:
            return
        text = "".join(self._words)
        if tag == "title":
            self._note("title", text)
        elif len(text) <= _LARGEST_JSON:
            self.scripts.append(text)
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within:
            self._words.append(data)

    def _note(self, name: str, value: str) -> None:
        if name and value.strip():
            # Several authors stand in several tags.
            if name == "citation_author" and name in self.found:
                self.found[name] += f"; {value}"
            self.found.setdefault(name, value)


def _linked_data(scripts: list[str]) -> Iterator[tuple[str, str]]:
    """The values of the nodes that describe a text, those of articles first."""
    nodes: list[Mapping[str, Any]] = []
    for script in scripts:
        try:
            nodes += _nodes(json.loads(script))
        except (ValueError, RecursionError):
            continue
    nodes.sort(key=lambda node: "headline" not in node)
    for node in nodes:
        if "headline" in node or "datePublished" in node:
            yield from ((str(key), words) for key, value in node.items() if (words := _words(value)))


def _nodes(data: Any) -> Iterator[Mapping[str, Any]]:
    waiting, seen = [data], 0
    while waiting and seen < _MOST_NODES:
        item, seen = waiting.pop(0), seen + 1
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            yield item
            waiting += [item[key] for key in ("@graph", "mainEntity") if key in item]


def _words(value: Any) -> str:
    """A value in words: a text, the name of a thing, or several of those."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        name = value.get("name") or value.get("@id")
        return name if isinstance(name, str) else ""
    return ", ".join(filter(None, map(_words, value[:20]))) if isinstance(value, list) else ""
