"""The official VK schema says which methods exist, which key may call them and what they accept.

Source: VKCOM/vk-api-schema (MIT), `*/methods.json`, expected beside the project in `shared/specs/vk`.
Where the folder is absent, `read_schema` returns None and says so loudly: only this check is then skipped.
"""

import functools
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3].parent / "shared" / "specs" / "vk"

# Accepted by every method, absent from methods.json.
EVERYWHERE = frozenset({"access_token", "v", "lang", "test_mode", "captcha_sid", "captcha_key", "success_token"})

# Real parameters that the snapshot of the schema lacks; each was seen in the documentation.
REAL_BUT_MISSING: Mapping[str, frozenset[str]] = {
    "messages.send": frozenset({"format_data"}),
    "messages.edit": frozenset({"format_data"}),
    "execute": frozenset({"code", "func_v"}),
    "wall.get": frozenset({"owner_id"}),
}

UNKNOWN_METHOD = 3
BAD_PARAMETER = 100

_INTEGER = re.compile(r"-?\d{1,19}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a request may not be sent, with the error code that VK would answer."""

    code: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of the schema: kinds of keys that may call it and its parameters as the schema has them."""

    name: str
    kinds: frozenset[str]
    parameters: Mapping[str, Mapping[str, Any]]


class Schema:
    """All methods of the snapshot, ready to check a request's parameters."""

    def __init__(self, methods: Mapping[str, Method]) -> None:
        self.methods = methods

    def problems(self, name: str, params: Mapping[str, str]) -> Iterator[Problem]:
        """Everything wrong with the parameters of this call, in the order of the schema."""
        method = self.methods.get(name)
        if method is None:
            yield Problem(code=UNKNOWN_METHOD, text=f"{name} is not in the schema")
            return
        known = EVERYWHERE | REAL_BUT_MISSING.get(name, frozenset())
        for unknown in sorted(set(params) - set(method.parameters) - known):
            yield Problem(code=BAD_PARAMETER, text=f"{unknown} is not a parameter of {name}")
        for key, rule in method.parameters.items():
            value = params.get(key)
            if value is None or (value == "" and rule.get("type") != "string"):
                if rule.get("required"):
                    yield Problem(code=BAD_PARAMETER, text=f"{key} is undefined")
            elif fault := fault_of(value, rule):
                yield Problem(code=BAD_PARAMETER, text=f"{key} {fault}")


def fault_of(value: str, rule: Mapping[str, Any]) -> str | None:
    """What is wrong with one value by its rule, or None when it fits."""
    match rule.get("type"):
        case "integer":
            return _integer_fault(value, rule)
        case "number":
            return None if _NUMBER.fullmatch(value) else "not number"
        case "boolean":
            # Python's str(True) reaches the wire as "True"; VK reads any word as it likes.
            return None if value in {"0", "1"} else f"is a flag and must be 0 or 1, not {value!r}"
        case "array":
            return _array_fault(value, rule)
        case "string":
            return _string_fault(value, rule)
        case _:  # ["integer", "string"]: an id or a short name
            return None


def _integer_fault(value: str, rule: Mapping[str, Any]) -> str | None:
    if not _INTEGER.fullmatch(value):
        return "not integer"
    number = int(value)
    if "minimum" in rule and number < rule["minimum"]:
        return f"should be at least {rule['minimum']}"
    if "maximum" in rule and number > rule["maximum"]:
        return f"should be at most {rule['maximum']}"
    if "enum" in rule and number not in rule["enum"]:
        return f"should be one of {rule['enum']}"
    return None


def _string_fault(value: str, rule: Mapping[str, Any]) -> str | None:
    if "maxLength" in rule and len(value) > rule["maxLength"]:
        return f"is longer than {rule['maxLength']}"
    if "minLength" in rule and len(value) < rule["minLength"]:
        return f"is shorter than {rule['minLength']}"
    if "enum" in rule and value not in rule["enum"]:
        return f"should be one of {rule['enum']}"
    return None


def _array_fault(value: str, rule: Mapping[str, Any]) -> str | None:
    items = value.split(",")
    if "maxItems" in rule and len(items) > rule["maxItems"]:
        return f"has more than {rule['maxItems']} items"
    for item in items:
        if fault := fault_of(item.strip(), rule.get("items", {})):
            return f"[{item}] {fault}"
    return None


@functools.cache
def read_schema(folder: Path = FOLDER) -> Schema | None:
    """The schema of the snapshot, or None with a loud line when the folder is not there."""
    files = sorted(folder.glob("*/methods.json"))
    if not files:
        shout = f"\n*** NO OFFICIAL VK SCHEMA in {folder}: requests to VK are NOT checked against it ***\n"
        (sys.__stderr__ or sys.stderr).write(shout)
        return None
    methods = {}
    for file in files:
        for raw in json.loads(file.read_text(encoding="utf-8"))["methods"]:
            methods[raw["name"]] = Method(
                name=raw["name"],
                kinds=frozenset(raw["access_token_type"]),
                parameters={p["name"]: p for p in raw.get("parameters", [])},
            )
    return Schema(methods)
