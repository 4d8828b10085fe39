import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.metadata import (
    LONGEST_VALUE,
    Claim,
    checked,
    derived_identifier,
    derived_title,
    identified,
)

IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,64}")
files = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1).map(lambda name: f"{name}.txt")


@pytest.mark.parametrize(
    ("field", "value", "used"),
    [
        ("identifier", "un-letter_2.b", "un-letter_2.b"),
        ("identifier", "a" * 64, "a" * 64),
        ("title", "  A \n day\u00a0in\tMay ", "A day in May"),
        ("date", "2017", "2017"),
        ("date", "2017-12", "2017-12"),
        ("date", "2017-12-04", "2017-12-04"),
        ("date", "2017-12-04T10:30:00+03:30", "2017-12-04"),
        ("language", "FA", "fa"),
        ("language", "en_GB", "en-GB"),
        ("source", "https://a.org/b?c=d#e", "https://a.org/b?c=d#e"),
        ("source", "http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
    ],
)
def test_a_good_value_is_used(field: str, value: str, used: str) -> None:
    """Dates of any precision, tags of any case, addresses with all their parts."""
    assert checked("a.txt", {field: (value,)}) == ({field: used}, (), ())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("identifier", "two words"),
        ("identifier", "a" * 65),
        ("identifier", "../etc"),
        ("identifier", ".."),
        ("identifier", "نامه"),
        ("date", "yesterday"),
        ("date", "2017-13"),
        ("date", "2017-02-29"),
        ("date", "04/12/2017"),
        ("date", "۲۰۱۷"),
        ("date", "0000"),
        ("language", "English!"),
        ("source", "javascript:alert(1)"),
        ("source", "tg://user?id=1"),
        ("source", "file:///etc/passwd"),
        ("source", "//a.org/b"),
        ("source", "https://"),
        ("source", "https://a.org:99999/"),
        ("source", "https://[a.org/"),
        ("source", "https://bank.org@evil.org/"),
        ("source", "https://a.org/b c"),
        ("source", 'https://a.org/"><b>'),
        ("title", "x" * (LONGEST_VALUE + 1)),
    ],
)
def test_a_bad_value_is_said_and_left_empty(field: str, value: str) -> None:
    """The field, what stands there and what should: enough to mend it; the other fields hold."""
    found = checked("a.txt", {field: (value,), "publisher": ("P",)})

    assert found.fields == {"publisher": "P"}
    (problem,) = found.problems
    assert (problem.file, problem.code) == ("a.txt", "metadata")
    assert problem.values["field"] == field
    assert value.startswith(str(problem.values["value"]))
    assert problem.values["expected"] == (
        "short" if field == "title" else {"source": "url"}.get(field, field)
    )


def test_an_empty_value_is_no_fault() -> None:
    """What nobody knows is left empty, and that is all."""
    empty = {"identifier": (), "title": ("  ",), "date": ("",), "source": ()}

    assert checked("a.txt", empty) == ({}, (), ())


def test_several_values_are_one_line_and_references_stay_several() -> None:
    """Two authors are named together; what a document draws on is a list."""
    found = checked("a.txt", {"creator": ("N", "M"), "references": ("one ", "", " two\nlines")})

    assert found == ({"creator": "N, M"}, ("one", "two lines"), ())


@given(
    st.dictionaries(
        st.sampled_from(["identifier", "title", "date", "language", "source"]), st.tuples(st.text())
    )
)
def test_any_value_is_used_or_said(given_values: dict[str, tuple[str]]) -> None:
    """No metadata crash the reading of a document, and none are dropped without a word."""
    found = checked("a.txt", given_values)
    said = {str(problem.values["field"]) for problem in found.problems}
    filled = {name for name, value in given_values.items() if value[0].strip() and name not in found.fields}

    assert filled <= said or all(
        not checked("a.txt", {"title": given_values[name]}).fields for name in filled - said
    )
    assert not said & found.fields.keys()


