"""The groups of names in an `aliases.yaml`: a list of lists, each of names for one thing, in any script."""

from __future__ import annotations

import yaml

from retrieval.errors import DocumentError
from retrieval.plain_yaml import PlainYamlError, composed, words
from retrieval.text import normal_characters, one_line

NAME = "aliases.yaml"
LARGEST = 256 << 10  # bytes, thousands of groups; more would hold up every start

Groups = tuple[tuple[str, ...], ...]


def alias_groups(text: str) -> Groups:
    """The groups of two names or more, each name once, in the file's order.

    Args:
        text: The whole file. A name is what is written: `no` and `1367` are words here.

    Raises:
        DocumentError: `aliases`, with the line: it cannot be used, and no part of it is.
    """
    try:
        node = composed(normal_characters(text))
        items = node.value if isinstance(node, yaml.SequenceNode) else [node] if node else []
        groups = tuple(map(_names, items))
    except PlainYamlError as error:
        raise DocumentError(NAME, "aliases", line=error.line, problem=error.problem) from error
    return tuple(group for group in groups if len(group) > 1)


def _names(node: yaml.Node) -> tuple[str, ...]:
    names = words(node) if isinstance(node, yaml.SequenceNode) else None
    if names is None:
        raise PlainYamlError(node.start_mark.line + 1, "not_groups")
    return tuple(dict.fromkeys(filter(None, map(one_line, names))))
