"""The official schema of the Bot API as data, and what a call or an answer has against it.

The schema is Bot API 10.1 (`specs/telegram-bot-api.json`); parameters of newer versions that our library
sends are listed in NEWER with a reason.
"""

import functools
import json
import re
from typing import Any

from tests.servers.spec import missing

PATH = missing.SPECS / "telegram-bot-api.json"
NEWER: dict[tuple[str, str], str] = {
    ("ChatMemberAdministrator", "can_send_welcome_messages"): "since 10.2; in answers, aiogram 3.31 requires it",
    ("BotCommand", "is_ephemeral"): "since 10.2; where the answer to a command is shown, the server ignores it",
    ("InlineKeyboardButton", "disabled"): "since 10.3; how a button looks, the server ignores it",
}
"""(method or type, field) of Bot API 10.2 and 10.3 that aiogram 3.31 sends or needs: the reason to let it pass."""
_CONSTANT = re.compile(r"(?:must be|always) [“\"]?([a-z_]+)[”\"]?$")
_ARRAY = "Array of "


@functools.cache
def load() -> "Schema | None":
    """The schema, read once a process; `None` (and a loud warning) when it is not there."""
    if not missing.is_there(PATH):
        return None
    return Schema(json.loads(PATH.read_text(encoding="utf-8")))


class Schema:
    """Methods and types by name. Every check gives a list of problems, empty when all is well."""

    def __init__(self, body: dict[str, Any]) -> None:
        self._methods: dict[str, Any] = body["methods"]
        self._types: dict[str, Any] = body["types"]

    def knows(self, method: str) -> bool:
        return method in self._methods

    def problems_of_call(self, method: str, params: dict[str, Any], files: set[str]) -> list[str]:
        """What the schema has against a call; texts are read as forms write them, objects as JSON."""
        fields = {field["name"]: field for field in self._methods[method].get("fields", [])}
        problems = [
            f"no such parameter: {name}" for name in params if name not in fields and (method, name) not in NEWER
        ]
        attached = _attached(params)
        problems += [
            f"a file nobody refers to: {name}" for name in files if name not in fields and name not in attached
        ]
        problems += [f"no file attached: {name}" for name in attached - files]
        for name, field in fields.items():
            if name in params:
                problems += self._any_of(field["types"], params[name], name, form=True)
            elif name in files:
                if "InputFile" not in field["types"]:
                    problems.append(f"{name}: a file is not expected here")
            elif field["required"]:
                problems.append(f"required parameter is missing: {name}")
        return problems

    def problems_of_result(self, method: str, result: Any) -> list[str]:
        """What the schema has against an answer of our own."""
        return self._any_of(self._methods[method]["returns"], result, method, form=False)

    def problems(self, type_name: str, value: Any) -> list[str]:
        """What the schema has against a value of a type, an Update for example."""
        return self._any_of([type_name], value, type_name, form=False)

    def _any_of(self, types: list[str], value: Any, place: str, *, form: bool) -> list[str]:
        found = [self._of(type_name, value, place, form=form) for type_name in types]
        return min(found, key=_badness)

    def _of(self, type_name: str, value: Any, place: str, *, form: bool) -> list[str]:
        if type_name in _PLAIN:
            fits = _fits_form if form and isinstance(value, str) else _fits
            return [] if fits(type_name, value) else [f"{place}: not of type {type_name}"]
        if type_name == "InputFile":
            return [] if form and isinstance(value, str) and value.startswith("attach://") else [f"{place}: not a file"]
        if form and isinstance(value, str):
            try:
                value = json.loads(value)
            except json.JSONDecodeError:
                return [f"{place}: not JSON"]
        if type_name.startswith(_ARRAY):
            return self._array(type_name.removeprefix(_ARRAY), value, place)
        return self._object(type_name, value, place)

    def _array(self, item: str, value: Any, place: str) -> list[str]:
        if not isinstance(value, list):
            return [f"{place}: not an array"]
        return [
            problem
            for index, one in enumerate(value)
            for problem in self._of(item, one, f"{place}[{index}]", form=False)
        ]

    def _object(self, type_name: str, value: Any, place: str) -> list[str]:
        body = self._types[type_name]
        if subtypes := body.get("subtypes"):
            return self._any_of(subtypes, value, place, form=False)
        if not isinstance(value, dict):
            return [f"{place}: not an object {type_name}"]
        fields = {field["name"]: field for field in body.get("fields", [])}
        problems = [
            f"{place}: no field {name} in {type_name}"
            for name in value
            if name not in fields and (type_name, name) not in NEWER
        ]
        for name, field in fields.items():
            inside = f"{place}.{name}"
            if name in value:
                problems += self._any_of(field["types"], value[name], inside, form=False)
                problems += _constant(field, value[name], inside)
            elif field["required"]:
                problems.append(f"{inside}: required and missing")
        return problems


_PLAIN = {"String", "Integer", "Float", "Boolean", "True"}
_WRONG_KIND = "is not the constant"


def _badness(problems: list[str]) -> tuple[bool, int]:
    """Of several alternatives the one that the value was meant for: its constants fit, least is wrong."""
    return any(_WRONG_KIND in problem for problem in problems), len(problems)


def _constant(field: dict[str, Any], value: Any, place: str) -> list[str]:
    found = _CONSTANT.search(field["description"]) if field["types"] == ["String"] else None
    return [f"{place}: {value!r} {_WRONG_KIND} {found[1]}"] if found and value != found[1] else []


def _fits(type_name: str, value: Any) -> bool:
    match type_name:
        case "String":
            return isinstance(value, str)
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case "True":
            return value is True
        case _:
            return isinstance(value, bool)


def _fits_form(type_name: str, value: str) -> bool:
    match type_name:
        case "String":
            return True
        case "Integer":
            return re.fullmatch(r"-?\d+", value) is not None
        case "Float":
            return re.fullmatch(r"-?\d+(\.\d+)?([eE]-?\d+)?", value) is not None
        case _:
            return value in ("true", "false", "True", "False")


def _attached(params: dict[str, Any]) -> set[str]:
    """The names of files that parameters refer to as attach://name, at any depth."""
    written = json.dumps(params, ensure_ascii=False).replace('\\"', '"')
    return set(re.findall(r'"attach://([^"\\]+)', written))
