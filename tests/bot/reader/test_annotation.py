"""Annotations: their selectors point at the words and at nothing else."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from answers import BRIDGE, full_quote, quote
from bot.reader.annotation import annotation


def test_what_it_says() -> None:
    """A W3C annotation of the text, based on the original with its hash and its public source."""
    held = full_quote()
    made = annotation(held, "https://x.org/a", "https://x.org/t", "https://x.org/o")

    assert made["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (made["id"], made["type"], made["motivation"]) == ("https://x.org/a", "Annotation", "highlighting")
    assert made["target"]["source"] == {
        "id": "https://x.org/t",
        "type": "Text",
        "format": "text/plain",
        "language": "en",
        "isBasedOn": {
            "id": "https://x.org/o",
            "sha256": held.document.sha256,
            "url": "https://example.org/bridge",
        },
    }
    assert json.loads(json.dumps(made)) == made


@given(text=st.text(max_size=200), data=st.data())
def test_selectors(text: str, data: st.DataObject) -> None:
    """Both selectors give the quoted words: the one by offsets, the other by what stands around them."""
    words = data.draw(st.sampled_from([BRIDGE, "پل فرو ریخت.", "a"]))
    held = quote(f"{text}{words}{text[::-1]}", words)
    exact, position = annotation(held, "", "", "")["target"]["selector"]

    assert exact["type"], position["type"] == ("TextQuoteSelector", "TextPositionSelector")
    assert held.document.text[position["start"] : position["end"]] == exact["exact"] == words
    assert exact["prefix"] + exact["exact"] + exact["suffix"] in held.document.text
