"""Verifying against tricks: what looks almost right is never exact, and a frame makes nothing untrue."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builders import corpus_folder
from retrieval import Archive, Kind, open_archive
from retrieval.framing import without_ornament
from retrieval.sentences import sentences
from retrieval.structure import TEXT_KINDS, blocks
from retrieval.verdict import DifferenceKind

ROOT = Path(__file__).parents[2]
ROUNDS = 25

MILL = """---
identifier: mill
title: The mill of Varna Dol
publisher: The Harbour Post
date: 2017-12-04
language: en
---

In 1931 the miller Ilko Brenn asked Agata Sorn of Tolmin for help, and nobody in Varna Dol answered him. \
The governor did not open the letter of May 1932 before October. No one in Tolmin was told. \
The clerk never counted the 4,000 sacks.

Carpenters from Tolmin built the bridge within eleven weeks in 1934. It was not paid by the Harbour Office.
"""
PERSIAN = """---
identifier: fa
title: سیل دریاچه
publisher: روزنامه بندر
date: 2018
language: fa
---

قایقران پیر در سال ۱۳۶۷ هر روز به آسیاب می‌رفت و نامه‌ها را می‌خواند. فرماندار در سال ۱۳۶۸ پاسخ نامه را نمی‌داد.

هیچ‌کس از روستا بیرون نرفت و ۴٬۰۰۰ کیسه جو هرگز پیدا نشد. نجاران تولمین پل تازه را در سال ۱۳۷۰ می‌ساختند.
"""


@pytest.fixture(scope="module", params=["invented", "shipped"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive of invented things in English and Persian, and the one that comes with the project."""
    if request.param == "shipped":
        return open_archive(ROOT / "corpus", tmp_path_factory.mktemp("index"))
    return open_archive(corpus_folder(tmp_path_factory.mktemp("made"), {"mill.md": MILL, "fa.md": PERSIAN}))


def pool(archive: Archive) -> list[str]:
    """All sentences of some length that can be quoted."""
    return [
        document.text[start:end]
        for metadata in archive.documents
        for document in [archive.document(metadata.identifier)]
        for block in blocks(document.text, document.title, document.marks)
        if block.kind in TEXT_KINDS
        for start, end in sentences(document.text, block.start, block.end)
        if len(document.text[start:end].split()) >= 7
    ]


def _swapped(chance: random.Random, text: str) -> str:
    """Two names in each other's place."""
    found = list(re.finditer(r"(?<=\w )[A-Z][a-z]{2,}\b", text))
    if len(found) < 2:
        return text
    one, other = sorted(chance.sample(found, 2), key=lambda match: match.start())
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


def _other_year(chance: random.Random, text: str) -> str:
    """A year one later or earlier, in the digits of either script."""
    found = re.search(r"(?<!\d)(?:1[3-9]|20|۱۳)\d\d(?!\d)", text)
    if found is None:
        return text
    year = str(int(found[0]) + chance.choice([-1, 1]))
    if not found[0].isascii() and chance.random() < 0.5:
        year = year.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    return text[: found.start()] + year + text[found.end() :]


def _prefixed(chance: random.Random, text: str) -> str:
    """A Persian verb with its negation gone, or with one it had not."""
    found = list(re.finditer(r"(?<!\w)(ن?)(می‌\w+)", text))
    if not found:
        return text
    match = chance.choice(found)
    return text[: match.start()] + ("" if match[1] else "ن") + match[2] + text[match.end() :]


DENIAL = re.compile(r"\b(?:not|never|no one|no|nobody)\b|(?<!\w)(?:هرگز|هیچ‌کس)(?!\w)", re.IGNORECASE)


def _left_out(chance: random.Random, text: str) -> str:
    """A denial under an ellipsis."""
    return DENIAL.sub(chance.choice(["[...]", "…", "..."]), text, count=1)


def _behind(_chance: random.Random, text: str) -> str:
    """What stands behind a denial, alone."""
    found = DENIAL.search(text)
    return "… " + text[found.end() :].strip() if found and len(text[found.end() :].split()) > 3 else text


