"""How long a letter takes at the pace of the messengers: the accounts send side by side, the slowest one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.turn.accounts import AccountDirectory, MessengerInfo


def seconds(people: Mapping[int, int], directory: AccountDirectory) -> float:
    """``people``: account → how many are still to be told."""
    return max(
        (_seconds(directory.messengers[one], many) for one, many in people.items() if one in directory.messengers),
        default=0.0,
    )


def _seconds(messenger: MessengerInfo, people: int) -> float:
    if messenger.limits.pace is None:
        return 0.0
    calls, window = messenger.limits.pace
    return people / (calls / window * messenger.limits.together)
