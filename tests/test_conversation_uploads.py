"""Files sent to the bot, end to end: shown, corrected, added or discarded; and nobody else's is fetched."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot.uploads
from file_makers import Words, docx, docx_paragraph, pdf, zipped
from retrieval import LiveArchive, history
from running import built, live_archive, running
from standin import StandIn
from standin_people import Person
from standin_schema import Upload
from standin_views import Event, SentMessage

HERON = (
    "The heron and the weir\n\n"
    "The heron came back to the weir in the spring of that year. It stood there for eleven days.\n\n"
    "Nobody had seen a heron at the weir since the flood. The children counted its steps.\n"
)

SOMEBODY = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}


@pytest.fixture
def archive(tmp_path: Path) -> LiveArchive:
    """An archive of three small documents."""
    return live_archive(tmp_path)


@pytest.fixture
async def api(archive: LiveArchive) -> AsyncIterator[StandIn]:
    """A stand-in for Telegram with the bot at work on it; persons 7 and 8 are its admins."""
    async with StandIn() as api, running(built(api, archive, admins=frozenset({7, 8}))):
        yield api


@pytest.fixture
def admin(api: StandIn) -> Person:
    """An admin."""
    return api.user(7, "Cleo")


async def shown(api: StandIn, event: Event) -> SentMessage:
    """What the bot shows of a file, once it is read."""
    [message] = await api.answers_to(event)
    return await api.edit_of(message)


def rows(archive: LiveArchive) -> list[dict[str, str]]:
    """The rows of the corpus's table."""
    return list(csv.DictReader((archive.archive.folder / "sources.csv").read_text().splitlines()))


