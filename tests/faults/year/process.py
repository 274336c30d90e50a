"""One life of the program: the real parts, wired as ``bot.program`` wires them, from a start to a stop or a crash.

Two things stand in for others. APScheduler, which wakes the jobs by the real clock, is a loop here; and when there is
nothing to do until some moment, that moment comes at once.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from handlers.turn.accounts import AccountDirectory
from scheduler.all_jobs import JOBS as ALL_JOBS
from scheduler.clock import Clock
from scheduler.delivery.sender import Delivery
from scheduler.inbox.reader import Inbox
from scheduler.runner import JobRunner
from storage.reminders.changes import WAKE as CHANGES
from storage.sql.errors import StorageError
from tests.faults.year.hosts import Hosts
from tests.virtual import LonelyLoop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storage.database import Database
    from tests.faults.year.facts import Facts
    from tests.faults.year.network import Messenger
    from tests.faults.year.world import World

BUSY_JOBS: Final = {"hold", "repeat", "changes", "remind", "digest", "forget"}
"""Those that have anything to do in this world."""
JOBS: Final = tuple(job for job in ALL_JOBS if job.name in BUSY_JOBS)
TICK: Final = 21.0
IDLE: Final = 45.0
"""Who is not woken looks that often; more would only take longer."""
LONGEST_LEAP: Final = 5 * 86400.0
BREATH: Final = 5.0
BUSY: Final = """
    SELECT (SELECT count(*) FROM inbox WHERE state = 'new')
         + (SELECT count(*) FROM outbox WHERE state = 'sending')
         + (SELECT count(*) FROM outbox WHERE state = 'waiting' AND not_before <= ?1)
         + (SELECT count(*) FROM reminders WHERE state = 'planned' AND send_at <= ?1)
         + (SELECT count(*) FROM changes)"""
NEXT: Final = """
    SELECT min(at) FROM (
        SELECT min(not_before) AS at FROM outbox WHERE state = 'waiting'
        UNION ALL SELECT min(send_at) FROM reminders WHERE state = 'planned')"""


EARLY: Final = timedelta(hours=25)
LASTS: Final = timedelta(hours=2)
SUNDAY, EVENING = 6, time(18)
HOME: Final = "Europe/Moscow"


async def live(world: World, messengers: Mapping[int, Messenger], *, until: float) -> None:
    """From a start of the program until it dies, or is stopped at that second."""
    life = _Life(world, messengers)
    try:
        await life.run(until)
    finally:
        life.bury()


class _Life:
    def __init__(self, world: World, messengers: Mapping[int, Messenger]) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, LonelyLoop)
        self.world = world
        self.loop = loop
        world.born(loop)
        self.messengers = messengers
        for one in messengers.values():
            one.begins_anew()
        self.database: Database = world.disk.open()
        clock = Clock(wall=world.wall)
        directory = AccountDirectory(messengers=messengers)
        self.inbox = Inbox(self.database, messengers, directory, clock)
        self.inbox.idle = IDLE
        self.deliveries = {
            account: Delivery(self.database, messenger, clock) for account, messenger in messengers.items()
        }
        for delivery in self.deliveries.values():
            delivery.idle = IDLE
        self.jobs = JobRunner(self.database, directory, clock, JOBS)
        self.hosts = Hosts(self.database, directory, clock, world.deeds)
        self.woken = asyncio.Event()

        def wake_all() -> None:
            for delivery in self.deliveries.values():
                delivery.wake()

        self.database.on_wake("outbox", wake_all)
        self.database.on_wake(CHANGES, self.woken.set)
        for account, delivery in self.deliveries.items():
            self.database.send_directly(account, delivery)
        self.look = world.disk.look()

    async def run(self, until: float) -> None:
        """Raises whatever a part of the program dies of."""
        works = [self.inbox.run(), self._act(), self._tick(until), self.hosts.run()]
        for account, delivery in self.deliveries.items():
            self.inbox.serve(account)
            works += [delivery.run(), self._listen(account)]
        tasks = [asyncio.ensure_future(work) for work in works]
        ending = asyncio.ensure_future(self._ends(until))
        done, _ = await asyncio.wait([ending, *tasks], return_when=asyncio.FIRST_COMPLETED)
        if not self.world.alive:
            self.world.crashes += 1
            return
        for task in done:
            task.result()
        for task in reversed(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.world.alive:  # it may die while it stops
            await self.database.close()
            self.world.dies()

    def bury(self) -> None:
        """Nothing of this life is left in the way of the next."""
        self.look.close()
        queue = self.database._queue
        kept = None if queue is None or queue._connection is None else queue._connection.sync_connection
        if kept is not None and not kept.closed:
            kept.invalidate()
        self.world.disk.forget()

    async def _ends(self, until: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, until - self.world.elapsed)):
                await self.world.died.wait()

    async def _listen(self, account: int) -> None:
        """As ``Program._listen`` does."""
        while True:
            try:
                await self.messengers[account].listen(self.inbox.hear)
            except StorageError:
                await asyncio.sleep(BREATH)

    async def _act(self) -> None:
        """Life goes on beside the program."""
        while True:
            self.world.happen()
            self.hosts.woken.set()
            wait = self.world.acts[0][0] - self.world.elapsed if self.world.acts else LONGEST_LEAP
            await asyncio.sleep(max(0.001, min(wait, LONGEST_LEAP)))

    # Time.

    async def _tick(self, until: float) -> None:
        chance, pause = self.world.chance, TICK
        while True:
            self.woken.clear()
            await self.jobs.run_due()
            if self._is_calm():
                pause = TICK
                acts = min([until, *(act[0] for act in self.world.acts[:1])])
                leap = min(self._next() + chance.uniform(0, TICK), acts) - self.world.elapsed
                if leap > 1.0:
                    self.loop.stall(leap)
                    await asyncio.sleep(0)
                    continue
            else:
                pause = min(pause * 1.5, 6 * TICK)  # nobody watches; it waits for the messengers as a rule
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self.woken.wait()

    def _is_calm(self) -> bool:
        """Whether nobody has anything to do before the next moment of ``_next``."""
        world, wall = self.world, self.world.wall()
        if not world.alive or world.deeds or any(one.updates for one in self.messengers.values()):
            return False
        if any(delivery._in_flight.tasks for delivery in self.deliveries.values()) or self.inbox._chats:
            return False
        new = world.history.moments[-1].wall  # has to be seen first
        past = max((moment for moment in _dues(world.history.last, wall) if moment <= wall), default=new)
        looked = min(self.jobs._last.get(name, past) for name in ("remind", "digest"))
        if looked < past or (looked <= new <= wall):
            return False
        return not self.look.execute(BUSY, [_spelled(wall)]).fetchone()[0]

    def _next(self) -> float:
        """The next second at which anything may be due; by itself time passes no faster than the real one can."""
        world, wall = self.world, self.world.wall()
        due = [moment for moment in _dues(world.history.last, wall) if moment > wall]
        written = self.look.execute(NEXT).fetchone()[0]
        if written is not None:
            due.append(datetime.fromisoformat(written).replace(tzinfo=UTC))
        moments = (world.at(moment - world.skew) for moment in due if moment > wall)
        return min([world.elapsed + LONGEST_LEAP, *moments])


def _dues(facts: Facts, wall: datetime) -> Iterator[datetime]:
    """Every moment at which a reminder, a digest or the end of an event may be due, by the program's clock."""
    leads = {lead for one in facts.people.values() for lead in one.leads}
    early = any(one.quiet for one in facts.people.values())
    for event in facts.events.values():
        if event.starts is None or event.state != "announced":
            continue
        yield event.starts
        yield event.starts + LASTS
        for lead in leads:
            yield event.starts - timedelta(minutes=lead)
            if early:
                yield event.starts - timedelta(minutes=lead) - EARLY
    for reader in facts.people.values():
        if reader.weekly:
            where = ZoneInfo(reader.zone or HOME)
            today = wall.astimezone(where).date()
            sunday = today + timedelta(days=SUNDAY - today.weekday())
            last = sunday if today.weekday() == SUNDAY else sunday - timedelta(days=7)
            mornings = [(last + timedelta(days=ahead), reader.quiet[1]) for ahead in (1, 2)] if reader.quiet else []
            for day, at in [(last, EVENING), (sunday, EVENING), *mornings]:
                yield datetime.combine(day, at, tzinfo=where).astimezone(UTC)


def _spelled(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
