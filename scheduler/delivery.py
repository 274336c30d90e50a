"""The delivery: the one way out. What the outbox holds reaches its messenger, at the messenger's own speed."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog

from handlers import bind_group
from storage.errors import StorageError
from talk.messenger import (
    Broken,
    GroupReport,
    Impossible,
    InspectGroup,
    Later,
    Migrated,
    Revise,
    Sent,
    Tell,
    Uncertain,
    Undelivered,
    Unreachable,
)

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.house import House
    from scheduler.clock import Clock
    from storage.books import Books
    from storage.database import Database
    from storage.outbox import Row
    from talk.messenger import Messenger

log = structlog.get_logger()

MOST_ATTEMPTS: Final = 10
IN_FLIGHT: Final = 16
"""Sends under way at once for one account: hides the round trip; one chat has one at a time."""
IDLE: Final = 2.0
"""Seconds after which the outbox is looked at even if nobody woke us: rows that wait for their hour."""
REST_WHEN_BROKEN: Final = 60.0
GRACE: Final = 3.0
"""Seconds that sends under way are given when the program stops: what is cut off is sent twice."""
FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 15 * 60.0


class Pace:
    """At most ``calls`` in any window of ``seconds``."""

    def __init__(self, calls: int, seconds: float) -> None:
        self._seconds = seconds
        self._times: deque[float] = deque(maxlen=calls)
        self._turn = asyncio.Lock()

    async def wait(self) -> None:
        loop = asyncio.get_running_loop()
        async with self._turn:
            if len(self._times) == self._times.maxlen:
                await asyncio.sleep(max(0.0, self._times[0] + self._seconds - loop.time()))
            self._times.append(loop.time())


def pause(attempts: int) -> float:
    """Seconds before the next try: doubling, with jitter, so that many rows do not come back at once."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**attempts) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter


