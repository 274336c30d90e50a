"""The members have had their week: what they said of a coordinator's decision holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.moderation.members_decided import close
from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

AT_ONCE: Final = 50
"""Of one run, each in a transaction of its own."""


async def has_work(books: Books, now: datetime) -> bool:
    return bool(await books.complaints.asked_until(now, limit=1))


@job("members_decide", every=60, phase=Phase.STATES, has_work=has_work)
async def members_decide(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """However late: no voice was taken after the end."""
    del directory
    async with database.reading() as books:
        due = await books.complaints.asked_until(now, limit=AT_ONCE)
    closed = 0
    for asked in due:
        async with database.writing() as books:
            closed += await close(books, asked, now)
    return {"closed": closed}
