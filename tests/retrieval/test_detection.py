"""Detection: the language of documents and of questions."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from retrieval.detection import detected_language, is_foreign, question_language
from retrieval.wordlists import languages

DATA = Path(__file__).parents[1] / "data"
PARALLEL: dict[str, list[str]] = yaml.safe_load((DATA / "parallel.yaml").read_text(encoding="utf-8"))
SENTENCES: dict[str, list[str]] = yaml.safe_load((DATA / "languages.yaml").read_text(encoding="utf-8"))
ALL = {**SENTENCES, **PARALLEL}
QUESTIONS = [
    (language, text)
    for language, texts in ALL.items()
    for text in (texts[1::2] if language in PARALLEL else texts)
]


@pytest.mark.parametrize("language", ALL)
def test_a_document_tells_its_language(language: str) -> None:
    """A document of a few sentences is in the language it is in, whichever of fifty that is."""
    assert (
        detected_language("\n".join(ALL[language][::2] if language in PARALLEL else ALL[language]))
        == language
    )


def test_a_sentence_tells_its_language() -> None:
    """Of single sentences in fifty languages, nearly all are told right."""
    right = [question_language(text, []) == language for language, text in QUESTIONS]

    assert sum(right) > 0.96 * len(right)


@pytest.mark.parametrize(
    "archive", [["en", "fa"], ["fa", "ar", "en"], ["de", "fr", "es"], ["ru", "tr", "zh"]]
)
def test_a_question_in_a_language_of_the_archive_is_told(archive: list[str]) -> None:
    """Questions in the archive's languages are never taken for others, and others hardly ever for those."""
    told = [(language, question_language(text, archive)) for language, text in QUESTIONS]
    taken = [one for one, other in told if one not in archive and other in archive]

    assert all(one == other for one, other in told if one in archive)
    assert len(taken) < 0.02 * len(told)


@pytest.mark.parametrize(
    ("question", "archive", "expected"),
    [
        ("who was it", ["fa", "en"], "en"),
        ("چه کسی بود", ["en", "fa"], "fa"),
        ("چه کسی بود", ["en"], "fa"),
        ("who", ["de", "en"], "en"),
        ("1988?", ["fa", "en"], "fa"),
        ("ใคร", ["en"], "th"),
        ("谁", ["ja", "en"], "ja"),
        ("谁", ["ja", "zh"], "zh"),
        ("Vaskarell", ["de", "en"], "de"),
        ("Vaskarell", ["fa"], "en"),
        ("who was it", ["en-GB"], "en"),
        ("1988", [], ""),
    ],
)
def test_in_doubt_a_question_is_in_a_language_of_the_archive(
    question: str, archive: list[str], expected: str
) -> None:
    """Script first, then words, then the archive's commonest language of that script."""
    assert question_language(question, archive) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("پدرم گفت که هیچ‌کس برنگشت.", "fa"),
        ("قال الشاهد إن أحدا لم يعد إلى البيت في تلك الليلة.", "ar"),
        ("Nobody came back, he said (گفت).", "en"),
        ("هیچ‌کس برنگشت (see UN, 2017).", "fa"),
        ("Никто не вернулся.", "ru"),
        ("没有人回来（see UN, 2017）。", "zh"),
        ("誰も帰ってこなかった。", "ja"),
        ("1988", None),
        ("", None),
        ("Zorah Vaskarell, Tomas Kotchner, Petr Hodd", None),
        ("Ufakazi uthe onogada bafika ngaphambi kokusa bathatha iziboshwa.", None),
    ],
)
def test_the_most_letters_tell_and_names_tell_nothing(text: str, language: str | None) -> None:
    """A foreign word inside changes nothing; names, figures and languages unknown here are none."""
    assert detected_language(text) == language


@given(st.text())
def test_any_text_has_a_language_or_none(text: str) -> None:
    """Whatever is read, a language is a tag of two or three letters, the archive's own without letters."""
    language = detected_language(text)

    assert language is None or len(language) in (2, 3)
    assert question_language(text, ["xx"]) == "xx" or any(letter.isalpha() for letter in text)


@pytest.mark.parametrize(
    ("language", "archive", "foreign"),
    [
        ("fr", ["en", "fa"], True),
        ("en", ["en-GB"], False),
        ("no", ["nb"], False),
        ("", ["en"], True),
        ("fr", [], False),
    ],
)
def test_a_foreign_question_is_in_no_language_of_the_archive(
    language: str, archive: list[str], foreign: bool
) -> None:
    """Regions do not matter, and an archive of unknown languages knows no foreign ones."""
    assert is_foreign(language, archive) is foreign


def test_the_languages_tried_have_lists() -> None:
    """Every language of the test data but those that a script tells alone has lists of its own."""
    assert set(ALL) <= set(languages())
