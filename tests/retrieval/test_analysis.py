"""Analysis: what counts as one word, and which differences do not tell words apart."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from retrieval.analysis import (
    Analyzer,
    analyzer,
    folded,
    is_part,
    primary,
    stop_words,
    token_texts,
    tokens,
)
from retrieval.wordlists import languages

UNSPACED = st.text(st.sampled_from("在图书馆里ตลาดเก่าおうちへ도서관ຕະຫຼາດផ្សារဈေး a1.-’\u200b\u3099"))
LETTERS = st.characters(categories=["L"])


@given(st.text() | UNSPACED)
def test_tokens_are_slices_of_the_text(text: str) -> None:
    """A token says where it stands: the text holds it there; only pieces of unspaced scripts overlap."""
    end = start = -1
    for token in tokens(text):
        assert text[token.start : token.start + len(token.text)] == token.text
        assert token.start > start
        assert token.start >= end or is_part(token.text)
        start, end = token.start, token.start + len(token.text)


RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"


@given(st.text() | UNSPACED | st.text(st.sampled_from("aB3é.,'`’-\n \t_")))
def test_words_without_their_places_are_the_same(text: str) -> None:
    """The quick way to the words, by other patterns for ASCII, gives the same words."""
    assert token_texts(text) == [token.text for token in tokens(text)]


@given(st.text() | UNSPACED)
def test_no_letter_or_digit_is_lost(text: str) -> None:
    """Every letter and every digit of a text stands in a token, but raised figures, which call notes."""
    covered = {place for token in tokens(text) for place in range(token.start, token.start + len(token.text))}

    counted = (n for n, one in enumerate(text) if unicodedata.category(one)[0] in "LN" and one not in RAISED)
    assert covered.issuperset(counted)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("图书馆", ["图书", "书馆"]),
        ("馆", ["馆"]),
        ("ライブラリー", ["ライ", "イブ", "ブラ", "ラリ", "リー"]),
        ("도서관에서 책", ["도서", "서관", "관에", "에서", "책"]),
        ("ตลาดเก่า", ["ตลาด", "ลาดเ", "าดเก", "ดเก่", "เก่า"]),
        ("他在Evin监狱有30,000本书", ["他在", "Evin", "监狱", "狱有", "30,000", "本书"]),
        ("1988年", ["1988", "年"]),
        ("か\u3099っこう", ["か\u3099っ", "っこ", "こう"]),
        ("ตลา\u200bดเ", ["ตลา\u200bด", "ลา\u200bดเ"]),
    ],
)
def test_scripts_without_spaces_are_cut_into_pieces(text: str, pieces: list[str]) -> None:
    """Two letters of Chinese, Japanese and Korean, four of Thai and its like; other words stay whole."""
    assert [token.text for token in tokens(text)] == pieces


@given(st.text(LETTERS, min_size=1).filter(lambda word: len(list(tokens(word))) == 1), st.data())
def test_what_is_unseen_changes_no_word(word: str, data: st.DataObject) -> None:
    """Soft hyphens, zero-width spaces and marks of direction inside a word neither part nor change it."""
    place = data.draw(st.integers(1, len(word)))
    unseen = data.draw(st.sampled_from("\u00ad\u200b\u200e\u200f\u2060\ufeff"))
    written = word[:place] + unseen + word[place:]

    assert "".join(folded(token.text) for token in tokens(written)) == folded(word)
    assert len(list(tokens(written))) == 1


@given(st.text(LETTERS))
def test_folding_is_done_at_once(word: str) -> None:
    """What is folded stays as it is when it is folded again, however its letters were composed."""
    assume(not word.endswith("s"))  # a letter that turns into an apostrophe makes a possessive
    once = folded(word)

    assert folded(unicodedata.normalize("NFD", word)) == folded(unicodedata.normalize("NFC", word))
    assert once == once.casefold()


@given(st.text())
def test_terms_are_the_same_for_documents_and_questions(text: str) -> None:
    """Analysing a text twice, or within another, gives the same terms."""
    language = Analyzer("en")

    assert language.terms(text) == Analyzer("en").terms(text)
    assert language.terms(f"{text}\n\n{text}") == language.terms(text) * 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Zoltan’s 30,000 figs.", ["Zoltan’s", "30,000", "figs"]),
        ("The U.N. met; the end.", ["The", "U.N.", "met", "the", "end"]),
        ("Ra'isi, O’Dell", ["Ra'isi", "O’Dell"]),
        ("Pour-Hassan", ["Pour", "Hassan"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("زندان‌ها", ["زندان", "ها"]),
        ("क्\u200dष", ["क्\u200dष"]),
        ("क्\u200cष", ["क्\u200cष"]),
        ("co\u00adoperate", ["co\u00adoperate"]),
    ],
)
def test_words_hold_together(text: str, words: list[str]) -> None:
    """Marks, apostrophes, initials and separators of figures stay inside a word; hyphens part words."""
    assert [token.text for token in tokens(text)] == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoltan’s", "zoltan"),
        ("Ra’isi", "RAISI"),
        ("U.N.", "un"),
        ("30,000", "30000"),
        ("۱۳۶۷", "1367"),
        ("٣٠٬٠٠٠", "30000"),
        ("كتابي", "کتابی"),
        ("مُحَمَّد", "محمد"),
        ("STRASSE", "straße"),
        ("ﻛﺘﺎﺏ", "کتاب"),
        ("ﬁnal", "final"),
        ("Ｔｅｈｒａｎ", "tehran"),
        ("آزادی", "ازادی"),
        ("بہت", "بهت"),
        ("کـتاب", "کتاب"),
        ("שָׁלוֹם", "שלום"),
        ("ещё", "еще"),
        ("İstanbul", "istanbul"),
        ("शहद", "शहद\u200c"),
    ],
)
def test_folding_joins_what_is_one_word(one: str, other: str) -> None:
    """Case, possessives, apostrophes, separators, letter forms, vowel marks and digits fall together."""
    assert folded(one) == folded(other)


def test_stop_words_fall_and_acronyms_stay() -> None:
    """'us' carries no subject, 'US' does."""
    assert analyzer("en").terms("They told us of the US") == analyzer("en").terms("told US")


def test_words_are_stemmed_in_their_language() -> None:
    """Prisoner's and prisoners are one term; زندان‌ها and زندان too."""
    assert analyzer("en").terms("prisoner's prisoners") == ["prison", "prison"]
    assert analyzer("fa").terms("زندان‌ها") == analyzer("fa-IR").terms("زندان")


