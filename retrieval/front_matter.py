"""The YAML block that a Markdown file may begin with, told from a text that begins with a rule.

A block begins on the first line and ends within `LONGEST` lines with `---` or `...`; no blank line
follows its beginning; and it names a field of metadata. Anything else is body text, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

import yaml

from retrieval.errors import DocumentError
from retrieval.plain_yaml import PlainYamlError, composed, words

LONGEST = 50  # lines; whoever writes more describes more than one document
LARGEST = 8 << 10  # characters

Given = dict[str, tuple[str, ...]]
_FIELD_LINE = re.compile(r"([A-Za-z]+):(?: +(.*))?")


class FrontMatter(NamedTuple):
    """What stands before the body.

    Attributes:
        given: The fields' values, one or several each; none when there is no front matter.
        body: Everything after it, or everything.
        problem: What is wrong with it: the fields that can be told are given all the same.
    """

    given: Given
    body: str
    problem: DocumentError | None = None


def front_matter(file: str, text: str, fields: Collection[str]) -> FrontMatter:
    """Separate front matter and body.

    Args:
        file: The file's name, for the problem.
        text: A Markdown source in normal characters.
        fields: Names of the fields that count, in lower case.
    """
    lines = text[:LARGEST].split("\n", LONGEST + 1)[: LONGEST + 1]
    if lines[0].rstrip() != "---" or len(lines) < 2 or not lines[1].strip():
        return FrontMatter({}, text)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    if not end:
        begun = _by_line(lines[1:2], fields)
        return FrontMatter({}, text, _problem(file, 1, "unclosed") if begun else None)
    block, body = lines[1:end], text[sum(len(line) + 1 for line in lines[: end + 1]) :]
    try:
        given = _fields(composed("\n".join(block)), fields)
        problem = None
    except PlainYamlError as error:
        given = _by_line(block, fields)
        problem = _problem(file, error.line + 1, error.problem)
    return FrontMatter(given, body if given else text, problem)


def _problem(file: str, line: int, problem: str) -> DocumentError:
    return DocumentError(file, "front_matter", line=line, problem=problem)


def _fields(node: yaml.Node | None, fields: Collection[str]) -> Given:
    """The fields of a mapping; of anything else, which is then no front matter, none."""
    given: Given = {}
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        name = key.value.lower() if isinstance(key, yaml.ScalarNode) else ""
        if name in fields:
            found = words(value)
            if found is None:
                raise PlainYamlError(value.start_mark.line + 1, "not_words")
            given.setdefault(name, found)
    return given


def _by_line(lines: list[str], fields: Collection[str]) -> Given:
    """The fields of a block that is not YAML, as far as lines of `field: value` tell.

    The usual fault is a colon or a quotation mark inside a title, where the line is clear to a reader.
    """
    found = [line for line in map(_FIELD_LINE.fullmatch, map(str.rstrip, lines)) if line]
    values = {line[1].lower(): line[2] or "" for line in reversed(found)}
    return {name: (value,) if value else () for name, value in values.items() if name in fields}
