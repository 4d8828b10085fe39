"""What the tests of the formats share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from retrieval.formats.aside import Aside


@pytest.fixture(scope="module")
def aside() -> Iterator[Aside]:
    """A child for all tests of a file."""
    with Aside() as opened:
        yield opened
