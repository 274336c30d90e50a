"""VKScript, as much of it as vk_api's request pools write: a list of API calls, or one call in a loop."""

import json
import re
from typing import Any

from tests.servers.vk.failures import Failure

CALLS_LIMIT = 25

_CALL = re.compile(r"API\.([a-zA-Z]+\.[a-zA-Z]+)\(")
_LOOP = re.compile(r"result\.push\(API\.([a-zA-Z]+\.[a-zA-Z]+)\(values\[i\]\)\);i = i \+ 1;\}return result;$")
_VALUES = "var values = "
_DECODER = json.JSONDecoder()


def parse(code: str) -> list[tuple[str, dict[str, str]]]:
    """Methods and parameters in order; Failure(12) for a script of any other form, 13 for too many calls."""
    code = code.strip()
    try:
        calls = _loop(code) if code.startswith(_VALUES) else _list(code)
    except (ValueError, IndexError) as error:
        raise Failure(12, f"this server reads only lists of API calls: {error}") from None
    if len(calls) > CALLS_LIMIT:
        raise Failure(13, "Runtime error occurred during code invocation: Too many api calls")
    return [(name, as_params(values)) for name, values in calls]


def as_params(values: dict[str, Any]) -> dict[str, str]:
    """Values of a script as they would stand in a request."""
    return {key: _as_text(value) for key, value in values.items() if value is not None}


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, list):
        return ",".join(_as_text(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value)


def _loop(code: str) -> list[tuple[str, dict[str, Any]]]:
    values, _ = _DECODER.raw_decode(code, len(_VALUES))
    if not (match := _LOOP.search(code)):
        raise ValueError("not the loop of a pool")
    return [(match[1], value) for value in values]


def _list(code: str) -> list[tuple[str, dict[str, Any]]]:
    if not code.startswith("return [") or not code.endswith("];"):
        raise ValueError("not a list of calls")
    calls, at, end = [], len("return ["), len(code) - len("];")
    while at < end:
        if not (match := _CALL.match(code, at)):
            raise ValueError(f"no call at {at}")
        values, at = _DECODER.raw_decode(code, match.end()) if code[match.end()] != ")" else ({}, match.end())
        calls.append((match[1], values))
        if code[at] != ")":
            raise ValueError(f"no end of the call at {at}")
        at += 2 if code[at + 1] == "," else 1
    return calls
