"""The clock of the program is moved: in steps, and at each step everything that is due is done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.messengers.playground.messenger import WAKE

if TYPE_CHECKING:
    from scheduler.clock import Clock
    from scheduler.jobs import Jobs
    from storage.books import Books
    from storage.database import Database

log = structlog.get_logger(__name__)

CLOCK: Final = "clock"
"""The setting that keeps the offset, in seconds."""
MORNING: Final = time(10, 5)
"""When libraries are open and the question about yesterday has been asked."""
SMALL, LARGE = timedelta(minutes=15), timedelta(hours=1)
"""Steps: small ones near the beginning and the end, where something is likely to be watched."""
NEAR: Final = timedelta(days=1)


class Settles(Protocol):
    """The part of the program that is needed here."""

    @property
    def jobs(self) -> Jobs: ...
    async def settle(self) -> None: ...


async def offset(books: Books) -> timedelta:
    """How far the clock was moved in earlier lives."""
    return timedelta(seconds=float(await books.settings.get(CLOCK) or 0))


def next_morning(now: datetime, zone: str) -> datetime:
    """The next 10:05 by the clock of this zone."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(now.tzinfo)


def step(now: datetime, begun: datetime, goal: datetime) -> datetime:
    """How far to go at once: to the next full quarter or hour, so that what is due then comes then."""
    near = now - begun < NEAR or goal - now <= NEAR
    size = SMALL if near else LARGE
    past = timedelta(seconds=now.timestamp() % size.total_seconds())
    return min(now - past + size, goal)


@dataclass(slots=True)
class Mover:
    """Moves the clock forward; one move at a time."""

    database: Database
    clock: Clock
    program: Settles
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
        self._task = asyncio.create_task(self._move(self.begun, goal), name="playground clock")
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

    async def _move(self, begun: datetime, goal: datetime) -> None:
        try:
            await self.program.settle()
            while (now := self.clock.now()) < goal:
                await self._set(self.clock.offset + (step(now, begun, goal) - now))
                await self.program.jobs.run_due()
                await self.program.settle()
        finally:
            self.begun = self.goal = None
            await asyncio.shield(self._tell())

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
