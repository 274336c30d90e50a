"""A library that is asked to hold an event together and does not answer is asked once more (row 26)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.plan.co_host_notices import ask_again
from handlers.plan.co_hosting import is_open
from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

AT_ONCE: Final = 100
"""Questions of one run; the rest waits for the next one."""


async def has_work(books: Books, now: datetime) -> bool:
    return bool(await books.co_hosts.to_remind(now, 1))


@job("co-hosts", every=300, phase=Phase.QUESTIONS, has_work=has_work)
async def remind_co_hosts(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """Each in a transaction of its own: an answer that comes just then is the last word."""
    del directory
    async with database.reading() as books:
        due = await books.co_hosts.to_remind(now, AT_ONCE)
    asked = 0
    for one in due:
        async with database.writing() as books:
            event = await books.events.lock(one.event_id)
            if one not in await books.co_hosts.to_remind(now, AT_ONCE):  # another process was faster, or an answer
                continue
            if event is not None and one.library_id in event.invited and is_open(event, now):
                asked += await ask_again(books, event, one.library_id, now)
            else:
                await books.co_hosts.remind(one.event_id, (one.library_id,), None)
    return {"asked": asked}
