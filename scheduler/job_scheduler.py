"""When jobs run: each is a job of APScheduler, so that none waits for another (docs/decisions/apscheduler.md)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, EVENT_JOB_SUBMITTED
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

if TYPE_CHECKING:
    from apscheduler.events import JobExecutionEvent, JobSubmissionEvent

    from scheduler.jobs import Job
    from scheduler.runner import JobRunner

log = structlog.get_logger()

FIRST: Final = 10.0
"""Seconds after the start at most until a job runs for the first time, however rarely it comes."""
GRACE: Final = 3.0
"""Seconds that the jobs under way get to finish when the program stops."""
PUT_BACK: Final = timedelta(seconds=1)
"""By less than that a clock is corrected all the time."""


class JobScheduler:
    """Runs every job at its own interval, beside the others, until it is stopped.

    A job runs once at a time. Woken while it runs, it runs once more afterwards: it may have looked already.
    """

    def __init__(self, runner: JobRunner, *, tick: float | None = None) -> None:
        """``tick``: seconds after which each job looks whether it is due by the program's clock.

        None: that clock goes as the real one does, and each job comes at its own interval.
        """
        self._runner = runner
        self._tick = tick
        self._running: set[str] = set()
        self._woken: set[str] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopped = False
        # late is better than never; what was missed while a job ran is made good by one run
        always = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = _Scheduler(timezone=UTC, job_defaults=always)
        self._scheduler.add_listener(self._submitted, EVENT_JOB_SUBMITTED)
        self._scheduler.add_listener(self._ended, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        for job in runner.jobs:
            self._add(job)
        self._scheduler.start()

    def _add(self, job: Job) -> None:
        every = job.every if self._tick is None else min(job.every, self._tick)
        first = datetime.now(UTC) + timedelta(seconds=min(every, FIRST))
        self._scheduler.add_job(
            self._run, IntervalTrigger(seconds=every), id=job.name, args=(job,), next_run_time=first
        )
        for work in job.woken_by:
            self._runner.database.on_wake(work, partial(self.soon, job.name))

    def soon(self, name: str) -> None:
        """That job has something to do and does not wait for its time."""
        if self._stopped:
            return
        self._woken.add(name)
        if name not in self._running:
            self._at(name, 0)

    async def stop(self) -> None:
        """Begin nothing more; what is under way may finish within ``GRACE`` and is cut off then."""
        self._stopped = True
        self._scheduler.pause()
        try:
            with suppress(TimeoutError):  # not wait_for: in Python 3.11 it may swallow that we are cancelled
                async with asyncio.timeout(GRACE):
                    await self._idle.wait()
        finally:
            self._scheduler.shutdown(wait=False)

    async def _run(self, job: Job) -> None:
        woken = job.name in self._woken
        self._woken.discard(job.name)
        if self._tick is not None and not woken and not self._runner.is_due(job):
            return
        try:
            wait = await self._runner.run(job)
        except asyncio.CancelledError:
            if not self._stopped:
                raise
            log.warning("job_cut_off", job=job.name)  # APScheduler would log it as an error of the job
            return
        if wait < job.every and not self._stopped:
            self._at(job.name, wait)

    def _submitted(self, event: JobSubmissionEvent) -> None:
        """APScheduler is about to run it: from here on, until it has ended, being woken means to run once more."""
        self._running.add(event.job_id)
        self._idle.clear()

    def _ended(self, event: JobExecutionEvent) -> None:
        self._running.discard(event.job_id)
        if not self._running:
            self._idle.set()
        if event.job_id in self._woken and not self._stopped:
            self._at(event.job_id, 0)

    def _at(self, name: str, seconds: float) -> None:
        """Once before its time; the next interval begins then."""
        self._scheduler.modify_job(name, next_run_time=datetime.now(UTC) + timedelta(seconds=seconds))


class _Scheduler(AsyncIOScheduler):  # type: ignore[misc]  # it has no types
    """Does not stand still when the clock is put back.

    APScheduler waits for moments of the wall's clock: put back by an hour, every job would come an hour late.
    """

    _looked: datetime | None = None

    def wakeup(self) -> None:
        """After each wait, and whenever a job's time was changed."""
        now = datetime.now(UTC)
        put_back = self._looked is not None and now < self._looked - PUT_BACK
        self._looked = now
        if put_back:
            for job in self.get_jobs():
                job.modify(next_run_time=now)
        super().wakeup()
