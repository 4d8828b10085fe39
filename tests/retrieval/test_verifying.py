"""Verifying: what stands in the archive is exact; what differs in a word is not, and the word is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import corpus_folder
from costly import costly
from retrieval import LONGEST_QUOTATION, Archive, Kind, open_archive
from retrieval.sentences import sentences
from retrieval.structure import TEXT_KINDS, blocks

ROOT = Path(__file__).parents[2]

LAKE = """---
identifier: lake
title: The lake of Varna Dol
creator: Ilko Brenn
publisher: The Harbour Post
date: 2017-12-04
language: en
source: https://harbour.example.org/lake
---

# The flood

The ferryman Ilko Brenn kept a diary of the flood. The flood reached the old mill on the ninth of May. \
Nobody in the village had expected it, and 4,000 sacks of barley were lost.

“I did not leave my house,” said the miller’s wife – she was then thirty years old – “until the water fell.” \
The governor did not answer the miller’s letter before October. He wasn't well, it was said. She was blamed.

# Afterwards

The bridge was built again by carpenters from Tolmin… Its well-known arches carried forty carts a day.

In the archives of the harbour there is a list of every boat that was lost, which the clerk Agata Sorn made.
"""
COPY = """---
identifier: copy
title: Old news
publisher: The Tolmin Gazette
date: 2018
language: en
---

As was written before: The flood reached the old mill on the ninth of May. It was a Tuesday.
"""
PERSIAN = """---
identifier: fa
title: سیل دریاچه
publisher: روزنامه بندر
date: 2018
language: fa
---

قایقران پیر دفتر خاطرات سیل را در سال ۱۳۶۷ نوشت. سیل در ماه مه به آسیاب می‌رسید و ۴٬۰۰۰ کیسه جو از میان رفت. \
فرماندار به نامهٔ آسیابان پاسخی نداد و هیچ‌کس از روستا بیرون نرفت. پل تازه را نجارانی از تولمین ساختند.
"""
FLOOD = "The flood reached the old mill on the ninth of May."
LOST = "Nobody in the village had expected it, and 4,000 sacks of barley were lost."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive of invented things, in English and Persian."""
    files = {"lake.md": LAKE, "copy.md": COPY, "fa.md": PERSIAN}
    return open_archive(corpus_folder(tmp_path_factory.mktemp("invented"), files))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The corpus that comes with the project."""
    return open_archive(ROOT / "corpus", tmp_path_factory.mktemp("index"))


def sentences_of(archive: Archive) -> dict[str, list[tuple[int, int]]]:
    """The spans of each document's sentences, cut independently of the index."""
    found = {}
    for known in archive.documents:
        text = archive.document(known.identifier).text
        found[known.identifier] = [
            (span.start, span.end)
            for block in blocks(text, known.title)
            if block.kind in TEXT_KINDS
            for span in sentences(text, block.start, block.end)
        ]
    return found


def test_an_exact_quote_says_everywhere_it_stands(archive: Archive) -> None:
    """An exact quote lists each place with its document, paragraph, link and quote identifier."""
    verdict = archive.verify(FLOOD)

    assert verdict.kind is Kind.EXACT
    assert {place.document.identifier for place in verdict.places} == {"lake", "copy"}
    assert all(FLOOD.startswith(place.text) for place in verdict.places)
    place = next(place for place in verdict.places if place.document.identifier == "lake")
    assert place.url is not None
    assert place.url.startswith(str(archive.document("lake").source))
    assert (place.locator.section, place.locator.paragraph) == ("The flood", 1)
    assert place.id
    assert archive.quote(place.id).text == place.text == FLOOD


def test_a_part_of_a_sentence_is_exact_without_an_identifier(archive: Archive) -> None:
    """Words from the middle of a sentence are exact; only whole sentences have an identifier."""
    verdict = archive.verify("reached the old mill on the ninth")

    assert verdict.kind is Kind.EXACT
    assert all(place.id is None and not place.whole for place in verdict.places)
    around = {place.document.slice(place.sentences) for place in verdict.places}
    assert around == {FLOOD, f"As was written before: {FLOOD}"}


