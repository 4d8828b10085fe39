import io

import pytest

from file_makers import pdf
from retrieval.formats import pdf as pdf_module
from retrieval.formats.page_layout import Line
from retrieval.formats.second_reading import SecondReading
from retrieval.model import BlockKind


def second(*lines: str) -> SecondReading:
    """A second reading that reads these lines on the first page."""
    reading = SecondReading(io.BytesIO(pdf([[]])), set())
    reading._lines = {0: {key(line): line for line in lines}}
    return reading


def key(line: str) -> str:
    """By what a line is recognised."""
    from retrieval.formats.second_reading import _key

    return _key(line)


@pytest.mark.parametrize(
    ("one", "other", "agrees"),
    [
        ("در زندانهای ایران", "در زندان‌های ایران", True),  # joints and blanks are no letters
        ("سال ۱۳۶۷ بود", "سال ۷۶۳۱ بود", False),
        ("مالقات قطع بود", "ملاقات قطع بود", False),
        ("ﺳﺎﻝ ﺩﻭﻡ", "سال دوم", True),  # the same letters in their old printed forms
    ],
)
def test_readings_agree_when_letters_and_digits_do(one: str, other: str, agrees: bool) -> None:
    """The same letters and digits in the same order: then the reading that keeps the joints is shown."""
    shown, found = second(other).line(0, one)
    assert found is agrees
    assert not agrees or shown == other


def test_a_paragraph_with_a_disputed_line_is_disputed() -> None:
    """One line of it that two readers read differently is enough."""
    lines = [Line(0, 0, 9, 9, 9, text) for text in ("سال اول گذشت", "سال ۱۳۶۷ بود")]
    reading = second("سال اول گذشت", "سال ۷۶۳۱ بود")

    assert pdf_module._piece(lines, 0, reading).kind is BlockKind.DISPUTED
    assert pdf_module._piece(lines[:1], 0, reading).kind is None
