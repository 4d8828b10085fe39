"""Difficult testimony: which passages the operator wants hidden until a person asks to see them.

A document is marked as a whole in its metadata; a passage is marked by a word or phrase of `graphic.txt`
in it, as whole words in any of the forms that the analysis of its language takes for one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from retrieval.aliases import GROUP_MARK
from retrieval.analysis import analyzer, primary
from retrieval.index import Array, Index
from retrieval.model import Metadata, Span
from retrieval.placing import passage_span


@dataclass(frozen=True)
class Marked:
    """What is marked in an archive, for whoever keeps it.

    Attributes:
        documents: Those marked as a whole.
        lines: The words and phrases of `graphic.txt`, each with how many passages it marks.
        passages: How many passages are marked in all.
    """

    documents: tuple[Metadata, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    passages: int = 0


def graphic_passages(index: Index, documents: Sequence[Metadata], lines: Collection[str]) -> Array:
    """bool[P]: whether each passage of an index is marked.

    Args:
        index: Of these documents.
        documents: In the order of the index.
        lines: The words and phrases of `graphic.txt`.
    """
    whole = np.array([document.graphic for document in documents], bool)
    marked = whole[index.passage_document]
    for passages in matched(index, documents, lines).values():
        marked[passages] = True
    return marked


def marked(index: Index, documents: Sequence[Metadata], lines: Collection[str]) -> Marked:
    """What is marked, and by what; the arguments are those of `graphic_passages`."""
    counted = {line: len(passages) for line, passages in matched(index, documents, lines).items()}
    whole = tuple(document for document in documents if document.graphic)
    return Marked(whole, counted, int(index.passage_graphic.sum()))


def graphic_spans(index: Index, number: int, span: Span) -> tuple[Span, ...]:
    """The parts of a span of a document, given by its number, that lie in marked passages."""
    first, last = index.document_passage[number : number + 2].tolist()
    passages = first + np.flatnonzero(index.passage_graphic[first:last])
    spans = [passage_span(index, passage) for passage in passages.tolist()]
    parts = [Span(max(each.start, span.start), min(each.end, span.end)) for each in spans]
    return tuple(part for part in parts if part.start < part.end)


def matched(index: Index, documents: Sequence[Metadata], lines: Collection[str]) -> dict[str, list[int]]:
    """The passages that each word or phrase stands in, whatever their documents' languages."""
    languages = [primary(document.language) for document in documents]
    found: dict[str, list[int]] = {line: [] for line in lines}
    for language in sorted(set(languages)):
        of_language = np.array([each == language for each in languages], bool)[index.passage_document]
        for line in lines:
            terms = [index.postings.terms.get(term) for term in analyzer(language).terms(line)]
            known = [term for term in terms if term is not None]
            if terms and len(known) == len(terms):
                found[line] += _holding(index, known, of_language)
    return found


def _holding(index: Index, terms: Sequence[int], of_language: Array) -> Iterator[int]:
    """The passages of a language in a sentence of which terms stand one after the other."""
    postings = index.postings
    columns = [postings.passage[postings.start[term] : postings.start[term + 1]] for term in set(terms)]
    candidates = min(columns, key=len)
    for column in columns:  # a title or a heading counts there, so these are no more than candidates
        candidates = candidates[np.isin(candidates, column, assume_unique=True)]
    for passage in candidates[of_language[candidates]].tolist():
        first, last = index.passage_sentence[passage : passage + 2].tolist()
        if any(_holds(_tokens(index, sentence), terms) for sentence in range(first, last)):
            yield passage


def _tokens(index: Index, sentence: int) -> list[int]:
    """The terms of a sentence, without those that stand for a group of names."""
    start, end = index.sentence_token[sentence : sentence + 2].tolist()
    return [
        term for term in index.token[start:end].tolist() if not index.vocabulary[term].startswith(GROUP_MARK)
    ]


def _holds(tokens: Sequence[int], terms: Sequence[int]) -> bool:
    size = len(terms)
    return any(tokens[at : at + size] == terms for at in range(len(tokens) - size + 1))
