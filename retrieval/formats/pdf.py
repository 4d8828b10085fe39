"""A PDF: pages, paragraphs and headings by where the words stand, through PDFium.

PDFium gives the place of every run of words, and reads a book of thousands of pages within the time that one
file may take. Of Arabic script it swaps letters here and there, and pypdf digits: there a paragraph may be
quoted only where the two agree (see `second_reading`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from types import MappingProxyType
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from retrieval.formats.extracted import Extracted, Piece, Problem, UnreadableError, joined, letters, lost
from retrieval.formats.page_furniture import edges
from retrieval.formats.page_layout import Line, is_verse, lines, paragraphs, usual_size
from retrieval.formats.right_to_left import letter_runs
from retrieval.formats.runs import Run
from retrieval.formats.second_reading import SecondReading, has_arabic
from retrieval.model import BlockKind
from retrieval.text import one_line

_PASSWORD = 4  # PDFium's error for a missing one
_MOST_PAGES = 20_000
_MANY_PAGES = 500
_PAGES_A_SECOND = 60  # on a slow machine; a fast one reads some hundreds
_MOST_RUNS = 20_000  # on one page; a drawing made of letters has more
_LARGE = 1.15  # of the usual size of letters on a page
_SMALL = 0.9
_LONGEST_HEADING = 200  # characters
_NOTE = re.compile(r"[\d⁰¹²³⁴-⁹*†‡۰-۹]")
_BODY = (None, BlockKind.DISPUTED)
_NO_LINE = Line(0, 0, 0, 0, 0, "")
_FIELDS = {"Title": "title", "Author": "creator"}
_MADE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
# What programs put in as a title without being asked.
_NO_TITLE = re.compile(
    r"(?i)untitled.*|microsoft (?:word|powerpoint) - .*|.*\.(?:docx?|pdf|tex|dvi|indd|qxd|rtf|pptx?|xlsx?)"
)


def extracted(
    raw: bytes,
    recognised: Mapping[str, Sequence[Sequence[Any]]] = MappingProxyType({}),
    patience: Callable[[float], None] | None = None,
) -> Extracted:
    """The text of a PDF.

    Args:
        raw: All of the file.
        recognised: The words of pages that have none of their own, by their numbers; see `aside.Words`.
        patience: Called with the seconds that a long book takes beyond what one file may.

    Raises:
        UnreadableError: It is damaged, encrypted, has no text, or too many pages.
    """
    document = opened(raw)
    if len(document) > _MOST_PAGES:
        raise UnreadableError("too_complex", pages=len(document))
    if patience and len(document) > _MANY_PAGES:
        patience(len(document) / _PAGES_A_SECOND)
    own = [_runs(document, number) for number in range(len(document))]
    pages = [
        runs or _recognised_runs(document, number, recognised.get(str(number + 1), ()))
        for number, runs in enumerate(own)
    ]
    if not any(pages):
        raise UnreadableError("no_text_layer", pages=len(pages))
    found = [lines(runs) for runs in pages]
    pieces = _pieces(found, _second(raw, own))
    text, begins, marks = joined(pieces)
    visible = sum(letters(run.text) for runs in pages for run in runs)
    return Extracted(
        text,
        pages=begins,
        marks=marks,
        given=_metadata(document),
        heading=_heading(found[0], edges(found)[0]),
        problems=tuple(_problems(pages, visible, text, pieces, sum(map(_is_new, own, pages)))),
        recognised=tuple(n for n, each in enumerate(zip(own, pages, strict=True), 1) if _is_new(*each)),
    )


def _is_new(own: Sequence[Run], runs: Sequence[Run]) -> bool:
    """Whether all words of a page come from its picture."""
    return bool(runs) and not own


def _recognised_runs(
    document: pypdfium2.PdfDocument, number: int, words: Sequence[Sequence[Any]]
) -> list[Run]:
    """The runs of a page that is a picture."""
    if not words:
        return []
    width, height = document.get_page_size(number)
    runs = []
    for left, top, right, bottom, line in words:
        text, size = one_line(str(line)), round((bottom - top) * height, 1)
        if text:
            low, high = (1 - bottom) * height, (1 - top) * height
            runs.append(Run(left * width, low, right * width, high, size, text))
    return runs


def opened(raw: bytes) -> pypdfium2.PdfDocument:
    """A PDF as PDFium knows it.

    Raises:
        UnreadableError: It is damaged, encrypted, or has no page.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        # PDFium's error may be that of the file before: one that is encrypted says so itself.
        is_locked = getattr(error, "err_code", 0) == _PASSWORD or "assword" in str(error)
        code = "encrypted" if is_locked and b"/Encrypt" in raw else "damaged"
        raise UnreadableError(code) from error
    if not len(document):
        raise UnreadableError("damaged")
    return document


def _runs(document: pypdfium2.PdfDocument, number: int) -> list[Run]:
    """The runs of words of one page; none of a page that is broken."""
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    try:
        count = text.count_rects()
        if count > _MOST_RUNS:
            raise UnreadableError("too_complex")
        runs = [run for rect in range(count) if (run := _run(text, rect))]
        return letter_runs(text) if any(has_arabic(run.text) for run in runs) else runs
    finally:
        text.close()
        page.close()


