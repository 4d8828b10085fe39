"""An answer where others listen: one message, however long its quotes are and whatever belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.citations import Citations
from bot.keyboards import Keyboards
from bot.limits import fits
from bot.messages import Messages
from bot.page_pictures import page_buttons
from bot.pages import Page
from bot.views import View, Views
from retrieval import Answer, Archive, DocumentPage


def single(
    archive: Archive, messages: Messages, citations: Citations, answer: Answer, pages: Sequence[Page]
) -> View:
    """An answer as one message.

    Args:
        archive: That gave it.
        messages: The words around its quotes.
        citations: Where they can be read.
        answer: The whole answer.
        pages: The messages it makes where there is room for several: a sentence longer than a message is then
            shown as a part of its document, with buttons that go on.
    """
    if len(pages) > 1:
        view = Views(archive, messages, citations).around(answer.quotes[0], others=pages[-1].others)
    else:
        [page] = pages
        shown = frozenset(identifier for _, identifier in page.quotes)
        view = View(page.html, Keyboards(messages, citations).page(page), shown)
    return _with_pages(view, messages, answer.pages)


def _with_pages(view: View, messages: Messages, pages: Sequence[DocumentPage]) -> View:
    """A message with the pages that can be read as pictures, where it has room for them."""
    html = f"{view.html}\n\n{messages.render('pages', pages=pages)}" if pages else view.html
    if not pages or not fits(html):
        return view
    both = [markup for markup in (view.markup, page_buttons(messages, pages)) if markup]
    rows = [row for markup in both for row in markup.inline_keyboard]
    return View(html, InlineKeyboardMarkup(rows) if rows else None, view.quotes)
