"""The inbox: happenings are stored before they are confirmed, then dealt with, each once, in order within a chat."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import structlog

from handlers import reception
from handlers.desk import TurnRefused
from handlers.texts import base
from scheduler.pictures import BadPicture, TooLarge, take_pictures
from storage.errors import StorageError
from talk.heard import Heard
from talk.messenger import Undelivered
from talk.rich import Say

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from handlers.house import House
    from scheduler.clock import Clock
    from storage.database import Database
    from storage.inbox import Row
    from talk.heard import GroupChanged, ReachChanged
    from talk.messenger import Messenger
    from talk.prompt import Rows

log = structlog.get_logger()

TRIES: Final = 3
"""How often a happening is tried before it is parked with an apology."""
PAUSES: Final = (1.0, 5.0)
"""Seconds between the tries."""
BATCH: Final = 500
IDLE: Final = 1.0
"""Seconds between two looks when nobody wakes us."""
BACKLOG: Final = 30
"""A person whose unheard messages are more than that is asked to wait; the surplus is not dealt with."""


class Inbox:
    """Stores what is heard by the given accounts, and deals with it."""

    def __init__(self, database: Database, messengers: Mapping[int, Messenger], house: House, clock: Clock) -> None:
        self._database = database
        self._messengers = messengers
        self._house = house
        self._clock = clock
        self._woken = asyncio.Event()
        self._last_seen: dict[int, int] = {}
        self._chats: dict[tuple[int, int], deque[Row]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def serve(self, account: int) -> None:
        """From now on this process answers for the account, also for what another process left unanswered."""
        self._last_seen[account] = 0
        self._woken.set()

    def leave(self, account: int) -> None:
        """Another process may answer for the account now."""
        self._last_seen.pop(account, None)

    async def hear(self, happenings: Sequence[Heard | GroupChanged | ReachChanged]) -> None:
        """Store a batch; when this returns the adapter may confirm it."""
        async with self._database.writing() as books:
            await books.inbox.store(happenings, at=self._clock.now())
        for happening in happenings:
            if isinstance(happening, Heard) and happening.press_id:
                self._spawn(self._messengers[happening.account].acknowledge(happening.press_id))
        self._woken.set()

    async def run(self) -> None:
        """Deal with stored happenings until cancelled; other processes may store some, too (webhooks)."""
        try:
            while True:
                self._woken.clear()
                try:
                    await self._look()
                except StorageError as trouble:
                    log.error("inbox_waits", why=str(trouble))  # noqa: TRY400 - the operator's affair, not a bug
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), IDLE)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def settle(self) -> None:
        """Wait until everything that is stored has been dealt with (for tests and the playground's clock)."""
        await self._look()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _look(self) -> None:
        for account in list(self._last_seen):
            rows: Sequence[Row] = ()
            while account in self._last_seen:
                async with self._database.reading() as books:
                    rows = await books.inbox.waiting([account], after_id=self._last_seen[account], limit=BATCH)
                for row in rows:
                    self._queue(row)
                if rows and account in self._last_seen:
                    self._last_seen[account] = rows[-1].id
                if len(rows) < BATCH:
                    break

    def _queue(self, row: Row) -> None:
        key = (row.account_id, row.chat)
        queue = self._chats.get(key)
        if queue is None:
            self._chats[key] = queue = deque()
            self._spawn(self._serve(key, queue))
        queue.append(row)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, key: tuple[int, int], queue: deque[Row]) -> None:
        """One chat, one happening after the other."""
        while queue:
            try:
                if len(queue) > BACKLOG:
                    await self._ask_to_wait(queue)
                await self._deal(queue[0])
                queue.popleft()
            except StorageError as trouble:  # nothing was written: the same happening again, as often as it takes
                log.error("turn_waits", row=queue[0].id, why=str(trouble))  # noqa: TRY400 - as above
                await asyncio.sleep(IDLE)
        del self._chats[key]

    async def _ask_to_wait(self, queue: deque[Row]) -> None:
        surplus = [queue.pop() for _ in range(len(queue) - BACKLOG)]
        async with self._database.writing() as books:
            for row in surplus:
                await books.inbox.done(row.id)
        await self._answer(surplus[0], base.TOO_FAST)

    async def _deal(self, row: Row) -> None:
        for attempt in range(row.attempts, TRIES):
            try:
                await self._turn(row)
            except TurnRefused as refused:
                await self._answer(row, refused.text, refused.rows)
                return
            except StorageError:
                raise
            except Exception:  # one happening must not stop the others: this is the edge
                log.exception("happening_failed", row=row.id, kind=row.happening.kind, attempt=attempt + 1)
                async with self._database.writing() as books:
                    await books.inbox.fail(row.id)
                if attempt + 1 < TRIES:
                    await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
            else:
                return
        async with self._database.writing() as books:
            await books.inbox.park(row.id)
        await self._answer(row, base.APOLOGY, base.MENU_ROWS)

    async def _turn(self, row: Row) -> None:
        happening = row.happening
        if isinstance(happening, Heard) and happening.files:
            try:
                pictures = await take_pictures(
                    happening, self._messengers[row.account_id], self._database, now=self._clock.now()
                )
            except TooLarge as error:
                raise TurnRefused(base.PICTURE_TOO_LARGE) from error
            except BadPicture as error:
                raise TurnRefused(base.PICTURE_FAILED) from error
            except Undelivered as error:
                raise TurnRefused(base.PICTURE_NOT_FETCHED) from error
            happening = replace(happening, pictures=pictures)
        async with self._database.writing() as books:
            if not await books.inbox.done(row.id):
                return  # somebody else has dealt with it
            await reception.receive(books, happening, house=self._house, now=self._clock.now())

    async def _answer(self, row: Row, text: Say, rows: Rows = ()) -> None:
        """Say something outside of the turn, which was rolled back."""
        async with self._database.writing() as books:
            await books.inbox.done(row.id)
            if isinstance(row.happening, Heard):
                desk = await reception.sit_down(books, row.happening, house=self._house, now=self._clock.now())
                await desk.say(text, rows=rows)
