"""What a tapped button shows: from what it carries to a message, by identifiers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from telegram import InlineKeyboardMarkup

from bot.callbacks import Held, Shown, page
from bot.citations import Citations
from bot.keyboards import Keyboards
from bot.messages import Messages
from bot.pages import Paginator
from bot.sources import NothingFoundError, quote
from bot.windows import Window, around
from retrieval import Archive, Quote


@dataclass(frozen=True)
class View:
    """A message, ready to be sent or to take the place of another one.

    Attributes:
        html: Its text.
        markup: Its buttons.
        quotes: Identifiers of the quotes it shows.
    """

    html: str
    markup: InlineKeyboardMarkup | None = None
    quotes: frozenset[str] = frozenset()


class Views:
    """Makes views of one snapshot of an archive.

    Args:
        archive: Where quotes are looked up.
        messages: The words around them.
        citations: Where they can be read.
    """

    def __init__(self, archive: Archive, messages: Messages, citations: Citations) -> None:
        self._archive = archive
        self._messages = messages
        self._citations = citations
        self._keyboards = Keyboards(messages, citations)

    def quote(self, held: Held) -> Quote:
        """The quote a button carries.

        Raises:
            NothingFoundError: It is not there any more, or never was.
        """
        return quote(self._archive, held.id, held.answering)

    def page(self, shown: Shown, others: Sequence[Shown] = ()) -> View:
        """A page of an answer given before; a quote too long for one message as a window of its document.

        Raises:
            NothingFoundError: None of its quotes is there any more.
        """
        found, failure = [], None
        for number, held in shown.numbered:
            try:
                found.append((number, self.quote(held)))
            except NothingFoundError as error:
                failure = error
        if not found:
            raise failure or NothingFoundError("unknown")
        made = Paginator(self._messages, self._citations).quotes(shown, found)
        if made is None:
            return self._long(shown, dict(found), others)
        markup = self._keyboards.page(replace(made, others=(*made.others, *others)))
        return View(made.html, markup, frozenset(each for _, each in made.quotes))

    def _long(self, shown: Shown, found: Mapping[int, Quote], others: Sequence[Shown]) -> View:
        """A quote of a page that begins with one too long for a message: each has a page of its own."""
        alone = {number: page([(number, held)], near=shown.near) for number, held in shown.numbered}
        number = shown.number if shown.number in found else min(found)
        rest = [each for start, each in alone.items() if start != number]
        return self.around(found[number], number, alone[number], (*rest, *others))

    def around(
        self, found: Quote, number: int = 1, back: Shown | None = None, others: Sequence[Shown] = ()
    ) -> View:
        """A quote with the text around it, marked.

        Args:
            found: The quote.
            number: Of it in its answer.
            back: The page of the answer it was opened from, if any.
            others: Further pages of that answer.
        """
        return self.window(around(found, self._archive.surroundings(found)), number, back, others)

    def window(
        self, window: Window, number: int = 1, back: Shown | None = None, others: Sequence[Shown] = ()
    ) -> View:
        """A window of a quote's document."""
        graphic = self._archive.graphic(window.quote.document, window.span)
        window = replace(window, graphic=graphic)
        html = self._messages.render("context", window=window, url=self._citations.url(window.quote))
        return View(
            html,
            self._keyboards.window(window, number, back, others),
            frozenset({window.quote.id} if window.place == "here" else ()),
        )

    def citation(self, found: Quote) -> View:
        """A quote's citation, to be copied by a tap on it."""
        text = self._citations.plain(found, self._messages)
        return View(self._messages.render("citation_message", citation=text))
