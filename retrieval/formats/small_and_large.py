"""Letters of another size than those around them: raised figures that call notes, large first letters."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from retrieval.formats.runs import Run

RAISED = str.maketrans("0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "⁰¹²³⁴⁵⁶⁷⁸⁹" * 3)
_SMALL = 0.8  # of the size of what it stands on
_RISE = 0.12  # of that size, from which a figure is raised
_LARGE = 1.8  # of the usual size; a heading is longer than a letter
_NEAR = 1.2  # of the usual size, between a first letter and its word


def raised(figures: str) -> str:
    """Figures as raised ones, so that they are no part of the word or the figure before them."""
    return figures.translate(RAISED)


def is_raised(run: Run, before: Run) -> bool:
    """Whether a run is a raised figure, by its place and size beside the one before it."""
    if not run.text.strip().isdecimal() or run.size >= _SMALL * before.size:
        return False
    return run.bottom - before.bottom > _RISE * before.size


def with_first_letters(runs: Sequence[Run]) -> list[Run]:
    """Runs with large first letters before the words they begin."""
    found = list(runs)
    if not found:
        return found
    usual = median(run.size for run in found)
    for letter in [run for run in found if _is_first_letter(run, usual)]:
        beside = [run for run in found if run is not letter and _is_right_of(run, letter, usual)]
        if beside:
            word = max(beside, key=lambda run: run.top)
            found[found.index(word)] = word._replace(left=letter.left, text=letter.text.strip() + word.text)
            found.remove(letter)
    return found


def _is_first_letter(run: Run, usual: float) -> bool:
    letter = run.text.strip()
    return len(letter) == 1 and letter.isalpha() and run.size > _LARGE * usual


def _is_right_of(run: Run, letter: Run, usual: float) -> bool:
    is_near = -usual / 2 < run.left - letter.right < _NEAR * usual
    return is_near and run.bottom < letter.top and run.top > letter.bottom and run.text[:1].isalpha()
