"""With a month its plan is over: it stands no longer at the head of the groups, where the plan of the new one does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from handlers.plan.month_post import publish_months, published_of
from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from datetime import date, datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

DONE: Final = "plans_unpinned"
"""The setting that remembers the last month (ISO, its first day) whose plans were taken down."""


def _last_month(now: datetime) -> date:
    return (now.date().replace(day=1) - timedelta(days=1)).replace(day=1)


async def has_work(books: Books, now: datetime) -> bool:
    return bool(await books.settings.get(DONE) != _last_month(now).isoformat())


@job("unpin", every=3600, phase=Phase.STATES, has_work=has_work)
async def unpin_month(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """The plan of the month before, of each alliance in a transaction of its own; only where posts can be edited."""
    month = _last_month(now)
    async with database.reading() as books:
        alliances = await published_of(books, month)
    for alliance_id in alliances:
        async with database.writing() as books:
            if await books.alliances.get(alliance_id) is not None:
                await publish_months(books, alliance_id, [month], now, only_edits=directory)
    async with database.writing() as books:
        await books.settings.set(DONE, month.isoformat())
    return {"plans": len(alliances)}
