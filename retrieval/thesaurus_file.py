"""The related words in a corpus folder's `thesaurus.yaml`: lines of words under `same` and `near`."""

from __future__ import annotations

import yaml

from retrieval.errors import DocumentError
from retrieval.plain_yaml import PlainYamlError, composed, words
from retrieval.text import normal_characters, one_line

NAME = "thesaurus.yaml"
STRENGTHS = ("same", "near")

Related = tuple[tuple[str, str], ...]


def related_lines(text: str) -> Related:
    """The lines of related words, each with the strength it stands under.

    Args:
        text: The whole file, of the form of `retrieval/thesaurus/en.yaml`.

    Raises:
        DocumentError: `thesaurus`, with the line: it cannot be used, and no part of it is.
    """
    try:
        node = composed(normal_characters(text))
        pairs = _pairs(node) if node else []
        return tuple((key.value, line) for key, value in pairs for line in _lines(key, value))
    except PlainYamlError as error:
        raise DocumentError(NAME, "thesaurus", line=error.line, problem=error.problem) from error


def _pairs(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        raise PlainYamlError(node.start_mark.line + 1, "not_lines")
    return list(node.value)


def _lines(key: yaml.Node, value: yaml.Node) -> list[str]:
    found = words(value) if isinstance(value, yaml.SequenceNode) else None
    if found is None or key.value not in STRENGTHS:
        raise PlainYamlError(key.start_mark.line + 1, "not_lines")
    return list(filter(None, map(one_line, found)))
