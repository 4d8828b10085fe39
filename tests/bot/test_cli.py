"""The command line: what each command writes, and how each use and misuse ends."""

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from bot import cli
from bot.data import prompts_folder
from bot.settings import Settings
from builders import corpus_folder
from command_line import BRIDGE, CommandLine
from retrieval import LiveArchive, remove

ROOT = prompts_folder().parent
QUESTION = "When did the Zwiebel bridge fall?"
NOWHERE = "Who bought a rhinoceros?"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Somebody at a command line."""
    return CommandLine(tmp_path, monkeypatch, capsys)


def first_quote(shell: CommandLine) -> dict[str, object]:
    """The first quote that answers `QUESTION`."""
    quote: dict[str, object] = json.loads(shell.types("ask", "--json", QUESTION).out)["quotes"][0]
    return quote


def one_line(err: str) -> bool:
    """Whether standard error holds exactly one line of ours."""
    return err.count("\n") == 1 and err.startswith("opcit: ") and err.endswith("\n")


def test_ask_for_people(shell: CommandLine) -> None:
    """An answer shows the quote in one piece, its citation, and how to go on."""
    ended = shell.types("ask", QUESTION)

    assert (ended.code, ended.err) == (0, "")
    assert "“The Zwiebel bridge fell on a Tuesday, said the engineer Delta." in ended.out
    for fact in (
        "The bridge report",
        "The Alfa, 2017-12",
        "The fall, paragraph 1",
        "https://example.org/bridge",
    ):
        assert fact in ended.out
    assert f"opcit source {first_quote(shell)['id']}" in ended.out


def test_ask_without_quotation_marks(shell: CommandLine) -> None:
    """A question need not be quoted for the shell."""
    assert shell.types("ask", *QUESTION.split()).out == shell.types("ask", QUESTION).out


def test_ask_for_programs(shell: CommandLine) -> None:
    """With --json one object comes on one line, its quotes being slices of the document's text."""
    ended = shell.types("ask", QUESTION, "--json")
    record = json.loads(ended.out)
    quote = record["quotes"][0]

    assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 1)
    assert (record["question"], record["status"], record["reason"]) == (QUESTION, "answered", None)
    assert quote["document"]["sha256"] == hashlib.sha256(BRIDGE.encode()).hexdigest()
    text = shell.types("source", "bridge", "--text").out
    assert text[quote["locator"]["start"] : quote["locator"]["end"]] == quote["text"]


@pytest.mark.parametrize("count", [1, 2])
def test_how_many_quotes(shell: CommandLine, count: int) -> None:
    """There are at most as many quotes as asked for."""
    corpus_folder(shell.corpus, {f"{n}.txt": f"The Zwiebel bridge fell {n} times, they say." for n in "abcd"})

    record = json.loads(shell.types("ask", "--json", "--quotes", str(count), QUESTION).out)

    assert len(record["quotes"]) == count


def test_no_answer(shell: CommandLine) -> None:
    """A no ends with 1, says why, and is complete JSON too."""
    ended = shell.types("ask", NOWHERE)
    record = json.loads(shell.types("ask", "--json", NOWHERE).out)

    assert (ended.code, ended.err) == (1, "")
    assert "rhinoceros" in ended.out
    assert (record["status"], record["quotes"]) == ("no_answer", [])
    assert record["reason"] in {"unknown_words", "outside"}


@pytest.mark.parametrize("question", ["", " ", "🙂", "<" * 4096, "the of and", "\udcff", "\x1b[31m"])
def test_odd_questions(shell: CommandLine, question: str) -> None:
    """Whatever is asked, there is an answer and no crash, and no terminal is steered by it."""
    for options in ((), ("--json",)):
        ended = shell.types("ask", *options, question)
        assert ended.code == 1
        assert ended.out.strip()
        assert "\x1b" not in ended.out + ended.err
        assert not ended.err


