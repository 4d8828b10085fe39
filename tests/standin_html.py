"""Telegram's HTML, parsed in Python as TDLib parses it: for machines where `tdjson` does not install.

Held equal to TDLib by a property test in test_telegram_html.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from telegram_entities import Entity, HtmlError, Parsed, in_order, utf16_length

BLANKS = " \t\r\n\v\0"  # what TDLib's is_space accepts; NUL also ends the text inside a tag
STYLES = {
    "b": "bold", "strong": "bold",
    "i": "italic", "em": "italic",
    "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
TAGS = {*STYLES, "a", "pre", "code", "blockquote", "tg-emoji", "tg-time"}
REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*))")
LINK = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?"
    r"(?P<user>[^/?#@^`{|}\[\]\\<>\"\x00-\x20\x7f]*@)?"
    r"(?P<host>\[[0-9a-fA-F:]+\]|(?:[^/?#:@\[\]\\^`{|}<>%\"\x00-\x20\x7f]|%[0-9A-Fa-f]{2})+)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>(?:[/?#].*)?)",
    re.DOTALL,
)
LANGUAGE = "language-"
DATE_FORMAT = re.compile(r"r|[wdt]*", re.IGNORECASE)
INTEGER = re.compile(r"-?[1-9][0-9]{0,18}")


@dataclass
class OpenTag:
    """A start tag whose end has not come yet."""

    name: str
    attributes: dict[str, str]
    offset: int
    position: int


def reference_at(text: str, position: int) -> tuple[str, int]:
    """Return the character a reference stands for and the position after it; ("", position) for none."""
    match = REFERENCE.match(text, position)
    if not match:
        return "", position
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        character = REFERENCES.get(name, "")
    else:
        code = int(hexadecimal, 16) if hexadecimal else int(decimal) if decimal else 0
        character = chr(code) if 0 < code < 0x10FFFF and match.end() - position < 10 else ""
    if not character:
        return "", position
    return character, match.end() + (text[match.end()] == ";")


def checked_link(url: str) -> str:
    """Return the link as Telegram keeps it, or "" where it drops the link (a host without a dot, say)."""
    if re.fullmatch(r"(?is)(tg|ton|tonsite):(//)?[a-z0-9_-]+([/?#].*)?", url):
        return url
    match = LINK.fullmatch(url)
    if (
        not match
        or int(match["port"] or 0) > 65535
        or match["host"] == "."
        or not re.search(r"[.\[]", match["host"])
    ):
        return ""
    scheme = (match["scheme"] or "http").lower()
    if scheme not in {"http", "https"}:
        return ""
    rest = match["rest"] if match["rest"].startswith("/") else "/" + match["rest"]
    user = match["user"] if match["user"] not in (None, "@") else ""
    port = f":{match['port']}" if match["port"] else ""
    return f"{scheme}://{user}{match['host'].lower()}{port}{rest.replace(' ', '%20')}"


class HtmlParser:
    """Reads one HTML text once."""

    def __init__(self, html: str) -> None:
        self.size = len(html)
        self.source = html + "\0"  # so that looking one character ahead never fails
        self.at = 0
        self.out: list[str] = []
        self.offset = 0  # UTF-16 units written so far
        self.open: list[OpenTag] = []
        self.entities: list[Entity] = []

    def parsed(self) -> Parsed:
        """Return text and entities; raise HtmlError for what Telegram refuses."""
        while self.at < self.size:
            self._step()
        if self.open:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        text = "".join(self.out)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise HtmlError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        for index, entity in enumerate(self.entities):
            if entity.type == "code":  # a language means something inside a pre only
                self.entities[index] = replace(entity, argument="")
        return Parsed(text, tuple(in_order(self.entities)))

    def _step(self) -> None:
        character = self.source[self.at]
        if character == "<":
            if self.source[self.at + 1] == "/":
                self._end_tag()
            else:
                self._start_tag()
            return
        decoded, after = reference_at(self.source, self.at) if character == "&" else ("", 0)
        self.at = after if decoded else self.at + 1
        self.out.append(decoded or character)
        self.offset += utf16_length(decoded or character)

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def _skip_blanks(self) -> None:
        while self.source[self.at] != "\0" and self.source[self.at] in BLANKS:
            self.at += 1

    def _until(self, stops: str) -> str:
        begin = self.at
        while self.source[self.at] not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = ascii_lower(self._until(BLANKS + ">"))
        where = f"at byte offset {self._byte(begin)}"
        if self.source[self.at] == "\0":
            raise HtmlError(f"Unclosed start tag {where}")
        if name not in TAGS:
            raise HtmlError(f'Unsupported start tag "{name}" {where}')
        attributes: dict[str, str] = {}
        self._skip_blanks()
        while self.source[self.at] != ">":
            self._attribute(name, attributes, where)
            self._skip_blanks()
        self.at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" {where}')
        self.open.append(OpenTag(name, attributes, self.offset, len(self.out)))

    def _attribute(self, tag: str, attributes: dict[str, str], where: str) -> None:
        name = self._until(BLANKS + "=>/\"'")
        if not name:
            raise HtmlError(f'Empty attribute name in the tag "{tag}" {where}')
        self._skip_blanks()
        value = ""
        if self.source[self.at] == "=":
            self.at += 1
            self._skip_blanks()
            if self.source[self.at] != "\0":
                value = self._attribute_value()
            if self.source[self.at] == "\0":
                raise HtmlError(f"Unclosed start tag {where}")
        elif self.source[self.at] == "\0":
            raise HtmlError(f'Unclosed start tag "{tag}" {where}')
        attributes[name] = value

    def _attribute_value(self) -> str:
        begin = self.at
        quote = self.source[begin]
        if quote not in "\"'":
            while self.source[self.at].isascii() and (
                self.source[self.at].isalnum() or self.source[self.at] in ".-"
            ):
                self.at += 1
            if self.source[self.at] not in BLANKS + ">":
                raise HtmlError(f"Unexpected end of name token at byte offset {self._byte(begin)}")
            return self.source[begin : self.at].lower()
        self.at += 1
        value: list[str] = []
        while self.source[self.at] not in (quote, "\0"):
            decoded, after = reference_at(self.source, self.at)
            value.append(decoded or self.source[self.at])
            self.at = after if decoded else self.at + 1
        if self.source[self.at] == quote:
            self.at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self.at
        where = f"at byte offset {self._byte(begin)}"
        if not self.open:
            raise HtmlError(f"Unexpected end tag {where}")
        self.at += 2
        name = ascii_lower(self._until(BLANKS + ">"))
        self._skip_blanks()
        if self.source[self.at] != ">":
            raise HtmlError(f"Unclosed end tag {where}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise HtmlError(f'Unmatched end tag {where}, expected "</{tag.name}>", found "</{name}>"')
        if self.offset > tag.offset:
            self._close(tag)

    def _close(self, tag: OpenTag) -> None:
        length = self.offset - tag.offset
        if tag.name in STYLES:
            self.entities.append(Entity(STYLES[tag.name], tag.offset, length))
        elif tag.name == "a":
            self._close_link(tag, length)
        elif tag.name in {"pre", "code"}:
            self._close_code(tag, length)
        elif tag.name == "blockquote":
            kind = "expandable_blockquote" if "expandable" in tag.attributes else "blockquote"
            self.entities.append(Entity(kind, tag.offset, length))
        elif tag.name == "tg-emoji":
            emoji = tag.attributes.get("emoji-id", "")
            if not INTEGER.fullmatch(emoji) or not -(2**63) <= int(emoji) < 2**63:
                raise HtmlError("Invalid custom emoji identifier specified")
            self.entities.append(Entity("custom_emoji", tag.offset, length, argument=emoji))
        else:
            self._close_time(tag, length)

    def _close_time(self, tag: OpenTag, length: int) -> None:
        if not DATE_FORMAT.fullmatch(tag.attributes.get("format", "")):
            raise HtmlError("Invalid date format used")
        seconds = re.fullmatch(r"0*([1-9][0-9]{0,9})", tag.attributes.get("unix", ""))
        if seconds and int(seconds[1]) < 2**31:
            self.entities.append(Entity("date_time", tag.offset, length, argument=seconds[1]))

    def _close_link(self, tag: OpenTag, length: int) -> None:
        url = tag.attributes.get("href") or "".join(self.out[tag.position :])
        user = re.match(r"tg:(?://)?user\?id=([0-9]+)$", url)
        if user:
            self.entities.append(Entity("text_mention", tag.offset, length, argument=user[1]))
        elif link := checked_link(url):
            self.entities.append(Entity("text_link", tag.offset, length, argument=link))

    def _close_code(self, tag: OpenTag, length: int) -> None:
        marked = tag.attributes.get("class", "")
        language = marked[len(LANGUAGE) :] if tag.name == "code" and marked.startswith(LANGUAGE) else ""
        inner = self.entities[-1] if self.entities else None
        if inner and (inner.offset, inner.length) == (tag.offset, length):
            both = {inner.type: inner.argument, tag.name: language}
            if both.keys() == {"pre", "code"} and both["code"] and not both["pre"]:
                self.entities[-1] = Entity("pre", tag.offset, length, argument=both["code"])
                return
        self.entities.append(Entity(tag.name, tag.offset, length, argument=language))


def ascii_lower(text: str) -> str:
    """Return `text` with A-Z in lower case and nothing else changed."""
    return re.sub("[A-Z]+", lambda match: match[0].lower(), text)
