"""Labelled questions: what people would ask an archive, with what would be a right answer.

A file of them is a YAML list of items with `id`, `question`, `kind` and `answers`: alternative
substrings, word for word. `answers: []` says that the documents do not answer. `conflict_groups` lists
the answers of each side where documents differ. Other fields are for whoever wrote the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from retrieval.errors import QuestionsError
from retrieval.plain_yaml import PlainYamlError, composed

UNANSWERABLE = "off_corpus"
"""The kind of question that may leave out `answers`. Elsewhere that is most likely a slip."""


@dataclass(frozen=True)
class Labelled:
    """A question with what would be right.

    Attributes:
        id: Its name in the file.
        question: As a person would ask it.
        kind: What it tries, such as `who`; results are also given by kind.
        answers: Alternative substrings of a right quote; none when the documents do not say.
        sides: For a question on which documents differ, the answers of each side.
    """

    id: str
    question: str
    kind: str
    answers: tuple[str, ...]
    sides: tuple[tuple[str, ...], ...] = ()


def labelled_questions(path: Path) -> tuple[Labelled, ...]:
    """The questions of a YAML file.

    Raises:
        QuestionsError: The file cannot be read, or an item is not as described above.
    """
    try:
        node = composed(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(path.name, 0, "unreadable") from error
    except PlainYamlError as error:
        raise QuestionsError(path.name, 0, error.problem, line=error.line) from error
    items = _plain(node)
    if not isinstance(items, list):
        raise QuestionsError(path.name, 0, "not_a_list")
    return tuple(_labelled(path.name, number, item) for number, item in enumerate(items, 1))


def _plain(node: yaml.Node | None) -> Any:
    """A node as text, lists and dictionaries: 1988 and 12:30 are words here, not numbers."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {_text(key): _plain(value) for key, value in node.value}
    return _text(node)


def _text(node: yaml.Node | None) -> str:
    return node.value if isinstance(node, yaml.ScalarNode) else ""


def _labelled(file: str, number: int, item: object) -> Labelled:
    if not isinstance(item, Mapping) or not _is_text(item.get("question")):
        raise QuestionsError(file, number, "no_question")
    kind = item.get("kind") or "other"
    answers = item.get("answers", [] if kind == UNANSWERABLE else None)
    if not _is_list_of_text(answers):
        raise QuestionsError(file, number, "answers")
    sides = item.get("conflict_groups", [])
    if not isinstance(sides, list) or not all(side and _is_list_of_text(side) for side in sides):
        raise QuestionsError(file, number, "answers")
    return Labelled(
        id=str(item.get("id") or number),
        question=item["question"],
        kind=str(kind),
        answers=tuple(answers),
        sides=tuple(tuple(side) for side in sides),
    )


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
