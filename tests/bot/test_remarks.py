"""What is told beside the quotes: other spellings and names briefly, sides only where they are shown."""

from hypothesis import given
from hypothesis import strategies as st

from answers import disputed
from bot.remarks import MOST, OTHER_NAMES, Searched, searched, shown_sides
from retrieval import Query

names = st.text(st.sampled_from("abAB-' ۱1é"), min_size=1, max_size=4)


def test_a_word_put_right_and_its_other_names() -> None:
    """A corrected word and its other names are told at once."""
    query = Query(corrected={"Brawo": "Bravo"}, aliases={"Brawo": ("Bravo", "B.", "براوو")})

    assert searched(query) == [Searched("Brawo", "Bravo", ("B.", "براوو"))]


def test_few_names() -> None:
    """Of many names the first are told, and how many more there are."""
    query = Query(aliases={"Alfa": tuple(f"Name {letter}" for letter in "abcdefgh")})

    assert searched(query) == [Searched("Alfa", None, ("Name a", "Name b", "Name c"), 5)]


def test_spellings_that_look_alike_are_not_listed() -> None:
    """Names that differ only in case, hyphens, apostrophes or the script of digits are one to a reader."""
    query = Query(
        aliases={
            "Alfa-Bravo": ("alfa bravo", "AlfaBravo", "Delta", "DELTA", "De'lta"),
            "1367": ("۱۳۶۷",),
        }
    )

    assert searched(query) == [Searched("Alfa-Bravo", None, ("Delta",))]


def test_a_correction_is_told_even_of_a_hyphen() -> None:
    """What was searched instead of what was typed is always told."""
    assert searched(Query(corrected={"AlfaBravo": "Alfa Bravo"})) == [Searched("AlfaBravo", "Alfa Bravo")]


@given(st.dictionaries(names, names), st.dictionaries(names, st.lists(names, max_size=9).map(tuple)))
def test_always_brief(corrected: dict[str, str], aliases: dict[str, tuple[str, ...]]) -> None:
    """Whatever was searched, little is told, corrections first, and no name twice in any case."""
    told = searched(Query(corrected=corrected, aliases=aliases))

    assert len(told) <= MOST
    assert [each.used is None for each in told] == sorted(each.used is None for each in told)
    for each in told:
        shown = [name.casefold() for name in (each.typed, *each.others)]
        assert len(set(shown)) == len(shown) <= 1 + OTHER_NAMES
        assert each.used or each.others
        assert not each.more or len(each.others) == OTHER_NAMES


def test_sides_that_are_shown() -> None:
    """A side has the numbers of its quotes that are shown, and is left out when none is."""
    answer = disputed("figure")
    numbered = list(enumerate(answer.quotes, start=1))

    assert [side.numbers for side in shown_sides(answer, numbered)] == [(1, 3), (2,)]
    assert [side.numbers for side in shown_sides(answer, numbered[:1])] == [(1,)]
    assert shown_sides(answer, []) == ()
