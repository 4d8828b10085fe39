"""Thesaurus: words of one meaning find one another, and opposites never do."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import pytest
import yaml

from retrieval.analysis import analyzer
from retrieval.thesaurus import STRENGTHS, related_terms, shipped

LANGUAGES = ("en", "fa")

# Pairs that would make a wrong answer look right.
OPPOSITES = {
    "en": """
        kill survive, die survive, dead alive, birth death, arrest release, imprison free, detain release,
        captivity freedom, admit deny, confess deny, acknowledge deny, admission denial, convict acquit,
        guilty innocent, victim perpetrator, prisoner guard, accuse exonerate, prosecutor lawyer, judge
        defendant, pardon punish, legal illegal, true false, truth lie, allow forbid, permit ban, accept
        reject, agree refuse, support oppose, supporter opponent, friend enemy, ally enemy, praise
        criticise, remember forget, hide reveal, conceal disclose, build destroy, win lose, victory defeat,
        buy sell, begin end, continue stop, increase decrease, war peace, young old, child adult, man woman,
        mother father, son daughter, brother sister, husband wife, uncle aunt, north south, east west, day
        night, rich poor, strong weak, brave afraid, love hate, happy sad, hope despair, loyal traitor,
        believer atheist, Muslim Christian, Sunni Shia, leftist conservative, reformist hardliner, democracy
        dictatorship, successor predecessor, former current, arrive leave, emigrate return, first last,
        majority minority, escape capture, sick healthy, appoint dismiss, accountable impunity
    """,
    "fa": """
        بازداشت آزاد, زندانی آزاد, زندانی نگهبان, اعتراف انکار, اقرار تکذیب, گناهکار بیگناه, محکوم تبرئه,
        قربانی قاتل, مرگ تولد, کشته بازمانده, دوست دشمن, موافق مخالف, هوادار مخالف, راست دروغ, حقیقت دروغ,
        مجاز ممنوع, اجازه منع, پنهان آشکار, ساختن تخریب, پیروزی شکست, خرید فروش, آغاز پایان, ادامه توقف,
        افزایش کاهش, جنگ صلح, جوان پیر, زن مرد, مادر پدر, پسر دختر, برادر خواهر, شوهر زن, شمال جنوب, شرق
        غرب, فقیر ثروتمند, شجاع ترسو, شاد غمگین, امید ناامیدی, عشق نفرت, مسلمان مسیحی, شیعه سنی, مجازات عفو,
        دیکتاتوری دموکراسی, اکثریت اقلیت, یاد فراموش, جدید قدیمی, منصوب برکنار, شاکی متهم, دادستان وکیل
    """,
}


def lists(language: str) -> dict[str, list[str]]:
    """The shipped lines, by how much their words count."""
    file = resources.files("retrieval") / "thesaurus" / f"{language}.yaml"
    loaded: dict[str, list[str]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded


def lines(language: str) -> Iterator[str]:
    """Every shipped line of words."""
    for found in lists(language).values():
        yield from found


def opposites(language: str) -> list[tuple[str, str]]:
    """The opposites of a language as pairs of terms."""
    pairs = []
    for pair in OPPOSITES[language].split(","):
        first, second = analyzer(language).terms(pair)
        pairs.append((first, second))
    return pairs


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_has_lines_of_two_strengths(language: str) -> None:
    """A file holds `same` and `near` and nothing else, and all their lines are text."""
    assert list(lists(language)) == ["same", "near"]
    assert set(lists(language)) == set(STRENGTHS)
    assert all(isinstance(line, str) for line in lines(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_is_a_few_single_words(language: str) -> None:
    """A line has two to eight words, each of one term, and no stem twice: one form is enough."""
    for line in lines(language):
        terms = [analyzer(language).terms(word) for word in line.split()]

        assert 2 <= len(terms) <= 8, line
        assert all(len(found) == 1 for found in terms), line
        assert len({found[0] for found in terms}) == len(terms), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_there_twice(language: str) -> None:
    """Two lines never hold the same terms, in whatever order or form."""
    seen: dict[frozenset[str], str] = {}
    for line in lines(language):
        terms = frozenset(analyzer(language).terms(line))
        assert terms not in seen, f"{line} / {seen.get(terms)}"
        seen[terms] = line


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [(language, *pair) for language in LANGUAGES for pair in opposites(language)],
)
def test_opposites_are_not_related(language: str, first: str, second: str) -> None:
    """A question about one thing must not find its opposite by the thesaurus."""
    assert first != second
    assert second not in shipped(language).get(first, {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_relations_hold_both_ways(language: str) -> None:
    """A word that finds another is found by it, at the same strength, and none finds itself."""
    related = shipped(language)
    for term, others in related.items():
        assert term not in others
        assert all(related[other][term] == strength for other, strength in others.items())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_related_word_counts_less(language: str) -> None:
    """No related word counts as much as the question's own, and a near one less than a same one."""
    strengths = {strength for others in shipped(language).values() for strength in others.values()}

    assert strengths == set(STRENGTHS.values())
    assert 0 < STRENGTHS["near"] < STRENGTHS["same"] < 1


@pytest.mark.parametrize(
    ("language", "asked", "written"),
    [
        ("en", "vanished", "disappearance"),
        ("en", "jails", "prisons"),
        ("en", "fled", "escaping"),
        ("en", "bought", "purchases"),
        ("en", "killed", "executions"),
        ("en", "US", "American"),
        ("en", "London", "British"),
        ("fa", "قبرستان", "گورستان‌ها"),
        ("fa", "محبوس", "زندانی"),
        ("fa", "مقتول", "کشته"),
    ],
)
def test_everyday_words_find_the_words_of_documents(language: str, asked: str, written: str) -> None:
    """What a person would say is related to what a document would say, in any form of the words."""
    (question,) = analyzer(language).terms(asked)
    (document,) = analyzer(language).terms(written)

    assert shipped(language)[question][document] > 0


def test_the_stronger_of_two_relations_counts() -> None:
    """Words that stand together under both `same` and `near` keep the strength of `same`."""
    related = related_terms({"same": ["moat ditch"], "near": ["ditch moat castle"]}, "en")

    assert related["moat"] == {"ditch": STRENGTHS["same"], "castl": STRENGTHS["near"]}


@pytest.mark.parametrize("language", ["", "xx", "../en", "en.yaml"])
def test_an_unknown_language_has_no_relations(language: str) -> None:
    """A language without a file, or what is no language at all, relates nothing."""
    assert shipped(language) == {}
