"""Is a quote real? Asked in Telegram: by a command, by a reply, by forwarding."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from retrieval import LiveArchive
from running import built, live_archive, running
from standin import StandIn

SENTENCE = "Carpenters from Tolmin built the bridge within eleven weeks."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> LiveArchive:
    """An archive of three small documents, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on it."""
    async with StandIn() as api, running(built(api, archive)):
        yield api


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SENTENCE, "Exact."),
        (f"“{SENTENCE}”\n— Agata Sorn, 2016", "Not checked"),
        (SENTENCE.replace("eleven", "twelve"), "Number: the document says “eleven”, not “twelve”"),
        (SENTENCE.replace("built", "never built"), "Negation: “never” is not in the document"),
        ("قايقران دفتر خاطرات سيل را نوشت.", "Exact."),
        ("The harbour master owned three green parrots and a drum.", "Not in this archive."),
        ("the bridge", "I cannot tell."),
        ("", "Write the quote after /verify"),
        ("xy " * 1362, "Not in this archive."),
    ],
)
async def test_verify(api: StandIn, text: str, said: str) -> None:
    """`/verify` answers with the verdict, in the same words in private and in a group."""
    ada = api.user(1)
    answer = await ada.asks(f"/verify {text}".strip())
    public = await ada.asks(f"/verify@OpcitTestBot {text[:4000]}".strip(), api.group("Harbour", ada))

    assert said in answer.text
    assert said in public.text
    assert public.reply_to is not None


async def test_where_it_stands(api: StandIn) -> None:
    """An exact quote comes with its document, publisher, date, place and link."""
    answer = await api.user(1).asks("/verify The flood reached the mill on the ninth of May.")

    assert answer.links[0].startswith("https://harbour.example.org/lake#:~:text=The%20flood")
    assert "The Harbour Post · 4 December 2017 · “The flood” · paragraph 1" in answer.text


async def test_forwarded_messages_are_quotes(api: StandIn) -> None:
    """In private a forwarded message is verified, and the same words typed are a question."""
    ada = api.user(1)
    question = "When did the carpenters come home, and with whom?"
    [verdict] = await api.answers_to(await ada.forwards(SENTENCE))
    [about_question] = await api.answers_to(await ada.forwards(question))

    assert verdict.text.startswith("Exact.")
    assert about_question.text.startswith(("Not in this archive", "I cannot tell"))
    assert (await ada.asks("Who built the bridge?")).parts("blockquote")


async def test_forwarding_the_bots_own_answer(api: StandIn) -> None:
    """Each quote of an answer that is forwarded back is exact."""
    ada = api.user(1)
    answer = await ada.asks("Who built the bridge?")
    quotes = answer.parts("blockquote") + answer.parts("expandable_blockquote")
    entities = answer.message["entities"]
    origin = {"type": "user", "date": 1, "sender_user": answer.message["from"]}
    event = await ada.sends(text=answer.text, entities=entities, forward_origin=origin)
    verdicts = await api.answers_to(event, len(quotes))

    assert quotes
    assert all(verdict.text.startswith("Exact.") for verdict in verdicts)


async def test_verify_as_a_reply(api: StandIn) -> None:
    """`/verify` alone, as a reply, checks the message replied to."""
    ada, bob = api.user(1), api.user(2, "Bob")
    group = api.group("Harbour", ada, bob)
    api.privacy = False
    said = await bob.says(SENTENCE, group)
    [answer] = await api.answers_to(await ada.says("/verify", group, reply_to=said))

    assert answer.text.startswith("Exact.")


async def test_forwards_in_a_group_are_left_alone(api: StandIn) -> None:
    """In a group nobody spoke to the bot by forwarding something there."""
    ada = api.user(1)
    group = api.group("Harbour", ada)
    api.privacy = False
    await ada.forwards(SENTENCE, chat=group)
    answer = await ada.asks("/verify the bridge", group)

    assert answer.text.startswith("I cannot tell.")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Exact.", "“eleven”, not “twelve”", "Not in this archive.", "in private"]),
        ("fa", ["مطابق اصل است."]),
    ],
)
async def test_several_quotations_in_a_group(archive: LiveArchive, language: str, said: list[str]) -> None:
    """Where others listen, the verdicts on several quotations are one message."""
    quotations = (SENTENCE, SENTENCE.replace("eleven", "twelve"), "The harbour master owned a green parrot.")
    text, entities = "", []
    for words in quotations:
        entities.append({"type": "blockquote", "offset": len(text), "length": len(words)})
        text += words + "\n"
    async with StandIn() as api, running(built(api, archive, language=language)):
        api.privacy = False
        ada = api.user(1, language_code=language)
        group = api.group("Harbour", ada)
        quoted = await ada.says(text.strip(), group, entities=entities)
        answers = await api.answers_to(await ada.says("/verify", group, reply_to=quoted))
        await api.delivery.until_quiet(5)

    assert len(answers) == 1
    assert len(api.messages_to(group)) == 1
    assert all(each in answers[0].text for each in said)
    assert all(words[:40] in answers[0].text for words in quotations)
