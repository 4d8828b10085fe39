"""Safe to ask: what a person types, and the token, reach no log and no file."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote as quoted

import aiohttp
import pytest

from bot.data import prompts_folder
from builders import corpus_folder
from standin import StandIn

MARKS = ("zwiebelfisch", "rhabarber", "پروانه‌خانه")
"""Words that stand in no document, so that wherever they turn up, a question was kept."""

KNOWN = "Khavaran"
"""A word that does stand in the corpus of these tests: it must not turn up in a log either."""

QUESTIONS = (
    f"What has {KNOWN} to do with {MARKS[0]}?",
    f"{KNOWN} {MARKS[1]}",
    f"{MARKS[2]} کجاست؟",
    f"What is {KNOWN}?",
    f"/ask {MARKS[0]}",
    f"/source {MARKS[1]}",
    f"/source ../{MARKS[0]}",
    f"/{MARKS[0]} {MARKS[1]}",
    f"/verify {KNOWN} is a {MARKS[0]} to the south-east of the city, the {MARKS[1]} say. — {MARKS[2]} 1988",
)

NAME = "Mirabellenkuchen"
"""Of a person who asks."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder beneath which everything a process writes must land, and a corpus beside it."""
    corpus_folder(
        tmp_path / "corpus",
        {
            "a.txt": f"{KNOWN} is a burial ground to the south-east of the city, the families say.",
            "bad.txt": b"a\0b",
        },
    )
    (tmp_path / "home" / "tmp").mkdir(parents=True)
    return tmp_path / "home"


