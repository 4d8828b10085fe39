"""The tests' own rule: nothing but loopback is ever reached."""

import socket

import pytest


def test_the_network_is_forbidden() -> None:
    """A connection beyond this machine fails at once, whatever the machine could reach."""
    with socket.socket() as connection, pytest.raises(AssertionError, match="may not reach"):
        connection.connect(("192.0.2.1", 80))


def test_loopback_is_allowed() -> None:
    """A server of the tests' own can be reached."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()
