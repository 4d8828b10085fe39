"""What is remembered between two messages."""

from __future__ import annotations

from bot.memory import LastAnswers


def test_bounded() -> None:
    """The chats used last are remembered, as many as allowed, each with its latest answer."""
    last = LastAnswers(capacity=2)
    last.remember(1, {1: "a"})
    last.remember(2, {1: "b"})
    last.remember(1, {1: "c"})
    last.remember(3, {1: "d"})

    assert last.quotes(1) == {1: "c"}
    assert last.quotes(2) == {}
    assert last.quotes(3) == {1: "d"}
