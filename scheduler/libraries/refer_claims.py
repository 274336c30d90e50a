"""A claim that the library's own people have not answered for days is put before the coordinators."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from handlers.libraries.claims import refer
from handlers.libraries.membership import locked
from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

PATIENCE: Final = timedelta(days=3)
AT_ONCE: Final = 50
"""Claims of one run, each in a transaction of its own."""


async def has_work(books: Books, now: datetime) -> bool:
    return bool(await books.librarians.unanswered(now - PATIENCE, limit=1))


@job("refer_claims", every=3600, phase=Phase.QUESTIONS, has_work=has_work)
async def refer_claims(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """Each once; its own people may go on answering it."""
    del directory
    async with database.reading() as books:
        waiting = await books.librarians.unanswered(now - PATIENCE, limit=AT_ONCE)
    referred = 0
    for claim in waiting:
        async with database.writing() as books:
            known = await locked(books, claim.library_id)
            if known is not None and await books.librarians.waits_unreferred(claim.library_id, claim.person_id):
                await refer(books, known[0], claim, now=now)
                referred += 1
    return {"referred": referred}