@pytest.mark.parametrize(
    "text",
    [
        f"“{FLOOD}”",
        f"  '{FLOOD}' ",
        FLOOD.replace(" ", "\n", 3).replace(" ", "  "),
        FLOOD + "\n— Ilko Brenn, The lake of Varna Dol 2017",
        f'"{FLOOD}" – Ilko Brenn, The lake of Varna Dol, 2017',
        f"{FLOOD} (The Harbour Post, 4 December 2017)",
        f"{FLOOD} — The lake of Varna Dol",
        f"1. The lake of Varna Dol\nThe Harbour Post · 4 December 2017 · paragraph 1\n{FLOOD}",
        f"“{FLOOD}”\n\n  title     The lake of Varna Dol\n  published Ilko Brenn\n  where     The flood",
        '"I did not leave my house," said the miller\'s wife - she was then thirty years old -- '
        '"until the water fell."',
        "The bridge was built again by carpenters from Tolmin... Its well‑known arches carried",
        "The flood reached the old mill [...] of May.",
        "The ferryman Ilko Brenn kept a diary of the flood. […] Nobody in the village had expected it",
        "[n]obody in the village had expected it",
        "The flood reached the old mi-\nll on the ninth of May.",
        "ﬂood reached the old mill on the ninth of May",
        "قايقران پير دفتر خاطرات سيل را در سال 1367 نوشت.",
        "«سیل در ماه مه به آسیاب می رسید و 4,000 کیسه جو از میان رفت.»",
        "سیل در ماه مه به آسیاب میرسید و ٤٬٠٠٠ كيسه جو از میان رفت",
    ],
)
def test_typography_and_frames_do_not_matter(archive: Archive, text: str) -> None:
    """White space, marks of typography, attributions and the bot's own layout leave a quote exact."""
    assert archive.verify(text).kind is Kind.EXACT


@pytest.mark.parametrize(
    ("text", "kind", "typed", "document"),
    [
        (LOST.replace("4,000", "40,000"), "number", "40,000", "4,000"),
        (LOST.replace("4,000", "4.000"), "number", "4.000", "4,000"),
        (LOST.replace("Nobody", "Somebody"), "negation", "Somebody", "Nobody"),
        (LOST.replace("barley", "wheat"), "word", "wheat", "barley"),
        (LOST.replace("expected it,", "expected it"), "mark", "", ","),
        (LOST.replace("of barley ", ""), "missing", "", "of barley"),
        (LOST.replace("barley", "good barley"), "added", "good", ""),
        (LOST.replace("had", "Had"), "word", "Had", "had"),
        (
            "The governor did answer the miller’s letter before October.",
            "negation", "", "not",
        ),
        ("He was well, it was said.", "negation", "was", "wasn't"),
        ("in the village had expected it, and 4,000 sacks", "negation", "", "Nobody"),
        ("Nobody in the village had expected it.", "number", "", "and 4,000 sacks of barley were lost"),
        ("The bridge was built again by carpenter's from Tolmin", "word", "carpenter's", "carpenters"),
        ("The flood reached the old mill on the tenth of May.", "word", "tenth", "ninth"),
        ("Its well-known arches carried four carts a day.", "number", "four", "forty"),
        ("سیل در ماه مه به آسیاب نمی‌رسید و ۴٬۰۰۰ کیسه جو از میان رفت.", "negation", "نمی", "می"),
        ("سیل در ماه مه به آسیاب می‌رسید و ۴۰٬۰۰۰ کیسه جو از میان رفت.", "number", "۴۰٬۰۰۰", "۴٬۰۰۰"),
        ("فرماندار به نامهٔ آسیابان پاسخی داد و هیچ‌کس از روستا بیرون نرفت.", "negation", "داد", "نداد"),
    ],
)  # fmt: skip
def test_a_difference_is_named(archive: Archive, text: str, kind: str, typed: str, document: str) -> None:
    """What was changed is told in the words of both sides, numbers and negations as such."""
    verdict = archive.verify(text)

    assert verdict.kind is Kind.DIFFERS
    assert [(str(each.kind), each.typed, each.document) for each in verdict.differences] == [
        (kind, typed, document)
    ]
    [difference] = verdict.differences
    assert verdict.places[0].document.slice(difference.span) == document


def test_what_an_ellipsis_leaves_out_is_shown(archive: Archive) -> None:
    """The words that "[...]" stands for are given; a denial beside it that it swallows is a difference."""
    verdict = archive.verify("The flood reached the old mill [...] of May.")
    assert verdict.left_out == ("on the ninth",)
    assert verdict.places[0].id is None

    turned = archive.verify("The governor did [...] answer the miller’s letter before October.")
    assert turned.kind is Kind.DIFFERS
    assert [str(each.kind) for each in turned.differences] == ["negation"]


