"""Every word people read can be translated: nothing of a message stands outside of its catalogue."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

import bot.terminal
from answers import VALUES, answer, disputed, full_quote, no_answer
from bot.data import prompts_folder
from bot.messages import Messages
from bot.terminal import Page
from builders import document
from every_message import EXPECTED, PROBLEMS, templates, values, verdicts
from retrieval import DocumentError, Incoming, Marked, Query, Reason, Standing
from telegram_html import parse

WORD = "ж"
"""What every word of the invented language is."""

OPERATORS = frozenset({"evaluation.html.j2", "report.txt.j2"})
"""What `opcit evaluate` writes, in English only."""

KEPT = re.compile(r"%\(\w+\)s|<[^>]*>|/[a-z]+|opcit ask")
"""Places of values, markup, and what is typed as it stands."""

SAME = {"UTC", "YAML", "SHA", "opcit", "ask", "source", "text", "quit"}
"""What is the same in every language, or typed."""


def translated(text: str) -> str:
    """`text` in the invented language."""
    parts = re.split(f"({KEPT.pattern})", text)
    return "".join(part if i % 2 else re.sub("[A-Za-z]+", WORD, part) for i, part in enumerate(parts))


def sentences() -> Iterator[str | tuple[str, ...]]:
    """All that can be translated, as Babel finds it in the templates; singular and plural as a pair."""
    options = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}
    for path in prompts_folder().rglob("*.j2"):
        with path.open("rb") as file:
            for _, found, _, _ in extract("jinja2.ext:babel_extract", file, options=options):
                yield found


@pytest.fixture(scope="module")
def prompts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The templates with a catalogue of a language in which every word is the same."""
    folder = tmp_path_factory.mktemp("prompts") / "prompts"
    shutil.copytree(prompts_folder(), folder)
    catalogue = Catalog(locale="ru")
    for found in sentences():
        if isinstance(found, str):
            catalogue.add(found, translated(found))
        else:
            catalogue.add(found, [translated(found[1])] * catalogue.num_plurals)
    (folder / "locale").mkdir(exist_ok=True)
    with (folder / "locale" / "ru.po").open("wb") as file:
        write_po(file, catalogue)
    return folder


SHOWN = (
    *("The bridge fell on a Tuesday,  said Delta.", "On <bridges> & men", "E. Foxtrot", "Delta", "The fall"),
    *(
        "The Alfa",
        "The Bravo",
        "The Charlie",
        "Copy",
        "source bridge",
        "Alfa",
        "Bravo",
        "Charlie",
        "zzzzzzzzzz1",
    ),
    *("Many drowned.", "Few drowned.", "All drowned.", *VALUES["office"], document(WORD).sha256),
)
"""What stands in the invented answers."""


def foreign(text: str) -> set[str]:
    """Words of a text that are not of the invented language."""
    told = re.sub("|".join(map(re.escape, SHOWN)), "", text)
    typed = re.sub(
        r"/\w+|https?://\S+|aaaaaaaaaa1|abcdefghij1|\b\w*00000001\b|--page|page-3\.png|\.md|\.txt|\.csv",
        "",
        told,
    )
    return {word for word in re.findall(r"[A-Za-z]{2,}", typed) if word not in SAME}


@pytest.mark.parametrize("name", sorted(templates() - {"commands"}))
def test_messages(prompts: Path, name: str) -> None:
    """No template of a message has a word that its catalogue does not give."""
    messages = Messages(prompts, "ru")
    for given in values(WORD)[name]:
        assert not foreign(parse(messages.render(name, **given)).text)