async def test_adding(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """A file is shown, its date corrected by a reply, added with a row, and can be asked about at once."""
    message = await shown(api, await admin.uploads("heron.txt", HERON.encode()))
    assert "The heron and the weir" in message.text
    assert "came back to the weir" in message.text
    assert "Passages: " in message.text
    assert "It lacks a date, a publisher and a source" in message.text

    await admin.presses(message, "Date")
    asked = (await api.answers_to(admin, 2))[1]
    assert "Reply to this message" in asked.text
    wrong = await api.answers_to(await admin.says("3 May", reply_to=asked))
    assert "2017-12-04" in wrong[0].text
    await admin.says("2019-05-03", reply_to=wrong[0])
    await api.edit_of(message, 2)
    assert "3 May 2019" in message.text
    assert "It lacks a publisher and a source" in message.text

    await admin.presses(message, "Add")
    await api.edit_of(message, 4)
    assert "Added: The heron and the weir" in message.text
    assert not message.buttons
    [row] = rows(archive)
    assert row["file"] == "the-heron-and-the-weir.txt"
    assert row["date"] == "2019-05-03"
    assert (archive.archive.folder / row["file"]).read_bytes() == HERON.encode()
    assert "eleven days" in (await api.user(1).asks("How long did the heron stand there?")).text
    [event] = history(archive.archive.folder)
    assert (event.who, event.what, event.file) == (7, "added", row["file"])


async def test_others(api: StandIn, archive: LiveArchive) -> None:
    """Whoever is no admin gets one sentence, an album one as well, and no file is ever fetched."""
    ada = api.user(1)
    told = await api.answers_to(await ada.uploads("heron.txt", HERON.encode(), caption="Who is this?"))
    forwarded = await ada.uploads(
        "heron.pdf",
        b"%PDF-",
        forward_origin=SOMEBODY,
    )
    assert (await api.answers_to(forwarded))[0].text == told[0].text
    for name in ("a.txt", "b.txt"):
        event = await ada.uploads(name, HERON.encode(), media_group_id="9")
    await ada.asks("Who built the bridge?")

    assert told[0].text.startswith("Thank you for the file. Only the people who keep this archive")
    assert len(api.messages_to(event)) <= 2
    assert [message.text for message in api.messages].count(told[0].text) == 3
    assert not api.calls("getFile")
    assert len(archive.archive.documents) == 3


async def test_an_album(api: StandIn, admin: Person) -> None:
    """Each file of an album is read and shown."""
    for name in ("one", "two", "three"):
        text = f"The {name} herons\n\nThere were {name} herons at the weir that morning."
        last = await admin.uploads(f"{name}.txt", text.encode(), media_group_id="9")
    await api.until(lambda: sum("Passages: 1" in message.text for message in api.messages_to(admin)) == 3)
    assert last.chat_id == 7


async def test_what_is_there(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """The same file, forwarded, and one with most words of a document are told; the same cannot be added."""
    lake = (archive.archive.folder / "lake.md").read_bytes()
    same = await shown(api, await admin.uploads("again.md", lake, forward_origin=SOMEBODY))
    edited = await shown(api, await admin.uploads("edited.md", lake + b"\nIt was never filled in.\n"))

    assert "This very file is in the archive already: The lake of Varna Dol" in same.text
    assert [button.text for button in same.buttons] == ["Discard"]
    assert "Most of it stands in this document already: The lake of Varna Dol" in edited.text
    assert "passages are already in the archive" in edited.text or "passage is already" in edited.text


async def test_discarding(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """What is discarded is forgotten; its old buttons say that it is no longer here."""
    message = await shown(api, await admin.uploads("heron.txt", HERON.encode()))
    add = message.button("Add").data
    await admin.presses(message, "Discard")
    await api.edit_of(message, 2)
    notice = await api.answer_to_press(await admin.presses_data(message.message, add))

    assert "Discarded: heron.txt" in message.text
    assert "no longer here" in notice["text"]
    assert len(archive.archive.documents) == 3


async def test_after_a_restart(tmp_path: Path) -> None:
    """Buttons of a file that was shown before a restart say that it is no longer here; its copy is gone."""
    archive = live_archive(tmp_path)
    async with StandIn() as api:
        admin = api.user(7)
        async with running(built(api, archive, admins=frozenset({7}))):
            message = await shown(api, await admin.uploads("heron.txt", HERON.encode()))
        async with running(built(api, archive, admins=frozenset({7}))):
            notice = await api.answer_to_press(await admin.presses(message, "Add"))

    assert "no longer here" in notice["text"]


async def test_two_admins(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """Of two who add the same file at once, the second is told; nobody presses another one's buttons."""
    other = api.user(8, "Dora")
    first = await shown(api, await admin.uploads("heron.txt", HERON.encode()))
    second = await shown(api, await other.uploads("weir.txt", HERON.encode()))
    stolen = {**first.message, "chat": other.state().about}
    notice = await api.answer_to_press(await other.presses_data(stolen, first.button("Add").data))
    assert "no longer here" in notice["text"]

    await admin.presses(first, "Add")
    await other.presses(second, "Add")
    await api.edit_of(first, 3)
    await api.edit_of(second, 3)

    told = sorted(message.text.split(":")[0] for message in (first, second))
    assert told == ["Added", "It was there already"]
    assert len(rows(archive)) == 1
    assert len(history(archive.archive.folder)) == 1


async def test_many_articles(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """A page of several articles can be added as one document for each."""
    page = "".join(
        f"{title}\n{title}\n\nBy Ann Onymous\n\n4 May 199{n}\n\n{words}\n\nShare on Flitter\n\n"
        for n, (title, words) in enumerate(
            [
                (
                    "The heron at the weir",
                    "The heron came back to the weir in spring, and it stayed for days.",
                ),
                (
                    "The miller and his barley",
                    "The miller sold his barley to the town, and bought a new horse.",
                ),
                (
                    "A new bell for the tower",
                    "The bell was cast in Tolmin, and it took nine oxen to bring it.",
                ),
            ]
        )
    )
    message = await shown(api, await admin.uploads("dump.txt", page.encode()))
    assert "3 articles on one page" in message.text
    await admin.presses(message, "Add as 3 documents")
    await api.edit_of(message, 3)

    assert message.text.count("Added: ") == 3
    assert {row["title"] for row in rows(archive)} >= {"The heron at the weir", "A new bell for the tower"}


async def test_an_author_in_the_file(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """A name in a file's properties is told before it is published, and can be taken out of the citation."""
    body = docx_paragraph("The heron came back to the weir in spring.")
    data = docx(body, {"dc:creator": "Mina Okoro"})
    message = await shown(api, await admin.uploads("heron.docx", data))
    assert "The file names its author: Mina Okoro" in message.text

    await admin.presses(message, "Creator")
    asked = (await api.answers_to(admin, 2))[1]
    await admin.says("-", reply_to=asked)
    await api.edit_of(message, 2)
    assert "The file itself names its author: Mina Okoro" in message.text
    await admin.presses(message, "Add")
    await api.edit_of(message, 4)

    assert rows(archive)[0]["creator"] == ""


BOMB = zipped({"word/document.xml": "<w/>" + " " * (3 << 20), "[Content_Types].xml": "<Types/>"})
BAD = {
    "locked.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 9,
        "encrypted",
    ),
    "cut.pdf": (pdf([[Words(72, 700, "The heron came back.")]])[:90], "damaged or incomplete"),
    "empty.txt": (b" \n ", "no words in it"),
    "scan.pdf": (pdf([[]]), "no text layer"),
    "bomb.docx": (BOMB, "far larger than it seems"),
    "liar.txt": (pdf([[Words(72, 700, "The heron came back.")]]), "not what its name says"),
    "liar.pdf": (HERON.encode(), "not what its name says"),
    "program.exe": (b"MZ" + bytes(400), "this kind of file cannot be read"),
    "nameless": (b"\x89PNG" + bytes(400), "this kind of file cannot be read"),
    "../../etc/passwd": (b"\x00\x01\x02" * 40, "NUL bytes"),
}


async def test_bad_files(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """What cannot be added is told in a clear sentence, with no button, and nothing is written."""
    for name, (data, words) in BAD.items():
        message = await shown(api, await admin.uploads(name, data, mime_type="application/octet-stream"))
        assert "cannot be added" in message.text, name
        assert words in message.text, name
        assert not message.buttons, name
    assert not (archive.archive.folder / "sources.csv").exists()


async def test_an_odd_name(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """A name with a path, a line end, a mark of direction and 300 characters harms nothing."""
    name = "../../\u202egnp.exe\n" + "x" * 300 + ".txt"
    message = await shown(api, await admin.uploads(name, b"Heron words: it came back to the weir."))
    await admin.presses(message, "Add")
    await api.edit_of(message, 3)

    [row] = rows(archive)
    assert row["file"].isascii()
    assert "/" not in row["file"]
    assert (archive.archive.folder / row["file"]).is_file()
    assert "\u202e" not in message.text


async def test_too_large_or_a_picture(api: StandIn, admin: Person) -> None:
    """A file above the limit is not fetched, and neither is a picture."""
    about = api.world.new_file(Upload("big.pdf", "application/pdf", b"%PDF-"))
    big = await admin.sends(document={**about, "file_name": "big.pdf", "file_size": 30_000_000})
    assert "at most 20 MB" in (await api.answers_to(big))[0].text
    photo = {**api.world.new_file(Upload("p.jpg", "image/jpeg", b"x")), "width": 9, "height": 9}
    told = await api.answers_to(await admin.sends(photo=[photo]))

    assert "send it as a file" in told[0].text
    assert not api.calls("getFile")


async def test_not_fetched(api: StandIn, admin: Person) -> None:
    """When Telegram does not give the file, the admin is told to send it again."""
    api.fail_next("getFile", status=400, description="Bad Request: wrong file_id")
    message = await shown(api, await admin.uploads("heron.txt", HERON.encode()))

    assert "could not be fetched" in message.text


async def test_a_full_disk(
    api: StandIn, admin: Person, archive: LiveArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk is full, nothing is added, the admin is told, and the button works once there is room."""
    message = await shown(api, await admin.uploads("heron.txt", HERON.encode()))
    with monkeypatch.context() as patch:

        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device", "sources.csv")

        patch.setattr("retrieval.additions.put", full)
        await admin.presses(message, "Add")
        await api.edit_of(message, 3)
    assert "Nothing was changed" in message.text
    assert "No space left on device" in message.text
    assert not (archive.archive.folder / "the-heron-and-the-weir.txt").exists()

    await admin.presses(message, "Add")
    await api.edit_of(message, 5)
    assert "Added: " in message.text


async def test_a_file_the_archive_does_not_take(
    api: StandIn, admin: Person, archive: LiveArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the reload does not bring in is taken back: no file, no row, no line in the history."""
    message = await shown(api, await admin.uploads("heron.txt", HERON.encode()))
    monkeypatch.setattr("retrieval.offers.reloaded", lambda live: None)
    await admin.presses(message, "Add")
    await api.edit_of(message, 3)

    assert "Nothing was changed" in message.text
    folder = archive.archive.folder
    assert not {path.name for path in folder.iterdir()} & {"sources.csv", "the-heron-and-the-weir.txt"}
    assert not history(folder)


async def test_a_withdrawn_one_comes_back(api: StandIn, admin: Person, archive: LiveArchive) -> None:
    """The admin is told that a file was withdrawn; added again, its quotes live again."""
    answer = await admin.asks("How many sacks of barley did the miller lose?")
    lake = (archive.archive.folder / "lake.md").read_bytes()
    asked = await admin.asks("/remove lake")
    await admin.presses(asked, "delete the file")
    await api.edit_of(asked, 2)

    message = await shown(api, await admin.uploads("back.md", lake))
    assert "This document was withdrawn on" in message.text
    await admin.presses(message, "Add")
    await api.edit_of(message, 3)

    press = await admin.presses(answer, answer.buttons[0].text)
    assert not (await api.answer_to_press(press)).get("text")
    assert archive.archive.document("lake").title == "The lake of Varna Dol"


async def test_the_shelf_is_small(api: StandIn, admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many files wait at once: the oldest gives way."""
    monkeypatch.setattr("bot.pending.MOST", 2)
    messages = [
        await shown(api, await admin.uploads(f"{n}.txt", f"Heron {n} came back to the weir.".encode()))
        for n in range(3)
    ]
    notice = await api.answer_to_press(await admin.presses(messages[0], "Add"))
    assert "no longer here" in notice["text"]
    await admin.presses(messages[2], "Add")
    await api.edit_of(messages[2], 3)
    assert "Added" in messages[2].text


async def test_the_sample_is_never_changed(
    api: StandIn, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is added to the archive that comes with Opcit, nor taken out of it."""
    monkeypatch.setattr("bot.uploads.is_shipped", lambda folder: True)
    monkeypatch.setattr("bot.removal.is_shipped", lambda folder: True)
    told = await api.answers_to(await admin.uploads("heron.txt", HERON.encode()))

    assert "sample archive" in told[0].text
    assert "sample archive" in (await admin.asks("/remove lake")).text
    assert bot.uploads.LARGEST == 20_000_000
    await asyncio.sleep(0)
    assert not api.calls("getFile")
