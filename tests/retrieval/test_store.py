"""The index folder: whole or not there, whatever happens to the disk and to the process."""

from __future__ import annotations

import gc
import hashlib
import json
import shutil
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest

from builders import document
from disk_faults import failing_disk
from retrieval.errors import DocumentError, IndexStoreError, ReloadInProgressError
from retrieval.generation import Generation
from retrieval.index import Index, index_document
from retrieval.manifest import Manifest, Record, decoded
from retrieval.model import Document, Metadata
from retrieval.store import Store

FIRST = [document("The first text says one thing.", "a"), document("متن دیگر.", "b", language="fa")]
SECOND = [document("Another text says another thing.", "c")]


def manifest(documents: list[Document], code: str) -> Manifest:
    """What an index of `documents` says of itself."""
    names = Metadata.__dataclass_fields__
    metadata = [Metadata(**{name: getattr(each, name) for name in names}) for each in documents]
    return Manifest(
        code=code,
        corpus="/corpus",
        records=tuple(Record(known, known.identifier, True) for known in metadata),
    )


def written(store: Store, documents: list[Document]) -> Generation:
    """`documents` made the generation in use, with their originals."""
    with store.locked():
        store.tidy()
        for each in documents:
            store.keep(each.sha256, each.text.encode())
        arrays = Index.merged([index_document(each) for each in documents]).arrays()
        facts = {each.file: "as it looked" for each in documents}
        generation = store.write(
            manifest(documents, store.code), arrays, [each.text for each in documents], facts
        )
        store.tidy()
    return generation


def texts(generation: Generation | None) -> list[str]:
    """The texts of a generation's documents."""
    assert generation is not None
    return [generation.document(number).text for number in range(len(generation.manifest.records))]


def files(folder: Path) -> set[str]:
    """All files below `folder`."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a folder that is not there yet."""
    return Store(tmp_path / "below" / "index", "code")


@pytest.mark.parametrize("documents", [[], FIRST, SECOND, [document("", "empty")]])
def test_gives_back_what_was_written(store: Store, documents: list[Document]) -> None:
    """Documents, texts, facts and every array come back from the disk as they went in."""
    written(store, documents)
    arrays = Index.merged([index_document(each) for each in documents]).arrays()

    loaded = store.load()

    assert loaded is not None
    assert [loaded.document(number) for number in range(len(documents))] == documents
    assert loaded.facts() == {each.file: "as it looked" for each in documents}
    held = loaded.index.arrays()
    assert held.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(held[name], array, strict=True)
        assert not held[name].flags.writeable


