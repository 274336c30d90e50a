"""Forgetting: what has served its purpose is deleted (row 103; RELIABILITY)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from scheduler.jobs import Facts, Phase, job

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from handlers.turn.accounts import House
    from storage.books import Books
    from storage.database import Database

HEARD: Final = timedelta(days=3)
"""Event ids; messengers repeat their events for a day."""
SENT: Final = timedelta(days=30)
"""Messages that were sent or given up."""
RUNS: Final = timedelta(days=90)
TOKENS: Final = timedelta(days=1)
"""Links that have expired."""
RULES: Final = timedelta(days=60)
"""Which reminders of past events were due, and who got them."""
IMPORTS: Final = timedelta(days=3)
"""Plans from files; undoing one works for a day."""
PAPERS: Final = timedelta(days=2)
"""Documents that were asked for; their bytes go as soon as they are sent."""
PICTURES: Final = timedelta(days=30)
"""Pictures that are used nowhere; people are told «через месяц»."""
CHUNK: Final = 500
"""Rows of one transaction: nobody who writes meanwhile waits for long."""
AT_ONCE: Final = 40
"""Chunks of one run: the other jobs wait for it. A million is forgotten within hours."""


@job("forget", every=300, phase=Phase.CLEANUP)
async def forget(database: Database, house: House, now: datetime) -> Facts:
    """How many rows of which kind are gone. Talks end silently: nobody is told that they forgot something."""
    del house
    facts: Counter[str] = Counter()
    await _forget_sent(database, now, facts)
    await _chunks(database, facts, "inbox", lambda books: books.inbox.forget(now - HEARD, limit=CHUNK))
    if await _chunks(database, facts, "reminders", lambda books: books.reminders.forget(now - RULES, limit=CHUNK)):
        async with database.writing() as books:  # by these the reminders of past events are found
            facts["rules"] = await books.rules.forget_before(now - RULES)
    async with database.writing() as books:
        facts["talks"] = await books.talks.expire(now)
        facts["runs"] = await books.runs.forget_before(now - RUNS)
        facts["letters"] = await books.letters.forget(now - SENT)
        facts["tokens"] = await books.tokens.forget(now - TOKENS)
        facts["plan_imports"] = await books.plan_imports.forget(now - IMPORTS)
        facts["papers"] = await books.papers.forget(now - PAPERS)
        facts["pictures"] = await books.pictures.forget(now - PICTURES)
    return dict(facts)


async def _forget_sent(database: Database, now: datetime, facts: Counter[str]) -> None:
    after = 0
    for _ in range(AT_ONCE):
        async with database.writing() as books:
            gone, reached = await books.outbox.forget(now - SENT, after=after, limit=CHUNK)
        facts["outbox"] += gone
        if reached is None:
            return
        after = reached


async def _chunks(database: Database, facts: Counter[str], what: str, chunk: Callable[[Books], Awaitable[int]]) -> bool:
    """Whether nothing of it is left for the next run."""
    for _ in range(AT_ONCE):
        async with database.writing() as books:
            gone = await chunk(books)
        facts[what] += gone
        if gone == 0:
            return True
    return False
