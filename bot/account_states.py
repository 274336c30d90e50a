"""The states of accounts as ``/readyz`` and ``/metrics`` say them: who listens may still neither hear nor speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talk.messenger import WatchesHearing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.web.health import State
    from scheduler.delivery.sender import Delivery
    from talk.messenger import Messenger


def seen(
    states: Mapping[int, State], messengers: Mapping[int, Messenger], deliveries: Mapping[int, Delivery]
) -> dict[int, State]:
    """An account that hears but cannot speak is broken, too; one that hears nothing is deaf."""
    hears_nothing = deaf(messengers)

    def of(account: int, state: State) -> State:
        if state != "listening":
            return state
        return "broken" if deliveries[account].broken else "deaf" if account in hears_nothing else state

    return {account: of(account, state) for account, state in states.items()}


def deaf(messengers: Mapping[int, Messenger]) -> dict[int, str]:
    """Accounts to which nothing comes, and why."""
    watching = {account: one for account, one in messengers.items() if isinstance(one, WatchesHearing)}
    return {account: why for account, one in watching.items() if (why := one.deaf) is not None}
