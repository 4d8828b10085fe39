"""Framing: attributions and the layout of an answer are set aside, claims are not."""

from __future__ import annotations

import pytest

from retrieval.framing import without_attribution, without_layout

QUOTE = "The bridge fell on a Tuesday."


@pytest.mark.parametrize(
    "frame",
    [
        "\n— Delta, The Bridge 2017",
        "\n\n-- by the engineer Delta",
        "\n(Delta, 2017)",
        " — Delta Foxtrot, 1988",
    ],
)
def test_an_attribution_is_set_aside(frame: str) -> None:
    """What stands behind a dash or in brackets at the end, and names somebody, is no part of the quote."""
    framed = without_attribution(QUOTE + frame)

    assert framed.quotations == (QUOTE,)
    assert framed.set_aside == (frame.strip(" \n—-()"),)


@pytest.mark.parametrize(
    "claim",
    [
        " — it was not seen",
        "\n— Nobody saw it",
        " — 400 people died",
        "\n— 400 people died",
        " — it was raining",
        "\n— Why?",
    ],
)
def test_a_claim_is_not(claim: str) -> None:
    """What denies, counts, asks, or is written as a sentence is part of what is checked."""
    assert without_attribution(QUOTE + claim).quotations == (QUOTE + claim,)


def test_words_of_the_document_are_known() -> None:
    """A title written small is an attribution where the document has that title."""
    text = f"{QUOTE} — the fall of the bridge"

    assert without_attribution(text).set_aside == ()
    assert without_attribution(text, {"the", "fall", "of", "bridge"}).quotations == (QUOTE,)


def test_an_answers_layout_is_set_aside() -> None:
    """Numbers with titles, quiet lines and speakers are no part of the quotes between them."""
    text = f"1. On Bridges\nThe Alfa · 2017\nSpeaker: Delta\n{QUOTE}\n\n2. Harbours\n2018\nNobody came."

    framed = without_layout(text, {"On Bridges", "Harbours"})
    assert framed.quotations == (QUOTE, "Nobody came.")
    assert framed.set_aside == ("1. On Bridges", "The Alfa · 2017", "Speaker: Delta", "2. Harbours", "2018")
    assert without_layout(text, set()).quotations == (text,)
