"""An account that cannot write to anybody: the coordinators of its groups hear of it where else they can be reached."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from handlers.notices.notices import tell
from handlers.notices.people import NEWS
from handlers.texts.groups import standing as texts
from scheduler.jobs import Facts, Phase, job
from storage.messaging.outbox import Notice

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.database import Database

PATIENCE: Final = timedelta(minutes=10)
"""Whoever has switched something off by mistake switches it on again in this time, and nobody is troubled."""


@job("silence", every=600, phase=Phase.STATES)
async def tell_of_silence(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """Each of them once for each day on which it stopped working."""
    del directory
    async with database.reading() as books:
        found = await books.coordinators.cut_off(now - PATIENCE, now)
    told = 0
    for one in found:
        key = f"silent:{one.broken_account}:{one.broken_since:%Y-%m-%d}"
        notice = Notice(kind=NEWS, subject=f"account:{one.broken_account}", may_wait=True)
        async with database.writing() as books:
            told += len(await tell(books, [one], texts.silent(one.kind, one.title), now=now, key=key, notice=notice))
    return {"told": told}
