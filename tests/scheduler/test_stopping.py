"""Whoever is woken at the very moment at which they are to stop, stops."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from scheduler.job_scheduler import JobScheduler
from scheduler.jobs import Facts, Job
from scheduler.runner import JobRunner
from tests.patience import PATIENCE
from tests.people import Town

LONG = 60.0


@pytest.mark.parametrize("steps", range(4))
async def test_a_delivery_that_is_woken_and_stopped_at_once_stops(sqlite_town: Town, steps: int) -> None:
    """``steps``: of the loop between the two."""
    delivery = sqlite_town.deliveries[0]
    delivery.idle = LONG
    running = asyncio.create_task(delivery.run())
    while not delivery._woken._waiters:  # noqa: ASYNC110 - it tells nobody that it sleeps
        await asyncio.sleep(0)
    delivery.wake()
    for _ in range(steps):
        await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait([running], timeout=PATIENCE)
    assert done == {running}


class LongJobs:
    """Stands in for the runner: two jobs that are under way until they are let go."""

    def __init__(self) -> None:
        self.begun, self.over = asyncio.Event(), asyncio.Event()
        self.jobs = tuple(Job(name=name, every=60, work=self._work) for name in ("first", "second"))

    async def run(self, job: Job) -> float:
        self.begun.set()
        await self.over.wait()
        return job.every

    async def _work(self, *_: object) -> Facts:
        raise NotImplementedError


@pytest.mark.parametrize("steps", range(4))
async def test_a_stop_of_the_jobs_that_is_called_off_as_they_end_is_called_off(steps: int) -> None:
    """``steps``: as above."""
    jobs = LongJobs()
    scheduler = JobScheduler(cast("JobRunner", jobs))
    scheduler.soon("first")
    scheduler.soon("second")
    await jobs.begun.wait()
    stopping = asyncio.create_task(scheduler.stop())
    await asyncio.sleep(0)
    jobs.over.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    heard = stopping.cancel()
    await asyncio.wait([stopping], timeout=PATIENCE)
    assert stopping.cancelled() == heard
    assert not scheduler._scheduler.running