class Delivery:
    """Delivers the outbox of one account."""

    def __init__(self, database: Database, messenger: Messenger, house: House, clock: Clock) -> None:
        self._database = database
        self._messenger = messenger
        self._account = messenger.account
        self._house = house
        self._clock = clock
        self.pace = Pace(*messenger.limits.pace) if messenger.limits.pace else None
        self._woken = asyncio.Event()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._held: set[int] = set()
        self._shaken = True
        """Some rows may be marked as being sent that nobody sends: a process died, or the database went away."""
        self._resting_until = 0.0
        self._broken = False
        self._rested = asyncio.Event()
        self._looking = asyncio.Lock()
        self.idle = IDLE

    def wake(self) -> None:
        self._woken.set()

    def recovered(self) -> None:
        """The account works again: what waits because it was broken need not wait any longer."""
        if self._broken:
            self._resting_until = 0.0
            self._rested.set()

    async def run(self) -> None:
        """Deliver until cancelled; begins with what a dead process left in its hands."""
        self._shaken = True
        try:
            while True:
                self._woken.clear()
                try:
                    async with self._looking:
                        await self._look()
                except StorageError as trouble:
                    log.error("delivery_waits", account=self._account, why=str(trouble))  # noqa: TRY400 - not a bug
                await self._sleep()
        finally:
            under_way = list(self._busy.values())
            if under_way:
                await asyncio.wait(under_way, timeout=GRACE)
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def settle(self) -> None:
        """Deliver all that is due now, and wait for it (for tests and the playground's clock)."""
        while True:
            async with self._looking:
                await self._look()
            if not self._busy:
                return
            await asyncio.wait(list(self._busy.values()), return_when=asyncio.FIRST_COMPLETED)

    async def _sleep(self) -> None:
        rest = self._resting_until - asyncio.get_running_loop().time()
        if rest > 0:
            self._rested.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rested.wait(), rest)
            return
        try:
            await asyncio.wait_for(self._woken.wait(), self.idle)
        except TimeoutError:
            return

    async def _look(self) -> None:
        free = IN_FLIGHT - len(self._busy)
        if free <= 0 or self._resting_until > asyncio.get_running_loop().time():
            return
        shaken, self._shaken = self._shaken, True  # until it is known that the claims are written
        async with self._database.writing() as books:
            if shaken:
                await books.outbox.recover(self._account, held=list(self._held))
            if late := await books.outbox.expire(self._account, self._clock.now()):
                log.warning("too_late", account=self._account, rows=late)
            due = await books.outbox.due(self._account, self._clock.now(), busy=list(self._busy), limit=free)
            rows = [row for row in due if await books.outbox.claim(row.id)]
        self._shaken = False
        for row in rows:
            self._held.add(row.id)
            task = asyncio.create_task(self._deliver(row))
            self._busy[row.chat] = task
            task.add_done_callback(partial(self._free, row))

    def _free(self, row: Row, _: asyncio.Task[None]) -> None:
        del self._busy[row.chat]
        self._held.discard(row.id)
        self._woken.set()

    async def _deliver(self, row: Row) -> None:
        try:
            outcome = await self._perform(row)
        except StorageError as trouble:  # nothing has left yet: as if the row had been found later
            log.error("delivery_waits", row=row.id, why=str(trouble))  # noqa: TRY400 - not a bug
            self._shaken = True
            return
        while True:
            try:
                await self._write_down(row, outcome)
            except StorageError as trouble:  # it is known here alone what became of it: so it must not be forgotten
                log.error("delivery_unwritten", row=row.id, why=str(trouble))  # noqa: TRY400 - not a bug
                await asyncio.sleep(self.idle)
            else:
                return

    async def _perform(self, row: Row) -> Sent | GroupReport | Undelivered:
        action = row.action
        if isinstance(action, Revise) and row.post_id is not None:
            async with self._database.reading() as books:
                action = await books.posts.with_refs(action, row.post_id)
        if self.pace:
            await self.pace.wait()
        try:
            return await self._messenger.perform(action, key=row.id)
        except Undelivered as failure:
            return failure
        except Exception as failure:  # an adapter's bug must not stop the others: this is the edge
            log.exception("delivery_failed", row=row.id, kind=action.kind)
            return Uncertain(type(failure).__name__)

    async def _write_down(self, row: Row, outcome: Sent | GroupReport | Undelivered) -> None:
        try:
            if isinstance(outcome, Undelivered):
                await self._failed(row, outcome)
            else:
                await self._succeeded(row, outcome)
        except StorageError:
            raise
        except Exception:  # our own bug: sending it again and again would be worse than a parked row
            log.exception("delivery_unsettled", row=row.id, kind=row.action.kind)
            async with self._database.writing() as books:
                await books.outbox.park(row.id, "what came of it could not be dealt with", at=self._clock.now())

    async def _succeeded(self, row: Row, done: Sent | GroupReport) -> None:
        now = self._clock.now()
        async with self._database.writing() as books:
            if self._broken:
                await books.accounts.set_broken(self._account, None)
            match done:
                case Sent():
                    await books.outbox.sent(row.id, refs=done.refs, at=now)
                    if row.post_id is not None:
                        await books.posts.delivered(row.post_id, refs=done.refs, link=done.link, at=now)
                case GroupReport():
                    await books.outbox.sent(row.id, refs=(), at=now)
                    asked_by = row.action.asked_by if isinstance(row.action, InspectGroup) else None
                    await bind_group.inspected(
                        books, self._account, done, asked_by=asked_by, house=self._house, now=now
                    )
        self._broken = False

    async def _failed(self, row: Row, failure: Undelivered) -> None:
        now = self._clock.now()
        trouble = f"{type(failure).__name__}: {failure}"
        log.warning("undelivered", row=row.id, kind=row.action.kind, trouble=trouble, attempts=row.attempts + 1)
        if isinstance(failure, Broken):
            self._broken = True
            self._rest(REST_WHEN_BROKEN)
        elif isinstance(failure, Later) and failure.everyone:
            self._rest(failure.after)
        async with self._database.writing() as books:
            match failure:
                case Unreachable():
                    await self._park(books, row, trouble, now)
                    if row.person_id is not None:
                        await books.people.lose(row.person_id)
                    elif not isinstance(row.action, Tell):
                        await bind_group.lost(books, self._account, row.chat, house=self._house, now=now)
                case Impossible():
                    await self._park(books, row, trouble, now)
                case Later() if failure.everyone:  # a limit of the account is nobody's fault
                    await self._later(books, row, trouble, now, after=failure.after, counted=False)
                case Broken():
                    await books.accounts.set_broken(self._account, str(failure))
                    await self._later(
                        books, row, trouble, now, after=0, counted=False
                    )  # the account rests, not the row
                case _ if row.attempts + 1 >= MOST_ATTEMPTS:
                    await self._park(books, row, trouble, now)
                case Migrated():
                    await books.groups.migrate(self._account, row.chat, failure.new_group)
                    await self._later(books, row, trouble, now, after=0)
                case Later():
                    await self._later(books, row, trouble, now, after=max(failure.after, pause(row.attempts)))
                case _:
                    await self._later(books, row, trouble, now, after=pause(row.attempts))

    @staticmethod
    async def _later(
        books: Books, row: Row, trouble: str, now: datetime, *, after: float, counted: bool = True
    ) -> None:
        not_before = now + timedelta(seconds=after)
        await books.outbox.later(row.id, not_before=not_before, trouble=trouble, counted=counted)

    @staticmethod
    async def _park(books: Books, row: Row, trouble: str, now: datetime) -> None:
        """Give it up; a farewell to somebody erased goes without a trace, for their chat must not stay here."""
        if isinstance(row.action, Tell) and row.person_id is None and row.key is None:
            await books.outbox.sent(row.id, refs=(), at=now)
        else:
            await books.outbox.park(row.id, trouble, at=now)

    def _rest(self, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        self._resting_until = max(self._resting_until, until)
