"""Answering: the way of a question, from what was typed to quotes or an honest no."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from retrieval.aliases import Groups
from retrieval.analysis import analyzer, is_part
from retrieval.composing import FIRST, Composed, Composer
from retrieval.confidence import FURTHER, THRESHOLDS, Circumstances, confidence
from retrieval.disagreement import sides, subject
from retrieval.disputed import Disputed
from retrieval.features import weighed
from retrieval.index import Index
from retrieval.kinds import Kind, defines, holds
from retrieval.letters import Letters
from retrieval.model import Answer, Disagreement, Document, Query, Quote, Reason, Side
from retrieval.placing import Places
from retrieval.questions import Analysed, Analyst
from retrieval.quoting import Scored, Scorer
from retrieval.ranking import InvertedBM25
from retrieval.refusing import kind_of_no
from retrieval.semantic import SentenceModel
from retrieval.sides import Sentence, Sided, Voice
from retrieval.similarity import Similarity
from retrieval.spelling import Speller

AS_GOOD = 0.7  # of the best quote's score, which a quote behind the first ones has to reach
NEAR = 3
PIECE = 0.5  # what a few letters of a text without spaces count, of what a word does
LOOKED_AT = 80  # sentences whose words are read for the kind of answer they hold


class Answerer:
    """Answers questions from an index and its documents.

    Args:
        index: Of the archive.
        document: Gives the document of a number.
        languages: Of the documents, the most frequent first.
        aliases: Names for one thing each.
        years: Of the documents, such as `2017`.
        thesaurus: Lines of related words of the archive's own, each after its strength.
        model: The sentence model whose vectors the index holds, if any.
        strictness: One of `THRESHOLDS`: how near the archive has to come to what is asked.
    """

    def __init__(
        self,
        index: Index,
        document: Callable[[int], Document],
        languages: Sequence[str],
        aliases: Groups = (),
        years: Collection[str] = frozenset(),
        thesaurus: Sequence[tuple[str, str]] = (),
        strictness: str = "normal",
        model: SentenceModel | None = None,
    ) -> None:
        self._index = index
        self._places = Places(index, document)
        self._composer = Composer(index, self._places)
        self._disputed = Disputed(index, self._places)
        speller = Speller(index.vocabulary, np.diff(index.postings.start).tolist(), self._places.written)
        self._languages = languages
        self._analyst = Analyst(speller, languages, aliases, years, thesaurus)
        self._model = InvertedBM25(index.postings)
        self._threshold = THRESHOLDS[strictness]
        self._similarity = Similarity(model, index) if model else None

    def answer(self, question: str, limit: int = 3, words_alone: bool = False) -> Answer:
        """At most `limit` quotes that answer `question`, best first; or none, and why.

        Args:
            question: As typed.
            limit: The most quotes.
            words_alone: Leave the sentence model out, as if there were none.
        """
        asked = self._analyst.analysed(question)
        if reason := self._hopeless(asked):
            return Answer(question, reason=reason)
        scorer = Scorer(self._index, self._model, asked, self._named_terms)
        found = scorer.scored_sentences()
        met = self._circumstances(asked, scorer)

        def answers(scored: Scored) -> bool:
            return confidence(scored.features, met) >= self._threshold

        ranked, pages = self._disputed.apart(self._ranked(found, scorer, asked), answers)
        query = self._query(asked, scorer)
        # A model makes everything look a little alike: whether to answer at all is for the words to say.
        sure = confidence(ranked[0].features, met) if ranked else 0.0
        if found and self._similarity and self._similarity.speaks(asked.language) and not words_alone:
            known = self._similarity.scored(question, found)
            ranked, pages = self._disputed.apart(self._ranked(known, scorer, asked), answers)
        if sure >= self._threshold:
            least = FURTHER * self._threshold
            good = [found for found in ranked if confidence(found.features, met) >= least]
            quotes, differ = self._sided(asked, scorer, good, ranked, limit)
            return Answer(question, quotes, query=query, disagreement=differ, pages=pages, confidence=sure)
        return Answer(
            question,
            near=tuple(composed.quote for composed in self._composer.quotes(ranked, ranked, NEAR)),
            reason=Reason.ON_A_PAGE if pages else kind_of_no(asked, scorer.terms, self._languages),
            query=query,
            pages=pages,
            languages=tuple(self._languages),
            confidence=sure,
        )

    def quote(self, sentences: range, answering: int | None = None) -> Quote:
        """The quote of neighbouring sentences; `answering` is which of them answers, from 0, if any."""
        if answering is None or not 0 <= answering < len(sentences):
            return self._composer.quote(sentences)
        return self._composer.quote(sentences, sentences[answering])

    def _sided(
        self, asked: Analysed, scorer: Scorer, good: list[Scored], ranked: list[Scored], limit: int
    ) -> tuple[tuple[Quote, ...], Disagreement | None]:
        """The quotes, those of each side of a disagreement first, and the disagreement."""
        candidates = [self._sentence(found) for found in good]
        found = sides(asked, scorer.terms, candidates, self._index.postings.terms.get)
        first = [side.sentences[0].scored for side in found]
        composed = _worth_having(self._composer.quotes([*first, *good], ranked, limit))
        shown = tuple(
            Side(side.value, tuple(held.quote.id for held in composed if _holds(held, side)))
            for side in found
        )
        shown = tuple(side for side in shown if side.quotes)
        differ = Disagreement(subject(asked) or "", shown) if len(shown) > 1 else None
        return tuple(held.quote for held in composed), differ

    def _sentence(self, scored: Scored) -> Sentence:
        index, number = self._index, scored.sentence
        first = max(self._places.passage_sentences(scored.passage).start, number - 1)
        near = index.token[index.sentence_token[first] : index.sentence_token[number + 1]]
        section = int(index.passage_section[scored.passage, 0])
        speaker = self._places.speaker(range(number, number + 1))
        voice = Voice(int(index.passage_document[scored.passage]), section, speaker)
        return Sentence(
            scored, self._places.text(number), self._places.language(number), frozenset(near.tolist()), voice
        )

    def _hopeless(self, asked: Analysed) -> Reason | None:
        """Why nothing needs to be searched, if so."""
        if not asked.has_words:
            return Reason.NO_QUESTION
        if not len(self._index.passage_document):
            return Reason.EMPTY_ARCHIVE
        return None if asked.words else Reason.STOP_WORDS

    def _query(self, asked: Analysed, scorer: Scorer) -> Query:
        pairs = list(zip(asked.words, scorer.terms, strict=True))
        return Query(
            terms=tuple(word.term.removeprefix("=") for word, _ in pairs),
            unknown=tuple(
                word.typed
                for word, term in pairs
                if not (term.strengths or word.is_light or is_part(word.typed))
            ),
            names=tuple(word.typed for word, term in pairs if word.is_name and term.strengths),
            corrected=asked.corrected,
            aliases=asked.aliases,
        )

    def _named_terms(self, sentence: int) -> list[int]:
        """The terms of the name of who says a sentence."""
        name = self._places.speaker(range(sentence, sentence + 1)) or ""
        numbers = self._index.postings.terms
        terms = analyzer(self._places.language(sentence)).terms(name)
        return [numbers[term] for term in terms if term in numbers]

    def _circumstances(self, asked: Analysed, scorer: Scorer) -> Circumstances:
        unknown = sum(term.weight for term in scorer.terms if not term.strengths)
        return Circumstances(
            unknown=unknown / scorer.total,
            has_names=bool(scorer.names),
            terms=sum(PIECE if is_part(word.typed) else 1.0 for word in asked.words),
            passages=len(self._index.passage_document),
        )

    def _ranked(self, found: Sequence[Scored], scorer: Scorer, asked: Analysed) -> list[Scored]:
        """Sentences by score, the best of them read."""
        best = sorted(found, key=lambda scored: -scored.score)[:LOOKED_AT]
        letters = Letters(asked.text)
        top = [self._read(scored, asked, scorer, letters) for scored in best]
        return sorted(top, key=lambda scored: -scored.score)

    def _read(self, scored: Scored, asked: Analysed, scorer: Scorer, letters: Letters) -> Scored:
        """`scored` with the features that only its document and its very words tell."""
        language = self._places.language(scored.sentence)
        text = self._places.text(scored.sentence)
        if asked.kind is Kind.DEFINITION:
            fits = scorer.begins_with_it(scored.sentence) and defines(text, language)
        else:
            fits = holds(text, asked.kind, language, asked.said)
        features = scored.features._replace(
            language=float(language == asked.language),
            time=float((self._places.document(scored.sentence).date or "")[:4] in asked.years),
            kind=float(fits),
            letters=letters.share(text),
        )
        return scored._replace(score=weighed(features), features=features)


def _worth_having(composed: list[Composed]) -> list[Composed]:
    """The first quotes, and of those behind them the ones that are nearly as good as the best."""
    best = max((each.found.score for each in composed), default=0.0)
    return composed[:FIRST] + [each for each in composed[FIRST:] if each.found.score >= AS_GOOD * best]


def _holds(composed: Composed, side: Sided) -> bool:
    return any(sentence.scored.sentence in composed.sentences for sentence in side.sentences)
