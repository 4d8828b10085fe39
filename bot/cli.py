"""The command line: what can be typed, and what a wrong use is told."""

from __future__ import annotations

import argparse
import importlib.metadata
import io
import keyword
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from bot import logs
from bot.errors import UsageError
from bot.exits import DONE, NOT_SO, WRONG_USE, complain
from bot.settings import defaults, variables
from bot.words import catalogue, sentence

COMMANDS = ("run", "serve", "chat", "ask", "verify", "source", "check", "import", "evaluate")
"""Each is a function in `bot.commands`; one named by a word of Python has `_` after its name there."""

logger = logging.getLogger(__name__)

DEFAULT_QUOTES = 3
"""As many as a person reads before asking again."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are exceptions."""

    def error(self, message: str) -> NoReturn:
        """Refuse what was typed.

        Raises:
            UsageError: Always.
        """
        raise UsageError("usage", problem=message, program=self.prog)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: What was typed after the program's name; by default what really was.

    Returns:
        The exit code: 0 done, 1 what was asked about is not so, 2 wrong use or broken configuration.
    """
    _prepare_streams()
    logs.configure("WARNING")
    try:
        code = _run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except UsageError as error:
        complain(str(error))
        return WRONG_USE
    except SystemExit as ended:  # argparse ends so after --help and --version
        return ended.code if isinstance(ended.code, int) else DONE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception:
        # Logged and not left to the interpreter, whose traceback could quote the token or a question.
        logger.critical("crashed", exc_info=True)
        complain(sentence("error.crashed"))
        return NOT_SO
    return code


def parser() -> Parser:
    """Everything that can be typed."""
    words = catalogue()["help"]
    whole = Parser(prog="opcit", description=words["program"], epilog=words["epilog"], allow_abbrev=False)
    whole.add_argument("--version", action=_Version, nargs=0, help=words["version"])
    _add_common(whole)
    commands = whole.add_subparsers(title=words["commands"], dest="command", metavar="COMMAND")
    for name in COMMANDS:
        about = words[name]["about"]
        command = commands.add_parser(name, help=about, description=about, allow_abbrev=False)
        _add_common(command)
        if name in _ADDITIONS:
            _ADDITIONS[name](command, words[name])
    return whole


def _run(argv: Sequence[str]) -> int:
    options = parser().parse_args(argv)
    if options.command is None:
        raise UsageError("no_command")
    # Imported here, so that --help and a wrong use need not wait for NumPy and the rest.
    from bot import commands

    code: int = getattr(
        commands, f"{options.command}_" if keyword.iskeyword(options.command) else options.command
    )(options)
    return code


def _prepare_streams() -> None:
    """Write UTF-8 to files and pipes whatever the locale says, and never fail on a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        try:
            version = importlib.metadata.version("opcit")
        except importlib.metadata.PackageNotFoundError:
            version = catalogue()["help"]["not_installed"]
        sys.stdout.write(f"opcit {version}\n")
        parser.exit()


def _add_common(command: argparse.ArgumentParser) -> None:
    # Without a default, for the command's own would overwrite what stood before the command.
    for option in ("corpus", "index"):
        command.add_argument(
            f"--{option}", metavar="DIR", default=argparse.SUPPRESS, help=catalogue()["help"][option]
        )


def _add_to_run(command: argparse.ArgumentParser, words: dict[str, str]) -> None:
    values = defaults()
    width = max(map(len, variables()))
    lines = [
        f"  {name:<{width}}  {sentence(f'settings.{name}.about', default=values.get(name))}"
        for name in variables()
    ]
    command.epilog = "\n".join([words["settings"], *lines])
    command.formatter_class = argparse.RawDescriptionHelpFormatter


def _add_to_serve(command: argparse.ArgumentParser, words: dict[str, str]) -> None:
    values = defaults()
    for option, metavar in (("listen", "ADDRESS"), ("port", "N")):
        default = values[f"OPCIT_{option.upper()}"]
        command.add_argument(f"--{option}", metavar=metavar, help=words[option].format(default=default))


def _add_to_ask(command: argparse.ArgumentParser, words: dict[str, str]) -> None:
    command.add_argument("question", metavar="QUESTION", nargs="+", type=_readable, help=words["question"])
    command.add_argument("--json", action="store_true", help=words["json"])
    command.add_argument(
        "--quotes",
        metavar="N",
        type=_count,
        default=DEFAULT_QUOTES,
        help=words["quotes"].format(default=DEFAULT_QUOTES),
    )


def _add_to_verify(command: argparse.ArgumentParser, words: dict[str, str]) -> None:
    command.add_argument("quotation", metavar="TEXT", nargs="+", type=_readable, help=words["quotation"])
    command.add_argument("--json", action="store_true", help=words["json"])


def _add_to_source(command: argparse.ArgumentParser, words: dict[str, str]) -> None:
    command.add_argument("identifier", metavar="IDENTIFIER", type=_readable, help=words["identifier"])
    shown = command.add_mutually_exclusive_group()
    shown.add_argument("--text", action="store_true", help=words["text"])
    shown.add_argument("--original", action="store_true", help=words["original"])
    shown.add_argument("--page", metavar="N", type=_page, help=words["page"])


def _add_to_import(command: argparse.ArgumentParser, words: dict[str, str]) -> None:
    command.add_argument("paths", metavar="PATH", nargs="+", type=Path, help=words["paths"])
    command.add_argument("--dry-run", action="store_true", help=words["dry_run"])
    command.add_argument("--whole", action="store_true", help=words["whole"])


def _add_to_evaluate(command: argparse.ArgumentParser, words: dict[str, str]) -> None:
    command.add_argument("questions", metavar="QUESTIONS.yaml", type=Path, help=words["questions"])
    command.add_argument("--json", action="store_true", help=words["json"])
    command.add_argument("--html", metavar="FILE", type=Path, help=words["html"])


_ADDITIONS: dict[str, Callable[[argparse.ArgumentParser, Any], None]] = {
    "run": _add_to_run,
    "serve": _add_to_serve,
    "ask": _add_to_ask,
    "verify": _add_to_verify,
    "source": _add_to_source,
    "import": _add_to_import,
    "evaluate": _add_to_evaluate,
}


def _readable(argument: str) -> str:
    """An argument whose bytes were no UTF-8, with replacement characters in their place."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _page(argument: str) -> int:
    if not argument.isdecimal() or int(argument) < 1:
        raise UsageError("page", value=argument)
    return int(argument)


def _count(argument: str) -> int:
    if not argument.isdecimal() or int(argument) < 1:
        raise UsageError("quotes", value=argument)
    return int(argument)
