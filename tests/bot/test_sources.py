"""`/source`: what is meant, and that nothing else can be meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Messages
from bot.sources import LARGEST_FILE, NothingFoundError, parcel, wanted_source
from builders import document
from retrieval import Archive, Document, Quote
from running import live_archive

MESSAGES = Messages(Path(__file__).parents[2] / "prompts")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive of three small documents."""
    return live_archive(tmp_path_factory.mktemp("archive")).archive


def shown(archive: Archive) -> dict[int, str]:
    """What an answer showed."""
    return {i: quote.id for i, quote in enumerate(archive.ask("Who built the bridge?").quotes, start=1)}


def kind_of_no(archive: Archive, wanted: str, quotes: dict[int, str]) -> str:
    """Why nothing is found."""
    with pytest.raises(NothingFoundError) as caught:
        wanted_source(archive, wanted, quotes)
    return caught.value.kind


def test_number(archive: Archive) -> None:
    """A number means the quote shown with it, in any digits."""
    quotes = shown(archive)
    for wanted in ("2", "۲", "٢"):
        found = wanted_source(archive, wanted, quotes)

        assert isinstance(found, Quote)
        assert found.id == quotes[2]


def test_identifiers(archive: Archive) -> None:
    """An identifier means the document that has it, or else the quote."""
    quotes = shown(archive)
    found = wanted_source(archive, quotes[1].upper(), {})

    assert isinstance(wanted_source(archive, "lake", quotes), Document)
    assert isinstance(found, Quote)
    assert found.id == quotes[1]


def test_nothing_named(archive: Archive) -> None:
    """`/source` alone means the only quote shown; with several or none, it asks which."""
    quotes = shown(archive)
    found = wanted_source(archive, "", {3: quotes[1]})

    assert isinstance(found, Quote)
    assert kind_of_no(archive, "", quotes) == "which"
    assert kind_of_no(archive, "", {}) == "which"


def test_kinds_of_no(archive: Archive) -> None:
    """What is not there is refused with the reason."""
    gone = "0" * 10 + "1"

    assert kind_of_no(archive, "9", shown(archive)) == "number"
    assert kind_of_no(archive, "1", {}) == "number"
    assert kind_of_no(archive, "1", {1: gone}) == "gone"
    assert kind_of_no(archive, gone, {}) == "gone"
    assert kind_of_no(archive, "harbour", {}) == "unknown"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"])),
        st.sampled_from(
            [
                "../lake.md",
                "lake.md",
                "/etc/passwd",
                "..%2flake.md",
                "lake\0",
                "file:///etc/passwd",
                "lake/",
                "./lake",
            ]
        ),
    )
)
def test_nothing_else_is_reachable(archive: Archive, wanted: str) -> None:
    """Whatever is typed reaches a document's original by its hash, or nothing."""
    try:
        found = wanted_source(archive, wanted, {})
    except NothingFoundError:
        return
    sent = parcel(archive, MESSAGES, found)

    assert sent.file is not None
    assert sent.file.read_bytes() in {(archive.folder / each.file).read_bytes() for each in archive.documents}
    assert sent.name in {each.file for each in archive.documents}


def test_too_large(archive: Archive) -> None:
    """A file larger than a bot may send is not sent; its size and its link are."""
    large = document("x", source="https://a.example/large")
    large = type(large)(**{**vars(large), "size": LARGEST_FILE + 1})
    sent = parcel(archive, MESSAGES, large)

    assert sent.file is None
    assert "https://a.example/large" in sent.html
    assert "50 MB" in sent.html
