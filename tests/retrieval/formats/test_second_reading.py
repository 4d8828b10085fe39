import io
import shutil
import subprocess
from pathlib import Path

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


PERSIAN = """<!doctype html><html lang=fa dir=rtl><meta charset=utf-8><body><h1>گزارش پل چوبی</h1>
<p>پل چوبی در یکی از روزهای بهار سال ۱۳۶۷ فرو ریخت و رودخانه آن را برد.</p>
<p>ملاقات زندانیان قطع شد و خانواده ها پشت درها ماندند (بی خبر). معلمان نامه نوشتند.</p></body></html>"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_persian_that_a_browser_has_printed_is_read_by_the_places_of_its_letters(tmp_path: Path) -> None:
    """Letters in their printed forms, in the order in which they are drawn; figures are disputed."""
    (tmp_path / "page.html").write_text(PERSIAN, "utf-8")
    made = tmp_path / "page.pdf"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command = ["chromium", *options, f"--print-to-pdf={made}", str(tmp_path / "page.html")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    found = pdf_module.extracted(made.read_bytes())
    disputed = [found.text[mark.start : mark.end] for mark in found.marks if mark.kind is BlockKind.DISPUTED]

    letters = "ملاقات زندانیان قطع شد و خانواده ها پشت درها ماندند (بی خبر). معلمان نامه نوشتند."
    assert key(letters) in key(found.text)
    assert any("۱۳۶۷" in paragraph for paragraph in disputed)
