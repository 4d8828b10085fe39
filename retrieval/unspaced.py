"""Scripts without spaces: which pieces of a question lie across the border of two words.

A document is searched by runs of a few letters (see `retrieval.analysis`). A question has such runs too that
are part of no word, but end one and begin the next. That no document holds them says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from retrieval.analysis import Token, is_part


def border_pieces(
    text: str, pieces: Sequence[Token], is_known: Callable[[Token], bool], stop_words: Iterable[str]
) -> set[Token]:
    """The pieces that stand in no document and share a letter with one that does, or with a stop word.

    Args:
        text: The question.
        pieces: Its tokens; whole words among them are left alone.
        is_known: Whether the archive holds a token.
        stop_words: Of the question's language, as written.
    """
    parts = [piece for piece in pieces if is_part(piece.text)]
    if not parts:
        return set()
    unknown = [piece for piece in parts if not is_known(piece)]
    told = {place for piece in set(parts).difference(unknown) for place in _places(piece)}
    for word in stop_words:
        start = text.find(word)
        while start >= 0:
            told.update(range(start, start + len(word)))
            start = text.find(word, start + 1)
    return {piece for piece in unknown if not told.isdisjoint(_places(piece))}


def _places(piece: Token) -> range:
    return range(piece.start, piece.start + len(piece.text))