def test_what_is_set_aside_is_told(archive: Archive) -> None:
    """An attribution is not checked, and the verdict says so; a claim behind a dash is no attribution."""
    assert archive.verify(f"{FLOOD}\n— Ilko Brenn").set_aside == ("Ilko Brenn",)
    for claim in ("Nobody survived", "400 people drowned", "all was lost in it", "I did not see it."):
        assert archive.verify(f"{FLOOD} — {claim}").kind is not Kind.EXACT


def test_in_part(archive: Archive) -> None:
    """Of a quote with an invented sentence, or stitched of two documents, each sentence is told by itself."""
    invented = "The mayor of Tolmin sold his horses to a travelling circus."
    verdict = archive.verify(f"{FLOOD} {invented}")
    assert verdict.kind is Kind.IN_PART
    assert [(piece.text, len(piece.places)) for piece in verdict.pieces] == [(FLOOD, 2), (invented, 0)]

    stitched = archive.verify("It was a Tuesday. The ferryman Ilko Brenn kept a diary of the flood.")
    assert stitched.kind is Kind.IN_PART
    assert all(piece.places for piece in stitched.pieces)


def test_an_answers_quotes_are_exact_together(archive: Archive) -> None:
    """A whole answer of the bot, with quotes of several documents, is checked quote by quote."""
    other = "As was written before: The flood reached the old mill on the ninth of May."
    message = (
        "1. The lake of Varna Dol\nThe Harbour Post · 4 December 2017\nSpeaker: the miller\n"
        f"{FLOOD}\n\n2. Old news\n2018\n{other}"
    )

    verdict = archive.verify(message)
    assert verdict.kind is Kind.EXACT
    assert archive.verify(message.replace("before", "after")).kind is Kind.IN_PART
    assert "Speaker: the miller" in verdict.set_aside


@pytest.mark.parametrize(
    "text",
    [
        "The mayor of Tolmin sold his horses to a travelling circus.",
        "In the village there was nobody who had a list of the horses that he sold in May.",
        "Zwiebelfisch rhabarber xyzzy plugh frobnicate.",
        "شهردار اسب‌های خود را به سیرکی دوره‌گرد فروخت.",
    ],
)
def test_absent(archive: Archive, text: str) -> None:
    """What shares only common words with the documents is not in this archive."""
    verdict = archive.verify(text)

    assert (verdict.kind, verdict.places) == (Kind.ABSENT, ())


@pytest.mark.parametrize(
    "text", ["", "   ", "“”", "flood", "the old mill", "She was praised.", "the of and but or"]
)
def test_cannot_tell(archive: Archive, text: str) -> None:
    """A few words, or none that tells anything, get no verdict."""
    assert archive.verify(text).kind is Kind.CANNOT_TELL


def test_a_short_sentence_is_known_as_a_whole(archive: Archive) -> None:
    """Three words are exact only where they are a whole sentence of a document."""
    assert archive.verify("She was blamed.").kind is Kind.EXACT


def test_an_empty_archive(tmp_path: Path) -> None:
    """Where there is no document nothing is found, and nothing breaks."""
    assert open_archive(corpus_folder(tmp_path, {})).verify(FLOOD).kind is Kind.ABSENT


