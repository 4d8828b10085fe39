"""Languages: questions find their answers in each of them, also in an archive of all."""

from pathlib import Path

import pytest
import yaml

from builders import corpus_folder
from retrieval import Archive, Reason, open_archive

DATA = Path(__file__).parents[1] / "data"
PARALLEL: dict[str, list[str]] = yaml.safe_load((DATA / "parallel.yaml").read_text(encoding="utf-8"))


def files(*languages: str) -> dict[str, str]:
    """A file for each paragraph of some languages, without a word of metadata."""
    return {
        f"{language}-{number:02}.txt": text
        for language in languages
        for number, text in enumerate(PARALLEL[language][::2])
    }


def right(archive: Archive, language: str) -> list[bool]:
    """For each question of a language, whether its paragraph is the first quote."""
    answers = [archive.ask(question) for question in PARALLEL[language][1::2]]
    return [
        bool(answer.quotes) and answer.quotes[0].document.file == f"{language}-{number:02}.txt"
        for number, answer in enumerate(answers)
    ]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive of all languages."""
    folder = tmp_path_factory.mktemp("everything")
    return open_archive(corpus_folder(folder / "corpus", files(*PARALLEL)), folder / "index")


@pytest.mark.parametrize("language", PARALLEL)
def test_questions_find_their_paragraph(language: str, tmp_path: Path) -> None:
    """In an archive of one language, at least ten of twelve questions are answered right at once."""
    archive = open_archive(corpus_folder(tmp_path / "corpus", files(language)), tmp_path / "index")

    assert archive.languages == (language,)
    assert sum(right(archive, language)) >= 10


@pytest.mark.parametrize("language", PARALLEL)
def test_languages_do_not_disturb_each_other(language: str, everything: Archive) -> None:
    """The same in an archive of all languages: each question finds the paragraph in its own."""
    assert sum(right(everything, language)) >= 10


@pytest.mark.parametrize("language", PARALLEL)
def test_what_is_not_there_is_refused(language: str, tmp_path: Path) -> None:
    """Of six questions on paragraphs that are not in the archive, five are refused in every language."""
    held = dict(list(files(language).items())[:6])
    archive = open_archive(corpus_folder(tmp_path / "corpus", held), tmp_path / "index")

    assert sum(not archive.ask(question).quotes for question in PARALLEL[language][13::2]) >= 5


def test_a_question_in_another_language_is_told_so(tmp_path: Path) -> None:
    """When nothing is found, and no document is in the question's language, that is the reason."""
    archive = open_archive(corpus_folder(tmp_path / "corpus", files("en", "fa")), tmp_path / "index")
    answer = archive.ask("Wie hieß der Wärter des Leuchtturms?")

    assert answer.reason is Reason.OTHER_LANGUAGE
    assert set(answer.languages) == {"en", "fa"}


def test_a_name_finds_documents_in_other_languages(tmp_path: Path) -> None:
    """Names cross from one language to another: spelled alike, or by the aliases of the archive."""
    corpus = corpus_folder(
        tmp_path / "corpus", {**files("zh"), "aliases.yaml": "- [Tomas Reed, 托马斯·里德]\n"}
    )
    archive = open_archive(corpus, tmp_path / "index")

    assert archive.ask("Tomas Reed?").quotes[0].document.language == "zh"


def test_pieces_of_words_are_not_called_unknown(everything: Archive) -> None:
    """Where words cannot be told apart, the answer names none that are missing."""
    answer = everything.ask("谁发明了蒸汽机和电报")

    assert not answer.quotes
    assert answer.query.unknown == ()
