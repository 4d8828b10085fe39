"""What people asked in vain: totals, and words that no document holds, where the operator switched that on.

A word that is in no document is as a rule the name of a person, and to have asked for it can be dangerous.
Hence, whatever else that costs:

- A word is kept as soon as `FLOOR` different people have asked for it, and not before. Until then there is
  only its hash, under a key that was drawn at the start and is nowhere else, with one hash for each person
  who asked: one that holds for this word alone, so that nobody can be seen to have asked for two. The word
  itself comes from the question of the last of them.
- All of it is in memory and ends with the program. Written down, even hashes could be tried with a list of
  names by whoever has the key as well; so nothing ever is.
- Words stand by themselves: no question, no word beside it, no time. What holds a digit, such as a telephone
  number, and what is longer than any word, is none.
- Only questions that were sent count; what is typed inline arrives letter by letter and does not.
- Admins alone see the words, in their own chat.

What this does not prevent: that `FLOOR` people who know each other ask for one name, which an admin then
sees, though not who they are. `/privacy` says so wherever this is on.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections import Counter, OrderedDict
from typing import NamedTuple

from telegram import Update
from telegram.ext import ContextTypes

from bot.languages import Languages
from bot.limits import fitting
from bot.replies import Place
from retrieval import Answer, Reason

FLOOR = 5
"""Different people who have to ask for a word before it is known to anybody."""

REMEMBERED = 10_000
"""Words of which somebody's asking is remembered; the one not asked for longest goes first."""

MOST_ASKERS = 1000
"""People remembered of one word; beyond that it is asked for by many, and no more is to be known."""

LONGEST_WORD = 40
LISTED = (100, 50, 20, 10, 0)
"""How many words `/gaps` lists: as many of these as fit into one message."""


class Asked(NamedTuple):
    """A word that no document holds, and how many different people asked for it."""

    word: str
    people: int


class Gaps:
    """Counts answers without quotes; any word below the floor only as a hash."""

    def __init__(self, floor: int = FLOOR) -> None:
        self._floor = floor
        self._key = secrets.token_bytes(32)
        self._askers: OrderedDict[bytes, set[bytes]] = OrderedDict()
        self._words: dict[bytes, str] = {}
        self.reasons: Counter[Reason] = Counter()

    def note(self, answer: Answer, asker: int) -> None:
        """Count an answer.

        Args:
            answer: What somebody was answered.
            asker: The id of that person; it is not kept.
        """
        if answer.reason is None:
            return
        self.reasons[answer.reason] += 1
        for word in {_word(typed) for typed in answer.query.unknown} - {""}:
            self._count(word, asker)

    def words(self) -> list[Asked]:
        """The words that enough people asked for, the most wanted first."""
        found = [Asked(word, len(self._askers[row])) for row, word in self._words.items()]
        return sorted(found, key=lambda asked: (-asked.people, asked.word))

    def _count(self, word: str, asker: int) -> None:
        row = self._hashed(word)
        askers = self._askers.setdefault(row, set())
        self._askers.move_to_end(row)
        if len(askers) < MOST_ASKERS:
            askers.add(self._hashed(f"{asker} {word}"))
        if len(askers) >= self._floor:
            self._words[row] = word
        if len(self._askers) > REMEMBERED:
            forgotten, _ = self._askers.popitem(last=False)
            self._words.pop(forgotten, None)

    def _hashed(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode(), "sha256")[:16]


class GapHandlers:
    """`/gaps`, for admins in their own chat.

    Args:
        gaps: What was counted; None when it is switched off.
        languages: The words.
    """

    def __init__(self, gaps: Gaps | None, languages: Languages) -> None:
        self._gaps = gaps
        self._languages = languages

    async def gaps(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """`/gaps`: what people asked in vain since the start."""
        place, messages = Place.of(update), self._languages.of(update)
        if place is None:
            return
        if self._gaps is None:
            await place.say(messages.render("gaps_off"))
            return
        reasons, words = self._gaps.reasons.most_common(), self._gaps.words()
        values = {"reasons": reasons, "words": words, "floor": FLOOR}
        await place.say(fitting(lambda shown: messages.render("gaps", shown=shown, **values), LISTED))


def _word(typed: str) -> str:
    """A word as everybody would write it; nothing for what is none."""
    word = unicodedata.normalize("NFKC", typed).casefold().strip()
    is_long = not 2 <= len(word) <= LONGEST_WORD
    has_others = any(unicodedata.category(character)[0] not in "LM" for character in word.translate(_INSIDE))
    return "" if is_long or has_others else word


_INSIDE = dict.fromkeys(map(ord, "-’'\u200c\u200d"))
"""What words hold beside letters."""
