"""What an archive speaks of: names that many of its documents hold, such as a person may ask about.

They are told by their form: names from `aliases.yaml`, and runs of capitalised words. Where a script has no
capitals and there are no aliases, there are none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.capitals import CAPITALS, PARTICLES, POSSESSIVE, RUN
from retrieval.wordlists import word_lists

_FROM_EACH = 100_000  # characters of a document that are looked at: its names return
_LONGEST = 4  # words of a name
_CAPITAL_NOUNS = frozenset({"de", "lb"})
_SINGLE = re.compile(rf"(?<![\w’-])[a-z]+,? ([{CAPITALS}][a-z\u00df-\u024f’-]{{3,}})(?![\w’-]| [{CAPITALS}])")
_YEAR = re.compile(r"(?<![\w/.,-])(?:1[5-9]|20)\d\d(?![\w/-]|[.,]\d)", re.ASCII)
_PERSIAN_YEAR = re.compile(r"(?<![\w/.,٬-])[۱1][۳3][۰-۹0-9]{2}(?![\w/٬-]|[.,]\d)")


@dataclass(frozen=True)
class Subjects:
    """What texts speak of.

    Attributes:
        names: Those of aliases first, then those in the most texts; each as it is mostly written.
        years: Those in the most texts first, in Latin digits; in Persian those of the Iranian calendar.
    """

    names: tuple[str, ...] = ()
    years: tuple[str, ...] = ()


def subjects(texts: Sequence[str], language: str, groups: Sequence[Sequence[str]] = ()) -> Subjects:
    """What some texts speak of.

    Args:
        texts: Of documents in one language; of each the beginning is looked at.
        language: Its code; German writes every noun with a capital, so there names have several words.
        groups: Names for one thing each, in any script.
    """
    begun = [text[:_FROM_EACH] for text in texts]
    return Subjects(_names(begun, language, groups), _years(begun, language))


def _names(texts: Iterable[str], language: str, groups: Sequence[Sequence[str]]) -> tuple[str, ...]:
    aliases = {name: number for number, names in enumerate(groups) for name in names}
    known = _pattern(aliases)
    held: dict[str | int, Counter[str]] = defaultdict(Counter)
    spread: Counter[str | int] = Counter()
    for text in texts:
        found = Counter(match[0] for match in known.finditer(text)) if known else Counter()
        found.update(_capitalised(text, language))
        for name, count in found.items():
            held[aliases.get(name, name)][name] += count
        spread.update({aliases.get(name, name) for name in found})
    ordered = sorted(
        spread, key=lambda key: (isinstance(key, int), spread[key], held[key].total()), reverse=True
    )
    return tuple(held[key].most_common(1)[0][0] for key in ordered)


def _years(texts: Iterable[str], language: str) -> tuple[str, ...]:
    pattern = _PERSIAN_YEAR if language == "fa" else _YEAR
    spread = Counter(
        year for text in texts for year in {str(int(match[0])) for match in pattern.finditer(text)}
    )
    return tuple(year for year, _ in spread.most_common())


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    # "Summer of 1988" is a time, not somebody or something.
    longest_first = sorted((name for name in names if not re.search(r"\d", name)), key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _capitalised(text: str, language: str) -> Counter[str]:
    lists = word_lists(language)
    idle = {*lists.stop_words, *lists.speech.get("calendar", ()), *lists.speech.get("roles", ())}
    parts = (part for match in RUN.finditer(text) for part in _parts(match[0]))
    found = [name for part in parts if len(name := _name(part, idle)) > 1]
    if language not in _CAPITAL_NOUNS:
        words = (POSSESSIVE.sub("", match[1]) for match in _SINGLE.finditer(text))
        found += [name for word in words if (name := _name([word], idle))]
    return Counter(" ".join(name) for name in found)


def _parts(run: str) -> list[list[str]]:
    """A run of capitalised words, cut behind full stops that may end a sentence; initials keep theirs."""
    parts: list[list[str]] = [[]]
    for word in run.split():
        ends = word.endswith(".") and len(word) > len("J.")
        parts[-1].append(POSSESSIVE.sub("", word.rstrip(".") if ends else word))
        if ends:
            parts.append([])
    return parts


def _name(words: list[str], idle: set[str]) -> list[str]:
    """Capitalised words without what no name begins with; nothing if they are no good name."""
    while words and words[0].lower() in idle:
        words = words[1:]
    is_shouted = all(word.isupper() for word in words)
    has_others = any(word.lower() in idle - PARTICLES for word in words)
    return [] if is_shouted or has_others or len(words) > _LONGEST else words
