"""The delivery: the one way out. What the outbox holds reaches its messenger, at the messenger's own speed.

This is the loop of one account; what it is sending is in ``in_flight``, how it takes rows from the outbox in
``claiming``, what follows from an outcome in ``outcomes``. The way of a row::

    waiting ── due, still so, nobody asleep (claiming) ──► sending ── a task in the messenger's pace ──► outcome
                                                                                                           │
    Sent, GroupReport            sent: refs are kept, what was said is not                               ◄─┤
    Later (of this row)          waiting again: after what the messenger asked for, at least the back-off ◄─┤
    Later (of everyone), Broken  waiting again, uncounted; the account rests                             ◄─┤
    Uncertain                    waiting again, repeated under the same key                              ◄─┤
    NoRight                      waiting again: for its right, tried every hour, at once when it is back  ◄─┤
    Impossible, Unreachable      parked; an unreachable person or group is noted, a post is told of      ◄─┘

    ``_needs_recovery``: rows may be marked as being sent that nobody sends (a process died, a claim was cut off); the
    next look brings them back. For ``RECOVERY_WINDOW`` seconds after the beginning the process before us may wake and
    claim yet.
    The lease (``held_until``) says that no other process sends for the account; nothing leaves without it.
"""

from __future__ import annotations

import asyncio
import math
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

import structlog

from scheduler.delivery.batches import Batch
from scheduler.delivery.cards import Cards
from scheduler.delivery.chat_limits import ChatLimits
from scheduler.delivery.claiming import Claiming
from scheduler.delivery.in_flight import ChatWaits, InFlight
from scheduler.delivery.messages_before import with_messages
from scheduler.delivery.outcomes import Outcomes
from scheduler.delivery.pictures import perform_with_what_is_taken
from storage.sql.errors import StorageError, Unavailable
from talk.messenger import Broken, Later, SendTicket, Sent, TellsMany, Uncertain, Undelivered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.clock import Clock
    from storage.books import Books
    from storage.database import Database
    from storage.messaging.outbox_rows import Row
    from talk.messenger import Action, GroupReport, Messenger

log = structlog.get_logger()

IDLE: Final = 2.0
"""Seconds after which the outbox is looked at even if nobody woke us: rows that wait for their hour."""
REST_WHEN_BROKEN: Final = 60.0
"""Seconds before a broken account is tried again, by whoever listens and by whoever delivers."""
GRACE: Final = 3.0
"""Seconds that sends under way are given when the program stops: what is cut off is sent twice."""
CLOCK_TOLERANCE: Final = timedelta(seconds=10)
"""By so much a clock may be corrected without anybody noticing."""
RECOVERY_WINDOW: Final = 60.0
"""Seconds after the beginning when rows are looked for once more that are marked as being sent and nobody sends."""
YIELDS: Final = 5.0
"""Seconds that an answer lets others under way go first at most; more than all that is under way takes to leave."""
REFILL: Final = 0.75
"""The outbox is looked at again when no more than this part of what may be under way in a full lane is."""


