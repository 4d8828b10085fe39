"""Languages and links of a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.data import prompts_folder
from bot.reader.edition import Edition, Words, address, direction, editions, fingerprint, preferred

WORDS = editions(prompts_folder(), "en")


@pytest.fixture
def held() -> dict[str, Words]:
    """The languages there are."""
    return dict(WORDS)


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", "en"),
        ("fa", "fa"),
        ("fa-IR,fa;q=0.9,en;q=0.8", "fa"),
        ("en;q=0.5, fa;q=0.7", "fa"),
        ("de, tlh", "en"),
        ("de,fa;q=0.1", "fa"),
        ("fa;q=0, en", "en"),
        ("fa;q=x", "en"),
        (",;q=,*" * 999, "en"),
    ],
)
def test_the_language_a_reader_likes_best(accepted: str, expected: str, held: dict[str, Words]) -> None:
    """Of the languages there are, the one the browser asks for; else the operator's."""
    assert preferred(accepted, held) == expected


def test_the_operators_language_comes_first() -> None:
    """Whoever asks for no language of ours gets the operator's."""
    assert preferred("tlh", editions(prompts_folder(), "fa")) == "fa"


def test_directions() -> None:
    """A language says which way it is written; where none is told, the browser looks at the words."""
    assert [direction(each) for each in ("fa", "ar", "he", "en", "de-CH", None, "")] == [
        "rtl", "rtl", "rtl", "ltr", "ltr", "auto", "auto",
    ]  # fmt: skip


def test_addresses() -> None:
    """Whatever stands in an address is quoted, and what is empty is left out."""
    made = address("/x", "/d/a b", "q", q="چرا؟ & #", page="", other=None)

    assert made == "/x/d/a%20b?q=%DA%86%D8%B1%D8%A7%D8%9F+%26+%23#q"


def edition(words: str, *, chosen: bool) -> Edition:
    """An edition of a page."""
    others = tuple(each for each in WORDS.values() if each is not WORDS[words])
    return Edition(WORDS[words], others, "https://x.org/a", "/a", chosen, "/d/b", {"q": "c"}, "1")


def test_a_chosen_language_is_kept() -> None:
    """Links keep a language that was chosen on the page, and say nothing of one the browser asked for."""
    assert edition("fa", chosen=True).at("/") == "/a/?lang=fa"
    assert edition("fa", chosen=False).at("/") == "/a/"
    assert edition("fa", chosen=True).in_language(WORDS["en"]) == "/a/d/b?q=c&lang=en"
    assert edition("fa", chosen=True).public("/d/b", "q", q="c") == "https://x.org/a/d/b?q=c#q"


def test_numerals() -> None:
    """Numbers that count off have the language's digits and no separators."""
    assert WORDS["fa"].numeral(1234) == "۱۲۳۴"
    assert WORDS["en"].numeral(1234) == "1234"


def test_a_changed_template_is_another_page(tmp_path: Path) -> None:
    """Whatever changes below the folder changes its fingerprint."""
    before = fingerprint(tmp_path)
    (tmp_path / "a").write_text("x")
    between = fingerprint(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")

    assert len({before, between, fingerprint(tmp_path)}) == 3
