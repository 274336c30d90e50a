"""Events of VK held against the official object schemas: what is required is there, what is there is known.

Only as deep as the snapshot reaches: a reference to a file that is not in it ends the check of that branch.
"""

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.servers.spec.vk import FOLDER

# Properties of real objects that the snapshot lacks, by the object that bears them (VK.md §4).
REAL_BUT_MISSING: Mapping[str, frozenset[str]] = {
    "message": frozenset({"client_info", "version", "format_data"}),
    "photo": frozenset({"orig_photo", "web_view_token"}),
    "comment": frozenset({"post_owner_id"}),
}
REAL_TYPES = frozenset({"message_event"})  # forgotten in the enumeration of event types
ANYWHERE = frozenset().union(*REAL_BUT_MISSING.values())

# The event's object is named after its type, but for these; real posts come with the facts of the full object.
REFERENCES = {
    "message_reply": "../callback/objects.json#/definitions/callback_message",
    "message_edit": "../callback/objects.json#/definitions/callback_message",
    "wall_post_new": "../wall/objects.json#/definitions/wall_wallpost_full",
}

_TYPES: Mapping[str, Any] = {
    "integer": int,
    "string": str,
    "boolean": bool,
    "array": list,
    "object": dict,
    "number": (int, float),
}


def event_problems(event: Mapping[str, Any]) -> Iterator[str]:
    """What in the event's envelope or object is not as the schema has it; nothing when the schema is absent."""
    if not FOLDER.exists():
        return
    envelope = {key: value for key, value in event.items() if key != "object"}
    base = "../callback/objects.json#/definitions/callback_"
    yield from _problems(envelope, {"$ref": f"{base}base"}, "envelope")
    yield from _problems(event["object"], {"$ref": REFERENCES.get(event["type"], base + event["type"])}, event["type"])


def _problems(value: Any, rule: Mapping[str, Any], where: str) -> Iterator[str]:
    parts = list(_flattened(rule))
    if any(not part for part in parts):
        return  # the rest of the definition lies outside of the snapshot
    for part in parts:
        expected = part.get("type")
        # VK.md §2: payload of message_event is called a string and comes as an object.
        if isinstance(expected, str) and not isinstance(value, _TYPES[expected]) and not where.endswith(".payload"):
            yield f"{where} is {value!r}, not {expected}"
            return
        if "enum" in part and value not in part["enum"] and value not in REAL_TYPES:
            yield f"{where} is {value!r}, not one of {part['enum']}"
    if isinstance(value, list):
        items: Mapping[str, Any] = next((part["items"] for part in parts if "items" in part), {})
        for index, item in enumerate(value):
            yield from _problems(item, items, f"{where}[{index}]")
    known = {name: rule for part in parts for name, rule in part.get("properties", {}).items()}
    if not isinstance(value, dict) or not known:
        return
    for name, inner in known.items():
        if name in value:
            yield from _problems(value[name], inner, f"{where}.{name}")
        elif inner.get("required"):
            yield f"{where}.{name} is missing"
    for name in set(value) - set(known) - ANYWHERE:
        yield f"{where}.{name} is not in the schema"


def _flattened(rule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The rule and everything that it refers to or is composed of; an empty one where the snapshot ends."""
    if "$ref" in rule:
        file, _, pointer = rule["$ref"].partition("#/definitions/")
        definitions = _definitions(FOLDER / "callback" / file)
        yield from _flattened(definitions[pointer]) if pointer in definitions else ({},)
    for part in rule.get("allOf", ()):
        yield from _flattened(part)
    if not {"$ref", "allOf"} & set(rule):
        yield rule


@functools.cache
def _definitions(file: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))["definitions"] if file.exists() else {}
    return found