def test_the_longest_text(archive: Archive) -> None:
    """A text at the limit is verified; a longer one is refused without being repeated."""
    assert archive.verify(("x" * 99 + " ") * (LONGEST_QUOTATION // 100)).kind is Kind.ABSENT
    with pytest.raises(ValueError) as refused:
        archive.verify("secret " * LONGEST_QUOTATION)
    assert "secret" not in str(refused.value)


def test_a_verdict_does_not_show_what_was_typed(archive: Archive) -> None:
    """Printed or logged, a verdict shows none of the words that were typed."""
    typed = LOST.replace("barley", "zwiebelfisch") + "\n— Rhabarber"

    assert not any(word in repr(archive.verify(typed)) for word in ("zwiebelfisch", "Rhabarber"))


@pytest.mark.parametrize("which", ["archive", "shipped"])
@costly
@given(st.data())
def test_slices_of_whole_sentences_are_exact(
    which: str, request: pytest.FixtureRequest, data: st.DataObject
) -> None:
    """Every slice of whole sentences of any document verifies as exact, there and to the character."""
    held: Archive = request.getfixturevalue(which)
    spans = sentences_of(held)
    identifier = data.draw(st.sampled_from(sorted(spans)))
    first = data.draw(st.integers(0, len(spans[identifier]) - 1))
    last = min(len(spans[identifier]) - 1, first + data.draw(st.integers(0, 5)))
    start, end = spans[identifier][first][0], spans[identifier][last][1]

    verdict = held.verify(held.document(identifier).text[start:end])
    assert verdict.kind is Kind.EXACT
    assert any(
        place.document.identifier == identifier and start <= place.locator.start and place.locator.end <= end
        for place in verdict.places
    )


@costly
@given(st.data())
def test_no_changed_word_is_exact(shipped: Archive, data: st.DataObject) -> None:
    """A text in which any one word is another word never verifies as exact."""
    spans = sentences_of(shipped)
    identifier = data.draw(st.sampled_from(sorted(spans)))
    start, end = data.draw(st.sampled_from(spans[identifier]))
    words = shipped.document(identifier).text[start:end].split(" ")
    at = data.draw(st.integers(0, len(words) - 1))
    others = {"zebra", "Zebra", "گورخر", "77", "not", "n", words[at] + "s"} - {words[at]}
    words[at] = data.draw(st.sampled_from(sorted(others)))

    assert shipped.verify(" ".join(words)).kind is not Kind.EXACT


Alteration = Callable[[random.Random, list[str]], bool]
DENIALS = {"not", "never", "no", "nobody", "نه", "هرگز", "نبود", "نشد", "نکرد", "نیست"}


def _a_word(chance: random.Random, words: list[str]) -> bool:
    at = chance.randrange(len(words))
    persian = any("\u0600" <= letter <= "\u06ff" for letter in words[at])
    words[at] = "گورخر" if persian else "zebra"
    return True


def _a_digit(chance: random.Random, words: list[str]) -> bool:
    at = [number for number, word in enumerate(words) if any(map(str.isdecimal, word))]
    if not at:
        return False
    place = chance.choice(at)
    digits = [number for number, letter in enumerate(words[place]) if letter.isdecimal()]
    digit = chance.choice(digits)
    other = str((int(words[place][digit]) + chance.randrange(1, 9)) % 10)
    words[place] = words[place][:digit] + other + words[place][digit + 1 :]
    return True


def _a_negation(chance: random.Random, words: list[str]) -> bool:
    at = [number for number, word in enumerate(words) if word.strip(".,").casefold() in DENIALS]
    if at:
        del words[chance.choice(at)]
    else:
        persian = any("\u0600" <= letter <= "\u06ff" for letter in words[0])
        words.insert(chance.randrange(1, len(words)), "هرگز" if persian else chance.choice(["not", "never"]))
    return True


ALTERATIONS: tuple[Alteration, ...] = (_a_word, _a_digit, _a_negation)


def _untouched(chance: random.Random, text: str) -> str:
    """The same text as somebody might paste it."""
    plain = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "..."})
    eastern = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩") if "\u06cc" in text else {}
    ways: list[Callable[[str], str]] = [
        lambda words: f"“{words}”",
        lambda words: words.translate(plain),
        lambda words: words.replace(" ", "\n" if chance.random() < 0.5 else "  "),
        lambda words: f"«{words}»\n— Somebody Known, A Title 2017",
        lambda words: words.replace("ی", "ي").replace("ک", "ك").replace("\u200c", chance.choice(["", " "])),
        lambda words: words.translate(eastern),
    ]
    for way in chance.sample(ways, 3):
        text = way(text) if "— Somebody" not in text else text
    return text


@pytest.mark.parametrize("which", ["archive", "shipped"])
def test_altered_and_untouched_quotes(which: str, request: pytest.FixtureRequest) -> None:
    """Of a hundred altered quotes and a hundred untouched ones, not one gets a wrong verdict."""
    held: Archive = request.getfixturevalue(which)
    chance = random.Random(1988)
    pool = [
        held.document(identifier).text[start:end]
        for identifier, spans in sorted(sentences_of(held).items())
        for start, end in spans
    ]
    pool = [text for text in pool if len(text.split()) >= 7]
    wrong = []
    altered = 0
    while altered < 100:
        words = chance.choice(pool).split(" ")
        if not ALTERATIONS[altered % 3](chance, words):
            words = chance.choice([text for text in pool if any(map(str.isdecimal, text))]).split(" ")
            _a_digit(chance, words)
        text = " ".join(words)
        altered += 1
        if held.verify(text).kind is not Kind.DIFFERS:
            wrong.append(text)
    for _ in range(100):
        text = _untouched(chance, chance.choice(pool))
        if held.verify(text).kind is not Kind.EXACT:
            wrong.append(text)

    assert wrong == []
