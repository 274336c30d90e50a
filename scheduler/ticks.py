"""APScheduler wakes the jobs and knows nothing: all state is in the database."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

if TYPE_CHECKING:
    from scheduler.jobs import Jobs

TICKING: Final = "tick"
TICK: Final = 10.0
"""Seconds. A reminder is late by no more than that."""
GRACE: Final = 3.0
"""Seconds that the job under way gets to finish when the program stops."""


class Waking:
    """Wakes the jobs from now on, until it is stopped."""

    def __init__(self, jobs: Jobs, *, every: float = TICK) -> None:
        self._jobs = jobs
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopped = False
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            self._run,
            IntervalTrigger(seconds=every),
            id=TICKING,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    def soon(self) -> None:
        """There is work that need not wait for the next tick."""
        if not self._stopped:
            self._scheduler.modify_job(TICKING, next_run_time=datetime.now(UTC))

    async def stop(self) -> None:
        """Wake nothing more; what is under way may finish, for APScheduler would cut it off with a cry."""
        self._stopped = True
        self._scheduler.pause()
        try:
            with suppress(TimeoutError):  # not wait_for: in Python 3.11 it may swallow that we are cancelled
                async with asyncio.timeout(GRACE):
                    await self._idle.wait()
        finally:
            self._scheduler.shutdown(wait=False)

    async def _run(self) -> None:
        self._idle.clear()
        try:
            await self._jobs.run_due()
        finally:
            self._idle.set()
