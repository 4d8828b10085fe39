"""Settings: where they are read from, what is refused, and what is never shown."""

import dataclasses
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import values
from bot.data import prompts_folder, shipped_corpus
from bot.dotenv import dotenv_settings
from bot.errors import Problem, SettingsError
from bot.settings import Settings, default_index, variables
from bot.values import Secret
from bot.words import catalogue, sentence
from retrieval.confidence import THRESHOLDS

TOKEN = "123456789:AAExampleExampleExampleExampleExample"
README = prompts_folder().parent / "README.md"


def settings(**environ: str) -> Settings:
    """Settings from the environment alone."""
    return Settings.from_environ({f"OPCIT_{name}": text for name, text in environ.items()})


def problems(**environ: str) -> tuple[Problem, ...]:
    """What is wrong with an environment."""
    with pytest.raises(SettingsError) as refused:
        settings(**environ)
    return refused.value.problems


def test_nothing_set() -> None:
    """With nothing set there are no admins, every chat is answered, and the shipped corpus is asked."""
    plain = Settings.from_environ({})

    assert plain.token is None
    assert plain.admins == plain.allowed_chats == frozenset()
    assert plain.corpus == shipped_corpus()
    assert (plain.webhook_listen, plain.webhook_port) == ("127.0.0.1", 8443)
    assert (plain.language, plain.log_level) == ("en", "INFO")


