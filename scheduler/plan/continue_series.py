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
async def repeat(database: Database, directory: AccountDirectory, now: datetime) -> Facts:  # noqa: ARG001 - as all jobs
    """Few series are due at a time: looked for without a transaction, planned in one."""
    async with database.reading() as books:
        due = await _due(books, now)
    made = 0
    if due:
        async with database.writing() as books:
            await books.schedule.series_alone()
            for event in await _due(books, now):
                made += await continue_series(books, event, now) is not None
    return {"planned": made}


async def _due(books: Books, now: datetime) -> list[Event]:
    tomorrow = (now + timedelta(days=1)).date()  # it is tomorrow already in the east
    return [one for one in await books.schedule.repeating(until=tomorrow, limit=AT_ONCE) if is_due(one, now)]
