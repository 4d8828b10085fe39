"""How the text of each setting is read; what is not as it should be is a `ValueError`."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot.data import prompts_folder

Every = float | Literal["change"]
"""When the corpus is read again by itself: so many seconds apart, or when something in it changed."""

OFTENEST = 10.0
"""Seconds between two reloads, at least."""

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
STRICTNESS = ("loose", "normal", "strict")


@dataclass(frozen=True, repr=False)
class Secret:
    """A text that does not show itself when printed, logged or put into a message."""

    _text: str

    def reveal(self) -> str:
        """The secret itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('**********')"

    def __str__(self) -> str:
        return "**********"


def token(text: str) -> Secret:
    """A bot's token, as @BotFather writes it."""
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", text):
        raise ValueError
    return Secret(text)


def webhook_secret(text: str) -> Secret:
    """What Telegram accepts as `secret_token`, by its characters and its length."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", text):
        raise ValueError
    return Secret(text)


def metrics_token(text: str) -> Secret:
    """Long enough not to be guessed, of characters that a header can hold."""
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]{16,256}", text):
        raise ValueError
    return Secret(text)


def chats(text: str) -> frozenset[int]:
    """Ids of people, groups and channels, separated by commas or blanks."""
    words = re.split(r"[\s,;]+", text.strip(" ,;"))
    if not all(re.fullmatch(r"-?[1-9][0-9]{0,17}", word) for word in words):
        raise ValueError
    return frozenset(map(int, words))


def people(text: str) -> frozenset[int]:
    """Ids of people: Telegram gives them positive ones, groups and channels negative ones."""
    people = chats(text)
    if min(people) < 0:
        raise ValueError
    return people


def folder(text: str) -> Path:
    """A folder's path; it need not exist yet."""
    if not text:
        raise ValueError
    try:
        return Path(text).expanduser()
    except RuntimeError as error:  # ~ of a user that is not there
        raise ValueError from error


def _root(text: str, *schemes: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in schemes or not parts.hostname or parts.username or re.search(r"\s", text):
        raise ValueError
    if parts.port == 0 or parts.query or parts.fragment:  # `.port` itself refuses what is no number
        raise ValueError
    return text.rstrip("/")


def api_base_url(text: str) -> str:
    """Root of a Bot API server, to which `/bot` and the token are added."""
    root = _root(text, "http", "https")
    if root.endswith("/bot"):
        raise ValueError
    return root


def webhook_url(text: str) -> str:
    """Where Telegram delivers: https, or plain http to this machine itself."""
    url = _root(text, "http", "https")
    if url.startswith("http:") and not _is_loopback(urlsplit(url).hostname or ""):
        raise ValueError
    return url


def public_url(text: str) -> str:
    """Where readers reach the page: https, or plain http on this machine itself."""
    url = webhook_url(text)
    if re.search(r"[^\x21-\x7e]|//|/\.", url.partition("://")[2]):
        raise ValueError
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address(text: str) -> str:
    """A host name or an IP address."""
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text):
        raise ValueError
    return text


def port(text: str) -> int:
    """A TCP port."""
    port = int(text) if re.fullmatch(r"[0-9]{1,5}", text) else 0
    if not 0 < port < 2**16:
        raise ValueError
    return port


def language(text: str) -> str:
    """`en`, in which the templates are written, or a language that has a catalogue."""
    locale = prompts_folder() / "locale"
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*", text):
        raise ValueError
    if text != "en" and not (locale / f"{text}.po").is_file():
        raise ValueError
    return text


def every(text: str) -> Every | None:
    """A span such as `15m` or `2h` in seconds, `change` as it is; `0` is never."""
    if text.lower() == "change":
        return "change"
    span = re.fullmatch(r"([0-9]{1,6})([smhd]?)", text.lower())
    if span is None or not (span[2] or int(span[1]) == 0):
        raise ValueError
    seconds = float(int(span[1]) * _SECONDS.get(span[2], 0))
    if 0 < seconds < OFTENEST:
        raise ValueError
    return seconds or None


def switch(text: str) -> bool:
    """`on` or `off`, in any case."""
    if text.lower() not in {"on", "off"}:
        raise ValueError
    return text.lower() == "on"


def strictness(text: str) -> str:
    """One of `STRICTNESS`, in any case."""
    if text.lower() not in STRICTNESS:
        raise ValueError
    return text.lower()


def ocr(text: str) -> str:
    """Names of languages as Tesseract has them, joined by plus signs."""
    if not re.fullmatch(r"[A-Za-z_]{3,20}(?:\+[A-Za-z_]{3,20}){0,4}", text):
        raise ValueError
    return text


def level(text: str) -> str:
    """One of `LEVELS`, in any case."""
    if text.upper() not in LEVELS:
        raise ValueError
    return text.upper()
