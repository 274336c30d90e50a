"""The clock of the program is moved: to where something falls due next, and there everything that is due is done.

Nothing is missed: what falls due stays due until it is done. Where nothing is due at the end of a stretch, nothing was
due within it; where something is, the first minute at which it was is found by halving the stretch.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.messengers.playground.messenger import WAKE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.clock import Clock
    from scheduler.jobs import HasWork
    from scheduler.runner import JobRunner
    from storage.books import Books
    from storage.database import Database

log = structlog.get_logger(__name__)

CLOCK: Final = "clock"
"""The setting that keeps the offset, in seconds."""
MORNING: Final = time(10, 5)
"""When libraries are open and the question about yesterday has been asked."""
MINUTE: Final = timedelta(minutes=1)
QUARTER: Final = timedelta(minutes=15)
"""After which what could not be done where it fell due (it was night) is tried again."""
STRETCH: Final = timedelta(days=1)
"""What is gone at once even if nothing falls due: jobs that come by their time alone come daily."""


class Drains(Protocol):
    """The part of the program that is needed here."""

    @property
    def jobs(self) -> JobRunner: ...
    async def drain(self) -> None: ...


async def offset(books: Books) -> timedelta:
    """How far the clock was moved in earlier lives."""
    return timedelta(seconds=float(await books.settings.get(CLOCK) or 0))


def next_morning(now: datetime, zone: str) -> datetime:
    """The next 10:05 by the clock of this zone."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(now.tzinfo)


def next_full(size: timedelta, now: datetime) -> datetime:
    """The next full minute, quarter, hour."""
    return now - timedelta(seconds=now.timestamp() % size.total_seconds()) + size


async def next_stop(books: Books, looks: Sequence[HasWork], now: datetime, goal: datetime) -> datetime:
    """The first full minute at which something falls due that is not due already; no farther than the goal."""
    end = min(goal, now + STRETCH)
    fresh = [look for look in looks if not await look(books, now)]
    if len(fresh) < len(looks):
        end = min(end, next_full(QUARTER, now))
    for look in fresh:
        end = await _first(books, look, now, end)
    return end


async def _first(books: Books, look: HasWork, now: datetime, end: datetime) -> datetime:
    """The first full minute in which this look finds something; the end if it finds nothing before."""
    first = next_full(MINUTE, now)
    if first >= end or not await look(books, end):
        return end
    early, late = 0, (end - first) // MINUTE + 1
    while early < late:
        middle = (early + late) // 2
        if await look(books, min(first + middle * MINUTE, end)):
            late = middle
        else:
            early = middle + 1
    return min(first + early * MINUTE, end)


async def _mail(books: Books, now: datetime) -> bool:
    return await books.delivery_queue.is_due(now)


@dataclass(slots=True)
class Mover:
    """Moves the clock forward; one move at a time."""

    database: Database
    clock: Clock
    program: Drains
    begun: datetime | None = None
    goal: datetime | None = None
    _task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def moving(self) -> bool:
        """As the page is told: a press just after the bell must find the clock at rest."""
        return self.goal is not None

    def start(self, goal: datetime) -> bool:
        """Begin to move; False while the clock is moving already or when the goal is not ahead."""
        if self.moving or goal <= self.clock.now():
            return False
        self.begun, self.goal = self.clock.now(), goal
        self._task = asyncio.create_task(self._move(goal), name="playground clock")
        self._task.add_done_callback(_report)
        return True

    async def stop(self) -> None:
        """The clock goes on from where it is."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self.begun = self.goal = None  # also of a move that had not begun

    async def wait(self) -> None:
        """Until the move that is under way has ended."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _move(self, goal: datetime) -> None:
        looks = (*(job.has_work for job in self.program.jobs.jobs if job.has_work is not None), _mail)
        try:
            await self._live()
            while (now := self.clock.now()) < goal:
                async with self.database.reading() as books:
                    stop = await next_stop(books, looks, now, goal)
                ahead = max(stop - self.clock.now(), timedelta())  # the looking took its time
                await self._set(self.clock.offset + ahead)
                await self._live()
        finally:
            self.begun = self.goal = None
            await asyncio.shield(self._tell())

    async def _live(self) -> None:
        """All that is due: what people did comes first."""
        await self.program.drain()
        await self.program.jobs.run_due(at_once=True)
        await self.program.drain()

    async def _set(self, moved: timedelta) -> None:
        """Written down first: a clock must not go back when the program starts again."""
        async with self.database.writing() as books:
            await books.settings.set(CLOCK, moved.total_seconds())
            books.wake(WAKE)
        self.clock.offset = moved

    async def _tell(self) -> None:
        async with self.database.writing() as books:
            books.wake(WAKE)


def _report(task: asyncio.Task[None]) -> None:
    """The page sees only that the clock stands; why it stopped is said here."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("clock_stopped", exc_info=error)