def test_menu_and_buttons(prompts: Path) -> None:
    """What stands in the menu and on buttons can be translated; commands stay as they are typed."""
    messages = Messages(prompts, "ru")

    assert list(messages.commands()) == list(Messages(prompts_folder()).commands())
    assert not foreign(" ".join(messages.commands().values()))
    for label in ("unknown_button", "gone", "not_allowed"):
        assert not foreign(messages.label(label))
    for label in ("in_context", "source", "share", "copy"):
        assert not foreign(messages.label(label, number=2) + messages.label(label, number=None))
    told = [messages.label("quote", number=2), messages.label("more", count=2)]
    told += [messages.label(label) for label in ("up", "down", "back")]
    assert not foreign(" ".join(told))


def pages() -> Iterator[tuple[str, dict[str, object]]]:
    """Templates of the terminal, with values that reach their branches."""
    names = Query(unknown=(WORD,) * 7, names=(WORD,), corrected={WORD: "з"}, aliases={WORD: tuple("абвгде")})
    yield "answer", {"answer": answer(full_quote(), full_quote(), query=names)}
    for about in VALUES:
        yield "answer", {"answer": disputed(about)}
    for reason in Reason:
        facts = {"unknown": (WORD,) * 7, "names": (WORD,), "languages": ("fa", "en")}
        yield "answer", {"answer": no_answer(reason, full_quote(), **facts)}
    held = document(WORD, "1", title=WORD, encoding="1")
    errors = [
        DocumentError(WORD, "aliases", line=1, problem=problem, found=2, expected=9) for problem in PROBLEMS
    ]
    errors += [DocumentError(WORD, "metadata", field=WORD, value=WORD, expected=form) for form in EXPECTED]
    bare = DocumentError.CODES - {
        "front_matter",
        "metadata",
        "sources_row",
        "aliases",
        "thesaurus",
        "too_large",
    }
    errors += [DocumentError(WORD, code, identifier=WORD, other=WORD, suffix=WORD) for code in bare]
    counts = {"languages": (), "dates": (), "passages": 1, "sentences": 1, "folder": WORD}
    hard = Marked((held,) * 11, {WORD: 0, f"{WORD}{WORD}": 2}, 3)
    yield "check", {"documents": (held,), "warnings": errors, "unread": errors, "graphic": hard, **counts}
    yield "check", {"documents": (), "warnings": (), "unread": (), "graphic": Marked(), **counts}
    yield "document", {"document": held, "path": WORD}
    yield "surroundings", {"quote": full_quote(), "before": WORD, "after": WORD}
    for verdict in verdicts(WORD, full_quote()):
        yield "verdict", {"verdict": verdict, "marked": lambda _: [(WORD, True), (WORD, False)]}
    yield "greeting", {"documents": 2}
    known = {"title": "", "creator": WORD, "publisher": WORD, "date": "1931"}
    incoming = [
        Incoming(page=WORD, facts=known, text=WORD, data=b"", standing=standing)
        for standing in Standing
        for _ in range(2)
    ]
    yield "import", {"incoming": incoming, "unread": errors, "columnless": (WORD, WORD)}
    yield "import", {"incoming": (), "unread": (), "columnless": ()}
    yield "imported", {"incoming": incoming, "folder": WORD}
    yield "no_button", {}
    yield "covered", {}
    yield "inline", {"label": WORD, "results": [], "more": True}
    yield "pressed", {"copied": WORD, "shared": None}
    yield "pressed", {"copied": None, "shared": WORD}
    yield "message", {"edited": True, "file": None, "text": WORD, "rows": []}


def test_terminal(prompts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No template of the terminal but the operators' report has a word that its catalogue does not give."""
    monkeypatch.setattr(bot.terminal, "prompts_folder", lambda: prompts)
    page = Page(language="ru")
    for name, given in pages():
        assert not foreign(page.render(name, **given)), name


def test_no_page_is_forgotten() -> None:
    """The test above renders every template of the terminal that has words, but the operators' report."""
    names = {path.name for path in (prompts_folder() / "terminal").iterdir() if path.name[0] != "_"}
    rendered = {f"{name}.txt.j2" for name, _ in pages()}

    assert names - OPERATORS - rendered == {"notice.txt.j2"}
