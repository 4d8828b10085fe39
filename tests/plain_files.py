"""Plain files as the archive reads them: with what a test of awkward ones compares."""

from __future__ import annotations

from pathlib import Path

from awkward import Case, places
from builders import corpus_folder, document
from retrieval.corpus import list_corpus, read_document
from retrieval.formats.extracted import Extracted
from retrieval.model import Document
from retrieval.passages import passages
from retrieval.structure import blocks


def read(folder: Path, name: str, raw: bytes) -> Document:
    """The document that a file of this name and these bytes becomes."""
    corpus_folder(folder, {name: raw})
    [entry] = list_corpus(folder).entries
    return read_document(folder, entry).document


def placed(found: Document, case: Case) -> dict[str, tuple[int | None, str | None]]:
    """Page and section of each probe of a case."""
    return places(Extracted(found.text, found.pages, found.marks, heading=found.title), case.where)


def quotable(found: Document) -> list[str]:
    """All its sentences, as a quote would show them."""
    made = document(found.text, title=found.title)
    ranked = passages(made.text, blocks(made.text, found.title, found.marks))
    return [made.text[sentence.start : sentence.end] for each in ranked for sentence in each.sentences]
