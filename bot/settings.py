"""How Opcit is configured: the environment, a `.env` file and the command line, read once.

Every setting is one line of `Settings`: its variable, how its text is read, and its default.
The sentence about each stands in `prompts/cli.toml`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot import values
from bot.data import shipped_corpus
from bot.dotenv import PREFIX, dotenv_settings
from bot.errors import Problem, SettingsError
from bot.values import Every, Secret

TOKEN_FILE = "OPCIT_TOKEN_FILE"  # noqa: S105  # the name of a variable


SECRETS = frozenset({"OPCIT_TOKEN", "OPCIT_WEBHOOK_SECRET", "OPCIT_METRICS_TOKEN"})
"""What is never shown, not even where it is wrong."""


def _from(variable: str, read: Callable[[str], object]) -> dict[str, object]:
    """As a field's metadata: the variable it is read from, and how."""
    return {"variable": variable, "read": read}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that can be configured, checked.

    Attributes:
        token: The bot's, from @BotFather.
        admins: Ids of the people who may reload and see statistics; nobody when empty.
        allowed_chats: Ids of the chats that are answered; every chat when empty.
        corpus: Folder of the documents.
        index: Folder for what the index keeps on disk; a temporary one when None.
        api_base_url: Root of a Bot API server of one's own, without a slash at its end.
        webhook_url: Public address Telegram delivers to; polling when None.
        webhook_listen: Address the webhook's server listens on.
        webhook_port: Port the webhook's server listens on.
        webhook_secret: What Telegram sends with each delivery to prove itself.
        public_url: Where the reader page is reached, without a slash at its end; no page beside the bot
            when None.
        listen: Address the reader page's server listens on.
        port: Port the reader page's server listens on.
        metrics_token: What a request for the metrics has to bring; there are none when None.
        model: Folder of a sentence model; the installed one, if any, when None.
        reload_every: Seconds between two reloads by the clock; `change` to reload when something in the
            corpus changed; only when an admin says so when None.
        strictness: How near the archive has to come to what is asked: one of `bot.values.STRICTNESS`.
        ocr: Languages of pages that are pictures, as Tesseract calls them; they are not read when None.
        count_unanswered: Whether words that no document holds are counted, see `bot.gaps`.
        language: Of the interface: `en`, or a catalogue in `prompts/locale`.
        log_level: One of `bot.values.LEVELS`.
        unknown: Variables that bear our prefix and are no setting: most likely misspelt ones.
    """

    token: Secret | None = field(default=None, metadata=_from("OPCIT_TOKEN", values.token))
    admins: frozenset[int] = field(default=frozenset(), metadata=_from("OPCIT_ADMINS", values.people))
    allowed_chats: frozenset[int] = field(
        default=frozenset(), metadata=_from("OPCIT_ALLOWED_CHATS", values.chats)
    )
    corpus: Path = field(default_factory=shipped_corpus, metadata=_from("OPCIT_CORPUS", values.folder))
    index: Path | None = field(default=None, metadata=_from("OPCIT_INDEX", values.folder))
    api_base_url: str | None = field(default=None, metadata=_from("OPCIT_API_BASE_URL", values.api_base_url))
    webhook_url: str | None = field(default=None, metadata=_from("OPCIT_WEBHOOK_URL", values.webhook_url))
    webhook_listen: str = field(default="127.0.0.1", metadata=_from("OPCIT_WEBHOOK_LISTEN", values.address))
    webhook_port: int = field(default=8443, metadata=_from("OPCIT_WEBHOOK_PORT", values.port))
    webhook_secret: Secret | None = field(
        default=None, metadata=_from("OPCIT_WEBHOOK_SECRET", values.webhook_secret)
    )
    public_url: str | None = field(default=None, metadata=_from("OPCIT_PUBLIC_URL", values.public_url))
    listen: str = field(default="127.0.0.1", metadata=_from("OPCIT_LISTEN", values.address))
    port: int = field(default=8080, metadata=_from("OPCIT_PORT", values.port))
    metrics_token: Secret | None = field(
        default=None, metadata=_from("OPCIT_METRICS_TOKEN", values.metrics_token)
    )
    model: Path | None = field(default=None, metadata=_from("OPCIT_MODEL", values.folder))
    reload_every: Every | None = field(default=None, metadata=_from("OPCIT_RELOAD_EVERY", values.every))
    strictness: str = field(default="normal", metadata=_from("OPCIT_STRICTNESS", values.strictness))
    ocr: str | None = field(default=None, metadata=_from("OPCIT_OCR", values.ocr))
    count_unanswered: bool = field(default=False, metadata=_from("OPCIT_COUNT_UNANSWERED", values.switch))
    language: str = field(default="en", metadata=_from("OPCIT_LANGUAGE", values.language))
    log_level: str = field(default="INFO", metadata=_from("OPCIT_LOG_LEVEL", values.level))
    unknown: tuple[str, ...] = ()

    @property
    def root(self) -> str:
        """What every address of the reader page begins with, without a slash at its end."""
        host = f"[{self.listen}]" if ":" in self.listen else self.listen
        return self.public_url or f"http://{host}:{self.port}"

    @classmethod
    def from_environ(
        cls,
        environ: Mapping[str, str],
        *,
        folder: Path | None = None,
        needs_token: bool = False,
        without: Collection[str] = (),
        beneath: Mapping[str, str] = MappingProxyType({}),
        **overrides: object,
    ) -> Settings:
        """Settings from an environment, a `.env` file beneath it, and `overrides` above both.

        Args:
            environ: Environment variables; an empty one counts as not set.
            folder: Where a `.env` file may lie; none is read without it.
            needs_token: Whether a missing token is a problem.
            without: Variables that are passed over, as if they were not set.
            beneath: Texts of variables where they are set nowhere, instead of their defaults.
            overrides: Attributes of `Settings`; a text is read as the variable's would be, None is
                as if it were not given, anything else is taken as it is.

        Raises:
            SettingsError: Naming every setting that is missing or not what it should be.
        """
        problems: list[Problem] = []
        texts = dict(beneath)
        if folder:
            texts |= dotenv_settings(folder / ".env", problems)
        texts |= {name: text for name, text in environ.items() if name.startswith(PREFIX) and text.strip()}
        texts = {name: text for name, text in texts.items() if name not in without}
        file_problem = _token_file_problem(texts)
        problems += filter(None, [file_problem])
        if needs_token and not (file_problem or "OPCIT_TOKEN" in texts or overrides.get("token")):
            problems.append(Problem("OPCIT_TOKEN", "missing"))
        checked = _checked(texts, overrides, problems)
        if problems:
            raise SettingsError(problems)
        settings = cls(**checked, unknown=tuple(sorted(set(texts) - set(variables()))))
        index = settings.index or default_index(settings.corpus, environ)
        return dataclasses.replace(settings, index=index)


def variables() -> tuple[str, ...]:
    """The name of every variable that is read from the environment, in the order of `Settings`."""
    token, *others = (each.metadata["variable"] for each in _configurable())
    return (token, TOKEN_FILE, *others)


def defaults() -> dict[str, object]:
    """The default of each variable that has a plain one."""
    return {each.metadata["variable"]: each.default for each in _configurable()}


def _configurable() -> list[dataclasses.Field[Any]]:
    return [each for each in dataclasses.fields(Settings) if "variable" in each.metadata]


def default_index(corpus: Path, environ: Mapping[str, str]) -> Path | None:
    """The index folder of a corpus in the user's cache, or None where nothing can be written."""
    home = Path(environ.get("HOME") or Path.home())
    cache = Path(environ.get("XDG_CACHE_HOME") or home / ".cache")
    whole = corpus.resolve()
    name = re.sub(r"[^A-Za-z0-9._-]", "_", whole.name)[:32] or "corpus"
    digest = hashlib.sha256(os.fsencode(whole)).hexdigest()[:12]
    folder = cache / "opcit" / f"{name}-{digest}"
    return folder if folder.is_absolute() and _can_be_made(folder) else None


