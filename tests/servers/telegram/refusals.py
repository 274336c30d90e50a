"""How the Bot API says no.

Refused                    any answer with "ok": false
├── BadRequest             400 «Bad Request: …» (may carry migrate_to_chat_id)
├── Forbidden              403 «Forbidden: …»: blocked, kicked, deactivated
├── Conflict               409 «Conflict: …»: two pollers, or a webhook beside a poller
├── TooManyRequests        429 with retry_after
├── Unauthorized           401, a token nobody has
├── NoSuchMethod           404
└── NotPlayed              400: the method exists, but this test server does not know it (a violation)
"""

import math
from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """The call is answered with an error; `text` is its whole description."""

    def __init__(self, code: int, text: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.parameters = parameters

    def json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.text}
        if self.parameters:
            body["parameters"] = dict(self.parameters)
        return body


class BadRequest(Refused):
    def __init__(self, text: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(400, f"Bad Request: {text}", parameters)


class Forbidden(Refused):
    def __init__(self, text: str) -> None:
        super().__init__(403, f"Forbidden: {text}")


class Conflict(Refused):
    def __init__(self, text: str) -> None:
        super().__init__(409, f"Conflict: {text}")


class TooManyRequests(Refused):
    def __init__(self, seconds: float) -> None:
        wait = max(1, math.ceil(seconds))
        super().__init__(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})


class Unauthorized(Refused):
    def __init__(self) -> None:
        super().__init__(401, "Unauthorized")


class NoSuchMethod(Refused):
    def __init__(self) -> None:
        super().__init__(404, "Not Found")


class NotPlayed(BadRequest):
    def __init__(self, what: str) -> None:
        super().__init__(f"the test server does not play {what}")