async def opcit(home: Path, *argv: str, **environ: str) -> Process:
    """The command as a process of its own, with the log as loud as it gets."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *argv,
        cwd=home,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(prompts_folder().parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONASYNCIODEBUG": "1",
            "HOME": str(home),
            "TMPDIR": str(home / "tmp"),
            "OPCIT_LOG_LEVEL": "DEBUG",
            "OPCIT_CORPUS": str(home.parent / "corpus"),
            **environ,
        },
    )


def assert_kept_nowhere(home: Path, log: bytes, words: tuple[str, ...]) -> None:
    """Neither the log nor any file beneath `home` holds one of `words`, in any case of letters."""
    assert any(path.is_file() for path in home.rglob("*")), "an index should have been made here"
    for word in words:
        for form in {word, word.lower(), json.dumps(word).strip('"'), word.encode("unicode_escape").decode()}:
            assert form not in log.decode()
            for path in home.rglob("*"):
                assert form not in str(path)
                if path.is_file() and not path.is_symlink():
                    assert form.encode() not in path.read_bytes()


async def test_questions_on_the_command_line(home: Path) -> None:
    """Nothing asked on the command line is kept, and what is in the corpus is in no log."""
    process = await opcit(home, "ask", "-")
    out, log = await process.communicate("\n".join(QUESTIONS).encode())

    assert len(out.splitlines()) == len(QUESTIONS)
    assert_kept_nowhere(home, log, MARKS)
    assert KNOWN not in log.decode()


async def test_a_quotation_on_the_command_line(home: Path) -> None:
    """Nothing of a quotation that is verified is kept."""
    process = await opcit(home, "verify", "-")
    text = f"{KNOWN} is a burial ground to the {MARKS[0]} of the city, the families say.\n— {MARKS[1]} 1988"
    out, log = await process.communicate(text.encode())

    assert MARKS[0] in out.decode()
    assert process.returncode == 1
    assert_kept_nowhere(home, log, MARKS)
    assert KNOWN not in log.decode()


async def test_questions_in_the_terminals_conversation(home: Path) -> None:
    """Nothing typed into `opcit chat` is kept."""
    process = await opcit(home, "chat")
    out, log = await process.communicate("\n".join((*QUESTIONS, "/reload", "/stats")).encode())

    assert "burial ground" in out.decode()
    assert_kept_nowhere(home, log, MARKS)
    assert KNOWN not in log.decode()


async def test_questions_on_the_page(home: Path, unused_tcp_port: int) -> None:
    """Nothing asked on the reader page is kept, nor who asked."""
    process = await opcit(home, "serve", "--port", str(unused_tcp_port))
    root, shown = f"http://127.0.0.1:{unused_tcp_port}", ""
    async with asyncio.timeout(30), aiohttp.ClientSession(headers={"User-Agent": NAME}) as session:
        while "burial ground" not in shown:
            await asyncio.sleep(0.1)
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(root, params={"q": QUESTIONS[3]}) as response:
                    shown = await response.text()
        for question in QUESTIONS:
            for path in ("/", f"/d/{quoted(question, safe='')}"):
                async with session.get(f"{root}{path}", params={"q": question}) as response:
                    assert response.status in (200, 404)
    process.send_signal(signal.SIGTERM)
    out, log = await asyncio.wait_for(process.communicate(), timeout=30)

    assert (process.returncode, out) == (0, b"")
    assert_kept_nowhere(home, log, (*MARKS, NAME))
    assert KNOWN not in log.decode()
    assert b"GET" not in log


@pytest.fixture
async def api() -> AsyncIterator[StandIn]:
    """A stand-in for Telegram."""
    async with StandIn() as standing_in:
        yield standing_in


async def test_questions_in_telegram(home: Path, api: StandIn) -> None:
    """Nothing asked in Telegram is kept, nor who asked, nor the token, also when calls fail."""
    environ = {"OPCIT_TOKEN": api.token, "OPCIT_API_BASE_URL": api.base_url, "OPCIT_ADMINS": "7"}
    process = await opcit(home, "run", **environ)
    ada = api.user(7, NAME, username=f"{NAME}_bot_user")
    for question in QUESTIONS:
        assert await api.answers_to(await ada.says(question), within=30)
        assert await api.answer_to_press(await ada.asks_inline(question))
    # Faults of every kind, so that whatever the library writes about them is written.
    for fault in ({"status": 400}, {"status": 403}, {"junk": True}, {"torn": True}):
        api.fail_next("sendMessage", **fault)
        await ada.says(QUESTIONS[1])
        api.fail_next("answerInlineQuery", **fault)
        await ada.asks_inline(QUESTIONS[1])
    await asyncio.sleep(0.5)
    assert await api.answers_to(await ada.says("/reload"))
    process.send_signal(signal.SIGTERM)
    out, log = await asyncio.wait_for(process.communicate(), timeout=30)

    assert (process.returncode, out) == (0, b"")
    assert b"serving 1 documents" in log
    assert_kept_nowhere(home, log, (*MARKS, NAME, api.token, api.token.partition(":")[2]))
    assert KNOWN not in log.decode()


async def test_an_update_that_cannot_be_read(home: Path, api: StandIn) -> None:
    """The library logs an update it cannot read; none of it gets through."""
    process = await opcit(home, "run", OPCIT_TOKEN=api.token, OPCIT_API_BASE_URL=api.base_url)
    assert await api.answers_to(await api.user(7).says(QUESTIONS[3]))
    await api.push({"message": {"text": MARKS[0], MARKS[1]: {"caption": MARKS[2]}}}, valid=False)
    await asyncio.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    _, log = await asyncio.wait_for(process.communicate(), timeout=30)

    assert b"cannot be understood" in log
    assert_kept_nowhere(home, log, (*MARKS, api.token))


async def test_a_refused_token(home: Path, api: StandIn) -> None:
    """A token Telegram refuses ends the program with one line, and is not in it."""
    token = "987654321:" + "x" * 35
    process = await opcit(
        home, "run", OPCIT_TOKEN=token, OPCIT_API_BASE_URL=api.base_url, OPCIT_LOG_LEVEL="WARNING"
    )
    out, err = await asyncio.wait_for(process.communicate(), timeout=30)

    assert (process.returncode, out) == (2, b"")
    # asyncio's debug mode, which these processes run in, tells of steps that a busy machine makes slow.
    lines = [line for line in err.splitlines() if b" asyncio: " not in line]
    assert len(lines) == 1
    assert b"@BotFather" in err
    assert_kept_nowhere(home, err, (token, "x" * 35))
