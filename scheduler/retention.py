"""Forgetting: what has served its purpose is deleted or emptied (row 103); its table says how long it is kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from scheduler.jobs import Facts, Phase, job
from storage.program.emptied_columns import EMPTIED
from storage.tables import metadata
from storage.tables.retention import kept_for_some_time

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.database import Database
    from storage.sql.chunks import DeletesOld
    from storage.tables.retention import KeptFor

CHUNK: Final = 500
"""Rows of one transaction: nobody who writes meanwhile waits for long."""
AT_ONCE: Final = 40
"""Chunks of one kind in one run, so that the disk has its rest. A million rows are forgotten within hours."""


@job("forget", every=300, phase=Phase.CLEANUP)
async def delete_old(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """How many rows of which kind are gone. Talks end silently: nobody is told that they forgot something."""
    del directory
    facts: Counter[str] = Counter()
    gone: set[str] = set()
    for kept in kept_for_some_time(metadata):
        if gone.issuperset(kept.after) and await _delete_old(database, kept, now, facts):
            gone.add(kept.by)
    for name in EMPTIED:
        facts[name] += await _empty_old(database, name, now)
    if any(facts.values()):
        await database.empty_log()
    return dict(facts)


async def _delete_old(database: Database, kept: KeptFor, now: datetime, facts: Counter[str]) -> bool:
    """Whether nothing of it is left for the next run."""
    after = 0
    for _ in range(AT_ONCE):
        async with database.writing() as books:
            repository: DeletesOld = getattr(books, kept.by)
            count, reached = await repository.delete_before(now - kept.time, after=after, limit=CHUNK)
        facts[kept.counted] += count
        if reached is None:
            return True
        after = reached
    return False


async def _empty_old(database: Database, name: str, now: datetime) -> int:
    count = 0
    for _ in range(AT_ONCE):
        async with database.writing() as books:
            emptied = await books.emptied_columns.empty(name, now, limit=CHUNK)
        count += emptied
        if emptied < CHUNK:
            break
    return count
