"""Every job comes by itself: none waits for another, none is lost, and the program stops when it is to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, tzinfo

import apscheduler.schedulers.base
import pytest
from apscheduler.events import EVENT_JOB_EXECUTED

from handlers.turn.accounts import AccountDirectory
from scheduler import job_scheduler
from scheduler.all_jobs import JOBS
from scheduler.job_scheduler import JobScheduler
from scheduler.jobs import Facts, Job
from scheduler.runner import AWAY, RETRY, JobRunner
from storage.database import Database
from tests.handlers.subscriptions.steps import PARTY, subscriber, village
from tests.patience import PATIENCE
from tests.people import Town
from tests.scheduler.conftest import MoodyDatabase

LONG = 100_000


class Work:
    """Counts its runs, and is under way until it is let go."""

    def __init__(self, *, free: bool = True, fails: bool = False) -> None:
        self.runs = 0
        self.begun, self.free = asyncio.Semaphore(0), asyncio.Event()
        self.fails = fails
        if free:
            self.free.set()

    async def __call__(self, database: Database, directory: AccountDirectory, now: datetime) -> Facts:
        del database, directory, now
        self.runs += 1
        self.begun.release()
        await self.free.wait()
        if self.fails:
            raise RuntimeError("bug")
        return {"done": 1}

    async def begins(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.begun.acquire()


@asynccontextmanager
async def scheduled(town: Town, *jobs: Job, tick: float | None = None) -> AsyncIterator[JobScheduler]:
    scheduler = JobScheduler(JobRunner(town.database, town.directory, town.clock, jobs), tick=tick)
    try:
        yield scheduler
    finally:
        if scheduler._scheduler.running:
            await scheduler.stop()


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not reached():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)


async def runs(town: Town) -> list[tuple[str, bool]]:
    async with town.database.reading() as books:
        return [(run.job, run.finished_at is not None) for run in await books.runs.last(100)]


def comes(scheduler: JobScheduler, name: str) -> datetime:
    moment: datetime = scheduler._scheduler.get_job(name).next_run_time
    return moment


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


async def test_each_job_is_one_of_apscheduler_at_its_own_interval(sqlite_town: Town) -> None:
    async with scheduled(sqlite_town, *JOBS) as scheduler:
        made = {one.id: one for one in scheduler._scheduler.get_jobs()}
    assert {name: one.trigger.interval.total_seconds() for name, one in made.items()} == {
        job.name: job.every for job in JOBS
    }
    settings = {(one.max_instances, one.coalesce, one.misfire_grace_time) for one in made.values()}
    assert settings == {(1, True, None)}, "late is better than never, once is enough"


async def test_a_job_that_comes_rarely_comes_soon_after_the_start(sqlite_town: Town) -> None:
    """A program that is started anew every half hour must not go without it for ever."""
    job = Job(name="job", every=LONG, work=Work())
    before = datetime.now(UTC)
    async with scheduled(sqlite_town, job) as scheduler:
        assert before < comes(scheduler, "job") <= datetime.now(UTC) + seconds(job_scheduler.FIRST)


@pytest.mark.parametrize("long", ["letters", "papers", "plan-files", "forget", "hold"])
async def test_a_job_that_takes_long_makes_no_reminder_late(sqlite_town: Town, long: str) -> None:
    town, blocking = sqlite_town, Work(free=False)
    home = await village(town)
    await home.holds()
    ira = await subscriber(town, f"a{home.alliance}")
    town.time = PARTY - timedelta(days=1)
    remind = next(job for job in JOBS if job.name == "remind")
    async with scheduled(town, Job(name=long, every=1, work=blocking), remind, tick=0.01):
        await blocking.begins()
        async with asyncio.timeout(PATIENCE):
            while not ira.heard:
                await town.drain()
                await asyncio.sleep(0.01)
        assert "Вечер памяти" in ira.reads
        assert blocking.runs == 1
        assert (long, False) in await runs(town), "it is still under way"
        blocking.free.set()


async def test_who_is_woken_waits_for_no_interval_and_wakes_nobody_else(sqlite_town: Town) -> None:
    town, work, other = sqlite_town, Work(), Work()
    jobs = (
        Job(name="job", every=LONG, work=work, woken_by=("bell",)),
        Job(name="other", every=LONG, work=other, woken_by=("gong",)),
    )
    async with scheduled(town, *jobs) as scheduler:
        before = datetime.now(UTC)
        async with town.database.writing() as books:
            books.wake("bell")
        await work.begins()
        assert comes(scheduler, "job") >= before + seconds(LONG), "the next interval begins then"
        await scheduler.stop()
        async with town.database.writing() as books:
            books.wake("bell")
        await asyncio.sleep(0.05)
    assert (work.runs, other.runs) == (1, 0)


async def test_who_is_woken_while_under_way_runs_once_more(sqlite_town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever woke it may have come after it looked."""
    work = Work(free=False)
    async with scheduled(sqlite_town, Job(name="job", every=LONG, work=work)) as scheduler:
        with caplog.at_level(logging.WARNING):
            scheduler.soon("job")
            await work.begins()
            scheduler.soon("job")
            scheduler.soon("job")
            await asyncio.sleep(0.05)
            assert work.runs == 1
            work.free.set()
            await work.begins()
            await until(lambda: not scheduler._running)
            await asyncio.sleep(0.05)
    assert work.runs == 2
    assert caplog.messages == []


