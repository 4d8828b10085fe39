"""Scripts without spaces: pieces of a question that no document could hold."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import tokens
from retrieval.unspaced import border_pieces

QUESTION = "谁烧毁图书馆"


def borders(known: set[str], stop_words: list[str], text: str = QUESTION) -> set[str]:
    """The pieces of a text across borders, when an archive holds some of them."""
    found = border_pieces(text, list(tokens(text)), lambda token: token.text in known, stop_words)
    return {piece.text for piece in found}


def test_a_piece_beside_a_known_one_lies_across_a_border() -> None:
    """An unknown piece that shares a letter with one the archive holds, or a stop word, is left out."""
    assert borders({"图书", "书馆"}, []) == {"毁图"}
    assert borders({"图书", "书馆"}, ["谁"]) == {"毁图", "谁烧"}
    assert borders({"烧毁", "图书", "书馆"}, ["谁"]) == {"谁烧", "毁图"}


def test_what_is_unknown_throughout_stays() -> None:
    """An unknown word keeps the pieces that are its own: the archive has to know them."""
    assert borders(set(), []) == set()
    assert "烧毁" not in borders({"书馆"}, ["谁"])


@given(st.text(st.sampled_from("谁烧毁图书馆 abc")), st.sets(st.sampled_from(["烧毁", "图书", "abc"])))
def test_known_pieces_and_whole_words_stay(text: str, known: set[str]) -> None:
    """Nothing that the archive holds is left out, nor any word of a script with spaces."""
    found = borders(known, ["谁"], text)

    assert not found & known
    assert not any(piece.isascii() for piece in found)
