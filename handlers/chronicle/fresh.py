"""Events of which a photograph of today may be: those of today and of yesterday."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from domain.event import State
from domain.rights import Action
from handlers.chronicle.actions import can_be_told
from handlers.plan import actions
from handlers.turn.asking import waits_for_photos

if TYPE_CHECKING:
    from collections.abc import Collection

    from handlers.turn.context import Context
    from storage.books import Books
    from storage.plan.events import Event

LOOKS_BACK: Final = timedelta(days=14)
"""How long ago an event of several days may have begun."""
MOST: Final = 50
"""Events of a library that are looked at."""


async def may_tell_something(books: Books, person_id: int, now: datetime) -> bool:
    """Whether a photograph that comes by itself may be an answer, or be from an event: then it is fetched."""
    if await waits_for_photos(books, person_id, now):
        return True
    roles = await books.roles.of(person_id, now)
    return bool(await fresh_events(books, roles.librarian_of, now))


async def fresh_events(books: Books, libraries: Collection[int], now: datetime) -> list[Event]:
    """Public events of these libraries of today and yesterday, by their own clocks; the latest first."""
    found: dict[int, Event] = {}
    for library in sorted(libraries):
        since = (now - LOOKS_BACK).date()
        page = await books.events.of_library(library, since=since, states=(State.ANNOUNCED, State.HELD), limit=MOST)
        found |= {one.id: one for one in page.items if _is_fresh(one, now)}
    return sorted(found.values(), key=lambda one: (one.day, one.id), reverse=True)


def _is_fresh(event: Event, now: datetime) -> bool:
    over = actions.over_at(event)
    if over is None:
        return False
    today = now.astimezone(ZoneInfo(event.zone)).date()
    last: date = max(event.day, over.astimezone(ZoneInfo(event.zone)).date())
    return event.day <= today <= last + timedelta(days=1)


async def fresh_of(context: Context) -> list[Event]:
    """Those of which this person may tell, over or not."""
    found = await fresh_events(context.books, context.roles.librarian_of, context.now)
    return [one for one in found if context.may(Action.WRITE_CHRONICLE, actions.thing_of(one))]


async def tellable_today(context: Context) -> list[Event]:
    """Those that are over, and of which nobody has told."""
    return [one for one in await fresh_of(context) if can_be_told(one, context.now)]
