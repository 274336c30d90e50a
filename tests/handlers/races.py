"""What two people do at the very same moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from talk.updates import IncomingMessage

if TYPE_CHECKING:
    from tests.people import Person, Town

MOMENT: Final = 0.3
"""Seconds in which every turn comes as far as the alliance: with fewer of them a race may pass unnoticed."""


def pressing(person: Person, label: str) -> IncomingMessage:
    """The press of the newest button whose label begins so, not sent yet."""
    shown, button = person._button(label)
    assert button.press is not None
    return forging(person, button.press, shown=shown)


def forging(person: Person, press: str, *, shown: str | None = None) -> IncomingMessage:
    """The press of a button that may not exist, not sent yet."""
    return IncomingMessage(
        account=person.messenger.account,
        event_id=f"race{person.id}",
        chat=person.id,
        user=person.id,
        at=person.town.time,
        press=press,
        shown=shown,
    )


async def at_once(town: Town, alliance_id: int, *updates: IncomingMessage) -> None:
    """All these turns begin before any of them gets the alliance: what they read before is old when they do.

    On SQLite they wait for the one writer, one behind the other.
    """
    async with town.database.writing() as books:
        await books.alliances.lock(alliance_id)
        turns = asyncio.create_task(_hear(town, updates))
        await asyncio.sleep(MOMENT)
    await turns
    await town.drain()


async def _hear(town: Town, updates: tuple[IncomingMessage, ...]) -> None:
    await town.inbox.hear(updates)
    await town.inbox.drain()
