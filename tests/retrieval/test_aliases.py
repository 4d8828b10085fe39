"""Aliases: any name of a group finds all of them."""

from retrieval.aliases import AliasTable, group_term
from retrieval.analysis import analyzer

GROUPS = [["PMO", "People's Mongoose Office", "دفتر"], ["Office of Sand", "OS"], ["Zorah", "Zora"]]
TABLE = AliasTable(GROUPS, analyzer("en"))


def terms(text: str) -> list[str]:
    """`text` as the table's analyzer sees it."""
    return analyzer("en").terms(text)


def test_every_name_carries_the_term_of_its_group() -> None:
    """A name of one word or of several, in any script, is followed by the same group term."""
    for name in GROUPS[0]:
        assert TABLE.marked(terms(name)) == [*terms(name), "=pmo"]


def test_the_longest_name_wins_and_none_counts_inside_another() -> None:
    """The office inside a longer name is not an office of its own."""
    found = [
        found.group for found in TABLE.found(terms("the Office of Sand and the People’s Mongoose Office"))
    ]

    assert found == [1, 0]


def test_part_of_a_name_is_not_the_name() -> None:
    """A name counts only where all its words stand together."""
    assert list(TABLE.found(terms("an office; a mongoose"))) == []
    assert list(TABLE.found(terms("people's mongoose"))) == []


def test_no_word_of_a_text_can_be_a_group_term() -> None:
    """The term of a group begins with a sign that no token holds."""
    assert group_term(["Zorah"]) not in terms("=zorah zorah")


def test_names_twice_in_a_text_are_marked_twice() -> None:
    """Statistics of a group count every occurrence of every name."""
    assert TABLE.marked(terms("Zora saw Zorah")).count("=zorah") == 2
