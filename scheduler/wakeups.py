"""APScheduler wakes the jobs and knows nothing: all state is in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

if TYPE_CHECKING:
    from scheduler.jobs import Jobs

TICK: Final = 10.0
"""Seconds. A reminder is late by no more than that."""


def wake(jobs: Jobs, *, every: float = TICK) -> AsyncIOScheduler:
    """Start waking the jobs; ``shutdown()`` of what is returned stops it."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        jobs.run_due, IntervalTrigger(seconds=every), id="tick", coalesce=True, max_instances=1, misfire_grace_time=None
    )
    scheduler.start()
    return scheduler
