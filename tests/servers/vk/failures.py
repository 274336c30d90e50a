"""What VK answers instead of a response (errors.json of the official schema).

Failure — an error of the API: a person forbade, a right is missing, a scripted fault
└── Violated — a request that our bot must never send; it is also recorded in `server.violations`
"""

from collections.abc import Mapping
from dataclasses import dataclass

TEXTS = {
    1: "Unknown error occurred",
    3: "Unknown method passed",
    5: "User authorization failed",
    6: "Too many requests per second",
    7: "Permission to perform this action is denied",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    14: "Captcha needed",
    15: "Access denied",
    17: "Validation required",
    18: "User was deleted or banned",
    27: "Group authorization failed: method is unavailable with group auth.",
    28: "Application authorization failed",
    29: "Rate limit reached",
    100: "One of the parameters specified was missing or invalid",
    104: "Not found",
    113: "Invalid user id",
    125: "Invalid group id",
    203: "Access to group denied",
    210: "Access to wall's post denied",
    213: "Access to status replies denied",
    214: "Access to adding post denied",
    900: "Can't send messages for users from blacklist",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    909: "Can't edit this message, because it's too old",
    910: "Can't sent this message, because it's too big",
    911: "Keyboard format is invalid",
    912: "This is a chat bot feature, change this status in settings",
    913: "Too many forwarded messages",
    914: "Message is too long",
    917: "You don't have access to this chat",
    920: "Can't edit this kind of message",
    922: "You left this chat",
    924: "Can't delete this message for everybody",
    936: "Contact not found",
    940: "Too many posts in messages",
    950: "Can't send message, reply timed out",
    985: "Can't send message, group is for notifications only",
    1051: "Method is unavailable for this profile type",
    2000: "Servers number limit is reached",
}


class Failure(Exception):
    """VK refused the call with this error code; `detail` follows the standard text after a colon."""

    def __init__(self, code: int, detail: str = "", *, extra: Mapping[str, object] | None = None) -> None:
        self.code = code
        text = TEXTS.get(code, "Some error occurred")
        self.text = f"{text}: {detail}" if detail else text
        self.extra = dict(extra or {})
        super().__init__(f"[{code}] {self.text}")

    def as_json(self, params: Mapping[str, str]) -> dict[str, object]:
        """The `error` object of an answer; secrets of the request are not repeated in it."""
        shown = [{"key": k, "value": v} for k, v in params.items() if k != "access_token"]
        return {"error_code": self.code, "error_msg": self.text, "request_params": shown, **self.extra}


class Violated(Failure):
    """The request breaks the official schema or a documented limit: a bug of the bot, never bad luck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One request that had to be refused: which method, which error, and in words what is wrong."""

    method: str
    code: int
    reason: str
