"""The clock of the program can be moved, and what falls due on the way is done on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messengers.playground import open_playground
from bot.messengers.playground.moving import MINUTE, STRETCH, Mover, is_mail_due, next_morning, next_stop
from bot.settings import Settings
from scheduler.all_jobs import JOBS
from scheduler.clock import Clock
from scheduler.jobs import Facts, HasWork, Job
from scheduler.runner import JobRunner
from storage.books import Books
from storage.database import Database
from talk.messenger import Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.messengers.playground.conftest import ANNA, Visitor
from tests.people import START


class Works:
    """A program with one job that notes when it ran; with moments ahead it looks, and has work from each of them on."""

    def __init__(self, database: Database, clock: Clock, *ahead: datetime, done: bool = True) -> None:
        self.ran: list[datetime] = []
        self.settled = 0
        self.moved = asyncio.Event()
        waiting = list(ahead)

        async def work(_: Database, __: object, now: datetime) -> Facts:
            self.ran.append(now)
            if done:
                waiting[:] = [moment for moment in waiting if moment > now]
            if now > START:
                self.moved.set()
            return {}

        async def looks(_: Books, now: datetime) -> bool:
            return any(moment <= now for moment in waiting)

        job = Job(name="note", every=60, work=work, has_work=looks if ahead else None)
        directory: object = None
        self.jobs = JobRunner(database, directory, clock, (job,))  # type: ignore[arg-type]  # this job visits no house

    async def drain(self) -> None:
        self.settled += 1


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def after(*minutes: float) -> list[datetime]:
    """So many minutes after the start."""
    return [START + timedelta(minutes=one) for one in minutes]


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = await Database.open(settings.database_url)
    yield database
    await database.close()


async def test_the_clock_stops_at_the_minute_in_which_something_falls_due(database: Database) -> None:
    clock = Clock(wall=lambda: START)
    works = Works(database, clock, *after(7, 7.5, 50, 60, 61))
    mover = Mover(database, clock, works)
    assert mover.start(START + timedelta(hours=1))
    assert not mover.start(START + timedelta(hours=2)), "one move at a time"
    await mover.wait()
    assert works.ran == after(7, 8, 50, 60)
    assert works.settled == 2 * (1 + 4), "what was due before the move is dealt with first"
    assert clock.now() == START + timedelta(hours=1)
    assert not mover.moving
    assert not mover.start(START), "a clock does not go back"


async def test_what_could_not_be_done_is_tried_again_in_quarters(database: Database) -> None:
    clock = Clock(wall=lambda: START)
    works = Works(database, clock, *after(20), done=False)
    mover = Mover(database, clock, works)
    mover.start(START + timedelta(hours=1))
    await mover.wait()
    assert works.ran == after(20, 30, 45, 60)


async def test_a_job_that_looks_for_nothing_comes_daily(database: Database) -> None:
    clock = Clock(wall=lambda: START)
    works = Works(database, clock)
    mover = Mover(database, clock, works)
    mover.start(START + timedelta(days=2, hours=3))
    await mover.wait()
    assert works.ran == [START + timedelta(hours=hours) for hours in (0, 24, 48, 51)]


def test_the_clock_can_see_what_every_job_has_to_do_but_for_the_forgetting() -> None:
    blind = {job.name for job in JOBS if job.has_work is None}
    assert blind == {"erasure_list", "forget", "forget_proofs", "silence"}, "no account of a playground is ever silent"


async def test_what_waits_in_the_outbox_for_its_hour_is_a_stop(database: Database) -> None:
    clock = Clock(wall=lambda: START)
    async with database.writing() as books:
        account = await books.accounts.ensure("playground", 1, at=START)
        tell = Tell(chat=1, prompt=Prompt(text=rich("Доброе утро")))
        await books.outbox.put(account.id, 1, tell, lane=1, now=START, not_before=START + timedelta(minutes=40))
    async with database.reading() as books:
        assert await next_stop(books, [is_mail_due], START, START + timedelta(hours=3)) == after(40)[0]
    assert clock.now() == START


@given(
    due=st.lists(st.integers(min_value=-90, max_value=3 * 24 * 60 * 60), max_size=4),
    goal=st.integers(min_value=1, max_value=3 * 24 * 60 * 60),
    begun=st.integers(min_value=0, max_value=59),
)
def test_no_minute_in_which_something_falls_due_is_passed_over(due: list[int], goal: int, begun: int) -> None:
    now = START + timedelta(seconds=begun)
    moments = [now + timedelta(seconds=seconds) for seconds in due]
    looks = [waits_for(moment) for moment in moments]
    books: Books = None  # type: ignore[assignment]  # these looks read no books
    stop = asyncio.run(next_stop(books, looks, now, now + timedelta(seconds=goal)))

    ahead = [moment for moment in moments if moment > now]
    assert now < stop <= now + timedelta(seconds=goal)
    assert all(stop - moment < MINUTE for moment in ahead if moment <= stop), "stopped within the minute"
    near = stop in (now + timedelta(seconds=goal), now + STRETCH) or (len(ahead) < len(due) and stop.minute % 15 == 0)
    assert near or any(moment <= stop for moment in ahead), "never for nothing"


def waits_for(moment: datetime) -> HasWork:
    async def look(_: Books, now: datetime) -> bool:
        return moment <= now

    return look


async def test_a_clock_that_is_stopped_stays_where_it_came(database: Database) -> None:
    clock = Clock(wall=lambda: START)
    works = Works(database, clock)
    mover = Mover(database, clock, works)
    mover.start(START + timedelta(days=300))
    await works.moved.wait()
    await mover.stop()
    stopped = clock.now()
    assert START < stopped < START + timedelta(days=300)
    assert mover.goal is None
    async with database.reading() as books:
        assert await books.settings.get("clock") == (stopped - START).total_seconds()


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        (utc(20, 9), "Europe/Moscow", utc(21, 7, 5)),
        (utc(20, 1), "Europe/Moscow", utc(20, 7, 5)),
        (utc(20, 1), "Asia/Kamchatka", utc(20, 22, 5)),
        (utc(20, 7, 5), "Europe/Moscow", utc(21, 7, 5)),
    ],
)
def test_morning_comes_by_the_clock_of_the_person(now: datetime, zone: str, morning: datetime) -> None:
    assert next_morning(now, zone) == morning


async def test_the_page_moves_the_clock_and_sees_it_move(visitor: Visitor) -> None:
    before = visitor.program.clock.now()
    answer = await visitor.posts("clock", expect=202, to="hour", person=ANNA)
    assert answer == {"moving": True}
    await visitor.arrives()
    told = (await visitor.hears())["clock"]
    assert told["move"] is None
    assert told["offset"] == pytest.approx(3600, abs=60)
    assert visitor.program.clock.now() - before >= timedelta(hours=1)


async def test_the_clock_goes_on_from_there_after_a_restart(visitor: Visitor, settings: Settings) -> None:
    await visitor.posts("clock", expect=202, to="hour", person=ANNA)
    await visitor.arrives()
    offset = visitor.program.clock.offset
    again = await open_playground(settings, visitor.program.database, demo=False)
    assert again.clock.offset == offset


async def test_an_event_that_is_not_there_is_no_goal(visitor: Visitor) -> None:
    await visitor.posts("clock", expect=404, to="event", event=77)
    await visitor.posts("clock", expect=400, to="yesterday")
    assert await visitor.posts("clock", expect=202, to="stop") == {"moving": False}
