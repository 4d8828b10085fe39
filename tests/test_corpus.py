"""The shipped corpus keeps its own rules: readable, its own words, and what is asked of it is there."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
SEEDS = ROOT.parent / "shared" / "seeds"
QUESTIONS = Path(__file__).parent / "data" / "questions.yaml"

DOCUMENTS = sorted(path for path in CORPUS.rglob("*") if path.suffix in {".md", ".txt", ".html"})
FRONT_MATTER = re.compile(r"\A---\n(?P<fields>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
WORD = re.compile(r"\w+")
RUN = 9
each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)


def parts(path: Path) -> tuple[dict[str, Any], str]:
    """The fields of a document's front matter, and the text below it."""
    match = FRONT_MATTER.match(path.read_text(encoding="utf-8"))
    assert match, f"{path.name} does not begin with front matter"
    fields = yaml.safe_load(match["fields"])
    assert isinstance(fields, dict)
    return fields, match["body"]


def spaced(text: str) -> str:
    """`text` with every run of white space as one space."""
    return " ".join(text.split())


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of `RUN` consecutive words, without regard to case and apostrophes."""
    words = WORD.findall(re.sub("['’]", "", text).casefold())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def labelled_questions() -> list[dict[str, Any]]:
    """The labelled questions on the shipped corpus."""
    questions = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    assert isinstance(questions, list)
    return questions


def alias_groups() -> list[list[str]]:
    """The groups of names in the shipped `aliases.yaml`."""
    groups = yaml.safe_load((CORPUS / "aliases.yaml").read_text(encoding="utf-8"))
    assert isinstance(groups, list)
    return groups


def test_the_corpus_is_large_enough_and_speaks_persian_too() -> None:
    """There are at least fifteen documents, at least two of them in Persian."""
    languages = Counter(parts(path)[0]["language"] for path in DOCUMENTS)

    assert languages.total() >= 15
    assert languages["fa"] >= 2


@each_document
def test_a_document_is_utf8_in_nfc_with_unix_line_ends(path: Path) -> None:
    """A shipped file stands in the normal form already: its text is the same in an editor and in a quote."""
    text = path.read_bytes().decode("utf-8")

    assert unicodedata.is_normalized("NFC", text)
    assert not set(text) & set("\r\t\ufeff\u00a0\u202a\u202b\u202c\u202d\u202e")


@each_document
def test_front_matter_says_what_a_citation_needs(path: Path) -> None:
    """Title, language, ISO date, rights and references are there; the identifier is the file's name."""
    fields, _ = parts(path)

    assert fields["identifier"] == path.stem
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", fields["identifier"])
    assert fields["title"].strip()
    assert fields["language"] in {"en", "fa"}
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(fields["date"]))
    assert fields["rights"]
    assert fields["references"]
    assert all(isinstance(reference, str) for reference in fields["references"])


@each_document
def test_source_is_empty_because_the_words_stand_nowhere_else(path: Path) -> None:
    """`source` is where exactly these words can be read; what a document draws on goes in `references`."""
    fields, _ = parts(path)

    assert not fields.get("source")


@each_document
def test_a_document_has_300_to_900_words_in_sections(path: Path) -> None:
    """A document is short enough to read at once, and every paragraph stands under a heading."""
    _, body = parts(path)
    blocks = [block for block in body.split("\n\n") if block.strip()]

    assert 300 <= len(body.split()) <= 900
    assert blocks[0].strip().startswith("## ")
    assert sum(block.strip().startswith("## ") for block in blocks) >= 3


def test_identifiers_are_unique() -> None:
    """Two documents with one identifier would hide each other."""
    identifiers = Counter(path.stem for path in DOCUMENTS)

    assert [name for name, count in identifiers.items() if count > 1] == []


def test_each_answer_is_verbatim_in_a_document_its_question_names() -> None:
    """A label that no document contains would measure nothing."""
    texts = {path.stem: spaced(parts(path)[1]) for path in DOCUMENTS}
    missing = [
        (question["id"], answer)
        for question in labelled_questions()
        for answer in question["answers"]
        if not any(answer in texts[source] for source in question["sources"])
    ]

    assert missing == []


def test_each_named_document_holds_an_answer() -> None:
    """A document named as a source without an answer in it would be a mistake in the label."""
    texts = {path.stem: spaced(parts(path)[1]) for path in DOCUMENTS}
    idle = [
        (question["id"], source)
        for question in labelled_questions()
        for source in question["sources"]
        if not any(answer in texts[source] for answer in question["answers"])
    ]

    assert idle == []


def test_questions_are_well_formed() -> None:
    """Identifiers are unique, only `off_corpus` lacks answers, and a conflict's sides make up its answers."""
    questions = labelled_questions()

    assert len({question["id"] for question in questions}) == len(questions)
    for question in questions:
        assert question["question"].strip()
        assert (question["kind"] == "off_corpus") == (question["answers"] == [])
        sides = [answer for side in question.get("conflict_groups", []) for answer in side]
        assert bool(sides) == (question["kind"] == "conflict")
        assert not sides or sorted(sides) == sorted(question["answers"])


def test_questions_cover_persian_and_what_the_corpus_does_not_say() -> None:
    """The labels measure both languages and honest refusals."""
    questions = labelled_questions()
    persian = [
        item for item in questions if re.search("[\u0600-\u06ff]", item["question"]) and item["answers"]
    ]

    assert len(persian) >= 6
    assert sum(item["kind"] == "off_corpus" for item in questions) >= 10


def test_aliases_are_groups_of_names() -> None:
    """Each group lists two or more names, all of them strings: a year without quotes would be a number."""
    for group in alias_groups():
        assert len(group) >= 2, group
        assert all(isinstance(name, str) and name.strip() for name in group), group


def test_no_alias_names_two_things() -> None:
    """A name in two groups would make two things one."""
    names = Counter(name.casefold() for group in alias_groups() for name in group)

    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here to compare with")
def test_the_words_are_the_projects_own() -> None:
    """No run of nine words is taken from the texts in ../shared/seeds."""
    taken = set().union(*(runs(path.read_text(encoding="utf-8")) for path in SEEDS.iterdir()))
    shared = {
        path.name: copied
        for path in CORPUS.rglob("*")
        if path.is_file() and (copied := runs(path.read_text(encoding="utf-8")) & taken)
    }

    assert shared == {}
