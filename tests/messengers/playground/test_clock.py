"""The clock of the program can be moved, and what falls due on the way is done on the way."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import pytest

from bot.messengers.playground import open_playground
from bot.messengers.playground.moving import LARGE, SMALL, Mover, next_morning, step
from bot.settings import Settings
from scheduler.clock import Clock
from scheduler.jobs import Facts, Job, Jobs
from storage.database import Database
from tests.messengers.playground.conftest import ANNA, Visitor
from tests.people import START


class Works:
    """A program with one job that notes when it ran."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.ran: list[datetime] = []
        self.settled = 0
        self.began = asyncio.Event()

        async def work(_: Database, __: object, now: datetime) -> Facts:
            self.ran.append(now)
            self.began.set()
            return {}

        house: object = None
        self.jobs = Jobs(database, house, clock, (Job(name="note", every=60, work=work),))  # type: ignore[arg-type]  # this job visits no house

    async def settle(self) -> None:
        self.settled += 1


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
async def database(settings: Settings) -> Database:
    return await Database.open(settings.database_url)


async def test_an_hour_goes_by_in_quarters(database: Database) -> None:
    clock = Clock(wall=lambda: START)
    works = Works(database, clock)
    mover = Mover(database, clock, works)
    assert START.minute == 0
    assert mover.start(START + timedelta(hours=1))
    assert not mover.start(START + timedelta(hours=2)), "one move at a time"
    await mover.wait()
    assert works.ran == [START + timedelta(minutes=minutes) for minutes in (15, 30, 45, 60)]
    assert works.settled == 5, "what was due before the move is dealt with first"
    assert not mover.moving
    assert not mover.start(START), "a clock does not go back"
    await database.close()


async def test_a_clock_that_is_stopped_stays_where_it_came(database: Database) -> None:
    clock = Clock(wall=lambda: START)
    works = Works(database, clock)
    mover = Mover(database, clock, works)
    mover.start(START + timedelta(days=300))
    await works.began.wait()
    await mover.stop()
    stopped = clock.now()
    assert START < stopped < START + timedelta(days=300)
    assert mover.goal is None
    async with database.reading() as books:
        assert await books.settings.get("clock") == (stopped - START).total_seconds()
    await database.close()


def test_steps_are_small_at_both_ends_large_between_and_end_on_the_quarter() -> None:
    begun, goal = START + timedelta(minutes=4), START + timedelta(days=5, minutes=7)
    stops = [begun]
    while stops[-1] < goal:
        stops.append(step(stops[-1], begun, goal))
    assert stops[-1] == goal
    assert all(stop.minute % 15 == 0 for stop in stops[1:-1])
    steps = [after - before for before, after in itertools.pairwise(stops)]
    assert {SMALL, LARGE} < set(steps)
    assert max(steps) == LARGE
    assert stops[steps.index(LARGE)] >= begun + timedelta(hours=23)
    assert stops[len(steps) - steps[::-1].index(LARGE)] <= goal - timedelta(hours=23)


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
