"""A kind word to the coordinators of an alliance in whose groups nothing has been published for long (row 19)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from handlers.notices.people import tell_coordinators
from handlers.texts.alliances import nudge as texts
from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

MORNING, EVENING = 10, 18
"""Hours between which a coordinator is written to, by the alliance's clock."""
AHEAD: Final = timedelta(days=30)


async def has_work(books: Books, now: datetime) -> bool:
    """At night as well: what is due stays due until the morning."""
    return bool(await books.alliances.silent(now))


@job("nudge", every=3600, phase=Phase.QUESTIONS, has_work=has_work)
async def nudge(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """Each silent alliance once in its ``silent_days``."""
    del directory
    async with database.reading() as books:
        silent = await books.alliances.silent(now)
    nudged = 0
    for alliance in silent:
        if not MORNING <= now.astimezone(ZoneInfo(alliance.zone)).hour < EVENING:
            continue
        async with database.writing() as books:
            coming = await books.events.upcoming([alliance.id], now, now + AHEAD, limit=texts.HINTS)
            await tell_coordinators(
                books,
                alliance.id,
                texts.nudge(alliance.settlement, alliance.silent_days, coming.items, coming.total, now=now),
                now=now,
                key=f"nudge:{alliance.id}:{now:%Y%m%d}",
                rows=texts.nudge_rows(alliance.id),
            )
            await books.alliances.nudged(alliance.id, now)
        nudged += 1
    return {"nudged": nudged}