TRICKS: dict[str, tuple[Callable[[random.Random, str], str], DifferenceKind | None]] = {
    "swapped": (_swapped, None),
    "year": (_other_year, DifferenceKind.NUMBER),
    "prefix": (_prefixed, DifferenceKind.NEGATION),
    "left out": (_left_out, None),
    "behind": (_behind, None),
}


def tricked(archive: Archive, trick: str) -> Iterator[str]:
    """Sentences that the trick changes into what stands nowhere."""
    chance = random.Random(1988)
    texts = [archive.document(document.identifier).text for document in archive.documents]
    known = pool(archive)
    for _ in range(20 * ROUNDS):
        text = chance.choice(known)
        changed = TRICKS[trick][0](chance, text)
        if changed != text and not any(changed in whole for whole in texts):
            yield changed


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_is_never_exact(archive: Archive, trick: str) -> None:
    """Names swapped, a year by one, a denial gone, come or hidden: never exact, and named in words."""
    tried = [text for text, _ in zip(tricked(archive, trick), range(ROUNDS), strict=False)]
    verdicts = [(text, archive.verify(text)) for text in tried]
    expected = TRICKS[trick][1]

    assert tried
    assert [text for text, verdict in verdicts if verdict.kind is Kind.EXACT] == []
    if expected:
        unnamed = [
            text
            for text, verdict in verdicts
            if verdict.kind is Kind.DIFFERS and all(each.kind is not expected for each in verdict.differences)
        ]
        assert unnamed == []


def test_stitched_quotes_are_not_exact(archive: Archive) -> None:
    """Two sentences that do not adjoin, or the halves of two, are no quote, with or without dots between."""
    chance, known = random.Random(1988), pool(archive)
    texts = [" ".join(archive.document(each.identifier).text.split()) for each in archive.documents]
    for _ in range(ROUNDS):
        one, other = chance.sample(known, 2)
        begin, end = one.split(), other.split()
        for text in (
            f"{one} {other}",
            " ".join([*begin[: len(begin) // 2], *end[len(end) // 2 :]]),
        ):
            assert any(text in whole for whole in texts) or archive.verify(text).kind is not Kind.EXACT, text


AROUND = [
    "“{}” 🕊️",
    "🔴 {}",
    "{} ❤️❤️\n#archive #memory",
    "> {}",
    "▪️ «{}»\n\n— The Harbour Post, 2017 🙏",
    '"{}"\n(The Harbour Post, 2017-12-04)',
    "{}\n\n@harbour_news https://t.me/harbour_news/7",
]


@pytest.mark.parametrize("around", AROUND)
def test_what_is_put_round_a_quote(archive: Archive, around: str) -> None:
    """Pictures, tags, links and who said it make a true quote no less true; what is passed over is told."""
    for text in random.Random(1988).sample(pool(archive), 6):
        verdict = archive.verify(around.format(text))

        assert verdict.kind is Kind.EXACT, verdict.text
        assert verdict.set_aside or "🔴" not in around


@pytest.mark.parametrize(
    ("text", "quotation", "aside"),
    [
        ("The mill stood.", "The mill stood.", ()),
        ("🔴 It was 5° in May. 🕊️🕊️", "It was 5° in May.", ("🔴", "🕊️🕊️")),
        ("#tag The mill #of Dol.", "The mill #of Dol.", ("#tag",)),
        ("Call 100 😀", "Call 100", ("😀",)),
        ("🙏🙏", "🙏🙏", ()),
        ("> The mill\n> stood.", "The mill\nstood.", ()),
        ("It cost 7 @ a time", "It cost 7 @ a time", ()),
    ],
)
def test_ornament(text: str, quotation: str, aside: tuple[str, ...]) -> None:
    """What is no word goes from the edges and nowhere else, and a text of nothing else stays."""
    assert without_ornament(text) == ((quotation,), aside)
