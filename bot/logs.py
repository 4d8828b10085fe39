"""Logging that can be left on: no token, no question and no answer reaches a log line.

Three things hold whatever level is set:

- Only our own loggers follow the level. Other libraries stay at WARNING or above, for at INFO and
  DEBUG they write whole messages and addresses that hold the token.
- The finished line is redacted, tracebacks included, so that no path around a filter is left.
- Of an exception raised outside of a few known families only the type and the place are
  written: a `KeyError` says the key, and the key may be a word of somebody's question.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable, Mapping
from types import TracebackType

from bot.values import Secret

OURS = ("bot", "retrieval")

logger = logging.getLogger(__name__)

REDACTED = "<token>"
WITHHELD = "<withheld>"

# A token as BotFather makes them, also inside an address or a traceback.
_TOKEN = re.compile(r"(?<![0-9])[0-9]{6,12}:[A-Za-z0-9_-]{30,}")

# Libraries whose messages tell about connections and the Bot API, not about what a person typed.
_TELLING = frozenset({"telegram", "httpx", "httpcore"})

_Exc = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(level: str, secrets: Iterable[Secret | None] = ()) -> None:
    """Send the log to standard error, for the whole process, in place of what was set before.

    Args:
        level: For our own loggers: `DEBUG`, `INFO`, `WARNING` or `ERROR`.
        secrets: Never to be written, whatever they look like.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    handler.addFilter(_is_not_said_elsewhere)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)
    # What the interpreter itself would print, with the exception's message.
    sys.unraisablehook = _log_unraisable
    threading.excepthook = _log_unraisable
    # A record that cannot be written would otherwise be printed raw, past the formatter.
    logging.raiseExceptions = False


def _log_unraisable(lost: sys.UnraisableHookArgs | threading.ExceptHookArgs) -> None:
    logger.error("an exception that nobody handled", exc_info=lost.exc_value)


class RedactingFormatter(logging.Formatter):
    """One line a record, without tokens and without what people wrote."""

    def __init__(self, secrets: Iterable[Secret | None] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        texts = {secret.reveal() for secret in secrets if secret}
        self._secrets = sorted(texts - {""}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The line for `record`, and its traceback."""
        line = super().format(_without_data(record))
        for secret in self._secrets:
            line = line.replace(secret, REDACTED)
        return _TOKEN.sub(REDACTED, line)

    def formatException(self, ei: _Exc) -> str:  # noqa: N802  # the base class named it
        """The traceback, without messages that may quote a person."""
        return "\n".join(_told(ei[1])) if ei[1] else ""


def _is_not_said_elsewhere(record: logging.LogRecord) -> bool:
    """False for the library's account of a refused token: the command that ends by it says so itself."""
    error = record.exc_info[1] if record.exc_info else None
    return not (record.name.startswith("telegram") and type(error).__name__ == "InvalidToken")


def _without_data(record: logging.LogRecord) -> logging.LogRecord:
    """The record, or a copy of it without the private data other libraries put into it.

    The Telegram library logs an update or a response that it cannot parse whole, at CRITICAL;
    asyncio writes the exception of a lost task below its first line.
    """
    family = record.name.partition(".")[0]
    if family in OURS or not isinstance(record.msg, str):
        return record
    copy = logging.makeLogRecord(record.__dict__)
    if family == "telegram":
        copy.args = _without_texts(record)
    copy.msg, copy.args = copy.getMessage().partition("\n")[0], ()
    error = record.exc_info[1] if record.exc_info else None
    if error and _is_telling(error):  # where in the library a connection broke tells nobody anything
        copy.msg += f" ({type(error).__name__}: {error})"
        copy.exc_info = None
    copy.exc_text = None
    return copy


def _without_texts(record: logging.LogRecord) -> tuple[object, ...]:
    """The record's arguments: numbers and exceptions, and texts only where it speaks of no data."""
    arguments = record.args or ()
    if isinstance(arguments, Mapping):  # a lone mapping stands for itself, as in the webhook's record
        arguments = (arguments,)
    texts = () if "data" in record.msg or "update" in record.msg else (str,)
    return tuple(
        value if isinstance(value, (int, float, BaseException, *texts)) else WITHHELD for value in arguments
    )


def _told(error: BaseException) -> list[str]:
    """The lines of an exception and of those behind it, the oldest first."""
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_told(behind), "", "which led to:", ""] if behind else []
    if error.__traceback__:
        lines += ["Traceback (most recent call last):"]
        lines += [frame.rstrip("\n") for frame in traceback.format_tb(error.__traceback__)]
    return [*lines, f"{type(error).__module__}.{type(error).__qualname__}: {_message(error)}"]


def _message(error: BaseException) -> str:
    return str(error) if _is_telling(error) else WITHHELD


def _is_telling(error: BaseException) -> bool:
    return isinstance(error, OSError) or type(error).__module__.partition(".")[0] in _TELLING
