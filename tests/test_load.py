"""Many people at once, over HTTP: the bot is a process of its own, the stand-in and the people are here."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from time import monotonic

import pytest

from builders import corpus_folder
from retrieval import open_archive
from standin import StandIn
from standin_people import Chat, Person
from standin_views import Event, SentMessage

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
DOCUMENTS, PARAGRAPHS = 500, 20  # a paragraph of sixty words is a passage
PEOPLE, ROUNDS, IN_A_ROW = 50, 8, 3
SLOWEST = 2.0
"""Seconds that 99 of 100 answers may take on two cores with nothing else to do; more on busy ones."""

SYLLABLES = ("ba", "do", "fe", "gu", "ka", "li", "mo", "nu", "pe", "ri", "so", "ta", "vo", "zi")
NAMES = [
    "".join(each).capitalize() for each in itertools.islice(itertools.product(SYLLABLES, repeat=4), 10**4)
]
THINGS = (
    "harp",
    "barley",
    "boat",
    "letter",
    "garden",
    "market",
    "bridge",
    "lantern",
    "ferry",
    "mill",
    "road",
)
VERBS = ("counted", "watched", "carried", "painted", "measured", "mended", "sold", "found")


def lost(name: str) -> str:
    """What somebody lost."""
    return f"the {THINGS[NAMES.index(name) % len(THINGS)]}"


def paragraph(name: str, generator: random.Random) -> str:
    """A passage that only one question is about."""
    sentences = [f"{name} lost {lost(name)} in the winter of {generator.randint(1700, 1950)}."]
    while sum(len(sentence.split()) for sentence in sentences) < 60:
        one, two, three = (generator.choice(THINGS) for _ in range(3))
        sentences.append(
            f"Somebody {generator.choice(VERBS)} the {one} beside the {two} and the old {three}."
        )
    return " ".join(sentences)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus of ten thousand passages and its index."""
    folder = tmp_path_factory.mktemp("load")
    generator = random.Random(5)
    names = iter(NAMES)
    files = {
        f"{number}.md": f"---\ntitle: Report {number}\nlanguage: en\n---\n\n"
        + "\n\n".join(paragraph(next(names), generator) for _ in range(PARAGRAPHS))
        for number in range(DOCUMENTS)
    }
    archive = open_archive(corpus_folder(folder / "corpus", files), folder / "index")
    assert archive.passage_count == DOCUMENTS * PARAGRAPHS
    return folder


@pytest.fixture
async def api(folder: Path) -> AsyncIterator[StandIn]:
    """A stand-in with the bot at work on it, as `opcit run` starts it."""
    async with StandIn() as api:
        environ = os.environ | {"OPCIT_TOKEN": api.token, "OPCIT_API_BASE_URL": api.base_url}
        environ |= {"OPCIT_CORPUS": str(folder / "corpus"), "OPCIT_INDEX": str(folder / "index")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=environ, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            await api.user(999).asks("/help", within=30)
            yield api
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 30) == 0


def rooms(api: StandIn) -> list[tuple[Person, Chat | None]]:
    """Fifty chats: forty in private, ten groups."""
    people = [api.user(number, f"P{number}") for number in range(1, PEOPLE + 1)]
    return [(person, api.group(f"G{person.id}", person) if person.id > 40 else None) for person in people]


async def asked(person: Person, chat: Chat | None, name: str) -> tuple[Event, float, str]:
    """A question as it was sent, and when."""
    event = await person.says(f"/ask When did {name} lose {lost(name)}?", chat)
    return event, monotonic(), name


def told(message: SentMessage, name: str) -> bool:
    """Whether a message answers the question about somebody."""
    return any(name in words for words in message.parts("blockquote"))


async def test_fifty_chats_at_once(api: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    """Every chat gets its own answer, once, and all but one in a hundred within two seconds."""
    chats, names, seconds = rooms(api), iter(random.Random(6).sample(NAMES, 2000)), []
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    for _ in range(ROUNDS):
        sent = [await asked(person, chat, next(names)) for person, chat in chats]
        for event, begun, name in sent:
            [answer] = await api.answers_to(event, within=30)
            assert told(answer, name)
            seconds.append(answer.calls[0].at - begun)
        await asyncio.sleep(1.0)  # as long as Telegram's pace for all chats together needs to recover
    report(capsys, "one question a chat", seconds)

    assert [len(api.messages_to(chat or person)) for person, chat in chats] == [ROUNDS] * PEOPLE
    assert percentile(seconds, 99) < SLOWEST * busy


async def test_order(api: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    """Of several questions of each chat at once none is lost, doubled, or answered before an earlier one."""
    chats, names = rooms(api), iter(random.Random(7).sample(NAMES, 2000))
    sent = [[await asked(person, chat, next(names)) for _ in range(IN_A_ROW)] for person, chat in chats]
    seconds = []
    for (person, chat), questions in zip(chats, sent, strict=True):
        answers = await api.answers_to(chat or person, IN_A_ROW, within=60)
        pairs = list(zip(answers, questions, strict=True))
        assert [told(answer, name) for answer, (_, _, name) in pairs] == [True] * IN_A_ROW
        seconds += [answer.calls[0].at - begun for answer, (_, begun, _) in pairs]
    await asyncio.sleep(1.0)
    report(capsys, f"{IN_A_ROW} questions a chat", seconds)

    assert [len(api.messages_to(chat or person)) for person, chat in chats] == [IN_A_ROW] * PEOPLE


def percentile(seconds: Sequence[float], share: int) -> float:
    """The time that so many of a hundred do not exceed."""
    return sorted(seconds)[max(0, -(-len(seconds) * share // 100) - 1)]


def report(capsys: pytest.CaptureFixture[str], what: str, seconds: Sequence[float]) -> None:
    """Print the figures."""
    figures = ", ".join(f"{share} %: {percentile(seconds, share):.2f} s" for share in (50, 90, 99, 100))
    with capsys.disabled():
        sys.stdout.write(f"\n{PEOPLE} chats at once, {what}, {len(seconds)} answers: {figures}\n")
