"""Verdicts: one message that fits, exact words, and every field for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.citations import Citations
from bot.data import prompts_folder
from bot.limits import fits
from bot.messages import Messages
from bot.terminal import Page
from bot.verdicts import marked, verdict_line, verdict_message
from builders import corpus_folder
from retrieval import Archive, open_archive
from telegram_html import parse

MESSAGES = Messages(prompts_folder())
BOT = Citations("opcit_bot")
LONG = "The keeper of the lighthouse wrote down every sail that he saw, and 40 of them he could not name. "
TEXT = "The mill burned on a Sunday. Nobody & his <dog> saw 4,000 sacks of barley. " + LONG * 60


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive of two small documents and a repetitive one."""
    files = {"mill.md": f"---\ntitle: The <mill>\ndate: 2017\nlanguage: en\n---\n\n{TEXT}\n"}
    files |= {f"copy{n}.txt": "As they say, the boats came home late in May.\n" for n in range(40)}
    return open_archive(corpus_folder(tmp_path_factory.mktemp("archive"), files))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The mill burned on a Sunday.", "Exact. These words stand in the archive."),
        ("the boats came home late in May", "Exact. These words stand in the archive in 40 places."),
        ("Nobody & his <dog> saw 40,000 sacks of barley.", "Number: the document says “4,000”, not “40,000”"),
        ("Somebody & his <dog> saw 4,000 sacks of barley.", "Negation: the document says “Nobody”, not"),
        ("The mill burned on a wet Sunday.", "“wet” is not in the document"),
        ("The mill burned on Sunday.", "the document says “a” here; this text leaves it out"),
        ("The mill burned on a Sunday. My uncle Foxtrot bought eleven zebras.", "Only in part."),
        ("My uncle Foxtrot bought eleven zebras.", "Not in this archive."),
        ("the mill", "I cannot tell."),
        (LONG * 39, "Exact."),
        ((LONG * 39).replace("sail", "zebra"), "Not exact."),
        ((LONG + "My uncle Foxtrot bought eleven zebras. ") * 20, "Only in part."),
        ("The mill [...] 4,000 sacks of barley", "“[…]” stands for: burned on a Sunday."),
    ],
)
def test_each_verdict_is_one_message_that_fits(archive: Archive, text: str, said: str) -> None:
    """Every kind of verdict is told in one message within Telegram's limits, and in the terminal."""
    verdict = archive.verify(text)
    html = verdict_message(MESSAGES, BOT, verdict)

    assert fits(html)
    assert said in parse(html).text
    assert Page().render("verdict", verdict=verdict, marked=marked).strip()


def test_marking_changes_no_character(archive: Archive) -> None:
    """The parts of the document's sentences, joined, are its text; what differs is marked."""
    verdict = archive.verify("Nobody & his <dog> saw 40,000 sacks of wheat.")
    parts = marked(verdict)

    assert "".join(text for text, _ in parts) in TEXT
    assert [text for text, is_marked in parts if is_marked] == ["4,000", "barley"]
    assert (
        "Nobody & his <dog> saw 4,000 sacks of barley." in parse(verdict_message(MESSAGES, BOT, verdict)).text
    )


def test_json(archive: Archive) -> None:
    """Programs get the kind, the places, the differences with offsets, the pieces and what was set aside."""
    record = json.loads(verdict_line(archive.verify("The mill burned on a Monday.\n— Delta, 1988")))

    assert record["verdict"] == "differs"
    assert record["set_aside"] == ["Delta, 1988"]
    [difference], [place] = record["differences"], record["places"]
    assert difference["kind"] == "word"
    assert (difference["typed"], difference["document"]) == ("Monday", "Sunday")
    assert TEXT[difference["start"] : difference["end"]] == "Sunday"
    assert (place["document"]["identifier"], place["locator"]["paragraph"]) == ("mill", 1)
    assert record["pieces"] == record["left_out"] == []


def test_a_folder_without_documents(tmp_path: Path) -> None:
    """An empty archive gives a verdict that can be shown."""
    verdict = open_archive(corpus_folder(tmp_path, {})).verify("The mill burned on a Sunday.")

    assert "Not in this archive" in verdict_message(MESSAGES, BOT, verdict)
