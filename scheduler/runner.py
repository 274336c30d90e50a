"""Runs jobs, with a row of the run journal around each run."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from scheduler.watchdog import errand
from storage.sql.errors import Collided, StorageError

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from scheduler.clock import Clock
    from scheduler.jobs import Job
    from storage.database import Database

log = structlog.get_logger()

RETRY: Final = 300
"""Seconds until a job that failed is tried again, if it would not come sooner anyway."""
AWAY: Final = 10
"""The same when the database was away and nothing was tried, or ended a deadlock by undoing what the job did last."""


@dataclass(slots=True)
class JobRunner:
    """A row of the run journal is written before the work, so that a run that vanished is seen."""

    database: Database
    directory: AccountDirectory
    clock: Clock
    jobs: tuple[Job, ...]
    """In the order of ``run_due``."""
    _last: dict[str, datetime] = field(default_factory=dict)
    """From when on each job's time is counted, by the program's clock."""
    _locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    """A job runs once at a time in this process: also when the playground's clock is moved beside the scheduler."""

    async def run_due(self, *, at_once: bool = False) -> None:
        """Run every job whose time has come, one after the other: for whoever moves the clock by steps.

        ``at_once`` waits for nobody's time: whatever has anything to do does it now.
        """
        for job in self.jobs:
            if self.is_due(job) or (at_once and job.has_work is not None):
                await self.run(job)

    def is_due(self, job: Job) -> bool:
        """By the program's clock, which may have been put back."""
        last, now = self._last.get(job.name), self.clock.now()
        return last is None or last > now or (now - last).total_seconds() >= job.every

    def late(self) -> dict[str, float]:
        """Job → seconds by which it should have run already; of those that have run."""
        now = self.clock.now()
        known = [(job, self._last[job.name]) for job in self.jobs if job.name in self._last]
        return {job.name: max(0.0, (now - last).total_seconds() - job.every) for job, last in known}

    async def run(self, job: Job) -> float:
        """Run it now; in how many seconds it is to be run again. One that failed is tried again sooner."""
        async with self._locks[job.name]:
            now = self.clock.now()
            try:
                wait = min(await self._run(job, now), job.every)
            except StorageError as trouble:
                log.error("job_waits", job=job.name, why=str(trouble))  # noqa: TRY400 - the operator's affair, not a bug
                return min(AWAY, job.every)
            self._last[job.name] = now - timedelta(seconds=job.every - wait)
            return wait

    async def _run(self, job: Job, now: datetime) -> float:
        """Seconds until it should come again. Raises StorageError when not even the run journal can be written."""
        if not await self._has_work(job, now):
            return job.every
        async with self.database.writing() as books:
            run = await books.runs.begin(job.name, at=now)
        wait: float = job.every
        try:
            with errand(f"job {job.name}"):
                facts = await job.work(self.database, self.directory, now)
        except Collided:  # nothing is wrong with anybody: the same may be done again
            log.warning("job_collided", job=job.name)
            facts, wait = {"collided": 1}, AWAY
        except Exception:  # one job must not stop the others: this is the edge
            log.exception("job_failed", job=job.name)
            facts, wait = {"failed": 1}, RETRY
        async with self.database.writing() as books:
            if any(facts.values()):
                await books.runs.finish(run, at=self.clock.now(), facts=facts)
            else:
                await books.runs.delete(run)  # nothing was due: not worth a line
        return wait

    async def _has_work(self, job: Job, now: datetime) -> bool:
        """Asked first: most jobs have nothing to do, which is not worth a row of the run journal."""
        if job.has_work is None:
            return True
        try:
            async with self.database.reading() as books:
                return await job.has_work(books, now)
        except StorageError:
            raise
        except Exception:  # the same edge: whether the work fails as well is seen in its row
            log.exception("look_failed", job=job.name)
            return True
