"""Telling very many people of a change: the turn told the first of them, the rest come here chunk by chunk (row 61)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.plan.change_notices import tell_next
from scheduler.jobs import Facts, Phase, job
from storage.reminders.changes import WAKE

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

PEOPLE: Final = 200
"""Of one transaction: others wait no longer than that takes."""


async def has_work(books: Books, now: datetime) -> bool:
    del now
    return await books.changes.any()


@job("changes", every=10, phase=Phase.REMINDERS, has_work=has_work, woken_by=(WAKE,))
async def tell_changes(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """All that is to be told of changes, the oldest first; a walk that was cut off goes on where it was."""
    del directory
    facts = {"told": 0}
    while True:
        async with database.writing() as books:
            change = await books.changes.next()
            if change is None:
                return facts
            told, _ = await tell_next(books, change, now=now, limit=PEOPLE)
            facts["told"] += told
