"""An account that has not worked for long: whoever can be written to elsewhere is, and hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from handlers.notices.lost_address import lose_address
from scheduler.jobs import Facts, Phase, job
from storage.people.addresses import GONE

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

PATIENCE: Final = timedelta(hours=6)
"""In this time the operator puts in a new key, and nobody is troubled."""
CHUNK: Final = 100
"""People of one transaction."""


async def has_work(books: Books, now: datetime) -> bool:
    return bool(await books.addresses.stranded(now - PATIENCE, limit=1))


@job("leave_accounts", every=600, phase=Phase.STATES, has_work=has_work)
async def leave_accounts(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """Only those who have another address: the others are written to again as soon as the account works."""
    del directory
    moved = 0
    while True:
        async with database.writing() as books:
            found = await books.addresses.stranded(now - PATIENCE, limit=CHUNK)
            for one in found:
                moved += await lose_address(books, one.account_id, external_id=one.external_id, state=GONE, now=now)
        if len(found) < CHUNK:
            return {"moved": moved}
