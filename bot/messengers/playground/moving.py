"""Moves the program's clock to where something falls due next, does what is due there, and so on up to a goal.

Nothing is missed: what falls due stays due until it is done. So where nothing is due at the end of a stretch, nothing
was due within it; otherwise the first minute at which something was is found by bisection.
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
"""Libraries are open, and the question about yesterday (10:00) has been asked."""
MINUTE: Final = timedelta(minutes=1)
QUARTER: Final = timedelta(minutes=15)
"""How soon what could not be done where it fell due (it was night) is tried again."""
STRETCH: Final = timedelta(days=1)
"""The longest step: jobs that come by their time alone run at least once in it."""


class Runtime(Protocol):
    """The part of ``bot.program.Program`` that a move needs."""

    @property
    def jobs(self) -> JobRunner:
        """The jobs, which are run by steps."""

    async def drain(self) -> None:
        """When this returns, inbox and outbox have nothing left that is due."""


async def offset(books: Books) -> timedelta:
    """How far the clock was moved by earlier processes."""
    return timedelta(seconds=float(await books.settings.get(CLOCK) or 0))


def next_morning(now: datetime, zone: str) -> datetime:
    """The next 10:05 by the clock of this zone."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(now.tzinfo)


def next_full(size: timedelta, now: datetime) -> datetime:
    """The next full minute, quarter of an hour, hour …: a multiple of ``size``, always after ``now``."""
    return now - timedelta(seconds=now.timestamp() % size.total_seconds()) + size


async def next_stop(books: Books, looks: Sequence[HasWork], now: datetime, goal: datetime) -> datetime:
    """The first full minute at which something falls due that is not due now; at most ``goal``, or ``STRETCH`` ahead.

    What is due already could not be done: then no farther than the next quarter of an hour.
    """
    end = min(goal, now + STRETCH)
    fresh = [look for look in looks if not await look(books, now)]
    if len(fresh) < len(looks):
        end = min(end, next_full(QUARTER, now))
    for look in fresh:
        end = await _first(books, look, now, end)
    return end


async def _first(books: Books, look: HasWork, now: datetime, end: datetime) -> datetime:
    """The first full minute at which ``look`` finds something to do; ``end`` if there is none before it."""
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


async def is_mail_due(books: Books, now: datetime) -> bool:
    """Whether the outbox has anything to send."""
    return await books.delivery_queue.is_due(now)


@dataclass(slots=True)
class Mover:
    """Moves the clock forward, one move at a time; ``begun`` and ``goal`` are None while none is under way."""

    database: Database
    clock: Clock
    program: Runtime
    begun: datetime | None = None
    goal: datetime | None = None
    _task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def moving(self) -> bool:
        """Whether a move is under way; it has ended before the page is told so."""
        return self.goal is not None

    def start(self, goal: datetime) -> bool:
        """Begin to move, in a task; False while another move is under way or when the goal is not ahead."""
        if self.moving or goal <= self.clock.now():
            return False
        self.begun, self.goal = self.clock.now(), goal
        self._task = asyncio.create_task(self._move(goal), name="playground clock")
        self._task.add_done_callback(_report)
        return True

    async def stop(self) -> None:
        """Cancel the move that is under way; the clock goes on from where it is."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self.begun = self.goal = None  # also of a move that had not begun

    async def wait(self) -> None:
        """Until the move that is under way has ended."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _move(self, goal: datetime) -> None:
        looks = (*(job.has_work for job in self.program.jobs.jobs if job.has_work is not None), is_mail_due)
        try:
            await self._do_due()
            while (now := self.clock.now()) < goal:
                async with self.database.reading() as books:
                    stop = await next_stop(books, looks, now, goal)
                ahead = max(stop - self.clock.now(), timedelta())  # the looking took its time
                await self._set(self.clock.offset + ahead)
                await self._do_due()
        finally:
            self.begun = self.goal = None
            await asyncio.shield(self._tell())

    async def _do_due(self) -> None:
        """Do all that is due now, what people did first."""
        await self.program.drain()
        await self.program.jobs.run_due(at_once=True)
        await self.program.drain()

    async def _set(self, moved: timedelta) -> None:
        """Stored first: the clock must not go back when the program starts again."""
        async with self.database.writing() as books:
            await books.settings.set(CLOCK, moved.total_seconds())
            books.wake(WAKE)
        self.clock.offset = moved

    async def _tell(self) -> None:
        async with self.database.writing() as books:
            books.wake(WAKE)


def _report(task: asyncio.Task[None]) -> None:
    """Log what ended a move: the page shows only that the clock stands."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("clock_stopped", exc_info=error)
