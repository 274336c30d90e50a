"""Jobs come when their time has come; one that fails stops no other and is tried again."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import scheduler
from scheduler.all_jobs import JOBS
from scheduler.jobs import Facts, Job, Phase, job
from scheduler.runner import AWAY, RETRY, JobRunner
from storage.sql.errors import Collided

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.turn.accounts import AccountDirectory
    from storage.books import Books
    from storage.database import Database
    from storage.program.runs import Run
    from tests.people import Town
    from tests.scheduler.conftest import MoodyDatabase


class Work:
    """Counts when it was done; says what it is told, or fails."""

    def __init__(self, facts: Facts | None) -> None:
        self.facts = facts
        self.at: list[datetime] = []
        self.seen: list[tuple[Run, ...]] = []
        self.came = asyncio.Event()

    async def __call__(self, database: Database, directory: AccountDirectory, now: datetime) -> Facts:
        del directory
        self.at.append(now)
        self.came.set()
        async with database.reading() as books:
            self.seen.append(await books.runs.last(10))
        if self.facts is None:
            raise RuntimeError("bug")
        return self.facts


def jobs(town: Town, *works: Work, every: int = 3600) -> JobRunner:
    made = tuple(Job(name=f"job-{number}", every=every, work=work) for number, work in enumerate(works))
    return JobRunner(town.database, town.directory, town.clock, made)


class Sight:
    """Sees that there is something to do, or nothing; None: it fails."""

    def __init__(self, *, sees: bool | None) -> None:
        self.sees = sees
        self.looked = 0

    async def __call__(self, books: Books, now: datetime) -> bool:
        del books, now
        self.looked += 1
        if self.sees is None:
            raise RuntimeError("bug")
        return self.sees


def seeing(town: Town, work: Work, sight: Sight) -> JobRunner:
    job = Job(name="job", every=3600, work=work, has_work=sight)
    return JobRunner(town.database, town.directory, town.clock, (job,))


async def runs(town: Town) -> list[tuple[str, bool, dict[str, int]]]:
    async with town.database.reading() as books:
        return [(run.job, run.finished_at is not None, dict(run.facts)) for run in await books.runs.last(100)]


async def test_a_run_is_written_down_before_the_work(town: Town) -> None:
    work = Work({"told": 3})
    await jobs(town, work).run_due()

    (before,) = work.seen[0]
    assert (before.job, before.finished_at) == ("job-0", None)
    assert await runs(town) == [("job-0", True, {"told": 3})]


async def test_a_run_with_nothing_to_do_leaves_no_line(town: Town) -> None:
    await jobs(town, Work({"told": 0})).run_due()

    assert await runs(town) == []


async def test_a_job_that_fails_stops_no_other(town: Town) -> None:
    failing, after = Work(None), Work({"told": 1})
    await jobs(town, failing, after).run_due()

    assert len(after.at) == 1
    assert await runs(town) == [("job-1", True, {"told": 1}), ("job-0", True, {"failed": 1})]


async def test_a_job_comes_at_its_time(sqlite_town: Town) -> None:
    town, work = sqlite_town, Work({})
    clockwork = jobs(town, work)
    for _ in range(9):
        await clockwork.run_due()
        town.time += timedelta(minutes=20)

    assert [at.minute for at in work.at] == [0, 0, 0]


async def test_a_job_that_failed_is_tried_again_sooner(sqlite_town: Town) -> None:
    town, work = sqlite_town, Work(None)
    clockwork = jobs(town, work, every=86_400)
    await clockwork.run_due()
    await clockwork.run_due()
    assert len(work.at) == 1

    town.time += timedelta(seconds=RETRY)
    work.facts = {"told": 1}
    await clockwork.run_due()
    town.time += timedelta(seconds=RETRY)
    await clockwork.run_due()
    assert len(work.at) == 2


async def test_a_job_that_stood_in_the_way_of_a_turn_comes_again_soon(town: Town) -> None:
    """PostgreSQL ends a deadlock by undoing one of the two; nothing is wrong with the job."""

    class Colliding(Work):
        async def __call__(self, database: Database, directory: AccountDirectory, now: datetime) -> Facts:
            await super().__call__(database, directory, now)
            if len(self.at) == 1:
                raise Collided
            return {"told": 1}

    work = Colliding({})
    clockwork = jobs(town, work, every=86_400)
    await clockwork.run_due()
    town.time += timedelta(seconds=AWAY)
    await clockwork.run_due()
    assert await runs(town) == [("job-0", True, {"told": 1}), ("job-0", True, {"collided": 1})]


async def test_a_job_that_sees_nothing_to_do_does_nothing_and_writes_nothing(town: Town) -> None:
    work, sight = Work({"told": 1}), Sight(sees=False)
    clockwork = seeing(town, work, sight)
    await clockwork.run_due()
    assert (work.at, sight.looked, await runs(town)) == ([], 1, [])

    await clockwork.run_due()
    assert sight.looked == 1, "it looks again when its time has come"
    sight.sees = True
    town.time += timedelta(hours=1)
    await clockwork.run_due()
    assert await runs(town) == [("job", True, {"told": 1})]


async def test_at_once_nobody_waits_for_their_time(town: Town) -> None:
    seer, blind = Work({"told": 1}), Work({})
    clockwork = seeing(town, seer, Sight(sees=True))
    clockwork.jobs += jobs(town, blind).jobs
    await clockwork.run_due()
    town.time += timedelta(minutes=1)
    await clockwork.run_due(at_once=True)

    assert (len(seer.at), len(blind.at)) == (2, 1), "whoever cannot see what there is to do comes by the clock alone"


async def test_a_look_that_fails_hides_no_work(town: Town) -> None:
    work, sight = Work({"told": 1}), Sight(sees=None)
    await seeing(town, work, sight).run_due()

    assert await runs(town) == [("job", True, {"told": 1})]


async def test_a_clock_that_was_put_back_stops_no_job(sqlite_town: Town) -> None:
    town, work = sqlite_town, Work({})
    clockwork = jobs(town, work)
    await clockwork.run_due()
    town.time -= timedelta(days=1)
    await clockwork.run_due()

    assert len(work.at) == 2


async def test_a_database_that_is_away_skips_no_job(moody_town: Town, moody: MoodyDatabase) -> None:
    town, first, second = moody_town, Work({"told": 1}), Work({"told": 1})
    clockwork = jobs(town, first, second, every=86_400)
    moody.countdown = 1
    await clockwork.run_due()
    assert (len(first.at), len(second.at)) == (0, 1)

    await clockwork.run_due()
    assert (len(first.at), len(second.at)) == (1, 1)


async def test_a_job_runs_once_at_a_time(sqlite_town: Town) -> None:
    """Whoever moves the clock of the playground runs jobs beside the scheduler."""
    under_way, most = 0, 0

    async def work(database: Database, directory: AccountDirectory, now: datetime) -> Facts:
        nonlocal under_way, most
        del database, directory, now
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return {}

    alone = Job(name="job", every=60, work=work)
    runner = JobRunner(sqlite_town.database, sqlite_town.directory, sqlite_town.clock, (alone,))
    await asyncio.gather(*(runner.run(alone) for _ in range(3)))
    assert most == 1


NAMED: Final = (
    (Phase.STATES, "hold"),
    (Phase.STATES, "repeat"),
    (Phase.REMINDERS, "changes"),
    (Phase.REMINDERS, "remind"),
    (Phase.ORDERS, "letters"),
    (Phase.ORDERS, "papers"),
    (Phase.ORDERS, "plan-files"),
    (Phase.QUESTIONS, "ask_hosts"),
    (Phase.QUESTIONS, "digest"),
    (Phase.QUESTIONS, "nudge"),
    (Phase.CLEANUP, "forget"),
)
"""Jobs as they stand in run journals that exist, in their order."""


def test_every_job_is_found_and_the_order_is_said() -> None:
    found = [(one.phase, one.name) for one in JOBS]
    assert found == sorted(found)
    assert [one for one in found if one in NAMED] == list(NAMED)
    sources = (path.read_text("utf-8") for path in Path(scheduler.__path__[0]).rglob("*.py"))
    assert len(found) == sum(len(re.findall(r"^@job\(", source, re.MULTILINE)) for source in sources)


def test_two_jobs_cannot_have_the_same_name() -> None:
    with pytest.raises(ValueError, match="'remind'"):
        job("remind", every=60, phase=Phase.CLEANUP)(Work({}))


def test_the_jobs_are_loaded_without_what_takes_long_to_load() -> None:
    """Word and Excel are loaded when the first document is made."""
    asking = "import sys, scheduler.all_jobs; print(*sorted({'docx', 'openpyxl'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", asking], check=True, capture_output=True, text=True).stdout == "\n"
