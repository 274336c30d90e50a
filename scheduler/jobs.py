"""The register of jobs: what has to be done when time passes, whoever wakes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.house import House
    from scheduler.clock import Clock
    from storage.database import Database

log = structlog.get_logger()

Facts = dict[str, int]
"""What a run did, in numbers: for the run journal."""
Work = Callable[["Database", "House", "datetime"], Awaitable[Facts]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Looks at the database and does what is due at ``now``; doing it twice does it once."""

    name: str
    every: int
    """Seconds of the program's clock between two runs."""
    work: Work


@dataclass(slots=True)
class Jobs:
    """Runs jobs; a row of the run journal is written before the work, so that a run that vanished is seen."""

    database: Database
    house: House
    clock: Clock
    jobs: tuple[Job, ...]
    _last: dict[str, datetime] = field(default_factory=dict)

    async def run_due(self) -> None:
        """Run every job whose time has come, one after the other."""
        now = self.clock.now()
        for job in self.jobs:
            last = self._last.get(job.name)
            if last is None or (now - last).total_seconds() >= job.every or now < last:
                self._last[job.name] = now
                await self.run(job)

    async def run(self, job: Job) -> None:
        now = self.clock.now()
        async with self.database.writing() as books:
            run = await books.runs.begin(job.name, at=now)
        try:
            facts = await job.work(self.database, self.house, now)
        except Exception:  # one job must not stop the others: this is the edge
            log.exception("job_failed", job=job.name)
            facts = {"failed": 1}
        async with self.database.writing() as books:
            if any(facts.values()):
                await books.runs.finish(run, at=self.clock.now(), facts=facts)
            else:
                await books.runs.forget(run)  # nothing was due: not worth a line
