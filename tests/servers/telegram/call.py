"""One call of a bot: what it asked, what it was told. The log of a server is a list of these."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.servers.telegram.refusals import BadRequest, Refused

if TYPE_CHECKING:
    from tests.servers.telegram.accounts import Bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file sent in the body of a call."""

    name: str
    data: bytes


@dataclass(slots=True, kw_only=True)
class Call:
    """A method with its raw parameters (texts from a form, JSON values from a JSON body).

    A call whose client left before the answer stays unfinished.
    """

    bot: "Bot"
    method: str
    params: dict[str, Any]
    at: datetime
    files: dict[str, Upload] = field(default_factory=dict)
    result: Any = None
    error: Refused | None = None
    finished: bool = False

    @property
    def ok(self) -> bool:
        return self.finished and self.error is None

    def __repr__(self) -> str:
        outcome = "pending" if not self.finished else self.error.text if self.error else "ok"
        return f"<{self.method} {self.params} → {outcome}>"

    def text(self, name: str) -> str | None:
        value = self.params.get(name)
        return None if value is None else str(value)

    def integer(self, name: str) -> int | None:
        value = self.params.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except ValueError as error:
            raise BadRequest(f"invalid {name} specified") from error

    def required_integer(self, name: str) -> int:
        value = self.integer(name)
        if value is None:
            raise BadRequest(f"{name} isn't specified")
        return value

    def flag(self, name: str) -> bool:
        return str(self.params.get(name, "")).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        """The value of a JSON-serialised parameter, `None` when it is not there."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            raise BadRequest(f"can't parse {name} JSON object") from error