def test_many_questions(shell: CommandLine) -> None:
    """One line in is one line out, in order, blank ones too, whatever bytes or line ends they have."""
    given = b"\xef\xbb\xbf" + QUESTION.encode() + b"\r\n\n" + "بندر یخ می‌زند؟".encode() + b"\n\xff\xfe\nlast"

    for options in ((), ("--json",)):
        ended = shell.types("ask", "-", *options, stdin=given)
        records = [json.loads(line) for line in ended.out.split("\n")[:-1]]

        assert (ended.code, ended.err) == (0, "")
        assert [record["question"] for record in records] == [
            QUESTION,
            "",
            "بندر یخ می‌زند؟",
            "\ufffd\ufffd",
            "last",
        ]
        assert [record["status"] for record in records] == ["answered", "no_answer", "answered"] + 2 * [
            "no_answer"
        ]
        assert records[0] == json.loads(shell.types("ask", "--json", QUESTION).out)


def test_no_questions(shell: CommandLine) -> None:
    """No line in is no line out."""
    assert shell.types("ask", "-") == (0, "", "")


def test_a_documents_place(shell: CommandLine) -> None:
    """Of a document it is said what and where it is."""
    ended = shell.types("source", "bridge")

    assert (ended.code, ended.err) == (0, "")
    facts = (
        "The bridge report",
        "The Alfa",
        "2017-12",
        "https://example.org/bridge",
        str(shell.corpus / "bridge.md"),
        hashlib.sha256(BRIDGE.encode()).hexdigest(),
    )
    assert all(fact in ended.out for fact in facts)


def test_a_documents_text(shell: CommandLine) -> None:
    """The text is the normal form and nothing else, for a document and for a quote of it."""
    text = shell.types("source", "harbour", "--text").out

    assert text == unicodedata.normalize(
        "NFC", "بندر کوچک در زمستان یخ می‌زند و کشتی‌ها تا بهار منتظر می‌مانند."
    )
    quote = first_quote(shell)
    assert shell.types("source", str(quote["id"]), "--text") == shell.types("source", "bridge", "--text")


def test_a_documents_original(shell: CommandLine) -> None:
    """The original comes out byte for byte."""
    assert shell.types("source", "bridge", "--original").out == BRIDGE


def test_a_quotes_surroundings(shell: CommandLine) -> None:
    """Of a quote its words, what stands around them, and where it is are shown."""
    quote = first_quote(shell)
    ended = shell.types("source", str(quote["id"]))

    assert ended.code == 0
    assert f"“{quote['text']}”" in ended.out
    assert "rebuilt the arches of granite" in ended.out
    assert "https://example.org/bridge" in ended.out


def test_a_quote_that_is_gone(shell: CommandLine) -> None:
    """A quote whose words have changed is said to be gone."""
    identifier = str(first_quote(shell)["id"])
    corpus_folder(shell.corpus, {"bridge.md": BRIDGE.replace("Tuesday", "Friday")})

    ended = shell.types("source", identifier)

    assert (ended.code, ended.out) == (1, "")
    assert one_line(ended.err)
    assert "no longer" in ended.err


def test_what_was_withdrawn(shell: CommandLine) -> None:
    """A withdrawn document and its quotes are said to be so, with the day."""
    identifier = str(first_quote(shell)["id"])
    archive = LiveArchive(shell.corpus)
    withdrawal = remove(archive, archive.archive.document("bridge"))

    for wanted in ("bridge", identifier):
        ended = shell.types("source", wanted)
        assert (ended.code, ended.out) == (1, "")
        assert one_line(ended.err)
        assert f"withdrawn from the archive on {withdrawal.date}" in ended.err
    assert shell.types("check").code == 0


@pytest.mark.parametrize(
    "identifier", ["nothing", "", "../../etc/passwd", "bridge.md", "x" * 5000, "\udcff\n"]
)
def test_an_unknown_identifier(shell: CommandLine, identifier: str) -> None:
    """An identifier that is none ends with 1 and one line, whatever it looks like."""
    ended = shell.types("source", identifier)

    assert (ended.code, ended.out) == (1, "")
    assert one_line(ended.err)


