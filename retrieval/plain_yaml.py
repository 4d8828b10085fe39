"""YAML read as words and lists of words: no types, no references, nothing that can grow or run.

`no` stays "no", `0123` stays "0123", a date stays as written. What YAML can do beyond that is refused.
"""

from __future__ import annotations

import yaml


class PlainYamlError(ValueError):
    """It is not YAML, or not plain.

    Attributes:
        line: Where, from 1.
        problem: `not_yaml`, or `references` for an anchor or alias.
    """

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


class _Loader(yaml.BaseLoader):
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        # An anchor repeated ten levels deep is a thousand million nodes, out of ten lines.
        event = self.peek_event()  # type: ignore[no-untyped-call]  # its stubs leave it untyped
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise PlainYamlError(_line(event.start_mark), "references")
        return super().compose_node(parent, index)


def composed(text: str) -> yaml.Node | None:
    """The one node a YAML text consists of, with its lines as marks; nothing for an empty text.

    Args:
        text: In normal characters, its length bounded by the caller: the reader is slow.

    Raises:
        PlainYamlError: It is not one YAML document, holds a reference, or is nested too deep to read.
    """
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise PlainYamlError(_line(mark), "not_yaml") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise PlainYamlError(1, "not_yaml") from error


def words(node: yaml.Node) -> tuple[str, ...] | None:
    """A word, or a list of words, as a tuple; nothing for anything else. Null is no word at all."""
    if isinstance(node, yaml.ScalarNode):
        return () if node.style is None and node.value in ("", "~", "null") else (node.value,)
    if not isinstance(node, yaml.SequenceNode):
        return None
    items = [words(item) if isinstance(item, yaml.ScalarNode) else None for item in node.value]
    return None if None in items else tuple(word for item in items for word in item or ())


def _line(mark: yaml.Mark | None) -> int:
    return mark.line + 1 if mark else 1
