"""What waited so that others could undo it, and nobody did, takes effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.notices.delayed_deeds import carry, give_up
from handlers.turn.context import TurnRefused
from scheduler.jobs import Facts, Phase, job
from talk.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

AT_ONCE: Final = 50
"""Of one run, each in a transaction of its own."""


async def has_work(books: Books, now: datetime) -> bool:
    return bool(await books.delayed_deeds.due(now, limit=1))


@job("delayed_deeds", every=60, phase=Phase.STATES, has_work=has_work)
async def delayed_deeds(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """The rights of the one who wanted it are asked anew; what cannot be done any more is given up."""
    async with database.reading() as books:
        due = await books.delayed_deeds.due(now, limit=AT_ONCE)
    done = void = 0
    for kept in due:
        try:
            async with database.writing() as books:
                await carry(books, kept, directory, now)
            done += 1
        except (Refused, TurnRefused):
            async with database.writing() as books:
                await give_up(books, kept, now)
            void += 1
    return {"done": done, "void": void}