def _can_be_made(folder: Path) -> bool:
    for ancestor in (folder, *folder.parents):
        if ancestor.exists():
            return ancestor.is_dir() and os.access(ancestor, os.W_OK | os.X_OK)
    return False


def _token_file_problem(texts: dict[str, str]) -> Problem | None:
    """Put what the token's file holds where the token would stand; what is wrong, if anything."""
    path = texts.pop(TOKEN_FILE, None)
    if path is None:
        return None
    if "OPCIT_TOKEN" in texts:
        return Problem(TOKEN_FILE, "both")
    try:
        texts["OPCIT_TOKEN"] = values.folder(path).read_text("utf-8-sig").strip()
    except (OSError, ValueError):
        return Problem(TOKEN_FILE, "unreadable", path)
    return None


def _checked(
    texts: Mapping[str, str], overrides: Mapping[str, object], problems: list[Problem]
) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for each in _configurable():
        variable = each.metadata["variable"]
        given = overrides.get(each.name)
        value = texts.get(variable) if given is None else given
        if isinstance(value, str):
            try:
                value = each.metadata["read"](value.strip())
            except ValueError:
                problems.append(_bad(variable, value))
        if value is not None:
            checked[each.name] = value
    return checked


def _bad(variable: str, text: str) -> Problem:
    secret = variable in SECRETS
    return Problem(variable, "bad_secret") if secret else Problem(variable, "bad", text)
