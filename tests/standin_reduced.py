"""The part of the published Bot API description that the project keeps, for machines without the whole.

Made again by `python -c "import standin_reduced; standin_reduced.write()"` in this folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from standin_schema import ARRAY, PRIMITIVES, PUBLISHED, REDUCED

LICENCE = (
    "Bot API description from PaulSonOfLars/telegram-bot-api-spec, MIT licence, copyright (c) 2020 Paul "
    "Larsen. Permission is hereby granted, free of charge, to any person obtaining a copy of this "
    'software and associated documentation files (the "Software"), to deal in the Software without '
    "restriction, including without limitation the rights to use, copy, modify, merge, publish, "
    "distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the "
    "Software is furnished to do so, subject to the following conditions: The above copyright notice "
    "and this permission notice shall be included in all copies or substantial portions of the "
    'Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, '
    "INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE "
    "AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, "
    "DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT "
    "OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."
)
METHODS = (
    "answerCallbackQuery", "answerInlineQuery", "deleteMessage", "deleteMyCommands", "deleteWebhook",
    "editMessageCaption", "editMessageReplyMarkup", "editMessageText", "getChat",
    "getChatAdministrators", "getChatMember", "getFile", "getMe", "getMyCommands", "getMyDescription",
    "getMyName", "getMyShortDescription", "getUpdates", "getWebhookInfo", "leaveChat", "sendChatAction",
    "sendDocument", "sendMessage", "sendPhoto", "setChatMenuButton", "setMyCommands",
    "setMyDescription", "setMyName", "setMyShortDescription", "setWebhook",
)  # fmt: skip


def reduced(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description without its prose: our METHODS, and every type that they and Update reach."""
    types: dict[str, Any] = {}
    edge = {"Update", *(kind for name in METHODS for kind in _kinds(content["methods"][name]))}
    while edge:
        found = {kind: _bare(content["types"][kind]) for kind in edge if kind in content["types"]}
        types |= found
        edge = {kind for entry in found.values() for kind in _kinds(entry)} - types.keys() - PRIMITIVES
    return {
        "licence": LICENCE,
        "version": content["version"],
        "methods": {name: _bare(content["methods"][name]) for name in sorted(METHODS)},
        "types": dict(sorted(types.items())),
    }


def write() -> None:
    """Make tests/data/botapi_subset.json again, one entry a line, from the published description."""
    content = reduced(json.loads(PUBLISHED.read_text(encoding="utf-8")))
    parts = [f'"licence": {json.dumps(content["licence"])}', f'"version": {json.dumps(content["version"])}']
    for section in ("methods", "types"):
        entries = (f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in content[section].items())
        parts.append(f'"{section}": {{\n' + ",\n".join(entries) + "\n}")
    REDUCED.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")


def _kinds(entry: Mapping[str, Any]) -> set[str]:
    listed = {kind for field in entry.get("fields", ()) for kind in field["types"]}
    return {kind.replace(ARRAY, "") for kind in listed | set(entry.get("subtypes", ()))}


def _bare(entry: Mapping[str, Any]) -> dict[str, Any]:
    bare: dict[str, Any] = {"subtypes": entry["subtypes"]} if "subtypes" in entry else {}
    bare["fields"] = [
        {"name": field["name"], "types": field["types"], "required": field["required"]}
        for field in entry.get("fields", ())
    ]
    return bare
