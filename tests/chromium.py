"""Chromium without a window, steered through its DevTools: what does a link light up?"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp

EXECUTABLE = shutil.which("chromium")

_FLAGS = (
    "--headless",
    "--no-sandbox",  # tests also run as root, in containers
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--window-size=800,600",
    "--remote-debugging-port=0",
)
_PATIENCE = 30.0  # seconds for the browser to start, or for a page to be drawn
_POLL = 0.05

# Counts the pixels of each colour whose blue is full and whose green is none: the red tells which.
_COLOURS = """
(async () => {
  const bytes = Uint8Array.from(atob("%s"), character => character.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const data = canvas.getImageData(0, 0, image.width, image.height).data;
  const counted = {};
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 1] === 0 && data[i + 2] === 255) counted[data[i]] = (counted[data[i]] || 0) + 1;
  return counted;
})()
"""


class Browser:
    """A running Chromium with one page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0

    async def highlighted(self, url: str) -> set[int]:
        """Open `url` and tell what it lights up, of what can be seen without scrolling by hand.

        Args:
            url: Of a page whose rules paint what is lit up in `rgb(N, 0, 255)`.

        Returns:
            The numbers N.
        """
        await self._call("Page.navigate", url="about:blank")  # else it would only jump within a page
        await self._call("Page.navigate", url=url)
        await self._evaluated(
            "new Promise(done => document.readyState === 'complete' ? done() : (onload = done))"
            ".then(() => new Promise(done => setTimeout(done, 150)))"
        )
        picture = (await self._call("Page.captureScreenshot"))["data"]
        counted: dict[str, int] = await self._evaluated(_COLOURS % picture)
        return {int(number) for number in counted}

    async def _evaluated(self, expression: str) -> Any:
        found = await self._call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    async def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        while True:
            message = await self._socket.receive_json(timeout=_PATIENCE)
            if message.get("id") == self._number:
                assert "error" not in message, message
                return dict(message["result"])


@contextlib.asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A Chromium of one's own, with an empty profile, that ends with the block."""
    with tempfile.TemporaryDirectory(prefix="opcit-chromium-", ignore_cleanup_errors=True) as profile:
        command = [str(EXECUTABLE), *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        quiet = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet)
        try:
            port = await _port(Path(profile))
            async with aiohttp.ClientSession() as session, await _page(session, port) as socket:
                yield Browser(socket)
        finally:
            process.terminate()
            await process.wait()


async def _port(profile: Path) -> int:
    told = profile / "DevToolsActivePort"
    for _ in range(int(_PATIENCE / _POLL)):
        if told.exists() and (lines := told.read_text().split()):
            return int(lines[0])
        await asyncio.sleep(_POLL)
    raise TimeoutError("Chromium does not start")


async def _page(session: aiohttp.ClientSession, port: int) -> aiohttp.ClientWebSocketResponse:
    async with session.get(f"http://127.0.0.1:{port}/json/list") as response:
        pages = [target for target in await response.json() if target["type"] == "page"]
    return await session.ws_connect(pages[0]["webSocketDebuggerUrl"], max_msg_size=0)
