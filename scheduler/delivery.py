"""The delivery: the one way out. What the outbox holds reaches its messenger, at the messenger's own speed."""

from __future__ import annotations

import asyncio
import random
from collections import deque
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
PACE: Final = {"telegram": (28, 1.05), "vk": (19, 1.05)}
"""Calls in any window of so many seconds (TELEGRAM.md and VK.md: 30 and 20 a second, and some air)."""
IDLE: Final = 2.0
"""Seconds after which the outbox is looked at even if nobody woke us: rows that wait for their hour."""
REST_WHEN_BROKEN: Final = 60.0
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
        self.pace = Pace(*PACE[messenger.kind]) if messenger.kind in PACE else None
        self._woken = asyncio.Event()
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._held: set[int] = set()
        self._shaken = True
        """Some rows may be marked as being sent that nobody sends: a process died, or the database went away."""
        self._resting_until = 0.0

    def wake(self) -> None:
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled; begins with what a dead process left in its hands."""
        try:
            while True:
                self._woken.clear()
                try:
                    await self._look()
                except StorageError as trouble:
                    log.error("delivery_waits", account=self._account, why=str(trouble))  # noqa: TRY400 - not a bug
                await self._sleep()
        finally:
            for task in self._busy.values():
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def settle(self) -> None:
        """Deliver all that is due now, and wait for it (for tests and the playground's clock)."""
        while True:
            await self._look()
            if not self._busy:
                return
            await asyncio.wait(list(self._busy.values()), return_when=asyncio.FIRST_COMPLETED)

    async def _sleep(self) -> None:
        rest = self._resting_until - asyncio.get_running_loop().time()
        if rest > 0:
            await asyncio.sleep(rest)
            return
        try:
            await asyncio.wait_for(self._woken.wait(), IDLE)
        except TimeoutError:
            return

    async def _look(self) -> None:
        free = IN_FLIGHT - len(self._busy)
        if free <= 0 or self._resting_until > asyncio.get_running_loop().time():
            return
        async with self._database.writing() as books:
            if self._shaken:
                await books.outbox.recover(self._account, held=list(self._held))
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
            await self._send(row)
        except StorageError as trouble:  # what became of it could not be written down
            log.error("delivery_unwritten", row=row.id, why=str(trouble))  # noqa: TRY400 - not a bug
            self._shaken = True

    async def _send(self, row: Row) -> None:
        action = row.action
        if isinstance(action, Revise) and row.post_id is not None:
            async with self._database.reading() as books:
                action = await books.posts.with_refs(action, row.post_id)
        if self.pace:
            await self.pace.wait()
        try:
            done = await self._messenger.perform(action, key=row.id)
        except Undelivered as failure:
            await self._failed(row, failure)
        except Exception as failure:  # an adapter's bug must not stop the others: this is the edge
            log.exception("delivery_failed", row=row.id, kind=action.kind)
            await self._failed(row, Uncertain(type(failure).__name__))
        else:
            await self._succeeded(row, done)

    async def _succeeded(self, row: Row, done: Sent | GroupReport) -> None:
        now = self._clock.now()
        async with self._database.writing() as books:
            match done:
                case Sent():
                    await books.outbox.sent(row.id, refs=done.refs, at=now)
                    if row.post_id is not None:
                        await books.posts.delivered(row.post_id, refs=done.refs, link=done.link, at=now)
                case GroupReport():
                    await books.outbox.sent(row.id, refs=(), at=now)
                    await bind_group.inspected(books, self._account, done, house=self._house, now=now)

    async def _failed(self, row: Row, failure: Undelivered) -> None:
        now = self._clock.now()
        trouble = f"{type(failure).__name__}: {failure}"
        log.warning("undelivered", row=row.id, kind=row.action.kind, trouble=trouble, attempts=row.attempts + 1)
        async with self._database.writing() as books:
            match failure:
                case Unreachable() if isinstance(row.action, Tell) and row.person_id is None:
                    await books.outbox.sent(row.id, refs=(), at=now)  # a farewell: their chat must not stay here
                case Unreachable():
                    await books.outbox.park(row.id, trouble, at=now)
                    if row.person_id is not None:
                        await books.people.lose(row.person_id)
                    else:
                        await bind_group.lost(books, self._account, row.chat, house=self._house, now=now)
                case Impossible():
                    await books.outbox.park(row.id, trouble, at=now)
                case Migrated():
                    await books.groups.migrate(self._account, row.chat, failure.new_group)
                    await books.outbox.later(row.id, not_before=now, trouble=trouble)
                case Later():
                    self._rest(failure.after if failure.everyone else 0)
                    await self._later(books, row, failure, now)
                case Broken():
                    self._rest(REST_WHEN_BROKEN)
                    await books.accounts.set_broken(self._account, str(failure))
                    await books.outbox.later(
                        row.id, not_before=now + timedelta(seconds=REST_WHEN_BROKEN), trouble=trouble, counted=False
                    )
                case _ if row.attempts + 1 >= MOST_ATTEMPTS:
                    await books.outbox.park(row.id, trouble, at=now)
                case _:
                    wait = timedelta(seconds=pause(row.attempts))
                    await books.outbox.later(row.id, not_before=now + wait, trouble=trouble)

    async def _later(self, books: Books, row: Row, failure: Later, now: datetime) -> None:
        """A limit of the account is nobody's fault; what stands in the way of this row alone is counted."""
        if failure.everyone:
            after = failure.after
        elif row.attempts + 1 >= MOST_ATTEMPTS:
            await books.outbox.park(row.id, str(failure), at=now)
            return
        else:
            after = max(failure.after, pause(row.attempts))
        await books.outbox.later(
            row.id, not_before=now + timedelta(seconds=after), trouble=str(failure), counted=not failure.everyone
        )

    def _rest(self, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        self._resting_until = max(self._resting_until, until)
