"""The published Bot API description, as a check of what is sent and of what is received."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PUBLISHED = HERE.parent.parent / "shared" / "botapi.min.json"
REDUCED = HERE / "data" / "botapi_subset.json"
ARRAY = "Array of "
PRIMITIVES = {"Integer", "String", "Boolean", "Float"}
TRUE, FALSE = {"true", "yes", "1"}, {"false", "no", "0"}


class RefusalError(Exception):
    """What Telegram answers instead of a result: a status, its words, and perhaps parameters."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    name: str
    mime_type: str
    data: bytes


class Description:
    """Methods and types of the Bot API: which fields there are, of what type, and which must be there."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.version = str(content["version"])
        self.methods: Mapping[str, Any] = content["methods"]
        self.types: Mapping[str, Any] = content["types"]
        self._methods_by_name: dict[str, str] = {name.lower(): name for name in self.methods}

    def method_named(self, name: str) -> str:
        """Return a method's proper name for a name in any case; refuse one there is not."""
        if name.lower() not in self._methods_by_name:
            raise RefusalError(404, "Not Found: method not found")
        return self._methods_by_name[name.lower()]

    def decoded(self, method: str, sent: Mapping[str, Any], uploads: Mapping[str, Upload]) -> dict[str, Any]:
        """Return the fields of a call, decoded and checked; raise a 400 RefusalError naming the first fault.

        Fields that Telegram does not know, it ignores; here they are refused, because they are mistakes.
        """
        known = {field["name"]: field for field in self.methods[method].get("fields", ())}
        attached = {f"attach://{name}" for name in uploads}
        values: dict[str, Any] = {}
        for name, value in sent.items():
            if name not in known:
                raise RefusalError(400, f'Bad Request: there is no field "{name}" (in {method})')
            values[name] = self._decoded(name, value, known[name]["types"])
        values.update({name: f"attach://{name}" for name in uploads if name in known})
        for name, field in known.items():
            if name in values:
                for fault in self._faults(values[name], field["types"], name, attached):
                    raise RefusalError(400, f"Bad Request: {fault} (in {method})")
            elif field["required"]:
                raise RefusalError(400, missing(method, name))
        return values

    def _decoded(self, name: str, value: Any, types: list[str]) -> Any:
        if not isinstance(value, str) or ("String" in types and "Integer" not in types):
            return value
        text = value.strip()
        if "Integer" in types and text.lstrip("-").isdecimal():
            return int(text)
        if "Boolean" in types and text.lower() in TRUE | FALSE:
            return text.lower() in TRUE
        if "Float" in types:
            try:
                return float(text)
            except ValueError:
                return value
        if all(kind in PRIMITIVES | {"InputFile"} for kind in types):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise RefusalError(400, f"Bad Request: can't parse {name} JSON object") from None

    def faults(self, type_name: str, value: Any) -> list[str]:
        """Return what is wrong with a JSON value that should be of a type, each with its place."""
        return list(self._faults(value, [type_name], type_name, set()))

    def _faults(self, value: Any, types: list[str], place: str, attached: set[str]) -> Iterator[str]:
        tried = [list(self._faults_as(value, kind, place, attached)) for kind in types]
        if all(tried):
            # Of several possible types, the one that is nearest to the value is the one meant.
            yield from min(tried, key=lambda faults: ("must be" in faults[0], len(faults)))

    def _faults_as(self, value: Any, kind: str, place: str, attached: set[str]) -> Iterator[str]:
        if kind.startswith(ARRAY):
            yield from self._array_faults(value, kind.removeprefix(ARRAY), place, attached)
        elif kind in PRIMITIVES:
            if not is_primitive(value, kind):
                yield f'field "{place}" must be of type {kind}, not {value!r:.60}'
        elif kind == "InputFile":
            if value not in attached:
                yield f'field "{place}" must be an uploaded file, not {value!r:.60}'
        elif self.types[kind].get("subtypes"):
            yield from self._faults(value, self.types[kind]["subtypes"], place, attached)
        else:
            yield from self._object_faults(value, kind, place, attached)

    def _array_faults(self, value: Any, kind: str, place: str, attached: set[str]) -> Iterator[str]:
        if not isinstance(value, list):
            yield f'field "{place}" must be of type Array, not {value!r:.60}'
            return
        for index, item in enumerate(value):
            yield from self._faults(item, [kind], f"{place}[{index}]", attached)

    def _object_faults(self, value: Any, kind: str, place: str, attached: set[str]) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f'field "{place}" must be of type {kind}, not {value!r:.60}'
            return
        known = {field["name"]: field for field in self.types[kind].get("fields", ())}
        for name in value.keys() - known.keys():
            yield f'there is no field "{name}" in {place} ({kind})'
        for name, field in known.items():
            if name in value:
                yield from self._faults(value[name], field["types"], f"{place}.{name}", attached)
            elif field["required"]:
                yield f'can\'t find field "{name}" in {place} ({kind})'


def is_primitive(value: Any, kind: str) -> bool:
    """Return whether a JSON value is of one of the Bot API's primitive types."""
    if kind == "Boolean":
        return isinstance(value, bool)
    if kind == "String":
        return isinstance(value, str)
    number = isinstance(value, int) and not isinstance(value, bool)
    return number or (kind == "Float" and isinstance(value, float))


def missing(method: str, name: str) -> str:
    """Return Telegram's words for a required field that is not there."""
    words = {
        "chat_id": "chat_id is empty",
        "text": "message text is empty",
        "message_id": "message identifier is not specified",
        "document": "there is no document in the request",
        "photo": "there is no photo in the request",
        "user_id": "invalid user_id specified",
    }
    return "Bad Request: " + words.get(name, f'can\'t find field "{name}" (in {method})')


@cache
def description() -> Description:
    """Return the published description where it is at hand, and the project's reduced copy otherwise."""
    path = PUBLISHED if PUBLISHED.is_file() else REDUCED
    return Description(json.loads(path.read_text(encoding="utf-8")))
