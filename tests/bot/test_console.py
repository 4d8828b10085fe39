"""`opcit chat`: the real bot behind a terminal."""

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.console_request import Call, ConsoleRequest
from bot.data import prompts_folder
from builders import corpus_folder
from command_line import CommandLine

QUESTION = "When did the Zwiebel bridge fall?"
TOKEN = "1:offline"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Somebody at a command line."""
    return CommandLine(tmp_path, monkeypatch, capsys)


def chat(shell: CommandLine, *lines: str) -> str:
    """What is shown when these lines are typed."""
    ended = shell.types("chat", stdin="".join(f"{line}\n" for line in lines))
    assert (ended.code, ended.err) == (0, "")
    return ended.out


def test_a_question(shell: CommandLine) -> None:
    """A question is answered as in Telegram: quote, citation, link, and its buttons with numbers."""
    shown = chat(shell, QUESTION)

    assert "│ The Zwiebel bridge fell on a Tuesday, said the engineer Delta." in shown
    assert "The bridge report" in shown
    assert "<https://example.org/bridge#:~:text=The%20Zwiebel%20bridge%20fell," in shown
    assert "[1] " in shown


@pytest.mark.parametrize("typed", ["2", "#2"])
def test_a_button(shell: CommandLine, typed: str) -> None:
    """The number of a button presses it: the document comes, with the place of its original."""
    shown = chat(shell, QUESTION, typed)[len(chat(shell, QUESTION)) :]

    assert "bridge.md" in shown
    paths = [word for line in shown.splitlines() for word in line.split() if word.startswith("/")]
    assert any(Path(path).read_bytes() == (shell.corpus / "bridge.md").read_bytes() for path in paths)


def test_a_button_that_telegram_sees_to(shell: CommandLine) -> None:
    """What Telegram would copy, or write in another chat, is shown; no link leads to a bot of that name."""
    shown = chat(shell, QUESTION, "3", "4")[len(chat(shell, QUESTION)) :]

    assert "@opcit_bot q_" in shown
    assert "“The bridge report”, " in shown
    assert "t.me" not in shown


def test_a_list_in_another_chat(shell: CommandLine) -> None:
    """What is typed after the bot's name lists quotes, and the number of one shows what would be sent."""
    shown = chat(shell, "@opcit_bot " + QUESTION, "1", "@opcit_bot", "@opcit_bot xyzzy")

    assert "[1] The bridge report\n    The Alfa · The Zwiebel bridge fell" in shown
    assert shown.count("│ The Zwiebel bridge fell on a Tuesday, said the engineer Delta.") == 1
    assert "t.me" not in shown
    assert "Type a question" in shown
    assert "No quote found" in shown


def test_an_edit_in_place(shell: CommandLine) -> None:
    """A quote in its document comes in place of the answer, and the answer back in its place."""
    asked, shown = chat(shell, QUESTION), chat(shell, QUESTION, "1", "5")

    assert shown.count("(edited)") == 2
    assert shown.endswith(asked)


def test_a_number_that_is_no_button(shell: CommandLine) -> None:
    """A number without a button is a question, and said to be no button when it was meant as one."""
    assert "no button" in chat(shell, "#7")
    assert "no button" not in chat(shell, "1988")


def test_each_reply_has_its_own_buttons(shell: CommandLine) -> None:
    """The numbers begin anew with each reply that has buttons."""
    first, both = chat(shell, QUESTION), chat(shell, QUESTION, QUESTION)

    assert both.count("[1] ") == 2 * first.count("[1] ")


def test_commands(shell: CommandLine) -> None:
    """Commands are the bot's own, those for admins included, for whoever sits at the terminal is one."""
    corpus_folder(shell.corpus, {"bad.txt": b"a\0b"})
    shown = chat(shell, "/start", "/corpus", "/reload", "/stats", "/source harbour", "/privacy")

    for words in ("The bridge report", "bad.txt", "harbour.md"):
        assert words in shown
    assert "(edited)" in shown


def test_a_reload_brings_what_changed(shell: CommandLine) -> None:
    """What is added between two starts of the conversation is found."""
    before = chat(shell, "Where do walruses swim?")
    corpus_folder(shell.corpus, {"new.txt": "The walruses swim near the lighthouse at noon."})

    assert "lighthouse" not in before
    assert "near the lighthouse" in chat(shell, "Where do walruses swim?")