@pytest.mark.parametrize("language", [None, "", "xx"])
def test_an_unknown_language_has_words(language: str | None) -> None:
    """Without a known language, words are folded and otherwise left as they are."""
    assert analyzer(language).terms("The Prisoners") == ["the", "prisoners"]


@pytest.mark.parametrize("language", languages())
def test_stop_words_fall(language: str) -> None:
    """Every language's list holds words as the analyzer sees them, or they would never fall."""
    assert len(stop_words(language)) > 20
    assert all(analyzer(language).term(word) is None for word in stop_words(language))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "l'hôpital", "hôpital"),
        ("it", "dell’acqua", "acqua"),
        ("ca", "d'aigua", "aigua"),
        ("tr", "Türkiye'nin", "Türkiye"),
        ("tr", "IŞIK", "ışık"),
        ("ro", "şcoală", "școală"),
        ("de", "Brücken", "Brücke"),
        ("ru", "больницы", "больница"),
        ("ar", "الكتاب", "كتاب"),
        ("ar", "المهندسين", "المهندس"),
        ("fa", "کتاب‌هایشان", "کتاب"),
        ("fa", "کتابهای", "کتاب"),
        ("fa", "زندانیان", "زندانی"),
        ("fa", "آلمان", "المان"),
    ],
)
def test_one_word_in_two_forms_is_one_term(language: str, one: str, other: str) -> None:
    """What leans on a word, and its endings, are taken off as its language has them."""
    assert analyzer(language).terms(one) == analyzer(language).terms(other)


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("fa-IR", "fa"), ("zh_Hant", "zh"), ("nb", "no"), ("eng", "en"), (None, ""), ("xx", "xx")],
)
def test_a_tag_names_a_language(tag: str | None, language: str) -> None:
    """Region and script do not change how words are read; three letters are two where there are two."""
    assert primary(tag) == language


def test_a_raised_figure_is_no_part_of_a_word_or_a_figure() -> None:
    """The mark of a note hides no word: what it stands on is found as without it."""
    words = "The bridge¹ fell.² In 1988³ it cost 10⁶. پل⁴ 漢字⁵"
    plain = "The bridge fell. In 1988 it cost 10. پل 漢字"
    assert [token.text for token in tokens(words)] == [token.text for token in tokens(plain)]
