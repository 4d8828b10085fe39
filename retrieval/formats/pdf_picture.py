"""A page of a PDF as a picture: a PNG of a bounded number of points, in as many colours as it needs."""

from __future__ import annotations

import math
import struct
import zlib

import pypdfium2

from retrieval.formats.extracted import UnreadableError
from retrieval.formats.pdf import opened

_FIRST_BYTES = b"\x89PNG\r\n\x1a\n"
_GREY, _COLOUR = 0, 2  # kinds of PNG


def picture(raw: bytes, number: int, finest: float, most_points: int) -> bytes:
    """One page as it looks.

    Args:
        raw: All of the PDF.
        number: Of the page, from 1.
        finest: Points of the picture to one of the page, at most.
        most_points: Of the picture.

    Raises:
        UnreadableError: There is no such page, or it is damaged.
    """
    document = opened(raw)
    if not 1 <= number <= len(document):
        raise UnreadableError("damaged")
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = fitting_scale(width, height, finest, most_points)
        bitmap = page.render(scale=scale, rev_byteorder=True, no_smoothtext=False)
    except (pypdfium2.PdfiumError, ValueError, OverflowError) as error:
        raise UnreadableError("damaged") from error
    return _png(bitmap)


def fitting_scale(width: float, height: float, finest: float, most_points: int) -> float:
    """How many points of the picture there are to one of the page.

    Args:
        width: Of the page, in points of a 72nd of an inch.
        height: As well.
        finest: What it is at most.
        most_points: Of the picture.

    Raises:
        UnreadableError: The page is a line, or far too long for its width.
    """
    if not (width > 1 and height > 1 and max(width, height) < 20 * min(width, height)):
        raise UnreadableError("too_complex")
    return min(finest, math.sqrt(most_points / (width * height)))


def _png(bitmap: pypdfium2.PdfBitmap) -> bytes:
    points = bitmap.to_numpy()[:, :, :3]
    is_grey = bool((points[:, :, 0] == points[:, :, 1]).all() and (points[:, :, 1] == points[:, :, 2]).all())
    rows = points[:, :, :1] if is_grey else points
    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, _GREY if is_grey else _COLOUR, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows), 6)
    return _FIRST_BYTES + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