def test_check(shell: CommandLine) -> None:
    """A sound corpus is counted, and ends with 0."""
    ended = shell.types("check")

    assert (ended.code, ended.err) == (0, "")
    assert "documents 2 (en, fa)" in ended.out or "documents 2 (fa, en)" in ended.out
    assert "2017-12" in ended.out


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("nul.txt", b"a\0b", "NUL"),
        ("empty.txt", b" \n", "no words"),
        ("table.xls", b"x", "(.xls)"),
        ("odd\x1bname.txt", b"words", "rename it"),
    ],
)
def test_check_of_a_file_that_cannot_be_read(
    shell: CommandLine, file: str, content: bytes, reason: str
) -> None:
    """Each file that cannot be read is named with the reason; the others still count; it ends with 1."""
    corpus_folder(shell.corpus, {file: content})

    ended = shell.types("check")

    assert ended.code == 1
    assert "documents 2" in ended.out
    assert reason in next(line for line in ended.out.splitlines() if file.split("\x1b")[0] in line)
    assert "\x1b" not in ended.out
    assert shell.types("ask", QUESTION).err == "opcit: 1 of the files cannot be read: see `opcit check`\n"


def test_check_of_what_is_hard_to_read(shell: CommandLine) -> None:
    """What is marked, and what marks it or nothing, is told, so that a list can be mended."""
    corpus_folder(
        shell.corpus, {"graphic.txt": "granite\nxyzzy\n", "sources.csv": "file,graphic\nbridge.md,yes\n"}
    )

    out = shell.types("check").out

    assert "bridge.md: all of it\n" in out
    assert "graphic.txt, “granite”: 1 passage\n" in out
    assert "graphic.txt, “xyzzy”: no passage\n" in out
    assert "in all: 2 passages\n" in out


def test_check_of_an_encoding(shell: CommandLine) -> None:
    """A file that was not read as UTF-8 is named with its encoding, which is no failure."""
    corpus_folder(shell.corpus, {"old.txt": "The café closed early, said the cook.".encode("cp1252")})

    ended = shell.types("check")

    assert ended.code == 0
    assert "old.txt: read as cp1252" in ended.out
    assert "bridge.md: read as" not in ended.out


def test_check_says_when_it_fails(shell: CommandLine) -> None:
    """Its help says which exit code means what."""
    said = " ".join(shell.types("check", "--help").out.split())

    assert "exit 1 if there are any, 0 where something is only not as it should be" in said


def test_check_of_a_link(shell: CommandLine) -> None:
    """A symbolic link is named and not followed."""
    (shell.corpus / "link.txt").symlink_to("/etc/passwd")

    ended = shell.types("check")

    assert ended.code == 1
    assert "symbolic link" in ended.out


def test_check_of_a_broken_row(shell: CommandLine) -> None:
    """What is wrong but stops no document is told, with its line, and does not count as a failure."""
    corpus_folder(shell.corpus, {"sources.csv": "file,title\nnone.txt,None\n"})

    ended = shell.types("check")

    assert ended.code == 0
    assert "line 2: there is no file none.txt here" in ended.out


def test_an_empty_corpus(shell: CommandLine) -> None:
    """Of an empty folder it is said that it is empty, by check and by ask."""
    empty = shell.folder / "empty"
    empty.mkdir()

    assert "no document" in shell.types("check", "--corpus", str(empty)).out
    ended = shell.types("ask", QUESTION, "--corpus", str(empty))
    assert (ended.code, ended.err) == (1, "")
    assert "no document" in ended.out


def test_evaluate(shell: CommandLine) -> None:
    """Labelled questions are scored, for people and for programs."""
    questions = shell.folder / "questions.yaml"
    questions.write_text(
        f"- {{id: a, question: '{QUESTION}', kind: when, answers: [Tuesday]}}\n"
        f"- {{id: b, question: '{NOWHERE}', kind: off, answers: []}}\n",
        "utf-8",
    )

    ended = shell.types("evaluate", str(questions))
    record = json.loads(shell.types("evaluate", str(questions), "--json").out)

    assert (ended.code, ended.err) == (0, "")
    assert "first quote right                   100.0 %" in ended.out
    assert record["figures"]["hit@1"] == record["figures"]["rightly refused"] == 1.0
    assert [(result["id"], result["right"]) for result in record["results"]] == [("a", True), ("b", True)]


