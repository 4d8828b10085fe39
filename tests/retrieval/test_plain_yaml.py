import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from retrieval.plain_yaml import PlainYamlError, composed, words


def node_of(text: str) -> yaml.Node:
    """The node of a text that has one."""
    node = composed(text)
    assert node is not None
    return node


@pytest.mark.parametrize("word", ["no", "0123", "2017-12-04", "1e3", "1:30", "=", "<<", "0x1F", "true"])
def test_a_word_stays_as_it_is_written(word: str) -> None:
    """No value turns into a number, a date or false: `language: no` is Norwegian."""
    assert words(node_of(word)) == (word,)


@pytest.mark.parametrize("text", ["", "# note"])
def test_an_empty_text_has_no_node(text: str) -> None:
    """Nothing is there, and that is no error."""
    assert composed(text) is None


def test_null_is_no_word_unless_quoted() -> None:
    """An empty value gives nothing; a quoted "null" is somebody's name."""
    found = [words(node) for node in node_of("- \n- ~\n- null\n- 'null'").value]

    assert found == [(), (), (), ("null",)]


def test_a_list_of_words_is_their_tuple_and_a_deeper_list_is_nothing() -> None:
    """Only words and lists of words are plain."""
    flat, deep, mapping = node_of("[[a, ~, b], [[a]], {a: b}]").value

    assert (words(flat), words(deep), words(mapping)) == (("a", "b"), None, None)


BOMB = "\n".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))])


@pytest.mark.parametrize(("text", "line"), [(BOMB, 1), ("a: 1\nb: &x 2", 2), ("a: 1\n\nb: *x", 3)])
def test_references_are_refused(text: str, line: int) -> None:
    """Sixty lines that stand for more than the world holds are refused at the first anchor."""
    with pytest.raises(PlainYamlError) as caught:
        composed(text)

    assert (caught.value.line, caught.value.problem) == (line, "references")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: b\nc: d: e", 2),
        ("[a", 1),
        ("a: 'b", 1),
        ("a\x07", 1),
        ("a\n---\nb", 2),
        ("[" * 5000, 1),
    ],
)
def test_what_is_not_yaml_is_refused_with_its_line(text: str, line: int) -> None:
    """Bad syntax, bad characters, two documents, nesting without end: a line, and no crash."""
    with pytest.raises(PlainYamlError) as caught:
        composed(text)

    assert caught.value.problem == "not_yaml"
    assert caught.value.line >= line


def test_a_tag_runs_nothing() -> None:
    """YAML can name Python objects to make; here it makes words."""
    assert words(node_of("!!python/object/apply:os.system [exit 1]")) == ("exit 1",)


@given(st.text("ab:-[]{}&*!|>'\"#%@`,?~ \n\t") | st.text())
def test_any_text_is_composed_or_refused(text: str) -> None:
    """No front matter and no alias file crashes the reading of an archive."""
    try:
        node = composed(text)
    except PlainYamlError as error:
        problem = error.problem
        assert problem in {"not_yaml", "references"}
    else:
        assert node is None or isinstance(words(node), tuple | None)
