"""A document's history: which identifier it had, wherever its file is now.

A document is known by its path; if that is gone, by its bytes. So a file that was moved keeps its identifier,
and so do the quotes from it that stand in chats. One that was moved and changed at once is a new document.
"""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.corpus import Claim, Reading
from retrieval.manifest import Past, Record


class History:
    """What an earlier index knew of the documents of a corpus.

    Args:
        pasts: Of its documents.
        files: Those in the corpus now.
    """

    def __init__(self, pasts: Iterable[Past], files: Iterable[str]) -> None:
        here = set(files)
        self._pasts: dict[str, Past] = {}
        self._gone: dict[str, list[Past]] = {}
        for past in pasts:
            self._pasts[past.file] = past
            if past.file not in here:
                self._gone.setdefault(past.sha256, []).append(past)

    def identifier(self, reading: Reading) -> str:
        """The identifier a document asks for: the given one, else the one it had, else that of its path."""
        document = reading.document
        past = self._pasts.get(document.file)
        gone = self._gone.get(document.sha256)
        if gone and (past is None or past.sha256 != document.sha256):
            past = self._pasts[document.file] = gone.pop(0)._replace(given=False)
        # An identifier that was given and is so no longer was taken back.
        held = past.identifier if past and not past.given else document.identifier
        return document.identifier if reading.identifier_given else held

    def claim(self, record: Record) -> Claim:
        """What a document asks for, and had."""
        past = self._pasts.get(record.metadata.file)
        identifier = record.wanted if record.given else record.metadata.identifier
        return Claim(record.metadata.file, identifier, record.given, past.identifier if past else None)
