"""Next morning the hosts are asked how it went; the question comes back twice (row 29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.chronicle.morning_after import ask_host
from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

AT_ONCE: Final = 100
"""Events of one run; the rest waits for the next minute."""


async def has_work(books: Books, now: datetime) -> bool:
    return bool(await books.schedule.to_ask(now, 1))


@job("ask_hosts", every=60, phase=Phase.QUESTIONS, has_work=has_work)
async def ask_hosts(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """Each event in a transaction of its own, so that one that fails does not silence the others for long."""
    async with database.reading() as books:
        due = await books.schedule.to_ask(now, AT_ONCE)
    asked = 0
    for event in due:
        async with database.writing() as books:
            fresh = await books.events.lock(event.id)  # another process may be asking just now
            if fresh is not None and fresh.ask_at is not None and fresh.ask_at <= now:
                asked += await ask_host(books, fresh, now, directory=directory)
    return {"asked": asked}
