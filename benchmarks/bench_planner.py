"""100,000 reminders planned and 10,000 of them told, beside a job for each in APScheduler's SQLAlchemyJobStore.

APScheduler is given its fastest configuration that promises as much as ours: one engine on SQLite with a write-ahead
log that is synced at every commit, jobs without grace, coalescing, a coroutine that only counts. Its time without the
syncing, where a power cut may take jobs along, stands in brackets. It plans and fires 10,000; its time for planning is
scaled to 100,000.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from benchmarks.figures import Figure
from benchmarks.village import LEAD, NOW, Postgresql, Sqlite, watching
from handlers.turn.accounts import AccountDirectory
from scheduler.reminders.remind import plan_next, remind
from storage.database import Database
from storage.tables import outbox

if TYPE_CHECKING:
    from benchmarks.village import Meanwhile

ASLEEP: Final = ("08:00:00", "07:00:00")
"""Quiet hours of those who are told at another time."""
LONGEST: Final = 0.050
"""Seconds that the event loop may be blocked."""
MOST: Final = {"SQLite": 0.050, "PostgreSQL": 0.025}
MS: Final = 1000
fired = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds."""

    plan: float
    fire: float
    felt: Meanwhile


def measure(*, small: bool) -> list[Figure]:
    planned, due, jobs = (2_000, 200, 200) if small else (100_000, 10_000, 10_000)
    figures = []
    for kind in (Sqlite, Postgresql):
        place = kind()
        try:
            figures += asyncio.run(_measure(place, planned, due, jobs))
        finally:
            place.close()
    return figures


async def _measure(place: Sqlite | Postgresql, planned: int, due: int, jobs: int) -> list[Figure]:
    await place.populate(planned, ASLEEP)
    await place.sql(f"UPDATE people SET leads = '[{LEAD}]'")  # noqa: S608 - a number
    await place.sql(f"UPDATE people SET quiet_from = NULL, quiet_to = NULL WHERE id <= {due}")  # noqa: S608 - a number
    theirs, hasty = await _apscheduler(jobs, "FULL"), await _apscheduler(jobs, "NORMAL")
    ours = await _ours(await place.fresh(), planned, due, others=False)
    felt = (await _ours(await place.fresh(), planned, due, others=True)).felt
    plan = theirs.plan * planned / jobs
    most = MOST[place.name]
    return [
        Figure(
            work=f"{planned:,} reminders planned, {place.name}",
            ours=f"{ours.plan:.2f} s",
            baseline=f"APScheduler, {jobs:,} jobs in {theirs.plan:.1f} s, scaled: {plan:.0f} s"
            f" (unsynced {hasty.plan * planned / jobs:.0f} s)",
            ratio=plan / ours.plan,
            at_least=50,
        ),
        Figure(
            work=f"{due:,} due in one minute, all in the outbox, {place.name}",
            ours=f"{ours.fire:.2f} s",
            baseline=f"APScheduler fires them in {theirs.fire * due / jobs:.1f} s"
            f" (unsynced {hasty.fire * due / jobs:.1f} s)",
            ratio=theirs.fire * due / jobs / ours.fire,
            at_least=20,
        ),
        Figure(
            work=f"the longest block of the event loop during it, {place.name}",
            ours=f"{ours.felt.longest_block * MS:.0f} ms",
            baseline=f"at most {LONGEST * MS:.0f} ms; APScheduler {theirs.felt.longest_block * MS:,.0f} ms",
            ratio=ours.felt.longest_block / LONGEST,
            at_most=1,
        ),
        Figure(
            work=f"another writer during it, p99, {place.name}",
            ours=f"{felt.p99 * MS:.1f} ms of {len(felt.writes)} writes",
            baseline=f"at most {most * MS:.0f} ms",
            ratio=felt.p99 / most,
            at_most=1,
        ),
    ]


async def _ours(url: str, planned: int, due: int, *, others: bool) -> Times:
    database = await Database.open(url)
    try:
        await remind(
            database, AccountDirectory(messengers={}), NOW - timedelta(hours=1)
        )  # the event is known, early rules have fired
        async with database.reading() as books:
            rules = [rule for rule in await books.fired_leads.due(NOW, (LEAD,)) if not rule.early]
        facts: Counter[str] = Counter()
        began = time.perf_counter()
        while await plan_next(database, rules[0], NOW, facts):
            pass
        plan = time.perf_counter() - began
        if facts["planned"] != planned:
            raise AssertionError(f"{facts} instead of {planned}")
        async with watching(database if others else None) as felt:
            began = time.perf_counter()
            facts.update(await remind(database, AccountDirectory(messengers={}), NOW))
            fire = time.perf_counter() - began
        async with database.reading() as books:
            rows = (await books.connection.execute(sa.select(sa.func.count()).select_from(outbox))).scalar_one()
        if (facts["told"], rows) != (due, due):
            raise AssertionError(f"{facts}, {rows} rows")
        return Times(plan=plan, fire=fire, felt=felt)
    finally:
        await database.close()


async def fire(_number: int) -> None:
    """What a job of the baseline does."""
    global fired  # noqa: PLW0603 - a job of APScheduler is found by its name
    fired += 1


async def _apscheduler(jobs: int, synchronous: str) -> Times:
    global fired  # noqa: PLW0603 - the same
    fired = 0
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    with TemporaryDirectory(prefix="bench-", dir=Path.cwd()) as folder:
        engine = sa.create_engine(f"sqlite:///{folder}/jobs.db")
        sa.event.listen(engine, "connect", functools.partial(_tune, synchronous))
        scheduler = AsyncIOScheduler(
            timezone="UTC",
            jobstores={"default": SQLAlchemyJobStore(engine=engine)},
            executors={"default": AsyncIOExecutor()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        for number in range(jobs):
            scheduler.add_job(fire, DateTrigger(NOW - timedelta(days=365)), args=(number,), id=str(number))
        began = time.perf_counter()
        scheduler.start(paused=True)  # what was added before is buffered, and stored now
        plan = time.perf_counter() - began
        async with watching(None) as felt:
            began = time.perf_counter()
            scheduler.resume()
            while fired < jobs:  # noqa: ASYNC110 - its jobs are not to do more than count
                await asyncio.sleep(0.001)
            took = time.perf_counter() - began
        scheduler.shutdown()
        engine.dispose()
    return Times(plan=plan, fire=took, felt=felt)


def _tune(synchronous: str, connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