def test_empty_folder_holds_nothing(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """No index yet is nothing to be told of."""
    assert store.load() is None
    assert not caplog.records


def test_problems_come_back_with_their_facts() -> None:
    """What was wrong with a file is told the same after a restart, values included."""
    problem = DocumentError("x.md", "metadata", field="date", value="soon", line=3)
    said = Manifest(code="code", corpus="/corpus", records=(), unread=(problem,), aliases=(("A", "B"),))

    back = decoded(said.encoded(), "code")

    assert back.says(said)
    assert (back.unread[0].file, back.unread[0].code) == ("x.md", "metadata")
    assert back.unread[0].values == problem.values
    assert str(back.unread[0]) == str(problem)


@pytest.mark.parametrize("damage", ["flip", "truncate", "empty", "delete"])
def test_any_damage_is_noticed(store: Store, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever happens to any file of an index, it is as if there were none, and one line says so."""
    written(store, FIRST)
    whole = {name: (store.folder / name).read_bytes() for name in files(store.folder)}
    kept = {name for name in whole if name == "lock" or name.startswith("originals/")}
    for name in whole.keys() - kept:
        path = store.folder / name
        if damage == "delete":
            path.unlink()
        else:
            path.write_bytes(damaged(whole[name], damage))
        caplog.clear()
        loaded = store.load()
        facts = loaded.facts() if loaded else None
        path.write_bytes(whole[name])

        if name.endswith("facts.json"):
            assert facts == {}
        else:
            assert loaded is None, name
            assert len(caplog.records) == (0 if (name, damage) == ("current", "delete") else 1)
        del loaded
    assert texts(store.load()) == [each.text for each in FIRST]


def damaged(data: bytes, damage: str) -> bytes:
    """`data` with one bit of its middle byte flipped, without its last three bytes, or gone."""
    middle = len(data) // 2
    flipped = data[:middle] + bytes([data[middle] ^ 0x10]) + data[middle + 1 :]
    return {"flip": flipped, "truncate": data[:-3], "empty": b""}[damage]


def test_other_code_makes_another_index(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """An index that other code made is not used, and the log says why."""
    written(store, FIRST)

    assert Store(store.folder, "newer code").load() is None
    assert "another version" in caplog.text


def test_older_format_is_no_crash(store: Store) -> None:
    """An index whose manifest is laid out in another way, though whole, is not used."""
    generation = written(store, FIRST)
    older: list[object] = [{"format": 0, "code": "code"}, {}, [], {"format": 1, "code": "code"}]
    for rows in older:
        data = json.dumps(rows).encode()
        (generation.folder / "manifest.json").write_bytes(data)
        (store.folder / "current").write_text(f"{generation.folder.name} {zlib.crc32(data):08x}\n")

        assert store.load() is None


def test_reader_keeps_what_it_reads(store: Store) -> None:
    """Who has a generation open can read all of it, originals too, however often it is replaced."""
    reading = written(store, FIRST)
    written(store, SECOND)
    written(store, [])

    assert texts(reading) == [each.text for each in FIRST]
    assert store.original(FIRST[0].sha256).read_bytes() == FIRST[0].text.encode()


def test_nothing_superfluous_stays(store: Store) -> None:
    """What nobody reads any more is deleted: generations, originals, what killed builds left."""
    del_me = written(store, FIRST)
    del del_me
    killed = store.folder / "generations" / ("0" * 16)
    killed.mkdir()
    (killed / "token.npy").write_bytes(b"half")
    (store.folder / "originals" / ("0" * 64 + ".part")).write_bytes(b"half")
    (store.folder / "current.part").write_bytes(b"half")
    written(store, SECOND)

    assert len(list((store.folder / "generations").iterdir())) == 1
    assert files(store.folder / "originals") == {SECOND[0].sha256}
    assert not list(store.folder.rglob("*.part"))


def test_leaves_other_files_alone(store: Store) -> None:
    """Files that are not an index's are not deleted, should somebody keep theirs there."""
    written(store, FIRST)
    for name in ("notes.txt", "originals/letter.txt", "generations/mine/notes.txt"):
        (store.folder / name).parent.mkdir(exist_ok=True)
        (store.folder / name).write_text("mine")
    written(store, SECOND)

    assert {"notes.txt", "originals/letter.txt", "generations/mine/notes.txt"} <= files(store.folder)


@pytest.mark.parametrize(
    ("lasting", "step"), [pytest.param(False, 1, marks=pytest.mark.slow), (False, 4), (True, 5)]
)
def test_any_failing_write_leaves_the_old_or_the_new(
    store: Store, tmp_path: Path, lasting: bool, step: int
) -> None:
    """Whichever change of the disk fails, the next start finds one whole index, and it can be replaced."""
    written(store, FIRST)
    at, struck = 1 - step, True
    while struck:
        at += step
        folder = tmp_path / str(at)
        shutil.copytree(store.folder, folder)
        tried = Store(folder, "code")
        failed = False
        with failing_disk(at, lasting=lasting) as faults:
            try:
                written(tried, SECOND)
            except IndexStoreError:
                failed = True
        struck = faults.struck
        found = texts(Store(folder, "code").load())
        assert found in ([each.text for each in FIRST], [each.text for each in SECOND])
        assert failed or found == [SECOND[0].text]
        if found == [FIRST[0].text, FIRST[1].text]:
            assert tried.original(FIRST[0].sha256).is_file()
        with tried.locked():
            tried.tidy()
        if len(list((folder / "generations").iterdir())) > 1:
            gc.collect()  # the failure's traceback may hold a generation open, which then is not deleted yet
            with tried.locked():
                tried.tidy()
        assert len(list((folder / "generations").iterdir())) == 1
        assert not list(folder.rglob("*.part"))
        shutil.rmtree(folder)
    assert at > 40, "every array, text, name and folder is a change of its own"


def test_two_at_once_take_turns(store: Store) -> None:
    """While one builds, another that will not wait is refused, and one that waits gets its turn."""
    written(store, FIRST)
    turn = threading.Event()

    def patient() -> None:
        with Store(store.folder, "code").locked(patience=20):
            turn.set()

    with store.locked():
        with pytest.raises(ReloadInProgressError), Store(store.folder, "code").locked():
            pass
        waiting = threading.Thread(target=patient)
        waiting.start()
        assert not turn.wait(0.2)
    waiting.join()
    assert turn.is_set()


def test_originals_are_checked_when_sent(store: Store) -> None:
    """An original that is not what it was is never handed out, and is kept anew at the next chance."""
    written(store, SECOND)
    data, sha256 = SECOND[0].text.encode(), SECOND[0].sha256
    (store.folder / "originals" / sha256).write_bytes(data.swapcase())

    with pytest.raises(IndexStoreError, match="damaged"):
        store.original(sha256)
    assert not store.keeps(sha256, len(data))
    store.keep(sha256, data)
    assert hashlib.sha256(store.original(sha256).read_bytes()).hexdigest() == sha256


def test_torn_original_is_written_again(store: Store) -> None:
    """An original that a power failure cut short does not count as kept."""
    written(store, SECOND)
    data, sha256 = SECOND[0].text.encode(), SECOND[0].sha256
    (store.folder / "originals" / sha256).write_bytes(b"")

    assert not store.keeps(sha256, len(data))


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Where no folder can be, the error names the place and says what the system said."""
    (tmp_path / "file").write_text("not a folder")

    with (
        pytest.raises(IndexStoreError, match="Not a directory") as caught,
        Store(tmp_path / "file" / "x").locked(),
    ):
        pass
    assert caught.value.path == str(tmp_path / "file" / "x")


def test_temporary_store_goes_with_its_owner() -> None:
    """A temporary index folder is deleted when nobody uses it any more."""
    store = Store.temporary()
    folder = store.folder
    written(store, FIRST)
    del store

    assert not folder.exists()


def test_opens_no_more_files_with_time(store: Store) -> None:
    """However often an index is replaced, the files and mappings that are open stay the same few."""
    open_files = Path("/proc/self/fd")
    if not open_files.is_dir():
        pytest.skip("counts open files where Linux lists them")
    generation = written(store, FIRST)
    before = len(list(open_files.iterdir()))
    for _ in range(5):
        generation = written(store, FIRST)

    assert texts(generation) == [each.text for each in FIRST]
    assert len(list(open_files.iterdir())) <= before + 1


def test_files_in_use_are_never_written_over(store: Store) -> None:
    """`current` and the facts are replaced as a whole: who has the old one open reads the old one."""
    generation = written(store, FIRST)
    used = [store.folder / "current", generation.folder / "facts.json"]
    links = [path.with_name("link") for path in used]
    before = [path.read_bytes() for path in used]
    for path, link in zip(used, links, strict=True):
        link.hardlink_to(path)
    with store.locked():
        store.settle(generation, {"a.md": "as it looks now"})
    assert generation.facts() == {"a.md": "as it looks now"}
    written(store, SECOND)

    assert [link.read_bytes() for link in links] == before
    assert used[0].read_bytes() != before[0]
