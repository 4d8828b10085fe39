"""Word lists: every language's file can be used, and its phrases are found where they should be."""

import pytest

from retrieval.kinds import Kind, kinds
from retrieval.wordlists import WordLists, languages, word_lists


@pytest.mark.parametrize("language", languages())
def test_every_file_can_be_used(language: str) -> None:
    """A file has stop words, and asks for and holds only what there are kinds of."""
    lists = word_lists(language)

    assert lists.stop_words
    assert {*lists.asks, *lists.holds} <= {known.value for known in Kind}
    assert not any(pattern.search("") for pattern in (*lists.asks.values(), *lists.holds.values()))


@pytest.mark.parametrize("language", ["xx", "", "../en", "en/"])
def test_a_language_without_a_file_has_empty_lists(language: str) -> None:
    """What is no language of ours has nothing, and is never looked for on the disk."""
    assert word_lists(language) == WordLists()


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("de", "Seit wie vielen Jahren steht sie?", Kind.NUMBER),
        ("de", "Das Werk steht", Kind.OTHER),  # "wer" inside a word
        ("fr", "Qui a construit le pont ?", Kind.PERSON),
        ("es", "¿Cuándo se construyó?", Kind.DATE),
        ("es", "El puente se cae cuando llueve", Kind.OTHER),  # no question begins so
        ("ar", "من بنى الجسر؟", Kind.PERSON),
        ("ar", "خرج من البيت", Kind.OTHER),
        ("ru", "Сколько их было?", Kind.NUMBER),
        ("tr", "Köprü ne zaman yapıldı?", Kind.DATE),
        ("hi", "पुल किसने बनाया?", Kind.PERSON),
        ("vi", "Tại sao cầu đóng?", Kind.REASON),
        ("el", "Πότε χτίστηκε;", Kind.DATE),
        ("zh", "这座桥是谁建的？", Kind.PERSON),
        ("ja", "橋はいつ建てられましたか", Kind.DATE),
        ("th", "ใครสร้างสะพาน", Kind.PERSON),
    ],
)
def test_phrases_are_whole_words_where_there_are_words(language: str, question: str, expected: Kind) -> None:
    """Inside a word, or not at the beginning when it has to be there, a phrase asks for nothing."""
    assert next(iter(kinds(question, language)), Kind.OTHER) is expected
