"""Events that came by the dozen get posts of their own as their days draw near, one at a time (row 22).

A plan from a file is one post at first, the plan of its month: so many at once would be a flood.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from handlers.plan.actions import publish_event
from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database
    from storage.plan.events import Event

AHEAD: Final = timedelta(days=7)
TOO_LATE: Final = timedelta(hours=2)
"""Before the start: who has not heard of it by then is reminded, or does not come."""
DAY_HOURS: Final = range(10, 20)
"""By the host's clock: nobody is woken by a group."""


async def has_work(books: Books, now: datetime) -> bool:
    return bool(await _due(books, now))


@job("post-events", every=900, phase=Phase.QUESTIONS, has_work=has_work)
async def post_events(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """One of each alliance at a time; by night none."""
    del directory
    async with database.reading() as books:
        due = await _due(books, now)
    posted = 0
    for event in due.values():
        if now.astimezone(ZoneInfo(event.zone)).hour not in DAY_HOURS:
            continue
        async with database.writing() as books:
            await books.alliances.lock(event.alliance_id)
            fresh = (await _due(books, now)).get(event.alliance_id)
            if fresh is not None and fresh.id == event.id:  # nobody was faster
                await publish_event(books, event.id, now)
                posted += 1
    return {"posted": posted}


async def _due(books: Books, now: datetime) -> dict[int, Event]:
    """The nearest of each alliance that is not hidden, by its id."""
    nearest: dict[int, Event] = {}
    for event in await books.schedule.unposted(now + TOO_LATE, now + AHEAD):
        if event.alliance_id not in nearest and await books.alliances.get(event.alliance_id) is not None:
            nearest[event.alliance_id] = event
    return nearest
