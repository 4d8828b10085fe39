"""Every chat is spoken to in its own language."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import shutil
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.chats import Chats
from bot.data import prompts_folder
from bot.languages import Languages
from bot.overview import Overview
from builders import document

_IDS = itertools.count(1)


def update(language: str | None = None, *, chat: int = 5, kind: str = "private", person: int = 5) -> Update:
    """A message of a person whose Telegram speaks a language."""
    sender: dict[str, Any] = {"id": person, "is_bot": False, "first_name": "Ada"}
    if language:
        sender["language_code"] = language
    place = {"id": chat, "type": kind, "title": "Harbour"}
    message = {"message_id": next(_IDS), "date": 0, "chat": place, "from": sender, "text": "x"}
    made = Update.de_json({"update_id": next(_IDS), "message": message}, None)
    assert made
    return made


def inline(language: str) -> Update:
    """An inline query, which comes from no chat."""
    sender = {"id": 5, "is_bot": False, "first_name": "Ada", "language_code": language}
    query = {"id": "1", "from": sender, "query": "x", "offset": ""}
    made = Update.de_json({"update_id": next(_IDS), "inline_query": query}, None)
    assert made
    return made


@pytest.mark.parametrize(
    ("telegram", "spoken"),
    [
        ("fa", "fa"),
        ("FA-ir", "fa"),
        ("fa_AF", "fa"),
        ("en", "en"),
        ("en-US", "en"),
        ("xx", "fa"),
        (None, "fa"),
    ],
)
def test_own_language(telegram: str | None, spoken: str) -> None:
    """In private a person's Telegram decides; a language without a catalogue becomes the operator's."""
    assert Languages(prompts_folder(), "fa", Chats()).of(update(telegram)).language == spoken


def test_group() -> None:
    """In a group everybody is spoken to in one language: the operator's, until the group chooses another."""
    chats = Chats()
    languages = Languages(prompts_folder(), "en", chats)
    group = {"chat": -5, "kind": "supergroup"}

    assert languages.of(update("fa", **group)).language == "en"  # type: ignore[arg-type]  # as in `update`
    chats.set_language(-5, "fa")
    assert languages.of(update("en", **group)).language == "fa"  # type: ignore[arg-type]
    assert languages.of(update("en")).language == "en"


def test_chosen() -> None:
    """What a chat chose goes before what Telegram says, inline too, while there is a catalogue for it."""
    chats = Chats()
    languages = Languages(prompts_folder(), "en", chats)
    assert languages.of(inline("fa")).language == "fa"
    chats.set_language(5, "en")

    assert languages.of(update("fa")).language == "en"
    assert languages.of(inline("fa")).language == "en"
    chats.set_language(5, "tlh")
    assert languages.of(update("fa")).language == "fa"


def test_whole_and_partial_and_broken(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A catalogue in part serves, with English between; one that cannot be read is left out."""
    folder = tmp_path / "prompts"
    shutil.copytree(prompts_folder(), folder)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    partial = 'msgid "How to ask"\nmsgstr "Comment demander"\n\nmsgid "%(number)s document in the archive"\n'
    partial += 'msgid_plural "%(number)s documents in the archive"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    (folder / "locale" / "fr.po").write_text(head + partial, "utf-8")
    (folder / "locale" / "de.po").write_bytes(b'msgid "\xff"\n')
    caplog.set_level(logging.WARNING)
    languages = Languages(folder, "en", Chats())
    french = languages.of(update("fr"))

    assert [each.language for each in languages] == ["en", "fa", "fr"]
    assert "language de" in caplog.text
    assert french.commands()["help"] == "Comment demander"
    overview = Overview((document("x"),) * 2, (), None, None, dt.datetime.now(dt.UTC))
    assert "2 documents in the archive" in french.render("corpus", overview=overview, shown=0)
    assert french.render("purpose") == languages.default.render("purpose")