class Delivery:
    """Delivers the outbox of one account.

    Each batch is a task: it waits for its turn in the messenger's pace, leaves, and what became of it is written down.
    Every lane has room of its own, so that none keeps another out; which of them leaves first is decided by the pace
    (``SendTicket``).
    """

    def __init__(self, database: Database, messenger: Messenger, clock: Clock, cards: Cards | None = None) -> None:
        self._database = database
        self._cards = cards or Cards(database, clock)
        self._messenger = messenger
        self._account = messenger.account
        self._limits = messenger.limits
        self._clock = clock
        self._outcomes = Outcomes(database, messenger.account, clock)
        self.outcomes = self._outcomes.counts
        self._chat_limits = ChatLimits(messenger.limits)
        self._woken = asyncio.Event()
        self._in_flight = InFlight()
        self._claiming = Claiming(messenger, clock, self._in_flight)
        self._needs_recovery = True
        """Some rows may be marked as being sent that nobody sends: a process died, or the database went away."""
        self._has_more = True
        """The outbox may hold something that no wake-up will tell of: its chat was busy, or there was no room."""
        self._running = False
        self._resting_until = 0.0
        self._recover_again_at = math.inf
        self._latest = datetime.min.replace(tzinfo=UTC)
        """The program's clock when the outbox was looked at last, or before it was put back lately."""
        self._put_back_at: float | None = None
        self._rested = asyncio.Event()
        self._looking = asyncio.Lock()
        self.idle = IDLE
        self.rest = REST_WHEN_BROKEN
        self.held_until = math.inf
        """By ``time.monotonic``: from then on another process may be sending, so nothing may leave here any more."""

    def wake(self) -> None:
        self._woken.set()

    @property
    def broken(self) -> bool:
        """The account did not work when something was to leave last; what to do is in ``tezki account list``."""
        return self._outcomes.broken

    def recovered(self) -> None:
        """The account works again: what waits because it was broken need not wait any longer."""
        if self._outcomes.broken:
            self._resting_until = 0.0
            self._rested.set()

    async def run(self) -> None:
        """Deliver until cancelled; begins with what a dead process left in its hands, and rests on if it had to."""
        self._needs_recovery = True
        try:
            await self._rest_on()
            await self._catch_up()
            self._recover_again_at = asyncio.get_running_loop().time() + RECOVERY_WINDOW
            self._running = True
            while True:
                self._recover_once_more()
                self._woken.clear()
                try:
                    async with self._looking:
                        await self._look()
                except StorageError as trouble:
                    log.error("delivery_waits", account=self._account, why=str(trouble))  # noqa: TRY400 - not a bug
                await self._sleep()
        finally:
            self._running = False
            await self._stop()

    async def _stop(self) -> None:
        """What has not left yet stays; what is under way gets some time."""
        for task, (_, ticket) in self._in_flight.tasks.items():
            if not ticket.left:
                task.cancel()
        under_way = list(self._in_flight.tasks)
        if under_way:
            await asyncio.wait(under_way, timeout=GRACE)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def drain(self) -> None:
        """Deliver all that is due now, and wait for it (for tests and the playground's clock)."""
        while True:
            # What ends during the look may leave something behind that the look has not seen.
            idle = not self._in_flight.tasks
            if idle and not await self._may_find_any():
                return
            async with self._looking:
                await self._look()
            if self._in_flight.tasks:
                await asyncio.wait(list(self._in_flight.tasks), return_when=asyncio.FIRST_COMPLETED)
            elif idle:
                return

    # Finding out what is due.

    async def _may_find_any(self) -> bool:
        """Whether a look may find anything to do; asked while only reading, where a look writes."""
        if self._needs_recovery or self._clock.now() + CLOCK_TOLERANCE < self._latest:
            return True
        self._latest = self._clock.now()
        async with self._database.reading() as books:
            return await books.delivery_queue.is_due(self._latest, self._account)

    async def _catch_up(self) -> None:
        """Write down what became of sends when the account was lost in the middle of trouble with the database."""
        while self._in_flight.unwritten:
            row, outcomes = next(iter(self._in_flight.unwritten.items()))
            try:
                await self._outcomes.write_down(outcomes)
            except StorageError as trouble:
                log.error("delivery_unwritten", row=row, why=str(trouble))  # noqa: TRY400 - not a bug
                await asyncio.sleep(self.idle)
            else:
                del self._in_flight.unwritten[row]

    async def _mind_the_clock(self, books: Books) -> None:
        """What was due before the clock was put back is due still: nobody waits that hour once more."""
        now, moment = self._clock.now(), asyncio.get_running_loop().time()
        if now + CLOCK_TOLERANCE >= self._latest:
            self._latest, self._put_back_at = now, None
            return
        if self._put_back_at is None:
            self._put_back_at = moment
            log.warning("clock_put_back", account=self._account, seconds=(self._latest - now).total_seconds())
        await books.delivery_queue.bring_forward(self._account, self._latest + CLOCK_TOLERANCE, now)
        if (
            moment >= self._put_back_at + RECOVERY_WINDOW
        ):  # whoever had looked at the clock before has written what they wanted
            self._latest, self._put_back_at = now, None

    def _recover_once_more(self) -> None:
        """The process before us may have been stopped while it claimed rows, and have woken since."""
        if asyncio.get_running_loop().time() >= self._recover_again_at:
            self._recover_again_at = math.inf
            self._needs_recovery = True

    async def _rest_on(self) -> None:
        """What another process has sent in the last second counts at the messenger as ours."""
        if self._limits.pace is not None:
            self._rest(self._limits.pace[1])
        with suppress(StorageError):  # then nothing can be sent either
            async with self._database.reading() as books:
                account = await books.accounts.get(self._account)
            if account is not None and account.resting_until is not None:
                self._rest((account.resting_until - self._clock.now()).total_seconds())

    async def _sleep(self) -> None:
        rest = self._resting_until - asyncio.get_running_loop().time()
        if rest > 0:
            self._rested.clear()
            with suppress(TimeoutError):  # not wait_for: in Python 3.11 it may swallow that we are cancelled
                async with asyncio.timeout(rest):
                    await self._rested.wait()
            return
        with suppress(TimeoutError):  # not wait_for: in Python 3.11 it may swallow that we are cancelled
            async with asyncio.timeout(self.idle):
                await self._woken.wait()

    async def _look(self) -> None:
        self._has_more = True  # until it is known better
        room = self._in_flight.room(self._limits.at_once)
        now = asyncio.get_running_loop().time()
        if max(room.values()) <= 0 or self._resting_until > now or not self._is_held():
            return
        needs, self._needs_recovery = self._needs_recovery, False  # what happens meanwhile is for the next look
        try:
            async with self._database.writing() as books:
                await self._mind_the_clock(books)
                if needs:
                    held = self._in_flight.rows()
                    await books.delivery_queue.recover(self._account, held=held)
                if late := await books.delivery_queue.expire(self._account, self._clock.now()):
                    log.warning("too_late", account=self._account, rows=late)
                claimed, slept = await self._claiming.claim(books, room)
                self._has_more = await books.delivery_queue.is_due(self._clock.now(), self._account)
                if not self._is_held():  # we were stopped meanwhile: what we claimed is for whoever took over
                    raise Unavailable("the lease has run out")  # noqa: TRY301 - to roll back is what it is for
        except BaseException:  # nobody knows whether the claims are written
            self._needs_recovery = True
            raise
        self._in_flight.full = {lane for lane, left in room.items() if left <= self._claiming.kept_free(lane)}
        if slept:
            self._woken.set()  # behind them somebody may be awake
        for batch in claimed:
            self._send_off(batch)

    def _send_off(self, batch: Batch) -> None:
        self._in_flight.engage(batch)
        behind = min(YIELDS, batch.rows[0].behind(self._clock.now()))
        ticket = SendTicket(lane=batch.lane, left=self._limits.pace is None, may_leave=self._is_held, behind=behind)
        ticket.aside = batch.is_news
        task = asyncio.create_task(self._deliver(batch, ticket))
        self._in_flight.begin(task, batch, ticket)
        task.add_done_callback(self._done)

    def ready(self, chat: int, behind: float = 0.0) -> bool:
        """Whether an answer to this chat would leave at once, unless the outbox holds something else for it."""
        now = asyncio.get_running_loop().time()
        free = self._running and chat not in self._in_flight.resting and self._claiming.has_room(behind)
        return free and self._resting_until <= now and self._is_held()

    def arrived(self, chat: int) -> int:
        """The row that has reached this chat and is not written down as such yet; 0 when there is none."""
        return self._in_flight.arrived(chat)

    def accept(self, row: Row) -> None:
        """An answer that was written as being sent. After a crash, or if we stop now, it is found by ``recover``."""
        if self._running:
            self._send_off(Batch(rows=(row,)))

    def _is_held(self) -> bool:
        """Not by the loop's clock: uvloop looks at it once a round, and a process may be stopped within one."""
        return monotonic() < self.held_until

    # Sending.

    async def _deliver(self, batch: Batch, ticket: SendTicket) -> ChatWaits:
        """Send it and write down what became of it."""
        try:
            outcomes = await self._perform(batch, ticket)
        except StorageError as trouble:  # nothing has left yet: as if it had been found later
            log.error("delivery_waits", row=batch.rows[0].id, why=str(trouble))  # noqa: TRY400 - not a bug
            self._needs_recovery = True
            return {}
        if not self._is_held() and all(isinstance(outcome, Undelivered) for _, outcome in outcomes):
            self._needs_recovery = True  # whoever speaks for the account now sends it again, be it us once more
            return {}
        self._take_a_rest(outcomes)
        rested = self._rested_chats(outcomes)
        first = batch.rows[0]
        self._in_flight.unwritten[first.id] = outcomes
        if len(outcomes) == 1 and isinstance(outcomes[0][1], Sent):
            self._in_flight.reached(first)
        while True:
            try:
                await self._outcomes.write_down(outcomes)
            except StorageError as trouble:  # it is known here alone what became of it: so it must not be forgotten
                log.error("delivery_unwritten", row=first.id, why=str(trouble))  # noqa: TRY400 - not a bug
                await asyncio.sleep(self.idle)
            else:
                break
        del self._in_flight.unwritten[first.id]
        self._in_flight.written(first)
        if any(isinstance(outcome, Undelivered) for _, outcome in outcomes):
            self._has_more = True  # perhaps it is to be tried again at once
        return rested

    async def _perform(
        self, batch: Batch, ticket: SendTicket
    ) -> Sequence[tuple[Row, Sent | GroupReport | Undelivered]]:
        """What became of each row. Raises StorageError as long as nothing has left."""
        first = batch.rows[0]
        outcome: Sent | GroupReport | Undelivered
        try:
            if batch.call is not None:
                return await self._tell_many(batch, ticket)
            outcome = await perform_with_what_is_taken(self._messenger, await self._whole(first), first.id, ticket)
        except StorageError:
            raise
        except Undelivered as failure:
            outcome = failure
        except Exception as failure:  # an adapter's bug must not stop the others: this is the edge
            log.exception("delivery_failed", row=first.id, kind=first.action.kind)
            outcome = Uncertain(type(failure).__name__)
        return [(row, outcome) for row in batch.rows]

    async def _whole(self, row: Row) -> Action:
        """What to do, with all that is known of it only now."""
        return await self._cards.shown(await with_messages(self._database, row))

    async def _tell_many(self, batch: Batch, ticket: SendTicket) -> Sequence[tuple[Row, Sent | Undelivered]]:
        assert isinstance(self._messenger, TellsMany)
        assert batch.call is not None
        prompt = batch.rows[0].action.prompt  # type: ignore[union-attr]  # ``pack`` joins only what is told
        found = await self._messenger.tell_many([row.chat for row in batch.rows], prompt, batch.call, ticket)
        return [(row, found[row.chat]) for row in batch.rows]

    # After it.

    def _take_a_rest(self, outcomes: Sequence[tuple[Row, Sent | GroupReport | Undelivered]]) -> None:
        for _, outcome in outcomes:
            if isinstance(outcome, Broken):
                self._rest(self.rest)
            elif isinstance(outcome, Later) and outcome.everyone:
                self._rest(outcome.after)

    def _rest(self, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        self._resting_until = max(self._resting_until, until)

    def _rested_chats(self, outcomes: Sequence[tuple[Row, Sent | GroupReport | Undelivered]]) -> ChatWaits:
        """Chats that got as much as they may in a while have to rest."""
        now = asyncio.get_running_loop().time()
        sent = [(row, outcome) for row, outcome in outcomes if isinstance(outcome, Sent)]
        rests = {
            row.chat: self._chat_limits.wait_after(row.action, row.chat, len(done.refs), now) for row, done in sent
        }
        self._in_flight.resting.update(chat for chat, rest in rests.items() if rest)
        return rests

    def _done(self, task: asyncio.Task[ChatWaits]) -> None:
        batch = self._in_flight.end(task)
        bug = None
        if task.cancelled():
            self._needs_recovery = self._has_more = True  # it is marked as being sent, and nobody sends it
        elif (bug := task.exception()) is not None:  # ours, and none that was foreseen: the others go on
            # It may have left, and to say it again and again would be worse: it is looked for at the next start.
            log.error("delivery_broke_off", row=batch.rows[0].id, exc_info=bug)
        rested = {} if task.cancelled() or bug else task.result()
        for row in batch.rows:
            if rest := rested.get(row.chat):
                asyncio.get_running_loop().call_later(rest, self._free, row.chat)
            else:
                self._in_flight.release(row.chat)
        if self._has_more and self._in_flight.left(batch.lane) <= self._limits.at_once * REFILL:
            self._woken.set()

    def _free(self, chat: int) -> None:
        self._in_flight.give_free(chat)
        if self._has_more:
            self._woken.set()
