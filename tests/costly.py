"""Properties whose every example takes long: a whole archive, a whole message in many forms."""

from __future__ import annotations

from hypothesis import settings

costly = settings(max_examples=settings().max_examples // 3)
"""For such a test: a third of the examples that others are given."""
