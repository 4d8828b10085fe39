"""What holds for every test: no network but loopback, and no verdict by the clock on a busy machine."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more of the machine than of the code; the tests' own time limit still holds.
thorough = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", thorough, max_examples=200)  # for CI, by `--hypothesis-profile`
settings.register_profile("quick", thorough, max_examples=30)
settings.load_profile("quick")


class NetworkForbiddenError(AssertionError):
    """A test tried to reach beyond this machine."""


def _is_loopback(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket of the file system
    host = str(address[0])
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def _network_is_forbidden() -> Iterator[None]:
    """Connecting to anything but loopback fails the test that tries."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        real = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, real: Any = real) -> Any:
            if not _is_loopback(address):
                raise NetworkForbiddenError(f"tests may not reach {address!r}")
            return real(self, address)

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _made_once() -> Iterator[None]:
    """What is the same for every bot that a test builds: its words, and authorities that nobody asks here."""
    from bot.messages import Messages

    patch = pytest.MonkeyPatch()
    patch.setattr("bot.languages.Messages", cache(Messages))
    patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
    yield
    patch.undo()