async def test_with_a_moved_clock_a_job_comes_when_that_clock_says_so(sqlite_town: Town) -> None:
    town, work = sqlite_town, Work()
    async with scheduled(town, Job(name="job", every=3600, work=work), tick=0.01):
        await work.begins()
        await asyncio.sleep(0.1)
        assert work.runs == 1
        town.time += timedelta(hours=1)
        await work.begins()


@pytest.mark.parametrize("away", [False, True], ids=["the work failed", "the database was away"])
async def test_what_could_not_be_done_is_tried_again_sooner(
    moody_town: Town, moody: MoodyDatabase, *, away: bool
) -> None:
    work = Work(fails=True)
    async with scheduled(moody_town, Job(name="job", every=LONG, work=work)) as scheduler:
        moody.away = away
        ended = asyncio.Event()
        scheduler._scheduler.add_listener(lambda _: ended.set(), EVENT_JOB_EXECUTED)
        before, wait = datetime.now(UTC), seconds(AWAY if away else RETRY)
        scheduler.soon("job")
        async with asyncio.timeout(PATIENCE):
            await ended.wait()
        assert before + wait <= comes(scheduler, "job") <= datetime.now(UTC) + wait
    assert work.runs == (0 if away else 1)


async def test_a_clock_that_is_put_back_stops_no_job(sqlite_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    class Moved(datetime):
        offset = timedelta()

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # as APScheduler calls it
            return datetime.now(tz) + cls.offset

    for module in (apscheduler.schedulers.base, job_scheduler):
        monkeypatch.setattr(module, "datetime", Moved)
    work = Work()
    async with scheduled(sqlite_town, Job(name="job", every=1, work=work), tick=None) as scheduler:
        scheduler.soon("job")
        await work.begins()
        Moved.offset = -timedelta(hours=1)
        await work.begins()


async def test_stopping_lets_the_jobs_under_way_finish(sqlite_town: Town) -> None:
    town, works = sqlite_town, [Work(free=False), Work(free=False)]
    jobs = [Job(name=f"job-{number}", every=LONG, work=work) for number, work in enumerate(works)]
    async with scheduled(town, *jobs) as scheduler:
        for job, work in zip(jobs, works, strict=True):
            scheduler.soon(job.name)
            await work.begins()
        stopping = asyncio.create_task(scheduler.stop())
        await asyncio.sleep(0)
        for work in works:
            work.free.set()
        await stopping
    assert sorted(await runs(town)) == [("job-0", True), ("job-1", True)]


async def test_what_does_not_finish_is_cut_off_without_an_error(
    sqlite_town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its row in the run journal has no end: it is done again after the next start."""
    monkeypatch.setattr(job_scheduler, "GRACE", 0.05)
    town, work = sqlite_town, Work(free=False)
    async with scheduled(town, Job(name="job", every=LONG, work=work)) as scheduler:
        scheduler.soon("job")
        await work.begins()
        with caplog.at_level(logging.ERROR):
            await scheduler.stop()
            await asyncio.sleep(0.05)
    assert await runs(town) == [("job", False)]
    assert [record for record in caplog.records if record.name.startswith("apscheduler")] == []
