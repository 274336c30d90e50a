"""Values for the texts about people's addresses."""

from __future__ import annotations

from typing import Any, Final

from handlers.texts.people.addresses import AddressLine
from tests.handlers.texts.text_things import DAY

FULL: Final[dict[str, Any]] = {
    "own: Sequence[AddressLine]": [
        AddressLine(kind="telegram", since=DAY, here=True, live=True),
        AddressLine(kind="vk", since=DAY, here=False, live=True),
        AddressLine(kind="vk", since=DAY, here=False, live=False),
    ],
    "chosen: Sequence[tuple": [("reminders", "vk"), ("work", None)],
    "digits: str": "48291375",
    "minutes: int": 15,
    "topic: str": "digests",
    "name: str": "Мария",
    "since: date": DAY,
    "kind: str": "vk",
}
SPARSE: Final[dict[str, Any]] = {
    "own: Sequence[AddressLine]": [AddressLine(kind="telegram", since=DAY, here=True, live=True)],
    "chosen: Sequence[tuple": [("letters", None)],
    "name: str": "",
}
