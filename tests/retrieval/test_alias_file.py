import pytest

from retrieval.alias_file import alias_groups
from retrieval.errors import DocumentError


def test_groups_of_names_in_any_script_are_read_as_written() -> None:
    """Numbers and `no` are names here; blanks are tidied, doubles and groups of one left out."""
    text = "# names\n- [UNX,  'U.  N. X.', یونکس, UNX]\n- [1988, 1367]\n- [alone]\n- []\n- [no, non]\n"

    assert alias_groups(text) == (("UNX", "U. N. X.", "یونکس"), ("1988", "1367"), ("no", "non"))


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]"])
def test_an_empty_file_has_no_groups(text: str) -> None:
    """Nothing is there, and that is no error."""
    assert alias_groups(text) == ()


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("- [a, b]\n- c: d: e", 2, "not_yaml"),
        ("- [a, b]\n- c", 2, "not_groups"),
        ("- [a, b]\n- [c, [d]]", 2, "not_groups"),
        ("UN: [a, b]", 1, "not_groups"),
        ("just words", 1, "not_groups"),
        ("- &x [a, b]\n- *x", 1, "references"),
    ],
)
def test_what_is_no_list_of_lists_of_names_is_said_with_its_line(text: str, line: int, problem: str) -> None:
    """The keeper is told where to look."""
    with pytest.raises(DocumentError) as caught:
        alias_groups(text)

    assert (caught.value.file, caught.value.code) == ("aliases.yaml", "aliases")
    assert caught.value.values == {"line": line, "problem": problem}