@pytest.mark.parametrize("content", [None, "{", "a: b", "- {}", "- {question: x, answers: 1}"])
def test_evaluate_what_is_no_list_of_questions(shell: CommandLine, content: str | None) -> None:
    """A file of questions that cannot be used ends with 2 and one line that names it."""
    questions = shell.folder / "questions.yaml"
    if content is not None:
        questions.write_text(content, "utf-8")

    ended = shell.types("evaluate", str(questions))

    assert (ended.code, ended.out) == (2, "")
    assert one_line(ended.err)
    assert "questions.yaml" in ended.err


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        ((), "opcit chat"),
        (("sing",), "sing"),
        (("ask",), "QUESTION"),
        (("ask", "--jsom", "x"), "--jsom"),
        (("ask", "x", "--quotes", "0"), "--quotes"),
        (("ask", "x", "--quotes", "many\n"), "--quotes"),
        (("source",), "IDENTIFIER"),
        (("source", "a", "--text", "--original"), "--original"),
        (("--corpus",), "--corpus"),
        (("check", "--corpus", "nowhere"), "nowhere"),
        (("--corpus", "nowhere", "ask", "x"), "--corpus DIR"),
        (("check", "--corpus", "file"), "not a folder"),
        (("check", "--corpus", ""), "OPCIT_CORPUS"),
        (("check", "--index", "file/index"), "--index DIR"),
        (("chat", "--corpus", "nowhere"), "nowhere"),
        (("run",), "@BotFather"),
        (("run",), "opcit chat"),
    ],
)
def test_wrong_use(shell: CommandLine, argv: tuple[str, ...], named: str) -> None:
    """Wrong use ends with 2 and one line that says what is wrong and how to mend it."""
    (shell.folder / "file").touch()

    ended = shell.types(*argv)

    assert (ended.code, ended.out) == (2, "")
    assert one_line(ended.err)
    assert named in ended.err


