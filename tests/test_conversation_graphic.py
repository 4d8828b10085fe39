"""What is hard to read is covered until somebody taps it, unless a chat wants it open."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from retrieval import LiveArchive
from running import FILES, built, live_archive, running
from standin import StandIn


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """An archive in which the passages about carpenters are marked."""
    return live_archive(tmp_path_factory.mktemp("archive"), {**FILES, "graphic.txt": "carpenters\n"})


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on it."""
    async with StandIn() as api, running(built(api, archive)):
        yield api


@pytest.mark.parametrize("said", ["/graphic on", "/graphic ON", "/graphic روشن"])
async def test_command(api: StandIn, said: str) -> None:
    """A chat chooses by a word, for itself alone."""
    ada, bob = api.user(1), api.user(2, "Bob")
    assert "covered" in (await ada.asks("/graphic")).text
    assert "open" in (await ada.asks(said)).text
    assert "open" in (await ada.asks("/graphic")).text
    assert "covered" in (await bob.asks("/graphic")).text
    assert "covered" in (await ada.asks("/graphic off")).text


async def test_button(api: StandIn) -> None:
    """A tap changes it, and its message says so; /privacy tells, /forget takes it back."""
    ada = api.user(1)
    offer = await ada.asks("/graphic")
    await api.answer_to_press(await ada.presses(offer, "Show without a cover"))
    await api.edit_of(offer)

    assert "open" in offer.text
    assert [button.text for button in offer.buttons] == ["Cover again"]
    assert "shown at once" in (await ada.asks("/privacy")).text
    await ada.asks("/forget")
    assert "covered" in (await ada.asks("/graphic")).text


async def test_group(api: StandIn) -> None:
    """In a group its administrators decide, whoever presses or types."""
    ada, bob = api.user(1), api.user(2, "Bob")
    group = api.group("Harbour", ada, bob)
    group.state.members[ada.id] = "administrator"
    offer = await bob.asks("/graphic", group)
    assert "administrators" in (await api.answer_to_press(await bob.presses(offer, "Show")))["text"]
    assert "administrators" in (await bob.asks("/graphic on", group)).text
    assert "open" in (await ada.asks("/graphic on", group)).text
    assert "open" in (await bob.asks("/graphic", group)).text


async def test_language_stays(api: StandIn) -> None:
    """Choosing to see everything changes no language, nor the mark of the one chosen."""
    parvin = api.user(1, language_code="fa")
    assert "باز" in (await parvin.asks("/graphic on")).text
    offer = await parvin.asks("/language")

    assert [button.text for button in offer.buttons] == ["English", "✓ فارسی"]


QUESTION = "Who built the bridge?"
SENTENCE = "Carpenters from Tolmin built the bridge within eleven weeks."


async def test_answers(api: StandIn) -> None:
    """A marked quote is behind the spoiler, to the character, wherever it is shown; others stand open."""
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    open_one = await ada.asks("Who kept a diary of the flood?")

    hidden = "".join(answer.parts("spoiler"))
    assert SENTENCE in hidden
    assert hidden == "".join(answer.parts("blockquote") + answer.parts("expandable_blockquote"))
    assert open_one.parts("spoiler") == []
    assert "diary" in open_one.text


async def test_open(api: StandIn) -> None:
    """A chat that wants to see everything sees the same words without a cover."""
    ada, bob = api.user(1), api.user(2, "Bob")
    covered = await ada.asks(QUESTION)
    await bob.asks("/graphic on")
    shown = await bob.asks(QUESTION)

    assert shown.parts("spoiler") == []
    assert shown.text == covered.text


async def test_in_context(api: StandIn) -> None:
    """Of the text around a quote exactly the marked passages are covered."""
    ada = api.user(1)
    answer = await ada.asks("Who kept a diary of the flood?")
    press = await ada.presses(answer, "context")
    await api.answer_to_press(press)
    await api.until(lambda: answer.parts("spoiler"))
    hidden = "".join(answer.parts("spoiler"))

    assert "carpenters from Tolmin" in hidden
    assert "diary" not in hidden
    assert "diary" in answer.text


async def test_verified(api: StandIn) -> None:
    """What the bot shows beside a quotation that is not quite right is covered too."""
    verdict = await api.user(1).asks("/verify Carpenters from Tolmin built the bridge within twelve weeks.")

    assert "Not exact" in verdict.text
    assert any("Carpenters from Tolmin" in part for part in verdict.parts("spoiler"))
    assert "eleven" not in verdict.text.replace("".join(verdict.parts("spoiler")), "") or any(
        part.strip() == "eleven" for part in verdict.parts("spoiler")
    )
