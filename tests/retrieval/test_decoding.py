import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.decoding import decoded, known_encoding
from retrieval.errors import DocumentError

PERSIAN = "زنداني گفت که در آن تابستان هيچ کس از خانواده‌ها خبر نداشت و نامه‌اي نرسيد."
ARABIC = "قال الشاهد إن الرسائل لم تصل إلى العائلات في ذلك الصيف، ولم يعرف أحد السبب."
ENGLISH = "The keeper’s note – “nobody wrote” – lay there."
FRENCH = "L’été à l’hôpital, où la garçonne naïve écrit une lettre brève."
GERMAN = "Die Brücke über den Fluß wäre früher schön gewesen."
RUSSIAN = "Той осенью никто не получил писем, и причина осталась неизвестной."
POLISH = "Zażółć gęślą jaźń, powiedział więzień; żaden list nie przyszedł."
GREEK = "Κανείς δεν έλαβε γράμματα εκείνο το καλοκαίρι."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (PERSIAN, "utf-8"),
        (PERSIAN, "utf-16"),
        (PERSIAN, "utf-32"),
        (PERSIAN, "utf-16-le"),
        (PERSIAN, "utf-16-be"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (PERSIAN.replace("ک", "ك"), "cp1256"),
        (ARABIC, "cp1256"),
        (ARABIC, "iso8859-6"),
        (ENGLISH, "cp1252"),
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_written_in(text: str, encoding: str) -> None:
    """UTF-8, UTF-16, UTF-32 and the old encodings of Western and Arabic script are told from the bytes."""
    assert decoded(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed_and_not_part_of_the_text(encoding: str) -> None:
    """A mark says what follows, and is no character of it."""
    read = decoded(ENGLISH.encode(encoding))

    assert read == (ENGLISH, encoding.removesuffix("-sig"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (POLISH, "cp1250"),
        (GREEK, "cp1253"),
        ("監獄の囚人たちは手紙を受け取らなかった。", "shift-jis"),
        ("监狱里的囚犯没有收到信。", "gbk"),
    ],
)
def test_another_old_encoding_is_reported_and_not_guessed_wrongly(text: str, encoding: str) -> None:
    """No words are quoted that nobody wrote: bytes that read as nonsense are an error."""
    with pytest.raises(DocumentError) as caught:
        decoded(text.encode(encoding), "letter.txt")

    assert (caught.value.file, caught.value.code) == ("letter.txt", "encoding")


def test_the_encoding_that_is_said_is_used() -> None:
    """Who keeps the archive can say what no program can tell."""
    assert decoded(RUSSIAN.encode("koi8-r"), encoding="KOI8-R") == (RUSSIAN, "koi8-r")


def test_an_encoding_that_does_not_fit_is_an_error() -> None:
    """What is said is not forced on bytes that contradict it."""
    with pytest.raises(DocumentError) as caught:
        decoded(RUSSIAN.encode("koi8-r"), encoding="utf-8")

    assert caught.value.code == "encoding"


def test_damaged_utf8_is_not_taken_for_another_encoding() -> None:
    """One broken byte in a UTF-8 text does not turn every accent into two wrong letters."""
    with pytest.raises(DocumentError) as caught:
        decoded((FRENCH * 3).encode() + b"\xc3")

    assert caught.value.code == "encoding"


@pytest.mark.parametrize(
    "raw", [b"one\0two", b"\x7fELF\x02\x01\0\0\0\0", b"PK\x03\x04\0\0\x08\0", bytes(range(256))]
)
def test_nul_bytes_that_are_no_utf16_make_a_file_binary(raw: bytes) -> None:
    """A program or a picture is not read as a text."""
    with pytest.raises(DocumentError) as caught:
        decoded(raw)

    assert caught.value.code == "binary"


@pytest.mark.parametrize(
    "encoding", [None, "utf-8", "latin-1", "utf-16", "punycode", "unicode_escape", "idna"]
)
@given(raw=st.binary() | st.binary(min_size=1).map(lambda tail: b"\xff\xfe" + tail))
def test_any_bytes_are_read_or_refused(encoding: str | None, raw: bytes) -> None:
    """No file crashes the reading of an archive, whatever its keeper says it is."""
    try:
        text, name = decoded(raw, "file.txt", encoding)
    except DocumentError as error:
        reason = error.code
        assert reason in {"encoding", "binary"}
    else:
        assert "\0" not in text
        assert known_encoding(name)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff")))
def test_utf8_is_read_as_it_stands(text: str) -> None:
    """Valid UTF-8 is never taken for anything else, not even by accident."""
    assert decoded(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize("name", ["no-such-code", "base64", "", "utf\08", "rot13"])
def test_what_is_no_text_encoding_is_not_known(name: str) -> None:
    """A name that Python cannot turn bytes into text with is not accepted."""
    assert not known_encoding(name)
