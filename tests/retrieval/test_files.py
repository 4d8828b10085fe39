import os
import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import corpus_folder
from retrieval.errors import CorpusError, DocumentError
from retrieval.files import TEXT_LIMIT, contents, listing, printable


def refused(folder: Path) -> dict[str, str]:
    """What a listing refuses: codes by file."""
    return {error.file: error.code for error in listing(folder).refused}


def files(folder: Path) -> list[str]:
    """The paths a listing holds."""
    return [listed.file for listed in listing(folder).files]


def code_of(folder: Path, file: str, limit: int = TEXT_LIMIT) -> str:
    """Why a file is not read."""
    with pytest.raises(DocumentError) as caught:
        contents(folder, file, limit)
    return caught.value.code


def test_files_of_any_depth_are_listed_in_the_order_of_their_paths(tmp_path: Path) -> None:
    """The same folder gives the same list, wherever the system keeps its entries."""
    corpus_folder(tmp_path, {"b.txt": "", "a/z.md": "", "a/b/c.txt": "", "A.txt": "", "a.txt": ""})

    assert files(tmp_path) == ["A.txt", "a.txt", "a/b/c.txt", "a/z.md", "b.txt"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    """What the system's own tools leave (.git, .DS_Store) is neither read nor reported."""
    corpus_folder(tmp_path, {".hidden": "", ".git/config.txt": "", "seen.txt": ""})
    (tmp_path / ".link").symlink_to("seen.txt")

    assert files(tmp_path) == ["seen.txt"]
    assert refused(tmp_path) == {}


def test_an_empty_folder_lists_nothing(tmp_path: Path) -> None:
    """An archive may begin empty."""
    assert listing(tmp_path) == ((), ())


def test_the_facts_of_a_file_change_when_it_does(tmp_path: Path) -> None:
    """A file rewritten with as many bytes and its old time is still seen to be another."""
    file = tmp_path / "a.txt"
    file.write_text("one")
    before = listing(tmp_path).files[0]
    replacement = tmp_path / "b.txt"
    replacement.write_text("two")
    os.utime(replacement, ns=(before.mtime_ns, before.mtime_ns))
    replacement.rename(file)
    after = listing(tmp_path).files[0]

    assert (after.size, after.mtime_ns) == (before.size, before.mtime_ns)
    assert after != before


def test_contents_come_with_the_facts_of_the_listing(tmp_path: Path) -> None:
    """An unchanged file is known again: reading it does not change what it looks like."""
    corpus_folder(tmp_path, {"a/b.txt": b"\x00bytes\xff"})

    assert contents(tmp_path, "a/b.txt") == (b"\x00bytes\xff", listing(tmp_path).files[0])


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside.txt", "inside.txt", "nowhere"])
def test_a_link_to_a_file_is_refused(tmp_path: Path, target: str) -> None:
    """No link leads out of the corpus, nor to anything in it."""
    folder = corpus_folder(tmp_path / "corpus", {"inside.txt": "in"})
    (tmp_path / "outside.txt").write_text("out")
    (folder / "link.txt").symlink_to(target)

    assert refused(folder) == {"link.txt": "link"}
    assert code_of(folder, "link.txt") == "link"


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    """A linked folder is reported once; nothing below it is listed or opened."""
    corpus_folder(tmp_path / "outside", {"secret.txt": "out"})
    folder = corpus_folder(tmp_path / "corpus", {"inside.txt": "in"})
    (folder / "linked").symlink_to("../outside")
    (folder / "circle").symlink_to(".")

    assert refused(folder) == {"linked": "link", "circle": "link"}
    assert files(folder) == ["inside.txt"]
    assert code_of(folder, "linked/secret.txt") == "link"


def test_a_link_that_appears_between_look_and_opening_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The opening itself follows no link: there is no moment to slip one in."""
    folder = corpus_folder(tmp_path / "corpus", {"a.txt": "in"})
    (tmp_path / "outside.txt").write_text("out")
    look = os.stat

    def look_then_swap(path: str, **options: Any) -> os.stat_result:
        facts = look(path, **options)
        (folder / "a.txt").unlink()
        (folder / "a.txt").symlink_to("../outside.txt")
        return facts

    monkeypatch.setattr("retrieval.files.os.stat", look_then_swap)

    assert code_of(folder, "a.txt") in {"forbidden", "link"}


def test_the_corpus_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    """Where the archive lies is the operator's own affair."""
    corpus_folder(tmp_path / "real", {"a.txt": "in"})
    (tmp_path / "corpus").symlink_to("real")

    assert files(tmp_path / "corpus") == ["a.txt"]
    assert contents(tmp_path / "corpus", "a.txt").raw == b"in"


@pytest.mark.timeout(10)
def test_a_pipe_and_a_socket_are_refused_without_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reload cannot be hung by a pipe that nobody writes to."""
    monkeypatch.chdir(tmp_path)  # a socket's path has to be short
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind("socket.txt")

        assert refused(tmp_path) == {"pipe.txt": "not_a_file", "socket.txt": "not_a_file"}
        assert code_of(tmp_path, "pipe.txt") == "not_a_file"
        assert code_of(tmp_path, "socket.txt") == "not_a_file"


@pytest.mark.parametrize("device", ["null", "zero", "full"])
def test_a_device_is_not_read(device: str) -> None:
    """Opening a device can do things, and reading one may never end."""
    assert code_of(Path("/dev"), device) == "not_a_file"


@pytest.mark.parametrize(
    "file",
    [
        "",
        ".",
        "..",
        "../outside.txt",
        "a/../../outside.txt",
        "/etc/passwd",
        "a//b.txt",
        "a/",
        "./a/b.txt",
        "a/b.txt\0",
    ],
)
def test_a_path_that_is_not_plain_opens_nothing(tmp_path: Path, file: str) -> None:
    """No dots, no doubled or leading slashes, no NUL: only a path below the folder."""
    (tmp_path / "outside.txt").write_text("out")
    folder = corpus_folder(tmp_path / "corpus", {"a/b.txt": "in"})

    assert code_of(folder, file) in {"name", "not_a_file"}


PARTS = [
    "..",
    ".",
    "",
    "a",
    "b.txt",
    "secret.txt",
    "%2e%2e",
    "\u2024\u2024",
    "\uff0e\uff0e",
    "..\\",
    "etc",
    "\0",
    "~",
]


@given(st.lists(st.sampled_from(PARTS), max_size=6).map("/".join))
def test_no_path_leads_out_of_the_folder(tmp_path_factory: pytest.TempPathFactory, file: str) -> None:
    """Whatever is asked for, what comes is the one file inside or an error, never the one outside."""
    above = tmp_path_factory.getbasetemp() / "above"
    corpus_folder(above, {"secret.txt": "out", "corpus/a/b.txt": "in"})
    try:
        assert (contents(above / "corpus", file).raw, file) == (b"in", "a/b.txt")
    except DocumentError as error:
        reason = error.code
        assert reason in {"name", "vanished", "not_a_file"}


def test_a_folder_is_no_file_and_a_file_is_no_folder(tmp_path: Path) -> None:
    """Neither is taken for the other."""
    folder = corpus_folder(tmp_path, {"a/b.txt": "in"})

    assert code_of(folder, "a") == "not_a_file"
    assert code_of(folder, "a/b.txt/c") == "not_a_file"


def test_a_file_that_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    """Between listing and reading a file can be deleted."""
    assert code_of(tmp_path, "a.txt") == "vanished"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"new\nline.txt", r"new\x0aline.txt"),
        ("right\u202etxt.exe".encode(), r"right\u202etxt.exe"),
        (b"not\xffunicode.txt", r"not\xffunicode.txt"),
        (b"bell\x07", r"bell\x07"),
        ("isolate\u2066.txt".encode(), r"isolate\u2066.txt"),
    ],
)
def test_a_name_that_cannot_be_shown_is_refused_and_shown_escaped(
    tmp_path: Path, name: bytes, shown: str
) -> None:
    """A file name cannot forge a second line, turn a message round, or be impossible to send."""
    try:
        (tmp_path / os.fsdecode(name)).write_text("in")
    except OSError:
        pytest.skip("this file system takes no such name")

    assert refused(tmp_path) == {shown: "name"}
    assert code_of(tmp_path, os.fsdecode(name)) == "name"
    printable(shown).encode()


def test_a_folder_of_a_bad_name_is_reported_once_and_not_entered(tmp_path: Path) -> None:
    """Its files would have bad names too."""
    corpus_folder(tmp_path, {"bad\x01name/a.txt": "in", "bad\x01name/b.txt": "in"})

    assert refused(tmp_path) == {r"bad\x01name": "name"}


def test_persian_names_with_joiners_are_fine(tmp_path: Path) -> None:
    """A name in any script is a name."""
    corpus_folder(tmp_path, {"زندان‌ها/نامه.txt": "in"})

    assert files(tmp_path) == ["زندان‌ها/نامه.txt"]


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path) -> None:
    """A text of 200 MB costs a look, not 200 MB of memory, and the sentence can say both figures."""
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(200 << 20)

    with pytest.raises(DocumentError) as caught:
        contents(tmp_path, "big.txt")
    assert caught.value.code == "too_large"
    assert caught.value.values == {"size": 200 << 20, "limit": TEXT_LIMIT}


def test_a_file_of_just_the_limit_is_read(tmp_path: Path) -> None:
    """The limit is the largest size that is read, to the byte."""
    corpus_folder(tmp_path, {"a.txt": b"12345"})

    assert contents(tmp_path, "a.txt", limit=5).raw == b"12345"
    assert code_of(tmp_path, "a.txt", limit=4) == "too_large"


def test_a_file_that_grows_while_it_is_read_stays_within_the_limit() -> None:
    """A file that says it is empty and is not, as those of /proc do, cannot fill the memory."""
    assert code_of(Path("/proc/self"), "status", limit=10) == "too_large"


def test_what_may_not_be_read_is_reported_and_the_rest_is_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder without permission costs its own files only."""
    corpus_folder(tmp_path, {"open/a.txt": "in", "shut/b.txt": "in"})
    system = os.open

    def guarded(path: str | Path, *arguments: Any, **options: Any) -> int:
        if path == "shut":
            raise PermissionError(13, "Permission denied")
        return system(path, *arguments, **options)

    monkeypatch.setattr("retrieval.files.os.open", guarded)

    assert files(tmp_path) == ["open/a.txt"]
    assert refused(tmp_path) == {"shut": "forbidden"}
    assert code_of(tmp_path, "shut/b.txt") == "forbidden"


def test_a_corpus_folder_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing, not a folder and forbidden are three different things to mend."""

    def code(path: Path) -> str:
        with pytest.raises(CorpusError) as caught:
            listing(path)
        assert caught.value.path == str(path)
        return caught.value.code

    (tmp_path / "file").write_text("in")
    assert code(tmp_path / "nowhere") == "missing"
    assert code(tmp_path / "file" / "below") == "missing"
    assert code(tmp_path / "file") == "not_a_folder"

    def denied(*arguments: object, **options: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("retrieval.files.os.open", denied)
    assert code(tmp_path) == "forbidden"


def test_nothing_stays_open(tmp_path: Path) -> None:
    """However an opening ends, it leaves no descriptor behind."""
    folder = corpus_folder(tmp_path, {"a/b/c.txt": "in"})
    (folder / "link").symlink_to("a")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for file in ["a/b/c.txt", "a/b", "link", "a/x", "..", "a/b/c.txt/d"] * 20:
        try:
            contents(folder, file, limit=1)
        except DocumentError:
            listing(folder)

    assert len(list(Path("/proc/self/fd").iterdir())) == before