def test_everything_set(tmp_path: Path) -> None:
    """Each variable reaches its attribute, read as what it is."""
    every = settings(
        TOKEN=TOKEN,
        ADMINS="12, 34",
        ALLOWED_CHATS="56 -1001234567890",
        CORPUS=str(tmp_path),
        INDEX=str(tmp_path / "index"),
        API_BASE_URL="http://127.0.0.1:8081/",
        WEBHOOK_URL="https://bot.example.org/opcit",
        WEBHOOK_LISTEN="0.0.0.0",
        WEBHOOK_PORT="443",
        WEBHOOK_SECRET="a-b_9",
        RELOAD_EVERY="15m",
        STRICTNESS="Strict",
        LANGUAGE="en",
        LOG_LEVEL="debug",
    )

    assert every == Settings(
        token=Secret(TOKEN),
        admins=frozenset({12, 34}),
        allowed_chats=frozenset({56, -1001234567890}),
        corpus=tmp_path,
        index=tmp_path / "index",
        api_base_url="http://127.0.0.1:8081",
        webhook_url="https://bot.example.org/opcit",
        webhook_listen="0.0.0.0",
        webhook_port=443,
        webhook_secret=Secret("a-b_9"),
        reload_every=900.0,
        strictness="strict",
        language="en",
        log_level="DEBUG",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TOKEN", "not a token"),
        ("TOKEN", "123456:"),
        ("ADMINS", "bob"),
        ("ADMINS", "12,,x"),
        ("ADMINS", "-100123"),
        ("ADMINS", "0"),
        ("ADMINS", "۱۲"),
        ("ALLOWED_CHATS", "@channel"),
        ("ALLOWED_CHATS", "9" * 40),
        ("API_BASE_URL", "127.0.0.1:8081"),
        ("API_BASE_URL", "ftp://127.0.0.1"),
        ("API_BASE_URL", "http://"),
        ("API_BASE_URL", "http://127.0.0.1:8081/bot"),
        ("API_BASE_URL", "http://127.0.0.1:99999"),
        ("API_BASE_URL", "http://user:pass@127.0.0.1"),
        ("WEBHOOK_URL", "http://bot.example.org/"),
        ("WEBHOOK_URL", "bot.example.org"),
        ("WEBHOOK_URL", "https://bot.example.org/?a=1"),
        ("WEBHOOK_LISTEN", "not an address"),
        ("WEBHOOK_PORT", "0"),
        ("WEBHOOK_PORT", "65536"),
        ("WEBHOOK_PORT", "https"),
        ("WEBHOOK_SECRET", "has blanks"),
        ("WEBHOOK_SECRET", "x" * 257),
        ("RELOAD_EVERY", "15"),
        ("RELOAD_EVERY", "9s"),
        ("RELOAD_EVERY", "-5m"),
        ("RELOAD_EVERY", "15 minutes"),
        ("RELOAD_EVERY", "۱۵m"),
        ("STRICTNESS", "very"),
        ("LANGUAGE", "xx"),
        ("LANGUAGE", "../../etc/passwd"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_what_is_refused(name: str, text: str) -> None:
    """A bad value is refused with the name of its variable and what it should look like."""
    with pytest.raises(SettingsError) as refused:
        settings(**{name: text})

    assert [problem.variable for problem in refused.value.problems] == [f"OPCIT_{name}"]
    assert sentence(f"settings.OPCIT_{name}.expected") in str(refused.value)


def test_all_problems_are_named() -> None:
    """Every problem is named, not only the first, a missing token among them."""
    with pytest.raises(SettingsError) as refused:
        Settings.from_environ({"OPCIT_ADMINS": "bob", "OPCIT_WEBHOOK_PORT": "no"}, needs_token=True)

    assert {problem.variable for problem in refused.value.problems} == {
        "OPCIT_TOKEN",
        "OPCIT_ADMINS",
        "OPCIT_WEBHOOK_PORT",
    }
    assert "@BotFather" in str(refused.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_a_webhook_without_tls_on_this_machine(host: str) -> None:
    """Plain http is good enough for a webhook that never leaves the machine."""
    assert settings(WEBHOOK_URL=f"http://{host}:8443/x").webhook_url == f"http://{host}:8443/x"


def test_an_empty_variable_is_not_set() -> None:
    """An empty variable, as compose files leave behind, counts as not set."""
    assert settings(ADMINS="", CORPUS=" ", WEBHOOK_PORT="").webhook_port == 8443


@pytest.mark.parametrize("name", ["TOKEN", "WEBHOOK_SECRET"])
def test_a_bad_secret_is_not_repeated(name: str) -> None:
    """What does not look like a secret may still be one, mistyped: it is not shown."""
    with pytest.raises(SettingsError) as refused:
        settings(**{name: "hunter2 with a blank"})

    assert "hunter2" not in str(refused.value) + repr(refused.value.problems)


@given(st.from_regex(r"[0-9]{6,12}:[A-Za-z0-9_-]{30,40}", fullmatch=True))
def test_secrets_hide(text: str) -> None:
    """No way of printing settings prints a secret."""
    plain = Settings(token=Secret(text))

    for shown in (repr(plain), str(plain), f"{plain.token}", f"{plain.token!r}", f"{plain}"):
        assert text not in shown
    assert plain.token is not None
    assert plain.token.reveal() == text


def test_the_token_from_a_file(tmp_path: Path) -> None:
    """OPCIT_TOKEN_FILE names a file whose content, without blanks around it, is the token."""
    (tmp_path / "token").write_text(f"\n {TOKEN}\n", "utf-8")

    assert settings(TOKEN_FILE=str(tmp_path / "token")).token == Secret(TOKEN)


def test_a_token_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A token's file that is not there, or is a folder, or no text, is named."""
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")

    for path in (tmp_path / "none", tmp_path, tmp_path / "binary"):
        assert problems(TOKEN_FILE=str(path)) == (Problem("OPCIT_TOKEN_FILE", "unreadable", str(path)),)


def test_the_token_given_twice(tmp_path: Path) -> None:
    """A token and a token's file together are refused: nobody could tell which one counts."""
    assert problems(TOKEN=TOKEN, TOKEN_FILE=str(tmp_path))[0].code == "both"


def test_which_source_wins(tmp_path: Path) -> None:
    """The command line wins over the environment, the environment over .env, .env over defaults."""
    (tmp_path / ".env").write_text(
        "OPCIT_WEBHOOK_PORT=1\nOPCIT_LANGUAGE=en\nOPCIT_ADMINS=1\nOPCIT_CORPUS=1\n"
    )
    environ = {"OPCIT_ADMINS": "2", "OPCIT_CORPUS": "2"}

    read = Settings.from_environ(environ, folder=tmp_path, corpus="3", index=None)

    assert (read.webhook_port, read.admins, read.corpus) == (1, frozenset({2}), Path("3"))


def test_passed_over_and_beneath() -> None:
    """A variable can be passed over, and have another default than its own."""
    environ = {"OPCIT_TOKEN": "rubbish", "OPCIT_LOG_LEVEL": ""}

    read = Settings.from_environ(environ, without=["OPCIT_TOKEN"], beneath={"OPCIT_LOG_LEVEL": "ERROR"})

    assert (read.token, read.log_level) == (None, "ERROR")


def test_every_strictness_has_a_threshold() -> None:
    """What can be set is what answering knows."""
    assert set(values.STRICTNESS) == set(THRESHOLDS)


def test_a_misspelt_variable_is_kept_for_a_warning(tmp_path: Path) -> None:
    """A variable with our prefix that is no setting is reported: a bot meant to be closed may be open."""
    (tmp_path / ".env").write_text("OPCIT_ALLOWED_CHAT=5\n")

    assert Settings.from_environ({}, folder=tmp_path).unknown == ("OPCIT_ALLOWED_CHAT",)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("OPCIT_ADMINS=12", "12"),
        ("export OPCIT_ADMINS = 12 ", "12"),
        ("OPCIT_ADMINS='12 # 34'", "12 # 34"),
        ('OPCIT_ADMINS="12"  # mine', "12"),
        ("OPCIT_ADMINS=12 # mine", "12"),
        ("OPCIT_ADMINS=12#34", "12#34"),
        ("OPCIT_ADMINS=a=b", "a=b"),
        ("OPCIT_ADMINS=", None),
        ("OPCIT_ADMINS=# mine", None),
        ("# OPCIT_ADMINS=12", None),
        ("ADMINS=12", None),
        ("", None),
    ],
)
def test_lines_of_a_dotenv_file(tmp_path: Path, line: str, value: str | None) -> None:
    """A .env line is KEY=VALUE with quotes and comments; other programs' lines are passed over."""
    (tmp_path / ".env").write_text(f"\ufeffOTHER=${{x}}\r\n{line}\r\n", "utf-8")
    wrong: list[Problem] = []

    assert dotenv_settings(tmp_path / ".env", wrong) == ({} if value is None else {"OPCIT_ADMINS": value})
    assert wrong == []


@pytest.mark.parametrize("content", [b"A=1\nOPCIT_ADMINS\n", b"A=1\nOPCIT_ADMINS='12\n", b"\xff\xfe"])
def test_a_dotenv_file_that_cannot_be_understood(tmp_path: Path, content: bytes) -> None:
    """A line of ours that cannot be understood is refused with its number, and no rubbish is guessed."""
    (tmp_path / ".env").write_bytes(content)

    with pytest.raises(SettingsError, match=r"\.env") as refused:
        Settings.from_environ({}, folder=tmp_path)

    assert "OPCIT_ADMINS=" in str(refused.value)
    assert [problem.value for problem in refused.value.problems] in (["2"], [""])


def test_the_default_index(tmp_path: Path) -> None:
    """Each corpus has an index folder of its own in the user's cache, and it is not made by asking."""
    cache = tmp_path / "cache"
    environ = {"XDG_CACHE_HOME": str(cache)}

    first, second = (default_index(tmp_path / name / "texts", environ) for name in "ab")

    assert first is not None
    assert first.parent == cache / "opcit"
    assert first != second
    assert first == default_index(tmp_path / "a" / "." / "texts", environ)
    assert default_index(tmp_path, {"HOME": str(tmp_path)}) is not None
    assert not cache.exists()


def test_no_place_for_an_index(tmp_path: Path) -> None:
    """Where the cache folder cannot be made there is no index folder, and so a temporary one."""
    (tmp_path / "file").touch()

    assert default_index(tmp_path, {"XDG_CACHE_HOME": str(tmp_path / "file")}) is None
    assert default_index(tmp_path, {"XDG_CACHE_HOME": "relative"}) is None


def test_every_setting_has_its_words() -> None:
    """Each setting has a sentence about it and one that says what it should look like."""
    described = {name for name in catalogue()["settings"] if name.startswith("OPCIT_")}

    assert described == set(variables())
    assert all(set(catalogue()["settings"][name]) == {"about", "expected"} for name in described)


def test_the_readme_names_every_setting() -> None:
    """The README names every variable."""
    text = README.read_text("utf-8")

    assert [name for name in variables() if name not in text] == []


def test_settings_do_not_change() -> None:
    """Settings are read once and frozen."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().language = "fa"  # type: ignore[misc]  # the point of the test


def test_the_environment_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings come from the mapping given, never from the process's environment."""
    monkeypatch.setitem(os.environ, "OPCIT_LANGUAGE", "xx")

    assert Settings.from_environ({}).language == "en"
