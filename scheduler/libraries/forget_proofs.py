"""Papers with a stamp that nobody has looked at for two weeks are forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.database import Database

KEPT: Final = timedelta(days=14)


@job("forget_proofs", every=6 * 3600, phase=Phase.CLEANUP)
async def forget_proofs(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """Their bytes go at once."""
    del directory
    async with database.writing() as books:
        return {"proofs": await books.librarians.forget_proofs(now - KEPT)}
