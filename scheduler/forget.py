"""Forgetting: what has served its purpose is deleted (row 103; RELIABILITY)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.jobs import Facts, Job

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.house import House
    from storage.database import Database

HEARD: Final = timedelta(days=3)
"""Event ids; messengers repeat their events for a day."""
SENT: Final = timedelta(days=30)
"""Messages that were sent or given up."""
RUNS: Final = timedelta(days=90)
TOKENS: Final = timedelta(days=1)
"""Links that have expired."""
RULES: Final = timedelta(days=60)
"""Which reminders of past events were due."""
IMPORTS: Final = timedelta(days=3)
"""Plans from files; undoing one works for a day."""
PAPERS: Final = timedelta(days=2)
"""Documents that were asked for; their bytes go as soon as they are sent."""
PICTURES: Final = timedelta(days=30)
"""Pictures that are used nowhere; people are told «через месяц»."""


async def forget(database: Database, house: House, now: datetime) -> Facts:
    """How many rows of which kind are gone. Talks end silently: nobody is told that they forgot something."""
    del house
    async with database.writing() as books:
        return {
            "talks": await books.talks.expire(now),
            "inbox": await books.inbox.forget(now - HEARD),
            "outbox": await books.outbox.forget(now - SENT),
            "runs": await books.runs.forget_before(now - RUNS),
            "letters": await books.letters.forget(now - SENT),
            "tokens": await books.tokens.forget(now - TOKENS),
            "rules": await books.rules.forget_before(now - RULES),
            "plan_imports": await books.plan_imports.forget(now - IMPORTS),
            "papers": await books.papers.forget(now - PAPERS),
            "pictures": await books.pictures.forget(now - PICTURES),
        }


FORGET: Final = Job(name="forget", every=3600, work=forget)
