import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.front_matter import LARGEST, LONGEST, FrontMatter, front_matter
from retrieval.metadata import FIELDS


def read(text: str) -> FrontMatter:
    """The front matter of a file."""
    return front_matter("a.md", text, FIELDS)


def problem(text: str) -> tuple[object, ...]:
    """What is wrong with the front matter of a file, where there must be something."""
    error = read(text).problem
    assert error is not None
    return error.file, error.code, error.values["line"], error.values["problem"]


def test_fields_are_given_as_they_are_written() -> None:
    """Title, date and language are words, whatever YAML would make of them; lists are lists."""
    front = read(
        "---\nTitle: A day\nlanguage: no\ndate: 2017-12-04\n"
        "references:\n  - one; two\n  - three\n---\nBody.\n"
    )

    assert front.given == {
        "title": ("A day",),
        "language": ("no",),
        "date": ("2017-12-04",),
        "references": ("one; two", "three"),
    }
    assert (front.body, front.problem) == ("Body.\n", None)


def test_other_keys_do_not_count() -> None:
    """What another program keeps there (tags, drafts, layouts) disturbs nothing."""
    assert read("---\ntags: {a: [b]}\ntitle: T\n---\nBody").given == {"title": ("T",)}


@pytest.mark.parametrize("end", ["---", "...", "---  "])
def test_front_matter_ends_with_dashes_or_dots(end: str) -> None:
    """Both of YAML's own marks end it."""
    assert read(f"---  \ntitle: T\n{end}\nBody").body == "Body"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---",
        "Body only.",
        "---\n\nA paragraph: the first.\n\n---\n\nThe second.",
        "---\nA paragraph.\n---\nThe second.",
        "---\nNote: a paragraph.\n---\nThe second.",
        "---\n---\nBody",
        "---\n# A heading\n---\nBody",
        "---\n- an item\n---\nBody",
        "----\ntitle: T\n---\nBody",
        " ---\ntitle: T\n---\nBody",
        "Body\n---\ntitle: T\n---\n",
        "---\nA paragraph that goes on and never ends.\n",
    ],
)
def test_a_text_that_merely_begins_with_a_rule_loses_nothing(text: str) -> None:
    """Only a block that names a field is front matter; every other text stays whole, without complaint."""
    assert read(text) == ({}, text, None)


def test_what_is_not_yaml_is_said_and_read_line_by_line() -> None:
    """A colon in a title costs neither the title nor the document, and the line to mend is named."""
    front = read('---\nidentifier: a-day\ntitle: Iran: a day\ncreator: "N\n---\nBody')

    assert front.given == {"identifier": ("a-day",), "title": ("Iran: a day",), "creator": ('"N',)}
    assert front.body == "Body"
    assert problem("---\nidentifier: a-day\ntitle: Iran: a day\n---\nBody") == (
        "a.md",
        "front_matter",
        3,
        "not_yaml",
    )


def test_what_is_not_yaml_and_names_no_field_stays_in_the_text() -> None:
    """Nothing is thrown away that might be the document's own words; but it is said."""
    text = "---\n: [ : {\n---\nBody"

    assert read(text).body == text
    assert problem(text) == ("a.md", "front_matter", 2, "not_yaml")


@pytest.mark.parametrize(
    ("block", "what"),
    [("title: &t T", "references"), ("title: T\nrights: *t", "references"), ("title: {a: b}", "not_words")],
)
def test_references_and_nested_values_are_said(block: str, what: str) -> None:
    """No alias bomb is built, no mapping becomes a title."""
    assert problem(f"---\n{block}\n---\nBody")[3] == what


def test_front_matter_that_never_ends_is_said_and_stays_in_the_text() -> None:
    """A forgotten end mark does not swallow the document."""
    text = "---\ntitle: T\n\nBody."

    assert read(text).body == text
    assert problem(text) == ("a.md", "front_matter", 1, "unclosed")


@pytest.mark.parametrize("filler", ["rights: x\n" * LONGEST, "rights: " + "x" * LARGEST + "\n"])
def test_front_matter_is_bounded(filler: str) -> None:
    """Neither a thousand lines nor a megabyte is read as metadata."""
    assert problem(f"---\ntitle: T\n{filler}---\nBody") == ("a.md", "front_matter", 1, "unclosed")


def test_front_matter_of_just_the_longest_is_read() -> None:
    """The bound is what it says, to the line."""
    assert read("---\n" + "title: T\n" * (LONGEST - 1) + "---\nBody").body == "Body"


@given(st.text("a:-.[]{}&*'\"# \n") | st.text())
def test_a_body_is_always_the_end_of_its_text(text: str) -> None:
    """Whatever a file holds, its body is a part of it and no character of that part is changed."""
    front = read(f"---\ntitle: {text}")

    assert f"---\ntitle: {text}".endswith(front.body)
    assert front.given or front.body == f"---\ntitle: {text}"
