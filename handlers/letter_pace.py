"""How long a letter takes at the pace of the messengers: the accounts send side by side, the slowest one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.house import Door, House

TOGETHER: Final = {"vk": 100}
"""People who are told the same by one call; one where nothing is said."""


def seconds(people: Mapping[int, int], house: House) -> float:
    """``people``: account → how many are still to be told."""
    return max((_seconds(house.doors[one], many) for one, many in people.items() if one in house.doors), default=0.0)


def _seconds(door: Door, people: int) -> float:
    if door.limits.pace is None:
        return 0.0
    calls, window = door.limits.pace
    return people / (calls / window * TOGETHER.get(door.kind, 1))
