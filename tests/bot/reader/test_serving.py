"""`opcit serve` as a program: it serves, takes up what changes, and ends in order."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import aiohttp
import pytest

from bot.data import prompts_folder
from bot.reader import serving
from builders import corpus_folder
from retrieval import LiveArchive
from running import FILES

PATIENCE = 20.0


async def started(tmp_path: Path, port: int, **environ: str) -> Process:
    """The program, with its corpus and index below a folder."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", "--port", str(port), cwd=tmp_path, stdout=PIPE, stderr=PIPE,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(prompts_folder().parent),
            "HOME": str(tmp_path),
            "OPCIT_CORPUS": str(tmp_path / "corpus"),
            "OPCIT_INDEX": str(tmp_path / "index"),
            **environ,
        },
    )  # fmt: skip


async def holds(port: int, path: str, words: str) -> None:
    """Return when a page holds these words; raise TimeoutError when that never is."""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}{path}") as response:
                    if words in await response.text():
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)


async def test_serve(tmp_path: Path, unused_tcp_port: int) -> None:
    """It says where it is, reloads on SIGHUP, sees another process's reload, and ends on SIGTERM with 0."""
    corpus = corpus_folder(tmp_path / "corpus", FILES)
    process = await started(tmp_path, unused_tcp_port, OPCIT_LOG_LEVEL="DEBUG")
    await holds(unused_tcp_port, "/d/lake", "forty sacks of barley")

    corpus_folder(corpus, {"lake.md": FILES["lake.md"].replace("barley", "rye")})
    process.send_signal(signal.SIGHUP)
    await holds(unused_tcp_port, "/d/lake", "forty sacks of rye")

    corpus_folder(corpus, {"lake.md": FILES["lake.md"].replace("barley", "oats")})
    LiveArchive(corpus, tmp_path / "index")
    await holds(unused_tcp_port, "/d/lake", "forty sacks of oats")
    await holds(unused_tcp_port, "/?q=zwiebelfisch+mill", "zwiebelfisch")

    process.send_signal(signal.SIGTERM)
    out, log = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (process.returncode, out) == (0, b"")
    assert f"http://127.0.0.1:{unused_tcp_port}/".encode() in log
    assert b"zwiebelfisch" not in log
    assert b"GET" not in log


@pytest.mark.slow
async def test_what_cannot_be_served(tmp_path: Path, unused_tcp_port: int) -> None:
    """A corpus that is not there ends the program with one line, and so does a port that is taken."""
    process = await started(tmp_path, unused_tcp_port, OPCIT_LOG_LEVEL="WARNING")
    _, log = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (process.returncode, log.count(b"\n")) == (2, 1)

    corpus_folder(tmp_path / "corpus", FILES)
    first = await started(tmp_path, unused_tcp_port)
    await holds(unused_tcp_port, "/", "documents")
    second = await started(tmp_path, unused_tcp_port)
    _, log = await asyncio.wait_for(second.communicate(), PATIENCE)
    assert (second.returncode, log.count(b"\n")) == (2, 1)
    assert str(unused_tcp_port).encode() in log
    first.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(first.wait(), PATIENCE) == 0


@pytest.mark.slow
async def test_told_to_stop_while_loading(tmp_path: Path, unused_tcp_port: int) -> None:
    """Whoever stops it while the archive is being loaded need not wait for that."""
    corpus_folder(tmp_path / "corpus", {f"{number}.txt": "The bridge fell. " * 5000 for number in range(60)})
    process = await started(tmp_path, unused_tcp_port)
    await holds(unused_tcp_port, "/healthz", "loading")
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 5) == 0


async def test_a_failure_in_a_thread() -> None:
    """What goes wrong in the thread is raised where it is awaited."""

    def fails() -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        await serving.in_thread(fails)
    assert await serving.in_thread(lambda: 5) == 5
