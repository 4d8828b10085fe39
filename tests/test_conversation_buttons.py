"""The buttons below an answer, tapped over HTTP: in place, by identifiers, and never something else."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.callbacks import SHOW
from bot.deeplinks import document_payload
from retrieval import LiveArchive, remove
from running import built, live_archive, running
from standin import StandIn
from standin_views import SentMessage

QUESTION = "Which ferry sank in the storm?"
PLACES = ("Tolmin", "Varna", "Qalat", "Kotor", "Piran", "Zadar", "Hvar", "Bled")
STORY = (
    "Nobody had looked at the sky over {0} that morning. The ferry of {0} sank in the storm of that night. "
    "Its bell was found in the reeds of {0}.\n\n"
    + "\n\n".join(f"The register of {{0}} lists barrel {i} of herring, and nothing else." for i in range(45))
)
QUIET = 0.2


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """Eight documents that answer one question, each in its own place."""
    head = "---\ntitle: The ferry of {0}\npublisher: The {0} Post\ndate: 1931-05\nlanguage: en\n---\n\n"
    return {f"{place}.md": (head + STORY).format(place) for place in PLACES}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, files: dict[str, str]) -> LiveArchive:
    """An archive of them, which no test changes."""
    return live_archive(tmp_path_factory.mktemp("archive"), files)


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work."""
    async with StandIn() as api, running(built(api, archive)):
        yield api


@pytest.fixture
def changing(tmp_path: Path, files: dict[str, str]) -> LiveArchive:
    """An archive of half of them that a test may change."""
    return live_archive(tmp_path, dict(list(files.items())[:4]))


