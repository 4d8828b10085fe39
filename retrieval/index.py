"""The index: every array a question needs, and its making from one document at a time.

A `Part` is one document, cut and analysed. `Index.merged` lays parts side by side, so that when a
file changes only its own part is made again; `Index.part` takes a document's part back out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.aliases import AliasTable, Groups
from retrieval.analysis import analyzer, token_texts
from retrieval.identifiers import sentence_keys
from retrieval.model import Document, Span
from retrieval.passages import passages
from retrieval.ranking import Postings, counted
from retrieval.reprints import word_keys
from retrieval.semantic import SentenceModel
from retrieval.speakers import speakers
from retrieval.structure import blocks
from retrieval.thoughts import needs

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Part:
    """The sentences, passages and terms of one document, or of neighbours; numbers count within the part.

    Attributes:
        document_size: int32[D]: passages in each document.
        terms: Its vocabulary, sorted; term numbers below point into it.
        sentence_span: int64[S, 2]: offsets into the document's text.
        sentence_paragraph: int32[S]: paragraph number, from 1.
        sentence_kind: int8[S]: a `BlockKind`.
        sentence_key: uint64[S]: see `retrieval.identifiers`.
        sentence_words: uint64[S]: the same for the same words, see `retrieval.reprints`.
        sentence_speaker: int64[S, 2]: span of the name of who says it or what it reports, or -1, -1.
        sentence_own: int8[S]: 1 where its words are that person's own.
        sentence_need: int8[S]: a `retrieval.thoughts.Need`.
        sentence_size: int32[S]: terms in each sentence.
        sentence_vector: float16[S, D]: see `retrieval.semantic`; D is 0 without a model, and a row all zeros
            when the model does not know the document's language.
        token: int32[T]: the terms of all sentences, in order.
        passage_size: int32[P]: sentences in each passage.
        passage_section: int64[P, 2]: span of the heading it stands under, or -1, -1.
        heading_size: int32[P]: terms of the title and the heading that count towards a passage.
        heading: int32[H]: those terms, passage by passage.
    """

    document_size: Array
    terms: tuple[str, ...]
    sentence_span: Array
    sentence_paragraph: Array
    sentence_kind: Array
    sentence_key: Array
    sentence_words: Array
    sentence_speaker: Array
    sentence_own: Array
    sentence_need: Array
    sentence_size: Array
    sentence_vector: Array
    token: Array
    passage_size: Array
    passage_section: Array
    heading_size: Array
    heading: Array


# Columns that lie side by side in an index as they are, and their types; the rest need their numbers shifted.
_COLUMNS = {
    "sentence_span": np.int64,
    "sentence_paragraph": np.int32,
    "sentence_kind": np.int8,
    "sentence_key": np.uint64,
    "sentence_words": np.uint64,
    "sentence_speaker": np.int64,
    "sentence_own": np.int8,
    "sentence_need": np.int8,
    "sentence_size": np.int32,
    "sentence_vector": np.float16,
    "passage_size": np.int32,
    "passage_section": np.int64,
    "heading_size": np.int32,
}
_NO_ROWS = {
    "sentence_span": (0, 2),
    "sentence_speaker": (0, 2),
    "passage_section": (0, 2),
    "sentence_vector": (0, 0),
}  # else 0


def index_document(document: Document, aliases: Groups = (), model: SentenceModel | None = None) -> Part:
    """`document` cut into passages and sentences, with their terms and those of the aliases in it.

    Args:
        document: In normal form.
        aliases: Names for one thing each.
        model: Gives the sentences their vectors.
    """
    held = blocks(document.text, document.title, document.marks)
    found = passages(document.text, held, document.language)
    spoken = speakers(document, found)
    language = analyzer(document.language)
    names = AliasTable(aliases, language)
    sentences = [sentence for passage in found for sentence in passage.sentences]
    texts = [document.text[sentence.start : sentence.end] for sentence in sentences]
    written = [token_texts(text) for text in texts]
    words = [names.marked(language.terms_of(each)) for each in written]
    title = names.marked(language.terms(document.title))
    headings = [
        title + names.marked(language.terms(_heading(document, passage.section))) for passage in found
    ]
    vocabulary = sorted({term for terms in (*words, *headings) for term in terms})
    number = {term: index for index, term in enumerate(vocabulary)}
    part = Part(
        document_size=np.array([len(found)], np.int32),
        terms=tuple(vocabulary),
        sentence_span=_spans([Span(sentence.start, sentence.end) for sentence in sentences]),
        sentence_paragraph=np.array([sentence.paragraph for sentence in sentences], np.int32),
        sentence_kind=np.array([sentence.kind for sentence in sentences], np.int8),
        sentence_key=sentence_keys(document.identifier, texts),
        sentence_words=word_keys(written),
        sentence_speaker=_spans([speaker or Span(-1, -1) for speaker in spoken.names]),
        sentence_own=np.array(spoken.own, np.int8),
        sentence_need=np.array(needs(document, found, spoken.names), np.int8),
        sentence_size=np.array([len(terms) for terms in words], np.int32),
        sentence_vector=np.zeros((len(sentences), 0), np.float16),
        token=np.array([number[term] for terms in words for term in terms], np.int32),
        passage_size=np.array([len(passage.sentences) for passage in found], np.int32),
        passage_section=_spans([passage.section or Span(-1, -1) for passage in found]),
        heading_size=np.array([len(terms) for terms in headings], np.int32),
        heading=np.array([number[term] for terms in headings for term in terms], np.int32),
    )
    return vectored(part, document, model) if model else part


def rekeyed(part: Part, document: Document) -> Part:
    """The part of `document`, when it was made while the document had another identifier."""
    texts = [document.text[start:end] for start, end in part.sentence_span.tolist()]
    return replace(part, sentence_key=sentence_keys(document.identifier, texts))


def vectored(part: Part, document: Document, model: SentenceModel) -> Part:
    """The part of `document` with the vectors that `model` gives its sentences."""
    return replace(part, sentence_vector=_vectors(document, part, model))


def _spans(spans: Sequence[Span]) -> Array:
    return np.array(spans, np.int64).reshape(-1, 2)


def _heading(document: Document, section: Span | None) -> str:
    """The heading's words, unless they are the title's, which count already."""
    words = document.slice(section) if section else ""
    return "" if words == document.title else words


def _vectors(document: Document, part: Part, model: SentenceModel) -> Array:
    """The vectors of a document's sentences, each read under its heading or the document's title."""
    if not model.speaks(document.language):
        return np.zeros((len(part.sentence_span), model.dimensions), np.float16)
    sections = [Span(*span) if span[0] >= 0 else None for span in part.passage_section.tolist()]
    heads = [_heading(document, section) or document.title for section in sections]
    passage = np.repeat(np.arange(len(heads)), part.passage_size).tolist()
    texts = [
        f"{heads[number]}. {document.text[start:end]}"
        for number, (start, end) in zip(passage, part.sentence_span.tolist(), strict=True)
    ]
    return model.vectors(texts).astype(np.float16)


@dataclass(frozen=True)
class Index:
    """All parts, one after the other; numbers count through the whole archive.

    Attributes:
        vocabulary: All terms, sorted.
        document_passage: int64[D + 1]: `[d]` to `[d + 1]` are the passages of document d.
        passage_sentence: int64[P + 1]: likewise the sentences of a passage.
        sentence_token: int64[S + 1]: likewise the tokens of a sentence.
        passage_document: int32[P]: the document of each passage.
        sentence_passage: int32[S]: the passage of each sentence.
        postings: Of passages, their headings and titles counted in.
        key_order: int64[S]: sentences in the order of their keys, for binary search.
        passage_graphic: bool[P]: whether a passage is marked as hard to read, see `retrieval.graphic`.

    The other columns are those of `Part`.
    """

    vocabulary: tuple[str, ...]
    sentence_span: Array
    sentence_paragraph: Array
    sentence_kind: Array
    sentence_key: Array
    sentence_words: Array
    sentence_speaker: Array
    sentence_own: Array
    sentence_need: Array
    sentence_size: Array
    sentence_vector: Array
    token: Array
    passage_size: Array
    passage_section: Array
    heading_size: Array
    heading: Array
    document_passage: Array
    passage_sentence: Array
    sentence_token: Array
    passage_heading: Array
    passage_document: Array
    sentence_passage: Array
    key_order: Array
    passage_graphic: Array
    postings: Postings

    @classmethod
    def merged(cls, parts: Sequence[Part]) -> Index:
        """The index of documents given as parts, in their order."""
        vocabulary = sorted({term for part in parts for term in part.terms})
        number = {term: index for index, term in enumerate(vocabulary)}
        maps = [np.array([number[term] for term in part.terms], np.int32) for part in parts]
        columns = {name: _joined([getattr(part, name) for part in parts], name) for name in _COLUMNS}
        arrays = columns | {
            "token": _joined([mine[part.token] for mine, part in zip(maps, parts, strict=True)]),
            "heading": _joined([mine[part.heading] for mine, part in zip(maps, parts, strict=True)]),
            "document_passage": _offsets(_joined([part.document_size for part in parts])),
            "key_order": np.argsort(columns["sentence_key"], kind="stable"),
            "passage_graphic": np.zeros(len(columns["passage_size"]), bool),  # until it is told
        }
        return cls.from_arrays(arrays | _derived(arrays, len(vocabulary)) | _stored(vocabulary))

    def part(self, document: int, count: int = 1) -> Part:
        """The part of one document, as it was merged, or of `count` neighbours."""
        first, last = self.document_passage[[document, document + count]]
        sentence_first, sentence_last = self.passage_sentence[[first, last]]
        token = self.token[slice(*self.sentence_token[[sentence_first, sentence_last]])]
        heading = self.heading[slice(*self.passage_heading[[first, last]])]
        used = _used(token, heading, len(self.vocabulary))
        place = np.zeros(used[-1] + 1 if len(used) else 0, np.int32)
        place[used] = np.arange(len(used), dtype=np.int32)
        rows = {"sentence": slice(sentence_first, sentence_last), "passage": slice(first, last)}
        rows["heading"] = rows["passage"]
        return Part(
            document_size=np.diff(self.document_passage[document : document + count + 1]).astype(np.int32),
            terms=tuple([self.vocabulary[number] for number in used.tolist()]),
            token=place[token],
            heading=place[heading],
            **{name: getattr(self, name)[rows[name.split("_")[0]]] for name in _COLUMNS},
        )

    def arrays(self) -> dict[str, Array]:
        """Everything as plain arrays, from which `from_arrays` makes the same index."""
        plain = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name not in ("vocabulary", "postings")
        }
        return (
            plain
            | _stored(self.vocabulary)
            | {
                "posting_start": self.postings.start,
                "posting_passage": self.postings.passage,
                "posting_frequency": self.postings.frequency,
                "passage_length": self.postings.length,
            }
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Index:
        """An index from `arrays()`, which may be memory-mapped and read-only."""
        held = dict(arrays)
        words = held.pop("vocabulary_utf8").tobytes().decode("utf-8")
        vocabulary = tuple(words.split("\n")) if words else ()
        postings = Postings(
            {term: number for number, term in enumerate(vocabulary)},
            held.pop("posting_start"),
            held.pop("posting_passage"),
            held.pop("posting_frequency"),
            held.pop("passage_length"),
        )
        return cls(vocabulary=vocabulary, postings=postings, **held)


def _used(token: Array, heading: Array, terms: int) -> Array:
    """The numbers of the terms that are used, in order."""
    if len(token) < terms:
        return np.unique(np.concatenate([token, heading]))
    counted = np.bincount(token, minlength=terms) + np.bincount(heading, minlength=terms)
    return np.flatnonzero(counted)


def _derived(arrays: Mapping[str, Array], terms: int) -> dict[str, Array]:
    """The columns that follow from the others: offsets, owners, postings."""
    passage_size, sentence_size, heading_size = (
        arrays[name] for name in ("passage_size", "sentence_size", "heading_size")
    )
    documents, passage_count = len(arrays["document_passage"]) - 1, len(passage_size)
    passage_document = np.repeat(np.arange(documents, dtype=np.int32), np.diff(arrays["document_passage"]))
    sentence_passage = np.repeat(np.arange(passage_count, dtype=np.int32), passage_size)
    term = np.concatenate([arrays["token"], arrays["heading"]])
    passage = np.concatenate(
        [np.repeat(sentence_passage, sentence_size), np.repeat(np.arange(passage_count), heading_size)]
    )
    start, posting_passage, frequency = counted(term, passage, terms)
    return {
        "passage_sentence": _offsets(passage_size),
        "sentence_token": _offsets(sentence_size),
        "passage_heading": _offsets(heading_size),
        "passage_document": passage_document,
        "sentence_passage": sentence_passage,
        "posting_start": start,
        "posting_passage": posting_passage,
        "posting_frequency": frequency,
        "passage_length": np.bincount(passage, minlength=passage_count),
    }


def _stored(vocabulary: Sequence[str]) -> dict[str, Array]:
    return {"vocabulary_utf8": np.frombuffer("\n".join(vocabulary).encode("utf-8"), np.uint8)}


def _joined(columns: Sequence[Array], name: str = "") -> Array:
    kind = _COLUMNS.get(name, np.int32)
    if not columns:
        return np.empty(_NO_ROWS.get(name, 0), kind)
    return np.concatenate(columns).astype(kind, copy=False)


def _offsets(sizes: Sequence[int] | Array) -> Array:
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64)
