"""Draw the pictures of the README: conversations with the real bot, about as a phone shows them.

A script, not a test: `python tests/pictures.py FOLDER`. What is drawn is what the bot sent; only the bubbles
and the colours round it are ours.
"""

from __future__ import annotations

import asyncio
import dataclasses
import fcntl
import io
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from playwright.sync_api import ViewportSize, sync_playwright
from rich.console import Console
from rich.text import Text
from telegram import Update

from bot.application import build_application
from bot.console_request import LOCAL_PERSON, Call, ConsoleRequest
from bot.data import shipped_corpus
from bot.settings import Settings
from retrieval import LiveArchive

HERE = Path(__file__).resolve().parent
CHROMIUM = shutil.which("chromium") or "chromium"
WIDTH, SCALE = 420, 1.5  # of a picture, in CSS pixels, and how many real ones each has
COLUMNS = 84  # of the terminal in the recorded session
LINES = ("What is Khavaran?", "1", "What did the bridge in Lisbon cost?")


class Said(NamedTuple):
    """A message as it is drawn.

    Attributes:
        html: Its text.
        rows: The labels of its buttons.
        mine: Whether the person sent it.
    """

    html: Markup
    rows: tuple[tuple[str, ...], ...] = ()
    mine: bool = False


class Picture(NamedTuple):
    """One conversation to draw.

    Attributes:
        name: Of the file.
        language: Of the bot.
        lines: What the person types; `#2` presses the second button of the last message that does something.
        dark: In the dark scheme.
    """

    name: str
    language: str
    lines: tuple[str, ...]
    dark: bool = False


PICTURES = (
    Picture("answer-en", "en", ("What is Khavaran?",)),
    Picture("answer-fa", "fa", ("خاوران کجاست؟",), dark=True),
    Picture("context-en", "en", ("When did the trial of Hamid Nouri begin?", "#1"), dark=True),
    Picture("refusal-en", "en", ("What did the bridge in Lisbon cost?",)),
)
LEAVES = (
    Picture("page-en", "en", ("What is Khavaran?",)),
    Picture("page-fa", "fa", ("خاوران کجاست؟",), dark=True),
)
WINDOW: ViewportSize = {"width": 900, "height": 700}
PORT = 8971  # of the reader page, on loopback, while it is photographed


def conversation(archive: LiveArchive, picture: Picture) -> list[Said]:
    """What is said in one conversation."""
    said: list[Said] = []
    numbers: dict[int, int] = {}
    last: list[tuple[dict[str, object], str]] = []

    def show(call: Call) -> None:
        text = call.message.get("text") or call.message.get("caption")
        if not text:
            return
        keys = call.message.get("reply_markup", {}).get("inline_keyboard", [])
        last[:] = [
            (call.message, key["callback_data"]) for row in keys for key in row if "callback_data" in key
        ]
        # A quotation is a block of its own: the apps show no line for the line end that follows it.
        text = text.replace("</blockquote>\n", "</blockquote>")
        message = Said(Markup(text), tuple(tuple(key["text"] for key in row) for row in keys))
        number = numbers.setdefault(call.message["message_id"], len(said))
        said[number : number + 1] = [message]

    request = ConsoleRequest(show)
    settings = dataclasses.replace(Settings(), language=picture.language, admins=frozenset({LOCAL_PERSON}))
    application = build_application(settings, archive, request=request)

    async def converse() -> None:
        await application.initialize()
        if application.post_init:
            await application.post_init(application)
        for line in picture.lines:
            if line.startswith("#"):
                update = request.pressed(*last[int(line[1:]) - 1])
            else:
                said.append(Said(escape(line), mine=True))
                update = request.typed(line)
            await application.process_update(Update.de_json(update, application.bot))
        await application.shutdown()

    asyncio.run(converse())
    return said


def drawn(said: Sequence[Said], picture: Picture) -> str:
    """The page that is photographed."""
    environment = Environment(loader=FileSystemLoader(HERE / "pictures"), autoescape=True)
    direction = "rtl" if picture.language == "fa" else "ltr"
    return environment.get_template("chat.html.j2").render(
        said=said, language=picture.language, direction=direction, dark=picture.dark
    )


def photographs(pages: Mapping[Path, str]) -> None:
    """Write a picture of each page, as high as what it shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page(viewport={"width": WIDTH, "height": 200}, device_scale_factor=SCALE)
        for target, html in pages.items():
            page.set_content(html)
            page.screenshot(path=target, full_page=True)
        browser.close()


def leaves(folder: Path) -> None:
    """Write pictures of the reader page: where the first quote that answers a question stands."""
    command = (sys.executable, "-m", "bot", "serve", "--port", str(PORT))
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server,
        sync_playwright() as playwright,
    ):
        if not any("http" in line for line in server.stderr or ()):
            raise RuntimeError("the reader page did not start")
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for each in LEAVES:
            page = browser.new_page(viewport=WINDOW, color_scheme="dark" if each.dark else "light")
            page.goto(f"http://127.0.0.1:{PORT}/?lang={each.language}&q={quote(each.lines[0])}")
            page.locator("h3 a").first.click()
            page.screenshot(path=folder / f"{each.name}.png")
        browser.close()
        server.terminate()


def recorded(lines: Sequence[str]) -> str:
    """What a terminal shows of `opcit chat` while somebody types some lines."""
    shown = b""
    process, terminal = pty.fork()
    if process == 0:
        os.execvpe(
            sys.executable, [sys.executable, "-m", "bot", "chat"], {**os.environ, "TERM": "xterm-256color"}
        )
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    for line in (*lines, "/quit"):
        while not shown.endswith(b"> "):
            shown += os.read(terminal, 4096)
        os.write(terminal, line.encode() + b"\n")
        shown += b"\x1b[m"
    os.waitpid(process, 0)
    return shown.decode().replace("\r\n", "\n").removesuffix("> ")


def session(target: Path) -> None:
    """Write a picture of a terminal in which `opcit chat` answers."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text.from_ansi(recorded(LINES)))
    svg = console.export_svg(title="opcit chat")
    # Its fonts would come from elsewhere; whoever reads the README need not tell anybody.
    target.write_text(re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL), "utf-8")


def main(folder: Path) -> None:
    """Draw all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as index:
        archive = LiveArchive(shipped_corpus(), Path(index))
        pages = {
            folder / f"{picture.name}.png": drawn(conversation(archive, picture), picture)
            for picture in PICTURES
        }
    photographs(pages)
    leaves(folder)
    session(folder / "session.svg")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "pictures")
