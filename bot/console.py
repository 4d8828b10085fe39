"""`opcit chat`: the real bot, its handlers and templates, with a terminal in Telegram's place."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import hashlib
import html
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from telegram import Update

from bot.application import build_application
from bot.console_request import BOT, LOCAL_PERSON, Call, ConsoleRequest, File
from bot.markup import shown
from bot.settings import Settings
from bot.terminal import Page
from retrieval import LiveArchive

LONGEST_MESSAGE = 4096
"""Characters a person can send in one message; their app makes several of a longer text."""

PROMPT = "> "

_ENDS = frozenset({"/quit", "/exit"})


class Button(NamedTuple):
    """A button under a message.

    Attributes:
        label: What stands on it.
        number: What to type to press it; None when it only leads somewhere.
        target: Where it leads.
    """

    label: str
    number: int | None = None
    target: str = ""


class Console:
    """One conversation.

    Args:
        settings: The corpus, the index and the language are the operator's own; whoever sits at the
            terminal is an admin, and no token is used.
        archive: What is asked.
        page: How things are shown.
    """

    def __init__(self, settings: Settings, archive: LiveArchive, page: Page) -> None:
        self._archive = archive
        self._page = page
        self._request = ConsoleRequest(self._show)
        self._buttons: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self._answered = False
        self._pictures = TemporaryDirectory(prefix="opcit-")
        local = dataclasses.replace(
            settings,
            token=None,
            admins=frozenset({LOCAL_PERSON}),
            allowed_chats=frozenset(),
            api_base_url=None,
            reload_every=None,  # between two lines nothing runs
        )
        self._application = build_application(local, archive, request=self._request)

    def converse(self) -> None:
        """Answer line by line until the input ends, or `/quit`."""
        interactive = sys.stdin.isatty()
        if interactive:
            self._write("greeting", documents=len(self._archive.archive.documents))
        # One run of the loop for each line: while a person types, Ctrl-C must end the program.
        with asyncio.Runner() as runner, contextlib.suppress(KeyboardInterrupt):
            runner.run(self._begin())
            try:
                for line in _typed_lines() if interactive else _piped_lines():
                    if line in _ENDS:
                        break
                    for update in self._updates(line):
                        runner.run(self._application.process_update(update))
            finally:
                runner.run(self._end())

    async def _begin(self) -> None:
        await self._application.initialize()
        if self._application.post_init:
            await self._application.post_init(self._application)
        await self._application.start()

    async def _end(self) -> None:
        self._pictures.cleanup()
        await self._application.stop()
        await self._application.shutdown()
        if self._application.post_shutdown:
            await self._application.post_shutdown(self._application)

    def _updates(self, line: str) -> list[Update]:
        """What Telegram would send for a typed line: a message or several, or a pressed button."""
        self._answered = False
        number = line.removeprefix("#")
        if number.isdecimal() and (line.startswith("#") or int(number) <= len(self._buttons)):
            sent = self._pressed(int(number))
        elif (name := f"@{BOT['username']}") == line.split()[0]:
            sent = [self._request.typed_inline(line.removeprefix(name).strip())]
        else:
            parts = range(0, len(line), LONGEST_MESSAGE)
            sent = [self._request.typed(line[at : at + LONGEST_MESSAGE]) for at in parts]
        return [update for each in sent if (update := Update.de_json(each, self._application.bot))]

    def _pressed(self, number: int) -> list[dict[str, Any]]:
        """What Telegram would send for a pressed button; nothing for one that Telegram itself sees to."""
        if not 1 <= number <= len(self._buttons):
            self._write("no_button")
            return []
        message, button = self._buttons[number - 1]
        if "callback_data" in button:
            return [self._request.pressed(message, button["callback_data"])]
        if "result" in button:
            self._write_message(button["result"]["input_message_content"]["message_text"], button["result"])
            return []
        shared = button.get("switch_inline_query")
        name = BOT["username"]
        self._write(
            "pressed",
            copied=button.get("copy_text", {}).get("text"),
            shared=None if shared is None else f"@{name} {shared}",
        )
        return []

    def _show(self, call: Call) -> None:
        if call.method == "answerCallbackQuery":
            if call.parameters.get("text"):
                self._write("notice", text=call.parameters["text"])
            return
        if call.method == "answerInlineQuery":
            self._list(call.parameters)
            return
        text = call.message.get("text") or call.message.get("caption") or ""
        if call.parameters.get("parse_mode") != "HTML":
            text = html.escape(text)
        self._write_message(text, call.message, edited=call.method.startswith("edit"), file=self._file(call))

    def _write_message(
        self,
        text: str,
        message: dict[str, Any],
        *,
        edited: bool = False,
        file: dict[str, object] | None = None,
    ) -> None:
        rows = self._rows(message)
        self._write("message", edited=edited, text=shown(text, self._page), file=file, rows=rows)

    def _list(self, parameters: dict[str, Any]) -> None:
        """The quotes to choose from; the number of one is what a tap on it would be."""
        self._buttons.clear()
        self._write(
            "inline",
            label=parameters.get("button", {}).get("text"),
            results=[
                (self._button({"text": each["title"], "result": each}, {}), each["description"])
                for each in parameters["results"]
            ],
            more="next_offset" in parameters,
        )

    def _file(self, call: Call) -> dict[str, object] | None:
        if call.file is None:
            return None
        digest = hashlib.sha256(call.file.content).hexdigest()
        return {
            "name": call.file.name,
            "size": len(call.file.content),
            "path": self._picture(call.file) if call.method == "sendPhoto" else self._original(digest),
        }

    def _picture(self, file: File) -> Path:
        """Where a picture that a terminal cannot show can be opened, until the conversation ends."""
        path = Path(self._pictures.name) / file.name
        path.write_bytes(file.content)
        return path

    def _original(self, digest: str) -> Path | None:
        """Where the original with this SHA-256 lies on disk, if it is one of the archive's."""
        archive = self._archive.archive
        found = next((each for each in archive.documents if each.sha256 == digest), None)
        return archive.original(found) if found else None

    def _rows(self, message: dict[str, Any]) -> list[list[Button]]:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if rows and not self._answered:
            # The first buttons of a reply; those of earlier replies can no longer be pressed.
            self._buttons.clear()
            self._answered = True
        return [[self._button(button, message) for button in row] for row in rows]

    def _button(self, button: dict[str, Any], message: dict[str, Any]) -> Button:
        if "url" in button:
            return Button(button["text"], target=button["url"])
        self._buttons.append((message, button))
        return Button(button["text"], number=len(self._buttons))

    def _write(self, name: str, **values: object) -> None:
        sys.stdout.write(self._page.render(name, **values))
        sys.stdout.flush()


def _typed_lines() -> Iterator[str]:
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # gives `input` editing, and a history that ends with the process
    while True:
        try:
            line = input(PROMPT)
        except EOFError:
            sys.stdout.write("\n")
            return
        if line.strip():
            yield line.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()


def _piped_lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", "replace").strip()
        if text:
            yield text
