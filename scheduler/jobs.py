"""The register of jobs: what has to be done when time passes, whoever wakes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from storage.sql.errors import StorageError

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import House
    from scheduler.clock import Clock
    from storage.books import Books
    from storage.database import Database

log = structlog.get_logger()

RETRY: Final = 300
"""Seconds until a job that failed is tried again, if it would not come sooner anyway."""

Facts = dict[str, int]
"""What a run did, in numbers: for the run journal."""
Work = Callable[["Database", "House", "datetime"], Awaitable[Facts]]
Look = Callable[["Books", "datetime"], Awaitable[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Looks at the database and does what is due at ``now``; doing it twice does it once."""

    name: str
    every: int
    """Seconds of the program's clock between two runs."""
    work: Work
    looks: Look | None = None
    """Whether there is anything to do at that moment, without doing it; what is to be done stays so until it is done.

    A job without it can wait: it comes by its time alone, and the playground's clock does not stop for it.
    """


@dataclass(slots=True)
class Jobs:
    """Runs jobs; a row of the run journal is written before the work, so that a run that vanished is seen."""

    database: Database
    house: House
    clock: Clock
    jobs: tuple[Job, ...]
    _last: dict[str, datetime] = field(default_factory=dict)
    """From when on each job's time is counted."""

    async def run_due(self, *, at_once: bool = False) -> None:
        """Run every job whose time has come, one after the other; one that failed is tried again sooner.

        ``at_once`` waits for nobody's time: whatever has anything to do does it now.
        """
        now = self.clock.now()
        for job in self.jobs:
            last = self._last.get(job.name)
            rests = last is not None and last <= now and (now - last).total_seconds() < job.every
            if rests and not (at_once and job.looks):
                continue
            try:
                done = await self.run(job)
            except StorageError as trouble:
                log.error("job_waits", job=job.name, why=str(trouble))  # noqa: TRY400 - the operator's affair, not a bug
            else:
                sooner = 0 if done else max(0, job.every - RETRY)
                self._last[job.name] = now - timedelta(seconds=sooner)

    async def run(self, job: Job) -> bool:
        """Whether the work was done. Raises StorageError when not even the run journal can be written."""
        now = self.clock.now()
        if not await self._has_work(job, now):
            return True
        async with self.database.writing() as books:
            run = await books.runs.begin(job.name, at=now)
        done = False
        try:
            facts = await job.work(self.database, self.house, now)
            done = True
        except Exception:  # one job must not stop the others: this is the edge
            log.exception("job_failed", job=job.name)
            facts = {"failed": 1}
        async with self.database.writing() as books:
            if any(facts.values()):
                await books.runs.finish(run, at=self.clock.now(), facts=facts)
            else:
                await books.runs.forget(run)  # nothing was due: not worth a line
        return done

    async def _has_work(self, job: Job, now: datetime) -> bool:
        """Asked first: most looks find nothing, and are not worth a row of the run journal."""
        if job.looks is None:
            return True
        try:
            async with self.database.reading() as books:
                return await job.looks(books, now)
        except StorageError:
            raise
        except Exception:  # the same edge: whether the work fails as well is seen in its row
            log.exception("look_failed", job=job.name)
            return True