@pytest.fixture
async def changing_api(changing: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on it."""
    async with StandIn() as api, running(built(api, changing)):
        yield api


def quoted(message: SentMessage) -> list[str]:
    """The quoted words, open and folded, in their order."""
    blocks = [e for e in message.entities if "blockquote" in e.type]
    units = message.text.encode("utf-16-le")
    blocks.sort(key=lambda entity: entity.offset)
    return [units[2 * e.offset : 2 * e.end].decode("utf-16-le") for e in blocks]


def labels(message: SentMessage) -> list[list[str]]:
    """What stands on the buttons."""
    return [[button.text for button in row] for row in message.rows]


def content(message: SentMessage) -> tuple[object, ...]:
    """All that is seen of a message."""
    return message.text, message.message.get("entities"), message.message.get("reply_markup")


async def tapped(api: StandIn, message: SentMessage, label: str, times: int) -> SentMessage:
    """The message after a button of it was tapped and it was edited for that time."""
    person = api.user(1)
    press = await person.presses(message, label)
    await api.edit_of(message, times)
    assert "text" not in await api.answer_to_press(press)
    methods = [call.method for call in api.sent[press.calls_before :]]
    assert methods == ["answerCallbackQuery", "editMessageText"], "the tap is answered first"
    return message


def carried(message: SentMessage) -> list[str]:
    """The identifiers that a message's page buttons carry, in the order of their numbers."""
    matches = [match for button in message.buttons if (match := SHOW.fullmatch(button.data))]
    pages = {int(match[3]): match[6].split(",") for match in matches}
    return [held for start in sorted(pages) for held in pages[start]]


async def test_more(api: StandIn) -> None:
    """The further quotes come in place of the first, with their numbers, and the way back leads back."""
    answer = await api.user(1).asks(QUESTION)
    first, all_quotes = quoted(answer), carried(answer)
    before = content(answer)

    assert len(all_quotes) == len(PLACES)
    assert labels(answer)[-1] == ["More (5)", "7–8"]
    assert answer.parts("blockquote") == first[:1]
    await tapped(api, answer, "More (5)", 1)
    second = quoted(answer)
    assert answer.text.startswith("4. ")
    assert labels(answer)[-1] == ["1–3", "More (2)"]
    await tapped(api, answer, "More (2)", 2)
    third = quoted(answer)
    assert labels(answer)[-1] == ["1–3", "4–6"]
    assert len({*first, *second, *third}) == len(PLACES)
    await tapped(api, answer, "1–3", 3)
    assert content(answer) == before
    assert carried(answer) == all_quotes
    assert len(api.messages) == 1


async def test_another_quote_of_the_page(api: StandIn) -> None:
    """A quote of the same page is opened by its button, and what stands below is then about it."""
    answer = await api.user(1).asks(QUESTION)
    words = quoted(answer)
    await tapped(api, answer, "Quote 3", 1)

    assert quoted(answer) == words
    assert answer.parts("blockquote") == words[2:]
    assert labels(answer)[0] == ["In context 3", "Source 3"]
    share = answer.button("Share 3").raw["switch_inline_query"]
    assert share == "q_" + answer.button("Source 3").data.rpartition(":")[2]
    assert "The ferry of" in answer.button("Copy citation 3").raw["copy_text"]["text"]


async def test_the_answering_sentence_stands_out(api: StandIn, files: dict[str, str]) -> None:
    """The sentence that answers is bold inside a longer quote, also on pages made of identifiers."""
    answer = await api.user(1).asks(QUESTION)
    for label, times in (("More (5)", 1), ("1–3", 2)):
        bold = [part for part in answer.parts("bold") if "sank" in part]

        assert len(bold) == len(quoted(answer)) == 3
        assert all(
            text.endswith(".") and words != text for text, words in zip(bold, quoted(answer), strict=True)
        )
        assert all(any(words in file for file in files.values()) for words in quoted(answer))
        await tapped(api, answer, label, times)


async def test_in_context(api: StandIn, files: dict[str, str]) -> None:
    """A quote is seen in its document, which can be read to both ends, and the way back leads back."""
    answer = await api.user(1).asks(QUESTION)
    words, before = quoted(answer)[0], content(answer)
    await tapped(api, answer, "In context 1", 1)

    assert words in answer.parts("bold")
    assert "Speaker" not in answer.text
    seen, times = quoted(answer), 1
    for label, at in (("▼ Further down", len(seen)), ("▲ Further up", 0)):
        while label in [button.text for button in answer.buttons]:
            times += 1
            await tapped(api, answer, label, times)
            if quoted(answer)[0] not in " ".join(seen):
                seen.insert(at if at == 0 else len(seen), quoted(answer)[0])
    whole = next(file for file in files.values() if words in file)
    assert "".join("".join(seen).split()) == "".join(whole.partition("---\n\n")[2].split())
    assert labels(answer)[-1] == ["More (5)", "7–8"], "the other pages stay within reach"
    await tapped(api, answer, "« Back", times + 1)
    assert content(answer) == before


async def test_the_source_from_the_context(api: StandIn, files: dict[str, str]) -> None:
    """From the context the document comes as a message of its own, and the context is not sent again."""
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    await tapped(api, answer, "In context 1", 1)
    press = await ada.presses(answer, "Source 1")
    [file] = await api.answers_to(press)
    await asyncio.sleep(QUIET)

    assert file.document
    assert file.document.data.decode() in files.values()
    assert api.messages_to(press) == [file]


async def test_passages_that_do_not_answer(api: StandIn) -> None:
    """Passages that only come near a question are said not to answer it, whatever is tapped."""
    answer = await api.user(1).asks("Did the register of herring belong to a bell-ringer from Zanzibar?")
    assert "They do not answer the question" in answer.text
    before = quoted(answer)
    for times, label in enumerate(("Quote 2", "In context 2", "« Back"), start=1):
        await tapped(api, answer, label, times)
        assert ("They do not answer the question" in answer.text) == (label != "In context 2")

    assert quoted(answer) == before
    assert answer.parts("blockquote") == before[1:2]


async def test_documents_that_differ(tmp_path: Path) -> None:
    """That documents differ is said also when one of their quotes was opened, and none of them is folded."""
    told = {"Tolmin": "40 sailors", "Varna": "300 sailors", "Qalat": "no sailor who could swim"}
    files = {
        f"{name}.txt": f"In the great flood {what} drowned, the reeve of {name} wrote.\n"
        for name, what in told.items()
    }
    async with StandIn() as api, running(built(api, live_archive(tmp_path, files))):
        answer = await api.user(1).asks("How many sailors drowned in the great flood?")
        assert answer.text.startswith("The documents differ on this figure")
        sides = answer.parts("blockquote")
        for times, label in enumerate(("Quote 2", "In context 2", "« Back"), start=1):
            await tapped(api, answer, label, times)

    assert answer.text.startswith("The documents differ on this. Compare quotes 1 and 2.")
    assert answer.parts("blockquote") == sides


async def test_a_quote_longer_than_a_message(tmp_path: Path) -> None:
    """A page that begins with a quote too long for a message shows its quotes one by one, in context."""
    long = (", over hills, as every one must", " and so on and on about the sky", " with salt, barley, rope")
    tales = zip(PLACES, long, strict=False)
    files = {f"{name}.txt": f"The zeppelin of {name} flew{more * 200}." for name, more in tales}
    async with StandIn() as api, running(built(api, live_archive(tmp_path, files))):
        ada = api.user(1)
        answer = (await api.answers_to(await ada.says("Which zeppelin flew?"), 2))[-1]
        await tapped(api, answer, "More (2)", 1)
        assert labels(answer)[-2:] == [["Copy citation 2", "« Back"], ["1", "More (1)"]]
        second = quoted(answer)[0]
        await tapped(api, answer, "More (1)", 2)
        assert labels(answer)[-1] == ["1", "2"]
        third = quoted(answer)[0]
        await tapped(api, answer, "2", 3)

    assert quoted(answer) == [second] != [third]


async def test_after_a_restart(archive: LiveArchive) -> None:
    """All buttons work after a restart, for everything they need is in the message itself."""
    async with StandIn() as api:
        async with running(built(api, archive)):
            answer = await api.user(1).asks(QUESTION)
            before = content(answer)
        async with running(built(api, archive)):
            for times, label in enumerate(("More (5)", "In context 4", "▼ Further down", "« Back", "1–3"), 1):
                await tapped(api, answer, label, times)

    assert content(answer) == before


async def test_a_message_too_old_to_be_seen(api: StandIn) -> None:
    """Below a message that Telegram no longer shows us, what was asked for comes as a new one; it stays."""
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    before = content(answer)
    old = {"chat": answer.message["chat"], "message_id": answer.id, "date": 0}
    for label, part in (("More (5)", "4. "), ("In context 2", "The ferry"), ("Quote 2", "1. ")):
        data = answer.button(label).data if label != "In context 2" else answer.button("Quote 2").data
        data = data.replace("show", "text") if label == "In context 2" else data
        [new] = await api.answers_to(await ada.presses_data(old, data))

        assert new.text.startswith(part)
    assert content(answer) == before


async def test_two_taps_at_once(api: StandIn) -> None:
    """The same button tapped twice, or two at once, shows what was tapped last; nobody is told of a fault."""
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    more, other = answer.button("More (5)").data, answer.button("Quote 2").data
    shown = dict(answer.message)
    presses = [await ada.presses_data(shown, data) for data in (more, more, other, other)]
    for press in presses:
        assert "text" not in await api.answer_to_press(press)
    await api.edit_of(answer, 2)
    await asyncio.sleep(QUIET)

    assert answer.text.startswith("1. ")
    assert labels(answer)[0] == ["In context 2", "Source 2"]
    assert labels(answer)[-1] == ["More (5)", "7–8"]
    assert len(api.messages) == 1


@pytest.mark.parametrize(
    ("fault", "kept", "sent"),
    [
        ("Bad Request: message is not modified: specified new message content is the same", True, 0),
        ("Bad Request: message to edit not found", True, 0),
        ("Bad Request: message can't be edited", True, 1),
        ("Forbidden: bot was blocked by the user", True, 0),
    ],
)
async def test_an_edit_that_is_refused(api: StandIn, fault: str, kept: bool, sent: int) -> None:
    """What can no longer be changed is left or, where it is still there, comes as a new message."""
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    before = content(answer)
    status = 403 if fault.startswith("Forbidden") else 400
    api.fail_next("editMessageText", status=status, description=fault)
    press = await ada.presses(answer, "More (5)")
    assert "text" not in await api.answer_to_press(press)
    await api.answers_to(press, sent)
    await asyncio.sleep(QUIET)

    assert (content(answer) == before) is kept
    assert len(api.messages_to(press)) == sent


async def test_a_tap_that_came_too_late(api: StandIn) -> None:
    """A tap too old to be answered is carried out all the same."""
    api.world.query_lifetime = 0.0
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    await ada.presses(answer, "More (5)")

    assert (await api.edit_of(answer)).text.startswith("4. ")


async def test_in_a_group(api: StandIn) -> None:
    """Whoever is in a group may tap; the message changes there, and nothing is said in another chat."""
    ada, bob = api.user(1), api.user(2, "Bob")
    group = api.group("Harbour", ada, bob)
    answer = await ada.asks("/ask " + QUESTION, group)
    press = await bob.presses(answer, "More (5)")
    await api.answer_to_press(press)
    await api.edit_of(answer)

    assert answer.text.startswith("4. ")
    assert {message.chat_id for message in api.messages} == {group.id}


async def test_tampered(api: StandIn) -> None:
    """Data that no button of ours carries gets a notice, and changes and sends nothing."""
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    before, quote = content(answer), carried(answer)[0][:13]
    page = answer.button("Quote 2").data
    for data in (
        page + "x", page.replace("show", "shew"), page.replace(":a:", ":b:"), f"show:a:1:2:0:{quote}",
        f"show:a:1:0:7:{quote}", f"show:a:0:0:0:{quote}", f"up:1:{quote}:--5", f"down:1:{quote}:9999999999",
        f"up:1:{quote}:", "cite:1:", "show:a:1:0:0:zzzzzzzzzz1", "text:a:1:0:0:zzzzzzzzzz1",
        "down:1:zzzzzzzzzz1:0", "cite:1:zzzzzzzzzz1", "more:1:zzzzzzzzzz1", "show:a:1:0:0:iiiiiiiiii1",
    ):  # fmt: skip
        press = await ada.presses(answer, forged=data)

        assert "ask again" in (await api.answer_to_press(press))["text"], data
        assert api.messages_to(press) == []
    assert content(answer) == before


async def test_what_is_gone(changing_api: StandIn, changing: LiveArchive) -> None:
    """Of a page of which a document is gone the rest is shown, and what is gone is said: no other words."""
    api, ada = changing_api, changing_api.user(1)
    answer = await ada.asks(QUESTION)
    gone, *left = quoted(answer)
    file = next(path for path in changing.archive.folder.iterdir() if gone in path.read_text("utf-8"))
    file.write_text("Nothing of that kind was ever written here.", "utf-8")
    changing.reload()
    notice = await api.answer_to_press(await ada.presses(answer, "In context 1"))
    assert "no longer in the archive" in notice["text"]
    await tapped(api, answer, "Quote 2", 1)

    assert quoted(answer) == left
    assert "Quote 1 is no longer in the archive" in answer.text
    assert labels(answer)[0] == ["In context 2", "Source 2"]


async def test_a_document_that_changed_elsewhere(changing_api: StandIn, changing: LiveArchive) -> None:
    """Where text was put in far above, the buttons of a context lead to the same words as before."""
    api, ada = changing_api, changing_api.user(1)
    answer = await ada.asks(QUESTION)
    await tapped(api, answer, "In context 1", 1)
    down = answer.button("▼ Further down").data
    await tapped(api, answer, "▼ Further down", 2)
    expected = quoted(answer)
    place = answer.text.split("\n")[0].rpartition(" ")[2]
    file = changing.archive.folder / f"{place}.md"
    file.write_text(
        file.read_text("utf-8").replace("---\n\nNob", "---\n\nThis came in later.\n\nNob"), "utf-8"
    )
    changing.reload()
    await tapped(api, answer, "« Back", 3)
    press = await ada.presses(answer, forged=down)
    await api.edit_of(answer, 4)

    assert "text" not in await api.answer_to_press(press)
    assert quoted(answer) == expected


async def test_buttons_of_earlier_versions(api: StandIn) -> None:
    """What earlier versions of the bot put below an answer still works, as a new message."""
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    found = [held[:13] for held in carried(answer)]
    [more] = await api.answers_to(await ada.presses(answer, forged=f"more:4:{','.join(found[3:7])}"))
    [file, _] = await api.answers_to(await ada.presses(answer, forged=f"source:2:{found[1]}"), 2)

    assert more.text.startswith("4. ")
    assert labels(more)[-1] == ["More (1)"]
    assert file.document


HOSTILE = "<b>&amp;\u202ebridge\u2066 </i> %s {{ 1 }} "


async def test_hostile_documents(tmp_path: Path) -> None:
    """Marks, markup and titles of a thousand characters change no quote and break no message or button."""
    words = "The ferry <b>&amp;</b> of Tolmin sank in the storm &lt; of that night. Its bell was found."
    titles = {"Tolmin": HOSTILE, "Varna": "t" * 1000, "Qalat": "عنوان " * 160}
    files = {f"{name}.txt": f"{words} The reeve of {name} wrote so." for name in titles}
    rows = [f"{name}.txt,{title},{HOSTILE},en" for name, title in titles.items()]
    files["sources.csv"] = "\n".join(["file,title,publisher,language", *rows])
    async with StandIn() as api, running(built(api, live_archive(tmp_path, files))):
        ada = api.user(1)
        answer = await ada.asks(QUESTION)
        assert quoted(answer)
        assert all("<b>&amp;</b> of Tolmin sank in the storm &lt; of" in text for text in quoted(answer))
        times = 0
        for label in [button.text for button in answer.buttons if button.text.startswith("Quote")]:
            times += 1
            await tapped(api, answer, label, times)
        await tapped(api, answer, answer.buttons[0].text, times + 1)

        assert api.refusals == [call for call in api.refusals if call.method == "setMyCommands"]


async def test_a_citation_too_long_to_be_copied(tmp_path: Path) -> None:
    """Where a button cannot copy the citation, it sends it, to be copied by a tap; its link is whole."""
    source = "https://a.example/" + "b" * 300
    text = "The ferry of Tolmin sank in the storm of that night."
    files = {"a.md": f"---\ntitle: The ferry\nsource: {source}\nlanguage: en\n---\n\n{text}\n"}
    async with StandIn() as api, running(built(api, live_archive(tmp_path, files))):
        ada = api.user(1)
        answer = await ada.asks(QUESTION)
        [citation] = await api.answers_to(await ada.presses(answer, "Copy citation"))

    assert citation.parts("code")[0] == citation.text.strip("\u2068\u2069")
    assert source in citation.text
    assert "“The ferry”" in citation.text


def question_link(question: str) -> str:
    """The payload of a question."""
    return "a_" + base64.urlsafe_b64encode(question.encode()).decode().rstrip("=")


async def test_deep_links(api: StandIn, files: dict[str, str]) -> None:
    """A link opens a quote in its document, a document, or the answer to a question."""
    ada = api.user(1)
    answer = await ada.asks(QUESTION)
    [link] = {link for link in answer.links if "start=q_" in link and link == answer.links[0]}
    assert link.startswith("https://t.me/OpcitTestBot?start=q_")
    opened = await ada.asks("/start " + link.partition("start=")[2])
    [file] = await api.answers_to(await ada.says("/start " + document_payload("Hvar")))
    asked = await ada.asks("/start " + question_link(QUESTION))

    assert quoted(answer)[0] in opened.parts("bold")
    assert labels(opened) == [["▼ Further down"], ["Source", "Share"], ["Copy citation"]]
    assert file.document
    assert file.document.data.decode() == files["Hvar.md"]
    assert quoted(asked) == quoted(answer)
    assert (await ada.asks("/start help")).text == (await ada.asks("/help")).text


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("nonsense", "That link leads to nothing here"),
        ("q_../../etc", "That link leads to nothing here"),
        ("a_____", "That link leads to nothing here"),
        ("d_nothing", "Nothing in the archive has that identifier"),
        ("q_zzzzzzzzzz1", "no longer in the archive"),
        ("q_x", "Nothing in the archive has that identifier"),
        ("", "Ask me a question"),
    ],
)
async def test_links_that_lead_nowhere(api: StandIn, payload: str, said: str) -> None:
    """A link to what is not there gets a plain sentence."""
    answer = await api.user(1).asks(f"/start {payload}".strip())

    assert said in answer.text


async def test_withdrawn(changing_api: StandIn, changing: LiveArchive) -> None:
    """Whatever leads to a withdrawn document says when it was withdrawn."""
    api, ada = changing_api, changing_api.user(1)
    answer = await ada.asks(QUESTION)
    quote = answer.button("Source 1").data.rpartition(":")[2]
    name = answer.text.split("\n")[0].rpartition(" ")[2]
    remove(changing, changing.archive.document(name))
    notice = await api.answer_to_press(await ada.presses(answer, "In context 1"))
    told = await ada.asks(f"/start q_{quote}")
    file = await ada.asks("/start " + document_payload(name))

    assert all("Withdrawn on" in text for text in (notice["text"], told.text, file.text))
