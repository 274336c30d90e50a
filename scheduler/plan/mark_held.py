"""What was announced and is over has been held: the plan of its month says so (row 26)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from handlers.plan import actions
from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

AT_ONCE: Final = 200
"""Events of one run; the next run goes on."""


async def has_work(books: Books, now: datetime) -> bool:
    return bool(await books.schedule.over(now, limit=1))


@job("hold", every=300, phase=Phase.STATES, has_work=has_work)
async def mark_held(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """The events of each alliance in a transaction of their own."""
    async with database.reading() as books:
        over = await books.schedule.over(now, limit=AT_ONCE)
    of_alliance: defaultdict[int, list[int]] = defaultdict(list)
    for event in over:
        of_alliance[event.alliance_id].append(event.id)
    held = 0
    for alliance_id, event_ids in of_alliance.items():
        async with database.writing() as books:
            held += await actions.mark_all_held(books, alliance_id, event_ids, now, directory=directory)
    return {"held": held}
