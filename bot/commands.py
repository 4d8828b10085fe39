"""What each command does, from its options to its exit code."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import retrieval
from bot import logs
from bot.data import prompts_folder
from bot.errors import StalledError, UsageError
from bot.evaluation import Run, evaluation_page, report_line
from bot.exits import DONE, NOT_SO, complain
from bot.import_paths import usable_paths, writable_corpus
from bot.output import answer_line
from bot.progress import ProgressLine
from bot.settings import TOKEN_FILE, Settings
from bot.terminal import Page
from bot.words import sentence
from retrieval import (
    LONGEST_QUOTATION,
    Archive,
    CorpusError,
    CorpusWriteError,
    Document,
    DocumentError,
    IndexStoreError,
    Kind,
    Labelled,
    LiveArchive,
    ModelError,
    Progress,
    QuestionsError,
    Quote,
    QuoteGoneError,
    RecognitionError,
    ReloadInProgressError,
    UnknownIdentifierError,
    WithdrawnError,
    WordsAlone,
    labelled_questions,
    load_model,
    open_archive,
)

logger = logging.getLogger(__name__)


def ask(options: argparse.Namespace) -> int:
    """Answer one question, or every line of standard input."""
    settings = _settings(options)
    archive = _archive(settings)
    question = " ".join(options.question)
    if question == "-":
        for line in _questions():
            sys.stdout.write(answer_line(archive.ask(line, options.quotes)) + "\n")
            sys.stdout.flush()
        return DONE
    answer = archive.ask(question, options.quotes)
    if options.json:
        sys.stdout.write(answer_line(answer) + "\n")
    else:
        _show(settings, "answer", answer=answer)
        _warn_of_unread(archive)
    return DONE if answer.quotes else NOT_SO


def verify(options: argparse.Namespace) -> int:
    """Tell whether a text is a quote of the archive, or all of standard input is."""
    from bot.verdicts import marked, verdict_line  # loads Telegram's library, which no other answer needs

    settings = _settings(options)
    archive = _archive(settings)
    text = " ".join(options.quotation)
    if text == "-":
        # No more than can be told to be too long.
        text = sys.stdin.buffer.read(8 * LONGEST_QUOTATION).decode("utf-8", "replace").removeprefix("\ufeff")
    if len(text) > LONGEST_QUOTATION:
        raise UsageError("quotation_too_long", limit=LONGEST_QUOTATION)
    verdict = archive.verify(text)
    if options.json:
        sys.stdout.write(verdict_line(verdict) + "\n")
    else:
        _show(settings, "verdict", verdict=verdict, marked=marked)
    return DONE if verdict.kind is Kind.EXACT else NOT_SO


def source(options: argparse.Namespace) -> int:
    """Show a document or a quote: where it is, its text, or its original bytes."""
    settings = _settings(options)
    archive = _archive(settings)
    try:
        with usable_folders():
            found = _found(archive, options.identifier)
    except WithdrawnError as error:
        return _not_so("withdrawn", identifier=error.identifier, date=error.date)
    except QuoteGoneError as error:
        return _not_so("quote_gone", identifier=error.identifier)
    except UnknownIdentifierError as error:
        return _not_so("unknown_identifier", identifier=error.identifier)
    document = found.document if isinstance(found, Quote) else found
    if options.text:
        sys.stdout.buffer.write(document.text.encode())
    elif options.original:
        with usable_folders():
            original = archive.original(document)
        sys.stdout.buffer.write(original.read_bytes())
    elif options.page:
        return _write_picture(archive, document, options.page)
    elif isinstance(found, Quote):
        _show_surroundings(settings, archive, found)
    else:
        _show(settings, "document", document=document, path=str(archive.folder / document.file))
    return DONE


def _write_picture(archive: Archive, document: Document, page: int) -> int:
    """Write the picture of a page to standard output."""
    try:
        with usable_folders():
            picture = archive.picture(document, page)
    except DocumentError:
        return _not_so("no_picture", identifier=document.identifier, page=page)
    sys.stdout.buffer.write(picture)
    return DONE


def check(options: argparse.Namespace) -> int:
    """Report what is in the corpus, and every file that cannot be read."""
    settings = _settings(options)
    archive = _archive(settings)
    dates = sorted(document.date for document in archive.documents if document.date)
    _show(
        settings,
        "check",
        folder=str(archive.folder),
        documents=archive.documents,
        languages=archive.languages,
        dates=sorted({*dates[:1], *dates[-1:]}),
        graphic=archive.marked_graphic(),
        passages=archive.passage_count,
        sentences=archive.sentence_count,
        warnings=archive.warnings,
        unread=archive.unread,
    )
    return NOT_SO if archive.unread else DONE


def import_(options: argparse.Namespace) -> int:
    """Bring files into a corpus as clean documents; show them first."""
    settings = _settings(options)
    folder = writable_corpus(settings.corpus, options.paths)
    with ProgressLine(sys.stderr) as progress, usable_paths():
        pages = retrieval.read_pages(options.paths, whole=options.whole, report=progress.report)
    with usable_folders():
        found = retrieval.placed(pages.incoming, folder)
        columnless = retrieval.facts_without_column(pages.incoming, folder)
    _show(settings, "import", folder=str(folder), incoming=found, unread=pages.unread, columnless=columnless)
    sys.stdout.flush()
    if not options.dry_run:
        with usable_folders():
            found = retrieval.bring_in(pages.incoming, folder)
        _show(settings, "imported", folder=str(folder), incoming=found)
    return NOT_SO if pages.unread or not pages.incoming else DONE


def evaluate(options: argparse.Namespace) -> int:
    """Score the answers to labelled questions."""
    questions = _labelled(options.questions)
    settings = _settings(options)
    archive = _archive(settings)
    runs = [_evaluated(WordsAlone(archive), questions, "words_alone")]
    if archive.has_model:
        runs.append(_evaluated(archive, questions, "with_model"))
    if options.json:
        sys.stdout.write(report_line(runs) + "\n")
    else:
        _show(settings, "report", runs=runs, asked=runs[-1], strictness=settings.strictness)
    if options.html:
        page = evaluation_page(
            runs,
            corpus=archive.folder.resolve().name,
            documents=len(archive.documents),
            passages=archive.passage_count,
            questions=options.questions.name,
            strictness=settings.strictness,
            day=dt.datetime.now(dt.UTC).date(),
        )
        _write(options.html, page)
    return DONE


def run(options: argparse.Namespace) -> int:
    """Serve Telegram until told to stop."""
    settings = _settings(options, needs_token=True)
    if settings.unknown:
        logger.warning(sentence("warning.unknown_variables", names=", ".join(settings.unknown)))
    from telegram.error import InvalidToken, NetworkError

    from bot import serving
    from bot.application import build_application
    from bot.tally import Tally

    with ProgressLine(sys.stderr) as progress, usable_folders():
        archive = _live_archive(settings, progress.report)
    tally = Tally()
    application = build_application(settings, archive, tally=tally)
    how = sentence(f"log.{'polling' if settings.webhook_url is None else 'webhook'}")
    logger.info(sentence("log.serving", count=len(archive.archive.documents), how=how))
    try:
        serving.serve(application, settings, archive, tally)
    except InvalidToken as error:
        raise UsageError("refused_token") from error
    except NetworkError as error:
        raise UsageError("unreachable", problem=type(error).__name__) from error
    except StalledError:
        return _not_so("stalled")
    return DONE


def serve(options: argparse.Namespace) -> int:
    """Serve the reader page until told to stop."""
    settings = _settings(options, loud=True)
    from bot.reader.serving import serve_readers

    def load() -> LiveArchive:
        with ProgressLine(sys.stderr) as progress:
            return _live_archive(settings, progress.report)

    with usable_folders():
        asyncio.run(serve_readers(settings, prompts_folder(), load))
    return DONE


def chat(options: argparse.Namespace) -> int:
    """Hold the conversation of Telegram in the terminal."""
    settings = _settings(options)
    from bot.console import Console

    with ProgressLine(sys.stderr) as progress, usable_folders():
        archive = _live_archive(settings, progress.report)
    Console(settings, archive, Page.of(sys.stdout, os.environ, settings.language)).converse()
    return DONE


@contextlib.contextmanager
def usable_folders() -> Iterator[None]:
    """Say in a sentence which folder cannot be used, and how to mend it.

    Raises:
        UsageError: The corpus cannot be read at all or not be added to, or the index or the sentence model
            cannot be used.
    """
    try:
        yield
    except CorpusError as error:
        raise UsageError(f"corpus_{error.code}", path=error.path) from error
    except RecognitionError as error:
        raise UsageError(f"ocr_{error.code}", name=error.name) from error
    except CorpusWriteError as error:
        raise UsageError(f"corpus_{error.code}", path=error.path, problem=error.problem) from error
    except IndexStoreError as error:
        raise UsageError("index_store", path=error.path, problem=error.problem) from error
    except ReloadInProgressError as error:
        raise UsageError("index_busy") from error
    except ModelError as error:
        raise UsageError(f"model_{error.code}", folder=error.folder, file=error.file) from error


def _settings(options: argparse.Namespace, *, needs_token: bool = False, loud: bool = False) -> Settings:
    """The settings for a command; the log is set up by then.

    A command that speaks to Telegram needs the token; for the others it is not even read. A command that
    serves (`loud`, or with a token) logs what goes on; of the others only warnings are shown unless a level
    is set.
    """
    settings = Settings.from_environ(
        os.environ,
        folder=Path(),
        needs_token=needs_token,
        without=() if needs_token else ("OPCIT_TOKEN", TOKEN_FILE),
        beneath={} if needs_token or loud else {"OPCIT_LOG_LEVEL": "WARNING"},
        **{name: getattr(options, name, None) for name in ("corpus", "index", "listen", "port")},
    )
    logs.configure(settings.log_level, [settings.token, settings.webhook_secret, settings.metrics_token])
    return settings


def _archive(settings: Settings) -> Archive:
    with ProgressLine(sys.stderr) as progress, usable_folders():
        return open_archive(
            settings.corpus,
            settings.index,
            progress.report,
            settings.strictness,
            load_model(settings.model),
            settings.ocr,
        )


def _live_archive(settings: Settings, progress: Progress | None = None) -> LiveArchive:
    model = load_model(settings.model)
    return LiveArchive(settings.corpus, settings.index, progress, settings.strictness, model, settings.ocr)


def _labelled(path: Path) -> Sequence[Labelled]:
    try:
        return labelled_questions(path)
    except QuestionsError as error:
        raise UsageError(
            f"questions_{error.code}", file=error.file, item=error.item, line=error.line
        ) from error


def _evaluated(archive: Archive | WordsAlone, questions: Sequence[Labelled], name: str) -> Run:
    with ProgressLine(sys.stderr, "asking") as progress:
        report = retrieval.evaluate(archive, questions, progress.report)
    return Run(sentence(f"help.evaluate.{name}"), report)


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, "utf-8", "replace")  # a YAML escape can make what is no character
    except OSError as error:
        raise UsageError("html_unwritable", path=path, problem=error.strerror) from error


def _questions() -> Iterator[str]:
    """The lines of standard input, without their ends; bytes that are no UTF-8 are replaced."""
    for number, line in enumerate(sys.stdin.buffer):
        text = line.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
        yield text if number else text.removeprefix("\ufeff")


def _found(archive: Archive, identifier: str) -> Document | Quote:
    try:
        return archive.document(identifier)
    except WithdrawnError:
        raise
    except UnknownIdentifierError:
        return archive.quote(identifier)


def _not_so(code: str, **values: object) -> int:
    complain(sentence(f"error.{code}", **values))
    return NOT_SO


def _show(settings: Settings, name: str, **values: object) -> None:
    sys.stdout.write(Page.of(sys.stdout, os.environ, settings.language).render(name, **values))


def _show_surroundings(settings: Settings, archive: Archive, quote: Quote) -> None:
    around = archive.surroundings(quote)
    _show(
        settings,
        "surroundings",
        quote=quote,
        before=quote.document.text[around.start : quote.span.start].strip(),
        after=quote.document.text[quote.span.end : around.end].strip(),
    )


def _warn_of_unread(archive: Archive) -> None:
    if archive.unread:
        complain(sentence("unread.line", count=len(archive.unread)))
