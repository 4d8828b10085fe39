"""Questions that the loaded archive answers: what `/help` and `/start` begin with.

They are made of what the documents speak of, and each was asked before it is shown: one that the archive does
not answer, or answers with something else, is no example.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.languages import Languages
from bot.messages import Messages
from bot.search import Searcher, SearchTimeoutError
from retrieval import Archive, LiveArchive

logger = logging.getLogger(__name__)

SHOWN = 3
TRIED = 15
"""Questions asked to find them, in one language: some tenths of a second."""

EXAMPLE = re.compile(r"(about|year):([A-Za-z_-]{2,12}):(\S[^\n]*)\Z")
"""What an example's button carries: its form, the language of the question, what it asks about."""

FORMS = {"about": "ask_about", "year": "ask_year"}
"""The label that makes a question of each form."""

MOST_BYTES = 64
"""Of what a button carries."""


LONGEST_TITLE = 4
"""Words of a title that can stand in a question, where an archive has few names."""

OPENING = 12
"""Characters: a quote that names its subject so early as a rule says what it is."""


@dataclass(frozen=True)
class Example:
    """A question that is answered.

    Attributes:
        question: As a person would type it.
        data: What the button that asks it carries.
        quote: The identifier of its best quote.
        opens: Whether that quote begins with what is asked about.
    """

    question: str
    data: str
    quote: str
    opens: bool


class Examples:
    """Finds examples, once for each state of the archive and each language.

    Args:
        archive: What is asked.
        languages: Where the archive has nothing in the language of a chat, its own language is asked in.
        searcher: Does the work.
    """

    def __init__(self, archive: LiveArchive, languages: Languages, searcher: Searcher) -> None:
        self._live = archive
        self._languages = languages
        self._searcher = searcher
        self._generation = ""
        self._found: dict[str, tuple[Example, ...]] = {}
        self._lock = asyncio.Lock()

    async def of(self, messages: Messages) -> tuple[Example, ...]:
        """At most `SHOWN` examples; none while they take too long to find, or where nothing can be asked."""
        async with self._lock:
            archive = self._live.archive
            if archive.generation != self._generation:
                self._generation = archive.generation
                self._found.clear()
            if messages.language not in self._found:
                try:
                    found = await self._searcher.result(lambda: self._answered(archive, messages))
                except SearchTimeoutError:
                    logger.info("no examples found in time")
                    return ()
                self._found[messages.language] = found
            return self._found[messages.language]

    def question(self, match: re.Match[str]) -> str | None:
        """The question that a button stands for; None when its language is there no more."""
        messages = self._languages.matching(match[2])
        return _question(messages, match[1], match[3]) if messages else None

    def _answered(self, archive: Archive, messages: Messages) -> tuple[Example, ...]:
        matching = (self._languages.matching(language) for language in archive.languages)
        asked_in = {each.language: each for each in (messages, *matching) if each}
        found = itertools.chain.from_iterable(_answered(archive, each) for each in asked_in.values())
        return tuple(itertools.islice(found, SHOWN))


def _answered(archive: Archive, messages: Messages) -> list[Example]:
    """Questions in one language that the archive answers: of two names, of a year, of further names."""
    found = archive.subjects(messages.language)
    titled = [each for each in archive.documents if len(each.title.split()) <= LONGEST_TITLE]
    own = [each.title for each in titled if each.language == messages.language]
    others = [name for language in archive.languages[:1] for name in archive.subjects(language).names]
    names = [*found.names, *own] or [*others, *(each.title for each in titled)]
    about = list(_examples(archive, messages, "about", names[:TRIED]))
    about.sort(key=lambda example: not example.opens)
    years = list(_examples(archive, messages, "year", found.years[:1]))
    chosen = [*about[: SHOWN - len(years)], *years, *about[SHOWN - len(years) :]]
    different: dict[str, Example] = {}
    for example in chosen:
        different.setdefault(example.quote, example)
    return list(different.values())


def _examples(archive: Archive, messages: Messages, form: str, subjects: Iterable[str]) -> Iterator[Example]:
    for subject in subjects:
        data = f"{form}:{messages.language}:{subject}"
        question = _question(messages, form, subject)
        answer = archive.ask(question, 1)
        names = {subject, *itertools.chain.from_iterable(answer.query.aliases.values())}
        # To be come upon unprepared: nothing that is hard to read.
        if len(data.encode()) > MOST_BYTES or not answer.quotes or answer.quotes[0].graphic:
            continue
        quote = answer.quotes[0].text.lower()
        places = [place for name in names if (place := quote.find(name.lower())) >= 0]
        if places and not answer.query.corrected:
            yield Example(question, data, answer.quotes[0].id, min(places) < OPENING)


def _question(messages: Messages, form: str, subject: str) -> str:
    return messages.label(FORMS[form], subject=subject)
