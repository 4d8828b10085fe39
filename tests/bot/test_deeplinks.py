"""Deep links: what is put behind `?start=` comes out again, and nothing else does."""

from __future__ import annotations

import base64
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.deeplinks import Link, document_payload, handle, identifier_of, linked, quote_payload
from builders import document

PAYLOAD = re.compile("[A-Za-z0-9_-]{1,64}")

identifiers = st.from_regex("[A-Za-z0-9._-]{1,64}", fullmatch=True)


@given(st.from_regex("[0-9a-z]{10}(1|[2-4][0-9a-z]{2})", fullmatch=True))
def test_quotes(identifier: str) -> None:
    """A quote's link opens that quote."""
    payload = quote_payload(identifier)

    assert PAYLOAD.fullmatch(payload)
    assert linked(payload) == Link("quote", identifier)


@given(st.lists(identifiers, min_size=1, unique=True))
def test_documents(names: list[str]) -> None:
    """A document's link opens that document among all others, whatever its identifier."""
    documents = [document("x", name) for name in names]
    for name in names:
        payload = document_payload(name)
        link = linked(payload)

        assert PAYLOAD.fullmatch(payload)
        assert link
        assert link.kind == "document"
        assert identifier_of(link.value, documents) == name
    assert identifier_of(handle("no." + "x" * 61), documents) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=46))
def test_questions(question: str) -> None:
    """A question in base64url is opened as it was, but for blanks around it."""
    payload = "a_" + base64.urlsafe_b64encode(question.encode()).decode().rstrip("=")
    expected = Link("question", question.strip()) if question.strip() else None

    assert linked(payload) == (expected if len(payload) <= 64 else None)


@given(st.one_of(st.text(max_size=70), st.from_regex("a_[A-Za-z0-9_-]{1,62}", fullmatch=True)))
def test_anything_else(payload: str) -> None:
    """Whatever somebody puts behind a link is a link of ours or none; it raises nothing."""
    link = linked(payload)

    assert link is None or payload[:2] in ("q_", "d_", "a_")
