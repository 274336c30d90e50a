"""What was announced and is over has been held: the plan of its month says so (row 26)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.plan import actions
from handlers.plan.month_post import publish_months
from handlers.texts.plan import month as texts
from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from datetime import date, datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

AT_ONCE: Final = 200
"""Events of one transaction; the next run goes on."""


async def has_work(books: Books, now: datetime) -> bool:
    return bool(await books.schedule.over(now, limit=1))


@job("hold", every=300, phase=Phase.STATES, has_work=has_work)
async def mark_held(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """Events with only a month are left alone: nobody knows when they are over.

    That something is over is news to nobody: where a post cannot be edited, it is not published anew for that.
    """
    months: dict[int, set[date]] = {}
    held = 0
    async with database.writing() as books:
        for event in await books.schedule.over(now, limit=AT_ONCE):
            if await actions.mark_held(books, event, now):
                months.setdefault(event.alliance_id, set()).add(event.day)
                held += 1
        for alliance_id, days in months.items():
            await publish_months(books, alliance_id, days, now, changes=texts.PASSED, only_edits=directory)
    return {"held": held}