@pytest.mark.parametrize("end", ["/quit", "/exit"])
def test_the_end(shell: CommandLine, end: str) -> None:
    """The conversation ends when told to, and at the end of the input."""
    assert chat(shell, end, QUESTION) == ""
    assert chat(shell) == ""


@pytest.mark.parametrize(
    "typed", ["   ", "<b>&amp;", "x" * 5000, "/nonsense", "/source ../../etc/passwd", "#", "\ufffd"]
)
def test_odd_lines(shell: CommandLine, typed: str) -> None:
    """No line ends the conversation or brings anything but an answer."""
    shown = chat(shell, typed, QUESTION)

    assert "│ The Zwiebel bridge fell" in shown
    assert "root:" not in shown


def test_it_needs_no_token_and_no_network(shell: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is configured for Telegram, the terminal uses none of it."""
    monkeypatch.setenv("OPCIT_TOKEN", "rubbish")
    monkeypatch.setenv("OPCIT_API_BASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("OPCIT_ALLOWED_CHATS", "-5")

    assert "│ The Zwiebel bridge fell" in chat(shell, QUESTION)


async def test_the_request_answers_as_telegram_would() -> None:
    """The library itself takes the answers for Telegram's: messages, edits, files and their reuse."""
    calls: list[Call] = []
    request = ConsoleRequest(calls.append)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("go", callback_data="x")]])

    async with Bot(TOKEN, request=request, get_updates_request=request) as bot:
        sent = await bot.send_message(1, "one", reply_markup=keyboard)
        edited = await bot.edit_message_text("two", 1, sent.message_id)
        assert isinstance(edited, Message)
        first = await bot.send_document(1, b"bytes", filename="a.txt", caption="c")
        assert first.document is not None
        again = await bot.send_document(1, first.document.file_id)
        await bot.send_chat_action(1, "typing")
        assert await bot.set_my_commands([("a", "b")])

    assert (sent.text, edited.text, edited.message_id) == ("one", "two", sent.message_id)
    assert sent.reply_markup == keyboard
    assert edited.reply_markup is None
    assert again.document == first.document
    assert [call.method for call in calls] == [
        "sendMessage",
        "editMessageText",
        "sendDocument",
        "sendDocument",
    ]
    assert [call.file.content for call in calls if call.file] == [b"bytes", b"bytes"]


def opcit_in_a_terminal(folder: Path, typed: bytes, until: str) -> str:
    """What a terminal shows once `opcit chat` printed `until`, after `typed` was typed into it."""
    ours, theirs = pty.openpty()
    environ = {
        **os.environ,
        "XDG_CACHE_HOME": str(folder / "cache"),
        "TERM": "xterm",
        "PYTHONPATH": str(prompts_folder().parent),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat", "--corpus", str(folder)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environ,
        start_new_session=True,
    )
    os.close(theirs)
    os.write(ours, typed)
    shown = b""
    deadline = time.monotonic() + 20
    while until not in shown.decode(errors="replace") and time.monotonic() < deadline:
        if select.select([ours], [], [], 0.1)[0]:
            shown += os.read(ours, 65536)
    process.terminate()
    process.wait()
    os.close(ours)
    return shown.decode(errors="replace")


def test_in_a_terminal(tmp_path: Path) -> None:
    """At a real terminal there is a greeting, a prompt, colour, and an answer."""
    corpus_folder(tmp_path, {"a.txt": "The Zwiebel bridge fell on a Tuesday, said Delta."})

    shown = opcit_in_a_terminal(tmp_path, f"{QUESTION}\n2\n/quit\n".encode(), "a.txt, ")

    assert "/help" in shown
    assert "> " in shown
    assert "\x1b[1m" in shown
    assert "│ " in shown


def test_the_parameters_are_json() -> None:
    """What the request answers is what JSON can carry."""
    request = ConsoleRequest(lambda call: None)

    assert json.loads(json.dumps(request.typed("/ask x")))["message"]["entities"][0]["length"] == 4
