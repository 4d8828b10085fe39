"""Logging: what is written, and what never is."""

import io
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import InvalidToken, NetworkError

from bot import logs
from bot.values import Secret
from command_line import logging_left_as_it_was

TOKEN = "123456789:AAExampleExampleExampleExampleExample"
MARK = "zwiebelfisch"


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Puts back what `configure` changes for the whole process."""
    with logging_left_as_it_was():
        yield


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Where the log goes, at DEBUG."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.configure("DEBUG", [Secret("hunter2")])
    return stream


def line(message: str, *arguments: object, name: str = "bot.test") -> str:
    """What the formatter makes of a record."""
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, None)
    return logs.RedactingFormatter().format(record)


@given(
    st.from_regex(r"[0-9]{6,12}:[A-Za-z0-9_-]{30,50}", fullmatch=True),
    st.sampled_from(["%s", "https://api.telegram.org/bot%s/getMe", "file/bot%s", "(%s)", "a%s", "\n%s\n"]),
)
def test_no_token_in_a_line(token: str, around: str) -> None:
    """A token is redacted wherever it stands in a line, also inside an address."""
    assert token not in line(around, token)
    assert logs.REDACTED in line(around % token)


def test_no_configured_secret_in_a_line(log: io.StringIO) -> None:
    """The configured secrets are redacted whatever they look like."""
    logging.getLogger("bot").error("refused %s", "hunter2")

    assert "hunter2" not in log.getvalue()
    assert logs.REDACTED in log.getvalue()


def test_no_token_in_a_traceback(log: io.StringIO) -> None:
    """An exception that quotes the token does not bring it into the log."""
    try:
        raise OSError(f"cannot open https://127.0.0.1/bot{TOKEN}/getMe")
    except OSError:
        logging.getLogger("bot").exception("failed")

    assert TOKEN not in log.getvalue()
    assert "OSError: cannot open" in log.getvalue()
    assert "test_logs.py" in log.getvalue()


def test_an_exception_does_not_quote_a_person(log: io.StringIO) -> None:
    """Of an exception, and of those behind it, the log has type and place but not the message."""
    try:
        try:
            dict[str, str]()[MARK]
        except KeyError as error:
            raise ValueError(f"no such word: {MARK}") from error
    except ValueError:
        logging.getLogger("bot").exception("failed")

    assert MARK not in log.getvalue()
    assert "builtins.KeyError: <withheld>" in log.getvalue()
    assert "builtins.ValueError: <withheld>" in log.getvalue()


@pytest.mark.parametrize(
    "name", ["httpx", "httpcore.http11", "telegram.ext.Updater", "asyncio", "uvicorn.error"]
)
def test_libraries_stay_quiet(log: io.StringIO, name: str) -> None:
    """Below WARNING nothing of another library is written, at any level of ours."""
    logging.getLogger(name).debug("%s", MARK)
    logging.getLogger(name).info("%s", MARK)

    assert log.getvalue() == ""
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_our_own_level(monkeypatch: pytest.MonkeyPatch, level: str) -> None:
    """Our own loggers follow the level, and libraries are never louder than they."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    logs.configure(level)

    for name in ("bot.handlers", "retrieval.store"):
        assert logging.getLogger(name).getEffectiveLevel() == logging.getLevelNamesMapping()[level]
    assert logging.getLogger("telegram").getEffectiveLevel() >= logging.getLogger("bot").getEffectiveLevel()


@pytest.mark.parametrize(
    ("message", "argument"),
    [
        ("Something went wrong. Received data was: %r", {"message": {"text": MARK}}),
        ("Error while parsing updates! Received data was %r", [{"text": MARK}]),
        ('Can not load invalid JSON data: "%s"', f'{{"text": "{MARK}'),
        ("Error while building CallbackContext for update %s.", {"text": MARK}),
    ],
)
def test_no_update_in_the_librarys_records(log: io.StringIO, message: str, argument: object) -> None:
    """The records in which the Telegram library writes a whole update lose it, and nothing else."""
    logging.getLogger("telegram.ext.x").critical(message, argument, exc_info=ValueError(MARK))

    assert MARK not in log.getvalue()
    assert message.partition("%")[0] in log.getvalue()
    assert logs.WITHHELD in log.getvalue()


def test_what_the_librarys_records_keep(log: io.StringIO) -> None:
    """Numbers, exceptions and names that tell what happened to a connection stay."""
    logging.getLogger("telegram.ext").warning("%s: failed %d times: %s", "loop", 3, OSError("no route"))

    assert "loop: failed 3 times: no route" in log.getvalue()


def test_a_lost_task_does_not_quote_its_exception(log: io.StringIO) -> None:
    """Of a library's record of many lines only the first is written: asyncio puts reprs below it."""
    logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: KeyError({MARK!r})")

    assert "Task exception was never retrieved" in log.getvalue()
    assert MARK not in log.getvalue()


def test_a_record_that_cannot_be_written(log: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    """A record whose arguments do not fit is dropped and not printed raw."""
    logging.getLogger("bot").error("%d", MARK)

    assert MARK not in log.getvalue() + capfd.readouterr().err


def test_the_record_itself_is_left_alone() -> None:
    """Formatting changes a copy, for another handler may want the record too."""
    record = logging.LogRecord("telegram", logging.ERROR, __file__, 1, "data %s", ("x",), None)

    logs.RedactingFormatter().format(record)

    assert (record.msg, record.args) == ("data %s", ("x",))


def test_connection_trouble_is_one_line(log: io.StringIO) -> None:
    """What a library says of a broken connection comes without its traceback."""
    try:
        raise NetworkError("httpx.ConnectError")
    except NetworkError as error:
        logging.getLogger("telegram.ext.Updater").exception("Exception happened.", exc_info=error)

    assert log.getvalue().endswith("Exception happened. (NetworkError: httpx.ConnectError)\n")
    assert log.getvalue().count("\n") == 1


def test_a_refused_token_is_said_once(log: io.StringIO) -> None:
    """The library's account of a refused token is left out: the command says it in its one line."""
    logging.getLogger("telegram.ext").error("Invalid token.", exc_info=InvalidToken(TOKEN))

    assert log.getvalue() == ""


def test_what_the_interpreter_would_print(log: io.StringIO) -> None:
    """An exception in a thread, or while something is thrown away, goes through the log as well."""

    class Breaks:
        def __del__(self) -> None:
            raise KeyError(MARK)

    Breaks()
    thread = threading.Thread(target=dict[str, str]().__getitem__, args=[MARK])
    thread.start()
    thread.join()

    assert log.getvalue().count("builtins.KeyError: <withheld>") == 2
    assert MARK not in log.getvalue()