def _run(text: pypdfium2.PdfTextPage, rect: int) -> Run | None:
    left, bottom, right, top = text.get_rect(rect)
    # A little more than the box: a letter on its edge would be left out.
    words = text.get_text_bounded(left - 0.01, bottom - 0.01, right + 0.01, top + 0.01)
    words = one_line(f"|{words.replace(chr(0xFFFE), '-').replace(chr(2), '-')}|")[1:-1]
    if not words.strip():
        return None
    first = pdfium.FPDFText_GetCharIndexAtPos(text.raw, left + 0.5, (bottom + top) / 2, 2, 4)
    size = top - bottom
    if first >= 0:
        _, low, _, high = text.get_charbox(first, loose=True)
        size = high - low
        bottom, top = min(bottom, low), max(top, high)
    return Run(left, bottom, right, top, round(size, 1), words)


def _second(raw: bytes, pages: Sequence[Sequence[Run]]) -> SecondReading | None:
    """The other extractor's reading, where there is Arabic script."""
    arabic = {n for n, runs in enumerate(pages) if any(has_arabic(run.text) for run in runs)}
    return SecondReading(io.BytesIO(raw), arabic) if arabic else None


def _pieces(pages: Sequence[Sequence[Line]], second: SecondReading | None) -> list[Piece]:
    """The pages' paragraphs; one that goes on over the page stays whole, before the edges of the page."""
    edged = edges(pages)
    pieces: list[Piece] = []
    for number, page in enumerate(pages):
        body = [line for line in page if line not in edged[number]]
        furniture = [Piece(line.text, BlockKind.BOILERPLATE) for line in page if line in edged[number]]
        usual = usual_size(body)
        found = [_piece(paragraph, number, second, usual) for paragraph in paragraphs(body)]
        last = _last_of_text(pieces)
        if found and last is not None and _goes_on(pieces[last], found[0]):
            before, after = pieces[last], found.pop(0)
            joint = "\n" if before.text.endswith("-") else " "
            begins = (*before.page_begins, len(before.text) + 1)
            whole = Piece(before.text + joint + after.text, before.kind or after.kind, begins)
            # The notes of the page before go before the paragraph that leaves it; its edge does already.
            pieces[last:] = [*pieces[last + 1 :], whole, *furniture, *found]
        else:
            first, *rest = [*furniture, *found] or [Piece("")]
            pieces += [first._replace(page_begins=(0, *first.page_begins)), *rest]
    return pieces


def _last_of_text(pieces: Sequence[Piece]) -> int | None:
    """The number of the last piece that is no edge of a page and no note."""
    places = reversed(range(len(pieces)))
    return next((n for n in places if pieces[n].kind in _BODY), None)


def _piece(paragraph: Sequence[Line], page: int, second: SecondReading | None, usual: float = 0.0) -> Piece:
    """A paragraph as one line, but where a hyphen ends a line, and for verses and the rows of a table."""
    text, agrees, breaks = "", True, is_verse(paragraph)
    for line in paragraph:
        words = line.text
        if second is not None and has_arabic(words):
            words, line_agrees = second.line(page, words)
            agrees = agrees and line_agrees
        text += ("\n" if text.endswith("-") or line.is_row or breaks else " ") * bool(text) + words
    return Piece(text, _kind(text, paragraph[0], usual) if agrees else BlockKind.DISPUTED)


def _kind(text: str, first: Line, usual: float) -> BlockKind | None:
    """What the layout says of a paragraph: a heading, or no heading, being rows of a table or a note."""
    if usual and first.size > _LARGE * usual and len(text) <= _LONGEST_HEADING:
        return BlockKind.HEADING
    is_note = first.size < _SMALL * usual and _NOTE.match(text)
    return BlockKind.PARAGRAPH if is_note or first.is_row else None


def _heading(page: Sequence[Line], edge: set[Line]) -> str | None:
    """The words that are largest on the first page, if they stand out."""
    body = [line for line in page if line not in edge]
    largest = max((line.size for line in body), default=0.0)
    if largest <= _LARGE * median(line.size for line in body or page or [_NO_LINE]):
        return None
    return " ".join(line.text for line in body if line.size == largest)


_ENDS = re.compile("[.!?…。؟۔:;؛]['\"”’»)\\]]*\\Z")


def _goes_on(first: Piece, second: Piece) -> bool:
    """Whether a paragraph breaks off at the end of a page and the next page goes on with it."""
    before, after = first.text, second.text
    if second.kind not in _BODY or not before or not after or _ENDS.search(before) or len(before) < 60:
        return False
    return (
        before.endswith(("-", ",", "،"))
        or after[0].islower()
        or (has_arabic(after[:1]) and len(before) > 200)
    )


def _metadata(document: pypdfium2.PdfDocument) -> dict[str, str]:
    """Title, author and the day it was made, as the file gives them."""
    try:
        facts = document.get_metadata_dict()
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return {}
    given = {field: one_line(facts.get(name) or "") for name, field in _FIELDS.items()}
    if _NO_TITLE.fullmatch(given["title"]):
        del given["title"]
    made = _MADE.match(facts.get("CreationDate") or "")
    if made:
        given["date"] = "-".join(filter(None, made.groups()))
    return given


def _problems(
    pages: Sequence[Sequence[Run]], visible: int, text: str, pieces: Sequence[Piece], recognised: int
) -> list[Problem]:
    empty = [number for number, runs in enumerate(pages, 1) if not runs]
    disputed = sum(piece.kind is BlockKind.DISPUTED for piece in pieces)
    problems = [lost(visible, letters(text))]
    without = {"pages": len(empty), "of": len(pages), "numbers": empty}
    problems.append(Problem("pages_without_text", without) if empty else None)
    problems.append(Problem("recognised", {"pages": recognised}) if recognised else None)
    problems.append(Problem("disputed", {"paragraphs": disputed}) if disputed else None)
    return [problem for problem in problems if problem]
