"""How long a letter takes at the pace of the messengers: the accounts send side by side, the slowest one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.turn.accounts import Door, House


def seconds(people: Mapping[int, int], house: House) -> float:
    """``people``: account → how many are still to be told."""
    return max((_seconds(house.doors[one], many) for one, many in people.items() if one in house.doors), default=0.0)


def _seconds(door: Door, people: int) -> float:
    if door.limits.pace is None:
        return 0.0
    calls, window = door.limits.pace
    return people / (calls / window * door.limits.together)
