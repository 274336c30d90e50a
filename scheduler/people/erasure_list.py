"""The acts of erasure are written into a file apart from the database, so that no copy of it brings the erased back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from scheduler.jobs import Facts, Phase, job
from storage.people.erasure import ERASED
from storage.tables import erasures
from storage.tables.retention import KeptFor, retention_of

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.database import Database


@job("erasure_list", every=3600, phase=Phase.CLEANUP, woken_by=(ERASED,))
async def write_list(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """How many are new in the file. A disk that does not take it makes the run fail, and the next one tries again."""
    del directory
    if database.erasure_list is None:
        return {}
    kept = retention_of(erasures)
    assert isinstance(kept, KeptFor), "the tables declare it"
    async with database.reading() as books:
        acts = await books.erasures.all()
    return {"written": await asyncio.to_thread(database.erasure_list.add, acts, since=now - kept.time)}
