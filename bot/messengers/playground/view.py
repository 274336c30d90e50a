"""What the page shows beside the lines, as JSON: the people, the clock, and the events to which it can be moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from domain.time.zones import HOME_ZONE
from handlers.texts.language import zone_city

if TYPE_CHECKING:
    from bot.messengers.playground.moving import Mover
    from storage.books import Books
    from talk.updates import AccountId

MOST_EVENTS: Final = 12
MOST_ALLIANCES: Final = 50
AHEAD: Final = timedelta(days=400)

View = dict[str, Any]
"""A JSON object."""


async def people(books: Books, account: AccountId) -> View:
    """Everybody who can be played, each with the time zone by which they read the clock, and its city."""
    shown = []
    for player in await books.playground.people():
        known = await books.people.by_external(account, player.id)
        zone = known.zone if known is not None else None
        shown.append(
            {
                "id": player.id,
                "name": player.name,
                "part": player.part,
                "blocked": player.blocked,
                "zone": zone or HOME_ZONE,
                "city": zone_city(zone or HOME_ZONE),
            }
        )
    return {"people": shown}


async def events(books: Books, now: datetime) -> View:
    """The next events with a known beginning, ``MOST_EVENTS`` at most: ``at`` is ISO 8601, ``zone`` the host's."""
    alliances = await books.alliances.all(limit=MOST_ALLIANCES)
    ids = tuple(alliance.id for alliance in alliances.items)
    if not ids:
        return {"events": []}
    found = await books.events.upcoming(ids, now, now + AHEAD, limit=MOST_EVENTS)
    return {
        "events": [
            {"id": event.id, "title": event.title, "at": event.starts_at.isoformat(), "zone": event.zone}
            for event in found.items
            if event.starts_at is not None and event.starts_at > now
        ]
    }


def clock(mover: Mover) -> View:
    """``now`` (ISO 8601), ``offset`` in seconds, ``move`` that is under way (``from``, ``to``) or null."""
    move = None
    if mover.begun is not None and mover.goal is not None:
        move = {"from": mover.begun.isoformat(), "to": mover.goal.isoformat()}
    return {"now": mover.clock.now().isoformat(), "offset": mover.clock.offset.total_seconds(), "move": move}
