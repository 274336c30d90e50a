"""Long plans from files: written into the plan, or taken back, part by part (``handlers.plan.files.long_work``).

Every part is a transaction of its own, so that nobody waits for long, and a kill anywhere loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from handlers.plan.files import long_work
from scheduler.jobs import Facts, Phase, job
from storage.files.long_jobs import WAKE
from storage.sql.errors import StorageError

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database

log = structlog.get_logger()

AT_ONCE: Final = 5
"""Plans of one run."""
PARTS: Final = 15
"""Parts of one plan in one run: the next plan wants its turn. The message that shows how far it is changes as often."""


async def has_work(books: Books, now: datetime) -> bool:
    del now
    return bool(await books.long_jobs.wanted_plans(limit=1))


@job("plan-files", every=4, phase=Phase.ORDERS, has_work=has_work, woken_by=(WAKE,))
async def plan_files(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
    """The oldest first, each some parts on."""
    async with database.reading() as books:
        wanted = await books.long_jobs.wanted_plans(limit=AT_ONCE)
    parts = failed = 0
    for wish in wanted:
        try:
            for _ in range(PARTS):
                async with database.writing() as books:
                    more = await long_work.step(books, wish.id, directory.quotas, now)
                parts += 1
                if not more:
                    break
            async with database.writing() as books:
                await long_work.report(books, wish.id, now)
        except StorageError:
            raise
        except Exception:  # one plan must not stop the others: this is an edge
            log.exception("plan_file_failed", wish=wish.id, kind=wish.kind)
            async with database.writing() as books:
                await long_work.fail(books, wish, now)
            failed += 1
    return {"parts": parts, "failed": failed}
