"""What accounts say of themselves, and what ``/readyz`` and ``/metrics`` say of them: who listens may hear nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from handlers.texts.turn import menu
from talk.messenger import Broken, IntroducesItself, Undelivered, WatchesHearing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.web.health import State
    from scheduler.delivery.sender import Delivery
    from storage.database import Database
    from talk.messenger import Messenger


log = structlog.get_logger()


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


async def introduce(messenger: Messenger) -> None:
    """Say what it is for where nobody has written yet; that this fails keeps nobody from being heard. Raises Broken."""
    if not isinstance(messenger, IntroducesItself):
        return
    try:
        await messenger.introduce(menu.BEFORE_START, menu.PROFILE)
    except Broken:
        raise
    except Undelivered as trouble:
        log.warning("not_introduced", account=messenger.account, kind=messenger.kind, why=str(trouble))


def noted_deaf(account: int) -> str:
    """The setting that says why nothing comes to the account, for other processes (``tezki account list``)."""
    return f"deaf:{account}"


async def note_deaf(
    database: Database,
    messengers: Mapping[int, Messenger],
    states: Callable[[], Mapping[int, State]],
    *,
    glance: float,
) -> None:
    """For ever: of the accounts that this process listens to."""
    noted: dict[int, str | None] = {}
    while True:
        why = deaf(messengers)
        for account in [one for one, state in states().items() if state in ("listening", "deaf")]:
            if account in noted and noted[account] == why.get(account):
                continue
            async with database.writing() as books:
                await books.settings.set(noted_deaf(account), why.get(account))
            noted[account] = why.get(account)
        await asyncio.sleep(glance)


def deaf(messengers: Mapping[int, Messenger]) -> dict[int, str]:
    """Accounts to which nothing comes, and why."""
    watching = {account: one for account, one in messengers.items() if isinstance(one, WatchesHearing)}
    return {account: why for account, one in watching.items() if (why := one.deaf) is not None}