@pytest.mark.parametrize(
    ("file", "identifier"),
    [
        ("a-day.md", "a-day"),
        ("2017/UN letter (1).txt", "2017-UN-letter-1"),
        ("Café_au.lait.md", "Cafe_au.lait"),
    ],
)
def test_a_derived_identifier_is_the_path_in_plain_letters(file: str, identifier: str) -> None:
    """A person can tell the file from it."""
    assert derived_identifier(file) == identifier


@given(files)
def test_a_derived_identifier_is_always_a_valid_one(file: str) -> None:
    """Whatever a file is called, its identifier fits in commands, links and buttons."""
    assert IDENTIFIER.fullmatch(derived_identifier(file))
    assert re.search(r"[A-Za-z0-9]", derived_identifier(file))


def test_names_that_plain_letters_cannot_tell_stay_apart() -> None:
    """Persian names, long names and odd names get a part that is made from the whole name."""
    names = [
        "نامه.md",
        "نامه‌ها.md",
        "خاطرات ۲.md",
        "خاطرات ۳.md",
        f"{'a' * 80}1.md",
        f"{'a' * 80}2.md",
        "؟.md",
        "!.md",
    ]

    assert len({derived_identifier(name) for name in names}) == len(names)


@given(
    st.lists(st.tuples(files, st.sampled_from(["a", "b", None])), unique_by=lambda claim: claim[0]),
    st.randoms(),
)
def test_identifiers_are_unique_and_do_not_depend_on_the_order(
    pairs: list[tuple[str, str | None]], random: Random
) -> None:
    """Every document gets one, no two the same, and always the same one."""
    claims = [Claim(file, given or derived_identifier(file), given is not None) for file, given in pairs]
    identifiers, problems = identified(claims)
    random.shuffle(claims)

    assert identifiers.keys() == {file for file, _ in pairs}
    assert len(set(identifiers.values())) == len(pairs)
    assert all(IDENTIFIER.fullmatch(identifier) for identifier in identifiers.values())
    assert len(problems) == sum(
        identifiers[claim.file] != claim.identifier for claim in claims if claim.given
    )
    assert identified(claims)[0] == identifiers


def test_of_two_documents_with_one_identifier_the_second_is_said_and_kept() -> None:
    """The first file keeps it, the other is found under its path's: nothing is lost."""
    identifiers, (problem,) = identified([Claim("b.md", "letter", True), Claim("a.md", "letter", True)])

    assert identifiers == {"a.md": "letter", "b.md": "b"}
    assert (problem.file, problem.code) == ("b.md", "duplicate_identifier")
    assert problem.values == {"identifier": "letter", "other": "a.md"}


def test_a_given_identifier_goes_before_a_derived_one() -> None:
    """A file that happens to be called so takes nobody's identifier, and it is nobody's fault."""
    identifiers, problems = identified([Claim("a.md", "a", False), Claim("z.md", "a", True)])

    assert identifiers["z.md"] == "a"
    assert identifiers["a.md"] != "a"
    assert problems == ()


def test_a_new_document_changes_no_derived_identifier() -> None:
    """Quote identifiers stay good when a file of the same name comes in another folder."""
    later = Claim("b/interview.md", derived_identifier("b/interview.md"), False)
    earlier = Claim("a/interview.md", derived_identifier("a/interview.md"), False)

    assert identified([later])[0]["b/interview.md"] == identified([earlier, later])[0]["b/interview.md"]


@pytest.mark.parametrize(
    ("file", "text", "heading", "title"),
    [
        ("a.md", "Text.", "The heading", "The heading"),
        ("a.txt", "A first line\n\nText.", None, "A first line"),
        ("a.md", "A first line\n\nText.", "x" * 200, "A first line"),
        ("b/un_letter-2.txt", "x" * 200, None, "un letter 2"),
        ("b/un-letter.txt", "***\nText", None, "un letter"),
        ("b/-.txt", "x" * 200, None, "b/-.txt"),
    ],
)
def test_a_title_is_the_heading_the_first_line_or_the_name(
    file: str, text: str, heading: str | None, title: str
) -> None:
    """A document is always called something, and never a whole paragraph."""
    assert derived_title(file, text, heading) == title