def test_broken_settings(shell: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken settings end with 2 and one line that names all of them."""
    (shell.folder / ".env").write_text("OPCIT_ADMINS=bob\n", "utf-8")
    monkeypatch.setenv("OPCIT_WEBHOOK_PORT", "\n\x1bx")

    ended = shell.types("check")

    assert (ended.code, ended.out) == (2, "")
    assert one_line(ended.err)
    assert "OPCIT_ADMINS" in ended.err
    assert "OPCIT_WEBHOOK_PORT" in ended.err
    assert "\x1b" not in ended.err


def test_the_token_is_for_run_only(shell: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that needs no token does not mind a bad one, nor a file it may not read."""
    monkeypatch.setenv("OPCIT_TOKEN_FILE", "/nowhere")

    assert shell.types("check").code == 0
    assert shell.types("run").code == 2


def test_common_options_before_and_after(shell: CommandLine) -> None:
    """--corpus and --index may stand before or after the command, and win over the environment."""
    other = corpus_folder(shell.folder / "other", {"a.txt": "A single alfa bravo sentence."})

    for argv in (("--corpus", str(other), "check"), ("check", "--corpus", str(other))):
        assert "documents 1" in shell.types(*argv, "--index", str(shell.folder / "index")).out
    assert any((shell.folder / "index").iterdir())
    assert not (shell.folder / "cache").exists()


@pytest.mark.parametrize(
    ("text", "verdict", "code"),
    [
        ("“Nobody was on it at that hour.” — Delta, The bridge report 2017", "exact", 0),
        ("Nobody was on it at this hour.", "differs", 1),
        ("Nobody was on it at that hour. My uncle Foxtrot bought eleven zebras.", "in_part", 1),
        ("My uncle Foxtrot bought eleven zebras.", "absent", 1),
        ("the bridge", "cannot_tell", 1),
    ],
)
def test_verify(shell: CommandLine, text: str, verdict: str, code: int) -> None:
    """A quotation is verified, for people and programs; the exit code is 0 only for an exact one."""
    by_argument = shell.types("verify", "--json", text)
    by_input = shell.types("verify", "-", stdin=text)

    assert (by_argument.code, by_input.code) == (code, code)
    assert json.loads(by_argument.out)["verdict"] == verdict
    assert by_input.out.strip()


def test_verify_too_long(shell: CommandLine) -> None:
    """A text too long for a quotation is a wrong use, said in one line."""
    ended = shell.types("verify", "-", stdin="word " * 5000)

    assert (ended.code, ended.out) == (2, "")
    assert "at most 20000 characters" in ended.err


@pytest.mark.parametrize("command", ["", *cli.COMMANDS])
def test_help(shell: CommandLine, command: str) -> None:
    """Everything has help, on standard output, ending with 0."""
    ended = shell.types(*filter(None, [command]), "--help")

    assert (ended.code, ended.err) == (0, "")
    assert "--corpus DIR" in ended.out


def test_version(shell: CommandLine) -> None:
    """The version is told."""
    assert shell.types("--version").out.startswith("opcit ")


def test_the_readme_names_every_command() -> None:
    """The README names every command."""
    text = (ROOT / "README.md").read_text("utf-8")

    assert [name for name in cli.COMMANDS if f"opcit {name}" not in text] == []


def test_a_crash_is_logged_and_not_shown(shell: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What should not happen ends with 1, without the words of the question in the log."""

    def broken(*_: object, **__: object) -> Settings:
        raise KeyError(NOWHERE)

    monkeypatch.setattr(Settings, "from_environ", broken)
    ended = shell.types("ask", NOWHERE)

    assert ended.code == 1
    assert "rhinoceros" not in ended.out + ended.err
    assert "builtins.KeyError" in ended.err


def opcit(folder: Path, *argv: str, **options: object) -> subprocess.Popen[bytes]:
    """`python -m bot` as a process of its own, far from the checkout."""
    environ = {
        **{name: text for name, text in os.environ.items() if not name.startswith(("OPCIT_", "PYTHON"))},
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # options are the caller's affair
        [sys.executable, "-m", "bot", *argv],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **{"env": environ, **options},
    )


def processor_seconds() -> float:
    """What all processes that this one started, and that have ended, took of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_process_of_its_own(tmp_path: Path) -> None:
    """From any folder the shipped corpus answers, in a fresh process and in well under its second."""
    first = opcit(tmp_path, "ask", "--json", "What is Khavaran?").communicate()
    began = processor_seconds()
    process = opcit(tmp_path, "ask", "--json", "What is Khavaran?")
    out, err = process.communicate()
    took = processor_seconds() - began

    assert json.loads(out)["status"] == "answered"
    assert (process.returncode, err, out) == (0, b"", first[0])
    assert took < 2  # the promise is one second; twice that of the processor while tests keep it busy


def test_answers_come_as_they_are_asked_for(tmp_path: Path) -> None:
    """An answer is written before the next question is typed, so that programs can converse."""
    process = opcit(tmp_path, "ask", "-")
    assert process.stdin is not None
    assert process.stdout is not None

    for question in (QUESTION, "", "What is Khavaran?"):
        process.stdin.write(question.encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["question"] == question
    process.communicate()
    assert process.returncode == 0


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    """When whoever reads has seen enough, nothing is complained of."""
    process = opcit(tmp_path, "ask", "-")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stdin is not None

    process.stdin.write(b"one\ntwo\n")
    process.stdin.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_an_interruption(tmp_path: Path) -> None:
    """Ctrl-C ends a command without a traceback."""
    # A shell that started the tests in its background had them ignore SIGINT, which children inherit.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = opcit(tmp_path, "ask", "-")
    finally:
        signal.signal(signal.SIGINT, before)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"one\n")
    process.stdin.flush()
    process.stdout.readline()

    process.send_signal(signal.SIGINT)

    # Its input stays open until then: an end of input at the same moment would be another end.
    assert process.wait() == 130
    assert process.communicate() == (b"", b"")


def test_another_locale(tmp_path: Path) -> None:
    """Output to a pipe is UTF-8 whatever the locale says."""
    corpus = corpus_folder(tmp_path / "corpus", {"a.txt": "بندر یخ می‌زند."})
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "ascii",
        "HOME": str(tmp_path),
    }

    out, err = opcit(tmp_path, "ask", "بندر", "--corpus", str(corpus), env=environ).communicate()

    assert (err, "«بندر یخ می‌زند.»" in out.decode()) == (b"", True)


def test_recognising_without_the_program_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """OPCIT_OCR on a machine without Tesseract ends with 2, and says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("OPCIT_OCR", "fas+eng")
    (tmp_path / "in").mkdir()
    assert cli.main(["check", "--corpus", str(tmp_path / "in"), "--index", str(tmp_path / "index")]) == 2
    said = capsys.readouterr().err
    assert "tesseract-ocr" in said
    assert said.count("\n") == 1
