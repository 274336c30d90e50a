"""When one of a series is over, the next one is planned and announced (row 25)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from handlers.plan.series import continue_series, is_due
from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database
    from storage.plan.events import Event

AT_ONCE: Final = 1000


async def has_work(books: Books, now: datetime) -> bool:
    return bool(await _due(books, now))


@job("repeat", every=900, phase=Phase.STATES, has_work=has_work)
async def repeat(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """Few series are due at a time: looked for without a transaction, planned in one for each alliance."""
    del directory
    async with database.reading() as books:
        due = await _due(books, now)
    made = 0
    for alliance_id in sorted({event.alliance_id for event in due}):
        async with database.writing() as books:
            await books.alliances.lock(alliance_id)  # no library leaves, nobody ends a series meanwhile
            for event in await _due(books, now, alliance_id):
                made += await continue_series(books, event, now) is not None
    return {"planned": made}


async def _due(books: Books, now: datetime, alliance_id: int | None = None) -> list[Event]:
    """The last ones of series that go on and are over; with ``alliance_id`` only of this one."""
    tomorrow = (now + timedelta(days=1)).date()  # it is tomorrow already in the east
    last = await books.schedule.repeating(until=tomorrow, alliance_id=alliance_id, limit=AT_ONCE)
    return [one for one in last if is_due(one, now)]
