"""What a language's words tell of how a sentence hangs on its neighbours, as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from retrieval.wordlists import word_lists

OPENERS = "\"'“”‘’„«»([{–—-•*…. "
BEGINNING = 90  # characters in which a sentence names what it is about
WORD = re.compile(r"[^\W_]+(?:[\u200c’'.-][^\W_]+)*")
BULLET = re.compile(r"\s*(?:[•‣◦▪■●○·∙*–—-]\s|\(?\d{1,3}[.)]\s)")
_NAME_AHEAD = re.compile(r"[^,.;]{1,60},\s(?=[^\W\d_])(?!I\b)[A-Z]")
_DENIAL_REACH = 45  # characters between a denial and what it denies


class Grammar:
    """A language's lists under `thoughts`, as patterns.

    Attributes:
        backward: Begins a sentence that goes back to the one before.
        free: Begins one that does not, although it looks so: "this year".
        expletive: Likewise, where what "it" stands for comes later.
        late_pronoun: Begins a sentence whose pronoun comes behind other words; `named` are those.
        loose: Begins a sentence that only goes on.
        reply: Begins an answer to the question before.
        is_untrue: Begins a sentence that says that the one before is not so.
        denies: Denial of what was said before.
        denies_behind: The same, where the verb comes last.
        hedge: Doubts what is said.
        filler: Belongs to the page, not to the text.
        auxiliaries: Words that make a sentence of words.
    """

    def __init__(self, lists: Mapping[str, frozenset[str]]) -> None:
        self.backward = _starting(lists["pronouns"] | lists["connectives"])
        self.free = _starting(lists["free"])
        reporting = _any(lists["reporting"])
        self.expletive = re.compile(
            rf"{_starting(lists['expletive']).pattern}[^.;]{{0,70}}?\b(?:{reporting})\b", re.IGNORECASE
        )
        personal = _any(lists["personal"])
        # "When he came"; "In the recording she says"
        clause = rf"(?:{_any(lists['clauses'])})\s"
        phrase = rf"(?:{_any(lists['leading'])})\s(?:(?P<named>[^,،]{{0,{BEGINNING}}}?)[,،]?\s)?"
        self.late_pronoun = re.compile(rf"(?:{clause}|{phrase})(?:{personal})(?![\w\u200c])", re.IGNORECASE)
        self.loose = _starting(lists["loose"])
        self.reply = re.compile(rf"(?:{_any(lists['replies'])})[,،.!]", re.IGNORECASE)
        denied = rf"(?:{_any(lists['denied'])})(?![\w\u200c])"
        reach = rf"[^.;:]{{0,{_DENIAL_REACH}}}?(?<![\w\u200c])"
        self.is_untrue = re.compile(
            rf"(?:the\s)?{denied}{reach}(?:{_any(lists['untruths'])})(?![\w\u200c])", re.IGNORECASE
        )
        self.denies = re.compile(
            rf"(?<![\w\u200c])(?:{_any(lists['denials'])})(?![\w\u200c]){reach}{denied}", re.IGNORECASE
        )
        self.denies_behind = re.compile(
            rf"(?<![\w\u200c])(?:{_any(lists['denied_first'])}){reach}(?:{_any(lists['denials'])})(?![\w\u200c])"
        )
        self.hedge = re.compile(rf"(?<![\w\u200c])(?:{_any(lists['hedges'])})(?![\w\u200c])", re.IGNORECASE)
        self.filler = re.compile(rf"(?<!\w)(?:{_any(lists['filler'])})(?!\w)", re.IGNORECASE)
        self.auxiliaries = lists["auxiliaries"]


def _any(phrases: Iterable[str]) -> str:
    """A pattern of phrases, the longest first, or one that matches nothing; * stands for any letters."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    parts = [re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s") for phrase in ordered]
    return "|".join(parts) or "(?!)"


def _starting(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{_any(phrases)})(?![\w\u200c-])", re.IGNORECASE)


@cache
def grammar(language: str) -> Grammar | None:
    """The patterns of a language, such as `en`; None for one without word lists."""
    lists = word_lists(language).thoughts
    return Grammar(lists) if lists else None


@cache
def first_person(language: str) -> re.Pattern[str]:
    """The words by which somebody speaks of himself; a pattern that matches nothing without word lists."""
    return re.compile(
        rf"(?<!\w)(?:{_any(word_lists(language).speech.get('first_person', ()))})(?!\w)", re.IGNORECASE
    )


def looks_back(text: str, grammar: Grammar | None) -> bool:
    """Whether a sentence begins with a word for what was named before, or goes on from it.

    Args:
        text: The sentence.
        grammar: Of its language; without one, a small letter at the beginning tells alone.
    """
    start = text[: 2 * BEGINNING].lstrip(OPENERS)
    if start[:1].islower() and not BULLET.match(text) and not start[1:4].strip("-’'")[:1].isupper():
        return not start[:2].isascii() or start[1:2].islower() or start[1:2] == " "
    if grammar is None or grammar.free.match(start) or grammar.expletive.match(start):
        return False
    if grammar.backward.match(start) or grammar.reply.match(start):
        return True
    late = grammar.late_pronoun.match(start)
    if late is None or any(word[0].isupper() for word in WORD.findall(late["named"] or "")):
        return False
    # "In her reply, Ambassador N wrote": the name is still to come
    return _NAME_AHEAD.match(start, late.end()) is None
